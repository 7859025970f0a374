"""Home Assistant's library on the WebSocket: what it is told without asking, and how it comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import openevsehttp.websocket
import pytest
from contract_station import PATIENCE_S, Stage, on_station
from openevsehttp import AlreadyListening, AuthenticationError, OpenEVSE

from pilotwire.rapi.codes import Toggle
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.vehicle import VehicleSource
from pilotwire.station.writes import SetToggle

PASSWORD = "correct horse"  # noqa: S105 - of a test

# The library's way to say who it is will go with aiohttp 4.
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated"),
]


async def until(reached: Callable[[], bool]) -> None:
    """Wait for the library to notice."""
    async with asyncio.timeout(PATIENCE_S):
        while not reached():  # noqa: ASYNC110 - it tells nobody of most things
            await asyncio.sleep(0.005)


@asynccontextmanager
async def listening(library: OpenEVSE) -> AsyncIterator[OpenEVSE]:
    """A library with its WebSocket open."""
    await library.ws_start()
    try:
        await until(lambda: library.ws_state == "connected")
        yield library
    finally:
        await library.ws_disconnect()


class Impatient:
    """``asyncio`` as the library's WebSocket sees it: it does not wait before it comes back."""

    async def sleep(self, delay_s: float) -> None:
        await asyncio.sleep(min(delay_s, 0.05))

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)


@on_station()
async def test_the_first_frame_tells_everything(stage: Stage) -> None:
    library = OpenEVSE(stage.place, session=stage.session)
    async with listening(library):
        await until(lambda: library.state == "not connected")
        assert library.usage_total == 0
        assert library.uptime is not None
        assert library.wifi_serial is not None, "a version in a frame has it read the configuration"


@on_station()
async def test_it_is_told_that_the_car_was_plugged_in_and_charges(stage: Stage) -> None:
    told: list[tuple[bool, str]] = []
    library = await stage.home_assistant()
    library.callback = lambda: told.append((library.vehicle, library.state))
    async with listening(library):
        await stage.plug_in()
        await until(lambda: library.state == "charging" and (library.charging_current or 0) > 5_000)
        assert library.current_power > 1_000
        assert library.vehicle
        await until(lambda: (library.usage_session or 0) > 0)
        await stage.unplug()
        await until(lambda: not library.vehicle)
    assert told.index((True, "charging")) > 0
    assert told[-1][0] is False


@on_station()
async def test_it_is_told_what_others_do(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        stage.host.run(lambda station, moment: station.override(Wish(ChargeState.DISABLED, 8), moment))
        await until(lambda: library.manual_override and library.status == "disabled" and library.state == "sleeping")
        stage.change(divert_enabled=True, charge_mode="eco", vehicle_data_src=int(VehicleSource.HTTP))
        await until(lambda: library.divert_active and library.charge_mode == "eco" and library.divertmode == "eco")
        stage.host.run(lambda station, moment: station.push({"battery_level": 44}, moment))
        await until(lambda: library.vehicle_soc == 44)
        stage.host.run(lambda station, moment: station.release_override(moment))
        await until(lambda: not library.manual_override)


@on_station()
async def test_it_is_told_that_there_is_something_to_know(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        off = SetToggle(Toggle.DIODE_CHECK, enabled=False)
        stage.host.run(lambda station, moment: station.write(off, moment))
        await until(lambda: (library.notifications_count, library.notifications_severity) == (1, "warning"))
        await library.acknowledge_notification("safety.diode_check")
        await until(lambda: (library.notifications_count, library.notifications_severity) == (0, "info"))


@on_station()
async def test_its_own_measurements_come_back_to_it(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        await library.set_shaper_live_pwr(1_234)
        await until(lambda: library.shaper_live_power == 1_234)


@on_station()
async def test_while_it_listens_it_does_not_ask_for_the_status(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        stage.host.run(lambda station, moment: station.override(Wish(ChargeState.ACTIVE, 8), moment))
        await until(lambda: library.current_capacity == 8)
        await library.update()
        assert library.current_capacity == 8


@on_station()
async def test_its_pings_are_answered(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        socket = library.websocket
        assert socket is not None
        for _ in range(3):
            await socket.keepalive()
            await until(lambda: socket._pong is not None and socket._ping is not None and socket._pong >= socket._ping)
        assert library.ws_state == "connected"


@on_station()
async def test_it_listens_once_only_and_ends_when_told(stage: Stage) -> None:
    library = await stage.home_assistant()
    async with listening(library):
        with pytest.raises(AlreadyListening):
            await library.ws_start()
    assert library.ws_state == "stopped"


@on_station()
async def test_it_comes_back_after_the_gateway_started_anew(stage: Stage) -> None:
    library = await stage.home_assistant()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openevsehttp.websocket, "asyncio", Impatient())
        async with listening(library):
            old = stage.gateway.host
            await library.restart_wifi()
            await until(lambda: library.ws_state == "disconnected")
            await stage.until(lambda status: stage.gateway.host is not old and status.evse.connected)
            await until(lambda: library.ws_state == "connected")
            await stage.plug_in()
            await until(lambda: library.state == "charging")


# -- with a password ---------------------------------------------------------------------------------------------


async def lock(stage: Stage) -> None:
    """Set a password as a person would: through the API."""
    library = await stage.home_assistant()
    await library.process_request(
        f"{library.url}config", "post", data={"www_username": "ada", "www_password": PASSWORD}
    )


@on_station()
async def test_with_the_right_password_everything_works(stage: Stage) -> None:
    # The answer to the change comes through; the library's own look at what changed is refused already.
    with pytest.raises(AuthenticationError):
        await lock(stage)
    library = await stage.home_assistant("ada", PASSWORD)
    assert library.state == "not connected"
    await library.set_current(10)
    assert stage.status.target.pilot_a == 10
    async with listening(library):
        await stage.plug_in()
        await until(lambda: library.state == "charging")


@on_station()
async def test_without_it_nothing_is_told_and_nothing_done(stage: Stage) -> None:
    with pytest.raises(AuthenticationError):
        await lock(stage)
    for user, password in ((None, None), ("ada", "wrong"), ("", PASSWORD)):
        library = OpenEVSE(stage.place, user=user, pwd=password, session=stage.session)
        for call in (library.update, library.toggle_override, library.test_and_get):
            with pytest.raises(AuthenticationError):
                await call()
        assert stage.status.override is None
        await library.ws_start()
        await until(lambda library=library: library.ws_state == "stopped")  # type: ignore[misc]
        await library.ws_disconnect()
