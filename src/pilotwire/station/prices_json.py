"""Reads a document with prices, strictly: whatever is not understood is refused, and the entry that is at fault named.

Absolute slots, ``{"currency": "GBP", "slots": [{"start": "2026-11-23T00:30:00Z", "end": "…", "price": 0.085,
"co2_g": 120}]}``, or a tariff by the clock on the wall, ``{"currency": "GBP", "daily": [{"from": "00:30", "price":
0.085}]}``. ``{"rates": [{"start": "…", "end": "…", "value": 0.085}]}``, as evcc answers at ``/api/tariff/grid``, is
taken too: it differs in names only. Other suppliers' answers have other units and taxes and are to be turned into this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

from .price_list import PriceList, PriceStep
from .prices import PriceSlot
from .schedule_values import Weekday
from .slots_json import Entry, SlotsError, entries_of, number, refuse_unknown, renamed, spans_of

MOST_STEPS = 672
"""A quarter of an hour each, every day of the week another."""
MAX_PRICE = 100_000
"""Of a kWh, in either direction: above it no currency has a price."""
MAX_CO2_G = 5000
"""Of a kWh: several times that of lignite."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAYS = {day.name.lower(): day for day in Weekday}
_VALUES = ("price", "co2_g")


def parse_prices(document: object) -> PriceList:
    """Prices that a decoded JSON document has.

    Raises:
        SlotsError: anything in it is not understood.

    """
    if not isinstance(document, Mapping):
        raise SlotsError("prices", 'give an object with "slots" or "daily"')
    given = [name for name in _LISTS if name in document]
    if len(given) != 1:
        raise SlotsError("prices", 'give either "slots" or "daily"' + (", not both" if given else ""))
    (name,) = given
    refuse_unknown(document, ("currency", name), "")
    currency = _currency(document)
    if name == "daily":
        return PriceList(currency, steps=_steps(entries_of(document[name], name, MOST_STEPS)))
    entries = entries_of(document[name], name)
    return PriceList(currency, slots=slots_of([renamed(entry, _KEYS[name]) for entry in entries]))


def slots_of(entries: Sequence[Entry]) -> tuple[PriceSlot, ...]:
    """Slots in order, with ends as in ``spans_of``.

    Raises:
        SlotsError: one cannot be.

    """
    return tuple(PriceSlot(start, end, *price_of(entry)) for entry, start, end in spans_of(entries))


def price_of(entry: Entry) -> tuple[float | None, float | None]:
    """Price and carbon intensity of an entry, of which it has at least one.

    Raises:
        SlotsError: it has none, or one that cannot be.

    """
    price = number(entry, "price", -MAX_PRICE, MAX_PRICE)
    co2_g = number(entry, "co2_g", 0, MAX_CO2_G)
    if price is None and co2_g is None:
        raise SlotsError(entry.at("price"), 'give "price" (of a kWh) or "co2_g" (g of a kWh), or both')
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
        raise SlotsError("currency", 'give three capital letters, such as "GBP", or leave it out')
    return currency


def _steps(entries: Sequence[Entry]) -> tuple[PriceStep, ...]:
    steps: list[PriceStep] = []
    taken: dict[tuple[Weekday, time], str] = {}
    for entry in entries:
        refuse_unknown(entry.values, ("from", *_VALUES, "days"), entry.where)
        at, days = _time(entry), _days(entry)
        for day in days:
            other = taken.setdefault((day, at), entry.where)
            if other is not entry.where:
                where = other.removesuffix(".")
                raise SlotsError(entry.at("from"), f"{where} begins at the same time of {day.name.capitalize()}")
        price, co2_g = price_of(entry)
        steps.append(PriceStep(at, price, co2_g, days))
    return tuple(steps)


def _time(entry: Entry) -> time:
    given = entry.values.get("from")
    found = _TIME.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise SlotsError(entry.at("from"), 'give a time by the clock on the wall from "00:00" to "23:59"')
    return time(int(found[1]), int(found[2]))


def _days(entry: Entry) -> tuple[Weekday, ...]:
    given = entry.values.get("days")
    if given is None:
        return tuple(Weekday)
    names = given if isinstance(given, list) else []
    days = {_DAYS[name] for name in names if isinstance(name, str) and name in _DAYS}
    if not days or len(days) < len(names):
        raise SlotsError(entry.at("days"), f"give a list of {', '.join(_DAYS)}, each once at most")
    return tuple(sorted(days))
