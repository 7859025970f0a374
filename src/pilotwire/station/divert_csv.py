"""Recorded days as text, and replayed ones: the columns and number formats of the gateway's simulator. Pure.

Rows in which anything is not a number are left out, as there; the time to the next good row only becomes longer.
"""

from __future__ import annotations

import csv
import math
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from .divert_replay import FeedRow, ReplayRow

HEADER = "Date,Solar,Grid IE,Pilot,Charge Power,Min Charge Power,State,Smoothed Available"
_NUMBER = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_INSTANT = re.compile(
    r"\s*([0-9]{1,4})-([0-9]{1,2})-([0-9]{1,2})[T ]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?"
    r"(?:Z|\s?([+-])([0-9]{2}):?([0-9]{2}))?\s*"
)
_DECIMAL_COMMA = re.compile(r"\s*([+-]?[0-9]+),([0-9]+)\s*")
_TWELVE_HOURS = re.compile(r"\s*([0-9]{1,2}):([0-9]{1,2})\s*([AP])\.?M\.?\s*", re.IGNORECASE)
_MAX_POWER_W = 1e9
"""More than any power station has."""
_UNIX = re.compile(r"\s*([0-9]{1,11})(?:\.[0-9]*)?\s*")


class Columns(msgspec.Struct, frozen=True):
    """Where a recording has what, counted from 0."""

    date: int = 0
    solar: int = 1
    grid: int | None = None
    voltage: int | None = None
    fixed_voltage_v: int = 240
    """Where no column has it."""
    separator: str = ","
    kilowatts: bool = False
    """Power is in kW."""


class _UnreadableError(ValueError):
    """A field that is not what its column should have."""


def read_feed(lines: Iterable[str], columns: Columns = Columns()) -> Iterator[FeedRow]:
    """Read a recorded day.

    Dates are ``Y-M-D h:m:s`` (or with ``T``), ``h:m AM`` or seconds since 1970; UTC, unless they have an offset.
    """
    for line in lines:
        try:
            yield _row(cells(line, columns.separator), columns)
        except _UnreadableError:
            continue


def cells(line: str, separator: str) -> list[str]:
    """Split a line at its separators, but not within quotes; nothing comes of what is no line of a CSV file."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def written(rows: Iterable[ReplayRow]) -> Iterator[str]:
    """Write a replayed day as lines of text without line ends, the header first."""
    yield HEADER
    for row in rows:
        feed = row.feed
        yield (
            f"{feed.at:%d/%m/%Y %H:%M:%S},{feed.solar_w},{feed.grid_w},{row.pilot_a},{row.charge_w},"
            f"{row.min_charge_w},{int(row.state)},{row.smoothed_w:g}"
        )


def _row(fields: Sequence[str], columns: Columns) -> FeedRow:
    voltage_v = columns.fixed_voltage_v
    if columns.voltage is not None:
        voltage_v = math.trunc(_number(_field(fields, columns.voltage)))
    return FeedRow(
        at=_instant(_field(fields, columns.date)),
        solar_w=_watts(_field(fields, columns.solar), columns),
        grid_w=0 if columns.grid is None else _watts(_field(fields, columns.grid), columns),
        voltage_v=voltage_v,
    )


def _field(fields: Sequence[str], column: int) -> str:
    if column >= len(fields):
        raise _UnreadableError(f"There is no column {column}.")
    return fields[column]


def _number(text: str) -> float:
    if comma := _DECIMAL_COMMA.fullmatch(text):
        return float(f"{comma[1]}.{comma[2]}")
    # Whatever follows a number is taken for its unit.
    found = _NUMBER.match(text)
    if found is None:
        raise _UnreadableError(f"{text!r} is not a number.")
    return float(found[1])


def _watts(text: str, columns: Columns) -> int:
    """Whole watts, rounded half away from zero, in the simulator's single precision."""
    power = _single(_number(text))
    if columns.kilowatts:
        power = _single(power * 1000)
    if not abs(power) <= _MAX_POWER_W:
        raise _UnreadableError(f"{text!r} is no power.")
    return int(math.copysign(math.floor(abs(power) + 0.5), power))


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        raise _UnreadableError(f"{value} is no power.") from None


def _instant(text: str) -> datetime:
    offset = timedelta()
    if found := _INSTANT.fullmatch(text):
        *fields, sign, hours, minutes = found.groups()
        parts = [int(part) for part in fields]
        if sign:
            behind_utc = timedelta(hours=int(hours), minutes=int(minutes))
            offset = behind_utc if sign == "-" else -behind_utc
    elif found := _TWELVE_HOURS.fullmatch(text):
        # Such recordings tell no day; the simulator gives them this one.
        if not 1 <= int(found[1]) <= 12:
            raise _UnreadableError(f"{text!r} is no time of day.")
        parts = [2020, 1, 1, int(found[1]) % 12 + (12 if found[3] in "Pp" else 0), int(found[2]), 0]
    elif found := _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC)
    else:
        raise _UnreadableError(f"{text!r} is no date.")
    year, month, day, hour, minute, second = parts
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) + offset
    except (ValueError, OverflowError) as error:
        raise _UnreadableError(f"{text!r} is no date: {error}.") from None
