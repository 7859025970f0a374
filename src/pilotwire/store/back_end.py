"""What is kept of the conversation with a charging back end: documents, and messages that wait. Each protocol apart.

What is in them is not understood here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import msgspec

from pilotwire.station.records import BackEndRecord


class BackEndKept(msgspec.Struct, frozen=True):
    """What a start finds of one protocol."""

    documents: Mapping[str, str] = {}
    """JSON texts by name."""
    queue: tuple[tuple[int, str], ...] = ()
    """Numbers and messages, in order."""
    last_number: int = 0
    """The highest ever given."""


def put(connection: sqlite3.Connection, record: BackEndRecord) -> None:
    """Carry out what a record says."""
    dialect = record.dialect
    gone = [(dialect, name) for name, value in record.documents.items() if value is None]
    changed = [(dialect, name, value) for name, value in record.documents.items() if value is not None]
    connection.executemany("DELETE FROM back_end_documents WHERE dialect = ? AND name = ?", gone)
    connection.executemany(
        "INSERT INTO back_end_documents VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        changed,
    )
    connection.executemany(
        "INSERT OR REPLACE INTO back_end_queue VALUES (?, ?, ?)",
        [(dialect, number, message) for number, message in record.queued.items()],
    )
    connection.executemany(
        "DELETE FROM back_end_queue WHERE dialect = ? AND number = ?", [(dialect, one) for one in record.delivered]
    )
    highest = max((*record.queued, *record.delivered), default=0)
    if highest:
        connection.execute(
            "INSERT INTO back_end_numbers VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET last = excluded.last WHERE last < excluded.last",
            (dialect, highest),
        )


def load(connection: sqlite3.Connection, dialect: str) -> BackEndKept:
    """Everything of one protocol."""
    documents = connection.execute("SELECT name, value FROM back_end_documents WHERE dialect = ?", (dialect,))
    queue = connection.execute(
        "SELECT number, message FROM back_end_queue WHERE dialect = ? ORDER BY number", (dialect,)
    )
    last = connection.execute("SELECT last FROM back_end_numbers WHERE dialect = ?", (dialect,)).fetchone()
    kept = tuple((int(number), str(message)) for number, message in queue)
    numbers = [number for number, _ in kept]
    return BackEndKept(dict(documents.fetchall()), kept, max(0 if last is None else int(last[0]), *numbers, 0))
