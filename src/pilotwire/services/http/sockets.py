"""What is pushed to whoever holds a WebSocket open: status frames on ``/ws``, text on the two consoles.

Frames are made elsewhere, once per event, and handed to every client as they are. A client that does not read is
dropped when too much waits for it; the others do not notice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

from websockets.frames import Frame, Opcode

from pilotwire.services.host import Console, Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import Status

from .limits import TOO_MANY_SOCKETS, Limits
from .replies import Receive, Scope, Send
from .security.credentials import Credentials
from .security.gate import Gate

SOCKET_PATHS = ("/ws", "/debug/console", "/evse/console")
_CONSOLES = {"/debug/console": Console.LOG, "/evse/console": Console.RAPI}
_LOG_IN_AGAIN = 1008


class Frames(Protocol):
    """Makes the frames of ``/ws``: complete JSON objects."""

    def first(self, status: Status) -> bytes:
        """Make what a newcomer is sent: everything."""

    def event(self, event: Event) -> bytes | None:
        """Make what everybody is sent when something happened, or nothing."""


class _Socket(Protocol):
    """One open WebSocket; ``protocols.SocketProtocol``."""

    def push(self, frame: bytes, most_bytes: int) -> None: ...

    def end(self, code: int) -> None: ...


class _Stream:
    """Those who hear the same."""

    def __init__(self, listen: Callable[[_Stream], Callable[[], None]], most_bytes: int) -> None:
        self._listen = listen
        self._most_bytes = most_bytes
        self._sockets: set[_Socket] = set()
        self._stop: Callable[[], None] | None = None

    def join(self, socket: _Socket) -> None:
        if self._stop is None:
            self._stop = self._listen(self)
        self._sockets.add(socket)

    def leave(self, socket: _Socket) -> None:
        self._sockets.discard(socket)
        if not self._sockets and self._stop is not None:
            # Nothing is rendered for nobody.
            self._stop()
            self._stop = None

    def tell(self, text: bytes) -> None:
        frame = _framed(text)
        for socket in self._sockets:
            socket.push(frame, self._most_bytes)

    def close(self, code: int) -> None:
        for socket in self._sockets:
            socket.end(code)


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
        self._streams = {"/ws": _Stream(self._listen_events, limits.socket_queue_bytes)}
        for path, console in _CONSOLES.items():
            self._streams[path] = _Stream(self._listener(console), limits.socket_queue_bytes)
        self._stop_watching: Callable[[], None] | None = None

    def __len__(self) -> int:
        return self._count

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client that has been let in, until it leaves."""
        await receive()
        if self._count >= self._limits.sockets:
            await TOO_MANY_SOCKETS.refuse(send)
            return
        self._count += 1
        self._watch_credentials()
        try:
            await send({"type": "websocket.accept"})
            await self._attend(path, scope["state"]["socket"], receive)
        finally:
            self._count -= 1

    async def _attend(self, path: str, socket: _Socket, receive: Receive) -> None:
        most_bytes = self._limits.socket_queue_bytes
        answers = path == "/ws"
        if answers:
            socket.push(_framed(self._frames.first(self._host.status)), most_bytes)
        stream = self._streams[path]
        stream.join(socket)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                if answers and is_ping(message.get("text") or message.get("bytes") or ""):
                    socket.push(_PONG, most_bytes)
        finally:
            stream.leave(socket)

    def _listen_events(self, stream: _Stream) -> Callable[[], None]:
        def hear(event: Event) -> None:
            frame = self._frames.event(event)
            if frame is not None:
                stream.tell(frame)

        return self._host.subscribe(hear)

    def _listener(self, console: Console) -> Callable[[_Stream], Callable[[], None]]:
        return lambda stream: self._host.watch(console, lambda text: stream.tell(text.encode(errors="replace")))

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


def _framed(text: bytes) -> bytes:
    return Frame(Opcode.TEXT, text).serialize(mask=False)


_PONG = _framed(b'{"pong": 1}')


def is_ping(message: str | bytes) -> bool:
    """Whether a message is ``{"ping": n}`` with an integer from -128 to 127; more may be in it and after it."""
    try:
        text = message if isinstance(message, str) else message.decode()
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return False
    number = value.get("ping") if isinstance(value, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and -128 <= number <= 127
