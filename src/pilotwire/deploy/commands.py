"""``pilotwire install``, ``uninstall`` and ``upgrade``: what is said, and with what code they end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from pilotwire import __version__
from pilotwire.runtime.gateway_options import web_address
from pilotwire.runtime.serial_devices import Adapter, SerialDeviceError, chosen
from pilotwire.runtime.station_options import OptionError
from pilotwire.store.errors import StoreError

from . import release
from .apply import InstallError, Machine, apply_plan, cannot, run_command, take_back
from .first_settings import give_first_settings
from .plan import CURRENT, DATA, OPTIONS, PROGRAM, InstallOptions, installation
from .running_service import SystemdService
from .system_files import DEVICE_RULE
from .trial import recover
from .upgrade import Patience, UpgradeFailedError, go_back, upgrade

DONE, GIVEN_UP, CANNOT = 0, 1, 2
"""Exit codes."""


class UnderWayError(InstallError):
    """Somebody else installs at the same time."""


def install_command(prefix: Path | None, *, serial: str | None, web: str, source: str | None, dry: bool) -> int:
    """Install; returns the exit code."""
    machine = _machine(prefix, dry=dry)
    try:
        if web_address(web) is None:
            raise InstallError("A service without its web could not be reached: give --web an address.")  # noqa: TRY301
        known = machine.at(DEVICE_RULE).exists()
        # The device that was chosen once stays, however many there are now.
        adapter = None if known and serial is None else chosen(machine.root, serial)
        wanted = release.own_source() if source is None else release.source_of(source)
        with _alone(machine):
            fresh = frozenset({CURRENT}) if _put_program(machine, wanted, given=source is not None) else frozenset()
            changes = len(fresh) + apply_plan(installation(InstallOptions(web=web, adapter=adapter)), machine, fresh)
    except (InstallError, OptionError, SerialDeviceError) as error:
        return _complain(error)
    if not changes:
        _say("Everything is there already; nothing was changed.")
    elif dry:
        _say("Nothing was done: this was --dry-run.")
    else:
        _say("Done. `pilotwire doctor` says whether all is well.")
    if adapter is None and not known:
        _say(
            "No serial adapter was found: connect the controller and run `sudo pilotwire install` again. "
            "Is it on the pins of a Raspberry Pi? `sudo pilotwire install --serial /dev/serial0`."
        )
    return DONE


def uninstall_command(prefix: Path | None, *, purge: bool, dry: bool) -> int:
    """Uninstall; returns the exit code."""
    machine = _machine(prefix, dry=dry)
    # With an adapter, so that its rule is among the files.
    everything = installation(InstallOptions(adapter=Adapter(name="ttyAMA0")))
    try:
        with _alone(machine):
            take_back(everything, machine, purge=purge)
    except InstallError as error:
        return _complain(error)
    _say("Nothing was done: this was --dry-run." if dry else "Pilotwire is not installed here any more.")
    return DONE


def upgrade_command(source: str | None, *, back: bool, patience_s: float, dry: bool) -> int:
    """Upgrade, or go back; returns the exit code."""
    machine = _machine(None, dry=dry)
    service = SystemdService(run_command, machine.at(DATA), machine.at(OPTIONS), time.time)
    patience = Patience(most_s=patience_s, steady_s=min(Patience().steady_s, patience_s / 2))
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with _alone(machine):
            if back:
                version = go_back(machine, service, patience)
            else:
                version = upgrade(machine, release.source_of(source), service, patience)
        # What the system is told may be other things in another version, so that version tells them.
        if not dry:
            run_command((str(machine.at(CURRENT) / "bin" / "pilotwire"), "install"))
    except UpgradeFailedError as error:
        sys.stderr.write(f"{error}\n")
        return GIVEN_UP
    except InstallError as error:
        return _complain(error)
    _say("Nothing was done: this was --dry-run." if dry else f"Version {version} runs.")
    return DONE


def recover_command(prefix: Path | None = None) -> int:
    """End a trial that was interrupted; nothing to do while it is under way. Returns the exit code."""
    machine = _machine(prefix, dry=False)
    try:
        with _alone(machine):
            recover(machine)
    except UnderWayError:
        return DONE
    except InstallError as error:
        return _complain(error)
    return DONE


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Treat a lost connection as Ctrl-C: what was begun is taken back."""
    del number, frame
    raise KeyboardInterrupt


def _put_program(machine: Machine, source: str, *, given: bool) -> bool:
    """Install the program unless there is one that runs; says whether it was to be done."""
    there = release.current(machine)
    if there is not None:
        try:
            release.version_in(machine.at(there))
        except InstallError:
            machine.say(f"anew     {there} cannot run any more, as after an upgrade of the operating system's Python")
        else:
            if given:
                raise InstallError("Pilotwire is installed here already: `pilotwire upgrade --from …` changes it.")
            return False
    place, version = release.add(machine, source)
    if not machine.dry:
        release.switch(machine, place)
        release.tidy(machine)
        # Another version may keep its state in another form.
        if machine.real and version == __version__:
            _give_first_settings(machine)
    return True


def _give_first_settings(machine: Machine) -> None:
    try:
        if give_first_settings(machine.at(DATA)):
            machine.say("set      network_managed: the station gets onto the network by itself (its web can change it)")
    except StoreError as error:
        raise InstallError(f"{error}.") from error


def _machine(prefix: Path | None, *, dry: bool) -> Machine:
    root = Path("/") if prefix is None else prefix.expanduser().resolve()
    return Machine(root=root, real=prefix is None, say=_say, dry=dry, run=run_command)


@contextmanager
def _alone(machine: Machine) -> Iterator[None]:
    """Make sure that nobody else installs at the same time."""
    if machine.dry:
        yield
        return
    folder = machine.at(PROGRAM)
    # The service's user has to be able to read all of it.
    os.umask(0o022)
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise cannot(error, machine) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnderWayError("Another installation or upgrade is under way: wait for its end.") from error
        yield
    finally:
        os.close(lock)


def _say(line: str) -> None:
    # Who listened may have gone; what was begun is finished all the same.
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _complain(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return CANNOT
