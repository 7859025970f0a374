"""Measurements of house and car that somebody sends, as the gateway takes them (``POST /status``): read and checked.

All or nothing: one value that cannot be meant, and none of them is taken. Numbers may come as text. What is null is
taken for not sent, and names that mean nothing here are left to whoever listens to the broadcast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from .feeds import Feeds, Reading
from .json_numbers import whole_number
from .settings import Settings
from .vehicle import VehicleData, VehicleSource

MIN_VOLTAGE_V, MAX_VOLTAGE_V = 60.0, 300.0
"""A voltage outside is not believed, and the sender not told, as in the gateway."""
MAX_POWER_W = 1_000_000
"""More than any supply this station could be connected to."""
_LONGEST_S = 30 * 24 * 3600
_FARTHEST = 5_000


class PushError(ValueError):
    """A value that cannot be meant. Nothing was taken."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class PushOutcome(msgspec.Struct, frozen=True):
    """What was taken of a push."""

    feeds: Feeds
    vehicle: VehicleData
    voltage_v: float | None = None
    """A new mains voltage for the controller."""
    divert: bool = False
    """A measurement of sun or grid is among them."""
    vehicle_updated: bool = False
    broadcast: bool = True
    """Listeners are to be told what was sent; measurements of sun and grid are told with what divert makes of them."""


def parse_push(
    values: Mapping[str, object], settings: Settings, feeds: Feeds, vehicle: VehicleData, now_ms: int
) -> PushOutcome:
    """Read a push over what was known before.

    Args:
        values: as decoded from JSON.
        settings: say whose vehicle data counts.
        feeds: as last known.
        vehicle: as last known.
        now_ms: elapsed time.

    Raises:
        PushError: a value that cannot be meant.

    """
    given = {key: value for key, value in values.items() if value is not None}
    read = {key: _READ[key](key, value) for key, value in given.items() if key in _READ}
    sun_or_grid = "solar" in values or "grid_ie" in values
    if "solar" in read:
        read.pop("grid_ie", None)  # as the gateway: only one of them counts
    changes: dict[str, Reading] = {_FEEDS[key]: Reading(value, now_ms) for key, value in read.items() if key in _FEEDS}
    vehicle_values: dict[str, int] = {}
    if settings.vehicle_data_src == VehicleSource.HTTP:
        vehicle_values = {_VEHICLE[key]: int(value) for key, value in read.items() if key in _VEHICLE}
    voltage_v = read.get("voltage")
    believed = voltage_v is not None and MIN_VOLTAGE_V <= voltage_v <= MAX_VOLTAGE_V
    return PushOutcome(
        feeds=msgspec.structs.replace(feeds, **changes),
        vehicle=msgspec.structs.replace(vehicle, **vehicle_values, updated_ms=now_ms) if vehicle_values else vehicle,
        voltage_v=voltage_v if believed else None,
        divert="solar" in read or "grid_ie" in read,
        vehicle_updated=bool(vehicle_values),
        broadcast=not sun_or_grid,
    )


def _volts(key: str, value: object) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise PushError(key, "must be a number of volts")
    return float(value)


def _between(low: int, high: int, unit: str) -> Callable[[str, object], float]:
    def read(key: str, value: object) -> float:
        number = whole_number(value)
        if number is None or not low <= number <= high:
            raise PushError(key, f"must be a number of {unit} from {low} to {high}")
        return number

    return read


def _production(key: str, value: object) -> float:
    # Inverters report a few watts of their own consumption at night.
    return max(0.0, _between(-MAX_POWER_W, MAX_POWER_W, "watts")(key, value))


_POWER = _between(-MAX_POWER_W, MAX_POWER_W, "watts")
_PERCENT = _between(0, 100, "per cent")
_READ: Mapping[str, Callable[[str, object], float]] = {
    "voltage": _volts,
    "solar": _production,
    "grid_ie": _POWER,
    "shaper_live_pwr": _POWER,
    "home_battery_soc": _PERCENT,
    "home_battery_power": _POWER,
    "battery_level": _PERCENT,
    "battery_range": _between(0, _FARTHEST, "kilometres or miles"),
    "time_to_full_charge": _between(0, _LONGEST_S, "seconds"),
    "vehicle_charge_limit": _PERCENT,
}
_FEEDS = {
    "solar": "solar_w",
    "grid_ie": "grid_w",
    "shaper_live_pwr": "live_power_w",
    "home_battery_soc": "home_battery_soc_pct",
    "home_battery_power": "home_battery_w",
}
_VEHICLE = {
    "battery_level": "soc_pct",
    "battery_range": "range",
    "time_to_full_charge": "time_to_full_s",
    "vehicle_charge_limit": "charge_limit_pct",
}
