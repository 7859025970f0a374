"""Measurements by MQTT: plain numbers, as meters and inverters publish them. Pure.

The gateway takes the digits a payload begins with, and 0 where there are none; a 0 that nobody meant would have the
station charge from a grid that has nothing to spare. So what is no number is rejected, and counted.
"""

from __future__ import annotations

import re

from pilotwire.station.push import MAX_VOLTAGE_V, MIN_VOLTAGE_V

from .arrangement import Feed
from .commands import RejectedError

_NUMBER = re.compile(r"([+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?)\s*([^\s0-9]*)")
_MAX_BYTES = 64
_UNITS = {
    "voltage": ("V",),
    "battery_level": ("%",),
    "home_battery_soc": ("%",),
    "vehicle_charge_limit": ("%",),
    "battery_range": ("km", "mi", "miles"),
    "time_to_full_charge": ("s",),
}
_WATTS = ("W",)


def read_feed(feed: Feed, payload: bytes) -> dict[str, object]:
    """The measurement under each of the names the topic serves. Its range is judged by the station.

    Raises:
        RejectedError: it is no number, in another unit, or a voltage that cannot be.

    """
    text = payload[: _MAX_BYTES + 1].decode("utf-8", "replace").strip()
    found = _NUMBER.fullmatch(text) if len(text) <= _MAX_BYTES else None
    if found is None:
        raise RejectedError("it is no number")
    number = float(found[1])
    for name in feed.names:
        units = _UNITS.get(name, _WATTS)
        if found[2] and found[2] not in units:
            raise RejectedError(f"it is in {found[2]}, not in {units[0]}")
    if "voltage" in feed.names and not MIN_VOLTAGE_V <= number <= MAX_VOLTAGE_V:
        raise RejectedError(f"{number:g} V is outside {MIN_VOLTAGE_V:g} to {MAX_VOLTAGE_V:g} V")
    return {name: number if name == "voltage" else int(number) for name in feed.names}
