"""The MQTT service in a running gateway: there while it is switched on, and nothing of it in memory before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import Network, ServiceStatus

from .supervision import kept_running

if TYPE_CHECKING:
    from pilotwire.services.mqtt.link import Connector
    from pilotwire.services.mqtt.service import MqttService

NAME = "mqtt"
CLOSING_S = 4.0
"""How long an orderly end may take."""


class MqttRunner:
    """Starts and stops the service as the settings say.

    Args:
        host: the station.
        web_url: tells where the web interface is on this network.
        connector: makes connections; to a real broker if not given.

    """

    def __init__(self, host: Host, web_url: Callable[[Network], str], connector: Connector | None = None) -> None:
        self._host = host
        self._web_url = web_url
        self._connector = connector
        self._service: MqttService | None = None
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._closing = False

    def start(self) -> None:
        """Follow the settings from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    async def close(self) -> None:
        """Say good-bye and end."""
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
        return self._host.status.settings.mqtt_enabled and not self._closing

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
                await kept_running("MQTT", self._run, self._failed)
        finally:
            self._task = None
        if not self._closing:
            self._show(ServiceStatus())

    async def _run(self) -> None:
        from pilotwire.services.mqtt.service import MqttService  # noqa: PLC0415 -- only for those who use it

        if not self._wanted:
            return
        service = self._service = MqttService(self._host, self._connector or self._real(), web_url=self._web_url)
        try:
            await service.run()
        finally:
            self._service = None

    def _real(self) -> Connector:
        from pilotwire.services.mqtt.broker import connect  # noqa: PLC0415 -- as above

        return partial(connect, certificates=self._host.reader.certificates)

    def _failed(self, error: str) -> None:
        self._show(ServiceStatus(enabled=True, state="disconnected", error="network", error_detail=error))

    def _show(self, service: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))
