"""A car as a value: pilot circuit, on-board charger, battery, behaviour and consumption.

The real ones are in `catalogue`; what a car does over time is in `behaviour`, `following`, `charger` and `battery`.
"""

from __future__ import annotations

import msgspec

from .battery import Battery
from .behaviour import Behaviour
from .charger import Charger


class CarModel(msgspec.Struct, frozen=True, kw_only=True):
    """One model of car."""

    name: str
    battery: Battery
    charger: Charger
    behaviour: Behaviour = Behaviour()
    kwh_per_km: float = 0.17
    """Consumption when driving."""
    charge_limit_percent: float = 100.0
    """Charge limit the car comes with."""
    preheat_w: float = 2_000.0
    """Power of pre-heating cabin and battery, taken from the mains while plugged in."""
    needs_ventilation: bool = False
    """The car asks for a ventilated room (state D) instead of state C."""

    def __post_init__(self) -> None:
        if self.kwh_per_km <= 0 or self.preheat_w < 0:
            message = f"{self.name}: consumption must be above 0 kWh/km and pre-heating not negative."
            raise ValueError(message)
