"""Measurements of the house that others send us: sun, grid, site power, home battery, mains voltage.

A feed keeps its last value and when it came; what is too old is decided by whoever uses it. Values are checked before
they get here, in ``push``.
"""

from __future__ import annotations

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """One value as it arrived."""

    value: float
    elapsed_ms: int
    """When it arrived, in the station's elapsed time."""

    def age_ms(self, now_ms: int) -> int:
        """How long ago it arrived."""
        return max(0, now_ms - self.elapsed_ms)


class Feeds(msgspec.Struct, frozen=True):
    """The last reading of each feed; None before the first one."""

    solar_w: Reading | None = None
    """Gross solar production (W), not negative."""
    grid_w: Reading | None = None
    """Grid exchange (W), import positive, export negative; includes what the car draws."""
    live_power_w: Reading | None = None
    """Total power of the site (W), car included."""
    live_power_phases_w: tuple[Reading, Reading, Reading] | None = None
    """The same by phase, where a meter tells; the whole may come more often."""
    home_battery_soc_pct: Reading | None = None
    home_battery_w: Reading | None = None
    """Power of the home battery (W), charging positive."""
    rejected: int = 0
    """Values refused since the station started."""
    last_rejection: str = ""
