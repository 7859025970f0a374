"""Connections to the gateway's HTTP server that exist in memory only: bytes in, bytes out, in virtual time.

Everything between the bytes and the station is the real thing: parser, limits, routing, WebSocket protocol.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from email.parser import BytesHeaderParser
from typing import Any

import msgspec
from virtual_loop import this_loop
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from pilotwire.services.http.protocols import HttpProtocol

HOST = "localhost"
_PEER = ("127.0.0.1", 50_000)
_HERE = ("127.0.0.1", 80)
_PATIENCE_S = 3.0
"""The recorder waited two or three seconds for an answer."""
_TURNS = 200
"""Of the event loop, within which a handshake is answered."""
_KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class Answer(msgspec.Struct, frozen=True):
    """What came back; status None if nothing did."""

    status: int | None = None
    headers: Mapping[str, str] = {}
    """By name in lower case."""
    body: bytes = b""

    @property
    def complete(self) -> bool:
        """Whether all of the body that was announced is there."""
        length = self.headers.get("content-length", "")
        return length.isdecimal() and len(self.body) >= int(length)


class MemoryLine(asyncio.Transport):
    """One connection: what the server writes goes to ``heard``."""

    def __init__(self, protocols: Callable[[], HttpProtocol], heard: Callable[[bytes], None]) -> None:
        super().__init__()
        self._loop = this_loop()
        self._heard = heard
        self._closing = False
        self.closed = asyncio.Event()
        self._protocol: asyncio.BaseProtocol = protocols()
        self._protocol.connection_made(self)

    def send(self, data: bytes) -> None:
        """Send to the server."""
        self._loop.call_soon(self._arrive, data)

    def hang_up(self) -> None:
        """Close from the client's side."""
        self.close()

    def _arrive(self, data: bytes) -> None:
        if not self._closing:
            protocol = self._protocol
            assert isinstance(protocol, asyncio.Protocol)
            protocol.data_received(data)

    # -- what the server sees ----------------------------------------------------------------------------------------

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as in the base class
        return {"peername": _PEER, "sockname": _HERE}.get(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self._heard(bytes(data))

    def writelines(self, list_of_data: Any) -> None:  # noqa: ANN401 - as in the base class
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.closed.set()

    def get_write_buffer_size(self) -> int:
        return 0

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def is_closing(self) -> bool:
        return self._closing

    def is_reading(self) -> bool:
        return not self._closing

    def pause_reading(self) -> None:
        """Everything is read at once."""

    def resume_reading(self) -> None:
        """It always is."""

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._loop.call_soon(self._protocol.connection_lost, None)
            self.closed.set()

    def abort(self) -> None:
        self.close()


class HttpClient:
    """Makes requests, each on a connection of its own."""

    def __init__(self, protocols: Callable[[], HttpProtocol]) -> None:
        self._protocols = protocols

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Make one request."""
        lines = {"Host": HOST, "Connection": "close", **headers}
        if body is not None:
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")
        return await self.exchange(request, once=True)

    async def exchange(self, data: bytes, *, once: bool = False) -> Answer:
        """Send bytes and take what comes back until the server closes, or for as long as the recorder waited.

        Args:
            data: to send.
            once: do not wait for the server to close after one answer.

        """
        got = b""

        def take(piece: bytes) -> None:
            nonlocal got
            got += piece
            if once and parse_answer(got).complete:
                line.hang_up()

        line = MemoryLine(self._protocols, take)
        line.send(data)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await line.closed.wait()
        except TimeoutError:
            line.hang_up()
        return parse_answer(got)


def parse_answer(data: bytes) -> Answer:
    """Read an answer; the body is everything after the head, cut to its length if one is given."""
    while data.startswith(b"HTTP/1.1 100"):
        data = data.partition(b"\r\n\r\n")[2]
    head, _, rest = data.partition(b"\r\n\r\n")
    status_line, _, lines = head.partition(b"\r\n")
    if not status_line.startswith(b"HTTP/1."):
        return Answer()
    headers = {name.lower(): value for name, value in BytesHeaderParser().parsebytes(lines + b"\r\n\r\n").items()}
    if headers.get("transfer-encoding") == "chunked":
        rest = _joined(rest)
    return Answer(int(status_line.split()[1]), headers, rest)


def _joined(chunks: bytes) -> bytes:
    body = b""
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        length = int(size, 16)
        body, chunks = body + chunks[:length], chunks[length + 2 :]
    return body


class Heard(msgspec.Struct, frozen=True):
    """One frame as a client receives it."""

    at_s: float
    kind: str
    """``text``, ``ping``, ``pong`` or ``close``."""
    data: str
    """Text, or bytes in hexadecimal."""


_KINDS = {Opcode.TEXT: "text", Opcode.PING: "ping", Opcode.PONG: "pong", Opcode.CLOSE: "close"}


class SocketClient:
    """One WebSocket, or the attempt at one."""

    def __init__(self, protocols: Callable[[], HttpProtocol], path: str) -> None:
        self.frames: list[Heard] = []
        self._loop = this_loop()
        self._raw = b""
        self._left = False
        self._protocol = ClientProtocol(parse_uri(f"ws://{HOST}{path}"))
        self._protocol.key = _KEY
        self._line = MemoryLine(protocols, self._on_bytes)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    async def opened(self) -> bool:
        """Wait for the answer to the handshake; says whether the socket is open."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if self._protocol.state is State.OPEN or self.closed:
                break
        return self._protocol.state is State.OPEN

    @property
    def answer(self) -> Answer:
        """What was answered to the handshake."""
        return parse_answer(self._raw)

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self._line.is_closing()

    @property
    def dropped(self) -> bool:
        """Whether the server has ended it of its own accord."""
        return self._protocol.state is not State.OPEN and not self._left

    def send_text(self, text: str) -> None:
        """Send a message."""
        self._protocol.send_text(text.encode())
        self._flush()

    def send_bytes(self, data: bytes) -> None:
        """Send a message of bytes."""
        self._protocol.send_binary(data)
        self._flush()

    def ping(self, data: bytes) -> None:
        """Send a ping of the protocol."""
        self._protocol.send_ping(data)
        self._flush()

    def close(self, code: int) -> None:
        """Close in order."""
        self._left = True
        self._protocol.send_close(code)
        self._flush()

    def hang_up(self) -> None:
        """Be gone."""
        self._line.hang_up()

    def _on_bytes(self, data: bytes) -> None:
        self._raw += data
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._take(event)
        self._flush()

    def _take(self, frame: Frame) -> None:
        kind = _KINDS.get(frame.opcode, frame.opcode.name.lower())
        data = bytes(frame.data)
        text = data.decode() if kind == "text" else data.hex()
        self.frames.append(Heard(self._loop.time(), kind, text))

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._line.send(data)
            else:
                self._loop.call_soon(self._line.hang_up)
