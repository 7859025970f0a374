"""The Emoncms service in a running gateway: there while it is switched on, and nothing of it in memory before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import ServiceStatus

from .supervision import kept_running

if TYPE_CHECKING:
    from pilotwire.services.emoncms.http_client import Poster
    from pilotwire.services.emoncms.service import EmoncmsService

NAME = "emoncms"
FOLDER = "emoncms"
"""Of what waits, in the data directory."""


class EmoncmsRunner:
    """Starts and ends the service as the settings say.

    Args:
        host: the station.
        data_dir: where its state lives.
        poster: posts; to real servers if not given.

    """

    def __init__(self, host: Host, data_dir: Path, poster: Poster | None = None) -> None:
        self._host = host
        self._folder = data_dir / FOLDER
        self._poster = poster
        self._service: EmoncmsService | None = None
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._closing = False

    def start(self) -> None:
        """Follow the settings from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    async def close(self) -> None:
        """End; what the servers have not taken is on disk then."""
        self._closing = True
        if self._forget is not None:
            self._forget()
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def connect_anew(self) -> None:
        """Try every server at once; nothing happens while it is switched off."""
        if self._service is not None:
            self._service.try_now()

    @property
    def _wanted(self) -> bool:
        return self._host.status.settings.emoncms_enabled and not self._closing

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow()

    def _follow(self) -> None:
        if self._wanted and self._task is None:
            self._task = asyncio.get_running_loop().create_task(kept_running("Emoncms", self._run, self._failed))
            self._task.add_done_callback(self._ended)
        elif not self._wanted and self._task is not None:
            self._task.cancel()

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._task = None
        if not self._closing:
            self._hide()
            # It may have been switched on again while it ended.
            self._follow()

    async def _run(self) -> None:
        from pilotwire.services.emoncms.service import EmoncmsService  # noqa: PLC0415 -- only for those who use it

        service = self._service = EmoncmsService(self._host, self._poster or self._real(), self._folder)
        try:
            await service.run()
        finally:
            self._service = None

    def _real(self) -> Poster:
        from pilotwire.services.emoncms.http_client import HttpPoster  # noqa: PLC0415 -- as above

        return HttpPoster(self._host.reader.certificates)

    def _failed(self, error: str) -> None:
        service = ServiceStatus(enabled=True, state="disconnected", error="network", error_detail=error)
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))

    def _hide(self) -> None:
        """Nothing is told any more."""
        for name in self._host.status.services:
            if name == NAME or name.startswith(f"{NAME}-"):
                self._host.run(lambda station, moment, name=name: station.set_service(name, ServiceStatus(), moment))  # type: ignore[misc] # bound at once
