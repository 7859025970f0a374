"""The live station itself, without lines or screens; real time passes, so everything is at high speed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pilotwire.controller import EvseState
from pilotwire.plant import Fault, PlantError
from pilotwire.runtime.live import LONG_PRESS_MS, LiveStation
from pilotwire.runtime.rapi_port import RapiPort
from pilotwire.runtime.settings_keeper import SettingsKeeper
from pilotwire.runtime.station_options import station_options

NOON = datetime(2026, 6, 1, 12, 0, 0)
PATIENCE_S = 30.0

Use = Callable[[LiveStation], Coroutine[Any, Any, None]]


def live(tmp_path: Path, use: Use, **options: Any) -> None:  # noqa: ANN401 -- whatever station_options takes
    """Run a station for as long as it is used."""

    async def run() -> None:
        keeper = SettingsKeeper.open(tmp_path / "settings.toml", pytest.fail)
        station = LiveStation(station_options(data_dir=tmp_path, **options), keeper, NOON)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await use(station)
        finally:
            station.shut_down()
            await keeper.close()

    asyncio.run(run())


async def until(station: LiveStation, reached: Callable[[], bool]) -> None:
    """Wait, without looking more often than something happens."""
    changed = asyncio.Event()
    station.on_change = changed.set
    while not reached():
        changed.clear()
        await changed.wait()


def test_has_booted_when_it_starts_and_its_clock_shows_local_time(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        assert station.controller.state is EvseState.A
        assert not station.controller.busy
        assert 0 <= (station.local_time - NOON).total_seconds() < 2

    live(tmp_path, use)


@pytest.mark.parametrize("profile", ["eu", "us", "t2", "menu", "limits", "cgmi", "full"])
def test_every_profile_boots_on_its_usual_mains(tmp_path: Path, profile: str) -> None:
    async def use(station: LiveStation) -> None:
        assert station.controller.state is EvseState.A

    live(tmp_path, use, profile=profile)


def test_charges_a_car_that_is_plugged_in_and_follows_the_speed(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        station.toggle_plug()
        station.set_speed(1000)
        await until(station, lambda: station.plant.status.grid_w > 5_000)
        assert station.controller.state is EvseState.C
        before_ms = station.loop.now_ms
        await asyncio.sleep(0.1)
        station.catch_up()
        assert station.loop.now_ms - before_ms >= 100_000

    live(tmp_path, use)


def test_shutting_down_opens_the_contactor_within_its_limit_of_station_time(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        await until(station, lambda: station.plant.status.grid_w > 5_000)
        station.catch_up()
        begun_ms = station.loop.now_ms
        assert station.shut_down() == "contactor open"
        assert not station.controller.outputs.contactor_closed
        assert station.loop.now_ms - begun_ms <= 3_100

    live(tmp_path, use, plugged=True, speed=100)


def test_shutting_down_says_when_the_contactor_is_welded(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        station.toggle_fault(Fault.CONTACTOR_WELDED)
        await until(station, lambda: station.plant.status.grid_w > 5_000)
        assert "welded" in station.shut_down()

    live(tmp_path, use, plugged=True, speed=100)


def test_a_power_cycle_puts_the_lines_on_the_new_controller(tmp_path: Path) -> None:
    said: list[bytes] = []

    async def use(station: LiveStation) -> None:
        port = RapiPort(station)
        port.attach(said.append)
        old = station.controller
        station.power_cycle()
        assert station.controller is not old
        assert station.server.controller is station.controller
        await until(station, lambda: any(text.startswith(b"$AB 00") for text in said))
        port.receive(b"$GV\r")
        await until(station, lambda: any(b"$OK 8.2.3.EU" in text for text in said))
        port.close()
        assert not station.server.sessions

    live(tmp_path, use, speed=100)


def test_a_command_sent_while_the_controller_boots_is_answered_afterwards(tmp_path: Path) -> None:
    said: list[bytes] = []

    async def use(station: LiveStation) -> None:
        port = RapiPort(station)
        port.attach(said.append)
        port.receive(b"$SC 13 V\r")
        assert said == []
        await until(station, lambda: any(text.startswith(b"$OK 13") for text in said))
        port.close()

    live(tmp_path, use, skip_boot=False, speed=100)


def test_a_command_takes_effect_at_once(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        port = RapiPort(station)
        port.attach(lambda _: None)
        await until(station, lambda: station.plant.status.offered_a > 31)
        port.receive(b"$SC 10 V\r")
        assert 9.9 < station.plant.status.offered_a < 10.1

    live(tmp_path, use, plugged=True, speed=10)


def test_a_long_press_is_released_in_station_time(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        station.press_button(LONG_PRESS_MS)
        assert station.button_pressed
        station.press_button(LONG_PRESS_MS)
        await until(station, lambda: not station.button_pressed)
        assert not station.plant.inputs.button

    live(tmp_path, use, speed=10)


def test_what_the_plant_refuses_reaches_the_caller(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        with pytest.raises(PlantError):
            station.toggle_plug()
        with pytest.raises(PlantError):
            station.toggle_charge()
        station.next_car()
        with pytest.raises(PlantError, match="not here yet"):
            station.toggle_charge()
        station.toggle_plug()
        assert station.car is not None
        assert station.plant.status.car == station.car.name

    live(tmp_path, use, car="none")


def test_nothing_wakes_an_idle_station_more_than_it_must(tmp_path: Path) -> None:
    async def use(station: LiveStation) -> None:
        wakes = 0

        def count() -> None:
            nonlocal wakes
            wakes += 1

        station.on_change = count
        await asyncio.sleep(1)
        assert wakes < 10

    live(tmp_path, use)
