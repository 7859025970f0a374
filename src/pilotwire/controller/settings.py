"""What the controller remembers without power, as one immutable value (the firmware's EEPROM map, by name).

The runtime keeps it in a file; the controller replaces it as a whole and never mutates it. ``None`` is a blank
EEPROM cell: the profile's default applies. Ranges are enforced by :func:`clean`, which is what makes a damaged
file harmless.
"""

from __future__ import annotations

import msgspec

COUNTER_MAX = 254
"""Trip counters stop here (0xFE in ``$GF``)."""
HEARTBEAT_INTERVAL_MAX_S = 65_534


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Persistent settings and counters with their factory defaults."""

    capacity_l1_a: int | None = None
    capacity_l2_a: int | None = None
    hardware_max_a: int | None = None
    """Written once (``$SC n M``); None means the profile's maximum."""
    flags: int | None = None
    """Settings word (``SettingsFlag``)."""
    timer_on: bool = False
    timer_start_min: int = 5
    """Delay timer start, minutes after local midnight (factory 00:05)."""
    timer_stop_min: int = 415
    """Delay timer stop, minutes after local midnight (factory 06:55)."""
    ammeter_scale: int = 220
    """mA per ADC count of rms current; 0 or less turns the meter off."""
    ammeter_offset_ma: int = 0
    total_wh: int = 0
    session_checkpoint_wh: int = 0
    """Energy of a session that has not ended yet; added to the total if the power fails before it does."""
    gfci_trips: int = 0
    ground_trips: int = 0
    stuck_relay_trips: int = 0
    heartbeat_interval_s: int = 0
    heartbeat_fallback_a: int = 0
    relay_close_ms: int = 100
    relay_hold_pwm: int = 255


RANGES: dict[str, tuple[int, int]] = {
    "capacity_l1_a": (6, 80),
    "capacity_l2_a": (6, 80),
    "hardware_max_a": (6, 80),
    "flags": (0, 0xFFFF),
    "timer_start_min": (0, 255 * 60 + 255),
    "timer_stop_min": (0, 255 * 60 + 255),
    "ammeter_scale": (-32_768, 32_767),
    "ammeter_offset_ma": (-32_768, 32_767),
    "total_wh": (0, 2**32 - 2),
    "session_checkpoint_wh": (0, 2**32 - 2),
    "gfci_trips": (0, COUNTER_MAX),
    "ground_trips": (0, COUNTER_MAX),
    "stuck_relay_trips": (0, COUNTER_MAX),
    "heartbeat_interval_s": (0, HEARTBEAT_INTERVAL_MAX_S),
    "heartbeat_fallback_a": (0, 255),
    "relay_close_ms": (1, 254),
    "relay_hold_pwm": (0, 255),
}
"""Smallest and largest valid value of each number."""


def problem(key: str, value: object) -> str | None:
    """Say in one clause what is wrong with a stored value, or None when it is valid."""
    if key not in Settings.__struct_fields__:
        return "is not a setting"
    if key == "timer_on":
        return None if isinstance(value, bool) else "must be true or false"
    low, high = RANGES[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        return f"must be a whole number from {low} to {high}"
    return None
