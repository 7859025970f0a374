"""The plant as a person or a test looks at it: one value with the truth the controller cannot see."""

from __future__ import annotations

import msgspec

from .behaviour import CarState
from .ledger import Energies


class PlantStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The plant at one instant."""

    now_ms: int
    car: str | None
    """Name of the car; None when there is none."""
    car_state: CarState
    plugged: bool
    s2_closed: bool
    charge_wanted: bool
    soc_percent: float
    """0-100; 0 without a car."""
    charge_limit_percent: float
    departure_ms: int | None
    preheating: bool
    offered_a: float
    """Current the pilot offers as it reaches the car (A); 0 for none."""
    current_a: tuple[float, float, float]
    """Real current of each phase, whatever the sensor reads (A)."""
    grid_w: float
    battery_w: float
    energies: Energies
    temperature_c: float
    """Real temperature in the enclosure."""
    ambient_c: float
    contactor_closed: bool
    contactor_welded: bool
    locked: bool
    """Where the socket lock's bolt was last driven."""
    faults: dict[str, float]
    """Faults switched on, by name, with their magnitudes."""
