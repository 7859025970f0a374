"""Answers made without a framework: those of the server itself, of the gate in front of the APIs and of pages.

The words and headers of the APIs are theirs; here is only what every answer has in common.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

JSON = b"application/json"
TEXT = b"text/plain"
HTML = b"text/html"

CACHE_CONTROL: Header = (
    b"cache-control",
    b"no-cache, private, no-store, must-revalidate, max-stale=0, post-check=0, pre-check=0",
)
"""On every answer that is made rather than read from a file."""
ANY_ORIGIN: Header = (b"access-control-allow-origin", b"*")
CLOSE: Header = (b"connection", b"close")


class Reply(msgspec.Struct, frozen=True):
    """A complete answer."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()

    async def send(self, send: Send) -> None:
        """Answer a request."""
        await self._send(send, "http.response")

    async def refuse(self, send: Send) -> None:
        """Answer a WebSocket handshake with this instead of accepting it."""
        await self._send(send, "websocket.http.response")

    async def _send(self, send: Send, kind: str) -> None:
        headers = [*self.headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": f"{kind}.start", "status": self.status, "headers": headers})
        await send({"type": f"{kind}.body", "body": self.body, "more_body": False})


def reply(status: int, body: bytes, media_type: bytes = TEXT, *headers: Header) -> Reply:
    """Answer with these bytes."""
    return Reply(status, body, ((b"content-type", media_type), *headers))


def told(status: int, text: str, *headers: Header) -> Reply:
    """Answer ``{"msg": text}``."""
    return reply(status, msgspec.json.encode({"msg": text}), JSON, CACHE_CONTROL, *headers)


def header_lines(headers: Iterable[Header]) -> bytes:
    """Headers as they go over the line."""
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)


NOT_FOUND = reply(404, b"Not Found")
EMPTY = Reply(200, headers=((b"content-type", JSON), CACHE_CONTROL))
