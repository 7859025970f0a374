"""The connector's status in OCPP 1.6, and when the back end is told of it."""

from __future__ import annotations

from pilotwire.station.claims import ChargeState

from ..effects import Json
from ..instants import instant
from .charging import Charging
from .desk import Desk16
from .words import BUSY, ERRORS, Status


class StatusTeller:
    """Follows the status of the connector and of the whole station (connector 0)."""

    def __init__(self, desk: Desk16, charging: Charging) -> None:
        self._desk = desk
        self._charging = charging
        self.status = Status.AVAILABLE
        self._since_ms = 0
        self._told: dict[int, tuple[str, str, str]] = {}

    def forget(self, connector: int) -> None:
        """Tell it again, even if it has not changed."""
        self._told.pop(connector, None)

    def follow(self) -> None:
        """See what the status is, and tell what the back end does not know."""
        desk, now = self._desk, self._current()
        if now is not self.status:
            self.status, self._since_ms = now, desk.now_ms
        if not (desk.online and desk.accepted and desk.moment.trusted) or desk.now_ms < self._due_ms():
            return
        fault = desk.seen.fault
        code, info = ("NoError", "") if fault is None else ERRORS[fault]
        for connector, status in ((0, self._of_station()), (1, now)):
            told = (status.value, code, info)
            if self._told.get(connector) != told:
                self._told[connector] = told
                payload: dict[str, Json] = {
                    "connectorId": connector,
                    "errorCode": code,
                    "status": status.value,
                    "timestamp": instant(desk.moment.utc),
                }
                desk.ask("StatusNotification", {**payload, "info": info} if info else payload)

    @property
    def next_deadline_ms(self) -> int | None:
        """When a status has lasted long enough to be told (elapsed time)."""
        told = self._told.get(1)
        known = told is None or told[0] == self.status.value
        return None if known or not (self._desk.online and self._desk.accepted) else self._due_ms()

    def _due_ms(self) -> int:
        """A fault, and what was never told, is told at once."""
        if self.status is Status.FAULTED or len(self._told) < 2:
            return 0
        return self._since_ms + self._desk.configuration.whole("MinimumStatusDuration") * 1000

    def _of_station(self) -> Status:
        if self._desk.seen.fault is not None:
            return Status.FAULTED
        return Status.AVAILABLE if self._charging.operative else Status.UNAVAILABLE

    def _current(self) -> Status:
        """In the order of the gateway's firmware (MicroOcpp 1.1.0)."""
        station = self._of_station()
        if station is not Status.AVAILABLE:
            return station
        if self._charging.transaction is not None:
            return self._of_transaction()
        if self._charging.reservation is not None:
            return Status.RESERVED
        plugged = self._desk.seen.plugged
        if not plugged and self._charging.intent is None:
            return Status.AVAILABLE
        return Status.FINISHING if self.status in BUSY and plugged else Status.PREPARING

    def _of_transaction(self) -> Status:
        seen, permitted = self._desk.seen, self._charging.permission.state is ChargeState.ACTIVE
        if not seen.plugged:
            return Status.SUSPENDED_EV
        if not permitted or not seen.offered:
            return Status.SUSPENDED_EVSE
        return Status.CHARGING if seen.charging else Status.SUSPENDED_EV
