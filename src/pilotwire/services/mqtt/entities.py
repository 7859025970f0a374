"""What Home Assistant sees of the station: one row per entity. Pure; how they are announced is in ``discovery``.

Topics are those of the reference, relative to the station's own; units and classes are Home Assistant's. A template
turns what a topic says into what the entity shows; ``None`` shows as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

import msgspec

from pilotwire.rapi.codes import EvseState
from pilotwire.station.status import Status
from pilotwire.station.vehicle import VehicleSource


class Platform(Enum):
    """Kinds of entities, in Home Assistant's words."""

    SENSOR = "sensor"
    BINARY_SENSOR = "binary_sensor"
    SELECT = "select"
    SWITCH = "switch"
    NUMBER = "number"
    BUTTON = "button"


def _always(_: Status) -> bool:
    return True


def _nothing(_: Status) -> Mapping[str, object]:
    return {}


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One entity."""

    key: str
    """What it is told apart by; never changes."""
    platform: Platform
    name: str
    state: str = ""
    """Topic of its state; empty for a button."""
    template: str = ""
    command: str = ""
    """Topic of its commands; empty for what only shows."""
    shown: Mapping[str, object] = {}
    """What else Home Assistant is told of it."""
    shown_by: Callable[[Status], Mapping[str, object]] = _nothing
    """The same, where it depends on the station."""
    of_use: Callable[[Status], bool] = _always
    """Whether it shows anything on this station; if not it is there, but not enabled at first."""


def _sensor(
    key: str,
    name: str,
    unit: str = "",
    device_class: str = "",
    state_class: str = "measurement",
    *,
    topic: str = "",
    template: str = "",
    diagnostic: bool = False,
    of_use: Callable[[Status], bool] = _always,
) -> Entity:
    shown: dict[str, object] = {}
    if device_class:
        shown["device_class"] = device_class
    if unit:
        shown["unit_of_measurement"] = unit
    if state_class:
        shown["state_class"] = state_class
    if diagnostic:
        shown["entity_category"] = "diagnostic"
    return Entity(
        key=key,
        platform=Platform.SENSOR,
        name=name,
        state=topic or key,
        template=template,
        shown=shown,
        of_use=of_use,
    )


def _binary(key: str, name: str, topic: str, device_class: str, condition: str, *, diagnostic: bool = False) -> Entity:
    """A binary sensor that is on while the condition about ``value`` holds."""
    category = {"entity_category": "diagnostic"} if diagnostic else {}
    return Entity(
        key=key,
        platform=Platform.BINARY_SENSOR,
        name=name,
        state=topic,
        template=f"{{{{ 'ON' if {condition} else 'OFF' }}}}",
        shown={"device_class": device_class, **category},
    )


# -- when something is of use --------------------------------------------------------------------------------------


def _knows_car(status: Status) -> bool:
    return status.settings.vehicle_data_src in (VehicleSource.MQTT, VehicleSource.HTTP)


def _follows_sun(status: Status) -> bool:
    settings = status.settings
    return bool(settings.mqtt_solar) or (settings.divert_enabled and settings.divert_type == 0)


def _follows_grid(status: Status) -> bool:
    settings = status.settings
    return bool(settings.mqtt_grid_ie) or (settings.divert_enabled and settings.divert_type == 1)


def _shapes(status: Status) -> bool:
    return bool(status.settings.mqtt_live_pwr) or status.settings.current_shaper_enabled


def _diverts(status: Status) -> bool:
    return status.settings.divert_enabled


# -- templates -----------------------------------------------------------------------------------------------------

_TENTHS = "{{ (value | float) / 10 if value != 'false' else None }}"
STATE_WORDS = {int(state): state.name.replace("_", " ").capitalize() for state in EvseState}
_STATE = (
    "{% set words = {"
    + ", ".join(f"{number}: '{words}'" for number, words in STATE_WORDS.items())
    + "} %}{{ words.get(value | int(-1)) }}"
)
_MODE = (
    "{% set state = value_json.state if value_json is mapping and value_json.state is defined else 'null' %}"
    "{{ {'active': 'On', 'disabled': 'Off'}.get(state, 'Auto') }}"
)
_MODE_COMMAND = "{{ {'On': '{\"state\":\"active\"}', 'Off': '{\"state\":\"disabled\"}', 'Auto': 'clear'}.get(value) }}"
_CLAIMED = "{{ value_json.charge_current if value_json is mapping and value_json.charge_current is defined else None }}"
_ENERGY_LIMIT = (
    "{% if value_json is mapping %}"
    "{{ value_json.value if value_json.type == 'energy' else 0 }}"
    "{% else %}{{ this.state }}{% endif %}"
)
_ENERGY_LIMIT_COMMAND = (
    '{% if value | int == 0 %}clear{% else %}{"type":"energy","value":{{ value | int }},"auto_release":true}{% endif %}'
)
_SHAPER_LIMIT = "{{ value_json.current_shaper_max_pwr }}"
_CONFIG = {"entity_category": "config"}
_COUNT = "total_increasing"


def _currents(status: Status) -> Mapping[str, object]:
    evse = status.evse
    return {"min": evse.minimum_a, "max": max(evse.configured_maximum_a, evse.minimum_a + 1)}


def _range_unit(status: Status) -> Mapping[str, object]:
    return {"unit_of_measurement": "mi" if status.settings.mqtt_vehicle_range_miles else "km"}


# -- the table -----------------------------------------------------------------------------------------------------

ENTITIES: tuple[Entity, ...] = (
    _sensor("charging_current", "Charging current", "A", "current", topic="amp", template="{{ (value|float) / 1000 }}"),
    _sensor("voltage", "Voltage", "V", "voltage"),
    _sensor("power", "Power", "W", "power"),
    _sensor("pilot", "Pilot", "A", "current"),
    _sensor("session_energy", "Energy this plug-in", "Wh", "energy", _COUNT),
    _sensor("total_energy", "Energy lifetime", "kWh", "energy", _COUNT),
    _sensor("total_day", "Energy today", "kWh", "energy", _COUNT),
    _sensor("total_week", "Energy this week", "kWh", "energy", _COUNT),
    _sensor("total_month", "Energy this month", "kWh", "energy", _COUNT),
    _sensor("total_year", "Energy this year", "kWh", "energy", _COUNT),
    _sensor("session_elapsed", "Charging time", "s", "duration", _COUNT),
    Entity(
        key="state",
        platform=Platform.SENSOR,
        name="State",
        state="state",
        template=_STATE,
        shown={"device_class": "enum", "options": list(dict.fromkeys(STATE_WORDS.values()))},
    ),
    _sensor("temperature", "Temperature", "°C", "temperature", topic="temp", template=_TENTHS, diagnostic=True),
    _sensor("available_current", "Available current", "A", "current", diagnostic=True, of_use=_diverts),
    _sensor(
        "smoothed_available_current", "Available current, smoothed", "A", "current", diagnostic=True, of_use=_diverts
    ),
    _sensor("solar", "Solar power", "W", "power", diagnostic=True, of_use=_follows_sun),
    _sensor("grid_ie", "Grid power", "W", "power", diagnostic=True, of_use=_follows_grid),
    _sensor("shaper_live_pwr", "Site power", "W", "power", diagnostic=True, of_use=_shapes),
    _sensor("battery_level", "Vehicle battery", "%", "battery", of_use=_knows_car),
    Entity(
        key="battery_range",
        platform=Platform.SENSOR,
        name="Vehicle range",
        state="battery_range",
        shown={"device_class": "distance", "state_class": "measurement"},
        shown_by=_range_unit,
        of_use=_knows_car,
    ),
    _sensor("time_to_full_charge", "Time to full", "s", "duration", "", of_use=_knows_car),
    _sensor("srssi", "Signal", "dBm", "signal_strength", diagnostic=True),
    _sensor("total_switches", "Contactor cycles", "", "", _COUNT, diagnostic=True),
    _sensor("gfcicount", "Ground fault trips", "", "", _COUNT, diagnostic=True),
    _sensor("nogndcount", "No ground trips", "", "", _COUNT, diagnostic=True),
    _sensor("stuckcount", "Stuck contactor trips", "", "", _COUNT, diagnostic=True),
    _binary("vehicle", "Vehicle", "vehicle", "plug", "value == '1'"),
    _binary("charging", "Charging", "state", "battery_charging", "value == '3'"),
    _binary("fault", "Fault", "state", "problem", "4 <= value | int(0) <= 17"),
    _binary("evse_connected", "Controller", "evse_connected", "connectivity", "value == '1'", diagnostic=True),
    _binary("divert_active", "Charging by the sun", "divert_active", "running", "value == 'true'"),
    Entity(
        key="mode",
        platform=Platform.SELECT,
        name="Mode",
        state="override",
        template=_MODE,
        command="override/set",
        shown={"options": ["Auto", "On", "Off"], "command_template": _MODE_COMMAND},
    ),
    Entity(
        key="eco",
        platform=Platform.SWITCH,
        name="Eco",
        state="divertmode",
        command="divertmode/set",
        shown={"payload_on": "2", "payload_off": "1", "state_on": "2", "state_off": "1"},
    ),
    Entity(
        key="shaper",
        platform=Platform.SWITCH,
        name="Current shaper",
        state="shaper",
        command="shaper/set",
        shown={"payload_on": "1", "payload_off": "0", "state_on": "1", "state_off": "0", **_CONFIG},
    ),
    Entity(
        key="charge_current",
        platform=Platform.NUMBER,
        name="Charge current",
        state="claim",
        template=_CLAIMED,
        command="claim/set",
        shown={
            "device_class": "current",
            "unit_of_measurement": "A",
            "step": 1,
            "command_template": '{"charge_current":{{ value | int }}}',
        },
        shown_by=_currents,
    ),
    Entity(
        key="energy_limit",
        platform=Platform.NUMBER,
        name="Energy limit",
        state="limit",
        template=_ENERGY_LIMIT,
        command="limit/set",
        shown={
            "device_class": "energy",
            "unit_of_measurement": "Wh",
            "min": 0,
            "max": 200_000,
            "step": 100,
            "mode": "box",
            "command_template": _ENERGY_LIMIT_COMMAND,
        },
    ),
    Entity(
        key="shaper_limit",
        platform=Platform.NUMBER,
        name="Site power limit",
        state="config",
        template=_SHAPER_LIMIT,
        command="config/set",
        shown={
            "device_class": "power",
            "unit_of_measurement": "W",
            "min": 0,
            "max": 100_000,
            "step": 10,
            "mode": "box",
            "command_template": '{"current_shaper_max_pwr":{{ value | int }}}',
            **_CONFIG,
        },
    ),
    Entity(
        key="restart",
        platform=Platform.BUTTON,
        name="Restart",
        command="restart",
        shown={"device_class": "restart", "payload_press": '{"device":"gateway"}', **_CONFIG},
    ),
)
BACKED_BY = frozenset(entity.state for entity in ENTITIES if entity.state)
"""Topics that the broker is to keep, so that the entities have a state right after Home Assistant's start."""
