"""Gaps in the MQTT library, closed from outside.

It asks the event loop to watch a socket by its number, and the loop does so a moment later. If the socket was closed in
between, the number belongs to nobody, or to somebody else's socket already. And it does not notice a broker that hangs
up before it has answered.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any

from aiomqtt import Client, MqttError


class HungUpError(MqttError):
    """The connection has ended before the broker has answered."""


class TidySocket(ssl.SSLSocket):
    """Closes itself when the other side is not who it should be, which the library leaves to chance."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the standard library
        """Agree on keys with the other side."""
        try:
            super().do_handshake(block)
        except (OSError, ValueError):
            self.close()
            raise


class WatchfulClient(Client):
    """The library's client, for one connection; arguments are those of ``Client``."""

    def __init__(self, hostname: str, port: int, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(hostname, port, **options)
        self._watchful = _WatchfulLoop(self._loop)
        self._loop = self._watchful  # type: ignore[assignment] # of the loop it uses what is there

    def _on_socket_open(self, client: Any, userdata: Any, sock: socket.socket) -> None:  # noqa: ANN401 - as there
        self._watchful.sock = sock
        super()._on_socket_open(client, userdata, sock)

    def _on_disconnect(self, *arguments: Any) -> None:  # noqa: ANN401 - as there
        super()._on_disconnect(*arguments)
        self._watchful.call_soon_threadsafe(self._give_up)

    def _give_up(self) -> None:
        if not self._connected.done():
            self._connected.set_exception(HungUpError("The broker has hung up."))
            # Somebody may have stopped waiting for it.
            self._connected.exception()


class _WatchfulLoop:
    """The event loop as the client sees it: it watches a socket only while that is open."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.sock: socket.socket | None = None
        self._real = loop

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the loop has
        return getattr(self._real, name)

    def call_soon_threadsafe(self, callback: Callable[..., object], *arguments: Any) -> asyncio.Handle:  # noqa: ANN401
        if callback in (self._real.add_reader, self._real.add_writer):
            return self._real.call_soon_threadsafe(self._watch, callback, *arguments)
        return self._real.call_soon_threadsafe(callback, *arguments)

    def _watch(self, callback: Callable[..., object], number: int, *arguments: Any) -> None:  # noqa: ANN401
        # A closed socket has no number any more.
        if self.sock is not None and self.sock.fileno() == number:
            callback(number, *arguments)
