"""What a kilowatt hour costs, in money and in carbon, by time: a series of slots as values.

A series comes from one source at a time: somebody posts it, or a file has it. How one is read from outside is in
``prices_json``; what is made of it in ``charging_plan`` and, for what was charged, in the session's books.
"""

from __future__ import annotations

from bisect import bisect_right
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


NO_PRICES = PriceSeries()
