"""What a source of prices gives: slots as they are, or a tariff by the clock on the wall, which becomes slots here.

How one is read from outside is in ``prices_json`` and ``prices_text``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

import msgspec

from .calendar_time import instant_of
from .prices import PriceSeries, PriceSlot
from .schedule_values import Weekday

DAYS_AHEAD = 7
"""How far a tariff is expanded: to the end of the seventh day after today, and beyond it to the end of that slot."""
DAYS_BACK = 1
"""From the beginning of yesterday: what is under way at midnight, and a picture of the day, need what was."""
_DAY = timedelta(days=1)
_WEEK = 7
"""However few days a tariff names, it has begun a price within so many days, and will again."""


class PriceStep(msgspec.Struct, frozen=True):
    """A price that begins at a time of the day and holds until the next step, on whichever day that is."""

    at: time
    """By the clock on the wall. A time that the clocks skip is the moment they do; of one that comes twice, the first
    counts."""
    price: float | None = None
    """As in ``PriceSlot``."""
    co2_g: float | None = None
    days: tuple[Weekday, ...] = tuple(Weekday)


class PriceList(msgspec.Struct, frozen=True):
    """Prices as somebody gave them: slots or steps, not both. The store keeps it so."""

    currency: str = ""
    """ISO 4217, or empty."""
    slots: tuple[PriceSlot, ...] = ()
    """As in ``PriceSeries``."""
    steps: tuple[PriceStep, ...] = ()
    """In any order; no two begin at the same time of the same day."""

    def series(self, today: date, zone: tzinfo, source: str) -> PriceSeries:
        """Slots of this list: all there are, or those of a tariff for the days around ``today`` (local)."""
        slots = tuple(_expanded(self.steps, today, zone)) if self.steps else self.slots
        return PriceSeries(slots, self.currency, source)


def _expanded(steps: tuple[PriceStep, ...], today: date, zone: tzinfo) -> Iterator[PriceSlot]:
    midnight = datetime.combine(today, time())
    first = instant_of(midnight - DAYS_BACK * _DAY, zone)
    last = instant_of(midnight + (DAYS_AHEAD + 1) * _DAY, zone)
    begins = (
        (instant_of(datetime.combine(day, step.at), zone), step)
        for day in (today + offset * _DAY for offset in range(-DAYS_BACK - _WEEK, DAYS_AHEAD + 1 + _WEEK + 1))
        for step in _of(steps, day)
    )
    for (start, step), (end, _) in pairwise(begins):
        # Of two steps within the hour that the clocks skip, the first lasts no time.
        if start < end and first < end and start < last:
            yield PriceSlot(start, end, step.price, step.co2_g)


def _of(steps: tuple[PriceStep, ...], day: date) -> list[PriceStep]:
    weekday = Weekday(day.isoweekday() % _WEEK)
    return sorted((step for step in steps if weekday in step.days), key=lambda step: step.at)
