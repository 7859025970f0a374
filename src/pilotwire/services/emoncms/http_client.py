"""Posts to a server over HTTP/1.1: the edge. One connection for each post, so none is ever found dead.

The other side is known, by an authority or by the fingerprint of its certificate, before it is told anything.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import h11

from pilotwire.services.checks.steps import name_words, reach_words, secure_words
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.store.certificates import Certificate
from pilotwire.store.errors import StoreError

from .answers import Answer
from .requests import Request
from .servers import Server

CONNECT_S = 10.0
"""Patience with name, way and encryption together."""
ANSWER_S = 30.0
"""Patience with a server that has the request: one that stores a whole batch may take its time."""
_MAX_ANSWER = 65_536
_PIECE = 16_384


class PostError(Exception):
    """There is no answer; the message says why. What was posted may have arrived all the same.

    Args:
        words: for people.
        trouble: for programs: ``network``, ``timeout`` or ``tls``.

    """

    def __init__(self, words: str, trouble: str = "network") -> None:
        super().__init__(words)
        self.trouble = trouble


Poster = Callable[[Server, Request], Awaitable[Answer]]
"""Posts and returns the answer. Raises ``PostError``."""


class _Certified(Protocol):
    def getpeercert(self, binary_form: bool) -> bytes | None:  # noqa: FBT001 - the standard library's signature
        ...


class HttpPoster:
    """A ``Poster`` for real servers.

    Args:
        certificates: reads those of the store; may block.

    """

    def __init__(self, certificates: Callable[[], Sequence[Certificate]]) -> None:
        self._certificates = certificates
        self._trusting: ssl.SSLContext | None = None

    async def __call__(self, server: Server, request: Request) -> Answer:
        """Post."""
        async with self._connection(server) as (reader, writer):
            try:
                async with asyncio.timeout(ANSWER_S):
                    return await _exchange(reader, writer, server, request)
            except TimeoutError:
                raise PostError(f"{server.host} does not answer in {ANSWER_S:.0f} s", "timeout") from None
            except h11.RemoteProtocolError as error:
                raise PostError(f"{server.host} has broken off its answer, or it is no HTTP: {error}") from error
            except OSError as error:
                raise PostError(f"{server.host} has ended the connection: {error.strerror or error}") from error

    @asynccontextmanager
    async def _connection(self, server: Server) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        context = await self._context(server) if server.tls else None
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(
                    server.host, server.port, ssl=context, server_hostname=server.host if context else None
                )
        except (TimeoutError, OSError, UnicodeError) as error:
            # An authority may be added meanwhile.
            self._trusting = None
            raise _unreached(server, error) from error
        try:
            _look_at_certificate(server, writer)
            yield reader, writer
        finally:
            # Nothing is under way any more that an orderly end could wait for.
            writer.transport.abort()

    async def _context(self, server: Server) -> ssl.SSLContext:
        if server.fingerprint:
            return unverified_context()
        if self._trusting is None:
            try:
                self._trusting = await asyncio.to_thread(lambda: client_context(self._certificates(), "", verify=True))
            except (TlsError, StoreError) as error:
                raise PostError(str(error), "tls") from error
        return self._trusting


def unverified_context() -> ssl.SSLContext:
    """Encrypts and believes anybody: the fingerprint is looked at instead."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fingerprint_words(server: Server, certificate: bytes) -> str:
    """Say that a certificate is another one than the settings name; empty when it is that one."""
    algorithm = "sha1" if len(server.fingerprint) == 40 else "sha256"
    found = hashlib.new(algorithm, certificate, usedforsecurity=False).hexdigest()
    if hmac.compare_digest(found, server.fingerprint):
        return ""
    shown = ":".join(found[index : index + 2] for index in range(0, len(found), 2)).upper()
    return f"{server.host} shows another certificate than emoncms_fingerprint names; its fingerprint is {shown}"


def _look_at_certificate(server: Server, writer: asyncio.StreamWriter) -> None:
    if server.fingerprint:
        secured: _Certified = writer.get_extra_info("ssl_object")
        words = fingerprint_words(server, secured.getpeercert(True) or b"")  # noqa: FBT003 - as above
        if words:
            raise PostError(words, "tls")


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: Server, request: Request
) -> Answer:
    connection = h11.Connection(h11.CLIENT)
    head = h11.Request(
        method="POST",
        target=f"{server.path}{request.path}",
        headers=[
            ("Host", server.authority),
            ("Authorization", f"Bearer {server.key}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(request.body))),
            ("User-Agent", "pilotwire"),
            ("Connection", "close"),
        ],
    )
    for event in (head, h11.Data(request.body), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    await writer.drain()
    status, location, body = 0, "", bytearray()
    while True:
        heard = connection.next_event()
        if heard is h11.NEED_DATA:
            connection.receive_data(await reader.read(_PIECE))
        elif isinstance(heard, h11.Response):
            status = heard.status_code
            location = dict(heard.headers).get(b"location", b"").decode("latin-1")
        elif isinstance(heard, h11.Data):
            body += heard.data[: _MAX_ANSWER - len(body)]
        elif isinstance(heard, h11.EndOfMessage):
            peer = writer.get_extra_info("peername")
            return Answer(status, body.decode("utf-8", "replace"), location, str(peer[0]) if peer else "")
        elif isinstance(heard, h11.ConnectionClosed):
            raise PostError(f"{server.host} has ended the connection without an answer")


def _unreached(server: Server, error: Exception) -> PostError:
    if isinstance(error, socket.gaierror | UnicodeError):
        return PostError(name_words(server.host, error))
    if isinstance(error, ssl.SSLError):
        return PostError(secure_words(server.host, server.port, error), "tls")
    trouble = "timeout" if isinstance(error, TimeoutError) else "network"
    return PostError(reach_words(server.host, server.port, error), trouble)
