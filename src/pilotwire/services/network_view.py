"""What a service is told of the network the station manages, and what it can ask of it. The runtime implements it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from pilotwire.services.host import FoundNetwork
from pilotwire.station.onboarding import Failure, Phase


class NetworkError(Exception):
    """It cannot be done now; the message says why and what to do."""


class NetworkFacts(msgspec.Struct, frozen=True):
    """How the station is getting onto the network."""

    managed: bool = False
    """The station does it; if not, the operating system does it alone."""
    phase: Phase | None = None
    """None while it is not managed."""
    joined: str = ""
    """The Wi-Fi the station is in; empty for none."""
    failure: Failure | None = None
    """Why the configured network was not joined the last time."""
    error: str = ""
    """What stands in the way, and what to do; empty if nothing does."""
    point_address: str = ""
    """Where the station is in its own access point; empty while that is closed."""


class NetworkView(Protocol):
    """The network as it is now."""

    @property
    def facts(self) -> NetworkFacts:
        """How it is."""

    async def scan(self) -> Sequence[FoundNetwork]:
        """Look for networks; none where nothing can look.

        Raises:
            NetworkError: it cannot be done.

        """

    def visited(self) -> None:
        """Somebody uses the access point: it is not taken from under them."""

    def ask_point(self, *, open_it: bool) -> None:
        """Have the access point opened, or closed.

        Raises:
            NetworkError: it is not the station that manages the network.

        """
