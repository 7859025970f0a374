"""What goes to and comes from a broker."""

from __future__ import annotations

from enum import Enum

import msgspec


class Kind(Enum):
    """What becomes of a message that could not be sent before a newer one came."""

    VALUE = "value"
    """The newer one replaces it; first to go when too many wait."""
    DOCUMENT = "document"
    """The newer one replaces it; never goes otherwise."""
    REPLY = "reply"
    """Each is sent."""


class Publication(msgspec.Struct, frozen=True):
    """One message to the broker."""

    topic: str
    payload: str
    retain: bool = False
    kind: Kind = Kind.VALUE


class Incoming(msgspec.Struct, frozen=True):
    """One message from the broker."""

    topic: str
    payload: bytes
    retained: bool = False
    """It was kept by the broker, and is not news."""


class Subscription(msgspec.Struct, frozen=True):
    """What is to be heard."""

    topic: str
    wants_retained: bool = False
    """Whether what the broker has kept is of use."""
