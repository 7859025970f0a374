"""What OpenEVSE clients are told without asking."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from station_statuses import CHARGING, IDLE, any_status, override, status_at

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.services.openevse.frames import Frames
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.claims import Wish
from pilotwire.station.energy import Registers
from pilotwire.station.events import Event, Topic
from pilotwire.station.evse import Link, LinkState
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.settings import Settings
from pilotwire.station.status import (
    DivertMode,
    DivertStatus,
    Network,
    NetworkMode,
    ServiceStatus,
    ShaperStatus,
    Status,
    Versions,
)
from pilotwire.station.vehicle import VehicleData

FACTS = ProcessFacts(memory_free_bytes=262_144)
VERSIONS = Versions(config=4, claims=5, override=6, schedule=7, schedule_plan=8, limit=9)
REGISTERS = {
    "session_elapsed": 50,
    "session_energy": 48.611182,
    "total_energy": 0.048611182,
    "total_day": 0.0,
    "total_week": 0.0,
    "total_month": 0.0,
    "total_year": 0.0,
    "total_switches": 1,
}


def frame_of(topic: Topic, status: Status, data: Mapping[str, object] | None = None) -> dict[str, object] | None:
    """Make the frame of an event after which nothing else is news."""
    return Frames(status, lambda: FACTS).of(Event(topic, status, data or {}))


def charging_status() -> Status:
    return status_at(
        90,
        evse=CHARGING,
        temperature_max_dc=410,
        registers=Registers(session_wh=48.611182, session_elapsed_s=50.0, total_kwh=0.048611182, switches=1),
    )


def test_a_change_of_the_controllers_state_tells_all_that_goes_with_it() -> None:
    evse = replace(IDLE, state=EvseState.CONNECTED, state_code=2, flags=VolatileFlag(1792))
    assert frame_of(Topic.EVSE_STATE, status_at(evse=evse)) == {
        "state": 2,
        "flags": 1792,
        "vehicle": 1,
        "colour": 3,
        "pilot": 32,
        "max_current": 32,
        "manual_override": 0,
        "status": "active",
        "elapsed": 0,
        "amp": 0,
        "voltage": 240.0,
        "power": 0.0,
    }


def test_a_measurement_tells_current_voltage_and_power() -> None:
    frame = frame_of(Topic.EVSE_MEASURED, charging_status())
    assert frame == {"amp": 15840, "voltage": 240.0, "power": 3801.6}


def test_when_everything_was_read_the_whole_block_is_told() -> None:
    assert frame_of(Topic.EVSE_READY, charging_status()) == {
        "evse_connected": 1,
        "amp": 15840,
        "voltage": 240.0,
        "power": 3801.6,
        "pilot": 29,
        "max_current": 32,
        "temp": 410,
        "temp_max": 410,
        "temp1": 410,
        "temp2": False,
        "temp3": False,
        "state": 3,
        "status": "active",
        "flags": 1344,
        "vehicle": 1,
        "colour": 6,
        "manual_override": 0,
        "freeram": 262_144,
        "divertmode": 1,
        "srssi": -52,
        "time": "2026-07-06T12:01:30Z",
        "local_time": "2026-07-06T13:01:30+0100",
        "offset": "+0100",
        "uptime": 90,
        **REGISTERS,
        "elapsed": 50,
        "wattsec": 175000.255,
        "watthour": 48.611182,
        "comm_sent": 38,
        "comm_success": 37,
    }


def test_a_tag_goes_with_the_block_where_there_is_a_reader() -> None:
    status = status_at(rfid_tag="04a2", settings=Settings(rfid_enabled=True))
    frame = frame_of(Topic.EVSE_READY, status)
    assert frame is not None
    assert frame["rfid_auth"] == "04a2"


@pytest.mark.parametrize(
    ("topic", "frame"),
    [
        (Topic.PILOT, {"pilot": 29}),
        (Topic.VOLTAGE, {"voltage": 240.0}),
        (Topic.ENERGY, REGISTERS),
        (Topic.SWITCHES, {"total_switches": 1}),
        (Topic.CLAIMS, {"claims_version": 5}),
        (Topic.OVERRIDE_CLAIM, {"claims_version": 5, "override_version": 6}),
        (Topic.OVERRIDE, {"manual_override": 1}),
        (Topic.CONFIG, {"config_version": 4}),
        (Topic.SCHEDULE, {"schedule_version": 7, "schedule_plan_version": 8}),
        (Topic.SCHEDULE_PLAN, {"schedule_plan_version": 8}),
        (Topic.LIMIT, {"limit": True, "limit_version": 9}),
        (Topic.SHAPER_SWITCHED, {"shaper": 1}),
        (Topic.EVSE_LINK, {"rapi_connected": 1, "evse_connected": 1}),
        (
            Topic.CLOCK,
            {
                "time": "2026-07-06T12:01:30Z",
                "local_time": "2026-07-06T13:01:30+0100",
                "offset": "+0100",
                "uptime": 90,
            },
        ),
        (Topic.TARGET, None),
        (Topic.SESSION, None),
        (Topic.LOG, None),
    ],
)
def test_each_event_tells_its_own_and_nothing_else(topic: Topic, frame: dict[str, object] | None) -> None:
    status = replace(
        charging_status(),
        versions=VERSIONS,
        claims=(override(Wish()),),
        limit=Limit(LimitType.ENERGY, 12_000),
        shaper=ShaperStatus(running=True),
    )
    assert frame_of(topic, status) == frame


def test_settings_of_the_shaper_are_told_with_its_limit() -> None:
    assert frame_of(Topic.SHAPER_SWITCHED, status_at(), {"max_w": 9000}) == {"shaper": 0, "shaper_max_pwr": 9000}


def test_going_eco_tells_where_solar_divert_starts_from() -> None:
    assert frame_of(Topic.DIVERT_MODE, status_at(divert=DivertStatus(DivertMode.ECO))) == {
        "divertmode": 2,
        "divert_active": False,
        "charge_rate": 0,
        "available_current": 0.0,
        "smoothed_available_current": 0.0,
    }
    assert frame_of(Topic.DIVERT_MODE, status_at()) == {"divertmode": 1, "divert_active": False}


@pytest.mark.parametrize(
    ("divert_type", "source"), [(0, {"solar": 1500}), (1, {"grid_ie": -700}), (-1, {})], ids=["solar", "grid", "unset"]
)
def test_a_sample_tells_what_solar_divert_goes_by(divert_type: int, source: dict[str, object]) -> None:
    feeds = Feeds(solar_w=Reading(1500.0, 0), grid_w=Reading(-700.0, 0))
    status = status_at(feeds=feeds, settings=Settings(divert_type=divert_type))
    assert frame_of(Topic.DIVERT, status) == {"divert_update": 0, **source}


def test_a_sample_in_eco_tells_what_was_made_of_it() -> None:
    divert = DivertStatus(
        DivertMode.ECO,
        active=True,
        charge_rate_a=9,
        trigger_a=6.5,
        available_a=10.25,
        smoothed_a=9.75,
        min_charge_remaining_s=540,
    )
    settings = Settings(divert_type=1, is_threephase=True)
    status = status_at(divert=divert, settings=settings)
    assert frame_of(Topic.DIVERT, status) == {
        "divert_update": 0,
        "grid_ie": 0,
        "divert_active": True,
        "charge_rate": 9,
        "trigger_current": 6.5,
        "voltage": 240.0,
        "available_current": 10.25,
        "smoothed_available_current": 9.75,
        "pilot": 32,
        "min_charge_end": 540,
    }


def test_the_shaper_tells_what_it_saw_and_what_it_allows() -> None:
    shaper = ShaperStatus(running=True, max_w=9000, smoothed_w=10879.08816, current_a=-7.829166667, updated=True)
    status = status_at(shaper=shaper, feeds=Feeds(live_power_w=Reading(8600.0, 0)))
    assert frame_of(Topic.SHAPER, status) == {
        "shaper": 1,
        "shaper_live_pwr": 8600,
        "shaper_smoothed_live_pwr": 10879.08816,
        "shaper_max_pwr": 9000,
        "shaper_cur": -7.829167,
        "shaper_updated": True,
    }


def test_what_was_posted_is_passed_on() -> None:
    posted = {"shaper_live_pwr": -200.6, "unknown": {"a": [1, None]}, "voltage": 231.4}
    assert frame_of(Topic.PUSHED, status_at(), posted) == posted
    assert frame_of(Topic.PUSHED, status_at(), {}) is None


def test_nobody_else_can_say_what_the_station_does() -> None:
    posted = {"state": 3, "amp": 99, "config_version": 9, "evse_connected": 0, "shaper_live_pwr": 5}
    assert frame_of(Topic.PUSHED, status_at(), posted) == {"shaper_live_pwr": 5}


def test_posted_vehicle_data_that_was_taken_over_is_marked_as_fresh() -> None:
    posted = {"battery_level": 55}
    taken = status_at(20, vehicle=VehicleData(soc_pct=55, updated_ms=20_000))
    assert frame_of(Topic.PUSHED, taken, posted) == {"battery_level": 55, "vehicle_state_update": 0}
    assert frame_of(Topic.PUSHED, status_at(20), posted) == {"battery_level": 55}
    assert frame_of(Topic.PUSHED, taken, {"unknown": 1}) == {"unknown": 1}


def test_vehicle_data_from_elsewhere_is_marked_as_fresh() -> None:
    frame = frame_of(Topic.VEHICLE, status_at(), {"battery_range": 210})
    assert frame == {"battery_range": 210, "vehicle_state_update": 0}


def test_an_address_is_told() -> None:
    network = Network(NetworkMode.WIRED, wired_connected=True, ip_address="10.0.7.31", mac_address="24:6F:28:AB:7B:2C")
    assert frame_of(Topic.NETWORK, status_at(network=network)) == {
        "mode": "Wired",
        "wifi_client_connected": 0,
        "eth_connected": 1,
        "net_connected": 1,
        "ipaddress": "10.0.7.31",
        "ipv6address": "",
        "macaddress": "24:6F:28:AB:7B:2C",
    }


def test_a_lost_broker_is_told_with_the_reason() -> None:
    mqtt = ServiceStatus(state="disconnected", error="network", error_detail="Connection refused")
    data = {"name": "mqtt", "mqtt_close_code": 111, "mqtt_close_reason": "Connection refused"}
    assert frame_of(Topic.SERVICE, status_at(services={"mqtt": mqtt}), data) == {
        "mqtt_connected": 0,
        "mqtt_status": "disconnected",
        "mqtt_close_code": 111,
        "mqtt_close_reason": "Connection refused",
        "mqtt_error": "network",
        "mqtt_error_detail": "Connection refused",
    }


def test_a_broker_that_is_back_takes_the_reason_away() -> None:
    mqtt = ServiceStatus(connected=True, state="connected", peer_address="127.0.0.1", connected_since_s=1)
    assert frame_of(Topic.SERVICE, status_at(services={"mqtt": mqtt}), {"name": "mqtt"}) == {
        "mqtt_connected": 1,
        "mqtt_status": "connected",
        "mqtt_broker_ip": "127.0.0.1",
        "mqtt_connected_since": 1,
        "mqtt_error": "",
        "mqtt_error_detail": "",
    }


def test_a_post_to_emoncms_is_told_in_short() -> None:
    emoncms = ServiceStatus(sent=2, succeeded=1, error="refused", error_detail="x" * 100)
    assert frame_of(Topic.SERVICE, status_at(services={"emoncms": emoncms}), {"name": "emoncms"}) == {
        "emoncms_connected": 0,
        "packets_sent": 2,
        "packets_success": 1,
        "emoncms_message": "x" * 64,
    }


def test_a_back_end_is_told_and_a_service_clients_do_not_know_is_not() -> None:
    services = {"ocpp": ServiceStatus(connected=True), "other": ServiceStatus(connected=True)}
    assert frame_of(Topic.SERVICE, status_at(services=services), {"name": "ocpp"}) == {"ocpp_connected": 1}
    assert frame_of(Topic.SERVICE, status_at(services=services), {"name": "other"}) is None


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ({"waiting_s": 60}, {"rfid_waiting": 60}),
        ({"input": "04a2b3c4", "waiting_s": 0}, {"rfid_input": "04a2b3c4", "rfid_waiting": 0}),
        ({"authenticated": ""}, {"rfid_auth": ""}),
    ],
)
def test_tags_are_told_in_the_gateways_words(data: dict[str, object], frame: dict[str, object]) -> None:
    assert frame_of(Topic.RFID, status_at(), data) == frame


def test_the_progress_of_an_update_is_passed_on() -> None:
    assert frame_of(Topic.UPDATE, status_at(), {"ota_progress": 42}) == {"ota_progress": 42}


def test_what_the_gateway_keeps_to_itself_goes_along_once() -> None:
    before = status_at()
    frames = Frames(before, lambda: FACTS)
    tripped = replace(IDLE, faults=FaultCounters(1, 0, 0))
    status = status_at(evse=tripped, feeds=Feeds(solar_w=Reading(900.0, 0)))
    event = Event(Topic.PILOT, status)
    assert frames.of(event) == {"pilot": 32, "gfcicount": 1, "solar": 900}
    assert frames.of(event) == {"pilot": 32}


def test_it_goes_alone_where_the_event_has_nothing_to_tell() -> None:
    frames = Frames(status_at(), lambda: FACTS)
    status = status_at(shaper=ShaperStatus(max_w=9000))
    assert frames.of(Event(Topic.TARGET, status)) == {"shaper_max_pwr": 9000}


def test_a_newcomer_gets_everything() -> None:
    status = status_at(evse=replace(IDLE, link=Link(LinkState.LOST)))
    first = msgspec.json.decode(Frames(status, lambda: FACTS).first(status))
    assert first["rapi_connected"] == 0
    assert first["config_version"] == 3
    assert first["free_heap"] == 262_144


def test_frames_go_out_as_json() -> None:
    frames = Frames(status_at(), lambda: FACTS)
    assert frames.event(Event(Topic.PILOT, status_at())) == b'{"pilot":32}'
    assert frames.event(Event(Topic.LOG, status_at())) is None


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(any_status, any_status, st.sampled_from(Topic), st.dictionaries(st.text(max_size=12), _anything, max_size=3))
def test_every_frame_is_an_object_with_something_in_it(
    before: Status, status: Status, topic: Topic, data: dict[str, object]
) -> None:
    frame = Frames(before, lambda: FACTS).event(Event(topic, status, data))
    assert frame is None or (frame.startswith(b"{") and frame != b"{}")


@given(any_status, st.sampled_from([topic for topic in Topic if topic is not Topic.PUSHED]))
def test_versions_are_told_only_with_what_changes_them(status: Status, topic: Topic) -> None:
    frame = frame_of(topic, status) or {}
    told = {key for key in frame if key.endswith("_version")}
    assert told == {
        Topic.CLAIMS: {"claims_version"},
        Topic.OVERRIDE_CLAIM: {"claims_version", "override_version"},
        Topic.CONFIG: {"config_version"},
        Topic.SCHEDULE: {"schedule_version", "schedule_plan_version"},
        Topic.SCHEDULE_PLAN: {"schedule_plan_version"},
        Topic.LIMIT: {"limit_version"},
    }.get(topic, set())
