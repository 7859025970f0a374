"""The commissioning lock as a source of claims: a new station charges nobody before it is known what it hangs on.

Its claim holds against every other, whatever their weight (``Bounds.lock``), people's included. What opens it is a
statement about the installation, made in the web app, over the API, by command, or at the controller's own menu. Who
demands it (a station with real hardware) is decided by the runtime.
"""

from __future__ import annotations

from .claims import ChargeState, Claim, Client, Priority, Wish
from .evse import Evse
from .source import Surroundings

_LOCKED = Claim(
    Client.COMMISSIONING, Priority.SAFETY, Wish(ChargeState.DISABLED), "nobody has said yet what the station hangs on"
)


class CommissioningLock:
    """Holds every charge back while commissioning is demanded and has not been done."""

    client = Client.COMMISSIONING
    next_deadline_ms: int | None = None

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self._demanded = False
        self._done = False

    @property
    def holds(self) -> bool:
        """Whether it holds charges back."""
        return self._demanded and not self._done

    def demand(self) -> None:
        """Hold back from now on, unless commissioning has been done."""
        self._demanded = True

    def done(self) -> None:
        """Commissioning has been done."""
        self._done = True

    def set_at_panel(self, before: Evse, after: Evse) -> bool:
        """Whether maximum or level have been set otherwise, and so somebody has said what the station hangs on.

        Whether that was at the controller's own menu has to be known otherwise: see ``settings_left_alone``.
        """
        if not (self.holds and before.connected and after.connected and before.serial == after.serial):
            return False
        return (before.configured_maximum_a, before.service_level) != (after.configured_maximum_a, after.service_level)

    def lets_through(self, command: str) -> bool:
        """Whether somebody's raw command may go to the controller.

        While the lock holds only questions may: others can begin a charge before it can be stopped. And the maximum of
        the wiring, which can be written once only, is written by commissioning alone, which asks whether it is meant.
        """
        words = command.split(" ")
        if not self._demanded or words[0].startswith("$G"):
            return True
        for_good = words[0].startswith("$SC") and any(word.startswith("M") for word in words[1:])
        return not self.holds and not for_good

    def advance(self, _: Surroundings) -> None:
        """Claim what follows."""
        self.claim = _LOCKED if self.holds else None
        self.waiting_for = "commissioning" if self.holds else ""
