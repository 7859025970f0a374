"""The event log as it is sent to a back end: JSON lines, oldest first. Blocking: for threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from pilotwire.station.eventlog import LogEntry
from pilotwire.store.reader import Reader

MOST_ENTRIES = 20_000
SECURITY = "security: "
"""How entries about security begin."""
_PAGE = 1000


def log_lines(reader: Reader, start: datetime | None, stop: datetime | None, *, security: bool) -> bytes:
    """Entries from ``start`` to ``stop``, each on a line; with ``security`` only what is about that."""
    lines = [_line(entry) for entry in _entries(reader, start, stop) if not security or entry.text.startswith(SECURITY)]
    return b"".join(reversed(lines))


def _entries(reader: Reader, start: datetime | None, stop: datetime | None) -> Iterator[LogEntry]:
    """Newest first."""
    before: int | None = None
    seen = 0
    while seen < MOST_ENTRIES:
        page = reader.log(before, _PAGE)
        for logged in page:
            seen += 1
            at = logged.entry.at
            # The clock may have been set back in between: what is too old is left out, and the search goes on.
            if (start is None or at >= start) and (stop is None or at <= stop):
                yield logged.entry
        if len(page) < _PAGE:
            return
        before = page[-1].id


def _line(entry: LogEntry) -> bytes:
    told = {
        "at": entry.at,
        "kind": entry.kind,
        "text": entry.text,
        "target": entry.target,
        "state": entry.state_code,
        "pilot_a": entry.pilot_a,
        "session_wh": entry.session_wh,
        "temperature_c": None if entry.temperature_dc is None else entry.temperature_dc / 10,
    }
    return msgspec.json.encode(told) + b"\n"
