"""What Home Assistant's library sets and keeps: configuration, clock, schedule, certificates, RFID."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from contract_station import Stage, on_station
from openevsehttp import CommandFailedError

from pilotwire.rapi.codes import SettingsFlag
from pilotwire.station.claims import ChargeState
from pilotwire.station.events import Event, Topic
from pilotwire.station.rfid_names import rfid_names

# pytest makes importable what lies next to a test, not what lies next to another room's tests.
sys.path.append(str(Path(__file__).parents[1] / "services" / "http" / "openevse"))

from made_certificates import certificate, new_key, pem_of

# -- configuration -----------------------------------------------------------------------------------------------


@on_station()
async def test_the_service_level_is_set_in_the_controller(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_service_level(1)
    await stage.until(lambda status: status.evse.service_level == 1)
    await library.update()
    assert library.service_level == "1"
    await library.set_service_level(2)
    await stage.until(lambda status: status.evse.service_level == 2)


@on_station(profile="us")
async def test_the_service_level_is_found_by_a_controller_that_can(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_service_level(1)
    await stage.until(lambda status: SettingsFlag.AUTO_LEVEL_OFF in status.evse.stored_flags)
    await library.set_service_level("A")
    await stage.until(lambda status: SettingsFlag.AUTO_LEVEL_OFF not in status.evse.stored_flags)


@on_station()
async def test_small_settings_are_kept(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_led_brightness(90)
    await library.set_mqtt_vehicle_range_miles(enable=True)
    await library.set_rfid_enabled(enable=True)
    settings = stage.status.settings
    assert (settings.led_brightness, settings.mqtt_vehicle_range_miles, settings.rfid_enabled) == (90, True, True)
    await library.update()
    assert (library.mqtt_vehicle_range_miles, library.rfid_enabled) == (True, True)
    await library.set_mqtt_vehicle_range_miles(enable=True)  # "no change" is no failure
    await library.set_mqtt_vehicle_range_miles(enable=False)
    await library.set_rfid_enabled(enable=False)
    await library.update()
    assert (library.mqtt_vehicle_range_miles, library.rfid_enabled) == (False, False)


@on_station()
async def test_what_the_library_checks_itself_never_gets_here(stage: Stage) -> None:
    library = await stage.home_assistant()
    before = stage.status.settings
    with pytest.raises(ValueError, match="out of range"):
        await library.set_led_brightness(256)
    with pytest.raises(ValueError, match="fast"):
        await library.set_charge_mode("slow")
    with pytest.raises(ValueError, match="fast"):
        await library.set_divert_mode("slow")
    assert stage.status.settings == before


@on_station()
async def test_a_value_that_can_never_be_valid_is_refused_with_the_reason(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(CommandFailedError, match="mqtt_port"):
        await library.process_request(f"{library.url}config", "post", data={"mqtt_port": 70_000})


# -- clock -------------------------------------------------------------------------------------------------------


@on_station(speed=1)
async def test_the_clock_is_read_and_set_by_hand(stage: Stage) -> None:
    library = await stage.home_assistant()
    read = await library.get_time()
    assert read["time"].endswith("Z")
    assert {"local_time", "offset", "uptime"} <= read.keys()
    there = timezone(timedelta(hours=2))
    await library.set_time(datetime(2031, 3, 4, 7, 6, 7, tzinfo=there), "UTC|UTC0", sntp=False)
    assert not stage.status.settings.sntp_enabled
    assert abs(stage.status.moment.utc - datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)) < timedelta(seconds=5)
    await library.set_time("2032-01-02T03:04:05Z")
    await library.update()
    assert library.time is not None
    assert abs(library.time - datetime(2032, 1, 2, 3, 4, 5, tzinfo=UTC)) < timedelta(seconds=5)
    assert (library.timezone, library.sntp_enabled) == ("UTC|UTC0", False)


@on_station()
async def test_the_clock_is_left_to_the_time_server_again(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_time(sntp=False)
    await library.set_time(timezone_str="Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3", sntp=True)
    settings = stage.status.settings
    assert (settings.sntp_enabled, settings.time_zone) == (True, "Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3")
    await library.sync_time()
    assert stage.status.settings.sntp_enabled


@on_station()
async def test_a_time_that_cannot_be_is_refused(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(CommandFailedError, match="Could not parse time"):
        await library.set_time("tomorrow", sntp=False)
    assert stage.status.settings.sntp_enabled


# -- schedule ----------------------------------------------------------------------------------------------------


@on_station()
async def test_a_schedule_is_made_changed_read_and_deleted(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_schedule() == []
    await library.set_schedule(
        [
            {"state": "active", "time": "22:15", "days": ["monday", "friday"]},
            {"state": "disabled", "time": "07:00", "days": ["tuesday"]},
        ]
    )
    await library.set_schedule({"state": "active", "time": "23:45:30", "days": ["sunday"]}, event_id=2)
    kept = {event.id: event for event in stage.status.schedule}
    assert kept[2].state is ChargeState.ACTIVE
    assert await library.get_schedule(1) == {
        "id": 1,
        "state": "active",
        "time": "22:15:00",
        "days": ["monday", "friday"],
    }
    whole = await library.get_schedule()
    assert isinstance(whole, list)
    assert [event["id"] for event in whole] == [1, 2]
    await library.delete_schedule(1)
    assert [event.id for event in stage.status.schedule] == [2]


@on_station()
async def test_an_event_that_is_not_there_is_an_error(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(CommandFailedError, match="Not found"):
        await library.get_schedule(5)
    with pytest.raises(CommandFailedError, match="Not found"):
        await library.delete_schedule(5)
    with pytest.raises(CommandFailedError, match="Could not parse JSON"):
        await library.set_schedule({"state": "active"})


@on_station()
async def test_the_plan_says_what_is_next(stage: Stage) -> None:
    library = await stage.home_assistant()
    empty = await library.get_schedule_plan()
    assert (empty["current_event"], empty["next_event"], empty["next_event_delay"]) == (False, False, False)
    stage.change(scheduler_start_window=0)
    days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    await library.set_schedule({"state": "active", "time": "12:00", "days": days})
    plan = await library.get_schedule_plan()
    assert plan["next_event"]["time"] == "12:00:00"
    assert 0 < plan["next_event_delay"] <= 86_400
    assert plan.keys() >= set(days)


# -- certificates ------------------------------------------------------------------------------------------------


@on_station()
async def test_certificates_are_added_told_without_their_keys_and_deleted(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_certificates() == []
    key = new_key()
    pem = certificate(key)
    added = await library.add_certificate("web", pem, pem_of(key))
    assert added == {"id": "1f3a", "msg": "done"}
    root = await library.add_certificate("ours", certificate(new_key(), serial=0xABC))
    assert root["id"] == "abc"
    listed = await library.get_certificates()
    assert isinstance(listed, list)
    assert {item["id"]: item["type"] for item in listed} == {"1f3a": "client", "abc": "root"}
    one = await library.get_certificates("1f3a")
    assert isinstance(one, dict)
    assert (one["name"], one["key"]) == ("web", "__REDACTED__")
    assert "BEGIN CERTIFICATE" in await library.get_root_ca()
    await library.delete_certificate("1f3a")
    with pytest.raises(CommandFailedError, match="Not found"):
        await library.delete_certificate("1f3a")


@on_station()
async def test_what_is_no_certificate_is_refused(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.raises(CommandFailedError, match="Could not add certificate"):
        await library.add_certificate("web", "nonsense")


# -- RFID --------------------------------------------------------------------------------------------------------


@on_station()
async def test_tags_get_names_and_lose_them(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.get_rfid_users() == {}
    await library.set_rfid_user(" 04a2b3c4 ", "Ada's card")
    await library.set_rfid_user("05", "Bo")
    users = await library.get_rfid_users()
    assert users == rfid_names(stage.status.settings)
    assert list(users.values()) == ["Ada's card", "Bo"]
    await library.delete_rfid_user("04a2b3c4")
    assert list((await library.get_rfid_users()).values()) == ["Bo"]


@on_station()
async def test_the_next_badge_is_waited_for(stage: Stage) -> None:
    stage.change(rfid_enabled=True)
    library = await stage.home_assistant()
    told: list[Event] = []
    stage.host.subscribe(told.append)
    # The library takes these words, which are the gateway's own, for a failure. The station waits all the same.
    with pytest.raises(CommandFailedError, match="Waiting for badge"):
        await library.add_rfid_tag()
    assert [event.data for event in told if event.topic is Topic.RFID] == [{"waiting_s": 60}]
