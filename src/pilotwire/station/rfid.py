"""RFID authorisation as a source of claims: while it is demanded nobody charges before a known tag was shown.

Where a tag comes from, and which are known, is not decided here.
"""

from __future__ import annotations

from .claims import ChargeState, Claim, Client, Priority, Wish
from .source import Surroundings
from .timer_features import tag_by_timer

_LOCKED = Claim(Client.RFID, Priority.RFID, Wish(ChargeState.DISABLED), "no tag was shown yet")


class RfidLock:
    """Holds the charge back while authorisation is demanded and missing."""

    client = Client.RFID
    next_deadline_ms: int | None = None

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""

    def advance(self, around: Surroundings) -> None:
        """Look whether authorisation is demanded."""
        self.claim = _LOCKED if around.settings.rfid_enabled or tag_by_timer(around) else None
        self.waiting_for = "a known RFID tag" if self.claim is not None else ""
