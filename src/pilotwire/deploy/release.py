"""Releases: the program in virtual environments of its own, one beside the other, and a link to the one that runs.

Numbered, not named by version: the same version can be installed anew, and a number is known before the version is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pilotwire import __version__

from .apply import InstallError, Machine, cannot, point
from .plan import CURRENT, PREVIOUS, PROGRAM, PlannedLink

_RELEASES = PROGRAM / "releases"
_NAME = "pilotwire"
_INSTALL_S = 3600.0
"""A Raspberry Pi Zero on a slow line."""
_LINES = 6

Builder = Callable[[Path, str], None]
"""Makes a virtual environment in a folder, with the program from a source in it."""


def own_source() -> str:
    """What the program that runs now was installed from, as pip takes it."""
    try:
        told = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        told = None
    if told:
        url = urlsplit(str(json.loads(told)["url"]))
        if url.scheme == "file" and Path(unquote(url.path)).exists():
            return unquote(url.path)
    return f"{_NAME}=={__version__}"


def source_of(text: str | None) -> str:
    """What pip is to install, from what a person wrote: a wheel, a folder with sources, or a version.

    Raises:
        InstallError: there is no such file.

    """
    if text is None:
        return _NAME
    path = Path(text).expanduser()
    if path.is_dir() or (path.is_file() and path.suffix == ".whl"):
        return str(path.resolve())
    if path.is_file():
        raise InstallError(f"{text} is not a wheel: its name must end in .whl.")
    if "/" in text or text.endswith(".whl"):
        raise InstallError(f"There is no {text}: name a wheel, a folder with Pilotwire's sources, or a version.")
    return f"{_NAME}=={text}"


def build(folder: Path, source: str) -> None:
    """Make a virtual environment and install into it with pip, which takes its own settings (``PIP_…``).

    Raises:
        InstallError: that fails.

    """
    _run((sys.executable, "-m", "venv", str(folder)), "python3-venv has to be installed: sudo apt install python3-venv")
    pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--quiet")
    tried = Path(source) / "constraints.txt"
    # Sources say with which versions of the libraries they were tried.
    constraint = ("--constraint", str(tried)) if tried.is_file() else ()
    advice = "check the network, or name a wheel that is on this machine with --from"
    _run((*pip, *constraint, source), advice)


def version_in(folder: Path) -> str:
    """The version a release says it is.

    Raises:
        InstallError: it says nothing, so it cannot run.

    """
    return _run((str(folder / "bin" / "pilotwire"), "--version"), "this release cannot run here").strip()


def current(machine: Machine) -> PurePosixPath | None:
    """The release that runs."""
    return _target(CURRENT, machine)


def previous(machine: Machine) -> PurePosixPath | None:
    """The release that ran before, if it is still there."""
    return _target(PREVIOUS, machine)


def add(machine: Machine, source: str, builder: Builder = build) -> tuple[PurePosixPath, str]:
    """Install a release beside those there are; returns where it is, and its version.

    Raises:
        InstallError: it cannot be installed; there is nothing left of it.

    """
    number = 1 + max((int(path.name) for path in _numbered(machine)), default=0)
    place = _RELEASES / str(number)
    folder = machine.at(place)
    machine.say(f"install  {source} into {folder}")
    if machine.dry:
        return place, ""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        builder(folder, source)
        version = version_in(folder)
        # A link that is newer than what it leads to would survive a loss of power, and the files would be empty.
        os.sync()
    except OSError as error:
        _forget(folder)
        raise cannot(error, machine) from error
    except BaseException:
        _forget(folder)
        raise
    return place, version


def switch(machine: Machine, place: PurePosixPath) -> None:
    """Have the next start run this release."""
    point(_link(CURRENT, place), machine)


def set_previous(machine: Machine, place: PurePosixPath) -> None:
    """Remember a release as the one to go back to."""
    point(_link(PREVIOUS, place), machine)


def switch_back(machine: Machine, place: PurePosixPath, before: PurePosixPath | None) -> None:
    """Have the next start run this release again, as if there had been no other since.

    Args:
        machine: where.
        place: the release.
        before: the one that had run before it, if there was one.

    """
    point(_link(CURRENT, place), machine)
    if before is None:
        machine.at(PREVIOUS).unlink(missing_ok=True)
    else:
        point(_link(PREVIOUS, before), machine)


def discard(machine: Machine, place: PurePosixPath) -> None:
    """Remove a release."""
    _forget(machine.at(place))


def tidy(machine: Machine) -> None:
    """Remove releases nobody would go back to."""
    in_use = {current(machine), previous(machine)}
    for path in _numbered(machine):
        if _RELEASES / path.name not in in_use:
            machine.say(f"remove   {path}")
            _forget(path)


def _numbered(machine: Machine) -> list[Path]:
    folder = machine.at(_RELEASES)
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))


def _link(path: PurePosixPath, place: PurePosixPath) -> PlannedLink:
    # Relative, so that a folder that stands for a machine holds together.
    return PlannedLink(path, place.relative_to(path.parent))


def _target(link: PurePosixPath, machine: Machine) -> PurePosixPath | None:
    path = machine.at(link)
    if not path.is_symlink():
        return None
    place = link.parent / PurePosixPath(path.readlink())
    return place if machine.at(place).is_dir() else None


def _forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _run(words: Sequence[str], advice: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_INSTALL_S)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"`{' '.join(words)}` cannot be run ({error}): {advice}.") from error
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-_LINES:])
        raise InstallError(f"`{' '.join(words)}` failed: {advice}.\n{said}")
    return done.stdout
