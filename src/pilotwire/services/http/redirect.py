"""What is left on the plain port when the station is served over HTTPS: the way there, and nothing else."""

from __future__ import annotations

import re
from html import escape

from .replies import HTML, NOT_FOUND, Receive, Scope, Send, reply

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
