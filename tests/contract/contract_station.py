"""A whole station in this process, and clients that reach it over a real socket of this machine.

Controller, car and gateway are those of ``pilotwire run``; they run in the event loop of the test, so that a test can
plug the car in and look at what the station itself knows. Time runs ten times as fast unless a test asks otherwise.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import aiohttp
from openevsehttp import OpenEVSE
from plain_client import PlainClient

from pilotwire.rapi.transports.serving import Session, serve
from pilotwire.runtime.gateway_options import WebAddress
from pilotwire.runtime.live import LiveStation
from pilotwire.runtime.running_gateway import RunningGateway
from pilotwire.runtime.simulated_end import SimulatedEnd
from pilotwire.runtime.station_options import station_options
from pilotwire.services.host import Host
from pilotwire.station.status import Status

P = ParamSpec("P")
Port = Callable[[LiveStation], Session]
"""Makes a line to the controller."""

PATIENCE_S = 20.0
"""Far longer than anything takes on a machine that is not broken."""
CAR = "hyundai-ioniq-5"


class Stage:
    """One station, for one test."""

    def __init__(
        self, end: SimulatedEnd, gateway: RunningGateway, session: aiohttp.ClientSession, stack: AsyncExitStack
    ) -> None:
        self._end = end
        self._stack = stack
        self.gateway = gateway
        self.session = session
        self.url = gateway.url

    @property
    def world(self) -> LiveStation:
        """Controller and car."""
        return self._end.station

    @property
    def host(self) -> Host:
        """The gateway's station."""
        host = self.gateway.host
        assert host is not None, "the gateway is starting anew"
        return host

    @property
    def status(self) -> Status:
        return self.host.status

    @property
    def place(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    async def home_assistant(self, user: str | None = None, password: str | None = None) -> OpenEVSE:
        """The library that Home Assistant uses, having read the station once."""
        library = OpenEVSE(self.place, user=user, pwd=password, session=self.session)
        await library.update()
        return library

    def client(self, headers: Mapping[str, str]) -> PlainClient:
        """Somebody else's program, by what it sends with every request; hung up on at the end."""
        client = PlainClient(self.place, headers)
        self._stack.push_async_callback(client.close)
        return client

    async def until(self, reached: Callable[[Status], bool]) -> Status:
        """Wait for the station to get somewhere."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + PATIENCE_S
        while not (self.gateway.host is not None and reached(self.gateway.host.status)):
            assert loop.time() < deadline_s, f"it never got there: {self.status.evse}, {self.status.target}"
            await asyncio.sleep(0.005)
        return self.status

    async def plug_in(self) -> None:
        """Plug the car in and wait until it charges."""
        self.world.toggle_plug()
        await self.until(lambda status: status.evse.charging)

    async def unplug(self) -> None:
        self.world.toggle_plug()
        await self.until(lambda status: not status.evse.vehicle)

    def change(self, **settings: object) -> None:
        """Change settings behind the back of all clients."""
        self.host.run(lambda station, moment: station.change_settings(settings, moment))


@asynccontextmanager
async def on_stage(
    data_dir: Path,
    *,
    speed: float = 10.0,
    port: Port | None = None,
    **options: Any,  # noqa: ANN401 - those of station_options
) -> AsyncIterator[Stage]:
    """A station that runs while the block does; with ``port`` the gateway's line to the controller is made by that."""
    chosen = station_options(**{"car": CAR, "data_dir": data_dir, "speed": speed, **options})
    async with AsyncExitStack() as stack:
        end = await SimulatedEnd.open(chosen, (), lambda text: None)
        stack.push_async_callback(end.close)
        line = None
        if port is not None:
            line = "memory:other"
            stack.push_async_callback((await serve(line, lambda: port(end.station))).close)
        gateway = await RunningGateway.open(data_dir, WebAddress("127.0.0.1", 0), line, end.station)
        stack.push_async_callback(gateway.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        stage = Stage(end, gateway, session, stack)
        await stage.until(lambda status: status.evse.connected)
        yield stage


def on_station(
    *,
    speed: float = 10.0,
    **options: Any,  # noqa: ANN401 - those of station_options
) -> Callable[[Callable[Concatenate[Stage, P], Coroutine[Any, Any, None]]], Callable[..., None]]:
    """Make an ordinary test of one that is a coroutine and takes a station first."""

    def decorate(scenario: Callable[Concatenate[Stage, P], Coroutine[Any, Any, None]]) -> Callable[..., None]:
        async def play(data_dir: Path, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the test's own
            async with on_stage(data_dir, speed=speed, **options) as stage:
                await scenario(stage, *args, **kwargs)

        def test(tmp_path: Path, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the test's own
            asyncio.run(play(tmp_path, *args, **kwargs))

        _, *others = inspect.signature(scenario).parameters.values()
        place = inspect.Parameter("tmp_path", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        test.__signature__ = inspect.Signature([place, *others])  # type: ignore[attr-defined] # what pytest asks for
        test.__name__, test.__doc__, test.__module__ = scenario.__name__, scenario.__doc__, scenario.__module__
        test.__qualname__ = scenario.__qualname__
        return test

    return decorate
