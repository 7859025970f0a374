"""uvicorn's two protocols with what they leave open: how much and how long one connection may take.

Bytes are parsed by httptools and websockets, requests run by uvicorn. What is added are bounds on the size of a
request's head and on the time it takes to arrive, refusals in the words of the API, and the count of connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from .limits import HEAD_TOO_LARGE, TOO_MANY, TOO_SLOW, Connection, Connections, Limits
from .metrics_page import Answers
from .replies import CLOSE, NOT_FOUND, Reply, header_lines, told

_MALFORMED = told(400, "This is not HTTP", CLOSE)
_UNKNOWN_METHOD = told(405, "Method not allowed", CLOSE)
_HEADER_EXTRA_BYTES = len(b": \r\n")
_FINAL_HEADS = (b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4", b"HTTP/1.1 5")
_CODE_AT = len(b"HTTP/1.1 ")
_LINGER_S = 1.0
"""After a refusal: what the peer is still sending must not destroy the answer on its way."""
_MOST_LINGERING = 64
"""Refused connections that are still told why."""


class _RefusedError(Exception):
    """Raised inside the parser to stop it."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(answer.status)
        self.answer = answer


class _WholeAnswers:
    """What uvicorn writes an answer to: keeps its head until its body comes, so that both leave in one packet."""

    __slots__ = ("_answers", "_head", "_transport", "is_closing")

    def __init__(self, transport: asyncio.Transport, answers: Answers) -> None:
        self._transport = transport
        self._answers = answers
        self._head = b""
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(_FINAL_HEADS):
            self._head = data
            self._answers.count(data[_CODE_AT])
            return
        self._transport.write(data)

    def flush(self) -> None:
        """Write a head that no body follows."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        self.flush()
        self._transport.close()


class HttpProtocol(HttpToolsProtocol):
    """One HTTP connection.

    Args:
        config: uvicorn's.
        state: uvicorn's list of what is under way.
        connections: everyone who is connected.
        limits: how much is enough.
        answers: counts them.
        is_socket: says of a URL whether a WebSocket is there; elsewhere an upgrade is not heeded.

    """

    def __init__(
        self,
        config: Config,
        state: ServerState,
        *,
        connections: Connections,
        limits: Limits,
        answers: Answers,
        is_socket: Callable[[bytes], bool],
    ) -> None:
        super().__init__(config=config, server_state=state, app_state={}, _loop=asyncio.get_running_loop())
        self._everyone = connections
        self._limits = limits
        self._counted = answers
        self._is_socket = is_socket
        self._connection: Connection | None = None
        self._refused = False
        self._in_head = False
        self._receiving = False
        self._head_bytes = 0
        self._since_s = 0.0
        self._request_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    # -- the connection --------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let the peer in, or tell it that there are too many."""
        super().connection_made(transport)
        connection = self._everyone.admit(self.client[0] if self.client else "", transport)
        if connection is None:
            if len(self.connections) > self._limits.connections + _MOST_LINGERING:
                transport.abort()
            else:
                self._refuse(TOO_MANY)
            return
        self._connection = connection
        self._answers = _WholeAnswers(transport, self._counted)
        self.app_state = {"connection": connection}
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the peer."""
        super().connection_lost(exc)
        self._cancel_timers()
        if self._connection is not None:
            self._connection.forget()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection, which stays counted, to the WebSocket protocol."""
        self._cancel_timers()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Give a peer that takes nothing a while."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(self._limits.stalled_s, self.transport.abort)

    def resume_writing(self) -> None:
        """It takes something again."""
        super().resume_writing()
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def timeout_keep_alive_handler(self) -> None:
        """Nobody asked anything for a while."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(self._limits.stalled_s, self.transport.abort)

    # -- bytes -----------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse what arrived and start what is complete."""
        if self._refused:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._upgrade_asked()
        except httptools.HttpParserInvalidMethodError:
            self._refuse(_UNKNOWN_METHOD)
        except httptools.HttpParserError as error:
            reason = error.__context__
            self._refuse(reason.answer if isinstance(reason, _RefusedError) else _MALFORMED)
        else:
            self._watch(len(data))

    def _watch(self, count: int) -> None:
        if self._in_head:
            self._head_bytes += count
            if self._head_bytes > self._limits.head_bytes:
                self._refuse(HEAD_TOO_LARGE)
                return
        if self._request_timer is None and (self._receiving or self._idle):
            self._expect_request()

    @property
    def _idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _upgrade_asked(self) -> None:
        if self._should_upgrade():
            self.handle_websocket_upgrade()
        elif not self._refused and self.cycle is not None:
            # Answered as if nothing had been asked; what follows on the line cannot be told from the other protocol.
            self.cycle.keep_alive = False

    def _should_upgrade(self) -> bool:
        return self._is_socket(self.url) and super()._should_upgrade()

    # -- the parser's news -----------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes = 0
        self._in_head = self._receiving = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, up to a bound for all together."""
        self._head_bytes += len(name) + len(value) + _HEADER_EXTRA_BYTES
        if self._head_bytes > self._limits.head_bytes:
            raise _RefusedError(HEAD_TOO_LARGE)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, unless it is meant for a proxy."""
        self._in_head = False
        if not self.url.startswith(b"/"):
            raise _RefusedError(NOT_FOUND)
        if len(self.url) > self._limits.head_bytes:
            raise _RefusedError(HEAD_TOO_LARGE)
        super().on_headers_complete()
        if not self._idle:
            self.cycle.transport = cast("asyncio.Transport", self._answers)

    def on_response_complete(self) -> None:
        """An answer has been given."""
        self._answers.flush()
        super().on_response_complete()

    def on_message_complete(self) -> None:
        """All of the request is here."""
        self._receiving = False
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None
        super().on_message_complete()

    # -- patience --------------------------------------------------------------------------------------------------

    def _expect_request(self) -> None:
        self._since_s = self.loop.time()
        self._request_timer = self.loop.call_later(self._limits.request_s, self._overdue)

    def _overdue(self) -> None:
        allowed_s = self._connection.request_s if self._connection is not None else 0.0
        left_s = self._since_s + allowed_s - self.loop.time()
        if left_s > 0:
            self._request_timer = self.loop.call_later(left_s, self._overdue)
        elif self._receiving and (self._in_head or not self._idle):
            self._refuse(TOO_SLOW)
        else:
            self.transport.close()

    def _refuse(self, answer: Reply) -> None:
        self._refused = True
        self._cancel_timers()
        if not self._idle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        phrase = HTTPStatus(answer.status).phrase.encode()
        head = b"HTTP/1.1 %d %s\r\n" % (answer.status, phrase)
        length = b"content-length: %d\r\n\r\n" % len(answer.body)
        self._counted.count(head[_CODE_AT])
        self.transport.write(head + header_lines(answer.headers) + length + answer.body)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_S, self.transport.abort)

    def _cancel_timers(self) -> None:
        for timer in (self._request_timer, self._stall_timer):
            if timer is not None:
                timer.cancel()
        self._request_timer = self._stall_timer = None


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection, as ``scope["state"]["socket"]``.

    What is pushed goes to the transport at once: it is the same bytes for everybody, and complete in itself.
    """

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, {**app_state, "socket": self})

    def push(self, frame: bytes, most_bytes: int) -> None:
        """Send a complete frame; a peer of which more than this waits to be read is dropped instead."""
        if self.close_sent or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > most_bytes:
            self.transport.abort()
            return
        self.transport.write(frame)

    async def send(self, message: Any) -> None:  # noqa: ANN401 - as in the base class
        """Send what the application says; a refusal, too, completes the handshake."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True

    def end(self, code: int) -> None:
        """Close with a code."""
        if self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.loop.call_later(self.close_timeout, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """Nobody is there any more, so nobody will read what may still wait to be sent."""
        super().keepalive_timeout()
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the peer."""
        super().connection_lost(exc)
        connection: Connection = self.app_state["connection"]
        connection.forget()
