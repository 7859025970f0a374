"""A WebSocket to a real back end, by websockets. It moves texts and decides nothing.

Redirects are not followed and proxies of the environment not used: a station speaks to the address it was given, and
shows its password to nobody else. Messages are not compressed: they are short, and compression is memory for each
connection.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_websocket
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, NegotiationError
from websockets.typing import Subprotocol

from pilotwire.ocpp.schemas import Version
from pilotwire.services.checks.steps import name_words, reach_words, secure_words
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.store.certificates import Certificate
from pilotwire.store.errors import StoreError

from .arrangement import Arrangement, Credentials
from .link import LinkError, Trouble

CONNECT_S = 20.0
"""Patience with a whole connection: name, way, encryption, and the back end's answer."""
SEND_S = 30.0
PONG_S = 20.0
"""Patience with a sign of life."""
MAX_BYTES = 1024 * 1024
"""A longer message ends the connection; one longer than ``frames.LONGEST_MESSAGE`` is answered with an error."""
_CLOSING_S = 2.0
_REFUSED_US = (401, 403)


class WebSocketConnection:
    """One connection. Made by ``connect``."""

    def __init__(self, socket_: ClientConnection, version: Version, host: str) -> None:
        self._socket = socket_
        self._host = host
        self.version = version
        address = socket_.remote_address
        self.peer_address = str(address[0]) if isinstance(address, tuple) and address else ""

    async def send(self, text: str) -> None:
        """Send a message."""
        try:
            async with asyncio.timeout(SEND_S):
                await self._socket.send(text)
        except TimeoutError:
            self._socket.transport.abort()
            raise LinkError(f"{self._host} takes nothing any more: the connection is given up.") from None
        except ConnectionClosed as error:
            raise _gone(error, self._host) from error

    async def messages(self) -> AsyncIterator[str]:
        """Everything that comes, until the connection ends."""
        try:
            while True:
                message = await self._socket.recv()
                # OCPP is text; what comes as bytes is read as far as it can be and gets the protocol's error.
                yield message if isinstance(message, str) else message.decode(errors="replace")
        except ConnectionClosed as error:
            raise _gone(error, self._host) from error

    async def ping(self) -> None:
        """Ask for a sign of life and wait for it."""
        try:
            async with asyncio.timeout(PONG_S):
                await (await self._socket.ping())
        except TimeoutError:
            self._socket.transport.abort()
            raise LinkError(f"{self._host} shows no sign of life any more: the connection is given up.") from None
        except ConnectionClosed as error:
            raise _gone(error, self._host) from error

    async def close(self) -> None:
        """End it in order."""
        with contextlib.suppress(TimeoutError, ConnectionClosed, OSError):
            async with asyncio.timeout(_CLOSING_S):
                await self._socket.close()
        self._socket.transport.abort()


async def connect(arrangement: Arrangement, certificates: Callable[[], Sequence[Certificate]]) -> WebSocketConnection:
    """Connect.

    Args:
        arrangement: where and as whom.
        certificates: reads those that count for this connection; may block.

    Raises:
        LinkError: it could not be done.

    """
    context = await context_of(arrangement, certificates) if arrangement.tls else None
    for credentials in arrangement.credentials[:-1]:
        try:
            return await _connect(arrangement, credentials, context)
        except LinkError as error:
            if error.trouble is not Trouble.AUTH:
                raise
    last = arrangement.credentials[-1] if arrangement.credentials else None
    return await _connect(arrangement, last, context)


async def context_of(arrangement: Arrangement, certificates: Callable[[], Sequence[Certificate]]) -> ssl.SSLContext:
    """Whom we trust and what we show. Raises ``LinkError``."""
    try:
        return await asyncio.to_thread(lambda: client_context(certificates(), arrangement.certificate_id, verify=True))
    except (TlsError, StoreError) as error:
        raise LinkError(str(error), Trouble.TLS) from error


class _OpenDirectly(open_websocket):
    """Follows no redirects."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def _connect(
    arrangement: Arrangement, credentials: Credentials | None, context: ssl.SSLContext | None
) -> WebSocketConnection:
    try:
        opened = await _OpenDirectly(
            arrangement.url,
            subprotocols=[Subprotocol(version.subprotocol) for version in arrangement.versions],
            additional_headers=_headers(credentials),
            user_agent_header="pilotwire",
            compression=None,
            proxy=None,
            ssl=context,
            open_timeout=CONNECT_S,
            close_timeout=_CLOSING_S,
            # How often is the session's to say; see the service.
            ping_interval=None,
            max_size=MAX_BYTES,
        )
    except (TimeoutError, OSError, InvalidHandshake, ConnectionClosed, EOFError) as error:
        raise link_error(error, arrangement) from error
    agreed = next((version for version in arrangement.versions if version.subprotocol == opened.subprotocol), None)
    if agreed is None:
        connection = WebSocketConnection(opened, arrangement.versions[0], arrangement.host)
        await connection.close()
        raise LinkError(_no_version(arrangement), Trouble.SUBPROTOCOL)
    return WebSocketConnection(opened, agreed, arrangement.host)


def link_error(error: Exception, arrangement: Arrangement) -> LinkError:
    """Say why there is no connection."""
    host, port = arrangement.host, arrangement.port
    # TLS 1.3 tells of a client certificate that is not accepted after the handshake.
    secured = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(secured, ssl.SSLError):
        return LinkError(secure_words(host, port, secured), Trouble.TLS)
    match error:
        case InvalidStatus():
            return _refused(error.response.status_code, arrangement)
        case NegotiationError():
            return LinkError(_no_version(arrangement), Trouble.SUBPROTOCOL)
        case socket.gaierror():
            return LinkError(name_words(host, error), Trouble.DNS)
        case TimeoutError() | OSError():
            return LinkError(reach_words(host, port, error), Trouble.TCP)
    words = f"{host} does not answer as a WebSocket on port {port}: check address and port ({error})."
    return LinkError(words, Trouble.HTTP)


def _refused(status: int, arrangement: Arrangement) -> LinkError:
    host, name = arrangement.host, arrangement.station
    if status in _REFUSED_US:
        what = "client certificate" if arrangement.certificate_id and not arrangement.credentials else "ocpp_authkey"
        words = f"{host} does not let {name} in (HTTP {status}): check ocpp_chargeBoxId and {what}."
        return LinkError(words, Trouble.AUTH)
    if status == 404:
        words = (
            f"{host} does not know {arrangement.url} (HTTP 404): check the path of ocpp_server, and the name {name}."
        )
    elif 300 <= status < 400:
        words = f"{host} sends the station elsewhere (HTTP {status}): use the address it names for ocpp_server."
    elif status >= 500:
        words = f"{host} has a problem of its own (HTTP {status}): it will be tried again."
    else:
        words = f"{host} refuses the connection (HTTP {status}): it may not speak the version of OCPP it was offered."
    return LinkError(words, Trouble.HTTP)


def _no_version(arrangement: Arrangement) -> str:
    offered = " and ".join(version.value for version in arrangement.versions)
    return (
        f"{arrangement.host} has not chosen any of the versions of OCPP it was offered ({offered}): check that the "
        "address is one for charging stations, and ocpp_version."
    )


def _headers(credentials: Credentials | None) -> dict[str, str]:
    if credentials is None:
        return {}
    told = base64.b64encode(credentials.user.encode() + b":" + credentials.password).decode()
    return {"Authorization": f"Basic {told}"}


def _gone(error: ConnectionClosed, host: str) -> LinkError:
    if isinstance(error.__cause__, ssl.SSLError):
        return LinkError(secure_words(host, 0, error.__cause__), Trouble.TLS)
    closed = error.rcvd
    if closed is None:
        sent = error.sent
        why = f" ({sent.reason})" if sent is not None and sent.reason else ""
        return LinkError(f"The connection to {host} broke{why}.")
    reason = f": {closed.reason}" if closed.reason else ""
    return LinkError(f"{host} has ended the connection (code {closed.code}{reason}).")
