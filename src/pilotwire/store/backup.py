"""Copies of the whole store: made while the station runs, brought back while it does not."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from . import salvage
from .connections import connect, connect_reader
from .errors import StoreError, unusable, writing
from .lock import StationLock
from .migrations import version_of


def copy_to(path: Path, target: Path) -> None:
    """Copy the store ``path`` to ``target``, which is the old copy or the complete new one at any instant.

    Raises:
        StoreError: one cannot be read or the other not written.

    """
    partial = target.with_name(target.name + ".partial")
    with writing(target):
        try:
            partial.unlink(missing_ok=True)
            _copy(path, partial)
            partial.rename(target)
        except OSError as error:
            raise unusable(error, target) from error


def restore(backup: Path, path: Path) -> None:
    """Put a copy in the place of a station's store, while no station uses that. The old one is kept as ``.replaced``.

    Raises:
        StoreError: the copy is damaged, from a newer version or not ours, or the station runs. Nothing has changed.

    """
    lock = StationLock.take(path)
    try:
        with writing(backup):
            _check(backup)
            fresh = salvage.fresh_path(path)
            copy_to(backup, fresh)
            salvage.put_in_place(fresh, path, salvage.replaced_path(path))
    except OSError as error:
        raise unusable(error, path) from error
    finally:
        lock.release()


def _check(backup: Path) -> None:
    with closing(connect_reader(backup)) as connection:
        problem = salvage.damage(connection, backup)
        if problem is None and not version_of(connection):
            problem = "empty"
    if problem is not None:
        raise StoreError(f"{backup}: is not a sound backup ({problem}); choose another one")


def _copy(source_path: Path, target_path: Path) -> None:
    with closing(connect_reader(source_path)) as source, closing(connect(target_path)) as target:
        source.backup(target)
        # A copy is one file: whoever carries it elsewhere knows nothing of a write-ahead log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
