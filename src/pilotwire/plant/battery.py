"""The traction battery: energy in it, its charge limit, and the taper near the top.

Below the taper the battery takes whatever the charger gives (constant current). In it the accepted power falls
linearly with the state of charge (constant voltage); the fall is cut into steps so that power stays constant between
two moments and energy stays linear in time. Conversion losses are `charger`'s.
"""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from typing import Final

import msgspec

from .deadlines import MS_PER_HOUR, NEVER

TAPER_STEPS: Final = 32
NEAR_WH: Final = 0.05
"""A boundary nearer than this counts as reached: less than a millisecond's worth below 180 kW."""


class Battery(msgspec.Struct, frozen=True, kw_only=True):
    """A battery as built."""

    capacity_kwh: float
    """Usable capacity."""
    taper_from_percent: float = 96.0
    """State of charge from which the accepted power falls."""
    taper_to: float = 0.1
    """Share of the charger's rated power still accepted at 100 %."""

    def __post_init__(self) -> None:
        if self.capacity_kwh <= 0 or not 0 < self.taper_from_percent <= 100 or not 0 < self.taper_to <= 1:
            message = (
                "A battery needs a capacity above 0 kWh, a taper starting above 0 % and up to 100 %, "
                "and a share still accepted of above 0 to 1; "
                f"got {self.capacity_kwh} kWh, {self.taper_from_percent} %, {self.taper_to}."
            )
            raise ValueError(message)

    @property
    def capacity_wh(self) -> float:
        """Usable capacity in Wh."""
        return self.capacity_kwh * 1_000


class Pack:
    """One battery in use: its energy, its limit and how much power it accepts.

    Energy moves only in :meth:`accrue`, with the power of the time just past.
    """

    __slots__ = ("_bounds_wh", "battery", "energy_wh", "limit_wh")

    def __init__(self, battery: Battery, soc_percent: float, limit_percent: float) -> None:
        self.battery = battery
        capacity = battery.capacity_wh
        first = capacity * battery.taper_from_percent / 100
        self._bounds_wh = tuple(first + (capacity - first) * step / TAPER_STEPS for step in range(TAPER_STEPS))
        self.energy_wh = 0.0
        self.limit_wh = capacity
        self.set_soc(soc_percent)
        self.set_limit(limit_percent)

    @property
    def soc_percent(self) -> float:
        """State of charge, 0-100."""
        return min(100.0, 100 * self.energy_wh / self.battery.capacity_wh)

    def set_soc(self, soc_percent: float) -> None:
        """Put the battery at this state of charge."""
        self.energy_wh = self.battery.capacity_wh * _percent("state of charge", soc_percent) / 100

    def set_limit(self, limit_percent: float) -> None:
        """Charge no further than this."""
        self.limit_wh = self.battery.capacity_wh * _percent("charge limit", limit_percent) / 100

    @property
    def limit_percent(self) -> float:
        """The charge limit, 0-100."""
        return 100 * self.limit_wh / self.battery.capacity_wh

    @property
    def at_limit(self) -> bool:
        """Whether the battery takes no more."""
        return self.energy_wh + NEAR_WH >= self.limit_wh

    def accepted_w(self, rated_w: float) -> float:
        """Power the battery takes at present (W, at its terminals), for a charger of this rated power."""
        if self.at_limit:
            return 0.0
        step = bisect_right(self._bounds_wh, self.energy_wh + NEAR_WH)
        if step == 0:
            return inf
        return rated_w * (1 - (1 - self.battery.taper_to) * (step - 0.5) / TAPER_STEPS)

    def accrue(self, power_w: float, elapsed_ms: int) -> None:
        """Add what flowed in during the time just past."""
        if power_w:
            self.energy_wh = min(self.energy_wh + power_w * elapsed_ms / MS_PER_HOUR, self.battery.capacity_wh)

    def discharge(self, energy_wh: float) -> float:
        """Take out up to this much; returns what there was (Wh)."""
        taken = min(energy_wh, self.energy_wh)
        self.energy_wh -= taken
        return taken

    def next_boundary(self, now_ms: int, power_w: float) -> int:
        """When, at this power, the accepted power next changes or the limit is reached."""
        if power_w <= 0:
            return NEVER
        reached = self.energy_wh + NEAR_WH
        step = bisect_right(self._bounds_wh, reached)
        boundary = self.limit_wh
        if step < TAPER_STEPS:
            boundary = min(boundary, self._bounds_wh[step])
        return now_ms + max(1, int((boundary - self.energy_wh) * MS_PER_HOUR / power_w))


def _percent(what: str, percent: float) -> float:
    if not 0 <= percent <= 100:
        message = f"A {what} is 0 to 100 %; got {percent} %."
        raise ValueError(message)
    return percent
