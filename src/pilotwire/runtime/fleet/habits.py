"""When the car of one household comes and goes, visit by visit, decided by the seed. Pure.

A visit depends on the seed, the household and its day alone, so that a fleet that begins later meets the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import msgspec

from pilotwire.runtime.plan import DayTimes, HouseholdCar

DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_SATURDAY = 5
_SHORTEST_MS = 10 * _MINUTE_MS
"""A car stays, and stays away, at least this long."""
_LEAST_SOC = 5.0
"""A car that would come home emptier was charged on the way (per cent)."""


class Visit(msgspec.Struct, frozen=True):
    """A car at the cable. Times are ms since the midnight before the fleet's first day."""

    comes_ms: int
    leaves_ms: int
    distance_km: float
    """Driven since it last left; takes from its battery."""


def visits(car: HouseholdCar, household: str, first_day: date) -> Iterator[Visit]:
    """All visits in order, without end, from the evening before the first day on.

    Args:
        car: its usual times.
        household: names the generator: the same name, the same visits.
        first_day: day whose midnight is 0.

    """
    free_ms = -DAY_MS
    number = -1
    while True:
        random = Random(f"{household}/{(first_day + timedelta(days=number)).isoformat()}")  # noqa: S311  nothing secret
        comes_ms = max(_at(car, first_day, number, random, leaving=False), free_ms)
        overnight = _times(car, first_day, number).departure_min <= _times(car, first_day, number).plug_in_min
        leaves_ms = max(_at(car, first_day, number + overnight, random, leaving=True), comes_ms + _SHORTEST_MS)
        distance_km = max(0.0, random.gauss(car.km_per_day, car.km_spread))
        if random.random() >= car.forget_probability:
            yield Visit(comes_ms, leaves_ms, distance_km)
            free_ms = leaves_ms + _SHORTEST_MS
        number += 1


def arrival_soc(soc_percent: float, distance_km: float, capacity_wh: float, kwh_per_km: float) -> float:
    """State of charge (per cent) with which a car comes home."""
    left = soc_percent - 100 * distance_km * kwh_per_km * 1_000 / capacity_wh
    return max(left, min(_LEAST_SOC, soc_percent))


def _at(car: HouseholdCar, first_day: date, number: int, random: Random, *, leaving: bool) -> int:
    times = _times(car, first_day, number)
    minute = times.departure_min if leaving else times.plug_in_min
    jitter_min = max(-3.0, min(3.0, random.gauss(0.0, 1.0))) * car.jitter_min
    return number * DAY_MS + round((minute + jitter_min) * _MINUTE_MS)


def _times(car: HouseholdCar, first_day: date, number: int) -> DayTimes:
    weekend = (first_day + timedelta(days=number)).weekday() >= _SATURDAY
    return car.weekend if weekend else car.weekday
