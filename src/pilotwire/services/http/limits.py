"""What one visitor may take of the station: sizes, times, numbers of connections. Who it is is no matter here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ipaddress import ip_address

import msgspec

from .replies import CLOSE, Message, Receive, Scope, told


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much is enough. Generous for every known client, small enough for a machine with 512 MB."""

    body_bytes: int = 65_536
    """Of a request; a handler that takes uploads says its own in its ``opt`` as ``body_bytes``."""
    head_bytes: int = 16_384
    """Request line and headers together."""
    request_s: float = 20.0
    """For a request to arrive as a whole."""
    upload_s: float = 900.0
    """The same for uploads."""
    idle_s: int = 75
    """Between two requests on one connection."""
    stalled_s: float = 30.0
    """For a peer to take what it asked for while it takes nothing."""
    connections: int = 256
    connections_per_peer: int = 192
    """Most stations have one visitor at a time, and behind a proxy all have one address."""
    sockets: int = 100
    socket_message_bytes: int = 8_192
    socket_queue_bytes: int = 262_144
    """Unread by one client; it is dropped beyond."""
    stop_s: float = 3.0
    """For answers under way when the server stops."""


TOO_MANY = told(503, "Too many connections; try again later", CLOSE)
TOO_MANY_SOCKETS = told(503, "Too many WebSockets; close some first")
TOO_LARGE = told(413, "The request body is too large")
"""The connection is not closed with it: what is still coming would destroy the answer on its way."""
HEAD_TOO_LARGE = told(431, "The request line and headers are too large", CLOSE)
TOO_SLOW = told(408, "The request took too long to arrive", CLOSE)


class BodyTooLargeError(Exception):
    """More arrives than may."""


class DisconnectedError(Exception):
    """The visitor left before the request was complete."""


class Connection:
    """One connection, whatever is spoken on it.

    Args:
        address: the peer's, as the operating system tells it.
        transport: carries it.
        request_s: how long a request may take to arrive.
        forget: counts it no more.

    """

    __slots__ = ("_forget", "_transport", "local", "peer", "request_s")

    def __init__(
        self,
        address: str,
        transport: asyncio.Transport,
        request_s: float,
        forget: Callable[[Connection], None],
    ) -> None:
        self.peer, self.local = place_of(address)
        self.request_s = request_s
        self._transport = transport
        self._forget = forget

    def abort(self) -> None:
        """End it without ceremony."""
        self._transport.abort()

    def forget(self) -> None:
        """It has ended."""
        self._forget(self)


class Connections:
    """Everyone who is connected."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: set[Connection] = set()
        self._by_peer: dict[str, int] = {}
        self._none_left = asyncio.Event()
        self._none_left.set()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, address: str, transport: asyncio.Transport) -> Connection | None:
        """Count a connection, unless there are too many."""
        connection = Connection(address, transport, self._limits.request_s, self._forget)
        count = self._by_peer.get(connection.peer, 0)
        if len(self._open) >= self._limits.connections or count >= self._limits.connections_per_peer:
            return None
        self._by_peer[connection.peer] = count + 1
        self._open.add(connection)
        self._none_left.clear()
        return connection

    def _forget(self, connection: Connection) -> None:
        if connection not in self._open:
            return
        self._open.remove(connection)
        self._by_peer[connection.peer] -= 1
        if not self._by_peer[connection.peer]:
            del self._by_peer[connection.peer]
        if not self._open:
            self._none_left.set()

    async def ended(self) -> None:
        """Wait until nobody is connected."""
        await self._none_left.wait()

    def abort_all(self) -> None:
        """End every connection without ceremony."""
        for connection in tuple(self._open):
            connection.abort()


def place_of(address: str) -> tuple[str, bool]:
    """Tell a peer by one name, however its address is written, and whether it is on this machine."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address, False
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    return str(parsed), parsed.is_loopback


def has_body(headers: dict[bytes, bytes]) -> bool:
    """Whether a request announces a body."""
    return b"content-length" in headers or b"transfer-encoding" in headers


def announced_bytes(headers: dict[bytes, bytes]) -> int:
    """Size of the body as announced; 0 where it is not known before."""
    announced = headers.get(b"content-length", b"")
    return int(announced) if announced.isdigit() else 0


async def read_body(receive: Receive, limit_bytes: int) -> bytes:
    """Read a whole body.

    Raises:
        BodyTooLargeError: it is larger than the limit.
        DisconnectedError: it ended in the middle.

    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        part = message.get("body", b"")
        size += len(part)
        if size > limit_bytes:
            raise BodyTooLargeError
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def handed(body: bytes, receive: Receive) -> Receive:
    """Hand a body that has been read to somebody who reads it again."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


def counted(receive: Receive, limit_bytes: int) -> Receive:
    """Pass an upload on piece by piece.

    What is returned raises ``BodyTooLargeError`` at the piece that is too much.
    """
    size = 0

    async def receive_counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit_bytes:
            raise BodyTooLargeError
        return message

    return receive_counted


def connection_of(scope: Scope) -> Connection:
    """The connection a request came by."""
    connection: Connection = scope["state"]["connection"]
    return connection
