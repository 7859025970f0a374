"""What Home Assistant's library looks into, restarts and updates, and what it does not try with this controller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from contract_station import Stage, on_station
from openevsehttp import (
    CommandFailedError,
    FirmwareResolutionError,
    MissingMethod,
    OpenEVSE,
    UnsupportedFeature,
)

from pilotwire.plant import Fault

# -- who it is, and raw requests ---------------------------------------------------------------------------------


@on_station()
async def test_home_assistant_recognises_the_station_by_its_serial_number(stage: Stage) -> None:
    library = OpenEVSE(stage.place, session=stage.session)
    assert await library.test_and_get() == {"serial": stage.host.identity.long_id.upper(), "model": "pilotwire"}


@on_station()
async def test_the_versions_allow_what_they_should(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert library.version_check("5.1.0")
    assert not library.version_check("6.0.0")
    assert library.version_check("4.0.0", "6.0.0")
    assert library.controller_version_check("8.2.3")
    assert not library.controller_version_check("9.3.0")
    assert library.is_coroutine_function(library.update)


@on_station()
async def test_rapi_commands_are_answered_with_the_controllers_line(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.send_command("$GV") == ("$GV", "$OK 8.2.3.EU 5.2.1^11")
    assert await library.send_command("$XX") == ("$XX", "$NK^21")
    with pytest.raises(CommandFailedError, match="RAPI_RESPONSE_INVALID_RESPONSE"):
        await library.send_command("no command")


@on_station()
async def test_other_requests_are_made_as_they_are(stage: Stage) -> None:
    library = await stage.home_assistant()
    assert await library.process_request(f"{library.url}emoncms/describe", "get") == "openevse"
    with pytest.raises(CommandFailedError, match="not available on this firmware"):
        await library.process_request(f"{library.url}relay/recovery", "post")
    with pytest.raises(MissingMethod):
        await library.process_request(library.url, "guess")


@on_station()
async def test_something_is_done_over_and_over_while_the_websocket_is_open(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.ws_start()
    async with asyncio.timeout(20):
        while library.ws_state != "connected":  # noqa: ASYNC110 - the library tells nobody
            await asyncio.sleep(0.005)
    done = asyncio.Event()
    async with asyncio.timeout(20):
        repeating = asyncio.create_task(library.repeat(0.01, done.set))
        await done.wait()
        await library.ws_disconnect()
        await repeating


# -- logs, advisories, registers ---------------------------------------------------------------------------------


@on_station()
async def test_the_log_is_read_by_its_blocks(stage: Stage) -> None:
    library = await stage.home_assistant()
    await stage.plug_in()
    await library.set_charge_mode("fast")  # answered when everything so far is kept
    blocks = await library.get_logs()
    assert isinstance(blocks, dict)
    entries = await library.get_logs(blocks["max"])
    assert isinstance(entries, list)
    assert entries[-1].keys() >= {"time", "type", "managerState", "evseState", "pilot", "energy", "temperature"}
    with pytest.raises(CommandFailedError, match="Block out of range"):
        await library.get_logs(9_999)


@on_station()
async def test_a_check_that_is_switched_off_is_advised_of_until_it_is_acknowledged(stage: Stage) -> None:
    library = await stage.home_assistant()
    none = {"count": 0, "max_severity": "info", "notifications": []}
    assert await library.get_notifications() == none
    await library.process_request(f"{library.url}config", "post", data={"ground_check": False})
    await stage.until(lambda status: bool(status.advisories))
    told = await library.get_notifications()
    assert (told["count"], told["max_severity"]) == (1, "critical")
    (one,) = told["notifications"]
    assert isinstance(one.pop("first_seen"), int)
    assert isinstance(one.pop("last_seen"), int)
    assert one == {
        "id": "safety.ground_check",
        "category": "safety",
        "severity": "critical",
        "sticky": True,
        "acked": False,
    }
    await library.acknowledge_notification("safety.ground_check")
    await library.update()
    assert (library.notifications_count, library.notifications_severity) == (0, "info")
    assert (await library.get_notifications())["notifications"][0]["acked"] is True
    await library.process_request(f"{library.url}config", "post", data={"ground_check": True})
    await stage.until(lambda status: not status.advisories)
    with pytest.raises(CommandFailedError, match="no such active notification"):
        await library.acknowledge_notification("safety.ground_check")


@on_station()
async def test_a_fault_is_read_as_one_and_remembered_as_one(stage: Stage) -> None:
    library = await stage.home_assistant()
    await stage.plug_in()
    stage.world.toggle_fault(Fault.EARTH_LOST)
    await stage.until(lambda status: status.evse.state.is_fault)
    await library.update()
    assert (library.state, library.state_raw) == ("no ground", 7)
    await stage.until(lambda status: status.evse.faults.no_ground > 0)
    told = {item["id"] for item in (await library.get_notifications())["notifications"]}
    assert told >= {"fault.present", "fault.no_ground"}


@on_station()
async def test_registers_are_reset_as_far_as_is_asked_for(stage: Stage) -> None:
    library = await stage.home_assistant()
    await stage.plug_in()
    await stage.until(lambda status: status.registers.session_wh > 1)
    await stage.unplug()
    total_kwh = stage.status.registers.total_kwh
    await library.reset_energy_meter()
    registers = stage.status.registers
    assert (registers.day_kwh, registers.total_kwh) == (0, total_kwh)
    await library.reset_energy_meter(hard=True)
    assert (stage.status.registers.total_kwh, stage.status.registers.switches) == (0, 0)
    await library.reset_energy_meter(hard=True, import_from_evse=True)
    assert stage.status.registers.total_kwh == stage.status.evse.total_wh / 1000


# -- restarts ----------------------------------------------------------------------------------------------------


@on_station()
async def test_the_gateway_starts_anew_and_is_found_where_it_was(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.set_override(state="active", charge_current=9)
    old = stage.gateway.host
    await library.restart_wifi()
    await stage.until(lambda status: stage.gateway.host is not old and status.evse.connected)
    await library.update()
    assert library.uptime is not None
    assert library.uptime < 60
    assert await library.get_override() == {"state": "active", "charge_current": 9, "auto_release": True}


@on_station()
async def test_the_controller_starts_anew(stage: Stage) -> None:
    library = await stage.home_assistant()
    await library.restart_evse()
    await stage.until(lambda status: not status.evse.connected)
    await stage.until(lambda status: status.evse.connected)
    assert stage.status.evse.link.losses == 0


# -- what this controller has not --------------------------------------------------------------------------------


@on_station()
async def test_relay_recovery_relay_health_and_cable_sensors_are_not_tried_with_this_controller(stage: Stage) -> None:
    library = await stage.home_assistant()
    before = stage.status.evse.link.commands_sent
    for call in (library.run_stuck_relay_recovery, library.reset_relay_health):
        with pytest.raises(UnsupportedFeature, match=r"controller firmware 9\.3\.0"):
            await call()
    with pytest.raises(UnsupportedFeature, match=r"controller firmware 9\.4\.0"):
        await library.get_cable_temp()
    with pytest.raises(UnsupportedFeature, match=r"controller firmware 9\.4\.0"):
        await library.set_cable_temp(0, 1)
    with pytest.raises(UnsupportedFeature, match=r"controller firmware 9\.4\.0"):
        await library.set_cable_temp_enabled()
    assert stage.status.evse.link.commands_sent - before < 20


# -- firmware ----------------------------------------------------------------------------------------------------

RELEASE = {
    "tag_name": "v5.1.6",
    "body": "Notes.",
    "html_url": "https://example.org/release",
    "assets": [{"name": "openevse_wifi_v1.bin", "browser_download_url": "https://example.org/openevse_wifi_v1.bin"}],
}


def rerouted(session: aiohttp.ClientSession, releases: str) -> aiohttp.ClientSession:
    """A session for which the release server is somewhere on this machine."""

    class Rerouted:
        def get(self, url: str, **given: Any) -> Any:  # noqa: ANN401 - aiohttp's
            return session.get(url.replace("https://api.github.com", releases), **given)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - aiohttp's
            return getattr(session, name)

    return cast(aiohttp.ClientSession, Rerouted())


@asynccontextmanager
async def release_server(asked: list[web.Request]) -> AsyncIterator[str]:
    """Serve one release to whoever asks, on a free port."""

    async def latest(request: web.Request) -> web.Response:
        asked.append(request)
        return web.json_response(RELEASE)

    app = web.Application()
    app.router.add_get("/repos/OpenEVSE/{repository}/releases/latest", latest)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@on_station()
async def test_no_firmware_for_openevse_hardware_is_ever_offered_for_this_station(stage: Stage) -> None:
    asked: list[web.Request] = []
    async with release_server(asked) as releases:
        library = OpenEVSE(stage.place, session=rerouted(stage.session, releases))
        await library.update()
        assert await library.firmware_check() == {
            "latest_version": "v5.1.6",
            "release_notes": "Notes.",
            "release_url": "https://example.org/release",
            "browser_download_url": None,
        }
        with pytest.raises(FirmwareResolutionError):
            await library.update_firmware()
    assert [request.match_info["repository"] for request in asked] == ["ESP32_WiFi_V4.x"] * 2


@on_station()
async def test_without_the_internet_there_is_no_news_of_firmware(stage: Stage) -> None:
    async with release_server([]) as releases:
        gone = releases
    library = OpenEVSE(stage.place, session=rerouted(stage.session, gone))
    await library.update()
    assert await library.firmware_check() is None


@on_station()
async def test_an_image_is_refused_and_no_update_begins(stage: Stage) -> None:
    library = await stage.home_assistant()
    for given in ({"firmware_bytes": bytes(200_000)}, {"firmware_url": "https://example.org/x.bin"}):
        answered = await library.update_firmware(**given)
        assert isinstance(answered, dict)
        assert "cannot be installed" in answered["msg"]
        assert library.ota_update is False
    assert not stage.status.update_running
