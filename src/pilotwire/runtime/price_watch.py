"""Has the source of prices run that the settings name: now a file, or none, because prices are posted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.price_shelf import PriceOrigin
from pilotwire.station.status import ServiceStatus

from .price_sources import PriceFile, carry, tell
from .supervision import kept_running


class PriceWatch:
    """Starts and ends the source as the settings say.

    Args:
        host: the station.
        data_dir: what a file's name is relative to.

    """

    def __init__(self, host: Host, data_dir: Path) -> None:
        self._host = host
        self._data_dir = data_dir
        self._named = ""
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None

    def start(self) -> None:
        """Follow the settings from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    async def close(self) -> None:
        """End."""
        if self._forget is not None:
            self._forget()
            self._forget = None
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            # Others are to hear of the settings before they hear what comes of them.
            asyncio.get_running_loop().call_soon(self._follow)

    def _follow(self) -> None:
        named = self._host.status.settings.price_file
        if named == self._named or self._forget is None:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._named:
            # What another file said is not what this one says.
            self._host.run(lambda station, moment: station.clear_prices(moment, origin=PriceOrigin.FILE))
        self._named = named
        if not named:
            tell(self._host, ServiceStatus())
            return
        tell(self._host, ServiceStatus(enabled=True, state="reading"))
        run = partial(carry, PriceFile(self._data_dir / named), self._host)
        self._task = asyncio.get_running_loop().create_task(kept_running("The source of prices", run, self._failed))

    def _failed(self, error: str) -> None:
        tell(self._host, ServiceStatus(enabled=True, state="failing", error=error))
