"""Keeps on disk what waits for a server, so that it survives a power cut. Its calls block: not for the event loop.

A file of lines for each server, appended to in batches and removed when nothing waits any more: while the server
answers, nothing is ever written, because a memory card wears out. Not a table of the store: what waits for hours and
then goes would leave holes in it. A line that a power cut has cut off costs that line only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from .samples import Sample
from .servers import Server

FOLDER = "emoncms"
_SPARE_LINES = 512
"""So many lines may be out of date before the file is written anew."""

_Line = tuple[int, msgspec.Raw]
"""When, and the values; null when that sample waits no more."""
_LINE = msgspec.json.Decoder(_Line)
_VALUES: msgspec.json.Decoder[dict[str, float] | None] = msgspec.json.Decoder(dict[str, float] | None)
_NOTHING = msgspec.Raw(b"null")


class Journal:
    """One server's file.

    Args:
        path: of the file; it and its folder are made when there is something to write.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: dict[int, Sample] = {}
        self._lines = 0

    def read(self) -> list[Sample]:
        """What waited when the station ended.

        Raises:
            OSError: the file is there and cannot be read.

        """
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        for line in lines:
            self._take(line)
        self._lines = len(lines)
        return list(self._written.values())

    def keep(self, samples: Iterable[Sample]) -> None:
        """Have exactly these on disk.

        Raises:
            OSError: they cannot be written.

        """
        wanted = {sample.at_s: sample for sample in samples if sample.at_s is not None}
        if not wanted:
            if self._lines:
                self._forget()
            return
        gone = [(at_s, _NOTHING) for at_s in self._written.keys() - wanted.keys()]
        new = [(at_s, sample.values) for at_s, sample in wanted.items() if self._written.get(at_s) is not sample]
        if self._lines + len(gone) + len(new) > 2 * len(wanted) + _SPARE_LINES:
            self._replace([(at_s, sample.values) for at_s, sample in wanted.items()])
        elif gone or new:
            self._append([*gone, *new])
        self._written = wanted

    def _take(self, line: bytes) -> None:
        try:
            at_s, values = _LINE.decode(line)
            there = _VALUES.decode(values) is not None
        except msgspec.DecodeError:
            return
        if there:
            # As a copy: a piece of the line would keep the whole of it in memory.
            self._written[at_s] = Sample(at_s, msgspec.Raw(bytes(values)))
        else:
            self._written.pop(at_s, None)

    def _forget(self) -> None:
        self._path.unlink(missing_ok=True)
        self._written, self._lines = {}, 0

    def _append(self, lines: list[_Line]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self._path, "ab", opener=_private) as file:
            # First ends a line that a power cut may have left open.
            file.write(b"\n" + _encoded(lines))
            file.flush()
            os.fsync(file.fileno())
        self._lines += len(lines)

    def _replace(self, lines: list[_Line]) -> None:
        new = self._path.with_suffix(".new")
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(new, "wb", opener=_private) as file:
            file.write(_encoded(lines))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        self._lines = len(lines)


def journal_of(server: Server, folder: Path) -> Journal:
    """The journal of a server and node; another key is still the same one."""
    name = hashlib.sha256(f"{server.url}\n{server.node}".encode()).hexdigest()[:16]
    return Journal(folder / f"{name}.jsonl")


def remove_outdated(folder: Path, older_than_s: float) -> None:
    """Remove what waits for servers that have not been named any more for long."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.suffix in (".jsonl", ".new") and path.stat().st_mtime < older_than_s:
            path.unlink(missing_ok=True)


def _encoded(lines: list[_Line]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)
