"""A version on trial, as it is remembered on the disk: if nobody ends the trial, the next start of the service does.

Whoever tries a version writes the note before it is switched to, and removes it when it is settled which version
stays. A note that nobody looks after (the power went, the upgrade was killed) means: go back to what is known to work.
"""

from __future__ import annotations

import os
from pathlib import PurePosixPath

import msgspec

from . import release, state_copy
from .apply import InstallError, Machine, cannot, on_disk
from .plan import DATA, FROM_FAILED, TRIAL


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed for the way back. Releases and copies are paths of the plan."""

    place: str
    """The release on trial."""
    version: str
    before: str
    """The release that runs again if the trial fails."""
    older: str | None
    """The release that had run before that one, if there was one."""
    schema: int
    """Version of the form that the state had."""
    copy: str
    """Where the state was copied to."""
    added: bool
    """Whether the release on trial was installed for it, and is of no use if it fails."""


def remember(machine: Machine, trial: Trial) -> None:
    """Write the note, so that it outlasts a loss of power.

    Raises:
        OSError: it cannot be written.

    """
    path = machine.at(TRIAL)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(trial))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    on_disk(path.parent)


def remembered(machine: Machine) -> Trial | None:
    """The trial that nobody has ended; None if there is none, or nothing that can be read."""
    try:
        return msgspec.json.decode(machine.at(TRIAL).read_bytes(), type=Trial)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def forget(machine: Machine) -> None:
    """Remove the note: it is settled which version stays."""
    path = machine.at(TRIAL)
    if path.exists():
        path.unlink()
        on_disk(path.parent)


def give_up(machine: Machine, trial: Trial) -> None:
    """Have the next start run the version before, with a state that it can read. The service has to be stopped.

    Can be done again if it was interrupted.

    Raises:
        InstallError: it cannot be done; the note stays.

    """
    older = None if trial.older is None else PurePosixPath(trial.older)
    release.switch_back(machine, PurePosixPath(trial.before), older)
    data_dir = machine.at(DATA)
    if state_copy.schema_of(data_dir) != trial.schema:
        aside = machine.at(FROM_FAILED)
        try:
            state_copy.bring_back(machine.at(PurePosixPath(trial.copy)), data_dir, aside)
        except OSError as error:
            raise cannot(error, machine) from error
        machine.say(f"restore  the state from before; what the new version had made of it is in {aside}")
    if trial.added:
        release.discard(machine, PurePosixPath(trial.place))
    forget(machine)


def recover(machine: Machine) -> bool:
    """End a trial that was interrupted, by going back; says whether there was one. The service has to be stopped.

    Raises:
        InstallError: it cannot be done.

    """
    trial = remembered(machine)
    if trial is None:
        return False
    if not machine.at(PurePosixPath(trial.before)).is_dir():
        forget(machine)
        raise InstallError(f"The version before {trial.version} is not there any more: {trial.version} goes on.")
    machine.say(f"back     the trial of version {trial.version} was interrupted: the version before runs again")
    give_up(machine, trial)
    return True
