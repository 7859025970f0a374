"""openevse-gui-nightshift, the web interface of newer gateway firmware: what it does beyond its predecessor.

It logs in by a page of its own and lives by a cookie, and puts ``X-Requested-With`` on everything it sends.
"""

from __future__ import annotations

import csv
import io
import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from browser_page import FORM, Page
from contract_station import Stage, on_station
from websockets.exceptions import InvalidStatus

from pilotwire.rapi.codes import Toggle
from pilotwire.station.advisories import asking
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.writes import SetToggle

PASSWORD = "correct horse"  # noqa: S105 - of a test
MARK = {"X-Requested-With": "OpenEVSE"}
LOAD = [
    *("/status", "/schedule", "/schedule/plan", "/config", "/override", "/claims/target", "/claims"),
    "/certificates",
]

CONFIG_KEYS = set(
    """
    boot_lock can_expand_16mb chip_id espflash heartbeat_current heartbeat_interval limit_default_type
    limit_default_value mqtt_home_battery_power mqtt_home_battery_soc mqtt_vehicle_charge_limit over_temp_shutdown
    overcurrent_monitor temp_throttle_enabled temp_throttle_setpoint temp_unit voltage
    """.split()  # noqa: SIM905 - as in the other page's tests
)
"""What it reads of the configuration and its predecessor did not, but for switches that only newer controllers have."""


class Nightshift(Page):
    """The page."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, MARK)
        self.at_login = False
        """It has sent its user to the page where one logs in."""

    async def call(self, method: str, path: str, body: object = None, kind: str = "json") -> Any:  # noqa: ANN401 - JSON
        content_type = "application/json" if kind == "json" else FORM
        sent = body if body is None or isinstance(body, str) else json.dumps(body)
        answered = await self.fetch(method, path, sent, {"Content-Type": content_type, **MARK})
        if answered.status == 401:
            self.at_login = True
            return "error"
        if kind != "json":
            return answered.text
        try:
            return answered.json
        except ValueError:
            return "error"

    async def log_in(self, password: str, *, remember: bool = False) -> int:
        """Send what was typed; returns the code of the answer."""
        typed = {"user": "ada", "pass": password, "remember": remember, "now": int(time.time())}
        answered = await self.fetch("POST", "/login", json.dumps(typed), {"Content-Type": "application/json", **MARK})
        if answered.status == 200:
            name_and_value, *attributes = answered.headers["set-cookie"].split("; ")
            assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
            self.browser_headers = {"Cookie": name_and_value}
            self.at_login = False
        return answered.status

    async def log_out(self) -> None:
        answered = await self.fetch("POST", "/logout", None, {"Content-Length": "0", **MARK})
        assert answered.status == 200
        assert "Max-Age=0" in answered.headers["set-cookie"] or "1970" in answered.headers["set-cookie"]
        self.browser_headers = {}


async def loaded(page: Nightshift) -> dict[str, Any]:
    return {path: await page.download(path) for path in LOAD}


# -- loading and logging in --------------------------------------------------------------------------------------


@on_station()
async def test_it_loads_step_by_step(stage: Stage) -> None:
    page = Nightshift(stage)
    read = await loaded(page)
    assert page.client.asked == [f"GET {path}" for path in LOAD]
    assert read["/claims"] == []
    assert read["/config"].keys() >= CONFIG_KEYS
    assert read["/status"]["notifications"] == {"count": 0, "severity": "info"}, "which is how it knows there are any"


@on_station()
async def test_without_a_log_in_it_sends_its_user_to_log_in(stage: Stage) -> None:
    stage.change(www_username="ada", www_password=PASSWORD)
    page = Nightshift(stage)
    answered = await page.fetch("GET", "/status", headers={"Content-Type": "application/json", **MARK})
    assert (answered.status, answered.json) == (401, {"msg": "auth"})
    assert "www-authenticate" not in answered.headers, "or the browser asks in its own way"
    assert await page.call("GET", "/status") == "error"
    assert page.at_login
    assert await page.log_in("wrong") == 401
    assert await page.log_in(PASSWORD) == 200
    assert not page.at_login
    await loaded(page)


@on_station()
async def test_a_log_in_serves_for_changes_and_for_the_websocket_until_it_ends(stage: Stage) -> None:
    stage.change(www_username="ada", www_password=PASSWORD)
    page = Nightshift(stage)
    with pytest.raises(InvalidStatus):
        await page.listen()
    await page.log_in(PASSWORD, remember=True)
    await page.listen()
    assert await page.call("POST", "/override", {"state": "disabled"}) == {"msg": "Created"}
    await page.frames_until("override_version")
    await page.close()
    await page.log_out()
    assert await page.call("GET", "/status") == "error"
    assert page.at_login


@on_station()
async def test_a_change_that_only_brings_the_cookie_is_refused(stage: Stage) -> None:
    stage.change(www_username="ada", www_password=PASSWORD)
    page = Nightshift(stage)
    await page.log_in(PASSWORD)
    answered = await page.fetch("POST", "/override", "{}", {"Content-Type": "application/json"})
    assert (answered.status, answered.json) == (403, {"msg": "csrf"})


@on_station()
async def test_a_probe_tells_that_the_station_is_there(stage: Stage) -> None:
    answered = await Nightshift(stage).fetch("GET", "/status", headers=MARK)
    assert answered.status == 200


# -- claims, limit, rules ----------------------------------------------------------------------------------------


@on_station()
async def test_the_claims_are_read_together_with_what_they_lead_to(stage: Stage) -> None:
    page = Nightshift(stage)
    await page.call("POST", "/divertmode", "divertmode=2", "text")
    listed = {claim["client"]: claim for claim in await page.download("/claims")}
    assert listed[Client.DIVERT]["priority"] == 10
    assert (await page.download("/claims/target"))["claims"]["state"] == Client.DIVERT


@on_station()
async def test_to_remove_a_limit_that_is_not_there_is_a_success(stage: Stage) -> None:
    page = Nightshift(stage)
    assert await page.call("DELETE", "/limit") == {"msg": "no limit"}
    assert (await page.call("POST", "/limit", {"type": "soc", "value": 80, "auto_release": True}))["msg"] == "done"
    assert stage.status.limit == Limit(LimitType.SOC, 80)
    assert await page.call("DELETE", "/limit") == {"msg": "done"}


@on_station()
async def test_a_rule_for_a_current_and_a_limit_is_a_timer_that_keeps_them(stage: Stage) -> None:
    page = Nightshift(stage)
    rule = {"id": 1, "state": "active", "time": "10:00:00", "days": ["monday"], "feature": "current"}
    rule |= {"feature_value": 12, "limit": "energy", "limit_value": 5000}
    assert await page.call("POST", "/schedule", rule) == {"msg": "done"}
    (kept,) = await page.download("/schedule")
    assert kept.items() >= rule.items()
    assert await page.call("DELETE", "/schedule/1") == {"msg": "done"}


@on_station()
async def test_boost_and_its_end_are_overrides(stage: Stage) -> None:
    page = Nightshift(stage)
    await page.call("POST", "/override", {"state": "active", "charge_current": 32, "auto_release": True})
    claim = stage.status.override
    assert claim is not None
    assert claim.wish == Wish(ChargeState.ACTIVE, 32, auto_release=True)
    assert await page.call("DELETE", "/override") == {"msg": "Deleted"}


# -- advisories --------------------------------------------------------------------------------------------------


@on_station()
async def test_advisories_are_counted_listed_and_acknowledged(stage: Stage) -> None:
    page = Nightshift(stage)
    await page.listen()
    off = SetToggle(Toggle.VENT_CHECK, enabled=False)
    stage.host.run(lambda station, moment: station.write(off, moment))
    told = await page.frames_until("notifications")
    assert told["notifications"] == {"count": 1, "severity": "warning"}
    listed = await page.download("/notifications")
    assert [item["id"] for item in listed["notifications"]] == ["safety.vent_check"]
    assert await page.call("POST", "/notifications/ack", "id=safety.vent_check", "text") == "acknowledged"
    assert (await page.frames_until("notifications"))["notifications"] == {"count": 0, "severity": "info"}
    assert asking(stage.status.advisories) == []
    assert await page.call("POST", "/notifications/ack", "id=a%26b%3Dc", "text") == "no such active notification"
    await page.close()


# -- RFID, history, energy ---------------------------------------------------------------------------------------


@on_station()
async def test_tags_have_names(stage: Stage) -> None:
    page = Nightshift(stage)
    assert (await page.call("POST", "/config", {"rfid_storage": "04a2,05b3"}))["msg"] == "done"
    assert await page.call("POST", "/rfid/users", {"rfid": "04a2", "name": "Ada & Bo"}) == {"msg": "User name saved"}
    ((tag, name),) = (await page.download("/rfid/users")).items()
    assert (tag, name) == ((await page.download("/config"))["rfid_storage"].split(",")[0], "Ada & Bo")
    assert await page.call("DELETE", f"/rfid/users?rfid={quote(tag)}") == {"msg": "User name removed"}
    assert await page.download("/rfid/users") == {}


@on_station()
async def test_the_history_can_be_saved_as_a_table(stage: Stage) -> None:
    page = Nightshift(stage)
    await stage.plug_in()
    bounds = await page.download("/logs")
    assert isinstance(bounds["min"], int)
    saved = await page.fetch("GET", "/logs/export")
    assert saved.headers["content-type"] == "text/csv"
    heading, *lines = csv.reader(io.StringIO(saved.text, newline=""))
    assert heading[0] == "Time"
    assert len(lines) == sum([len(await page.download(f"/logs/{n}")) for n in range(bounds["min"], bounds["max"] + 1)])


@on_station()
async def test_energy_is_read_as_lists(stage: Stage) -> None:
    page = Nightshift(stage)
    for path, field in (
        ("/energy/raw", "samples"),
        ("/energy/raw?before=1700000000", "samples"),
        ("/energy/daily", "daily"),
        ("/energy/monthly", "monthly"),
        ("/energy/annual", "annual"),
    ):
        assert isinstance((await page.download(path))[field], list)


# -- services, clock, controller ---------------------------------------------------------------------------------


@on_station()
async def test_mqtt_is_looked_at_and_connected_anew(stage: Stage) -> None:
    page = Nightshift(stage)
    read = await page.download("/mqtt")
    assert read["mqtt_connected"] == 0
    assert read["mqtt_error"] == ""
    assert await page.call("POST", "/mqtt", "{}") == {"msg": "done"}


@on_station()
async def test_the_time_server_is_asked_now(stage: Stage) -> None:
    page = Nightshift(stage)
    assert await page.call("POST", "/time", {"sync_now": True}) == {"msg": "done"}
    read = await page.download("/time")
    assert read["ntp_status"] in ("connecting", "synchronized")
    assert stage.status.settings.sntp_enabled
    by_hand = {"sntp_enabled": False, "time": "2030-05-06T07:08:09.123Z", "time_zone": "UTC|UTC0"}
    assert await page.call("POST", "/time", by_hand) == {"msg": "done"}


@on_station()
async def test_the_terminal_asks_the_controller(stage: Stage) -> None:
    page = Nightshift(stage)
    assert (await page.call("GET", "/r?json=1&rapi=$GV"))["ret"].startswith("$OK 8.2.3.EU")
    # This controller cannot forget its trips; the page asks and takes any answer without an error for done.
    assert "error" not in await page.call("GET", "/r?json=1&rapi=$FC")


@on_station()
async def test_a_saved_configuration_is_restored_whole(stage: Stage) -> None:
    page = Nightshift(stage)
    names = '{"#0123456789abcdef":"Ada"}'
    stage.change(mqtt_pass=PASSWORD, rfid_users=names, over_temp_shutdown=70)
    stripped = {"ssid", "www_username", "firmware", "version", "espinfo", "espflash", "buildenv", "wifi_serial"}
    stripped |= {"mqtt_supported_protocols", "http_supported_protocols", "protocol", "evse_serial"}
    saved = {
        key: value
        for key, value in (await page.download("/config")).items()
        if key not in stripped and value != "_DUMMY_PASSWORD"
    }
    stage.change(over_temp_shutdown=60)
    assert (await page.call("POST", "/config", saved))["msg"] == "done"
    settings = stage.status.settings
    assert (settings.over_temp_shutdown, settings.mqtt_pass, settings.rfid_users) == (70, PASSWORD, names)


@on_station()
async def test_a_factory_reset_is_taken_from_it(stage: Stage) -> None:
    page = Nightshift(stage)
    stage.change(divert_enabled=True)
    old = stage.gateway.host
    assert await page.call("GET", "/reset") == 1
    await stage.until(lambda status: stage.gateway.host is not old and status.evse.connected)
    assert not stage.status.settings.divert_enabled


@on_station()
async def test_updates_are_refused_with_the_reason(stage: Stage) -> None:
    page = Nightshift(stage)
    refused = await page.call("POST", "/update", {"url": "https://example.org/openevse_wifi_v1.bin"})
    assert "Pilotwire" in refused["msg"]
    image = '--x\r\nContent-Disposition: form-data; name="update"; filename="a.bin"\r\n\r\nxxxx\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x", **MARK}
    assert not 200 <= (await page.fetch("POST", "/update", image, kind)).status < 300
    await page.call("POST", "/migrate/expand16mb", {})
    assert await page.call("POST", "/restart", {"device": "evse"}) == {"msg": "restart evse"}
