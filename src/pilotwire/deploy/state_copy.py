"""A copy of a station's state, file by file, for as long as a new version is on trial. The service has to be stopped.

Backups for people are made by ``pilotwire backup``; they are brought back by a version that knows them. This copy is
for the version before, which cannot read what a newer one has made of the state.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pilotwire.store.store import FILE_NAME

from .apply import InstallError, on_disk

_ROOM = 1.2
"""How much more space there has to be than the copy takes."""


def schema_of(data_dir: Path) -> int:
    """The version of the store's form; 0 if there is no store, or none that can be read."""
    store = data_dir / FILE_NAME
    if not store.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


def take(data_dir: Path, copy: Path) -> None:
    """Copy the state, in place of an older copy.

    Raises:
        InstallError: there is no room for it. Nothing has changed.
        OSError: a file cannot be read or written.

    """
    size_bytes = sum(path.stat().st_size for path in _files(data_dir))
    free_bytes = shutil.disk_usage(data_dir.parent).free
    if free_bytes < size_bytes * _ROOM:
        raise InstallError(
            f"There is no room for a copy of the state: {size_bytes // 2**20} MB are needed beside {data_dir}, "
            f"{free_bytes // 2**20} MB are free."
        )
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    _copy_tree(data_dir, unfinished)
    shutil.rmtree(copy, ignore_errors=True)
    unfinished.rename(copy)
    on_disk(copy.parent)


def bring_back(copy: Path, data_dir: Path, aside: Path) -> None:
    """Put the copy in place of the state, which is moved aside. Can be done again if it was interrupted.

    Raises:
        OSError: a file cannot be read or written.

    """
    fresh = data_dir.with_name(f"{data_dir.name}.back")
    shutil.rmtree(fresh, ignore_errors=True)
    _copy_tree(copy, fresh)
    if (data_dir / FILE_NAME).exists():
        shutil.rmtree(aside, ignore_errors=True)
        data_dir.rename(aside)
    else:
        # Interrupted between the two names, and then made anew, empty, by the system.
        shutil.rmtree(data_dir, ignore_errors=True)
    fresh.rename(data_dir)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _copy_tree(source: Path, target: Path) -> None:
    """Copy folders and files with their times, modes and owners."""
    target.mkdir(mode=0o700)
    for path in sorted(source.rglob("*")):
        to = target / path.relative_to(source)
        if path.is_dir() and not path.is_symlink():
            to.mkdir()
        elif path.is_file() and not path.is_symlink():
            shutil.copy2(path, to)
            with to.open("rb") as written:
                os.fsync(written.fileno())
        else:
            continue
        _same_owner(path, to)
    _same_owner(source, target)


def _same_owner(path: Path, to: Path) -> None:
    shutil.copystat(path, to)
    if os.geteuid() == 0:
        status = path.stat()
        os.chown(to, status.st_uid, status.st_gid)
