"""Where a transport's line meets the controller's RAPI server: the station is brought up to date, then bytes go in.

This is the path every command takes, so it does nothing that is not needed. What is answered is ``rapi.server``'s
business, how bytes travel the transports'.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pilotwire.rapi import server


class Station(Protocol):
    """What a port needs of the station behind it."""

    def catch_up(self) -> None:
        """Bring controller and world to the present."""

    def heard(self, data: bytes) -> None:
        """Take note of what a line has brought."""

    def settle(self) -> None:
        """Let controller and world see what a command changed, if one did."""

    @property
    def server(self) -> server.RapiServer:
        """The controller's end of all lines."""


class RapiPort:
    """One line, in the form transports serve (``rapi.transports.Session``)."""

    __slots__ = ("_session", "_station")

    def __init__(self, station: Station) -> None:
        self._station = station
        self._session: server.Session | None = None

    def attach(self, write: Callable[[bytes], None]) -> None:
        """Take the function that writes to the client."""
        self._session = self._station.server.open_session(write)

    def receive(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._session is not None:
            self._station.catch_up()
            self._station.heard(data)
            self._session.receive(data)
            self._station.settle()

    def close(self) -> None:
        """The client is gone."""
        if self._session is not None:
            self._session.close()
            self._session = None
