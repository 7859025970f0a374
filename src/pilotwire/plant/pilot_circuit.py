"""The control pilot at the car's end: which voltages the line takes, and the plug contact that bounces.

The formulas are the standard's and live in `j1772`; what the station makes of the voltages is the controller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pilotwire import j1772

from .deadlines import NEVER

if TYPE_CHECKING:
    from random import Random

    from .cable import Cable
    from .car import CarModel
    from .faults import Effects

Levels = tuple[int, int]
"""Voltage of the pilot line while driven high and while driven low (mV)."""


class PilotLevels(msgspec.Struct, frozen=True):
    """The line's voltages with no car on it, with a car and S2 open, and with a car and S2 closed."""

    unplugged: Levels
    s2_open: Levels
    s2_closed: Levels


def pilot_levels(car: CarModel | None, effects: Effects) -> PilotLevels:
    """Work out the voltages for this car (None: never one on the line) under these faults."""
    if effects.pilot_shorted:
        shorted = (effects.pilot_offset_mv, effects.pilot_offset_mv)
        return PilotLevels(shorted, shorted, shorted)
    unplugged = _levels(None, effects)
    if car is None or effects.pilot_open:
        return PilotLevels(unplugged, unplugged, unplugged)
    closed_ohm = j1772.EV_STATE_D_OHM if car.needs_ventilation else j1772.EV_STATE_C_OHM
    return PilotLevels(unplugged, _levels(j1772.EV_STATE_B_OHM, effects), _levels(closed_ohm, effects))


def _levels(load_ohm: float | None, effects: Effects) -> Levels:
    if effects.diode_open:
        load_ohm = None
    diode = not effects.diode_shorted
    offset_mv = effects.pilot_offset_mv
    return (
        j1772.pilot_high_mv(load_ohm, diode=diode) + offset_mv,
        j1772.pilot_low_mv(load_ohm, diode=diode) + offset_mv,
    )


class PlugContact:
    """The pilot contact of the plug: made, or not, or bouncing for a few milliseconds before it is."""

    __slots__ = ("_toggles_ms", "deadline", "made")

    def __init__(self) -> None:
        self.made = False
        self.deadline = NEVER
        self._toggles_ms: tuple[int, ...] = ()

    def plug(self, now_ms: int, cable: Cable, random: Random) -> None:
        """The plug goes in: first touch now, then the bounces of this cable."""
        self.made = True
        self._toggles_ms = cable.bounces(now_ms, random)
        self._await()

    def unplug(self) -> None:
        """The plug is out."""
        self.made = False
        self._toggles_ms = ()
        self._await()

    def settle(self, now_ms: int) -> None:
        """Follow the bounces up to ``now_ms``."""
        while self.deadline <= now_ms:
            self.made = not self.made
            self._toggles_ms = self._toggles_ms[1:]
            self._await()

    def _await(self) -> None:
        self.deadline = self._toggles_ms[0] if self._toggles_ms else NEVER
