"""Reads stretches of time with values from a decoded JSON document, strictly: what is at fault is refused by its place.

Prices are made of them (``prices_json``, ``prices_text``), and the forecast of the sun (``sun_forecast_json``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

MOST_SLOTS = 2000
_YEARS = range(2000, 2200)
_INSTANT = 'give date, time and offset, such as "2026-11-23T00:30:00+00:00"'


class SlotsError(ValueError):
    """A document that cannot be meant; nothing of it is taken.

    Args:
        where: the entry or key that is at fault, such as ``slots[3].end`` or ``line 5, end``.
        reason: what is wrong with it and what would be right, as a clause.

    """

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


class Entry(msgspec.Struct, frozen=True):
    """One stretch of time as it was written."""

    where: str
    """What it is called when something is wrong with it; its keys follow."""
    values: Mapping[str, object]
    """Those that are there."""

    def at(self, key: str) -> str:
        """What one of its values is called."""
        return f"{self.where}{key}"


def entries_of(given: object, name: str, most: int = MOST_SLOTS) -> list[Entry]:
    """The entries of a list in a document.

    Raises:
        SlotsError: it is no list of objects, or has none or too many.

    """
    if not isinstance(given, list) or not given:
        raise SlotsError(name, "give a list with at least one entry")
    if len(given) > most:
        raise SlotsError(name, f"give {most} entries at most; there are {len(given)}")
    return [Entry(f"{name}[{place}].", _object(item, f"{name}[{place}]")) for place, item in enumerate(given)]


def renamed(entry: Entry, names: Mapping[str, str]) -> Entry:
    """The entry with its keys as they are called here.

    Raises:
        SlotsError: it has another key.

    """
    refuse_unknown(entry.values, names, entry.where)
    return Entry(entry.where, {names[key]: value for key, value in entry.values.items()})


def refuse_unknown(values: Mapping[str, object], known: Collection[str], where: str) -> None:
    """Refuse other keys than these.

    Raises:
        SlotsError: there is one.

    """
    for key in values:
        if key not in known:
            raise SlotsError(f"{where}{key}", f"there is no such key here; give {', '.join(known)}")


def spans_of(entries: Sequence[Entry]) -> Iterator[tuple[Entry, datetime, datetime]]:
    """Each entry with its start and end (UTC), in order.

    One without an end lasts to the next start; the last one, as long as the one before it.

    Raises:
        SlotsError: one cannot be, or begins before the one before it has ended.

    """
    starts = [_instant(entry, "start") for entry in entries]
    for entry, before, start in zip(entries[1:], starts, starts[1:], strict=False):
        if start <= before:
            found = "is the same as that" if start == before else "lies before that"
            raise SlotsError(
                entry.at("start"), f"it {found} of the entry before; give them in the order of their starts"
            )
    last: tuple[datetime, datetime] | None = None
    for entry, start, following in zip(entries, starts, [*starts[1:], None], strict=True):
        last = (start, _end(entry, start, following, last))
        yield entry, *last


def number(entry: Entry, key: str, lowest: int, highest: int) -> float | None:
    """A value of an entry; None where it is left out.

    Raises:
        SlotsError: it is no number in this range.

    """
    given = entry.values.get(key)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not lowest <= given <= highest:
        raise SlotsError(entry.at(key), f"give a number from {lowest} to {highest}")
    return float(given)


def _object(item: object, where: str) -> Mapping[str, object]:
    if not isinstance(item, Mapping):
        raise SlotsError(where, "give an object")
    return item


def _end(
    entry: Entry, start: datetime, following: datetime | None, before: tuple[datetime, datetime] | None
) -> datetime:
    if before is not None and start < before[1]:
        raise SlotsError(entry.at("start"), "the entry before has not ended by then; give entries without overlap")
    end = following if entry.values.get("end") is None else _instant(entry, "end")
    if end is None:
        if before is None:
            raise SlotsError(entry.at("end"), "give an end: there is no other entry to tell how long it lasts")
        end = start + (before[1] - before[0])
    if end <= start:
        raise SlotsError(entry.at("end"), "give an end after the start")
    return end


def _instant(entry: Entry, key: str) -> datetime:
    given = entry.values.get(key)
    if not isinstance(given, str):
        raise SlotsError(entry.at(key), _INSTANT)
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        raise SlotsError(entry.at(key), _INSTANT) from None
    if instant.tzinfo is None:
        raise SlotsError(entry.at(key), f"nobody knows which zone that is; {_INSTANT}")
    if instant.year not in _YEARS:
        raise SlotsError(entry.at(key), f"give a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return instant.astimezone(UTC)
