"""Where the energy went: totals since the plant began. Nothing here knows why power flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .deadlines import MS_PER_HOUR

if TYPE_CHECKING:
    from .charger import Draw


class Energies(msgspec.Struct, frozen=True):
    """Energy totals (Wh). ``grid_wh`` equals the sum of the other four."""

    grid_wh: float = 0.0
    """Through the station's supply terminals: what its meter should count."""
    cable_wh: float = 0.0
    """Lost in the charging cable."""
    preheat_wh: float = 0.0
    battery_wh: float = 0.0
    """Into the battery."""
    charger_wh: float = 0.0
    """Lost in the on-board charger."""


class Ledger:
    """Adds up energy; each call accounts for one stretch of constant power."""

    __slots__ = ("_battery_wh", "_grid_wh", "_inlet_wh", "_preheat_wh")

    def __init__(self) -> None:
        self._grid_wh = 0.0
        self._inlet_wh = 0.0
        self._preheat_wh = 0.0
        self._battery_wh = 0.0

    def accrue(self, draw: Draw, elapsed_ms: int) -> None:
        """Account for what flowed during the time just past."""
        hours = elapsed_ms / MS_PER_HOUR
        self._grid_wh += draw.grid_w * hours
        self._inlet_wh += draw.inlet_w * hours
        self._preheat_wh += draw.preheat_w * hours
        self._battery_wh += draw.battery_w * hours

    def totals(self, draw: Draw, elapsed_ms: int) -> Energies:
        """The totals after a further stretch at this power, without adding it."""
        hours = elapsed_ms / MS_PER_HOUR
        grid = self._grid_wh + draw.grid_w * hours
        inlet = self._inlet_wh + draw.inlet_w * hours
        preheat = self._preheat_wh + draw.preheat_w * hours
        battery = self._battery_wh + draw.battery_w * hours
        return Energies(
            grid_wh=grid,
            cable_wh=grid - inlet,
            preheat_wh=preheat,
            battery_wh=battery,
            charger_wh=inlet - preheat - battery,
        )
