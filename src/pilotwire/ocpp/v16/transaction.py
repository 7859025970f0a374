"""Transactions, reservations and what they wait for, as OCPP 1.6 has them: values that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from ..instants import read_instant
from ..tokens import TokenInfo, TokenStatus


class Transaction(msgspec.Struct, frozen=True):
    """The one under way, as it is kept."""

    number: int
    """Negative until the back end has given one."""
    id_tag: str
    began: datetime
    began_wh: int
    parent: str = ""
    permitted: bool = True
    free_wh: int | None = None
    """What may still be charged although the tag is not valid (MaxEnergyOnInvalidId); None while it is."""


class Reservation(msgspec.Struct, frozen=True):
    """The connector is kept free for somebody."""

    number: int
    id_tag: str
    expires: datetime
    parent: str = ""
    connector: int = 1


class Intent(msgspec.Struct, frozen=True):
    """Somebody is authorised and the cable is awaited."""

    id_tag: str
    parent: str
    until_ms: int
    profile: Mapping[str, Any] | None = None
    """``chargingProfile`` of a remote start."""


def read_info(document: object) -> TokenInfo:
    """``idTagInfo`` as the back end writes it; what cannot be read is not valid."""
    if not isinstance(document, Mapping):
        return TokenInfo(TokenStatus.INVALID)
    words = {status.value: status for status in TokenStatus}
    return TokenInfo(
        words.get(str(document.get("status")), TokenStatus.INVALID),
        read_instant(document.get("expiryDate")),
        str(document.get("parentIdTag", "")),
    )
