"""Who has a file or a port, as the kernel tells of running programs in ``/proc``. Only reads.

Of other people's programs only root sees the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

_LISTENING = "0A"
_TABLES = ("net/tcp", "net/tcp6")


class Program(msgspec.Struct, frozen=True):
    """A running program."""

    process: int
    name: str

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.name} (process {self.process})"


def users_of(proc: Path, device: Path) -> list[Program]:
    """Programs that have a device open, by whatever name.

    Args:
        proc: ``/proc``.
        device: its path.

    """
    place = str(device.resolve())
    return [program for program, targets in _open_files(proc) if place in targets]


def listener_on(proc: Path, port: int) -> Program | None:
    """The program that listens on a TCP port; None if there is none, or it may not be seen."""
    sockets = {f"socket:[{inode}]" for inode in _listening(proc, port)}
    if not sockets:
        return None
    return next((program for program, targets in _open_files(proc) if sockets & targets), None)


def is_taken(proc: Path, port: int) -> bool:
    """Whether somebody listens on a TCP port."""
    return any(True for _ in _listening(proc, port))


def _listening(proc: Path, port: int) -> Iterator[str]:
    for table in _TABLES:
        try:
            lines = (proc / table).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if len(fields) > 9 and fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]


def _open_files(proc: Path) -> Iterator[tuple[Program, set[str]]]:
    for folder in proc.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            name = (folder / "comm").read_text("utf-8", "replace").strip()
            targets = set(_targets(folder / "fd"))
        except OSError:
            continue  # It has ended, or is not ours to see.
        yield Program(int(folder.name), name), targets


def _targets(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        try:
            yield os.readlink(entry.path)  # noqa: PTH115 - what stands there need not be a path
        except OSError:
            continue
