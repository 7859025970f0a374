"""Versions of the file: numbered steps from an empty file to today's tables, and whose file it is.

Each step is one transaction that also writes the new version, so a loss of power leaves a version that exists.
A step is never changed after a release; a new version is one more step at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from textwrap import dedent

from .connections import transaction
from .errors import StoreError
from .schema import VERSION_1, VERSION_2, VERSION_3, VERSION_4

APPLICATION_ID = 0x50494C57
"""SQLite's mark of whose file it is: ``PILW``."""

Step = Callable[[sqlite3.Connection], None]


def _version_1(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in VERSION_1:
        connection.execute(dedent(statement).strip())


def _version_2(connection: sqlite3.Connection) -> None:
    """What a session cost. Months are told apart by the currency too: sums of two make no sense."""
    for statement in VERSION_2:
        connection.execute(dedent(statement).strip())


def _version_3(connection: sqlite3.Connection) -> None:
    """What was decided and why, in the event log."""
    for statement in VERSION_3:
        connection.execute(statement)


def _version_4(connection: sqlite3.Connection) -> None:
    """What is said to and agreed on with a charging back end."""
    for statement in VERSION_4:
        connection.execute(dedent(statement).strip())


STEPS: tuple[Step, ...] = (_version_1, _version_2, _version_3, _version_4)
"""Step n makes version n + 1 of version n."""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the file; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version(connection: sqlite3.Connection, path: Path, newest: int = len(STEPS)) -> None:
    """Make sure that the file is ours and not newer than we are.

    Raises:
        StoreError: it is not.

    """
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and owner != APPLICATION_ID:
        raise StoreError(f"{path}: belongs to another program; move it away or choose another --data-dir")
    version = version_of(connection)
    if version > newest:
        raise StoreError(
            f"{path}: was written by a newer Pilotwire (version {version} of the file, this one knows {newest}); "
            "install that again, or restore a backup from before"
        )


def has_its_tables(connection: sqlite3.Connection) -> bool:
    """Whether the tables are those that the steps to the file's version make (others do not matter)."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as pattern:
        migrate(pattern, STEPS[: version_of(connection)])
        return _tables(pattern) <= _tables(connection)


def _tables(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall())


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring a file to the version that ``steps`` lead to."""
    for number in range(version_of(connection), len(steps)):
        with transaction(connection):
            steps[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
