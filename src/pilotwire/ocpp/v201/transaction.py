"""Transactions and reservations as OCPP 2.0.1 has them: values that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from ..effects import Json
from .words import ChargingState


class Token(msgspec.Struct, frozen=True):
    """Who charges."""

    id: str
    type: str = "ISO14443"
    group: str = ""

    @property
    def document(self) -> dict[str, Json]:
        """``idToken``."""
        return {"idToken": self.id, "type": self.type}

    def is_same(self, other: Token) -> bool:
        """Whether it is the same token, whatever its case (identifierString)."""
        return self.id.lower() == other.id.lower()


class Transaction(msgspec.Struct, frozen=True):
    """The one under way."""

    id: str
    seq: int
    """Number of its next event."""
    began: datetime
    began_wh: float
    token: Token | None = None
    authorised: bool = False
    """Somebody may charge in it."""
    state: ChargingState = ChargingState.CONNECTED
    charged_s: float = 0.0
    remote_start: int | None = None
    free_wh: float | None = None
    """What may still be charged although the token is not valid; None while it is."""


class Reservation(msgspec.Struct, frozen=True):
    """The EVSE is kept free for somebody."""

    number: int
    token: Token
    expires: datetime
    group: str = ""


class Intent(msgspec.Struct, frozen=True):
    """Somebody is authorised and the cable is awaited."""

    token: Token
    until_ms: int
    trigger: str
    remote_start: int | None = None
    profile: Mapping[str, Json] | None = None
