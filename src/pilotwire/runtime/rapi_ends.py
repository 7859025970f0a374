"""Which of the RAPI transports a person names are ends of the simulated controller, and which lead to another one.

A pseudo-terminal is made by us, so it is an end to serve; a serial device leads to a controller. TCP can be either:
if a controller answers there it is one, if none does and the address is ours we serve there.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports.address import MemoryAddress, PtyAddress, SerialAddress, TcpAddress, parse_address

AUTO = "auto"
"""In place of a serial device: the one that has a controller."""
_ANSWER_S = 2.0
_QUESTION = b"$GV^35\r"
"""Which version it is; every controller since 2014 answers, the oldest with a complaint."""


class RapiEnds(msgspec.Struct, frozen=True):
    """What was named."""

    served: tuple[str, ...] = ()
    """Where the simulated controller answers."""
    controller: str | None = None
    """The controller to use; None for the simulated one."""


async def sort_ends(names: Sequence[str], serial: str | None) -> RapiEnds:
    """Sort the names.

    Args:
        names: as given with ``--rapi``.
        serial: as given with ``--serial``.

    Raises:
        TransportError: a name is wrong, or there is more than one controller.

    """
    if serial == AUTO:
        # Who names a device has no memory for the search.
        from .serial_search import the_controller  # noqa: PLC0415

        serial = await the_controller()
    controllers = [] if serial is None else [_serial_name(serial)]
    served: list[str] = []
    for name in names:
        (controllers if await _leads_elsewhere(name) else served).append(name)
    if len(controllers) > 1:
        raise TransportError(f"Only one controller can be used, not {' and '.join(controllers)}.")
    if controllers and served:
        raise TransportError(
            f"With the controller at {controllers[0]} nothing is simulated that could answer on {served[0]}: "
            f"leave out --rapi {served[0]}."
        )
    return RapiEnds(tuple(served), controllers[0] if controllers else None)


def _serial_name(text: str) -> str:
    name = text if text.startswith("serial:") else f"serial:{text}"
    parse_address(name)
    return name


async def _leads_elsewhere(name: str) -> bool:
    match parse_address(name):
        case SerialAddress():
            return True
        case PtyAddress() | MemoryAddress():
            return False
        case TcpAddress(host, port):
            return port != 0 and (not _is_ours(host) or await _controller_answers(host, port))


async def _controller_answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(_QUESTION)
                answer = await reader.readuntil(b"\r")
            finally:
                writer.close()
            return b"$OK" in answer or b"$NK" in answer
    return False


def is_hardware(name: str) -> bool:
    """Whether a transport leads to a real controller: not to one in this computer.

    Args:
        name: of the transport, such as ``serial:/dev/ttyACM0``.

    """
    match parse_address(name):
        case SerialAddress(device):
            # What a pseudo-terminal leads to is a program. A device can have any name, also before it is plugged in.
            place = os.path.realpath(os.path.expanduser(device))  # noqa: PTH111 - fails for no name there can be
            return not Path(place).is_relative_to("/dev/pts")
        case TcpAddress(host, _):
            return not _is_ours(host)
        case _:
            return False


def _is_ours(host: str) -> bool:
    """Whether this is an address of this computer."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host or None, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True
