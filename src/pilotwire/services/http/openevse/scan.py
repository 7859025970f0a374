"""``/scan``: Wi-Fi networks in reach."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, route
from msgspec import Meta

from .answers import ANY_METHOD, HostOf, answer


class NetworkDocument(msgspec.Struct, frozen=True):
    """One network."""

    rssi: Annotated[int, Meta(description="Signal (dBm).")]
    ssid: str
    bssid: Annotated[str, Meta(description="Address of the access point.")]
    channel: int
    secure: Annotated[
        int,
        Meta(
            description="0 open, 1 WEP, 2 WPA, 3 WPA2, 4 WPA and WPA2, 5 WPA2-Enterprise, 6 WPA3.",
        ),
    ]


@route(
    "/scan",
    http_method=ANY_METHOD,
    status_code=200,
    tags=["Network"],
    summary="Look for Wi-Fi networks",
    description="Strongest first; empty without Wi-Fi. The answer takes some seconds.",
)
async def scan(host: HostOf) -> Response[list[NetworkDocument]]:
    """Answer what is found."""
    return answer(
        [
            NetworkDocument(found.signal_dbm, found.ssid, found.bssid, found.channel, found.security)
            for found in await host.scan()
        ]
    )


HANDLERS = [scan]
