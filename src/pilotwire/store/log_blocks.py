"""The event log in blocks, as the OpenEVSE gateway keeps and numbers it (firmware 5.x).

There an entry is a line of compact JSON in a file. Before a line is added to a file of more than 1024 bytes, the next
file is begun; the newest ten are kept, and numbers grow for ever. Here entries are rows that remember their block.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC

import msgspec

from pilotwire.station.eventlog import LogEntry, LogKind

BLOCK_BYTES = 1024
"""A block longer than this takes no further line."""
BLOCKS = 10
"""How many are visible."""
BLOCK_LINES = 12
"""No block has more lines than this: none is shorter than a hundred bytes."""

NO_BLOCK = -1
"""For entries the gateway does not know: what was decided, and why."""

_LINE_END_BYTES = 2
_KINDS = {LogKind.INFORMATION: 0, LogKind.NOTIFICATION: 1, LogKind.WARNING: 2}


def line_bytes(entry: LogEntry) -> int:
    """Length of the gateway's line for an entry, end of line included."""
    line = {
        "t": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ty": _KINDS[entry.kind],
        "ms": entry.target.value,
        "es": entry.state_code,
        "ef": int(entry.flags),
        "p": entry.pilot_a,
        "e": _number(entry.session_wh),
        "el": int(entry.session_elapsed_s),
        "tp": _number((entry.temperature_dc or 0) / 10),
        "tm": _number((entry.temperature_max_dc or 0) / 10),
        "dm": int(entry.divert_active),
        "sh": int(entry.shaper_active),
    }
    return len(msgspec.json.encode(line)) + _LINE_END_BYTES


def next_block(connection: sqlite3.Connection) -> int:
    """The block that takes the next entry."""
    newest = connection.execute(
        "SELECT block, line_bytes FROM log WHERE block <> ? ORDER BY id DESC LIMIT ?", (NO_BLOCK, BLOCK_LINES)
    ).fetchall()
    if not newest:
        return 0
    block = int(newest[0][0])
    used_bytes = sum(line for of_block, line in newest if of_block == block)
    return block if used_bytes <= BLOCK_BYTES else block + 1


def _number(value: float) -> float | int:
    """The gateway writes no ``.0``, and eight digits after the point."""
    return int(value) if value.is_integer() else round(value, 8)
