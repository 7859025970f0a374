"""The OCPP service in a running gateway: there while it is switched on, and nothing of it in memory before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.claims import ChargeState, Client, Priority, Wish
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import ServiceStatus

from .supervision import kept_running

if TYPE_CHECKING:
    from pilotwire.services.ocpp.cabinet import Cabinet
    from pilotwire.services.ocpp.link import Connector
    from pilotwire.services.ocpp.service import MakeConnector, OcppService

NAME = "ocpp"
FOLDER = "ocpp"
"""Of files that a back end has the station fetch, in the data directory."""
CLOSING_S = 4.0
"""How long an orderly end may take."""
_VERSIONS = ("1.6", "2.0.1")


class OcppRunner:
    """Starts and stops the service as the settings say.

    Args:
        host: the station.
        data_dir: where its state lives.
        connector: makes what makes connections; to real back ends if not given.

    """

    def __init__(self, host: Host, data_dir: Path, connector: MakeConnector | None = None) -> None:
        self._host = host
        self._folder = data_dir / FOLDER
        self._connector = connector
        self._service: OcppService | None = None
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._closing = False

    def hold_back(self) -> None:
        """Before the controller is spoken to: nobody charges until it is known whether the back end lets them.

        A transaction that was under way goes on without a pause.
        """
        settings = self._host.status.settings
        if not (settings.ocpp_enabled and settings.ocpp_suspend_evse):
            return
        if any("transaction" in self._host.reader.back_end(version).documents for version in _VERSIONS):
            return
        wish = Wish(ChargeState.DISABLED)
        self._host.run(
            lambda station, moment: station.claim(
                Client.OCPP, wish, moment, priority=Priority.OCPP, why="nobody is authorised yet"
            )
        )

    def start(self) -> None:
        """Follow the settings from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    async def close(self) -> None:
        """End; what the back end has not taken is on disk then."""
        self._closing = True
        if self._forget is not None:
            self._forget()
        task = self._task
        if task is None:
            return
        if self._service is not None:
            self._service.close()
        await asyncio.wait({task}, timeout=CLOSING_S)
        task.cancel()
        await asyncio.wait({task})

    def connect_anew(self) -> None:
        """Give up the connection there is, and connect at once; nothing happens while it is switched off."""
        if self._service is not None:
            self._service.connect_anew()

    @property
    def _wanted(self) -> bool:
        return self._host.status.settings.ocpp_enabled and not self._closing

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow()

    def _follow(self) -> None:
        if self._wanted and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._keep())
        elif not self._wanted and self._service is not None:
            self._service.close()

    async def _keep(self) -> None:
        """Run the service for as long as it is wanted, which may change while it ends."""
        try:
            while self._wanted:
                await kept_running("OCPP", self._run, self._failed)
        finally:
            self._task = None
        if not self._closing:
            self._show(ServiceStatus())

    async def _run(self) -> None:
        from pilotwire.services.ocpp.service import OcppService  # noqa: PLC0415 -- only for those who use it

        if not self._wanted:
            return
        service = self._service = OcppService(self._host, self._connector or _real, self._folder)
        try:
            await service.run()
        finally:
            self._service = None

    def _failed(self, error: str) -> None:
        self._show(ServiceStatus(enabled=True, state="disconnected", error="network", error_detail=error))

    def _show(self, service: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))


def _real(cabinet: Cabinet) -> Connector:
    from pilotwire.services.ocpp.websocket import connect  # noqa: PLC0415 -- as above

    return partial(connect, certificates=cabinet.for_connection)
