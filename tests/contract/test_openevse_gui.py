"""openevse-gui-v2, the web interface of gateway firmware 4 and 5: what it sends and what it takes for success."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import time
from typing import Any

import pytest
from browser_page import COUNTERS, FORM, Page
from contract_station import Stage, on_station
from websockets.exceptions import InvalidStatus

from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.events import Event, Topic
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.schedule_values import ScheduleDraft, Weekday
from pilotwire.station.status import DivertMode

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
PASSWORD = "correct horse"  # noqa: S105 - of a test

LOAD = ["/status", "/schedule", "/schedule/plan", "/config", "/override", "/claims/target", "/certificates"]

STATUS_KEYS = set(
    """
    amp charge_rate claims_version config_version divert_active divert_update divertmode emoncms_connected
    eth_connected evse_connected gfcicount grid_ie ipaddress limit local_time macaddress max_current mode
    mqtt_connected net_connected nogndcount ocpp_connected ohm_hour override_version packets_sent packets_success
    pilot power schedule_plan_version schedule_version service_level session_elapsed session_energy shaper
    shaper_cur shaper_live_pwr shaper_updated smoothed_available_current solar srssi state status stuckcount temp
    temp1 temp2 temp3 tesla_vehicle_id tesla_vehicle_name time total_day total_energy total_month total_switches
    total_week total_year vehicle vehicle_state_update voltage wifi_client_connected
    """.split()  # noqa: SIM905 - one a line would fill three screens
)
"""What the pages read of the status, but for what is absent without its cause (a car's data, RFID, an update)."""

CONFIG_KEYS = set(
    """
    ap_pass ap_ssid buildenv charge_mode current_shaper_data_maxinterval current_shaper_enabled
    current_shaper_max_pwr current_shaper_min_pause_time current_shaper_smoothing_time default_state diode_check
    divert_PV_ratio divert_attack_smoothing_time divert_decay_smoothing_time divert_enabled divert_min_charge_time
    divert_type emoncms_apikey emoncms_enabled emoncms_node emoncms_server espinfo firmware gfci_check ground_check
    hostname is_threephase lang max_current_hard max_current_soft min_current_hard mqtt_announce_topic
    mqtt_certificate_id mqtt_enabled mqtt_grid_ie mqtt_live_pwr mqtt_pass mqtt_port mqtt_protocol
    mqtt_reject_unauthorized mqtt_retained mqtt_server mqtt_solar mqtt_supported_protocols mqtt_topic mqtt_user
    mqtt_vehicle_eta mqtt_vehicle_range mqtt_vehicle_range_miles mqtt_vehicle_soc mqtt_vrms ocpp_auth_auto
    ocpp_auth_offline ocpp_authkey ocpp_chargeBoxId ocpp_enabled ocpp_energize_plug ocpp_idtag ocpp_server
    ocpp_suspend_evse offset ohm ohm_enabled pause_uses_disabled relay_check rfid_enabled rfid_storage scale
    scheduler_start_window service sntp_enabled sntp_hostname ssid temp_check tesla_access_token tesla_created_at
    tesla_enabled tesla_expires_in tesla_refresh_token tesla_vehicle_id time_zone vehicle_data_src vent_check
    version wizard_passed www_password www_username
    """.split()  # noqa: SIM905 - one a line would fill three screens
)
"""What the pages read of the configuration; ``led_brightness`` only where there are LEDs."""


async def loaded(page: Page) -> dict[str, Any]:
    """Load as the page does, step by step; returns what was read by path."""
    read = {path: await page.download(path) for path in LOAD}
    page.status = read["/status"]
    return read


@asynccontextmanager
async def opened(stage: Stage) -> AsyncIterator[Page]:
    """A page that has loaded and listens."""
    page = Page(stage)
    await loaded(page)
    await page.listen()
    try:
        yield page
    finally:
        await page.close()


def override_of(stage: Stage) -> Wish | None:
    claim = stage.status.override
    return None if claim is None else claim.wish


# -- loading -----------------------------------------------------------------------------------------------------


@on_station()
async def test_it_loads_step_by_step_on_one_connection(stage: Stage) -> None:
    page = Page(stage)
    read = await loaded(page)
    assert page.client.asked == [f"GET {path}" for path in LOAD]
    assert read["/status"]["evse_connected"] == 1, "or the page shows nothing"
    assert read["/schedule"] == read["/certificates"] == []
    assert read["/override"] == {}
    assert read["/claims/target"] == {"properties": {"state": "active", "auto_release": False}, "claims": {}}
    assert read["/config"]["wizard_passed"] is False, "so it leads through the first steps"
    assert read["/schedule/plan"]["next_event"] is False


@on_station()
async def test_everything_it_shows_is_there(stage: Stage) -> None:
    read = await loaded(Page(stage))
    assert STATUS_KEYS - read["/status"].keys() == set()
    assert CONFIG_KEYS - read["/config"].keys() == set()


@on_station()
async def test_what_is_known_of_a_car_is_shown_once_it_is_known(stage: Stage) -> None:
    stage.change(vehicle_data_src=3)
    page = Page(stage)
    keys = {"battery_level", "battery_range", "time_to_full_charge"}
    assert keys.isdisjoint((await loaded(page))["/status"])
    pushed = {"battery_level": 40, "battery_range": 200, "time_to_full_charge": 60}
    stage.host.run(lambda station, moment: station.push(pushed, moment))
    assert (await loaded(page))["/status"].keys() >= keys


# -- frames and what is read again -------------------------------------------------------------------------------

CAUSES: dict[str, Callable[[Stage], object]] = {
    "config_version": lambda stage: stage.change(divert_enabled=True),
    "schedule_version": lambda stage: stage.host.run(
        lambda station, moment: station.put_schedule([ScheduleDraft(ACTIVE, time(1), (Weekday.SUNDAY,))], moment)
    ),
    "schedule_plan_version": lambda stage: stage.host.run(
        lambda station, moment: station.put_schedule([ScheduleDraft(ACTIVE, time(2), (Weekday.SUNDAY,))], moment)
    ),
    "claims_version": lambda stage: stage.host.run(lambda station, moment: station.claim(20, Wish(ACTIVE, 9), moment)),
    "override_version": lambda stage: stage.host.run(lambda station, moment: station.override(Wish(DISABLED), moment)),
    "limit_version": lambda stage: stage.host.run(
        lambda station, moment: station.set_limit(Limit(LimitType.ENERGY, 5000), moment)
    ),
}
assert CAUSES.keys() == COUNTERS.keys()


@on_station()
async def test_what_others_change_is_counted_and_can_be_read_again_at_once(stage: Stage) -> None:
    async with opened(stage) as page:
        for counter, cause in CAUSES.items():
            before, known = page.status[counter], await page.download(COUNTERS[counter])
            cause(stage)
            told = await page.frames_until(counter)
            assert told[counter] != before
            assert await page.download(COUNTERS[counter]) != known
        assert told["limit"] is True


@on_station()
async def test_frames_of_a_charge_carry_no_counter(stage: Stage) -> None:
    async with opened(stage) as page:
        stage.world.toggle_plug()
        told = await page.frames_until("state", "amp", "total_energy", "total_switches")
        while told["state"] != 3 or not told["amp"]:
            told |= await page.frame()
        assert COUNTERS.keys().isdisjoint(told)
        assert (told["vehicle"], page.status["state"]) == (1, 3)


@on_station()
async def test_the_first_frame_repeats_what_was_loaded(stage: Stage) -> None:
    page = Page(stage)
    read = await loaded(page)
    page.status = {}
    await page.listen()
    assert page.status.keys() == read["/status"].keys()
    await page.close()


@on_station()
async def test_pings_are_answered_to_whoever_sent_them_and_nonsense_is_not(stage: Stage) -> None:
    async with opened(stage) as page, opened(stage) as other:
        assert page.socket is not None
        for _ in range(4):
            await page.socket.send('{"ping": 1}')
            told = await page.frame()
            while "pong" not in told:
                told = await page.frame()
            assert told == {"pong": 1}
        for nonsense in ('{"ping": "1"}', "ping", '{"other": 1}'):
            await page.socket.send(nonsense)
        stage.change(lang="en")
        assert "pong" not in await page.frames_until("config_version")
        assert "pong" not in await other.frames_until("config_version")


# -- the main page -----------------------------------------------------------------------------------------------


@on_station()
async def test_auto_on_and_off(stage: Stage) -> None:
    page = Page(stage)
    limit_a = (await loaded(page))["/config"]["max_current_soft"]
    for word, state in (("active", ACTIVE), ("disabled", DISABLED)):
        assert await page.call("POST", "/override", {"state": word, "charge_current": limit_a}) == {"msg": "Created"}
        assert override_of(stage) == Wish(state, limit_a, auto_release=True)
        target = await page.download("/claims/target")
        assert (target["claims"]["state"], target["properties"]["state"]) == (Client.MANUAL, word)
    assert await page.call("DELETE", "/override") == {"msg": "Deleted"}
    assert (await page.download("/claims/target"))["claims"] == {}
    assert "msg" in await page.call("DELETE", "/override"), "whatever is answered, the page goes on"


@on_station()
async def test_the_slider_sends_the_whole_override_back(stage: Stage) -> None:
    page = Page(stage)
    await page.call("POST", "/override", {"state": "active", "charge_current": 20})
    held = await page.download("/override")
    await page.call("POST", "/override", {**held, "charge_current": 13, "auto_release": False})
    assert override_of(stage) == Wish(ACTIVE, 13, auto_release=False)
    assert (await page.download("/claims/target"))["properties"]["charge_current"] == 13
    del held["charge_current"]
    await page.call("POST", "/override", held)
    assert override_of(stage) == Wish(ACTIVE, auto_release=True)
    assert await page.call("PATCH", "/override") == {"msg": "Updated"}


@on_station()
async def test_a_property_is_taken_out_of_somebody_elses_claim(stage: Stage) -> None:
    stage.host.run(lambda station, moment: station.claim(20, Wish(ACTIVE, 11, 16), moment))
    page = Page(stage)
    client = (await page.download("/claims/target"))["claims"]["charge_current"]
    claim = next(item for item in await page.download("/claims") if item["client"] == client)
    del claim["charge_current"]
    assert await page.call("POST", f"/claims/{client}", claim) == {"msg": "done"}
    held = stage.status.claim(20)
    assert held is not None
    assert held.wish == Wish(ACTIVE, max_current_a=16)
    assert await page.call("DELETE", f"/claims/{client}") == {"msg": "done"}


@on_station()
async def test_divert_and_shaper_are_switched_by_forms(stage: Stage) -> None:
    page = Page(stage)
    assert await page.call("POST", "/divertmode", "divertmode=2", "text") == "Divert Mode changed"
    assert stage.status.divert.mode is DivertMode.ECO
    assert await page.call("POST", "/shaper", "shaper=1", "text") == "Current Shaper state changed"
    assert stage.status.shaper.running


@on_station()
async def test_a_limit_is_set_for_this_charge_or_for_all(stage: Stage) -> None:
    page = Page(stage)
    assert await page.call("GET", "/limit") == {}
    asked = {"type": "time", "value": 30, "auto_release": True}
    assert (await page.call("POST", "/limit", asked))["msg"] == "done"
    assert await page.call("GET", "/limit") == asked
    assert (await page.call("DELETE", "/limit"))["msg"] == "done"
    for change in ({"limit_default_type": "energy", "limit_default_value": 9000}, {"limit_default_type": "none"}):
        assert (await page.call("POST", "/config", change))["msg"] == "done"
        assert (stage.status.limit is not None) is (change["limit_default_type"] == "energy")


# -- timers, history, clock --------------------------------------------------------------------------------------


@on_station()
async def test_timers_are_numbered_by_the_page_after_the_last_one(stage: Stage) -> None:
    page = Page(stage)
    for number in (1, 2, 3):
        listed = await page.download("/schedule")
        taken = listed[-1]["id"] + 1 if listed else 1
        assert taken == number
        timer = {"id": taken, "state": "active", "time": f"0{number}:30", "days": ["monday", "sunday"]}
        assert await page.call("POST", "/schedule", timer) == {"msg": "done"}
    assert await page.call("DELETE", "/schedule/2") == {"msg": "done"}
    listed = await page.download("/schedule")
    assert [(item["id"], item["time"][:5]) for item in listed] == [(1, "01:30"), (3, "03:30")]
    assert (await page.download("/schedule/plan"))["next_event"]["id"] in (1, 3)


@on_station()
async def test_the_history_is_read_block_by_block(stage: Stage) -> None:
    page = Page(stage)
    fresh = await page.download("/logs")
    assert isinstance(await page.download(f"/logs/{fresh['max']}"), list)
    await stage.plug_in()
    await stage.unplug()
    await stage.host.settled()
    bounds = await page.download("/logs")
    records = [
        record for block in range(bounds["min"], bounds["max"] + 1) for record in await page.download(f"/logs/{block}")
    ]
    assert {record["evseState"] for record in records} >= {1, 3}
    assert all(isinstance(record["temperature"], int | float) and record["time"].endswith("Z") for record in records)


@on_station()
async def test_the_clock_is_set_from_the_browser(stage: Stage) -> None:
    page = Page(stage)
    zone = (await page.download("/config"))["time_zone"]
    by_hand = {"sntp_enabled": False, "time": "2030-05-06T07:08:09.123Z", "time_zone": zone}
    assert await page.call("POST", "/time", by_hand) == {"msg": "done"}
    assert stage.status.moment.utc.year == 2030
    assert await page.call("POST", "/time", {"sntp_enabled": True, "time_zone": zone}) == {"msg": "done"}


# -- configuration -----------------------------------------------------------------------------------------------


@on_station()
async def test_forms_send_what_changed_and_nothing_changes_twice(stage: Stage) -> None:
    page = Page(stage)
    for change in (
        {"diode_check": False},
        {"mqtt_server": "broker.local", "mqtt_port": "1883"},
        {"wizard_passed": True},
    ):
        assert (await page.call("POST", "/config", change))["msg"] == "done"
        again = await page.call("POST", "/config", change)
        assert again["msg"] == "no change"
    assert (await page.download("/config"))["diode_check"] is False


@on_station()
async def test_a_configuration_that_was_saved_to_a_file_is_taken_back(stage: Stage) -> None:
    page = Page(stage)
    stage.change(mqtt_pass=PASSWORD, divert_PV_ratio=1.3, rfid_storage="04a2")
    saved = await page.download("/config")
    left_out = ("ssid", "pass", "www_username")
    kept = {key: value for key, value in saved.items() if value != "_DUMMY_PASSWORD" and key not in left_out}
    assert (await page.call("POST", "/config", kept))["msg"] == "no change"
    stage.change(divert_PV_ratio=1.1)
    assert (await page.call("POST", "/config", kept))["msg"] == "done"
    assert (stage.status.settings.divert_pv_ratio, stage.status.settings.mqtt_pass) == (1.3, PASSWORD)


@on_station()
async def test_a_badge_is_waited_for_and_shown(stage: Stage) -> None:
    stage.change(rfid_enabled=True)
    async with opened(stage) as page:
        assert "badge" in await page.call("GET", "/rfid/add", None, "txt")
        assert (await page.frames_until("rfid_waiting"))["rfid_waiting"] == 60
        read = {"input": "04a2b3c4", "waiting_s": 0}
        stage.host.run(lambda station, moment: station.announce(Topic.RFID, read, moment))
        assert (await page.frames_until("rfid_input"))["rfid_input"] == "04a2b3c4"
        assert (await page.call("POST", "/config", {"rfid_storage": "04a2b3c4"}))["msg"] == "done"


@on_station()
async def test_networks_and_teslas_are_looked_for(stage: Stage) -> None:
    page = Page(stage)
    assert await page.download("/scan") == []
    assert await page.download("/tesla/vehicles") == {"count": 0, "vehicles": []}


@on_station()
async def test_the_developers_console_asks_the_controller(stage: Stage) -> None:
    page = Page(stage)
    assert await page.call("GET", "/r?json=1&rapi=$GV") == {"cmd": "$GV", "ret": "$OK 8.2.3.EU 5.2.1^11"}
    assert "$GV" in await page.call("GET", "/evse", None, "text")
    assert isinstance(await page.call("GET", "/debug", None, "text"), str)


@on_station()
async def test_gateway_and_controller_are_restarted_in_the_pages_own_words(stage: Stage) -> None:
    page = Page(stage)
    assert await page.call("POST", "/restart", {"device": "evse"}) == {"msg": "restart evse"}
    old = stage.gateway.host
    assert await page.call("POST", "/restart", {"device": "gateway"}) == {"msg": "restart gateway"}
    await stage.until(lambda status: stage.gateway.host is not old and status.evse.connected)
    assert (await loaded(page))["/status"]["uptime"] < 60


@on_station()
async def test_a_reset_forgets_everything(stage: Stage) -> None:
    page = Page(stage)
    await page.call("POST", "/config", {"divert_enabled": True})
    old = stage.gateway.host
    assert await page.call("GET", "/reset") == 1
    await stage.until(lambda status: stage.gateway.host is not old and status.evse.connected)
    assert (await loaded(page))["/config"]["divert_enabled"] is False


@on_station()
async def test_an_image_that_is_uploaded_is_refused_and_the_page_told_why(stage: Stage) -> None:
    page = Page(stage)
    boundary = "----WebKitFormBoundaryAbCdEf0123456789"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="update"; filename="openevse.bin"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n{'x' * 300_000}\r\n--{boundary}--\r\n"
    )
    content_type = f"multipart/form-data; boundary={boundary}"
    answered = await page.fetch("POST", "/update", body, {"Content-Type": content_type})
    assert answered.status == 403
    assert "Pilotwire" in answered.json["msg"]


# -- who is let in -----------------------------------------------------------------------------------------------


@on_station()
async def test_the_browser_asks_for_the_password_and_sends_it_with_everything(stage: Stage) -> None:
    stage.change(www_username="ada", www_password=PASSWORD)
    page = Page(stage)
    refused = await page.fetch("GET", "/status", headers={"Content-Type": "application/json"})
    assert refused.status == 401
    assert refused.headers["www-authenticate"] == f'Basic realm="{stage.status.settings.hostname}"'
    with pytest.raises(InvalidStatus):
        await page.listen()
    page.browser_headers = {"Authorization": f"Basic {b64encode(f'ada:{PASSWORD}'.encode()).decode()}"}
    await loaded(page)
    await page.listen()
    await page.close()


@on_station()
async def test_another_sites_page_can_neither_listen_nor_change_anything(stage: Stage) -> None:
    page = Page(stage)
    page.client.headers |= {"Sec-Fetch-Site": "cross-site"}
    page.origin = "http://evil.example"
    told: list[Event] = []
    stage.host.subscribe(told.append)
    answers = [
        await page.fetch("POST", "/override", json.dumps({"state": "disabled"}), {"Content-Type": "text/plain"}),
        await page.fetch("POST", "/divertmode", "divertmode=2", {"Content-Type": FORM}),
        *[
            await page.fetch("GET", path)
            for path in ("/divertmode?divertmode=2", "/shaper?shaper=1", "/r?json=1&rapi=$FD", "/rapi?rapi=$FD")
        ],
        *[await page.fetch("GET", path) for path in ("/reset", "/restart", "/apoff", "/rfid/add", "/settime?tz=x")],
        await page.fetch("POST", "/notifications/ack", "id=x", {"Content-Type": FORM}),
        await page.fetch("POST", "/rfid/users", '{"rfid":"04","name":"x"}', {"Content-Type": "text/plain"}),
    ]
    assert {answer.status for answer in answers} == {403}
    assert not [event for event in told if event.topic in (Topic.CONFIG, Topic.OVERRIDE_CLAIM, Topic.DIVERT_MODE)]
