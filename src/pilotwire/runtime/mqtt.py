"""The MQTT service in a running gateway."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from pilotwire.services.host import Host
from pilotwire.station.settings import Settings
from pilotwire.station.status import Network

from .switched_service import SwitchedService

if TYPE_CHECKING:
    from pilotwire.services.mqtt.link import Connector
    from pilotwire.services.mqtt.service import MqttService


class MqttRunner(SwitchedService["MqttService"]):
    """Starts and ends the service as the settings say.

    Args:
        host: the station.
        web_url: tells where the web interface is on this network.
        connector: makes connections; to a real broker if not given.

    """

    def __init__(self, host: Host, web_url: Callable[[Network], str], connector: Connector | None = None) -> None:
        super().__init__(host, "mqtt", "MQTT")
        self._web_url = web_url
        self._connector = connector

    def _is_on(self, settings: Settings) -> bool:
        return settings.mqtt_enabled

    def _make(self) -> MqttService:
        from pilotwire.services.mqtt.service import MqttService  # noqa: PLC0415 -- only for those who use it

        return MqttService(self._host, self._connector or self._real(), web_url=self._web_url)

    def _real(self) -> Connector:
        from pilotwire.services.mqtt.broker import connect  # noqa: PLC0415 -- as above

        return partial(connect, certificates=self._host.reader.certificates)
