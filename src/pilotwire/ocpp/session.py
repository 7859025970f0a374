"""The shape of a protocol session, whichever version it speaks. Pure; the owner of the WebSocket drives it.

Order of use: whatever happens is told (``connected``, ``received``, ``look``, ``card``, ``advance``, ...), then
``take_records`` is carried to the store, then ``take_outgoing`` is sent and ``take_effects`` is done: what has to
survive is on disk before the back end can know of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pilotwire.station.moment import Moment

from .effects import Effect, Json, OcppRecord, Permission, Progress
from .outlook import Outlook


class SessionSummary(msgspec.Struct, frozen=True):
    """For people: what the back end and the station have agreed on."""

    accepted: bool = False
    """The back end has accepted the station's BootNotification."""
    status: str = ""
    """Of the connector, in the protocol's word."""
    transaction: str = ""
    """Id of the transaction under way; empty without one."""
    who: str = ""
    """Token it is charged to."""
    limit_a: float | None = None
    queued: int = 0
    """Messages that wait for delivery."""
    waits_for: str = ""
    """In words ("the back end to accept the station", "a cable within 42 s")."""
    last_error: str = ""
    """What the back end refused last, in its words."""


class Session(Protocol):
    """One charging station towards one back end."""

    subprotocol: str
    """``ocpp1.6`` or ``ocpp2.0.1``."""

    def connected(self, moment: Moment) -> None:
        """The WebSocket is open and this version was agreed on."""

    def disconnected(self, moment: Moment) -> None:
        """It is gone. Nothing is forgotten; what must be delivered waits."""

    def received(self, text: str, moment: Moment) -> None:
        """A message came. Whatever it is, this never raises."""

    def look(self, outlook: Outlook) -> None:
        """The station looks like this now."""

    def card(self, token: str, moment: Moment, *, kind: str = "ISO14443") -> None:
        """Somebody has shown a token."""

    def configured(self, settings: Mapping[str, str | int | float | bool], moment: Moment) -> None:
        """Settings of the station that mirror configuration of the protocol have changed (``ocpp_*``, by long name)."""

    def advance(self, moment: Moment) -> None:
        """Do what is due."""

    @property
    def next_deadline_ms(self) -> int | None:
        """When to advance even if nothing happens (elapsed time)."""

    @property
    def permission(self) -> Permission:
        """What the back end permits now."""

    @property
    def summary(self) -> SessionSummary:
        """For people."""

    def take_records(self) -> list[OcppRecord]:
        """What is to be kept since the last call, in order; before anything is sent."""

    def take_outgoing(self) -> list[str]:
        """What to send since the last call, in order. Empty while not connected."""

    def take_effects(self) -> list[Effect]:
        """What is to be done since the last call, in order."""

    @property
    def ping_interval_s(self) -> int:
        """How often to look whether the connection is alive (s); 0 for never."""

    def secured(self, security_profile: int, certificates: int) -> None:
        """How the connection is secured, and how many certificates are installed."""

    def renew_certificate(self, moment: Moment) -> None:
        """The station's certificate is about to expire: ask for another, if the back end has said for whom."""

    def noted(self, event: str, info: str, moment: Moment) -> None:
        """Something about security has happened at the station; ``event`` is the protocol's word for it."""

    # -- what came of effects ------------------------------------------------------------------------------------

    def done(self, number: int, moment: Moment, *, ok: bool, reason: str = "") -> None:
        """An effect that has a number has been carried out, or not."""

    def uploaded(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an upload goes."""

    def firmware(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an update goes."""

    def signing_request(self, number: int, pem: str, moment: Moment) -> None:
        """The request that was asked for; empty when there could be none."""

    def roots(self, number: int, found: Sequence[Mapping[str, Json]], moment: Moment) -> None:
        """The installed roots that were asked for, as the protocol's hash data with their uses."""
