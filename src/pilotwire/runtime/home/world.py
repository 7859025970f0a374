"""What happens around the station whatever it does: sun, appliances, prices, minute by minute over the plan's days.

Made once for a plan, the same for every strategy. Minutes are counted from the midnight before the plan's start.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from pilotwire.plant.home import LoadProfile, days_since_2000, load_of_day, sun_of_day
from pilotwire.runtime.plan import Plan, Tariff
from pilotwire.station.prices import PriceSeries, PriceSlot

from .plan import Home, ModelledRoof, Recorded

MINUTES_A_DAY = 1_440
_HOURS_A_DAY = 24
_KNOWN_DAYS = 2
"""Prices are known for so many days from a midnight on: today's and, as from a day-ahead market, tomorrow's."""


class World(msgspec.Struct, frozen=True):
    """A value for each minute."""

    midnight: datetime
    """Of minute 0, by the plan's clock, which is taken for UTC."""
    sun_w: array[float]
    load_w: array[float]
    price: array[float]
    """Of an imported kWh, in the tariff's currency; empty without a tariff."""
    co2_g: array[float]
    """Of an imported kWh; empty where nobody knows."""
    currency: str
    feed_in: float
    """What is paid for an exported kWh."""

    @property
    def days(self) -> int:
        """How many days there are values for."""
        return len(self.load_w) // MINUTES_A_DAY

    def prices(self, day: int) -> PriceSeries:
        """What is known of the prices at the midnight a day (from 0) begins with."""
        if not self.price and not self.co2_g:
            return PriceSeries()
        start = day * MINUTES_A_DAY
        end = min(start + _KNOWN_DAYS * MINUTES_A_DAY, len(self.load_w))
        slots = tuple(
            PriceSlot(
                self.midnight + timedelta(minutes=since),
                self.midnight + timedelta(minutes=until),
                self.price[since] if self.price else None,
                self.co2_g[since] if self.co2_g else None,
            )
            for since, until in self._steady(start, end)
        )
        return PriceSeries(slots, self.currency, "the plan")

    def _steady(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Stretches in which neither price nor carbon changes; cut at full hours, as tariffs are told."""
        since = start
        for minute in range(start + 1, end + 1):
            if minute == end or minute % 60 == 0 or self._changes(minute):
                yield since, minute
                since = minute

    def _changes(self, minute: int) -> bool:
        price, co2_g = self.price, self.co2_g
        changed = bool(price) and price[minute] != price[minute - 1]
        return changed or (bool(co2_g) and co2_g[minute] != co2_g[minute - 1])


def world_of(plan: Plan, home: Home) -> World:
    """The world of a plan."""
    start = plan.station.start
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
    # A plan that starts at noon ends at noon.
    days = [midnight.date() + timedelta(days=number) for number in range(plan.station.days + 1)]
    tariff = plan.tariff
    minutes = len(days) * MINUTES_A_DAY
    return World(
        midnight=midnight,
        sun_w=_sun(home, days),
        load_w=_load(home, days),
        price=array("d") if tariff is None else _prices(tariff, days),
        co2_g=array("d") if tariff is None else _carbon(tariff, minutes),
        currency="" if tariff is None else tariff.currency,
        feed_in=0.0 if tariff is None else tariff.feed_in_per_kwh,
    )


def _sun(home: Home, days: list[date]) -> array[float]:
    sun = home.sun
    if sun is None:
        return array("d", bytes(8 * MINUTES_A_DAY * len(days)))
    if isinstance(sun, Recorded):
        return _laid_out(sun, len(days) * MINUTES_A_DAY)
    found = array("d")
    for day in days:
        found.extend(_modelled(sun, day))
    return found


def _modelled(sun: ModelledRoof, day: date) -> array[float]:
    midnight = days_since_2000(datetime(day.year, day.month, day.day, tzinfo=UTC))
    return sun_of_day(sun.roof, midnight - sun.utc_offset_h / _HOURS_A_DAY, sun.clouds.transmission(day))


def _load(home: Home, days: list[date]) -> array[float]:
    load = home.load
    if not isinstance(load, LoadProfile):
        return _laid_out(load, len(days) * MINUTES_A_DAY)
    found = array("d")
    for day in days:
        found.extend(load_of_day(load, day))
    return found


def _prices(tariff: Tariff, days: list[date]) -> array[float]:
    if tariff.recorded_price is not None:
        return _laid_out(tariff.recorded_price, len(days) * MINUTES_A_DAY)
    prices = array("d", [tariff.peak_per_kwh]) * (len(days) * MINUTES_A_DAY)
    # What begins on the evening before the first day may reach into it.
    evenings = range(-1, len(days))
    for number in evenings:
        _put(prices, number, tariff.cheap_from_min, tariff.cheap_to_min, tariff.cheap_per_kwh)
    for window in tariff.windows:
        for number in evenings:
            if (days[0] + timedelta(days=number)).weekday() in window.weekdays:
                _put(prices, number, window.from_min, window.to_min, window.per_kwh)
    return prices


def _put(prices: array[float], day: int, from_min: int, to_min: int, price: float) -> None:
    """A price from one time of a day to another, over midnight if that is earlier; from a time to itself never."""
    lasts = (to_min - from_min) % MINUTES_A_DAY
    first = day * MINUTES_A_DAY + from_min
    last = min(first + lasts, len(prices))
    first = max(first, 0)
    if last > first:
        prices[first:last] = array("d", [price]) * (last - first)


def _carbon(tariff: Tariff, minutes: int) -> array[float]:
    if tariff.recorded_co2 is not None:
        return _laid_out(tariff.recorded_co2, minutes)
    if tariff.co2_g_per_kwh is None:
        return array("d")
    return array("d", [tariff.co2_g_per_kwh]) * minutes


def _laid_out(recorded: Recorded, minutes: int) -> array[float]:
    whole, rest = divmod(minutes, len(recorded.minutes))
    return recorded.minutes * whole + recorded.minutes[:rest]
