"""The command ``pilotwire divert-sim``: a recorded day of sun replayed through solar divert, and what comes of it.

Here a recording is found out about (separator, columns, unit) and mistakes in it are named by line. How its numbers
and dates are read is in ``station.divert_csv``, what divert makes of them in ``station.divert_replay``, the picture in
``divert_plot``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from pilotwire.station.divert_csv import Columns, cells, read_feed, written
from pilotwire.station.divert_presets import PROFILES
from pilotwire.station.divert_replay import FeedRow, Legacy, ReplayRow, Summary, replay, summarise

from .divert_plot import divert_svg

DONE, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes."""
_COLUMN_NAMES = ("date", "solar", "grid", "voltage", "-")
_MISSING = frozenset({"", "-", "na", "n/a", "nan", "none", "null", "unavailable", "unknown"})
"""What loggers write when they have no measurement."""


class RecordingError(ValueError):
    """A recording that cannot be replayed; the message names file and line and says what to do."""


class Recording(msgspec.Struct, frozen=True):
    """A recorded day, read."""

    name: str
    rows: tuple[FeedRow, ...]
    by_grid: bool
    """It has the grid's measurement, so divert follows that."""
    left_out: int
    """Lines without a measurement."""


def divert_sim_command(
    recording: Path,
    *,
    profile: str = "default",
    legacy: bool = False,
    columns: str | None = None,
    kilowatts: bool = False,
    output: Path | None = None,
    plot: Path | None = None,
) -> int:
    """Replay ``recording``, print the summary, and write CSV and SVG where that is asked for.

    Returns 0; 1 when a result cannot be written; 2 when the recording cannot be replayed.
    """
    errors = Console(stderr=True, highlight=False)
    try:
        _check_places(recording, output, plot)
        read = load_recording(recording, columns=columns, kilowatts=kilowatts)
    except RecordingError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        return BAD_INPUT
    old = Legacy.for_rows(read.rows) if legacy else None
    rows = list(replay(read.rows, PROFILES[profile], by_grid=read.by_grid, legacy=old))
    summary = summarise(rows)
    title = f"{read.name}, {profile}{', firmware before 2023' if legacy else ''}"
    made: dict[Path, str] = {}
    if output is not None:
        made[output] = "".join(f"{line}\n" for line in written(rows))
    if plot is not None:
        made[plot] = divert_svg(rows, title, _facts(rows, summary), by_grid=read.by_grid)
    for path, text in made.items():
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            errors.print(f"{path}: cannot be written: {error.strerror}", markup=False, soft_wrap=True)
            return FAILED
    console = Console(highlight=False)
    console.print(f"Solar divert: {title}", markup=False, soft_wrap=True)
    console.print(_table(read, rows, summary))
    if made:
        console.print("Written: " + ", ".join(map(str, made)), markup=False, soft_wrap=True)
    return DONE


def _check_places(recording: Path, output: Path | None, plot: Path | None) -> None:
    """Nothing is to be written over the recording, or over what was just written."""
    taken = {recording.absolute(): "the recording"}
    for path, what in ((output, "the output"), (plot, "the plot")):
        if path is None:
            continue
        place = path.absolute()
        clash = next((name for other, name in taken.items() if other == place or _same(other, place)), None)
        if clash is not None:
            raise RecordingError(f"{path}: is {clash} as well; choose another name for {what}")
        taken[place] = what


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


# -- reading -----------------------------------------------------------------------------------------------------


def load_recording(path: Path, *, columns: str | None = None, kilowatts: bool = False) -> Recording:
    """Read a recording from a file; raises ``RecordingError``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: is not a text file in UTF-8") from error
    return parse_recording(text, str(path), columns=columns, kilowatts=kilowatts)


def parse_recording(text: str, name: str, *, columns: str | None = None, kilowatts: bool = False) -> Recording:
    """Read the text of a recording.

    Args:
        text: one measurement in each line; a first line that is none names the columns.
        name: what errors call it.
        columns: what each column is, as people give it; None to go by their names, or without names by date, solar.
        kilowatts: power is in kW whatever the names say.

    Raises:
        RecordingError: there is nothing to replay in it, or something that cannot be meant.

    """
    lines = text.splitlines()
    where = _columns(lines[0] if lines else "", columns, kilowatts=kilowatts)
    rows: list[FeedRow] = []
    left_out = 0
    for number, line in enumerate(lines, 1):
        read = list(read_feed([line], where))
        if read and rows and read[0].at < rows[-1].at:
            raise RecordingError(f"{name}, line {number}: is earlier than the line before: sort the file by time")
        if not read and number > 1 and not _is_missing(line, where):
            raise RecordingError(f"{name}, line {number}: cannot be read as {_expected(where)}: {line.strip()[:60]!r}")
        left_out += not read and number > 1
        rows += read
    if not rows:
        raise RecordingError(f"{name}: has no line with {_expected(where)}")
    return Recording(Path(name).stem, tuple(rows), where.grid is not None, left_out)


def _columns(first: str, given: str | None, *, kilowatts: bool) -> Columns:
    separator = next((mark for mark in (";", "\t") if mark in first), ",")
    titles = cells(first, separator)
    heading = not list(read_feed([first], Columns(separator=separator)))
    if given is not None:
        places = _given_places(given)
    elif heading:
        places = _named_places(titles)
    else:
        places = {"date": 0, "solar": 1}
    in_kilowatts = heading and any(re.search(r"\bkW\b", title, re.IGNORECASE) for title in titles)
    return Columns(
        date=places["date"],
        solar=places["solar"],
        grid=places.get("grid"),
        voltage=places.get("voltage"),
        separator=separator,
        kilowatts=kilowatts or in_kilowatts,
    )


def _given_places(given: str) -> dict[str, int]:
    names = [name.strip().lower() for name in given.split(",")]
    known = [name for name in names if name != "-"]
    if not {"date", "solar"} <= set(known) <= set(_COLUMN_NAMES) or len(set(known)) < len(known):
        raise RecordingError(
            f"--columns: name date and solar, and grid and voltage if they are there, each once and in the order of "
            f"the file, with - for any other column; for example date,-,solar; not {given!r}"
        )
    return {name: place for place, name in enumerate(names) if name != "-"}


def _named_places(titles: Sequence[str]) -> dict[str, int]:
    """By what the columns are called; the date comes first, and solar is the one that is called nothing else."""
    places = {"date": 0}
    for place, title in enumerate(titles[1:], 1):
        called = title.lower()
        kind = "grid" if "grid" in called else "voltage" if "volt" in called else "solar"
        places.setdefault(kind, place)
    places.setdefault("solar", 1)
    return places


def _is_missing(line: str, columns: Columns) -> bool:
    """Whether a measurement is missing in a line: a cell has nothing in it, or there are too few."""
    found = cells(line, columns.separator)
    used = [place for place in (columns.date, columns.solar, columns.grid, columns.voltage) if place is not None]
    return any(place >= len(found) or found[place].strip().lower() in _MISSING for place in used)


def _expected(columns: Columns) -> str:
    unit = "kW" if columns.kilowatts else "W"
    titles = [(columns.date, "date"), (columns.solar, f"solar {unit}")]
    titles += [(columns.grid, f"grid {unit}")] if columns.grid is not None else []
    titles += [(columns.voltage, "V")] if columns.voltage is not None else []
    return columns.separator.join(title for _, title in sorted(titles))


# -- telling -----------------------------------------------------------------------------------------------------


def _table(read: Recording, rows: Sequence[ReplayRow], summary: Summary) -> Table:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in _summary_rows(read, rows, summary):
        table.add_row(name, value)
    return table


def _summary_rows(read: Recording, rows: Sequence[ReplayRow], summary: Summary) -> Iterable[tuple[str, str]]:
    first, last = rows[0].feed.at, rows[-1].feed.at
    longest = max((after.feed.at - before.feed.at for before, after in pairwise(rows)), default=last - first)
    yield "From", _minute(first)
    yield "To", _minute(last)
    yield "Measurements", f"{len(rows):,}, at most {_duration(int(longest.total_seconds()))} apart"
    if read.left_out:
        yield "Lines without a measurement", f"{read.left_out:,}"
    yield "Divert follows", "the grid" if read.by_grid else "the sun"
    yield "Solar production", f"{summary.solar_kwh:.2f} kWh"
    yield "Charged", f"{summary.charged_kwh:.2f} kWh"
    yield "  from the sun", f"{summary.from_solar_kwh:.2f} kWh{_share(summary.from_solar_kwh, summary.charged_kwh)}"
    yield "  from the grid", f"{summary.from_grid_kwh:.2f} kWh{_share(summary.from_grid_kwh, summary.charged_kwh)}"
    yield "Charges", f"{summary.charges}"
    if summary.longest_s:
        yield "Shortest charge", _duration(summary.shortest_s)
        yield "Longest charge", _duration(summary.longest_s)
        yield "Time charging", _duration(summary.total_s)


def _facts(rows: Sequence[ReplayRow], summary: Summary) -> str:
    charges = f"{summary.charges} {'charge' if summary.charges == 1 else 'charges'}"
    return (
        f"{rows[0].feed.at:%d %b %Y}: {summary.solar_kwh:.2f} kWh of sun, {summary.charged_kwh:.2f} kWh charged in "
        f"{charges}, {summary.from_grid_kwh:.2f} kWh of them from the grid"
    )


def _minute(at: datetime) -> str:
    return f"{at:%d %b %Y %H:%M} UTC"


def _duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _share(part: float, whole: float) -> str:
    return f" ({100 * part / whole:.0f} %)" if whole > 0 else ""
