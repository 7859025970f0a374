"""What the OCPP service needs of a connection, and how one fails. The real one is in ``websocket``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from enum import Enum
from typing import Protocol

from pilotwire.ocpp.schemas import Version

from .arrangement import Arrangement


class Trouble(Enum):
    """At which step a connection failed."""

    SETTINGS = "settings"
    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    HTTP = "http"
    """The back end answers, and refuses."""
    AUTH = "auth"
    """It does not know us: wrong name, password or certificate."""
    SUBPROTOCOL = "subprotocol"
    NETWORK = "network"
    """A connection that was there is gone."""


class LinkError(Exception):
    """A connection cannot be made or is gone.

    Args:
        words: for people.
        trouble: for programs.

    """

    def __init__(self, words: str, trouble: Trouble = Trouble.NETWORK) -> None:
        super().__init__(words)
        self.trouble = trouble


class Connection(Protocol):
    """One WebSocket to a back end."""

    @property
    def version(self) -> Version:
        """What was agreed on."""

    @property
    def peer_address(self) -> str:
        """IP address of the back end; empty if not known."""

    async def send(self, text: str) -> None:
        """Send a message. Raises ``LinkError``."""

    def messages(self) -> AsyncIterator[str]:
        """Everything that comes, until the connection ends. Raises ``LinkError`` when it breaks."""

    async def ping(self) -> None:
        """Ask for a sign of life and wait for it. Raises ``LinkError``."""

    async def close(self) -> None:
        """End it in order, if it has not ended; never raises."""


Connector = Callable[[Arrangement], Awaitable[Connection]]
"""Makes a connection. Raises ``LinkError``."""
