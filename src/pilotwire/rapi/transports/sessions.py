"""What a server of links and what is served look like to each other.

A session is one conversation: it is given the bytes of one client and a way to write to that client. An endpoint owns
the links and makes a session for each. The kinds of endpoint are in the modules of their names.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

MAX_BACKLOG_BYTES = 64 * 1024
"""Output a client may leave unread before it is dropped, or on a pty before it is thrown away."""
READ_SIZE = 4096
"""Bytes taken from one client in one turn, so a flood from one does not starve the others."""


class Session(Protocol):
    """One conversation, without any input or output of its own."""

    def attach(self, write: Callable[[bytes], None]) -> None:
        """Take the function that writes to the client; called once, before any bytes are received."""

    def receive(self, data: bytes) -> None:
        """Take bytes from the client, cut or joined in any way. Must not block."""

    def close(self) -> None:
        """Take notice that the client is gone; nothing is received after that and what is written is dropped."""


SessionFactory = Callable[[], Session]


class ServingEndpoint(ABC):
    """Something clients connect to, until closed."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        """As asked for, for example ``tcp://127.0.0.1:0``."""
        self.address = address
        """Where it is, for people and for clients to open, for example ``tcp://127.0.0.1:40123``."""

    @abstractmethod
    async def close(self) -> None:
        """Close all links and stop serving; closing twice is harmless."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
