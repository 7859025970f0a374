"""The status as the OpenEVSE gateway tells it: one flat document with the exact name, unit and JSON type of each key.

Shared by every interface that speaks OpenEVSE; the frames of the WebSocket and the topics of MQTT are parts of it.
Keys are those of firmware 5.1.5, and a few that 5.1.5 tells only in frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.advisories import asking, worst
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.status import Network, ServiceStatus, Status

from .words import colour_of, local_text, utc_text

_Flag = Annotated[int, Meta(ge=0, le=1)]
_Count = Annotated[int, Meta(ge=0)]
_Temperature = float | Literal[False]

_NO_SERVICE = ServiceStatus()


class AdvisorySummary(msgspec.Struct, frozen=True):
    """How much asks for attention; the list is at `/notifications`."""

    count: Annotated[_Count, Meta(description="Advisories that nobody has acknowledged.")]
    severity: Annotated[str, Meta(description="The highest among them: `info`, `warning` or `critical`.")]


class StatusDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the station. Keys of what is not there, or was never heard, are absent.

    This describes the document; because it is made often and in parts, it is made as a dictionary.
    """

    mode: Annotated[str | UnsetType, Meta(description="How it is on the network: `Wired`, `STA`, `AP`, `STA+AP`.")] = (
        UNSET
    )
    wifi_client_connected: Annotated[_Flag, Meta(description="Whether it is connected to a Wi-Fi network.")]
    eth_connected: Annotated[_Flag, Meta(description="Whether it is connected by Ethernet.")]
    net_connected: Annotated[_Flag, Meta(description="Whether it is connected in any way.")]
    ipaddress: Annotated[str, Meta(description="IPv4 address; empty before there is a network.")]
    ipv6address: Annotated[str, Meta(description="IPv6 address, or empty.")]
    macaddress: Annotated[str, Meta(description="Hardware address.")]
    emoncms_connected: Annotated[_Flag, Meta(description="Whether the last post to emoncms succeeded.")]
    packets_sent: Annotated[_Count, Meta(description="Posts to emoncms.")]
    packets_success: Annotated[_Count, Meta(description="Posts to emoncms that succeeded.")]
    mqtt_connected: Annotated[_Flag, Meta(description="Whether the MQTT broker is connected.")]
    mqtt_status: Annotated[str, Meta(description="State of the MQTT connection in a word.")]
    mqtt_broker_ip: Annotated[str | UnsetType, Meta(description="Address of the broker.")] = UNSET
    mqtt_broker_version: Annotated[str | UnsetType, Meta(description="What the broker says it is.")] = UNSET
    mqtt_connected_since: Annotated[int | UnsetType, Meta(description="Seconds since 1970 (UTC).")] = UNSET
    mqtt_last_rx: Annotated[
        int | UnsetType, Meta(description="When MQTT was last heard (seconds since 1970, UTC).")
    ] = UNSET
    mqtt_error: Annotated[str | UnsetType, Meta(description="What went wrong with MQTT, in a word.")] = UNSET
    mqtt_error_detail: Annotated[str | UnsetType, Meta(description="The same in full.")] = UNSET
    ocpp_connected: Annotated[_Flag, Meta(description="Whether the charging back end is connected.")]
    ohm_hour: Annotated[str, Meta(description="Ohm Connect: `NotConnected`, `True`, `False` or `None`.")]
    free_heap: Annotated[_Count, Meta(description="Free memory (bytes).")]
    littlefs_free: Annotated[_Count, Meta(description="Free storage (bytes).")]
    littlefs_used: Annotated[_Count, Meta(description="Used storage (bytes).")]
    comm_sent: Annotated[_Count, Meta(description="Commands sent to the controller.")]
    comm_success: Annotated[_Count, Meta(description="Commands the controller answered.")]
    rapi_connected: Annotated[_Flag, Meta(description="Whether the line to the controller is open and answered.")]
    evse_connected: Annotated[_Flag, Meta(description="Whether the controller is known and answers.")]
    rfid_auth: Annotated[str | UnsetType, Meta(description="Tag that authorised this charge; empty if none did.")] = (
        UNSET
    )
    amp: Annotated[int, Meta(description="Charging current of one phase (mA).")]
    voltage: Annotated[float, Meta(description="Mains voltage (V).")]
    power: Annotated[float, Meta(description="Charging power (W).")]
    pilot: Annotated[int, Meta(description="Current offered to the vehicle (A).")]
    max_current: Annotated[int, Meta(description="Configured maximum (A).")]
    temp: Annotated[_Temperature, Meta(description="First valid temperature (tenths of a degree Celsius).")]
    temp_max: Annotated[_Temperature, Meta(description="Highest since the vehicle was connected (tenths).")]
    temp1: Annotated[_Temperature, Meta(description="Sensor DS3231 (tenths of a degree Celsius).")]
    temp2: Annotated[_Temperature, Meta(description="Sensor MCP9808 (tenths of a degree Celsius).")]
    temp3: Annotated[_Temperature, Meta(description="Sensor TMP007 (tenths of a degree Celsius).")]
    state: Annotated[
        int,
        Meta(
            description="State of the controller: 0 starting, 1 not connected, 2 connected, 3 charging, 4 ventilation "
            "required, 5 to 17 faults, 254 sleeping, 255 disabled."
        ),
    ]
    status: Annotated[str, Meta(description="What the claims lead to: `active` or `disabled`.")]
    flags: Annotated[_Count, Meta(description="Volatile flags of the controller (bit field).")]
    vehicle: Annotated[_Flag, Meta(description="Whether a vehicle is plugged in.")]
    colour: Annotated[int, Meta(ge=0, le=7, description="Colour of the display: 1 red, 2 green, 3 yellow, …")]
    manual_override: Annotated[_Flag, Meta(description="Whether there is a manual override.")]
    freeram: Annotated[_Count, Meta(description="The same as `free_heap`.")]
    divertmode: Annotated[int, Meta(ge=1, le=2, description="1: charge as allowed; 2: by the sun.")]
    srssi: Annotated[int, Meta(description="Strength of the Wi-Fi signal (dBm).")]
    time: Annotated[str, Meta(description="Date and time in UTC.")]
    local_time: Annotated[str, Meta(description="Local date and time, with offset.")]
    offset: Annotated[str, Meta(description="Offset of local time from UTC, `±hhmm`.")]
    uptime: Annotated[_Count, Meta(description="Since the start (s).")]
    session_elapsed: Annotated[_Count, Meta(description="Time spent charging since plug-in (s).")]
    session_energy: Annotated[float, Meta(description="Energy since plug-in (Wh).")]
    total_energy: Annotated[float, Meta(description="Energy ever (kWh).")]
    total_day: Annotated[float, Meta(description="Energy today (kWh).")]
    total_week: Annotated[float, Meta(description="Energy since Sunday (kWh).")]
    total_month: Annotated[float, Meta(description="Energy this month (kWh).")]
    total_year: Annotated[float, Meta(description="Energy this year (kWh).")]
    total_switches: Annotated[_Count, Meta(description="Closures of the contactor.")]
    elapsed: Annotated[_Count, Meta(description="The same as `session_elapsed`.")]
    wattsec: Annotated[float, Meta(description="`session_energy` in Ws.")]
    watthour: Annotated[float, Meta(description="`total_energy` in Wh.")]
    gfcicount: Annotated[_Count, Meta(description="Residual-current trips.")]
    nogndcount: Annotated[_Count, Meta(description="Trips for missing earth.")]
    stuckcount: Annotated[_Count, Meta(description="Trips for a stuck contactor.")]
    solar: Annotated[int, Meta(description="Solar production (W).")]
    grid_ie: Annotated[int, Meta(description="Flow from the grid (W), export negative.")]
    charge_rate: Annotated[int, Meta(description="What solar divert would charge with (A).")]
    divert_update: Annotated[_Count, Meta(description="Since solar divert last had data (s).")]
    divert_active: Annotated[bool, Meta(description="Whether solar divert decides to charge.")]
    available_current: Annotated[float, Meta(description="Surplus (A).")]
    smoothed_available_current: Annotated[float, Meta(description="Surplus, smoothed (A).")]
    shaper: Annotated[_Flag, Meta(description="Whether the current shaper runs.")]
    shaper_live_pwr: Annotated[int, Meta(description="Power of the site (W).")]
    shaper_max_pwr: Annotated[int, Meta(description="What the site may draw (W).")]
    shaper_cur: Annotated[float, Meta(description="What the current shaper would allow (A).")]
    shaper_updated: Annotated[bool, Meta(description="Whether the power of the site is known lately.")]
    service_level: Annotated[int, Meta(ge=1, le=2, description="Service level.")]
    limit: Annotated[bool, Meta(description="Whether a limit is set.")]
    ota_update: Annotated[_Flag, Meta(description="Whether a software update runs.")]
    notifications: Annotated[AdvisorySummary, Meta(description="What the owner should know.")]
    config_version: Annotated[_Count, Meta(description="Changes with the configuration.")]
    claims_version: Annotated[_Count, Meta(description="Changes with the claims.")]
    override_version: Annotated[_Count, Meta(description="Changes with the override.")]
    schedule_version: Annotated[_Count, Meta(description="Changes with the schedule.")]
    schedule_plan_version: Annotated[_Count, Meta(description="Changes with the plan made of the schedule.")]
    limit_version: Annotated[_Count, Meta(description="Changes with the limit.")]
    vehicle_state_update: Annotated[_Count, Meta(description="Since something was heard of the vehicle (s).")]
    tesla_vehicle_count: Literal[False]
    tesla_vehicle_id: Literal[False]
    tesla_vehicle_name: Literal[False]
    battery_level: Annotated[int | UnsetType, Meta(description="State of charge of the vehicle (%).")] = UNSET
    battery_range: Annotated[int | UnsetType, Meta(description="Range of the vehicle (km or miles).")] = UNSET
    time_to_full_charge: Annotated[int | UnsetType, Meta(description="Until the vehicle is full (s).")] = UNSET
    vehicle_charge_limit: Annotated[int | UnsetType, Meta(description="What the vehicle charges to (%).")] = UNSET
    home_battery_soc: Annotated[float | UnsetType, Meta(description="State of charge of the home battery (%).")] = UNSET
    home_battery_power: Annotated[float | UnsetType, Meta(description="Power of the home battery (W).")] = UNSET


def status_document(status: Status, facts: ProcessFacts) -> dict[str, object]:
    """Tell the status; keys and types are those of ``StatusDocument``."""
    return {
        **_network(status.network),
        **_services(status.services),
        **_machine(status, facts),
        **_link(status.evse.link),
        **_controller(status),
        **_clock(status),
        **_registers(status.registers),
        **_counters(status.evse),
        **_divert(status),
        **_shaper(status),
        "notifications": {"count": len(asking(status.advisories)), "severity": worst(status.advisories).value},
        **_versions(status),
        **_vehicle(status),
        **_home_battery(status.feeds),
    }


class StatusPage:
    """The status as JSON. It is encoded once for as long as it stays the same."""

    def __init__(self) -> None:
        self._of: tuple[Status, ProcessFacts] | None = None
        self._encoded = b""

    def encoded(self, status: Status, facts: ProcessFacts) -> bytes:
        """Encode the status; the same object in the same surroundings is not encoded again."""
        known = self._of
        if known is None or known[0] is not status or known[1] is not facts:
            self._encoded = msgspec.json.encode(status_document(status, facts))
            self._of = (status, facts)
        return self._encoded


def _network(network: Network) -> dict[str, object]:
    document: dict[str, object] = {} if network.mode is None else {"mode": network.mode.value}
    return document | {
        "wifi_client_connected": int(network.wifi_connected),
        "eth_connected": int(network.wired_connected),
        "net_connected": int(network.wifi_connected or network.wired_connected),
        "ipaddress": network.ip_address,
        "ipv6address": network.ipv6_address,
        "macaddress": network.mac_address,
        "srssi": network.signal_dbm,
    }


def _services(services: Mapping[str, ServiceStatus]) -> dict[str, object]:
    emoncms = services.get("emoncms", _NO_SERVICE)
    ohm = services.get("ohm", _NO_SERVICE)
    return {
        "emoncms_connected": int(emoncms.connected),
        "packets_sent": emoncms.sent,
        "packets_success": emoncms.succeeded,
        **mqtt_document(services.get("mqtt", _NO_SERVICE)),
        "ocpp_connected": int(services.get("ocpp", _NO_SERVICE).connected),
        "ohm_hour": ohm.state if ohm.connected else "NotConnected",
    }


def mqtt_document(mqtt: ServiceStatus) -> dict[str, object]:
    """Tell the MQTT connection; of the broker and of errors only what there is."""
    document: dict[str, object] = {"mqtt_connected": int(mqtt.connected), "mqtt_status": mqtt.state}
    details = {
        "mqtt_broker_ip": mqtt.peer_address or None,
        "mqtt_broker_version": mqtt.peer_version or None,
        "mqtt_connected_since": mqtt.connected_since_s,
        "mqtt_last_rx": mqtt.last_received_s,
        "mqtt_error": mqtt.error or None,
        "mqtt_error_detail": mqtt.error_detail or None,
    }
    return document | {key: value for key, value in details.items() if value is not None}


def _machine(status: Status, facts: ProcessFacts) -> dict[str, object]:
    return {
        "free_heap": facts.memory_free_bytes,
        "freeram": facts.memory_free_bytes,
        "littlefs_free": facts.storage_free_bytes,
        "littlefs_used": facts.storage_used_bytes,
        "ota_update": int(status.update_running),
    }


def _link(link: Link) -> dict[str, object]:
    return {
        "comm_sent": link.commands_sent,
        "comm_success": link.commands_answered,
        "rapi_connected": int(link.state is LinkState.CONNECTED),
    }


def _controller(status: Status) -> dict[str, object]:
    evse = status.evse
    document: dict[str, object] = {"rfid_auth": status.rfid_tag} if status.settings.rfid_enabled else {}
    return document | {
        "evse_connected": int(evse.connected),
        "amp": evse.current_ma if evse.charging else 0,
        "voltage": evse.voltage_v,
        "power": round(status.power_w, 3),
        "pilot": evse.pilot_a,
        "max_current": evse.configured_maximum_a,
        "temp": _temperature(evse.temperature_dc),
        "temp_max": _temperature(status.temperature_max_dc),
        "temp1": _temperature(evse.ds3231_dc),
        "temp2": _temperature(evse.mcp9808_dc),
        "temp3": _temperature(evse.tmp007_dc),
        "state": evse.state_code,
        "status": status.target.state.value,
        "flags": int(evse.flags),
        "vehicle": int(evse.vehicle),
        "colour": colour_of(evse),
        "manual_override": int(status.override is not None),
    }


def _counters(evse: Evse) -> dict[str, object]:
    return {
        "gfcicount": evse.faults.gfci,
        "nogndcount": evse.faults.no_ground,
        "stuckcount": evse.faults.stuck_contactor,
        "service_level": evse.service_level,
    }


def _clock(status: Status) -> dict[str, object]:
    local = local_text(status.clock.local)
    return {
        "time": utc_text(status.moment.utc),
        "local_time": local,
        "offset": local[-len("+hhmm") :],
        "uptime": status.moment.elapsed_ms // 1000,
    }


def _registers(registers: Registers) -> dict[str, object]:
    session_wh = round(registers.session_wh, 6)
    total_kwh = round(registers.total_kwh, 9)
    elapsed_s = int(registers.session_elapsed_s)
    return {
        "session_elapsed": elapsed_s,
        "session_energy": session_wh,
        "total_energy": total_kwh,
        "total_day": round(registers.day_kwh, 9),
        "total_week": round(registers.week_kwh, 9),
        "total_month": round(registers.month_kwh, 9),
        "total_year": round(registers.year_kwh, 9),
        "total_switches": registers.switches,
        "elapsed": elapsed_s,
        "wattsec": round(session_wh * 3600, 3),
        "watthour": round(total_kwh * 1000, 6),
    }


def _divert(status: Status) -> dict[str, object]:
    feeds, divert = status.feeds, status.divert
    return {
        "divertmode": int(divert.mode),
        "solar": _watts(feeds.solar_w),
        "grid_ie": _watts(feeds.grid_w),
        "charge_rate": divert.charge_rate_a,
        "divert_update": _since_s(divert.evaluated_ms, status),
        "divert_active": divert.active,
        "available_current": round(divert.available_a, 6),
        "smoothed_available_current": round(divert.smoothed_a, 6),
    }


def _shaper(status: Status) -> dict[str, object]:
    shaper = status.shaper
    return {
        "shaper": int(shaper.running),
        "shaper_live_pwr": _watts(status.feeds.live_power_w),
        "shaper_max_pwr": shaper.max_w,
        "shaper_cur": round(shaper.current_a, 6),
        "shaper_updated": shaper.updated,
    }


def _versions(status: Status) -> dict[str, object]:
    versions = status.versions
    return {
        "limit": status.limit is not None,
        "config_version": versions.config,
        "claims_version": versions.claims,
        "override_version": versions.override,
        "schedule_version": versions.schedule,
        "schedule_plan_version": versions.schedule_plan,
        "limit_version": versions.limit,
    }


def _vehicle(status: Status) -> dict[str, object]:
    vehicle = status.vehicle
    heard = {
        "battery_level": vehicle.soc_pct,
        "battery_range": vehicle.range,
        "time_to_full_charge": vehicle.time_to_full_s,
        "vehicle_charge_limit": vehicle.charge_limit_pct,
    }
    return {
        "vehicle_state_update": _since_s(vehicle.updated_ms, status),
        # The station has no Tesla account; this is how the gateway says so.
        "tesla_vehicle_count": False,
        "tesla_vehicle_id": False,
        "tesla_vehicle_name": False,
        **{key: value for key, value in heard.items() if value is not None},
    }


def _home_battery(feeds: Feeds) -> dict[str, object]:
    heard = {"home_battery_soc": feeds.home_battery_soc_pct, "home_battery_power": feeds.home_battery_w}
    return {key: reading.value for key, reading in heard.items() if reading is not None}


def _temperature(tenths: int | None) -> int | Literal[False]:
    return False if tenths is None else tenths


def _watts(reading: Reading | None) -> int:
    return 0 if reading is None else int(reading.value)


def _since_s(then_ms: int | None, status: Status) -> int:
    """Seconds since then; since the start if it never was."""
    now_ms = status.moment.elapsed_ms
    return (now_ms if then_ms is None else max(0, now_ms - then_ms)) // 1000
