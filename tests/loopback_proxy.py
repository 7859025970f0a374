"""A network that misbehaves: a proxy on loopback that drops, stalls, duplicates and truncates what passes it.

Faults are those of a network as programs meet them on TCP. What arrives twice or is cut off is so within a connection,
which no real network does, but broken boxes in between do; whoever gets it has to notice.
"""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum
from typing import Self

_PIECE = 65_536


class Fault(Enum):
    """What can happen to the next piece that passes."""

    DUPLICATE = "duplicate"
    TRUNCATE = "truncate"
    """Half of it passes, and then the connection is gone."""


class LoopbackProxy:
    """Stands in front of a port. Use it as an asynchronous context manager, in the event loop of the test.

    Args:
        target: the port of the real service on loopback.

    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.connections = 0
        """How many there have been."""
        self._target = target
        self._server: asyncio.Server | None = None
        self._flows: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._running = asyncio.Event()
        self._running.set()
        self._next: Fault | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shut()
        for flow in tuple(self._flows):
            flow.cancel()
        await asyncio.gather(*self._flows, return_exceptions=True)

    # -- what the network does ---------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Take connections; on the same port as before."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def shut(self) -> None:
        """Refuse connections, and drop those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()
        await asyncio.sleep(0)

    def drop(self) -> None:
        """Break every connection."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def stall(self) -> None:
        """Let nothing pass any more; connections stay."""
        self._running.clear()

    def flow(self) -> None:
        """Let everything pass again."""
        self._running.set()

    def spoil(self, fault: Fault) -> None:
        """Have something happen to the next piece, whichever way it goes."""
        self._next = fault

    # -- connections -------------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        flows = [
            asyncio.create_task(self._pass(reader, far_writer)),
            asyncio.create_task(self._pass(far_reader, writer)),
        ]
        self._flows |= set(flows)
        try:
            await asyncio.wait(flows, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for flow in flows:
                flow.cancel()
            await asyncio.gather(*flows, return_exceptions=True)
            self._flows -= set(flows)
            for end in (writer, far_writer):
                self._writers.discard(end)
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE):
                await self._running.wait()
                fault, self._next = self._next, None
                if fault is Fault.TRUNCATE:
                    writer.write(piece[: max(1, len(piece) // 2)])
                    await writer.drain()
                    return
                writer.write(piece * 2 if fault is Fault.DUPLICATE else piece)
                await writer.drain()
