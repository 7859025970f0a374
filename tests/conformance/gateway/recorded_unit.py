"""The gateway, prepared as the recorded unit was, in front of the simulated controller and in virtual time.

It is the real one, put together as always; only its web server listens nowhere, and the network it is on, its hardware
address and the folder of web pages are those of the recorded unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from memory_http import HttpClient, SocketClient
from recorded_world import LINE
from virtual_loop import VirtualLoop, this_loop

from pilotwire.runtime.gateway import Gateway
from pilotwire.runtime.station_clock import TimeSource
from pilotwire.runtime.web import web_app
from pilotwire.services.host import Identity
from pilotwire.services.http.server import HttpServer
from pilotwire.station.status import Network, NetworkMode
from pilotwire.store.store import FILE_NAME, Store

START = datetime(2026, 7, 6, 12, tzinfo=UTC)
IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "0", "pilotwire", "virtual")
NETWORK = Network(
    NetworkMode.STATION,
    wifi_connected=True,
    ip_address="192.168.1.77",
    mac_address="24:6F:28:AB:7B:2C",
    signal_dbm=-52,
)


class RecordedUnit:
    """One gateway, from start to end. Made by ``open``.

    Args:
        data_dir: of its store.
        pages: of its web interface.

    """

    def __init__(self, data_dir: Path, pages: Path) -> None:
        loop = this_loop()
        self.started_s = loop.time()
        self._gateway = Gateway(Store.open(data_dir / FILE_NAME), IDENTITY, LINE, _time_source(loop), _nothing)
        self._app = web_app(self._gateway.host, pages=pages)
        self._protocols = HttpServer(self._app).protocols()
        self.client = HttpClient(self._protocols)

    @classmethod
    def open(cls, data_dir: Path, pages: Path, settings: Mapping[str, object]) -> Self:
        """Start it, with these settings made before."""
        unit = cls(data_dir, pages)
        host = unit._gateway.host
        host.run(lambda station, moment: station.set_network(NETWORK, moment))
        host.run(lambda station, moment: station.change_settings(settings, moment))
        host.start()
        return unit

    def socket(self, path: str = "/ws") -> SocketClient:
        """Connect a WebSocket."""
        return SocketClient(self._protocols, path)

    async def close(self) -> None:
        """End it, everything saved."""
        await self._gateway.close()
        self._app.close()


def _time_source(loop: VirtualLoop) -> TimeSource:
    started_s = loop.time()
    return TimeSource(loop.time, lambda: START.timestamp() + loop.time() - started_s)


def _nothing() -> None:
    """Nobody restarts it but the recording."""
