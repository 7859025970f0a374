"""Is the file sound, and what to do when it is not: keep it aside, and go on with what can be read from it.

A damaged file is never deleted (a factory reset does that) and never written to. The new one is complete before it
takes the damaged one's place.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .connections import connect, connect_reader, make_durable, transaction
from .errors import explained, is_damage
from .migrations import STEPS, check_version, has_its_tables, migrate, version_of

MOST_DAMAGED = 5
"""How many damaged files are kept; the fifth makes room for a newer one."""
MOST_ROWS = 200_000
"""No sound table has more. Damage can make one seem endless."""
Row = tuple[Any, ...]

_SIDE_FILES = ("-wal", "-shm", "-journal")


def damage(connection: sqlite3.Connection, path: Path) -> str | None:
    """What is wrong with the file, in SQLite's words; None if it is sound.

    Raises:
        StoreError: it cannot be read at all just now, is not ours, or is from a newer version.

    """
    try:
        check_version(connection, path)
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found == "ok" and not has_its_tables(connection):
            found = "its tables have changed"
    except sqlite3.Error as error:
        if is_damage(error):
            return str(error)
        raise explained(error, path) from error
    except UnicodeDecodeError:
        return "not even its tables can be told"
    return None if found == "ok" else str(found).splitlines()[-1]


def replace_damaged(path: Path, problem: str) -> str:
    """Put a new file with everything that can be read in the place of a damaged one; returns what to tell people."""
    fresh = fresh_path(path)
    _remove(fresh)
    saved = _save(path, fresh)
    aside = _aside_path(path)
    put_in_place(fresh, path, aside)
    return f"{path} was damaged ({problem}). It is kept as {aside.name}; {saved}."


def finish_replacing(path: Path) -> None:
    """Complete a replacement that a loss of power interrupted between its last two steps."""
    fresh = fresh_path(path)
    if not path.exists() and fresh.exists():
        fresh.rename(path)
        _sync_directory(path.parent)


def put_in_place(fresh: Path, path: Path, aside: Path) -> None:
    """Move ``path`` aside and ``fresh`` to ``path``. A write-ahead log goes with the file it belongs to."""
    _remove(aside)
    for suffix in _SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if suffix != "-shm" and side.exists() and side.stat().st_size:
            side.rename(aside.with_name(aside.name + suffix))
        side.unlink(missing_ok=True)
    if path.exists():
        path.rename(aside)
    fresh.rename(path)
    _sync_directory(path.parent)


def forget_kept_aside(path: Path) -> None:
    """Delete every file that was kept aside: somebody wants everything forgotten."""
    _remove(replaced_path(path))
    for number in range(1, MOST_DAMAGED + 1):
        _remove(path.with_name(f"{path.name}.damaged-{number}"))


def fresh_path(path: Path) -> Path:
    """Where a complete new file waits to take the place of ``path``."""
    return path.with_name(path.name + ".fresh")


def replaced_path(path: Path) -> Path:
    """Where the file goes that a backup was brought back in the place of."""
    return path.with_name(path.name + ".replaced")


def _save(path: Path, fresh: Path) -> str:
    """Copy what can be read into a new file of the same version; a later migration brings that up to date."""
    with closing(connect(fresh)) as target, closing(connect_reader(path)) as source:
        make_durable(target)
        # Let SQLite read a file that is shorter than it should be, and go on where a table's description is damaged.
        source.execute("PRAGMA writable_schema = ON")
        source.text_factory = _undecoded
        try:
            version = version_of(source)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            return "nothing could be saved from it: settings, schedule and history start anew"
        migrate(target, STEPS[:version])
        complete = _copy_tables(source, target)
    partly = [table for table, whole in complete.items() if not whole]
    if not partly:
        return "everything could be saved from it"
    return f"saved were {_listed(complete, partly)}; parts may be missing of {', '.join(partly)}"


def _listed(complete: dict[str, bool], partly: list[str]) -> str:
    return ", ".join(table for table in complete if table not in partly) or "single entries only"


def _copy_tables(source: sqlite3.Connection, target: sqlite3.Connection) -> dict[str, bool]:
    """By table, whether all of it was readable."""
    complete: dict[str, bool] = {}
    for (table,) in target.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        # From both ends: what lies beyond a damaged page is reached backwards, and is the newest.
        with transaction(target):
            complete[table] = _copy_rows(source, target, table, "ASC") or _copy_rows(source, target, table, "DESC")
    return complete


def _copy_rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str, order: str) -> bool:
    columns = [(name, key) for _, name, _, _, _, key in target.execute(f"PRAGMA table_info({table})")]
    keys = ", ".join(f"{name} {order}" for name, key in sorted(columns, key=lambda column: column[1]) if key)
    places = ", ".join("?" for _ in columns)
    insert = f"INSERT OR IGNORE INTO {table} VALUES ({places})"  # noqa: S608
    whole = True
    for row in _readable(source, f"SELECT * FROM {table} ORDER BY {keys} LIMIT {MOST_ROWS}"):  # noqa: S608
        try:
            if row is None:
                return False
            target.execute(insert, row)
        except (sqlite3.IntegrityError, UnicodeError):
            whole = False
    return whole


def _readable(source: sqlite3.Connection, query: str) -> Iterator[Row | None]:
    """Rows as far as they can be read, and None where that ended too early."""
    try:
        yield from source.execute(query)
    except (sqlite3.Error, UnicodeError):
        yield None


def _undecoded(content: bytes) -> str:
    """Text in which a byte that makes no sense keeps the whole row from being stored."""
    return content.decode("utf-8", "surrogateescape")


def _aside_path(path: Path) -> Path:
    candidates = [path.with_name(f"{path.name}.damaged-{number}") for number in range(1, MOST_DAMAGED + 1)]
    return next((candidate for candidate in candidates if not candidate.exists()), candidates[-1])


def _remove(path: Path) -> None:
    for suffix in ("", *_SIDE_FILES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
