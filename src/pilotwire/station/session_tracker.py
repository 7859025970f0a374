"""Follows plug-in cycles and writes their story: when, how much, how fast, why it stopped, who.

Pure: it is told what the controller does. The session's energy is that of the energy registers, its cost that of
``session_cost``.
"""

from __future__ import annotations

import msgspec

from .energy import Registers
from .evse import Evse
from .moment import Moment
from .sessions import Session, SessionSums, Stop, StopReason

_STOPS_KEPT = 20


class SessionTracker:
    """The session under way.

    Args:
        open_session: the one that had not ended when the station was last off.
        last_number: the highest number ever given to a session.

    """

    def __init__(self, open_session: Session | None, last_number: int) -> None:
        self.session = open_session
        self._number = last_number
        self._restored = open_session is not None
        self._charging = False

    def vehicle_seen(self, moment: Moment) -> bool:
        """A car is there: go on with the session that the last start left open, or begin one; says whether it began."""
        if self.session is None:
            self._number += 1
            self.session = Session(self._number, moment.utc, started_trusted=moment.trusted)
            return True
        if self._restored:
            self._restored = False
            self.session = msgspec.structs.replace(self.session, resumed=self.session.resumed + 1)
        return False

    def vehicle_gone(self, moment: Moment, registers: Registers, sums: SessionSums) -> Session | None:
        """The car is gone: end the session and return it."""
        if self.session is None:
            return None
        if self._restored:
            self._stop(moment, StopReason.POWER_LOST, "unplugged while the station was off")
        elif self._charging:
            self._stop(moment, StopReason.UNPLUGGED, "unplugged while charging")
        self._charging = self._restored = False
        ended = msgspec.structs.replace(self.session.brought_up_to(registers, sums), ended=moment.utc)
        self.session = None
        return ended

    def charging_began(self) -> None:
        """Energy may flow."""
        self._charging = True
        if self.session is not None:
            self.session = msgspec.structs.replace(self.session, charges=self.session.charges + 1)

    def charging_ended(self, moment: Moment, reason: StopReason, text: str) -> None:
        """It stopped, the car still there."""
        if self._charging:
            self._charging = False
            self._stop(moment, reason, text)

    def measured(self, evse: Evse, power_w: float) -> None:
        """Note peaks."""
        session = self.session
        current_a = evse.current_ma / 1000
        if session is not None and (power_w > session.peak_w or current_a > session.peak_a):
            self.session = msgspec.structs.replace(
                session, peak_w=max(session.peak_w, power_w), peak_a=max(session.peak_a, current_a)
            )

    def identified(self, who: str) -> None:
        """Somebody said who charges."""
        if self.session is not None:
            self.session = msgspec.structs.replace(self.session, who=who)

    def checkpoint(self, registers: Registers, sums: SessionSums) -> Session | None:
        """The session brought up to date, for the store."""
        if self.session is not None:
            self.session = self.session.brought_up_to(registers, sums)
        return self.session

    def _stop(self, moment: Moment, reason: StopReason, text: str) -> None:
        if self.session is not None:
            stops = (*self.session.stops, Stop(moment.utc, reason, text))[-_STOPS_KEPT:]
            self.session = msgspec.structs.replace(self.session, stops=stops)
