"""What a client's end of a byte link is, and the buffering all of them share.

How names select a link is in ``address``; how each kind is opened is in the module of its name.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from ..errors import TransportError

MAX_UNREAD_BYTES = 64 * 1024
"""A link whose owner reads nothing stops receiving at this many bytes."""


class Transport(ABC):
    """A byte link to one peer. Bytes may arrive cut or joined in any way."""

    def __init__(self, name: str) -> None:
        self.name = name
        """As written by the user, for messages."""

    @abstractmethod
    async def read(self) -> bytes:
        """Return the bytes that have arrived, waiting for at least one; ``b""`` when the peer has closed.

        Raises:
            TransportError: the link broke.

        """

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send bytes; they are buffered, not waited for.

        Raises:
            TransportError: the link is closed or broke.

        """

    @abstractmethod
    async def close(self) -> None:
        """Close the link; closing twice is harmless."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class BufferedTransport(Transport):
    """A transport that is handed its bytes by callbacks."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._unread = bytearray()
        self._arrival: asyncio.Future[None] | None = None
        self._ended = False
        self._error: TransportError | None = None

    async def read(self) -> bytes:
        """Return what has arrived; see the base class."""
        while not self._unread and not self._ended:
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
        if self._unread:
            data = bytes(self._unread)
            self._unread.clear()
            self._on_unread_changed()
            return data
        if self._error is not None:
            raise self._error
        return b""

    def feed(self, data: bytes) -> None:
        """Take bytes that arrived."""
        self._unread += data
        self._on_unread_changed()
        self._wake()

    def end(self, error: TransportError | None = None) -> None:
        """Take notice that nothing more will arrive, because of ``error`` if one is given."""
        if not self._ended:
            self._ended = True
            self._error = error
            self._wake()

    @property
    def ended(self) -> bool:
        """Whether the link is over."""
        return self._ended

    @property
    def unread_bytes(self) -> int:
        """How much has arrived and was not read."""
        return len(self._unread)

    def _on_unread_changed(self) -> None:
        """Slow the peer down or let it go on; for links that can."""

    def _check_open(self) -> None:
        if self._error is not None:
            raise self._error
        if self._ended:
            raise TransportError(f"The link {self.name} is closed: open it again before sending.")

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)
