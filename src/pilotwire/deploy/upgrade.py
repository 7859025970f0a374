"""An upgrade: the new version beside the old one, a copy of the state, a trial, and back again if it fails.

What is good enough is decided in ``judgement``. The service runs on while the new version is installed; it stands
still for as long as its state is copied and it starts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Protocol

import msgspec

from . import release, state_copy, trial
from .apply import InstallError, Machine, cannot
from .judgement import Seen, complaints
from .plan import COPY, COPY_BACK, DATA
from .trial import Trial


class Service(Protocol):
    """The service, as the system keeps it."""

    def stop(self) -> None:
        """Stop it; raises ``InstallError``."""

    def start(self) -> None:
        """Start it; raises ``InstallError`` if it does not come up."""

    def look(self) -> Seen:
        """What it says of itself now."""

    def log_tail(self) -> str:
        """The last lines of its log."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long a new version is waited for."""

    most_s: float = 120.0
    """Until it is given up."""
    steady_s: float = 20.0
    """For which it has to stay healthy."""
    look_s: float = 1.0
    clock_s: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class UpgradeFailedError(InstallError):
    """The new version does not work; the one before runs again, and the message says why."""


def upgrade(
    machine: Machine,
    source: str,
    service: Service,
    patience: Patience = Patience(),
    builder: release.Builder = release.build,
) -> str:
    """Install a version, try it, and keep it or go back; returns the version that stays.

    Raises:
        UpgradeFailedError: the new version was given up; everything is as it was.
        InstallError: it did not come to that, or the way back failed too.

    """
    before = release.current(machine)
    if before is None:
        raise InstallError("Pilotwire is not installed as a service here: run `pilotwire install` first.")
    place, version = release.add(machine, source, builder)
    if machine.dry:
        machine.say("then     copy the state, switch to the new version, and go back if it does not come up healthy")
        return version
    try:
        _try(machine, before, place, version, service, patience, COPY, added=True)
    except BaseException:
        if release.current(machine) != place:
            release.discard(machine, place)
        raise
    release.tidy(machine)
    return version


def go_back(machine: Machine, service: Service, patience: Patience = Patience()) -> str:
    """Run the version before again, because a person wants it; returns which that is.

    Raises:
        UpgradeFailedError: it does not work either; everything is as it was.
        InstallError: there is none, or it cannot read the state.

    """
    now, before = release.current(machine), release.previous(machine)
    if now is None or before is None:
        raise InstallError("There is no version to go back to.")
    version = release.version_in(machine.at(before))
    _try(machine, now, before, version, service, patience, COPY_BACK, added=False)
    return version


def _try(
    machine: Machine,
    before: PurePosixPath,
    place: PurePosixPath,
    version: str,
    service: Service,
    patience: Patience,
    copy: PurePosixPath,
    *,
    added: bool,
) -> None:
    seen, older = service.look(), release.previous(machine)
    data_dir = machine.at(DATA)
    attempt = Trial(
        place=str(place),
        version=version,
        before=str(before),
        older=None if older is None else str(older),
        schema=state_copy.schema_of(data_dir),
        copy=str(copy),
        added=added,
    )
    machine.say("stop     the service")
    service.stop()
    try:
        state_copy.take(data_dir, machine.at(copy))
        machine.say(f"copy     {data_dir} to {machine.at(copy)}")
        # First, because it is this release that ends a trial that is cut off.
        release.set_previous(machine, before)
        trial.remember(machine, attempt)
        release.switch(machine, place)
    except BaseException as error:
        release.switch_back(machine, before, older)
        trial.forget(machine)
        service.start()
        if isinstance(error, OSError):
            raise cannot(error, machine) from error
        raise
    machine.say(f"start    version {version}")
    try:
        wrong = _watch(seen, version, service, patience)
    except BaseException:
        # Somebody has had enough of waiting, or their connection is gone: nobody knows whether it works.
        machine.say(f"back     the trial of version {version} was interrupted")
        _return(machine, attempt, service)
        raise
    if not wrong:
        trial.forget(machine)
        return
    told = "\n".join((*wrong, "The last lines of its log:", service.log_tail()))
    machine.say(f"back     version {version} does not come up healthy")
    _return(machine, attempt, service)
    raise UpgradeFailedError(f"Version {version} was given up and the one before runs again.\n{told}")


def _watch(before: Seen, version: str, service: Service, patience: Patience) -> tuple[str, ...]:
    """Wait until the new version is steadily healthy; says what is wrong if it is not in time."""
    started_s = patience.clock_s()
    try:
        service.start()
    except InstallError as error:
        return (str(error),)
    healthy_since_s: float | None = None
    while True:
        wrong = complaints(before, service.look(), version)
        now_s = patience.clock_s()
        if wrong:
            healthy_since_s = None
        elif healthy_since_s is None:
            healthy_since_s = now_s
        if healthy_since_s is not None and now_s - healthy_since_s >= patience.steady_s:
            return ()
        if now_s - started_s >= patience.most_s:
            return wrong or ("It does not stay healthy.",)
        patience.sleep(patience.look_s)


def _return(machine: Machine, attempt: Trial, service: Service) -> None:
    service.stop()
    trial.give_up(machine, attempt)
    service.start()
