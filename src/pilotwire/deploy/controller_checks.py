"""What is looked at of the way to the controller: its device, who may have it and who has it, what answers there."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

from pilotwire.runtime.controller_probe import Heard, probe
from pilotwire.runtime.serial_devices import found

from .findings import Finding, bad, doubtful, good
from .machine_checks import Ground, may_read_and_write
from .open_files import users_of

_NAME = "controller"


async def controller_findings(ground: Ground, device: str) -> AsyncGenerator[Finding, None]:
    """Look at the controller.

    Args:
        ground: what is looked at.
        device: where it should be, as ``pilotwire run --serial`` takes it.

    """
    name, _, rate = device.partition("?")
    path = ground.root / name.lstrip("/")
    if not path.exists():
        yield _absent(ground.root, name)
        return
    users = users_of(ground.root / "proc", path)
    if users:
        listed = ", ".join(user.words for user in users)
        if all(user.name.startswith(("pilotwire", "python")) for user in users):
            yield good(_NAME, f"{name} is in use by {listed}; whether the controller answers, the station knows.")
        else:
            yield bad(_NAME, f"{name} is held by {listed}, which is not Pilotwire: stop that.")
    elif not may_read_and_write(path):
        yield bad(
            _NAME,
            f"You may not use {name}: `sudo usermod -aG {_group(path)} $USER`, then log out and in. The service has "
            "its own permission.",
        )
    else:
        yield await _asked(name, f"serial:{path}{f'?{rate}' if rate else ''}")


def _absent(root: Path, name: str) -> Finding:
    devices = found(root)
    if not devices:
        return bad(
            _NAME,
            f"There is no {name} and no other serial device: connect the controller, and look at its cable "
            "(some charge only).",
        )
    listed = ", ".join(adapter.words for adapter in devices)
    return bad(
        _NAME,
        f"There is no {name}, but there is {listed}. If that is the controller: "
        f"`sudo pilotwire install --serial {devices[0].device}`.",
    )


async def _asked(name: str, transport: str) -> Finding:
    answer = await probe(transport)
    match answer.heard:
        case Heard.CONTROLLER:
            return good(_NAME, f"The controller answers at {name}: {answer.words}")
        case Heard.REFUSAL:
            return doubtful(_NAME, f"What answers at {name} does not say its version: {answer.words}")
        case Heard.NO_LINE:
            return bad(_NAME, f"{name} cannot be opened: {answer.words}")
        case Heard.NOTHING:
            return bad(
                _NAME,
                f"Nobody speaks RAPI at {name}: is it the controller, and not another device? Is it powered, are RX "
                "and TX crossed, is its rate 115200?",
            )


def _group(path: Path) -> str:
    try:
        return path.group()
    except (KeyError, OSError):
        return "dialout"


def device_of(options: Path, default: str) -> str:
    """The controller's device in the service's file of options."""
    try:
        lines = options.read_text("utf-8", "replace").splitlines()
    except OSError:
        return default
    found_lines = [line.partition("=")[2].strip() for line in lines if line.startswith("PILOTWIRE_SERIAL=")]
    return found_lines[-1] if found_lines else default
