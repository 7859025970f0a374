"""What can go wrong with the store, each with one sentence that says what to do; SQLite's errors become one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

PRIMARY = 0xFF
"""Mask for the primary code within SQLite's extended result codes."""


class StoreError(Exception):
    """The store cannot be used as asked; nothing of what was asked is stored. The message is for people."""


class RefusedError(StoreError):
    """A record is not storable and never will be; trying again is of no use."""


class RegistersWentBackError(RefusedError):
    """A register that only ever counts up would have been replaced by a lower value."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is not (or no longer) a database, or that the disk has lost some of it."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return extended in _LOST or extended & PRIMARY in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn whatever SQLite or a conversion says while writing to ``path`` into a ``StoreError``."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError) as error:
        raise RefusedError(f"{path}: a value cannot be stored ({error}); this is a defect, please report it") from error
    except sqlite3.Error as error:
        raise explained(error, path) from error
    except (OverflowError, UnicodeError, msgspec.MsgspecError) as error:
        raise RefusedError(f"{path}: a value cannot be stored ({error}); check what sent it") from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever SQLite says while reading ``path`` into a ``StoreError``."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """What SQLite's error means and what to do about it."""
    advice = _ADVICE.get(_code(error), "restart the station; if it stays, restore a backup")
    return StoreError(f"{path}: {error}; {advice}")


def unusable(error: OSError, path: Path) -> StoreError:
    """What an error of the file system means for the store."""
    return StoreError(
        f"{path}: cannot be used ({error.strerror}); check permissions and space or choose another --data-dir"
    )


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY


_LOST = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)
_WRITABLE = "the directory and everything in it must be writable for the station; or choose another --data-dir"
_DAMAGED = "restart the station: it keeps the damaged file aside and goes on with what can be saved from it"
_ADVICE = {
    sqlite3.SQLITE_FULL: "free some space on the disk; what could not be stored is tried again",
    sqlite3.SQLITE_IOERR: "the disk or memory card fails or is full; make a backup and replace it",
    sqlite3.SQLITE_READONLY: _WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _WRITABLE,
    sqlite3.SQLITE_PERM: _WRITABLE,
    sqlite3.SQLITE_BUSY: "another program keeps it locked; close that program",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked; close that program",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
