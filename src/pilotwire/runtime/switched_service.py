"""A service in a running gateway that a setting switches: there while it is on, and nothing of it in memory before."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus

from .supervision import kept_running

CLOSING_S = 4.0
"""How long an orderly end may take."""


class Service(Protocol):
    """What can be switched."""

    async def run(self) -> None:
        """Serve until ``close``, or until cancelled."""

    def close(self) -> None:
        """Have ``run`` come to its end."""

    def connect_anew(self) -> None:
        """Give up the connection there is, and connect at once."""


ServiceT = TypeVar("ServiceT", bound=Service)


class SwitchedService(ABC, Generic[ServiceT]):
    """Starts and ends a service as the settings say, and starts it anew when it fails.

    Args:
        host: the station.
        name: of the service in the status.
        label: of the service in the log.

    """

    def __init__(self, host: Host, name: str, label: str) -> None:
        self._host = host
        self.name = name
        self._label = label
        self._service: ServiceT | None = None
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._closing = False

    @abstractmethod
    def _is_on(self, settings: Settings) -> bool:
        """Whether the settings want it."""

    @abstractmethod
    def _make(self) -> ServiceT:
        """Make the service; what it needs is imported here."""

    def start(self) -> None:
        """Follow the settings from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    async def close(self) -> None:
        """End in an orderly way; after a while in any way."""
        self._closing = True
        if self._forget is not None:
            self._forget()
        task = self._task
        if task is None:
            return
        self._end(task)
        await asyncio.wait({task}, timeout=CLOSING_S)
        task.cancel()
        await asyncio.wait({task})

    def connect_anew(self) -> None:
        """Give up the connection there is, and connect at once; nothing happens while it is switched off."""
        if self._service is not None:
            self._service.connect_anew()

    @property
    def _wanted(self) -> bool:
        return self._is_on(self._host.status.settings) and not self._closing

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow()

    def _follow(self) -> None:
        if self._wanted and self._task is None:
            self._task = asyncio.get_running_loop().create_task(kept_running(self._label, self._run, self._failed))
            self._task.add_done_callback(self._ended)
        elif not self._wanted and self._task is not None:
            self._end(self._task)

    def _end(self, task: asyncio.Task[None]) -> None:
        if self._service is not None:
            self._service.close()
        else:
            # It has failed, and waits to be started anew.
            task.cancel()

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._task = None
        if not self._closing:
            self._hide()
            # It may have been switched on again while it ended.
            self._follow()

    async def _run(self) -> None:
        service = self._service = self._make()
        try:
            await service.run()
        finally:
            self._service = None

    def _failed(self, error: str) -> None:
        self._show(self.name, ServiceStatus(enabled=True, state="disconnected", error="network", error_detail=error))

    def _hide(self) -> None:
        """Nothing is told of it any more, nor of its parts: ``name-part``."""
        for name in self._host.status.services:
            if name == self.name or name.startswith(f"{self.name}-"):
                self._show(name, ServiceStatus())

    def _show(self, name: str, service: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(name, service, moment))
