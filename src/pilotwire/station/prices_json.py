"""Reads a document with prices, strictly: whatever is not understood is refused, and the entry that is at fault named.

Absolute slots, ``{"currency": "GBP", "slots": [{"start": "2026-11-23T00:30:00Z", "end": "…", "price": 0.085,
"co2_g": 120}]}``, or a tariff by the clock on the wall, ``{"currency": "GBP", "daily": [{"from": "00:30", "price":
0.085}]}``. ``{"rates": [{"start": "…", "end": "…", "value": 0.085}]}``, as evcc answers at ``/api/tariff/grid``, is
taken too: it differs in names only. Other suppliers' answers have other units and taxes and are to be turned into this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time

import msgspec

from .price_list import PriceList, PriceStep
from .prices import PriceSlot
from .schedule_values import Weekday

MOST_SLOTS = 2000
MOST_STEPS = 672
"""A quarter of an hour each, every day of the week another."""
MAX_PRICE = 100_000
"""Of a kWh, in either direction: above it no currency has a price."""
MAX_CO2_G = 5000
"""Of a kWh: several times that of lignite."""
_YEARS = range(2000, 2200)
_CURRENCY = re.compile(r"[A-Z]{3}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAYS = {day.name.lower(): day for day in Weekday}
_VALUES = ("price", "co2_g")
_INSTANT = 'give date, time and offset, such as "2026-11-23T00:30:00+00:00"'


class PricesError(ValueError):
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
    """One slot as it was written."""

    where: str
    """What it is called when something is wrong with it; its keys follow."""
    values: Mapping[str, object]
    """Of ``start``, ``end``, ``price`` and ``co2_g`` those that are there."""

    def at(self, key: str) -> str:
        """What one of its values is called."""
        return f"{self.where}{key}"


def parse_prices(document: object) -> PriceList:
    """Prices that a decoded JSON document has.

    Raises:
        PricesError: anything in it is not understood.

    """
    if not isinstance(document, Mapping):
        raise PricesError("prices", 'give an object with "slots" or "daily"')
    given = [name for name in _LISTS if name in document]
    if len(given) != 1:
        raise PricesError("prices", 'give either "slots" or "daily"' + (", not both" if given else ""))
    (name,) = given
    _refuse_unknown(document, ("currency", name), "")
    currency = _currency(document)
    entries = _objects(document[name], name, MOST_STEPS if name == "daily" else MOST_SLOTS)
    if name == "daily":
        return PriceList(currency, steps=_steps(entries))
    return PriceList(currency, slots=slots_of([_renamed(entry, _KEYS[name]) for entry in entries]))


def slots_of(entries: Sequence[Entry]) -> tuple[PriceSlot, ...]:
    """Slots in order. One without an end lasts to the next start; the last one, as long as the one before it.

    Raises:
        PricesError: one cannot be, or begins before the one before it has ended.

    """
    starts = [_instant(entry, "start") for entry in entries]
    for entry, before, start in zip(entries[1:], starts, starts[1:], strict=False):
        if start <= before:
            found = "is the same as that" if start == before else "lies before that"
            raise PricesError(
                entry.at("start"), f"it {found} of the entry before; give them in the order of their starts"
            )
    slots: list[PriceSlot] = []
    for entry, start, following in zip(entries, starts, [*starts[1:], None], strict=True):
        slots.append(_slot(entry, start, following, slots))
    return tuple(slots)


def price_of(entry: Entry) -> tuple[float | None, float | None]:
    """Price and carbon intensity of an entry, of which it has at least one.

    Raises:
        PricesError: it has none, or one that cannot be.

    """
    price = _number(entry, "price", -MAX_PRICE, MAX_PRICE)
    co2_g = _number(entry, "co2_g", 0, MAX_CO2_G)
    if price is None and co2_g is None:
        raise PricesError(entry.at("price"), 'give "price" (of a kWh) or "co2_g" (g of a kWh), or both')
    return price, co2_g


# -- parts -------------------------------------------------------------------------------------------------------

_KEYS = {
    "slots": {key: key for key in ("start", "end", *_VALUES)},
    "rates": {"start": "start", "end": "end", "value": "price"},
}
"""What the keys of an entry are called here."""
_LISTS = (*_KEYS, "daily")


def _currency(document: Mapping[str, object]) -> str:
    currency = document.get("currency", "")
    if not isinstance(currency, str) or (currency and not _CURRENCY.fullmatch(currency)):
        raise PricesError("currency", 'give three capital letters, such as "GBP", or leave it out')
    return currency


def _objects(given: object, name: str, most: int) -> list[Entry]:
    if not isinstance(given, list) or not given:
        raise PricesError(name, "give a list with at least one entry")
    if len(given) > most:
        raise PricesError(name, f"give {most} entries at most; there are {len(given)}")
    return [Entry(f"{name}[{place}].", _object(item, f"{name}[{place}]")) for place, item in enumerate(given)]


def _object(item: object, where: str) -> Mapping[str, object]:
    if not isinstance(item, Mapping):
        raise PricesError(where, "give an object")
    return item


def _renamed(entry: Entry, names: Mapping[str, str]) -> Entry:
    _refuse_unknown(entry.values, names, entry.where)
    return Entry(entry.where, {names[key]: value for key, value in entry.values.items()})


def _refuse_unknown(values: Mapping[str, object], known: Collection[str], where: str) -> None:
    for key in values:
        if key not in known:
            raise PricesError(f"{where}{key}", f"there is no such key here; give {', '.join(known)}")


def _slot(entry: Entry, start: datetime, following: datetime | None, before: Sequence[PriceSlot]) -> PriceSlot:
    if before and start < before[-1].end:
        raise PricesError(entry.at("start"), "the entry before has not ended by then; give entries without overlap")
    price, co2_g = price_of(entry)
    end = following if entry.values.get("end") is None else _instant(entry, "end")
    if end is None:
        if not before:
            raise PricesError(entry.at("end"), "give an end: there is no other entry to tell how long it lasts")
        end = start + (before[-1].end - before[-1].start)
    if end <= start:
        raise PricesError(entry.at("end"), "give an end after the start")
    return PriceSlot(start, end, price, co2_g)


def _instant(entry: Entry, key: str) -> datetime:
    given = entry.values.get(key)
    if not isinstance(given, str):
        raise PricesError(entry.at(key), _INSTANT)
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        raise PricesError(entry.at(key), _INSTANT) from None
    if instant.tzinfo is None:
        raise PricesError(entry.at(key), f"nobody knows which zone that is; {_INSTANT}")
    if instant.year not in _YEARS:
        raise PricesError(entry.at(key), f"give a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return instant.astimezone(UTC)


def _number(entry: Entry, key: str, lowest: int, highest: int) -> float | None:
    given = entry.values.get(key)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not lowest <= given <= highest:
        raise PricesError(entry.at(key), f"give a number from {lowest} to {highest}")
    return float(given)


def _steps(entries: Sequence[Entry]) -> tuple[PriceStep, ...]:
    steps: list[PriceStep] = []
    taken: dict[tuple[Weekday, time], str] = {}
    for entry in entries:
        _refuse_unknown(entry.values, ("from", *_VALUES, "days"), entry.where)
        at, days = _time(entry), _days(entry)
        for day in days:
            other = taken.setdefault((day, at), entry.where)
            if other is not entry.where:
                where = other.removesuffix(".")
                raise PricesError(entry.at("from"), f"{where} begins at the same time of {day.name.capitalize()}")
        price, co2_g = price_of(entry)
        steps.append(PriceStep(at, price, co2_g, days))
    return tuple(steps)


def _time(entry: Entry) -> time:
    given = entry.values.get("from")
    found = _TIME.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise PricesError(entry.at("from"), 'give a time by the clock on the wall from "00:00" to "23:59"')
    return time(int(found[1]), int(found[2]))


def _days(entry: Entry) -> tuple[Weekday, ...]:
    given = entry.values.get("days")
    if given is None:
        return tuple(Weekday)
    names = given if isinstance(given, list) else []
    days = {_DAYS[name] for name in names if isinstance(name, str) and name in _DAYS}
    if not days or len(days) < len(names):
        raise PricesError(entry.at("days"), f"give a list of {', '.join(_DAYS)}, each once at most")
    return tuple(sorted(days))
