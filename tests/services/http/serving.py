"""A server on a free port of this machine, in a thread of its own, and a client for it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

from websockets.sync.client import ClientConnection, connect

from pilotwire.services.host import Host
from pilotwire.services.http.limits import Limits
from pilotwire.services.http.server import Api, HttpServer, build_app
from pilotwire.services.http.sockets import Frames

T = TypeVar("T")

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON there is
        return json.loads(self.body)


class Served:
    """A server that runs."""

    def __init__(self, server: HttpServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self._loop = loop
        self.port = server.port

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Make one request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            sent = body.encode() if isinstance(body, str) else body
            connection.request(method, path, sent, {**(headers or {})})
            response = connection.getresponse()
            return Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answered:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: str | bytes = b"", headers: Mapping[str, str] | None = None) -> Answered:
        return self.ask("POST", path, body, headers)

    @contextmanager
    def socket(
        self,
        path: str = "/ws",
        headers: Mapping[str, str] | None = None,
        *,
        max_queue: int | None = 16,
        close_timeout: float = PATIENCE_S,
    ) -> Iterator[ClientConnection]:
        """A WebSocket, open while the block runs."""
        with connect(
            f"ws://127.0.0.1:{self.port}{path}",
            additional_headers=headers,
            proxy=None,
            compression=None,
            max_queue=max_queue,
            close_timeout=close_timeout,
        ) as ws:
            yield ws

    def raw(self, data: bytes) -> bytes:
        """Send bytes and return what comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(data)
            got = b""
            while piece := line.recv(65_536):
                got += piece
            return got

    def do(self, action: Callable[[], T]) -> T:
        """Do something in the server's event loop."""

        async def done() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(PATIENCE_S)

    def stop(self) -> None:
        """Stop the server, in order."""
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(PATIENCE_S)


Serve = Callable[..., Served]
"""The fixture ``serve``."""


@contextmanager
def serving(
    host: Host,
    *,
    openevse: Api,
    v1: Api,
    frames: Frames,
    pages: Path | None = None,
    limits: Limits = Limits(),
    setup_code: str = "",
) -> Iterator[Served]:
    """Serve a host while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="server")
    thread.start()

    async def start() -> HttpServer:
        app = build_app(
            host, openevse=openevse, v1=v1, frames=frames, pages=pages, limits=limits, setup_code=setup_code
        )
        server = HttpServer(app, "127.0.0.1", 0)
        await server.start()
        return server

    try:
        server = asyncio.run_coroutine_threadsafe(start(), loop).result(PATIENCE_S)
        served = Served(server, loop)
        try:
            yield served
        finally:
            served.stop()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
