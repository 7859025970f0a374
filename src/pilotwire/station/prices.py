"""What a kilowatt hour costs, in money and in carbon, by time: a series of slots as values.

A series is made from a ``PriceList``, which is what a source gives; whose counts is decided in ``price_shelf``. What
is made of it is in ``charging_plan`` and, for what was charged, in ``session_cost``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime

import msgspec


class PriceSlot(msgspec.Struct, frozen=True):
    """One stretch of time with one price."""

    start: datetime
    """UTC."""
    end: datetime
    """UTC, after the start."""
    price: float | None = None
    """Of a kWh, in the series' currency; negative where one is paid to take it. None: not known."""
    co2_g: float | None = None
    """Carbon intensity of a kWh (g CO2 equivalent). None: not known."""


class PriceSeries(msgspec.Struct, frozen=True):
    """Slots in order, without overlap; there may be gaps."""

    slots: tuple[PriceSlot, ...] = ()
    currency: str = ""
    """ISO 4217, or empty."""
    source: str = ""
    """Where it came from, for people."""

    def at(self, instant: datetime) -> PriceSlot | None:
        """The slot that holds at an instant."""
        place = bisect_right(self.slots, instant, key=lambda slot: slot.start) - 1
        if place < 0 or self.slots[place].end <= instant:
            return None
        return self.slots[place]

    def overlapping(self, since: datetime, until: datetime) -> Sequence[PriceSlot]:
        """The slots any of which lies between two instants."""
        first = bisect_right(self.slots, since, key=lambda slot: slot.end)
        return self.slots[first : bisect_left(self.slots, until, key=lambda slot: slot.start)]

    @property
    def reach(self) -> datetime | None:
        """The end of what is known (UTC); None when nothing is."""
        return self.slots[-1].end if self.slots else None


NO_PRICES = PriceSeries()
