"""Whether the controller is the one of yesterday. Another one is not to charge with more than that one was set to.

A board that was exchanged brings settings of its own, often those of the factory, and knows nothing of the wiring it
now hangs on. Until somebody says that it is meant, the lower maximum of the two holds. Controllers before firmware
7.1.6 (RAPI 5.1.4) tell no serial number: they cannot be told apart, and nothing is concluded.
"""

from __future__ import annotations

import msgspec

from .evse import Evse


class KnownController(msgspec.Struct, frozen=True):
    """The controller that belongs to this station."""

    serial: str
    maximum_a: int
    """What it was set to when it was last heard (A)."""
    firmware: str = ""


class ControllerWatch:
    """Compares.

    Args:
        kept: which one it was when the station stopped.

    """

    def __init__(self, kept: KnownController | None) -> None:
        self.known = kept
        self._watching = False
        self._stranger: KnownController | None = None

    @property
    def stranger(self) -> KnownController | None:
        """Another controller than the one that belongs here; None while it is that one."""
        return self._stranger

    @property
    def ceiling_a(self) -> int | None:
        """Nothing above this may be offered (A); None: its own maximum counts."""
        return None if self._stranger is None or self.known is None else self.known.maximum_a

    @property
    def words(self) -> str:
        """What is to be said about it; empty while there is nothing to say."""
        if self._stranger is None or self.known is None:
            return ""
        return (
            f"the controller is another one ({self._stranger.serial}, firmware {self._stranger.firmware}) than before "
            f"({self.known.serial}): at most {self.known.maximum_a} A are offered until somebody accepts it or "
            "commissions the station anew"
        )

    def watch(self) -> None:
        """Compare from now on: it is a real one."""
        self._watching = True

    def look(self, evse: Evse) -> bool:
        """Look at a controller that is fully known; says whether it is newly found to be another one."""
        if not self._watching or not evse.connected or not evse.serial:
            return False
        seen = KnownController(evse.serial, evse.configured_maximum_a, evse.firmware)
        if self.known is None or self.known.serial == seen.serial:
            self.known, self._stranger = seen, None
            return False
        news = self._stranger is None or self._stranger.serial != seen.serial
        self._stranger = seen
        return news

    def accept(self) -> bool:
        """It is meant to be here; says whether there was anything to accept."""
        if self._stranger is None:
            return False
        self.known, self._stranger = self._stranger, None
        return True
