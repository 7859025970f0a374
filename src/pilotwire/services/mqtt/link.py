"""What the MQTT service needs of a connection, and how one fails. The real one is in ``broker``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from enum import Enum
from typing import Protocol

from .arrangement import Arrangement
from .publication import Incoming, Publication, Subscription


class Trouble(Enum):
    """What went wrong, in the gateway's words."""

    AUTH = "auth"
    UNAVAILABLE = "unavailable"
    ID_REJECTED = "id_rejected"
    VERSION = "version"
    NETWORK = "network"
    TIMEOUT = "timeout"
    SETTINGS = "settings"
    """Ours: there is nothing to try as it is set."""


class LinkError(Exception):
    """A connection cannot be made or is gone.

    Args:
        words: for people.
        trouble: for programs.
        code: the gateway's number for it.
        reason: the gateway's name of it.

    """

    def __init__(
        self, words: str, trouble: Trouble = Trouble.NETWORK, *, code: int = -1, reason: str = "CLOSED"
    ) -> None:
        super().__init__(words)
        self.trouble = trouble
        self.code = code
        self.reason = reason


class Connection(Protocol):
    """One connection to a broker. Every method may raise ``LinkError``."""

    @property
    def peer_address(self) -> str:
        """IP address of the broker; empty if not known."""

    async def publish(self, publication: Publication) -> None:
        """Send a message; returns when it is on its way."""

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> Sequence[str]:
        """Ask for messages; returns the topics that the broker refuses."""

    def messages(self) -> AsyncIterator[Incoming]:
        """Everything that comes, until the connection ends."""

    async def close(self) -> None:
        """End it in order, if it has not ended; never raises."""


Connector = Callable[[Arrangement, Publication], Awaitable[Connection]]
"""Makes a connection with a last will. Raises ``LinkError``."""
