"""History as CSV (RFC 4180) for spreadsheets: units are in the header, times are UTC.

A spreadsheet takes text that begins like a formula for one and may run it. Who charged and why charging stopped come
from outside, so such text gets an apostrophe in front, which spreadsheets do not show.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TextIO

from . import rows

SESSIONS_HEADER = (
    "number,started_utc,clock_trusted,ended_utc,energy_wh,charging_s,peak_w,peak_a,charges,who,resumed,stops,"
    "cost,currency,co2_g,solar_wh"
)
SAMPLES_HEADER = (
    "start_utc,interval_s,current_a,voltage_v,power_w,pilot_a,state_code,temperature_c,session_wh,total_kwh,"
    "solar_w,grid_w,live_power_w,vehicle_soc_pct"
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_sessions(connection: sqlite3.Connection, file: TextIO) -> None:
    """Write every session that is still kept one by one, oldest first."""
    cursor = connection.execute("SELECT * FROM sessions ORDER BY number")
    _write(file, SESSIONS_HEADER, rows.readable(_session_cells, _columns(cursor)))


def write_samples(connection: sqlite3.Connection, file: TextIO) -> None:
    """Write every sample as finely as it is still kept, oldest first."""
    # In the order of the key; sorting by time instead would take memory for all of them.
    for bucket_s in (rows.DAY_S, rows.HOUR_S, rows.AS_SAMPLED):
        cursor = connection.execute("SELECT * FROM samples WHERE bucket_s = ? ORDER BY epoch_s", (bucket_s,))
        header = SAMPLES_HEADER if bucket_s == rows.DAY_S else None
        _write(file, header, rows.readable(_sample_cells, _columns(cursor)))


def as_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _write(file: TextIO, header: str | None, lines: Iterable[tuple[object, ...]]) -> None:
    writer = csv.writer(file)
    if header is not None:
        writer.writerow(header.split(","))
    writer.writerows(lines)


def _columns(cursor: sqlite3.Cursor) -> Iterator[rows.Columns]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _session_cells(columns: rows.Columns) -> tuple[object, ...]:
    session = rows.session_of(columns)
    stops = "; ".join(f"{_time(stop.at)} {stop.reason.value}: {stop.text}" for stop in session.stops)
    return (
        session.number,
        _time(session.started),
        "yes" if session.started_trusted else "no",
        "" if session.ended is None else _time(session.ended),
        session.energy_wh,
        session.charging_s,
        session.peak_w,
        session.peak_a,
        session.charges,
        as_text(session.who),
        session.resumed,
        as_text(stops),
        session.cost,
        as_text(session.currency),
        session.co2_g,
        session.solar_wh,
    )


def _sample_cells(columns: rows.Columns) -> tuple[object, ...]:
    sample = rows.sample_of(columns)
    return (
        _time(rows.instant(sample.epoch_s * 1_000_000)),
        sample.interval_s,
        sample.current_a,
        sample.voltage_v,
        sample.power_w,
        sample.pilot_a,
        sample.state_code,
        None if sample.temperature_dc is None else sample.temperature_dc / 10,
        sample.session_wh,
        sample.total_kwh,
        sample.solar_w,
        sample.grid_w,
        sample.live_power_w,
        sample.vehicle_soc_pct,
    )


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
