"""What is told and kept of RFID cards: values only."""

from __future__ import annotations

from enum import Enum

import msgspec


class CardVerdict(Enum):
    """What became of a card that was shown."""

    ACCEPTED = "accepted"
    """It may charge."""
    ENDED = "ended"
    """The one that had been accepted was shown again: that is the end of it."""
    OTHER = "other"
    """It may charge, but another one has begun this."""
    UNKNOWN = "unknown"
    LEARNT = "learnt"
    """It was waited for, to be added to the list."""
    BACK_END = "back_end"
    """The charging back end decides."""


class Authorised(msgspec.Struct, frozen=True):
    """Whose card was accepted."""

    id: str
    """Of the card; see ``rfid_names``."""
    who: str
    """Name, or the card's last digits."""


class Learning(msgspec.Struct, frozen=True):
    """The next card is to be learnt."""

    until_ms: int
    """Elapsed time."""
    name: str | None = None
    """With this name it is put on the list; None: it is only told."""
