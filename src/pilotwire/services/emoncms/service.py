"""Has the station measured at its times, and every server of the settings told. The asyncio edge.

What is told and when is decided in ``samples``; each server has its own buffer, its own tries and its own status.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.reconnect import Backoff
from pilotwire.station.status import Network, ServiceStatus

from .buffer import MAX_AGE_S
from .http_client import Poster
from .journal import journal_of, remove_outdated
from .samples import Sampler
from .servers import MisconfiguredError, Server, servers_of
from .uploader import Uploader


class _Running(msgspec.Struct, frozen=True):
    uploader: Uploader
    task: asyncio.Task[None]


class EmoncmsService:
    """All servers of one station.

    Args:
        host: the station.
        post: posts.
        folder: where what waits is kept.
        jitter: random numbers from 0 to 1.
        backoff: how long to wait between tries.

    """

    def __init__(
        self,
        host: Host,
        post: Poster,
        folder: Path,
        *,
        jitter: Callable[[], float] = random.random,
        backoff: Backoff = Backoff(),
    ) -> None:
        self._host = host
        self._folder = folder
        self._uploader = partial(Uploader, host=host, post=post, jitter=jitter, backoff=backoff)
        self._sampler = Sampler(host.status, lambda: host.facts)
        self._something_to_tell = asyncio.Event()
        self._settings_changed = asyncio.Event()
        self._running: dict[str, _Running] = {}
        self._shown: set[str] = set()
        self._closing = False

    async def run(self) -> None:
        """Tell the servers until ``close``, or until cancelled; what they have not taken is on disk then."""
        forget = self._host.subscribe(self._on_event)
        await asyncio.to_thread(remove_outdated, self._folder, time.time() - MAX_AGE_S)
        sampling = asyncio.ensure_future(self._sample())
        try:
            while not self._closing:
                self._settings_changed.clear()
                await self._follow_settings()
                await self._settled_or_broken(sampling)
        finally:
            forget()
            sampling.cancel()
            await asyncio.wait({sampling})
            await self._end(list(self._running))

    def close(self) -> None:
        """Have ``run`` end."""
        self._closing = True
        self._settings_changed.set()

    def connect_anew(self) -> None:
        """Try every server at once, whatever was wrong."""
        for running in self._running.values():
            running.uploader.try_now()

    @property
    def uploaders(self) -> list[Uploader]:
        """Those there are."""
        return [running.uploader for running in self._running.values()]

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.DIVERT:
            self._sampler.note(event)
            self._something_to_tell.set()
        elif event.topic is Topic.CONFIG:
            self._sampler.note(event)
            self._settings_changed.set()
        elif event.topic is Topic.NETWORK and _is_up(event.status.network):
            for running in self._running.values():
                running.uploader.network_is_back()

    async def _sample(self) -> None:
        while True:
            wait_ms = self._sampler.next_deadline_ms - self._host.now().elapsed_ms
            try:
                async with asyncio.timeout(max(0, wait_ms) / 1000):
                    await self._something_to_tell.wait()
            except TimeoutError:
                pass
            self._something_to_tell.clear()
            sample = self._sampler.take(self._host.status)
            if sample is not None:
                for uploader in self.uploaders:
                    uploader.add(sample)

    async def _settled_or_broken(self, sampling: asyncio.Future[None]) -> None:
        """Wait until settings change; what breaks is raised."""
        changed = asyncio.ensure_future(self._settings_changed.wait())
        parts: list[asyncio.Future[None]] = [sampling, *(running.task for running in self._running.values())]
        try:
            waited: set[asyncio.Future[Any]] = {changed, *parts}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
        for part in parts:
            if part.done():
                part.result()

    async def _follow_settings(self) -> None:
        """Have exactly the servers of the settings told; those that stay go on undisturbed."""
        wanted = servers_of(self._host.status.settings, self._host.identity)
        await self._end(
            [name for name, running in self._running.items() if wanted.get(name) != running.uploader.server]
        )
        for name in self._shown - wanted.keys():
            self._show(name, ServiceStatus())
        self._shown = set(wanted)
        for name, server in wanted.items():
            if isinstance(server, MisconfiguredError):
                words = str(server)
                self._show(
                    name, ServiceStatus(enabled=True, state="disconnected", error="settings", error_detail=words)
                )
            elif name not in self._running:
                self._start(name, server)
        # Now those who should hear of it hear what has changed.
        self._something_to_tell.set()

    def _start(self, name: str, server: Server) -> None:
        uploader = self._uploader(name, server, journal=journal_of(server, self._folder))
        self._running[name] = _Running(uploader, asyncio.ensure_future(uploader.run()))

    async def _end(self, names: list[str]) -> None:
        ending = [self._running.pop(name).task for name in names]
        for task in ending:
            task.cancel()
        if ending:
            await asyncio.wait(ending)

    def _show(self, name: str, status: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(name, status, moment))


def _is_up(network: Network) -> bool:
    return network.wifi_connected or network.wired_connected
