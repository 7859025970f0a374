"""TCP links: a client's end, and an endpoint that serves many clients.

Small frames must not wait for each other, so Nagle's algorithm is off on both sides.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from typing import cast

from ..errors import TransportError
from .address import TcpAddress
from .base import MAX_UNREAD_BYTES, BufferedTransport, Transport
from .sessions import MAX_BACKLOG_BYTES, READ_SIZE, ServingEndpoint, Session, SessionFactory

CONNECT_TIMEOUT_S = 5.0


class _ClientProtocol(asyncio.Protocol, BufferedTransport):
    """A client's end."""

    def __init__(self, name: str) -> None:
        BufferedTransport.__init__(self, name)
        self._socket: asyncio.Transport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = cast(asyncio.Transport, transport)
        _send_at_once(self._socket)

    def data_received(self, data: bytes) -> None:
        self.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(None if exc is None else TransportError(f"{exc}. Check the network and the other end."))

    def write(self, data: bytes) -> None:
        self._check_open()
        if self._socket is not None:
            self._socket.write(data)

    async def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self.end()

    def _on_unread_changed(self) -> None:
        """Stop receiving while too much is unread."""
        full = self.unread_bytes > MAX_UNREAD_BYTES
        if self._socket is None or full == self._paused or self._socket.is_closing():
            return
        self._paused = full
        if full:
            self._socket.pause_reading()
        else:
            self._socket.resume_reading()


async def connect_tcp(name: str, address: TcpAddress) -> Transport:
    """Connect to a server."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            _, protocol = await loop.create_connection(lambda: _ClientProtocol(name), address.host, address.port)
    except TimeoutError:
        raise TransportError(
            f"{address.host} did not answer within {CONNECT_TIMEOUT_S:.0f} s: check that it is on and reachable."
        ) from None
    except socket.gaierror:
        raise TransportError(
            f"The host {address.host!r} is not known: check its spelling or use its address."
        ) from None
    except ConnectionRefusedError:
        raise TransportError(
            f"Nothing listens at {address.host} port {address.port}: start the controller there or correct the port."
        ) from None
    except OSError as error:
        raise TransportError(
            f"{address.host} port {address.port} cannot be reached ({error.strerror}): check the network."
        ) from None
    return protocol


class _Connection(asyncio.BufferedProtocol):
    """One client of the server, with a session of its own."""

    def __init__(self, endpoint: TcpEndpoint, session: Session) -> None:
        self._endpoint = endpoint
        self._session = session
        self._buffer = bytearray(READ_SIZE)
        self._socket: asyncio.Transport | None = None
        self._collected: list[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = cast(asyncio.Transport, transport)
        _send_at_once(self._socket)
        self._endpoint.connections.add(self)
        self._session.attach(self._write)

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002 -- the size is ours to choose
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Pass on what arrived; the answers leave in one piece."""
        answers: list[bytes] = []
        self._collected = answers
        try:
            self._session.receive(bytes(self._buffer[:nbytes]))
        finally:
            self._collected = None
        if answers:
            self._write(b"".join(answers))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- gone is gone, whatever the reason
        self._socket = None
        self._endpoint.connections.discard(self)
        self._session.close()

    def abort(self) -> None:
        """Drop the client without waiting for it to read."""
        if self._socket is not None:
            self._socket.abort()

    def _write(self, data: bytes) -> None:
        if self._collected is not None:
            self._collected.append(data)
        elif self._socket is not None and not self._socket.is_closing():
            self._socket.write(data)
            if self._socket.get_write_buffer_size() > MAX_BACKLOG_BYTES:
                self._socket.abort()


class TcpEndpoint(ServingEndpoint):
    """Serves any number of clients on one port."""

    def __init__(self, name: str, host: str) -> None:
        super().__init__(name, address="")
        self.connections: set[_Connection] = set()
        self._host = host
        self._server: asyncio.Server | None = None

    def started(self, server: asyncio.Server) -> None:
        """Take the listening server, which knows the port it got."""
        self._server = server
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.address = f"tcp://{host}:{server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening and drop all clients."""
        if self._server is not None:
            self._server.close()
            for connection in tuple(self.connections):
                connection.abort()
            await self._server.wait_closed()
            self._server = None


async def serve_tcp(name: str, address: TcpAddress, new_session: SessionFactory) -> TcpEndpoint:
    """Listen; port 0 takes a free port."""
    loop = asyncio.get_running_loop()
    endpoint = TcpEndpoint(name, address.host)
    try:
        server = await loop.create_server(lambda: _Connection(endpoint, new_session()), address.host, address.port)
    except OSError as error:
        raise TransportError(_listen_problem(address, error)) from None
    endpoint.started(server)
    return endpoint


def _listen_problem(address: TcpAddress, error: OSError) -> str:
    place = f"{address.host} port {address.port}"
    if error.errno == errno.EADDRINUSE:
        return f"{place} is in use: stop the program that uses it or choose another port (0 takes a free one)."
    if error.errno == errno.EACCES:
        return f"{place} may not be opened by this user: choose a port above 1023."
    # Python 3.13 tries every address and then reports that none could be bound, without a number.
    if isinstance(error, socket.gaierror) or error.errno in (errno.EADDRNOTAVAIL, None):
        return f"{address.host!r} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all networks."
    return f"{place} cannot be opened ({error.strerror}): choose another."


def _send_at_once(transport: asyncio.Transport) -> None:
    """Switch Nagle's algorithm off."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
