"""What is pushed to whoever holds a WebSocket open: status frames on ``/ws``, text on the two consoles.

Frames are made elsewhere, once per event, and handed to every client as they are. A client that does not read is
dropped when too much waits for it; the others do not notice.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from pilotwire.services.host import Console, Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import Status

from .limits import TOO_MANY_SOCKETS, Limits, connection_of
from .replies import Receive, Scope, Send
from .security.credentials import Credentials
from .security.gate import Gate

SOCKET_PATHS = ("/ws", "/debug/console", "/evse/console")
_CONSOLES = {"/debug/console": Console.LOG, "/evse/console": Console.RAPI}
_PONG = '{"pong": 1}'
_RETRY_LATER = 1013
_LOG_IN_AGAIN = 1008


class Frames(Protocol):
    """Makes the frames of ``/ws``: complete JSON objects."""

    def first(self, status: Status) -> bytes:
        """Make what a newcomer is sent: everything."""

    def event(self, event: Event) -> bytes | None:
        """Make what everybody is sent when something happened, or nothing."""


class _Client:
    """One open WebSocket: what waits to be sent to it."""

    __slots__ = ("_bytes", "_frames", "_limit_bytes", "_send", "_wake", "closing", "drop")

    def __init__(self, send: Send, drop: Callable[[], None], limit_bytes: int) -> None:
        self._send = send
        self._limit_bytes = limit_bytes
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self.drop = drop
        self.closing: int | None = None

    def push(self, frame: str) -> None:
        """Queue a frame, or drop the client if it does not read."""
        self._bytes += len(frame)
        if self._bytes > self._limit_bytes:
            self.drop()
            return
        self._frames.append(frame)
        self._wake.set()

    def close(self, code: int) -> None:
        """Close after what is queued."""
        self.closing = code
        self._wake.set()

    async def write(self) -> None:
        """Send what is queued, until the socket is closed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                frame = self._frames.popleft()
                await self._send({"type": "websocket.send", "text": frame})
                self._bytes -= len(frame)
            if self.closing is not None:
                await self._send({"type": "websocket.close", "code": self.closing})
                return


class _Stream:
    """Those who hear the same."""

    def __init__(self, listen: Callable[[_Stream], Callable[[], None]]) -> None:
        self._listen = listen
        self._clients: set[_Client] = set()
        self._stop: Callable[[], None] | None = None

    def join(self, client: _Client) -> None:
        if self._stop is None:
            self._stop = self._listen(self)
        self._clients.add(client)

    def leave(self, client: _Client) -> None:
        self._clients.discard(client)
        if not self._clients and self._stop is not None:
            # Nothing is rendered for nobody.
            self._stop()
            self._stop = None

    def tell(self, frame: str) -> None:
        for client in tuple(self._clients):
            client.push(frame)

    def close(self, code: int) -> None:
        for client in self._clients:
            client.close(code)


class Sockets:
    """All open WebSockets of a station.

    Args:
        host: whose events and streams are pushed.
        gate: who it was that let the clients in; when the credentials change they are to log in again.
        frames: makes the frames of ``/ws``.
        limits: how many clients, and how much may wait for one.

    """

    def __init__(self, host: Host, gate: Gate, frames: Frames, limits: Limits) -> None:
        self._host = host
        self._gate = gate
        self._frames = frames
        self._limits = limits
        self._count = 0
        self._let_in_by: Credentials | None = None
        self._streams = {"/ws": _Stream(self._listen_events)}
        for path, console in _CONSOLES.items():
            self._streams[path] = _Stream(self._listener(console))
        self._stop_watching: Callable[[], None] | None = None

    def __len__(self) -> int:
        return self._count

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client that has been let in, until it leaves."""
        await receive()
        if self._count >= self._limits.sockets:
            await TOO_MANY_SOCKETS.refuse(send)
            return
        client = _Client(send, connection_of(scope).abort, self._limits.socket_queue_bytes)
        self._count += 1
        self._watch_credentials()
        try:
            # uvicorn reports a peer that has gone as an OSError of the next send.
            with suppress(OSError):
                await send({"type": "websocket.accept"})
                if path == "/ws":
                    client.push(self._frames.first(self._host.status).decode())
                await self._attend(client, self._streams[path], receive, answers=path == "/ws")
        finally:
            self._count -= 1

    async def _attend(self, client: _Client, stream: _Stream, receive: Receive, *, answers: bool) -> None:
        stream.join(client)
        writer = asyncio.create_task(client.write())
        try:
            await _read(client, receive, answers=answers)
        finally:
            stream.leave(client)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer

    def _listen_events(self, stream: _Stream) -> Callable[[], None]:
        def hear(event: Event) -> None:
            frame = self._frames.event(event)
            if frame is not None:
                stream.tell(frame.decode())

        return self._host.subscribe(hear)

    def _listener(self, console: Console) -> Callable[[_Stream], Callable[[], None]]:
        return lambda stream: self._host.watch(console, stream.tell)

    def _watch_credentials(self) -> None:
        self._let_in_by = self._gate.credentials
        if self._stop_watching is None:
            self._stop_watching = self._host.subscribe(self._look_at_credentials)

    def _look_at_credentials(self, event: Event) -> None:
        if event.topic is Topic.CONFIG and self._gate.credentials is not self._let_in_by:
            self._let_in_by = self._gate.credentials
            for stream in self._streams.values():
                stream.close(_LOG_IN_AGAIN)

    def close(self) -> None:
        """Stop listening to the station."""
        if self._stop_watching is not None:
            self._stop_watching()
            self._stop_watching = None


async def _read(client: _Client, receive: Receive, *, answers: bool) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if answers and is_ping(message.get("text") or message.get("bytes") or ""):
            client.push(_PONG)


def is_ping(message: str | bytes) -> bool:
    """Whether a message is ``{"ping": n}`` with an integer from -128 to 127; more may be in it and after it."""
    try:
        text = message if isinstance(message, str) else message.decode()
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return False
    number = value.get("ping") if isinstance(value, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and -128 <= number <= 127
