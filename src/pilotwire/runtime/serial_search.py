"""Finding the controller: every serial device is asked which version it is, and nothing else.

That is a question no other device takes harm from. At the rate of OpenEVSE's controllers first, then at that of some
older ones. ``pilotwire ports`` shows what was found, ``--serial auto`` uses the one controller there is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from pilotwire.rapi.client_protocol import Timings
from pilotwire.rapi.errors import TransportError

from .controller_probe import Heard, Probe, probe
from .serial_devices import Adapter, found

RATES: Final = (115_200, 38_400)
_PATIENCE: Final = Timings(drain_ms=300, tries=2)
"""Most devices that are asked are something else and stay silent."""
FOUND, NOTHING_FOUND = 0, 1
"""Exit codes."""


class Port(msgspec.Struct, frozen=True):
    """A serial device, and who answers there."""

    adapter: Adapter
    device: str
    """By a name that stays the same when it is plugged in again, where it has one."""
    baud: int
    answer: Probe

    @property
    def has_controller(self) -> bool:
        """Whether a controller answers there."""
        return self.answer.heard in (Heard.CONTROLLER, Heard.REFUSAL)

    @property
    def transport(self) -> str:
        """As ``--serial`` takes it."""
        return self.device if self.baud == RATES[0] else f"{self.device}?baud={self.baud}"


async def search(root: Path = Path("/")) -> list[Port]:
    """Ask every serial device, one after the other.

    Args:
        root: of the machine's files.

    """
    return [await _ask(root, adapter) for adapter in found(root)]


async def the_controller(root: Path = Path("/")) -> str:
    """Where the one controller is, as ``--serial`` takes it.

    Raises:
        TransportError: there is none, or there are several; the message names them.

    """
    ports = await search(root)
    controllers = [port for port in ports if port.has_controller]
    if len(controllers) == 1:
        return controllers[0].transport
    if controllers:
        listed = ", ".join(port.transport for port in controllers)
        raise TransportError(f"There are several controllers: {listed}. Choose one with --serial.")
    if not ports:
        raise TransportError("There is no serial device: connect the controller, and look at its cable.")
    listed = "; ".join(f"{port.device}: {_words(port)}" for port in ports)
    raise TransportError(f"No controller answers. {listed}")


async def ports_command(*, as_json: bool, root: Path = Path("/")) -> int:
    """Print every serial device with who answers there; returns the exit code."""
    ports = await search(root)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(_told(ports))).decode() + "\n")
    elif not ports:
        sys.stdout.write("There is no serial device.\n")
    else:
        for port in ports:
            sys.stdout.write(f"{port.transport}\n    {port.adapter.words}\n    {_words(port)}\n")
    return FOUND if any(port.has_controller for port in ports) else NOTHING_FOUND


async def _ask(root: Path, adapter: Adapter) -> Port:
    device = _stable_name(root, adapter)
    path = root / adapter.device.lstrip("/")
    answer = Probe(Heard.NOTHING, "")
    for baud in RATES:
        answer = await probe(f"serial:{path}?baud={baud}", _PATIENCE)
        if answer.heard is not Heard.NOTHING:
            return Port(adapter, device, baud, answer)
    return Port(adapter, device, RATES[0], answer)


def _stable_name(root: Path, adapter: Adapter) -> str:
    """The name by its maker and serial number, which stays; the kernel's can be another after the next start."""
    try:
        links = sorted((root / "dev/serial/by-id").iterdir())
    except OSError:
        return adapter.device
    named = next((link for link in links if link.resolve().name == adapter.name), None)
    return adapter.device if named is None else f"/dev/serial/by-id/{named.name}"


def _words(port: Port) -> str:
    match port.answer.heard:
        case Heard.CONTROLLER:
            return f"a controller: {port.answer.words}"
        case Heard.REFUSAL:
            return f"a controller that does not say its version: {port.answer.words}"
        case Heard.NO_LINE:
            return port.answer.words
        case Heard.NOTHING:
            return "something else, or a controller without power or with RX and TX swapped: nobody speaks RAPI there"


def _told(ports: Sequence[Port]) -> list[dict[str, object]]:
    return [
        {
            "device": port.device,
            "now": port.adapter.device,
            "serial": port.transport,
            "adapter": port.adapter.maker,
            "heard": port.answer.heard.value,
            "words": _words(port),
        }
        for port in ports
    ]
