"""A server to send to, samples to send, and a station to send them from."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from emoncms_stand_in import WRITE_KEY, EmoncmsStandIn
from whole_host import NOON_S, WholeHost

from pilotwire.services.emoncms.http_client import HttpPoster, Poster
from pilotwire.services.emoncms.journal import journal_of
from pilotwire.services.emoncms.samples import Sample
from pilotwire.services.emoncms.servers import Server
from pilotwire.services.emoncms.service import EmoncmsService
from pilotwire.services.emoncms.uploader import Uploader
from pilotwire.station.reconnect import Backoff
from pilotwire.station.status import ServiceStatus
from rapi.virtual_time import VirtualTimeLoop

T = TypeVar("T")
NODE = "openevse"
PATIENCE_S = 30.0
"""Far longer than anything takes on a machine that is not broken."""
QUICK = Backoff(first_ms=20, cap_ms=100, stable_ms=1_000)


def server_at(port: int, *, node: str = NODE, key: str = WRITE_KEY) -> Server:
    """A server on this machine."""
    return Server("localhost", port, tls=False, path="", node=node, key=key)


def sample(number: int) -> Sample:
    """One of a series that are half a minute apart."""
    return Sample.of(NOON_S + number * 30, {"amp": number, "power": number / 4})


def times(numbers: range) -> list[int]:
    """When they are of."""
    return [NOON_S + number * 30 for number in numbers]


def real_poster() -> HttpPoster:
    return HttpPoster(list)


@contextlib.asynccontextmanager
async def uploading(
    host: WholeHost, server: Server, folder: Path, post: Poster | None = None, backoff: Backoff = QUICK
) -> AsyncIterator[Uploader]:
    """Send to a server; ends in order. What goes wrong in the event loop fails the test."""
    wrong: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
    uploader = Uploader(
        "emoncms", server, host, post or real_poster(), journal_of(server, folder), backoff=backoff, jitter=lambda: 0.5
    )
    task = asyncio.create_task(uploader.run())
    try:
        yield uploader
    finally:
        await end(task)
    assert not wrong, wrong


@contextlib.asynccontextmanager
async def on_emoncms(host: WholeHost, folder: Path) -> AsyncIterator[EmoncmsService]:
    """Have the station on Emoncms; ends in order."""
    service = EmoncmsService(host, real_poster(), folder, backoff=QUICK)
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        await end(task)


async def end(task: asyncio.Task[None]) -> None:
    """Cancel; what had gone wrong before goes on going wrong."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def emoncms_host(folder: Path, stand_in: EmoncmsStandIn, **settings: object) -> WholeHost:
    """A station that is to be on it."""
    given = {
        "emoncms_enabled": True,
        "emoncms_server": stand_in.url,
        "emoncms_apikey": WRITE_KEY,
        "emoncms_node": NODE,
        **settings,
    }
    return WholeHost(folder, **given)  # type: ignore[arg-type] # settings are of many kinds


def emoncms_of(host: WholeHost, name: str = "emoncms") -> ServiceStatus:
    """How it goes."""
    return host.status.services.get(name, ServiceStatus())


class ThreadlessLoop(VirtualTimeLoop):
    """Time passes in jumps, and what would be done in a thread is done at once."""

    def run_in_executor(self, executor: object, func: Callable[..., T], *args: object) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except OSError as error:
            future.set_exception(error)
        return future


def in_virtual_time(scene: Coroutine[Any, Any, T]) -> T:
    """Run a test in which hours pass in a moment."""
    with asyncio.Runner(loop_factory=ThreadlessLoop) as runner:
        return runner.run(scene)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is bound to happen."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - of a server there is nothing to await
            await asyncio.sleep(0.005)
