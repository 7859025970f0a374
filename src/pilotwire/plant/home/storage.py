"""A home battery: energy in it, and what it takes and gives while it serves the house.

It charges from what is left of the sun and discharges to cover what the house takes, never charging from the grid. All
powers are those at its connection, the inverter's loss included; of the round trip's loss one half is lost on the way
in and the other on the way out, as factors.
"""

from __future__ import annotations

from math import sqrt

import msgspec

NEAR_WH = 1e-6
"""Nearer to full or empty than this is full or empty."""


class StorageModel(msgspec.Struct, frozen=True, kw_only=True):
    """A battery as built and as set."""

    capacity_wh: float
    charge_w: float
    """The most it takes."""
    discharge_w: float
    """The most it gives."""
    efficiency: float = 0.9
    """Of a round trip, above 0 to 1."""
    reserve: float = 0.1
    """Share of the capacity it does not go below."""
    feeds_car: bool = True
    """Whether it covers what the car takes as well, or the house alone."""

    @property
    def way(self) -> float:
        """Efficiency of one way."""
        return sqrt(self.efficiency)


class Storage:
    """One battery in use.

    Args:
        model: the battery.
        soc: share of its capacity that is in it, 0 to 1.

    """

    __slots__ = ("_reserve_wh", "_way", "energy_wh", "model")

    def __init__(self, model: StorageModel, soc: float) -> None:
        self.model = model
        self.energy_wh = model.capacity_wh * soc
        self._way = model.way
        self._reserve_wh = model.capacity_wh * model.reserve

    @property
    def soc_percent(self) -> float:
        """State of charge, 0-100."""
        return 100 * self.energy_wh / self.model.capacity_wh if self.model.capacity_wh else 0.0

    def answer_w(self, surplus_w: float, car_w: float) -> float:
        """What it does when so much is left over (negative: lacking) after house and car; charging is positive."""
        model = self.model
        if surplus_w > 0:
            if self.energy_wh >= model.capacity_wh - NEAR_WH:
                return 0.0
            return min(surplus_w, model.charge_w)
        lacking_w = -surplus_w if model.feeds_car else -surplus_w - car_w
        if lacking_w <= 0 or self.energy_wh <= self._reserve_wh + NEAR_WH:
            return 0.0
        return -min(lacking_w, model.discharge_w)

    def run(self, power_w: float, hours: float) -> float:
        """Charge (or, negative, discharge) for a while; returns the mean power (W): less if it got full or empty."""
        if power_w > 0:
            room_wh = max(0.0, self.model.capacity_wh - self.energy_wh)
            stored_wh = min(power_w * hours * self._way, room_wh)
            self.energy_wh += stored_wh
            return stored_wh / self._way / hours
        if power_w < 0:
            there_wh = max(0.0, self.energy_wh - self._reserve_wh)
            taken_wh = min(-power_w * hours / self._way, there_wh)
            self.energy_wh -= taken_wh
            return -taken_wh * self._way / hours
        return 0.0
