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
_ABSURD_V = 1e6
PHASES = "shaper_live_pwr_phases"
"""Ours: the power of the site by phase, three numbers; the total need not be sent with it."""
_LONGEST_S = 30 * 24 * 3600
_FARTHEST = 5_000


class PushError(ValueError):
    """Values that cannot be meant. Nothing was taken.

    Args:
        rejected: what is wrong with each, by name.

    """

    def __init__(self, rejected: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {reason}" for key, reason in rejected.items()))
        self.rejected = rejected


class PushOutcome(msgspec.Struct, frozen=True):
    """What was taken of a push."""

    feeds: Feeds
    vehicle: VehicleData
    accepted: frozenset[str]
    """Names of the values that count now."""
    ignored: Mapping[str, str]
    """Values that are well-formed but do not count, and why."""
    voltage_v: float | None = None
    """A new mains voltage for the controller."""
    divert: bool = False
    """A measurement of sun or grid is among them."""
    vehicle_updated: bool = False
    broadcast: bool = True
    """Listeners are to be told what was sent; measurements of sun and grid are told with what divert makes of them."""


def parse_push(
    values: Mapping[str, object],
    settings: Settings,
    feeds: Feeds,
    vehicle: VehicleData,
    now_ms: int,
    source: VehicleSource = VehicleSource.HTTP,
) -> PushOutcome:
    """Read a push over what was known before.

    Args:
        values: as decoded from JSON.
        settings: say whose vehicle data counts.
        feeds: as last known.
        vehicle: as last known.
        now_ms: elapsed time.
        source: how they came; data about the car counts only if the settings name this source.

    Raises:
        PushError: a value that cannot be meant.

    """
    read = _read({key: value for key, value in values.items() if value is not None})
    phases = _read_phases(values.get(PHASES))
    if phases is not None:
        read.setdefault("shaper_live_pwr", sum(phases))
    ignored = _ignored(read, settings, source)
    taken = {key: value for key, value in read.items() if key not in ignored}
    vehicle_values = {_VEHICLE[key]: int(value) for key, value in taken.items() if key in _VEHICLE}
    return PushOutcome(
        feeds=_with(feeds, taken, phases, now_ms),
        vehicle=vehicle.with_heard(vehicle_values, now_ms) if vehicle_values else vehicle,
        accepted=frozenset(taken) | frozenset(() if phases is None else (PHASES,)),
        ignored=ignored,
        voltage_v=taken.get("voltage"),
        divert="solar" in taken or "grid_ie" in taken,
        vehicle_updated=bool(vehicle_values),
        broadcast="solar" not in values and "grid_ie" not in values,
    )


def _read(given: Mapping[str, object]) -> dict[str, float]:
    read: dict[str, float] = {}
    rejected: dict[str, str] = {}
    for key, value in given.items():
        if key not in _READERS:
            continue
        try:
            read[key] = _READERS[key](value)
        except _UnreadableError as error:
            rejected[key] = str(error)
    if rejected:
        raise PushError(rejected)
    return read


def _read_phases(value: object) -> tuple[float, float, float] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 3:
        raise PushError({PHASES: "must be a list of three numbers of watts"})
    try:
        first, second, third = (_power(watts) for watts in value)
    except _UnreadableError as error:
        raise PushError({PHASES: f"each {error}"}) from None
    return first, second, third


def _ignored(read: Mapping[str, float], settings: Settings, source: VehicleSource) -> dict[str, str]:
    ignored: dict[str, str] = {}
    if "solar" in read and "grid_ie" in read:
        ignored["grid_ie"] = "only solar counts when both are sent"
    if settings.vehicle_data_src != source:
        why = f"vehicle_data_src is {settings.vehicle_data_src}, not {int(source)}"
        ignored |= {key: why for key in read if key in _VEHICLE}
    if "voltage" in read and not MIN_VOLTAGE_V <= read["voltage"] <= MAX_VOLTAGE_V:
        ignored["voltage"] = f"not believed outside {MIN_VOLTAGE_V:g} to {MAX_VOLTAGE_V:g} V"
    return ignored


def _with(feeds: Feeds, taken: Mapping[str, float], phases: tuple[float, float, float] | None, now_ms: int) -> Feeds:
    changes: dict[str, object] = {_FEEDS[key]: Reading(value, now_ms) for key, value in taken.items() if key in _FEEDS}
    if phases is not None:
        changes["live_power_phases_w"] = tuple(Reading(value, now_ms) for value in phases)
    return msgspec.structs.replace(feeds, **changes)


# -- single values -----------------------------------------------------------------------------------------------


class _UnreadableError(Exception):
    """One value cannot be meant; says what it should be."""


def _volts(value: object) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise _UnreadableError("must be a number of volts")
    # Far out of what is believed, but JSON's whole numbers have no end.
    return float(max(-_ABSURD_V, min(value, _ABSURD_V)))


def _between(low: int, high: int, unit: str) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = whole_number(value.strip() if isinstance(value, str) else value)
        if number is None or not low <= number <= high:
            raise _UnreadableError(f"must be a number of {unit} from {low} to {high}")
        return number

    return read


def _production(value: object) -> float:
    # Inverters report a few watts of their own consumption at night.
    return max(0.0, _power(value))


_power = _between(-MAX_POWER_W, MAX_POWER_W, "watts")
_per_cent = _between(0, 100, "per cent")
_READERS: Mapping[str, Callable[[object], float]] = {
    "voltage": _volts,
    "solar": _production,
    "grid_ie": _power,
    "shaper_live_pwr": _power,
    "home_battery_soc": _per_cent,
    "home_battery_power": _power,
    "battery_level": _per_cent,
    "battery_range": _between(0, _FARTHEST, "kilometres or miles"),
    "time_to_full_charge": _between(0, _LONGEST_S, "seconds"),
    "vehicle_charge_limit": _per_cent,
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
