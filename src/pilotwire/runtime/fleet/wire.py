"""One WebSocket to the back end on the client's protocol of ``websockets``, without a task or a timer of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake, InvalidStatus, NegotiationError
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import WebSocketURI

_LONGEST_MESSAGE = 256 * 1024
_HINTS = {
    400: ": it may not speak this version of OCPP",
    401: ": it wants another password",
    404: ": it may not know the station or the path",
}


class Wire(asyncio.Protocol):
    """From connection to loss.

    Args:
        uri: of this station at the back end.
        subprotocol: which has to be agreed on.
        authorization: header value; empty for none.
        opened: told that messages can be sent.
        heard: told of each message.
        lost: told once, with why, that this is over; also when it never opened.

    """

    __slots__ = ("_fragments", "_heard", "_lost", "_opened", "_over", "_protocol", "_reason", "_transport")

    def __init__(
        self,
        uri: WebSocketURI,
        subprotocol: str,
        authorization: str,
        *,
        opened: Callable[[], None],
        heard: Callable[[str], None],
        lost: Callable[[str], None],
    ) -> None:
        self._protocol = ClientProtocol(uri, subprotocols=[Subprotocol(subprotocol)], max_size=_LONGEST_MESSAGE)
        self._opened, self._heard, self._lost = opened, heard, lost
        self._transport: asyncio.Transport | None = None
        self._fragments: list[bytes] | None = None
        self._reason = ""
        self._over = False
        self._headers(authorization)

    def _headers(self, authorization: str) -> None:
        request = self._protocol.connect()
        if authorization:
            request.headers["Authorization"] = authorization
        self._protocol.send_request(request)

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return not self._over and self._protocol.state is State.OPEN

    def send(self, text: str) -> None:
        """Send a message; nothing when the connection is gone."""
        if self.is_open:
            self._protocol.send_text(text.encode())
            self._flush()

    def close(self, reason: str) -> None:
        """End the connection in order; what the back end says meanwhile is not heard any more."""
        self._reason = self._reason or reason
        if self.is_open:
            self._protocol.send_close()
            self._flush()
        elif self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()

    # -- asyncio -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP, and TLS if there is any, is there."""
        self._transport = cast("asyncio.Transport", transport)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Bytes from the back end."""
        self._protocol.receive_data(data)
        self._take()

    def eof_received(self) -> None:
        """The back end says no more."""
        self._protocol.receive_eof()
        self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if not self._over:
            self._over = True
            self._lost(self._reason or _why(self._protocol, exc))

    # -- inside --------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._answered()
            elif isinstance(event, Frame) and self.is_open:
                self._frame(event)
        self._flush()

    def _answered(self) -> None:
        if self._protocol.handshake_exc is not None:
            return
        if self._protocol.subprotocol is None:
            self._reason = "the back end does not speak the version of OCPP it was offered"
            self.close("")
            return
        self._opened()

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT or (frame.opcode is Opcode.CONT and self._fragments is not None):
            if frame.fin and self._fragments is None:
                text = bytes(frame.data)
            else:
                self._fragments = [*(self._fragments or ()), bytes(frame.data)]
                if not frame.fin:
                    return
                text, self._fragments = b"".join(self._fragments), None
            self._heard(text.decode(errors="replace"))

    def _flush(self) -> None:
        if self._transport is None:
            return
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._transport.close()
        if self._protocol.close_expected() and self._protocol.state is State.CLOSED:
            self._transport.close()


def _why(protocol: ClientProtocol, exc: Exception | None) -> str:
    refused = protocol.handshake_exc
    if isinstance(refused, InvalidStatus):
        status = refused.response.status_code
        return f"the back end refuses the connection (HTTP {status}{_HINTS.get(status, '')})"
    if isinstance(refused, NegotiationError):
        return "the back end does not speak the version of OCPP it was offered"
    if isinstance(refused, InvalidHandshake):
        return f"no WebSocket there: {refused}"
    if exc is not None:
        return f"the connection broke: {exc}"
    return "the back end has closed the connection" if protocol.state is not State.CONNECTING else "no answer"
