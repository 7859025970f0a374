"""The reservation of the EVSE in OCPP 2.0.1: for whom it is kept, and for how long."""

from __future__ import annotations

from ..effects import Json
from .desk import Desk201
from .transaction import Reservation, Token


class Reserving:
    """One reservation at a time, which outlives a loss of power."""

    def __init__(self, desk: Desk201) -> None:
        self._desk = desk
        self.reservation: Reservation | None = desk.restored("reservation", Reservation, None)

    @property
    def next_deadline_ms(self) -> int | None:
        """When it ends (elapsed time); not known while the clock is not."""
        if self.reservation is None or not self._desk.moment.trusted:
            return None
        left = self.reservation.expires - self._desk.moment.utc
        return self._desk.now_ms + max(0, int(left.total_seconds() * 1000)) + 1

    def advance(self) -> None:
        """End it with its time."""
        reservation, moment = self.reservation, self._desk.moment
        if reservation is not None and moment.trusted and reservation.expires <= moment.utc:
            self.put(None)
            payload: dict[str, Json] = {"reservationId": reservation.number, "reservationUpdateStatus": "Expired"}
            self._desk.ask("ReservationStatusUpdate", payload)

    def put(self, reservation: Reservation | None) -> None:
        """Keep the EVSE for somebody; None for nobody any more."""
        self.reservation = reservation
        self._desk.keep("reservation", reservation)

    def allows(self, token: Token) -> bool:
        """Whether a token may be used, as far as its group is known."""
        reservation = self.reservation
        if reservation is None or reservation.token.is_same(token):
            return True
        return bool(token.group) and token.group == reservation.group

    def may_allow(self, token: Token) -> bool:
        """Whether a token may turn out to be of a group that the EVSE is kept for."""
        return self.allows(token) or (self.reservation is not None and bool(self.reservation.group))
