"""Recorded days for a house: a CSV file of local times and values becomes a value for each minute.

Each line holds until the next. The recording is laid with its first midnight onto the plan's first day, whatever its
dates are, and repeated in whole days when it is over.
"""

from __future__ import annotations

import re
from array import array
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from .plan import Recorded

_MINUTES_A_DAY = 1_440
_LONGEST = timedelta(days=3_660)


class RecordingError(ValueError):
    """A recording that cannot be used; the message names file and line and says what is wrong."""


class Column(msgspec.Struct, frozen=True):
    """What the values of a recording are."""

    what: str
    """For messages: "watts"."""
    lowest: float
    highest: float
    longest_gap_min: int
    """A line is not believed for longer."""
    in_kilo: bool = False
    """A heading with kW in it makes them a thousand times as much."""


WATTS = Column("watts", 0, 1_000_000, 180, in_kilo=True)
PRICE = Column("a price of a kWh", -10, 1_000, 2 * _MINUTES_A_DAY)
CARBON = Column("grams of CO2", 0, 10_000, 2 * _MINUTES_A_DAY)


def read_recording(path: Path, columns: tuple[Column, ...]) -> tuple[Recorded, ...]:
    """Read a file with a time and these columns; the last ones may be missing in all lines. Raises RecordingError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: is not a text file in UTF-8") from error
    return parse_recording(text, str(path), columns)


def parse_recording(text: str, name: str, columns: tuple[Column, ...]) -> tuple[Recorded, ...]:
    """Read the text of a recording; raises RecordingError."""
    lines = text.splitlines()
    heading = lines[0] if lines and not lines[0][:4].isdecimal() else ""
    separator = next((mark for mark in (";", "\t") if lines and mark in lines[-1]), ",")
    rows: list[tuple[datetime, list[float]]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and heading):
            continue
        at, values = _row(line, separator, columns, f"{name}, line {number}")
        if rows and at <= rows[-1][0]:
            raise RecordingError(f"{name}, line {number}: is not later than the line before: sort the file by time")
        if rows and len(values) != len(rows[0][1]):
            raise RecordingError(f"{name}, line {number}: has {len(values)} values; others have {len(rows[0][1])}")
        if rows and at - rows[-1][0] > timedelta(minutes=columns[0].longest_gap_min):
            gap_h = (at - rows[-1][0]) / timedelta(hours=1)
            raise RecordingError(f"{name}, line {number}: there are {gap_h:.1f} h without a measurement before it")
        rows.append((at, values))
    if not rows:
        raise RecordingError(f"{name}: has no line with a time and {columns[0].what}")
    _check_span(rows[0][0], rows[-1][0], name, timedelta(minutes=columns[0].longest_gap_min))
    kilo = columns[0].in_kilo and re.search(r"\bkW\b", heading, re.IGNORECASE) is not None
    return tuple(_minutes(rows, place, 1_000 if kilo else 1) for place in range(len(rows[0][1])))


def _check_span(first: datetime, last: datetime, name: str, longest: timedelta) -> None:
    if last - first > _LONGEST:
        raise RecordingError(f"{name}: is longer than {_LONGEST.days} days")
    if first - _midnight(first) > longest:
        raise RecordingError(f"{name}: begins at {first:%H:%M}: a recording has whole days, from midnight to midnight")
    if last != _midnight(last) and _midnight(last) + timedelta(days=1) - last > longest:
        raise RecordingError(f"{name}: ends at {last:%H:%M}: a recording has whole days, from midnight to midnight")


def _row(line: str, separator: str, columns: tuple[Column, ...], where: str) -> tuple[datetime, list[float]]:
    cells = [cell.strip() for cell in line.split(separator)]
    try:
        at = datetime.fromisoformat(cells[0])
    except ValueError:
        raise RecordingError(f"{where}: must begin with a time such as 2026-05-01T12:30, not {cells[0]!r}") from None
    if at.tzinfo is not None:
        raise RecordingError(f"{where}: the time must be local, as in the plan, without a zone; not {cells[0]!r}")
    values: list[float] = []
    for cell, column in zip(cells[1:], columns, strict=False):
        try:
            value = float(cell)
        except ValueError:
            raise RecordingError(f"{where}: must have {column.what} as a number, not {cell!r}") from None
        if not column.lowest <= value <= column.highest:
            limits = f"{column.lowest:g} to {column.highest:g}"
            raise RecordingError(f"{where}: {column.what} must be from {limits}, not {value:g}")
        values.append(value)
    if not values:
        raise RecordingError(f"{where}: must have {columns[0].what} after the time, separated by {separator!r}")
    return at, values


def _minutes(rows: list[tuple[datetime, list[float]]], place: int, factor: int) -> Recorded:
    """Whole days; what is missing at their ends is taken from the nearest line."""
    midnight = _midnight(rows[0][0])
    starts = [round((at - midnight) / timedelta(minutes=1)) for at, _ in rows]
    length = max(1, -(-starts[-1] // _MINUTES_A_DAY)) * _MINUTES_A_DAY
    minutes = array("d", [rows[0][1][place] * factor]) * length
    for start, end, (_, values) in zip(starts, [*starts[1:], length], rows, strict=True):
        minutes[start:end] = array("d", [values[place] * factor]) * (end - start)
    return Recorded(minutes)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
