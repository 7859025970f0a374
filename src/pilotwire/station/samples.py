"""Samples: the station's measurements at regular intervals, for history and charts."""

from __future__ import annotations

import msgspec


class Sample(msgspec.Struct, frozen=True):
    """Mean or last values of one sampling interval."""

    epoch_s: int
    """Beginning of the interval, seconds since 1970 UTC."""
    current_a: float
    voltage_v: float
    power_w: float
    pilot_a: int
    state_code: int
    temperature_dc: int | None
    session_wh: float
    total_kwh: float
    solar_w: int | None = None
    grid_w: int | None = None
    live_power_w: int | None = None
    vehicle_soc_pct: int | None = None
    interval_s: int = 60
    """Length of the interval; hours and days where history has been condensed."""
    utc_offset_s: int = 0
    """How far local time was ahead of UTC (s): days of history are local days."""
