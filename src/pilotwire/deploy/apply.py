"""Carries a plan out, on this machine or in a folder that stands for one, and takes it back.

Every file is put in place as a whole or not at all. What a person has edited is never lost: the copy is beside it, and
said. A second run finds nothing to do. Says what it does, as lines, before it is done.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from .plan import PROGRAM, STATES, Plan, PlannedCommand, PlannedFile, PlannedFolder, PlannedLink, Whose

COPY_SUFFIX = ".before-pilotwire~"
"""Of the copy of an edited file; what ends so is read by no program that reads whole folders."""
_RECORD = PROGRAM / "installed.json"
_UNFINISHED = PROGRAM / "unfinished.json"
"""What has changed without the system having been told."""
_COMMAND_S = 120.0

Say = Callable[[str], None]
Runner = Callable[[Sequence[str]], None]
"""Runs a command; raises ``InstallError`` if that fails."""


class InstallError(Exception):
    """It cannot be done; the message says why and what to do."""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What is installed into."""

    root: Path = Path("/")
    """Folder that stands for ``/``."""
    real: bool = True
    """Whether it is this machine and not a folder: only then commands of the system are run."""
    say: Say
    dry: bool = False
    """Say what would be done, and do nothing."""
    run: Runner

    def at(self, path: PurePosixPath) -> Path:
        """Where a path of the plan is."""
        return self.root / path.relative_to("/")


def run_command(words: Sequence[str]) -> None:
    """Run a command of the system.

    Raises:
        InstallError: it fails, is not there, or does not end.

    """
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_COMMAND_S)  # noqa: S603 - ours
    except FileNotFoundError as error:
        raise InstallError(f"{words[0]} is not on this machine: Pilotwire's service needs systemd.") from error
    except subprocess.TimeoutExpired as error:
        raise InstallError(f"`{' '.join(words)}` did not end within {_COMMAND_S:.0f} s.") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip() or f"exit code {done.returncode}"
        raise InstallError(f"`{' '.join(words)}` failed: {said}")


def apply_plan(plan: Plan, machine: Machine, changed_before: frozenset[PurePosixPath] = frozenset()) -> int:
    """Carry a plan out; returns how many things it changed.

    Args:
        plan: what is to be.
        machine: where.
        changed_before: what has been changed already, for the commands that follow from it.

    Raises:
        InstallError: something cannot be done. What was done stays: the next run goes on from there.

    """
    try:
        unfinished = _read_unfinished(machine)
        changed = set(changed_before)
        record = _read_record(machine)
        for file in plan.files:
            if _put(file, machine, record):
                changed.add(file.path)
        if machine.real:
            _run_all(plan.accounts, changed, machine)
        changed.update(folder.path for folder in plan.folders if _make(folder, machine))
        changed.update(link.path for link in plan.links if point(link, machine))
        _write_record(machine, record)
        if machine.real and changed:
            _write_unfinished(machine, changed | unfinished)
        if machine.real:
            # What an earlier run could not finish is not to be seen in the files any more.
            _run_all(plan.commands, changed | unfinished, machine)
            if not machine.dry:
                machine.at(_UNFINISHED).unlink(missing_ok=True)
    except OSError as error:
        raise cannot(error, machine) from error
    return len(changed | unfinished)


def take_back(plan: Plan, machine: Machine, *, purge: bool) -> None:
    """Remove what an installation has brought; the station's state only with ``purge``.

    Raises:
        InstallError: something cannot be removed.

    """
    if machine.real:
        _run_all(plan.farewell, set(), machine)
    try:
        record = _read_record(machine)
        for file in plan.files:
            _remove(file, machine, record)
        for link in plan.links:
            path = machine.at(link.path)
            if path.is_symlink() and PurePosixPath(path.readlink()) == link.target:
                _unlink(path, machine)
        _remove_folder(machine.at(PROGRAM), machine, "the program")
        for state in STATES:
            if purge:
                _remove_folder(machine.at(state), machine, "the station's settings, energy and history")
            elif machine.at(state).exists():
                machine.say(f"kept     {state}: the station's settings, energy and history (--purge removes them too)")
    except OSError as error:
        raise cannot(error, machine) from error
    if machine.real:
        _run_all((PlannedCommand(("systemctl", "daemon-reload"), may_fail=True),), set(), machine)


def point(link: PlannedLink, machine: Machine) -> bool:
    """Have a link lead where it should, in one step; says whether that was to be done."""
    path = machine.at(link.path)
    if path.is_symlink() and PurePosixPath(path.readlink()) == link.target:
        return False
    if path.exists() and not path.is_symlink():
        raise InstallError(f"{path} is in the way: it is not a link. Move it away and try again.")
    machine.say(f"link     {path} -> {link.target}")
    if not machine.dry:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(link.target)
        fresh.replace(path)
        on_disk(path.parent)
    return True


def on_disk(folder: Path) -> None:
    """Have the names in a folder outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot(error: OSError, machine: Machine) -> InstallError:
    """Say why the system refuses."""
    if isinstance(error, PermissionError):
        advice = "run it with sudo" if machine.real else "choose a folder that is yours"
        return InstallError(f"No permission for {error.filename}: {advice}.")
    return InstallError(f"{error.filename or machine.root}: {error.strerror}.")


def _run_all(commands: Sequence[PlannedCommand], changed: set[PurePosixPath], machine: Machine) -> None:
    for command in commands:
        if command.after and changed.isdisjoint(command.after):
            continue
        if command.after:
            machine.say(f"run      {' '.join(command.words)}")
        if machine.dry:
            continue
        try:
            machine.run(command.words)
        except InstallError as error:
            if not command.may_fail:
                raise
            machine.say(f"passed   {error}")


def _put(file: PlannedFile, machine: Machine, record: dict[str, str]) -> bool:
    """Put a file in place; says whether that was to be done."""
    path, wanted = machine.at(file.path), file.content.encode()
    found = path.read_bytes() if path.exists() else None
    if found == wanted or (found is not None and file.whose is Whose.YOURS):
        return False
    if found is not None and record.get(str(file.path)) != _digest(found):
        copy = path.with_name(path.name + COPY_SUFFIX)
        machine.say(f"kept     {path} was edited: what it said is in {copy.name} beside it")
        if not machine.dry:
            shutil.copy2(path, copy)
    machine.say(f"{'write   ' if found is None else 'replace '} {path}: {file.purpose}")
    if not machine.dry:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, wanted, file.mode)
        record[str(file.path)] = _digest(wanted)
    return True


def _replace(path: Path, content: bytes, mode: int) -> None:
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(mode)
    fresh.replace(path)


def _make(folder: PlannedFolder, machine: Machine) -> bool:
    path = machine.at(folder.path)
    if path.is_dir():
        return False
    machine.say(f"folder   {path}")
    if not machine.dry:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(folder.mode)
    return True


def _remove(file: PlannedFile, machine: Machine, record: dict[str, str]) -> None:
    path = machine.at(file.path)
    if not path.exists():
        return
    if record.get(str(file.path)) == _digest(path.read_bytes()):
        _unlink(path, machine)
        return
    copy = path.with_name(path.name + COPY_SUFFIX)
    machine.say(f"kept     {path} was edited: it is now {copy.name}, which nothing reads")
    if not machine.dry:
        path.replace(copy)


def _unlink(path: Path, machine: Machine) -> None:
    machine.say(f"remove   {path}")
    if not machine.dry:
        path.unlink()


def _remove_folder(path: Path, machine: Machine, what: str) -> None:
    if path.is_dir():
        machine.say(f"remove   {path}: {what}")
        if not machine.dry:
            shutil.rmtree(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(machine: Machine) -> dict[str, str]:
    """What was written before; nothing if nobody remembers, and then every file counts as edited."""
    try:
        return msgspec.json.decode(machine.at(_RECORD).read_bytes(), type=dict[str, str])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def _read_unfinished(machine: Machine) -> set[PurePosixPath]:
    try:
        return set(map(PurePosixPath, msgspec.json.decode(machine.at(_UNFINISHED).read_bytes(), type=list[str])))
    except (FileNotFoundError, msgspec.DecodeError):
        return set()


def _write_unfinished(machine: Machine, changed: set[PurePosixPath]) -> None:
    if not machine.dry:
        _replace(machine.at(_UNFINISHED), msgspec.json.encode(sorted(map(str, changed))), 0o644)


def _write_record(machine: Machine, record: dict[str, str]) -> None:
    path, content = machine.at(_RECORD), msgspec.json.format(msgspec.json.encode(record), indent=1)
    if not machine.dry and (not path.exists() or path.read_bytes() != content):
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content, 0o644)
