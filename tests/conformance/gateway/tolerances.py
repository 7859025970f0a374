"""How much our values may differ from recorded ones, and why.

What the recordings' own description leaves out is left out: times, heap, flash and file-system figures, serial
numbers, the version string. Everything else is equal or within the tolerance of its kind.
"""

from __future__ import annotations

from datetime import datetime

IGNORED = frozenset(
    (
        *("freeram", "free_heap", "heap_size", "espflash"),
        *("littlefs_free", "littlefs_used", "littlefs_size", "app0_size", "sketch_size"),
        *("partition_scheme", "can_expand_16mb"),
        *("version", "evse_serial", "chip_id"),
    )
)
TOLD_AGAIN_S = 2.5
"""What is told regularly falls to either side of a step's end: half of the period of the energy, which is 5 s."""
_SECONDS = 2.0
"""Steps are told to a tenth of a second, seconds are cut, and the firmware looks around in its own rhythm."""
_SHIFT_S = 1200.0
"""Events of the schedule start at random within 10 minutes, before or after their time."""
_ENERGY_WH = 2.5
"""About two seconds at 16 A: the firmware begins and ends to count when it happens to look."""
_SMOOTHED = 0.01
"""Smoothed values depend on when they were looked at; the firmware looks every 2 s."""
_ROUNDING = 1e-6

_TOLERANCES = {
    **dict.fromkeys(("uptime", "divert_update", "vehicle_state_update", "current_offset"), _SECONDS),
    **dict.fromkeys(("session_elapsed", "elapsed"), _SECONDS),
    **dict.fromkeys(("next_event_delay", "start_offset", "diff"), _SHIFT_S),
    "duration": 2 * _SHIFT_S,
    **dict.fromkeys(("session_energy", "energy", "watthour"), _ENERGY_WH),
    **dict.fromkeys(("total_energy", "total_day", "total_week", "total_month", "total_year"), _ENERGY_WH / 1000),
    **dict.fromkeys(("mqtt_connected_since", "mqtt_last_rx", "ts"), _SECONDS),
    "wattsec": _ENERGY_WH * 3600,
    "shaper_cur": 0.1,
}
_PARTS = {"shaper_smoothed_live_pwr": _SMOOTHED}
_TIMES = frozenset(("time", "local_time"))


def is_version(name: str) -> bool:
    """Whether clients only look whether it has changed."""
    return name.endswith("_version") and name != "mqtt_broker_version"


def same(name: str, recorded: object, ours: object) -> bool:
    """Whether two values that are there say the same."""
    if isinstance(recorded, bool) or isinstance(ours, bool):
        return recorded is ours
    if isinstance(recorded, int | float) and isinstance(ours, int | float):
        whole = float(recorded).is_integer()
        part = _PARTS.get(name, 0.0 if whole else _ROUNDING)
        return abs(recorded - ours) <= max(_TOLERANCES.get(name, 0.0), abs(recorded) * part)
    if name in _TIMES and isinstance(recorded, str) and isinstance(ours, str):
        return recorded == ours or _near(recorded, ours)
    return recorded == ours


def _near(recorded: str, ours: str) -> bool:
    """Two times of day with the same offset, at most a little apart."""
    try:
        first, second = datetime.fromisoformat(recorded), datetime.fromisoformat(ours)
    except ValueError:
        return False
    return first.utcoffset() == second.utcoffset() and abs((first - second).total_seconds()) <= _SECONDS
