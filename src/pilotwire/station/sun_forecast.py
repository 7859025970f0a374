"""What the sun is expected to give, by time, as somebody has posted it. People look at it; nothing is decided by it."""

from __future__ import annotations

from datetime import datetime

import msgspec


class SunSlot(msgspec.Struct, frozen=True):
    """One stretch of time."""

    start: datetime
    """UTC."""
    end: datetime
    """UTC, after the start."""
    power_w: float
    """What the panels are expected to give on average (W)."""


class SunForecast(msgspec.Struct, frozen=True):
    """Slots in order, without overlap; there may be gaps."""

    slots: tuple[SunSlot, ...] = ()

    @property
    def reach(self) -> datetime | None:
        """The end of what is known (UTC); None when nothing is."""
        return self.slots[-1].end if self.slots else None


NO_FORECAST = SunForecast()
