"""Our own API on a whole station: gateway, controller and car as ``pilotwire run`` puts them together."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pilotwire.runtime.gateway_options import WebAddress
from pilotwire.runtime.live import LiveStation
from pilotwire.runtime.running_gateway import RunningGateway
from pilotwire.runtime.simulated_end import SimulatedEnd
from pilotwire.runtime.station_options import station_options

PATIENCE_S = 20.0
SPEED = 10.0
Ask = Callable[..., Any]


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[tuple[LiveStation, Ask]]:
    """A station that runs, ten times as fast, and how to ask it."""
    options = station_options(car="hyundai-ioniq-5", data_dir=data_dir, speed=SPEED)
    end = await SimulatedEnd.open(options, (), lambda text: None)
    gateway = await RunningGateway.open(data_dir, WebAddress("127.0.0.1", 0), None, end.station)
    place = gateway.url.removeprefix("http://")

    def asked(method: str, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        connection = http.client.HTTPConnection(place, timeout=PATIENCE_S)
        connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body))
        response = connection.getresponse()
        text = response.read()
        connection.close()
        assert response.status < 300, text
        return json.loads(text) if text else None

    async def ask(method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        return await asyncio.to_thread(asked, method, path, body)

    try:
        yield end.station, ask
    finally:
        await gateway.close()
        await end.close()


async def until(ask: Ask, reached: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - JSON
    """Wait for the station to get somewhere."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            status = await ask("GET", "/status")
            if reached(status):
                return status
            await asyncio.sleep(0.02)


def test_what_is_put_has_been_told_to_the_controller_when_it_is_answered(tmp_path: Path) -> None:
    async def play() -> None:
        async with running(tmp_path) as (station, ask):
            await until(ask, lambda status: status["controller"]["connected"])
            station.toggle_plug()
            status = await until(ask, lambda status: status["controller"]["charging"])
            assert status["session"]["number"] == 1
            await ask("PUT", "/override", {"charge_current_a": 10})
            assert (await ask("GET", "/controller"))["pilot_a"] == 10
            assert (await ask("POST", "/controller/rapi", {"command": "$GE"}))["reply"].startswith("$OK 10 ")
            await ask("PUT", "/override", {"state": "disabled"})
            status = await until(ask, lambda status: status["controller"]["state"] == "sleeping")
            assert status["target"]["why"].startswith("Charging is paused by the manual override.")
            await ask("DELETE", "/override")
            await until(ask, lambda status: status["controller"]["charging"])

    asyncio.run(play())


def test_what_is_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    async def play() -> None:
        async with running(tmp_path) as (_, ask):
            await ask("PATCH", "/settings", {"hostname": "garage"})
            await ask("PUT", "/schedule/7", {"state": "active", "time": "22:30", "days": ["monday"]})
        async with running(tmp_path) as (_, ask):
            assert (await ask("GET", "/settings"))["values"]["hostname"] == "garage"
            assert [event["id"] for event in await ask("GET", "/schedule")] == [7]

    asyncio.run(play())
