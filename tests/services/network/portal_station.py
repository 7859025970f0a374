"""The web of a station whose access point is open, on port 80 of its address there: run as a program."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from quiet_host import QuietHost

from pilotwire.services.http.server import HttpServer, build_app
from pilotwire.services.network.wifi import POINT_ADDRESS
from pilotwire.station.status import Network, NetworkMode


async def serve() -> None:
    """Serve for ever."""
    host: Any = QuietHost(hostname="openevse-7b2c")
    host.status = msgspec.structs.replace(host.status, network=Network(mode=NetworkMode.ACCESS_POINT))
    app = build_app(host, openevse=PLAIN_OPENEVSE, v1=PLAIN_V1, frames=PLAIN_FRAMES)
    await HttpServer(app, POINT_ADDRESS, 80).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
