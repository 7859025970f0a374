"""What a strategy came to: energies, money, wear, and a few days minute by minute. Written while it is lived."""

from __future__ import annotations

from array import array
from collections import Counter, deque

import msgspec

from pilotwire.plant.home import HouseEnergies

from .world import MINUTES_A_DAY

_HOUR_MS = 3_600_000


class Traces(msgspec.Struct, frozen=True):
    """A stretch of days, a value for each minute."""

    first_day: int
    """From 0."""
    days: int
    car_w: array[float]
    battery_w: array[float]
    grid_w: array[float]
    battery_percent: array[float]
    car_percent: array[float]
    """State of charge of the car at the cable; below 0 for none."""

    @classmethod
    def of(cls, first_day: int, days: int) -> Traces:
        """Empty ones."""
        car_w, battery_w, grid_w, battery_percent, car_percent = (
            array("f", bytes(4 * days * MINUTES_A_DAY)) for _ in range(5)
        )
        return cls(first_day, days, car_w, battery_w, grid_w, battery_percent, car_percent)

    def place(self, minute: int) -> int | None:
        """Where a minute of the plan is; None if it is not."""
        place = minute - self.first_day * MINUTES_A_DAY
        return place if 0 <= place < len(self.car_w) else None


class Closures:
    """Counts how often the contactor closes, and how often at most within an hour."""

    def __init__(self) -> None:
        self.count = 0
        self.most_in_an_hour = 0
        self._recent_ms: deque[int] = deque()

    def closed(self, now_ms: int) -> None:
        """It has just closed."""
        self.count += 1
        recent = self._recent_ms
        recent.append(now_ms)
        while recent[0] <= now_ms - _HOUR_MS:
            recent.popleft()
        self.most_in_an_hour = max(self.most_in_an_hour, len(recent))


class StrategyResult(msgspec.Struct, frozen=True, kw_only=True):
    """One strategy's days in sum."""

    name: str
    energies: HouseEnergies
    cost: float | None
    """Import less what was paid for export; None without a tariff."""
    car_cost: float | None
    """Of what the car drew from the grid, and of what it drew from sun and battery at what its export had paid."""
    co2_kg: float | None
    """Of the import; None where nobody knows."""
    closures: int
    most_closures_in_an_hour: int
    departures: int
    short_departures: Counter[str]
    """Below the target, by car."""
    car_soc_percent: dict[str, float]
    """At the end, by car."""
    battery_soc_percent: float | None
    """Of the home battery at the end."""
    car_battery_wh: float
    """Into the cars' batteries."""
    highest_import_w: float
    """Highest mean of a minute."""
    faults: Counter[str]
    remarks: list[str]
    traces: Traces
