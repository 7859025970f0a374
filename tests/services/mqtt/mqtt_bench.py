"""A station on a real broker, and somebody who looks at what it says there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiomqtt import Client
from whole_host import WholeHost

from pilotwire.services.mqtt.broker import connect
from pilotwire.services.mqtt.service import MqttService
from pilotwire.station.reconnect import Backoff
from pilotwire.station.status import ServiceStatus

BASE = "openevse"
PATIENCE_S = 30.0
"""Far longer than anything takes on a machine that is not broken."""
QUICK = Backoff(first_ms=50, cap_ms=200, stable_ms=1_000)


def no_web(_: object) -> str:
    """There is no web interface here."""
    return ""


def mqtt_host(folder: Path, port: int, **settings: object) -> WholeHost:
    """A station that is to be on MQTT."""
    given: dict[str, Any] = {
        "mqtt_enabled": True,
        "mqtt_server": "127.0.0.1",
        "mqtt_port": port,
        "mqtt_topic": BASE,
        **settings,
    }
    return WholeHost(folder, **given)


@contextlib.asynccontextmanager
async def on_mqtt(host: WholeHost) -> AsyncIterator[MqttService]:
    """Have the station on MQTT; ends in order. What goes wrong in the event loop fails the test."""
    wrong: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
    service = MqttService(host, partial(connect, certificates=host.reader.certificates), web_url=no_web, backoff=QUICK)
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        service.close()
        async with asyncio.timeout(PATIENCE_S):
            await task
    assert not wrong, wrong


def mqtt_of(host: WholeHost) -> ServiceStatus:
    """How its connection is."""
    return host.status.services.get("mqtt", ServiceStatus())


class Observer:
    """Hears everything on a broker, and remembers the newest of every topic. Made by ``observing``."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.newest: dict[str, str] = {}
        self.heard: list[tuple[str, str, bool]] = []
        """Topic, payload, and whether the broker had kept it."""

    async def listen(self) -> None:
        await self.client.subscribe("#")
        async for message in self.client.messages:
            payload = bytes(message.payload).decode()
            self.newest[str(message.topic)] = payload
            self.heard.append((str(message.topic), payload, message.retain))

    def value(self, name: str) -> str | None:
        """The newest of a topic of the station."""
        return self.newest.get(f"{BASE}/{name}")

    async def say(self, name: str, payload: str, *, retain: bool = False) -> None:
        """Publish on a topic of the station."""
        await self.client.publish(f"{BASE}/{name}", payload, retain=retain)

    def all_of(self, topic: str) -> list[str]:
        """Everything that was heard of a topic."""
        return [payload for heard, payload, _ in self.heard if heard == topic]


@contextlib.asynccontextmanager
async def observing(port: int, **options: object) -> AsyncIterator[Observer]:
    """Listen to everything on a broker."""
    async with Client("127.0.0.1", port, **options) as client:  # type: ignore[arg-type] # passed on
        observer = Observer(client)
        task = asyncio.create_task(observer.listen())
        try:
            yield observer
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is bound to happen."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - of a broker there is nothing to await
            await asyncio.sleep(0.01)
