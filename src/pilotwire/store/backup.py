"""Copies of the whole store, made while the station runs. ``bringing_back`` is the other direction."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from .connections import connect, connect_reader
from .errors import unusable, writing


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


def _copy(source_path: Path, target_path: Path) -> None:
    with closing(connect_reader(source_path)) as source, closing(connect(target_path)) as target:
        source.backup(target)
        # A copy is one file: whoever carries it elsewhere knows nothing of a write-ahead log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
