"""Transport names to typed addresses: ``memory:``, ``pty:``, ``tcp://HOST:PORT``, ``serial:/dev/ttyACM0?baud=115200``.

Only the spelling is checked; nothing is opened.
"""

from __future__ import annotations

import msgspec

from ..errors import TransportError

DEFAULT_BAUD = 115_200
_MAX_PORT = 65_535
_MAX_BAUD = 4_000_000
_KINDS = "memory:, pty:, tcp://HOST:PORT or serial:/dev/ttyACM0"


class MemoryAddress(msgspec.Struct, frozen=True):
    """A link inside this process, found by its (possibly empty) label."""

    label: str


class PtyAddress(msgspec.Struct, frozen=True):
    """A pseudo-terminal to be created, with an optional path to link to it."""

    link_path: str | None


class TcpAddress(msgspec.Struct, frozen=True):
    """A host and a port; port 0 lets a server choose a free one."""

    host: str
    port: int


class SerialAddress(msgspec.Struct, frozen=True):
    """A serial device, or anything that behaves like one, such as the far end of a pseudo-terminal."""

    path: str
    baud: int = DEFAULT_BAUD


Address = MemoryAddress | PtyAddress | TcpAddress | SerialAddress


def parse_address(name: str) -> Address:
    """Return the address a name spells. A bare path, such as ``/dev/ttyACM0``, is a serial device.

    Raises:
        TransportError: the name spells none; the message says how to write it.

    """
    if name.startswith(("/", "./", "../", "~")):
        return _serial(name, name)
    scheme, colon, rest = name.partition(":")
    if not colon:
        raise TransportError(f"{name!r} is not a transport: write {_KINDS}.")
    match scheme:
        case "memory":
            return MemoryAddress(rest)
        case "pty":
            return PtyAddress(rest or None)
        case "tcp":
            return _tcp(name, rest)
        case "serial":
            return _serial(name, rest)
    raise TransportError(f"{scheme + ':'!r} in {name!r} is not a kind of transport: write {_KINDS}.")


def _tcp(name: str, rest: str) -> TcpAddress:
    host, _, port = rest.removeprefix("//").rstrip("/").rpartition(":")
    if not host or (":" in host and not host.endswith("]")):
        raise TransportError(
            f"{name!r} lacks a host or a port: write tcp://HOST:PORT, for example tcp://127.0.0.1:8023."
        )
    if not (port.isascii() and port.isdigit()) or int(port) > _MAX_PORT:
        raise TransportError(f"{port!r} in {name!r} is not a port: write a number from 0 to {_MAX_PORT}.")
    return TcpAddress(host.removeprefix("[").removesuffix("]"), int(port))


def _serial(name: str, rest: str) -> SerialAddress:
    path, _, query = rest.partition("?")
    if not path:
        raise TransportError(f"{name!r} names no device: write for example serial:/dev/ttyACM0.")
    baud = DEFAULT_BAUD
    if query:
        key, _, value = query.partition("=")
        if key != "baud":
            raise TransportError(f"{query!r} in {name!r} is not an option: the only one is ?baud={DEFAULT_BAUD}.")
        if not (value.isascii() and value.isdigit()) or not 0 < int(value) <= _MAX_BAUD:
            raise TransportError(f"{value!r} in {name!r} is not a baud rate: controllers use ?baud={DEFAULT_BAUD}.")
        baud = int(value)
    return SerialAddress(path, baud)
