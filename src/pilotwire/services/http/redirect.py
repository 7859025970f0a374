"""What becomes of the plain port when the station is served over HTTPS: the way there, if the settings want that."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from ipaddress import ip_address
from typing import Protocol

from .limits import connection_of
from .portal import Entrance
from .replies import HTML, NOT_FOUND, Receive, Scope, Send, reply
from .routes import AUTHORITY

_NAME = re.compile(rb"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d+)?")
_PAGE = (
    '<html><head><meta http-equiv="refresh" content="0; url={url}"></head><body><a href="{url}">{url}</a></body></html>'
)


class ToHttps:
    """An ASGI application that answers every request with 301.

    Args:
        port: where HTTPS is served.

    """

    def __init__(self, port: int) -> None:
        self._suffix = "" if port == 443 else f":{port}"

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        host = _NAME.fullmatch(dict(scope["headers"]).get(b"host", b""))
        if scope["type"] == "websocket":
            await NOT_FOUND.refuse(send)
        elif host is None:
            await NOT_FOUND.send(send)
        else:
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            url = f"https://{host[1].decode()}{self._suffix}{(scope['raw_path'] + query).decode('latin-1')}"
            page = _PAGE.format(url=escape(url)).encode()
            await reply(301, page, HTML, (b"location", url.encode("latin-1"))).send(send)


class Serves(Protocol):
    """An ASGI application that is let go of at the end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""

    def close(self) -> None:
        """Let go of the station."""


class PlainDoor:
    """Sends to HTTPS who comes another way, while there is HTTPS to be sent to.

    This computer itself is not sent away: what watches the station here cannot know its authority. Neither is who comes
    for that authority, nor who comes by the access point: no portal opens that begins with a warning.

    Args:
        serve: what is served.
        https_port: where HTTPS is; None while nobody is to be sent there.
        entrance: the access point.

    """

    def __init__(self, serve: Serves, https_port: Callable[[], int | None], entrance: Entrance) -> None:
        self._serve = serve
        self._entrance = entrance
        self._https_port = https_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket, or tell the way."""
        port = self._https_port()
        stays = port is None or scope["scheme"] in ("https", "wss") or scope["raw_path"] == AUTHORITY.encode()
        if port is None or stays or _is_here(connection_of(scope).peer) or self._entrance.is_used(scope):
            await self._serve(scope, receive, send)
        else:
            await ToHttps(port)(scope, receive, send)

    def close(self) -> None:
        """Let go of the station."""
        self._serve.close()


def _is_here(peer: str) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
