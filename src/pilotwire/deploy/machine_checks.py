"""What is looked at of the machine: Python, memory, card, heat, power, clock, network. Only reads.

Everything is read below a root folder, so that tests can bring a machine of their own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from pilotwire.services.network.address_giver import gives_addresses

from .findings import Finding, bad, doubtful, good
from .system_files import NETWORK_RULE

Ask = Callable[[Sequence[str]], str | None]
"""Runs a command and returns what it says; None if it is not there or fails."""
_OLDEST_PYTHON = (3, 11)
_FREE_LITTLE, _FREE_LEAST = 500 * 2**20, 50 * 2**20
_MEMORY_LITTLE = 60 * 2**20
_HOT_MC, _TOO_HOT_MC = 75_000, 82_000
"""From 80 °C on a Raspberry Pi slows itself down (thousandths of °C)."""


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at, and with what."""

    root: Path = Path("/")
    data_dir: Path
    ask: Ask


def machine_findings(ground: Ground) -> Iterator[Finding]:
    """Look at the machine."""
    yield _python(sys.version_info[:3])
    yield from _memory(ground.root)
    yield from _card(ground)
    yield from _heat(ground.root)
    yield from _power(ground.root)
    yield from _clock(ground.ask)
    yield _zone(ground.root)
    yield from _network(ground.root)


def _python(version: tuple[int, ...]) -> Finding:
    told = ".".join(map(str, version))
    if version[:2] < _OLDEST_PYTHON:
        return bad("Python", f"Python {told} is too old: 3.11 or newer is needed.")
    return good("Python", f"Python {told}.")


def _memory(root: Path) -> Iterator[Finding]:
    lines = _read(root / "proc/meminfo").splitlines()
    values = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
    free = values.get("MemAvailable")
    if free and free[0].isdecimal():
        free_bytes = int(free[0]) * 1024
        if free_bytes < _MEMORY_LITTLE:
            yield doubtful("memory", f"Only {_mb(free_bytes)} of memory are left: stop what is not needed here.")
        else:
            yield good("memory", f"{_mb(free_bytes)} of memory are left.")


def _card(ground: Ground) -> Iterator[Finding]:
    """Whether the state can be written, and for how long."""
    folder = ground.data_dir
    if not folder.is_dir():
        yield doubtful(
            "state", f"There is no {folder}: no station has run with it yet. Name another one with --data-dir."
        )
        return
    mount, options = _mount_of(ground.root, folder)
    if "ro" in options:
        yield bad(
            "card",
            f"{mount} can only be read: a worn or damaged memory card turns so by itself. Make a backup "
            "(`pilotwire backup`), put in a new card, and look for the cause with `dmesg`.",
        )
        return
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < _FREE_LEAST:
        yield bad("card", f"Only {_mb(free_bytes)} are free for {folder}: remove what is not needed.")
    elif free_bytes < _FREE_LITTLE:
        yield doubtful("card", f"Only {_mb(free_bytes)} are free for {folder}: soon there will be no room.")
    else:
        yield good("card", f"{_mb(free_bytes)} are free for {folder}, and it can be written.")


def _mount_of(root: Path, folder: Path) -> tuple[str, list[str]]:
    """The mount that a folder is in, and its options."""
    place, best, options = folder.resolve(), "", ["rw"]
    for line in _read(root / "proc/self/mounts").splitlines():
        fields = line.split()
        if len(fields) < 4:
            continue
        point = fields[1].replace("\\040", " ")
        if len(point) >= len(best) and place.is_relative_to(point):
            best, options = point, fields[3].split(",")
    return best or "/", options


def _heat(root: Path) -> Iterator[Finding]:
    text = _read(root / "sys/class/thermal/thermal_zone0/temp").strip()
    if not text.lstrip("-").isdecimal():
        return
    heat_mc = int(text)
    words = f"The processor has {heat_mc / 1000:.0f} °C"
    if heat_mc >= _TOO_HOT_MC:
        yield bad("temperature", f"{words} and slows itself down: give it air, or a cooler place.")
    elif heat_mc >= _HOT_MC:
        yield doubtful("temperature", f"{words}: give it more air before summer comes.")
    else:
        yield good("temperature", f"{words}.")


def _power(root: Path) -> Iterator[Finding]:
    """A Raspberry Pi notices when its supply is too weak."""
    for sensor in sorted((root / "sys/class/hwmon").glob("*")):
        if _read(sensor / "name").strip() != "rpi_volt":
            continue
        if _read(sensor / "in0_lcrit_alarm").strip() == "1":
            yield bad(
                "power",
                "The supply voltage of this computer was too low since it started: use a stronger supply and a "
                "shorter cable. It damages memory cards.",
            )
        else:
            yield good("power", "The supply voltage of this computer was never too low since it started.")


def _clock(ask: Ask) -> Iterator[Finding]:
    told = ask(("timedatectl", "show", "--property=NTPSynchronized", "--value"))
    if told is None:
        yield doubtful("clock", "Whether the clock is set by a time server is not known: timedatectl does not answer.")
    elif told.strip() == "yes":
        yield good("clock", "The clock is set by a time server.")
    else:
        yield doubtful(
            "clock",
            "No time server has set the clock, so schedules may be late: check the network, then "
            "`sudo timedatectl set-ntp true`.",
        )


def _zone(root: Path) -> Finding:
    path = root / "etc/localtime"
    if path.is_symlink():
        return good("time zone", f"The computer's time zone is {'/'.join(path.readlink().parts[-2:])}.")
    return doubtful(
        "time zone", "The computer has no time zone: `sudo timedatectl set-timezone Europe/Berlin`, or where you are."
    )


def _network(root: Path) -> Iterator[Finding]:
    if not (root / "run/NetworkManager").is_dir():
        yield doubtful(
            "network",
            "NetworkManager does not run, so the station can neither join a Wi-Fi nor open one of its own. With "
            "a cable, or with a Wi-Fi that is set up otherwise, nothing is missing.",
        )
    elif _exists(root / str(NETWORK_RULE).lstrip("/")) is False:
        yield doubtful(
            "network", "The service may not set up the network: run `sudo pilotwire install` again for its rule."
        )
    elif not gives_addresses(root):
        yield doubtful(
            "network",
            "An access point of the station's own would give nobody an address: `sudo apt install dnsmasq-base`.",
        )
    else:
        yield good("network", "NetworkManager runs, and the service may use it.")
    if (root / "run/avahi-daemon/socket").exists():
        yield good("names", "Avahi runs: names that end in .local are found.")
    else:
        yield doubtful(
            "names",
            "Avahi does not run: names that end in .local are not found, and this computer is found by its address "
            "only, unless the station announces itself. `sudo apt install avahi-daemon`",
        )


def _exists(path: Path) -> bool | None:
    """Whether a file is there; None if that is not for us to know."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return None
    return True


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _mb(size_bytes: int) -> str:
    return f"{size_bytes // 2**20} MB"


def may_read_and_write(path: Path) -> bool:
    """Whether whoever runs this may."""
    return os.access(path, os.R_OK | os.W_OK)
