"""History for those who ask: sessions, samples, log, energy by the calendar, certificates. Nothing is changed here.

A second, read-only connection to the file, so what is read is what was committed, and reading never holds up writing.
Calls block for milliseconds (exports longer): event loops call them through ``asyncio.to_thread``. Any thread may.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Self, TextIO

import msgspec

from pilotwire.station.eventlog import LogEntry
from pilotwire.station.records import Kept
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session

from . import back_end, certificates, export, rows, station_state
from .back_end import BackEndKept
from .certificates import Certificate
from .connections import connect_reader, snapshot
from .errors import reading
from .log_blocks import BLOCK_LINES, BLOCKS, NO_BLOCK


class Calendar(Enum):
    """By what energy is summed up; the values are lengths of an ISO date."""

    DAY = 10
    MONTH = 7
    YEAR = 4


class EnergyBucket(msgspec.Struct, frozen=True):
    """Energy of one day, month or year of the local calendar."""

    start: date
    """Its first day."""
    energy_wh: float
    temperature_max_dc: int | None
    """Tenths of a degree; None when nothing was measured."""
    temperature_min_dc: int | None


class SessionMonth(msgspec.Struct, frozen=True):
    """What somebody charged in one month, sessions too old to be listed included; by currency if there were several."""

    month: str
    """``YYYY-MM`` (UTC) of the sessions' beginnings; empty where the clock was not trusted."""
    who: str
    sessions: int
    energy_wh: float
    charging_s: float
    charges: int
    currency: str = ""
    """Of the cost; empty also for the sessions of which no price was known."""
    cost: float | None = None
    co2_g: float | None = None
    solar_wh: float | None = None


class LoggedEntry(msgspec.Struct, frozen=True):
    """An entry of the log with its place in it."""

    id: int
    """Grows with every entry."""
    entry: LogEntry


class Reader:
    """A view of the store ``path``, which has been opened by a ``Store`` before.

    Every method raises ``StoreError`` when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        with reading(path):
            self._connection = connect_reader(path)

    def close(self) -> None:
        """End; nothing can be read afterwards."""
        with self._turn:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def kept(self) -> Kept:
        """What a start would bring back: settings and the values that are replaced as a whole. Secrets are in it."""
        with self._turn, reading(self._path):
            return station_state.load(self._connection)[0]

    def back_end(self, dialect: str) -> BackEndKept:
        """What was kept of the conversation with a charging back end in one protocol."""
        with self._turn, reading(self._path):
            return back_end.load(self._connection, dialect)

    # -- event log -----------------------------------------------------------------------------------------------

    def log(self, before_id: int | None = None, limit: int = 100) -> list[LoggedEntry]:
        """The newest entries (older than ``before_id``), newest first."""
        found = self._select(
            "SELECT * FROM log WHERE id < ? ORDER BY id DESC LIMIT ?",
            (_MOST if before_id is None else before_id, max(limit, 0)),
        )
        return list(rows.readable(lambda columns: LoggedEntry(columns["id"], rows.log_entry_of(columns)), found))

    def decisions_around(self, at: datetime) -> tuple[LogEntry | None, LogEntry | None]:
        """What was decided last at or before an instant, and what was decided next after it."""
        at_us = rows.microseconds(at)
        before = "SELECT * FROM log WHERE explanation <> '' AND at_us <= ? ORDER BY at_us DESC, id DESC LIMIT 1"
        after = "SELECT * FROM log WHERE explanation <> '' AND at_us > ? ORDER BY at_us, id LIMIT 1"
        found = (rows.readable(rows.log_entry_of, self._select(query, (at_us,))) for query in (before, after))
        last, following = (next(entries, None) for entries in found)
        return last, following

    def log_blocks(self) -> tuple[int, int]:
        """Numbers of the oldest and the newest block the OpenEVSE gateway would show; 0, 0 when there is none."""
        newest = self._newest_block()
        return max(0, newest - BLOCKS + 1), newest

    def log_block(self, number: int) -> list[LogEntry] | None:
        """The entries of one of these blocks, oldest first; None for any other number."""
        newest = self._newest_block()
        if not max(0, newest - BLOCKS + 1) <= number <= newest:
            return None
        tail = self._select(
            "SELECT * FROM log WHERE block <> ? ORDER BY id DESC LIMIT ?", (NO_BLOCK, (BLOCKS + 1) * BLOCK_LINES)
        )
        block = (columns for columns in reversed(tail) if columns["block"] == number)
        return list(rows.readable(rows.log_entry_of, block))

    def _newest_block(self) -> int:
        newest = self._select("SELECT block FROM log WHERE block <> ? ORDER BY id DESC LIMIT 1", (NO_BLOCK,))
        return int(newest[0]["block"]) if newest else 0

    # -- sessions ------------------------------------------------------------------------------------------------

    def sessions(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
        before_number: int | None = None,
    ) -> list[Session]:
        """Sessions that began in this time (``until`` not included) and have a smaller number, newest first."""
        found = self._select(
            "SELECT * FROM sessions WHERE number < ? AND started_us >= ? AND started_us < ? "
            "ORDER BY number DESC LIMIT ?",
            (
                _MOST if before_number is None else before_number,
                -_MOST if since is None else rows.microseconds(since),
                _MOST if until is None else rows.microseconds(until),
                max(limit, 0),
            ),
        )
        return list(rows.readable(rows.session_of, found))

    def session(self, number: int) -> Session | None:
        """The session of this number, if it is (still) there."""
        found = self._select("SELECT * FROM sessions WHERE number = ?", (number,))
        return next(rows.readable(rows.session_of, found), None)

    def session_months(self) -> list[SessionMonth]:
        """Totals of all sessions there ever were, by month, person and currency."""
        return [SessionMonth(**columns) for columns in self._select(_SESSION_MONTHS)]

    # -- samples and energy --------------------------------------------------------------------------------------

    def samples(self, since_epoch_s: int, until_epoch_s: int, limit: int = 1500) -> list[Sample]:
        """The newest samples of this time (``until`` not included), oldest first, as finely as they are still kept.

        ``interval_s`` of each says how finely: minutes for a month, hours for two years, days before.
        """
        found = self._select(_SAMPLES, (since_epoch_s, until_epoch_s, max(limit, 0)))
        return [rows.sample_of(columns) for columns in reversed(found)]

    def energy_buckets(
        self, calendar: Calendar, since: date | None = None, until: date | None = None
    ) -> list[EnergyBucket]:
        """Energy by day, month or year of these local dates (``until`` not included), oldest first.

        The bucket under way is among them unless ``until`` excludes it.
        """
        found = self._select(
            "SELECT min(day) AS start, sum(energy_wh) AS energy_wh, max(temperature_max_dc) AS temperature_max_dc, "
            "min(temperature_min_dc) AS temperature_min_dc FROM energy_days WHERE day >= ? AND day < ? "
            "GROUP BY substr(day, 1, ?) ORDER BY start",
            (
                "" if since is None else since.isoformat(),
                "~" if until is None else until.isoformat(),
                calendar.value,
            ),
        )
        return list(
            rows.readable(
                lambda columns: EnergyBucket(**columns | {"start": _first_day(calendar, columns["start"])}), found
            )
        )

    # -- the rest ------------------------------------------------------------------------------------------------

    def certificates(self) -> list[Certificate]:
        """All certificates, in the order they came. Private keys are in them."""
        with self._turn, reading(self._path):
            return certificates.read_all(self._connection)

    def write_sessions_csv(self, file: TextIO) -> None:
        """Write all sessions as CSV, oldest first; see ``export``. Open files with ``newline=""``."""
        with self._own_snapshot() as connection:
            export.write_sessions(connection, file)

    def write_samples_csv(self, file: TextIO) -> None:
        """Write all samples as CSV, oldest first; see ``export``. Open files with ``newline=""``."""
        with self._own_snapshot() as connection:
            export.write_samples(connection, file)

    @contextmanager
    def _own_snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection for what takes long, so that nobody waits for it."""
        with reading(self._path), closing(connect_reader(self._path)) as connection, snapshot(connection):
            yield connection

    def _select(self, query: str, arguments: Sequence[int | str] = ()) -> list[rows.Columns]:
        # Numbers come from people; one too large for SQLite is as good as the largest.
        fitting = [max(-_MOST, min(_MOST, value)) if isinstance(value, int) else value for value in arguments]
        with self._turn, reading(self._path):
            cursor = self._connection.execute(query, fitting)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]


def _first_day(calendar: Calendar, day: str) -> date:
    return date.fromisoformat(day[: calendar.value] + "0000-01-01"[calendar.value :])


_MOST = 2**63 - 1
# One part per bucket, so that each is read in the order of the key and only as far as needed.
_SAMPLES = """
SELECT * FROM samples WHERE bucket_s = 0 AND epoch_s >= ?1 AND epoch_s < ?2
UNION ALL
SELECT * FROM samples WHERE bucket_s = 3600 AND epoch_s >= ?1 AND epoch_s < ?2
UNION ALL
SELECT * FROM samples WHERE bucket_s = 86400 AND epoch_s >= ?1 AND epoch_s < ?2
ORDER BY epoch_s DESC, bucket_s
LIMIT ?3
"""
_SESSION_MONTHS = """
SELECT month, who, sum(sessions) AS sessions, sum(energy_wh) AS energy_wh, sum(charging_s) AS charging_s,
    sum(charges) AS charges, currency, sum(cost) AS cost, sum(co2_g) AS co2_g, sum(solar_wh) AS solar_wh
FROM (
    SELECT month, who, sessions, energy_wh, charging_s, charges, currency, cost, co2_g, solar_wh FROM session_months
    UNION ALL
    SELECT CASE WHEN started_trusted THEN strftime('%Y-%m', started_us / 1000000, 'unixepoch') ELSE '' END,
        who, 1, energy_wh, charging_s, charges, currency, cost, co2_g, solar_wh
    FROM sessions
)
GROUP BY month, who, currency
ORDER BY month, who, currency
"""
