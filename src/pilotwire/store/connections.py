"""Connections to the file, with the settings that make it durable, small and kind to memory cards.

Durability: write-ahead log, and ``synchronous=FULL``, so every commit is on the card when ``commit`` returns, and a
loss of power costs nothing that was committed. ``NORMAL`` would not do even for records that may wait: it syncs at
checkpoints only, so a loss of power could take every commit since the last one. A commit without a sync would write
just as many pages to the card; wear depends on how often the runtime commits, not on this setting.

Wear: a commit appends the changed pages to the log, and the log's pages go to the file once in about a thousand, when
pages changed over and over (registers, the session under way) are written once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import StoreError

OLDEST_SQLITE = (3, 37)
"""The first with STRICT tables (November 2021)."""
BUSY_S = 5.0
"""How long to wait for somebody who looks into the file with another program."""
LOG_PAGES = 1000
"""The write-ahead log is moved into the file when it has this many pages (4 KiB each)."""
LOG_BYTES = 8 * 2**20
"""What the write-ahead log's file is cut back to after somebody kept it from being moved."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for writing, creating it (readable for its owner only) where there is none.

    Raises:
        sqlite3.Error: see ``errors.explained``.
        OSError: the file cannot be created.

    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; install Python with SQLite 3.37 or newer")
    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.text_factory = _text
    return connection


def make_durable(connection: sqlite3.Connection) -> None:
    """Switch a writer's connection to what is described above; a new file gets its lasting properties."""
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # What is deleted (passwords, keys) is overwritten.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")


def connect_reader(path: Path) -> sqlite3.Connection:
    """Open an existing file for reading, while somebody else writes to it."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA query_only = ON")
    connection.text_factory = _text
    return connection


def _text(content: bytes) -> str:
    """Text that a failing card has changed is better read with a wrong letter than not at all."""
    return content.decode("utf-8", "replace")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: whatever is raised inside undoes everything done inside."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several queries of a reader see the same instant."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")
