"""The status as OpenEVSE clients get it."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace
from station_statuses import CHARGING, IDLE, any_status, override, status_at

from pilotwire.rapi.codes import EvseState, SettingsFlag, VolatileFlag
from pilotwire.services.openevse.status_document import StatusDocument, StatusPage, status_document
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.arbitration import Target
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse, Link, LinkState
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

FACTS = ProcessFacts(memory_free_bytes=262_144, storage_free_bytes=106_496, storage_used_bytes=24_576)

IDLE_DOCUMENT = json.loads("""
{"mode":"STA","wifi_client_connected":1,"eth_connected":0,"net_connected":1,"ipaddress":"192.168.1.77",
"ipv6address":"","macaddress":"24:6F:28:AB:7B:2C","emoncms_connected":0,"packets_sent":0,"packets_success":0,
"mqtt_connected":0,"mqtt_status":"disabled","ocpp_connected":0,"ohm_hour":"NotConnected","free_heap":262144,
"littlefs_free":106496,"littlefs_used":24576,"comm_sent":38,"comm_success":37,"rapi_connected":1,
"evse_connected":1,"amp":0,"voltage":240,"power":0,"pilot":32,"max_current":32,"temp":250,"temp_max":250,
"temp1":250,"temp2":false,"temp3":false,"state":1,"status":"active","flags":512,"vehicle":0,"colour":2,
"manual_override":0,"freeram":262144,"divertmode":1,"srssi":-52,"time":"2026-07-06T12:00:12Z",
"local_time":"2026-07-06T13:00:12+0100","offset":"+0100","uptime":12,"session_elapsed":0,"session_energy":0,
"total_energy":0,"total_day":0,"total_week":0,"total_month":0,"total_year":0,"total_switches":0,"elapsed":0,
"wattsec":0,"watthour":0,"gfcicount":0,"nogndcount":0,"stuckcount":0,"solar":0,"grid_ie":0,"charge_rate":0,
"divert_update":12,"divert_active":false,"available_current":0,"smoothed_available_current":0,"shaper":0,
"shaper_live_pwr":0,"shaper_max_pwr":0,"shaper_cur":0,"shaper_updated":false,"service_level":2,"limit":false,
"ota_update":0,"notifications":{"count":0,"severity":"info"},"config_version":3,"claims_version":0,"override_version":0,"schedule_version":0,
"schedule_plan_version":0,"limit_version":0,"vehicle_state_update":12,"tesla_vehicle_count":false,
"tesla_vehicle_id":false,"tesla_vehicle_name":false}
""")


def told(status: Status, facts: ProcessFacts = FACTS) -> dict[str, object]:
    return status_document(status, facts)


def with_evse(**changed: object) -> Evse:
    return replace(IDLE, **changed)


def test_an_idle_station_is_told_in_full() -> None:
    document = told(status_at())
    assert document == IDLE_DOCUMENT
    # 0 == False in Python; to a client they are not the same.
    flat = msgspec.json.encode({key: document[key] for key in sorted(document)}).replace(b".0,", b",")
    assert flat == msgspec.json.encode({key: IDLE_DOCUMENT[key] for key in sorted(IDLE_DOCUMENT)})


@given(any_status)
def test_every_status_has_the_documented_keys_and_types(status: Status) -> None:
    document = told(status)
    msgspec.convert(document, StatusDocument)
    assert document.keys() <= set(StatusDocument.__struct_fields__)
    encoded = msgspec.json.decode(msgspec.json.encode(document))
    assert None not in encoded.values(), "neither null nor a number that is none"


@given(any_status)
def test_the_encoded_page_is_the_document(status: Status) -> None:
    assert msgspec.json.decode(StatusPage().encoded(status, FACTS)) == msgspec.json.decode(
        msgspec.json.encode(told(status))
    )


def test_a_status_is_encoded_once() -> None:
    page, status = StatusPage(), status_at()
    first = page.encoded(status, FACTS)
    assert page.encoded(status, FACTS) is first
    assert page.encoded(status_at(13), FACTS) is not first
    assert page.encoded(status_at(13), ProcessFacts()) != page.encoded(status_at(13), FACTS)


def test_charging_is_told_in_milliamperes_watts_and_tenths() -> None:
    document = told(status_at(evse=CHARGING, temperature_max_dc=415))
    assert (document["state"], document["vehicle"], document["colour"]) == (3, 1, 6)
    assert (document["amp"], document["voltage"], document["power"]) == (15840, 240.0, 3801.6)
    assert (document["pilot"], document["temp"], document["temp_max"]) == (29, 410, 415)


def test_power_of_a_three_phase_station_is_that_of_all_phases() -> None:
    document = told(status_at(evse=CHARGING, settings=Settings(is_threephase=True)))
    assert (document["amp"], document["power"]) == (15840, 11404.8)


def test_current_that_is_left_from_charging_is_not_told() -> None:
    paused = replace(CHARGING, state=EvseState.SLEEPING, state_code=254)
    document = told(status_at(evse=paused))
    assert (document["amp"], document["power"]) == (0, 0.0)


def test_a_temperature_nobody_measures_is_false() -> None:
    document = told(status_at(evse=with_evse(ds3231_dc=None), temperature_max_dc=None))
    assert [document[key] for key in ("temp", "temp_max", "temp1", "temp2", "temp3")] == [False] * 5


def test_the_first_sensor_that_is_there_is_the_temperature() -> None:
    document = told(status_at(evse=with_evse(ds3231_dc=None, mcp9808_dc=312, tmp007_dc=288)))
    assert [document[key] for key in ("temp", "temp1", "temp2", "temp3")] == [312, False, 312, 288]


@pytest.mark.parametrize(
    ("state", "flags", "colour"),
    [
        (EvseState.STARTING, 0, 0),
        (EvseState.NOT_CONNECTED, 512, 2),
        (EvseState.CONNECTED, 1792, 3),
        (EvseState.CHARGING, 1344, 6),
        (EvseState.VENT_REQUIRED, 1344, 1),
        (EvseState.GFCI_TRIPPED, 256, 1),
        (EvseState.OVER_CURRENT, 0, 1),
        (EvseState.SLEEPING, 512, 5),
        (EvseState.SLEEPING, 1280, 6),
        (EvseState.DISABLED, 0, 5),
        (EvseState.DISABLED, 1280, 6),
    ],
)
def test_the_colour_follows_state_and_vehicle(state: EvseState, flags: int, colour: int) -> None:
    evse = with_evse(state=state, state_code=int(state), pilot_state=state, flags=VolatileFlag(flags))
    assert told(status_at(evse=evse))["colour"] == colour


def test_a_cable_is_a_connection() -> None:
    network = Network(NetworkMode.WIRED, wired_connected=True)
    document = told(status_at(network=network))
    keys = ("mode", "wifi_client_connected", "eth_connected", "net_connected")
    assert [document[key] for key in keys] == ["Wired", 0, 1, 1]


def test_without_a_network_there_is_no_mode() -> None:
    document = told(status_at(network=Network()))
    assert "mode" not in document
    assert (document["net_connected"], document["ipaddress"]) == (0, "")


def test_the_target_is_told_apart_from_the_state() -> None:
    document = told(status_at(target=Target(ChargeState.DISABLED, 6)))
    assert (document["status"], document["state"]) == ("disabled", 1)


def test_an_override_is_told_as_a_number() -> None:
    document = told(status_at(claims=(override(Wish(ChargeState.ACTIVE)),)))
    assert msgspec.json.encode(document["manual_override"]) == b"1"


def test_a_tag_is_told_where_there_is_a_reader() -> None:
    assert "rfid_auth" not in told(status_at(rfid_tag="04a2"))
    assert told(status_at(rfid_tag="04a2", settings=Settings(rfid_enabled=True)))["rfid_auth"] == "04a2"
    assert told(status_at(settings=Settings(rfid_enabled=True)))["rfid_auth"] == ""


def test_the_vehicle_is_told_as_far_as_it_is_known() -> None:
    status = status_at(20, vehicle=VehicleData(soc_pct=62, range=200, updated_ms=15_500))
    document = told(status)
    assert (document["battery_level"], document["battery_range"]) == (62, 200)
    assert document["vehicle_state_update"] == 4
    assert "time_to_full_charge" not in document
    assert "vehicle_charge_limit" not in document


def test_feeds_are_told_in_whole_watts() -> None:
    feeds = Feeds(
        solar_w=Reading(1500.9, 0),
        grid_w=Reading(-700.9, 0),
        live_power_w=Reading(2000.0, 0),
        home_battery_soc_pct=Reading(77.0, 0),
        home_battery_w=Reading(-1200.0, 0),
    )
    document = told(status_at(feeds=feeds))
    assert [document[key] for key in ("solar", "grid_ie", "shaper_live_pwr")] == [1500, -700, 2000]
    assert [document[key] for key in ("home_battery_soc", "home_battery_power")] == [77.0, -1200.0]


def test_a_home_battery_nobody_told_of_is_absent() -> None:
    assert not {"home_battery_soc", "home_battery_power"} & told(status_at()).keys()


def test_divert_and_shaper_are_told_with_what_only_frames_had() -> None:
    divert = DivertStatus(
        DivertMode.ECO, active=True, charge_rate_a=11, available_a=11.4, smoothed_a=10.9, evaluated_ms=10_000
    )
    shaper = ShaperStatus(running=True, max_w=9000, current_a=-12.5, updated=True)
    document = told(status_at(divert=divert, shaper=shaper))
    assert (document["divertmode"], document["divert_active"], document["divert_update"]) == (2, True, 2)
    assert (document["available_current"], document["smoothed_available_current"]) == (11.4, 10.9)
    keys = ("shaper", "shaper_max_pwr", "shaper_cur", "shaper_updated")
    assert [document[key] for key in keys] == [1, 9000, -12.5, True]


def test_energy_is_told_in_wh_for_the_session_and_kwh_for_the_rest() -> None:
    registers = Registers(session_wh=48.611182, session_elapsed_s=50.9, total_kwh=0.048611182, switches=7)
    document = told(status_at(registers=registers))
    assert (document["session_energy"], document["total_energy"]) == (48.611182, 0.048611182)
    assert (document["session_elapsed"], document["elapsed"], document["total_switches"]) == (50, 50, 7)
    assert (document["wattsec"], document["watthour"]) == (175000.255, 48.611182)


def test_the_broker_is_told_while_connected() -> None:
    mqtt = ServiceStatus(
        enabled=True,
        connected=True,
        state="connected",
        peer_address="127.0.0.1",
        peer_version="mosquitto version 2.0.11",
        connected_since_s=1_783_339_207,
        last_received_s=1_783_339_210,
    )
    document = told(status_at(services={"mqtt": mqtt, "ocpp": ServiceStatus(connected=True)}))
    assert {key: value for key, value in document.items() if key.startswith(("mqtt", "ocpp"))} == {
        "mqtt_connected": 1,
        "mqtt_status": "connected",
        "mqtt_broker_ip": "127.0.0.1",
        "mqtt_broker_version": "mosquitto version 2.0.11",
        "mqtt_connected_since": 1_783_339_207,
        "mqtt_last_rx": 1_783_339_210,
        "ocpp_connected": 1,
    }


def test_posts_to_emoncms_are_counted() -> None:
    emoncms = ServiceStatus(connected=True, sent=5, succeeded=4)
    document = told(status_at(services={"emoncms": emoncms}))
    assert [document[key] for key in ("emoncms_connected", "packets_sent", "packets_success")] == [1, 5, 4]


def test_a_lost_controller_is_told() -> None:
    document = told(status_at(evse=with_evse(connected=False, link=Link(LinkState.LOST))))
    assert (document["rapi_connected"], document["evse_connected"]) == (0, 0)


def test_level_limit_and_versions_are_told() -> None:
    status = status_at(
        evse=with_evse(stored_flags=SettingsFlag(0)),
        limit=Limit(LimitType.ENERGY, 12_000),
        versions=Versions(config=4, claims=255, override=2, schedule=3, schedule_plan=9, limit=1),
        update_running=True,
    )
    document = told(status)
    assert (document["service_level"], document["limit"], document["ota_update"]) == (1, True, 1)
    versions = [value for key, value in document.items() if key.endswith("_version")]
    assert versions == [4, 255, 2, 3, 9, 1]
