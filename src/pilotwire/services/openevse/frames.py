"""What OpenEVSE clients are told without asking: each of the station's events as one flat object of what changed.

WebSocket clients get these as frames, MQTT as one topic per key. Names, units and types are those of the status. Which
event tells what is the gateway's choice (firmware 5.1.5), because clients listen for exactly that; what the gateway
tells nobody although it changes goes along with the next frame, so that nothing stays old on a client that no longer
asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import DivertMode, ServiceStatus, Status

from .status_document import StatusDocument, mqtt_document, status_document

Frame = dict[str, object]

_METER = ("amp", "voltage", "power")
_REGISTERS = (
    "session_elapsed",
    "session_energy",
    "total_energy",
    "total_day",
    "total_week",
    "total_month",
    "total_year",
    "total_switches",
)
_CLOCK = ("time", "local_time", "offset", "uptime")
_READY = (
    "evse_connected",
    "rfid_auth",
    *_METER,
    "pilot",
    "max_current",
    "temp",
    "temp_max",
    "temp1",
    "temp2",
    "temp3",
    "state",
    "status",
    "flags",
    "vehicle",
    "colour",
    "manual_override",
    "freeram",
    "divertmode",
    "srssi",
    *_CLOCK,
    *_REGISTERS,
    "elapsed",
    "wattsec",
    "watthour",
)
_STATE = (
    "state",
    "flags",
    "vehicle",
    "colour",
    "pilot",
    "max_current",
    "manual_override",
    "status",
    "elapsed",
    *_METER,
)
_SHAPER = ("shaper", "shaper_live_pwr", "shaper_max_pwr", "shaper_cur", "shaper_updated")
_VEHICLE = ("battery_level", "battery_range", "time_to_full_charge", "vehicle_charge_limit")

_KEYS: Mapping[Topic, tuple[str, ...]] = {
    Topic.EVSE_STATE: _STATE,
    Topic.EVSE_MEASURED: _METER,
    Topic.EVSE_READY: (*_READY, "comm_sent", "comm_success"),
    Topic.EVSE_LINK: ("rapi_connected", "evse_connected"),
    Topic.PILOT: ("pilot",),
    Topic.VOLTAGE: ("voltage",),
    Topic.ENERGY: _REGISTERS,
    Topic.SWITCHES: ("total_switches",),
    Topic.CLAIMS: ("claims_version",),
    Topic.OVERRIDE_CLAIM: ("claims_version", "override_version"),
    Topic.OVERRIDE: ("manual_override",),
    Topic.CONFIG: ("config_version",),
    Topic.SCHEDULE: ("schedule_version", "schedule_plan_version"),
    Topic.SCHEDULE_PLAN: ("schedule_plan_version",),
    Topic.LIMIT: ("limit", "limit_version"),
    Topic.SHAPER: _SHAPER,
    Topic.SHAPER_SWITCHED: ("shaper",),
    Topic.ADVISORIES: ("notifications",),
    Topic.CLOCK: _CLOCK,
    Topic.NETWORK: (
        "mode",
        "wifi_client_connected",
        "eth_connected",
        "net_connected",
        "ipaddress",
        "ipv6address",
        "macaddress",
    ),
}
"""What is told of the status with each event; topics that are not here have more to say, or nothing."""

_UNTOLD = (
    "gfcicount",
    "nogndcount",
    "stuckcount",
    "service_level",
    "ocpp_connected",
    "solar",
    "grid_ie",
    "home_battery_soc",
    "home_battery_power",
    "shaper_max_pwr",
    "ota_update",
)
"""What the gateway tells in no frame, or only in some."""

_PUSHABLE = frozenset(
    (*_VEHICLE, "voltage", "solar", "grid_ie", "shaper_live_pwr", "home_battery_soc", "home_battery_power")
)
_STATION_ONLY = frozenset(StatusDocument.__struct_fields__) - _PUSHABLE
"""What nobody but the station can know, so that it is not told because somebody posted it."""


class Frames:
    """Makes frames of events, for one kind of listener.

    Args:
        status: what is known already.
        facts: tells how the process is doing.

    """

    def __init__(self, status: Status, facts: Callable[[], ProcessFacts]) -> None:
        self._facts = facts
        self._told = _pick(status_document(status, facts()), _UNTOLD)

    def first(self, status: Status) -> bytes:
        """Make the frame a newcomer gets: everything."""
        return msgspec.json.encode(status_document(status, self._facts()))

    def event(self, event: Event) -> bytes | None:
        """Make the frame of an event as JSON; as ``of``."""
        frame = self.of(event)
        return None if frame is None else msgspec.json.encode(frame)

    def of(self, event: Event) -> Frame | None:
        """Make the frame of an event, once for each event and in order; None if there is nothing to tell."""
        document = status_document(event.status, self._facts())
        frame = _pick(document, _KEYS.get(event.topic, ()))
        if event.topic in _MORE:
            frame |= _MORE[event.topic](event, document)
        untold = _pick(document, _UNTOLD)
        changed = {key: value for key, value in untold.items() if self._told.get(key) != value}
        self._told = untold
        return (changed | frame) or None


def _pick(document: Mapping[str, object], keys: tuple[str, ...]) -> Frame:
    return {key: document[key] for key in keys if key in document}


# -- topics that say more than the status does -------------------------------------------------------------------


def _divert_mode(event: Event, document: Mapping[str, object]) -> Frame:
    frame = _pick(document, ("divertmode", "divert_active"))
    if event.status.divert.mode is DivertMode.ECO:
        frame |= _pick(document, ("charge_rate", "available_current", "smoothed_available_current"))
    return frame


def _divert(event: Event, document: Mapping[str, object]) -> Frame:
    status = event.status
    frame: Frame = {"divert_update": 0}
    source = {0: "solar", 1: "grid_ie"}.get(status.settings.divert_type)
    if source is not None:
        frame[source] = document[source]
    if status.divert.mode is DivertMode.ECO:
        keys = ("divert_active", "charge_rate", "voltage", "available_current", "smoothed_available_current", "pilot")
        frame |= _pick(document, keys)
        frame["trigger_current"] = round(status.divert.trigger_a, 6)
        frame["min_charge_end"] = status.divert.min_charge_remaining_s
    return frame


def _shaper(event: Event, _: Mapping[str, object]) -> Frame:
    return {"shaper_smoothed_live_pwr": round(event.status.shaper.smoothed_w, 6)}


def _shaper_switched(event: Event, _: Mapping[str, object]) -> Frame:
    return {"shaper_max_pwr": event.data["max_w"]} if "max_w" in event.data else {}


def _pushed(event: Event, _: Mapping[str, object]) -> Frame:
    frame = {key: value for key, value in event.data.items() if key not in _STATION_ONLY}
    if event.status.vehicle.updated_ms == event.status.moment.elapsed_ms and not frame.keys().isdisjoint(_VEHICLE):
        frame["vehicle_state_update"] = 0
    return frame


def _vehicle(event: Event, _: Mapping[str, object]) -> Frame:
    return {**event.data, "vehicle_state_update": 0}


def _service(event: Event, document: Mapping[str, object]) -> Frame:
    name = event.data.get("name")
    service = event.status.services.get(str(name), ServiceStatus())
    if name == "mqtt":
        closing = _pick(event.data, ("mqtt_close_code", "mqtt_close_reason"))
        errors = {"mqtt_error": service.error, "mqtt_error_detail": service.error_detail}
        return mqtt_document(service) | errors | closing
    if name == "emoncms":
        message = service.error_detail or service.error
        keys = ("emoncms_connected", "packets_sent", "packets_success")
        return _pick(document, keys) | {"emoncms_message": message[:_LONGEST_MESSAGE]}
    return _pick(document, (f"{name}_connected",))


def _rfid(event: Event, _: Mapping[str, object]) -> Frame:
    words = {"authenticated": "rfid_auth", "input": "rfid_input", "waiting_s": "rfid_waiting"}
    return {words[key]: value for key, value in event.data.items() if key in words}


def _update(event: Event, _: Mapping[str, object]) -> Frame:
    return dict(event.data)


_LONGEST_MESSAGE = 64

_MORE: Mapping[Topic, Callable[[Event, Mapping[str, object]], Frame]] = {
    Topic.DIVERT_MODE: _divert_mode,
    Topic.DIVERT: _divert,
    Topic.SHAPER: _shaper,
    Topic.SHAPER_SWITCHED: _shaper_switched,
    Topic.PUSHED: _pushed,
    Topic.VEHICLE: _vehicle,
    Topic.SERVICE: _service,
    Topic.RFID: _rfid,
    Topic.UPDATE: _update,
}
