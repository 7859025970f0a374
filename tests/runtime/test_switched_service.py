"""A service that a setting switches: started, ended and started anew, whatever it does itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from whole_host import WholeHost

from pilotwire.runtime import supervision, switched_service
from pilotwire.runtime.switched_service import SwitchedService
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus


class Double:
    """A service that ends when it is told, unless it is stubborn."""

    def __init__(self, *, fails: bool = False, stubborn: bool = False) -> None:
        self.fails = fails
        self.stubborn = stubborn
        self.running = False
        self.anew = 0
        self._closed = asyncio.Event()

    async def run(self) -> None:
        if self.fails:
            raise RuntimeError("out of luck")
        self.running = True
        try:
            await self._closed.wait()
        finally:
            self.running = False

    def close(self) -> None:
        if not self.stubborn:
            self._closed.set()

    def connect_anew(self) -> None:
        self.anew += 1


class Switched(SwitchedService[Double]):
    """Switched by the setting of MQTT."""

    def __init__(self, host: WholeHost, services: list[Double]) -> None:
        super().__init__(host, "mqtt", "A service")
        self._waiting = list(services)
        self.made: list[Double] = []

    def _is_on(self, settings: Settings) -> bool:
        return settings.mqtt_enabled

    def _make(self) -> Double:
        self.made.append(self._waiting.pop(0))
        return self.made[-1]


class Scene:
    """A station and its switch."""

    def __init__(self, host: WholeHost) -> None:
        self.host = host

    def switch(self, *, on: bool) -> None:
        self.host.run(lambda station, moment: station.change_settings({"mqtt_enabled": on}, moment))

    @property
    def shown(self) -> ServiceStatus:
        return self.host.status.services.get("mqtt", ServiceStatus())


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def play(folder: Path, scene: Callable[[Scene], Coroutine[object, object, None]]) -> None:
    host = WholeHost(folder)
    try:
        asyncio.run(scene(Scene(host)))
    finally:
        host.close()


def test_it_is_there_while_it_is_switched_on(tmp_path: Path) -> None:
    async def scene(station: Scene) -> None:
        services = [Double(), Double()]
        runner = Switched(station.host, services)
        runner.start()
        runner.connect_anew()
        await settle()
        assert runner.made == []
        station.switch(on=True)
        await settle()
        assert services[0].running
        runner.connect_anew()
        assert services[0].anew == 1
        station.switch(on=False)
        await settle()
        assert not services[0].running
        station.switch(on=True)
        await settle()
        assert services[1].running
        await runner.close()
        assert not services[1].running

    play(tmp_path, scene)


def test_switched_off_and_on_again_before_it_could_end_it_is_there(tmp_path: Path) -> None:
    async def scene(station: Scene) -> None:
        services = [Double(), Double()]
        runner = Switched(station.host, services)
        runner.start()
        station.switch(on=True)
        await settle()
        station.switch(on=False)
        station.switch(on=True)
        await settle()
        assert [service.running for service in services] == [False, True]
        await runner.close()

    play(tmp_path, scene)


def test_what_fails_is_told_and_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_WAIT_S", 0.0)

    async def scene(station: Scene) -> None:
        services = [Double(fails=True), Double()]
        runner = Switched(station.host, services)
        runner.start()
        station.switch(on=True)
        await settle()
        assert "out of luck" in station.shown.error_detail
        assert services[1].running
        await runner.close()

    play(tmp_path, scene)


def test_switched_off_while_it_waits_to_be_started_anew_nothing_is_left_of_it(tmp_path: Path) -> None:
    async def scene(station: Scene) -> None:
        runner = Switched(station.host, [Double(fails=True)])
        runner.start()
        station.switch(on=True)
        await settle()
        assert station.shown.enabled
        station.switch(on=False)
        await settle()
        assert not station.shown.enabled
        assert station.shown.error_detail == ""
        await runner.close()

    play(tmp_path, scene)


def test_one_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switched_service, "CLOSING_S", 0.01)

    async def scene(station: Scene) -> None:
        service = Double(stubborn=True)
        runner = Switched(station.host, [service])
        station.switch(on=True)
        runner.start()
        await settle()
        await runner.close()
        assert not service.running

    play(tmp_path, scene)
