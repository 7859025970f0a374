"""The connector's status in OCPP 2.0.1, and when the back end is told of it."""

from __future__ import annotations

from ..effects import Json
from ..instants import instant
from .charging import Charging
from .desk import Desk201
from .words import Status


class StatusTeller:
    """Follows the status of the connector, and whether the station has a problem."""

    def __init__(self, desk: Desk201, charging: Charging) -> None:
        self._desk = desk
        self._charging = charging
        self._told: Status | None = None
        self._problem = False
        self._events = 0

    def forget(self) -> None:
        """Tell the status again, even if it has not changed."""
        self._told = None

    def current(self) -> Status:
        """The status as it is."""
        seen, charging = self._desk.seen, self._charging
        if seen.fault is not None:
            return Status.FAULTED
        if not charging.operative:
            return Status.UNAVAILABLE
        if seen.plugged or charging.transaction is not None:
            return Status.OCCUPIED
        return Status.AVAILABLE if charging.reserving.reservation is None else Status.RESERVED

    def follow(self) -> None:
        """Tell what the back end does not know."""
        desk, status = self._desk, self.current()
        if not (desk.online and desk.accepted and desk.moment.trusted):
            return
        if status is not self._told:
            self._told = status
            payload: dict[str, Json] = {
                "timestamp": instant(desk.moment.utc),
                "connectorStatus": status.value,
                "evseId": 1,
                "connectorId": 1,
            }
            desk.ask("StatusNotification", payload)
        problem = desk.seen.fault is not None
        if problem is not self._problem:
            self._problem = problem
            self._tell_problem()

    def _tell_problem(self) -> None:
        """NotifyEvent: the station has a problem, or has it no longer."""
        desk, fault = self._desk, self._desk.seen.fault
        self._events += 1
        event: dict[str, Json] = {
            "eventId": self._events,
            "timestamp": instant(desk.moment.utc),
            "trigger": "Delta",
            "actualValue": "false" if fault is None else "true",
            "eventNotificationType": "HardWiredNotification",
            "component": {"name": "ChargingStation"},
            "variable": {"name": "Problem"},
            **({"cleared": True} if fault is None else {"techInfo": fault.value}),
        }
        report: dict[str, Json] = {"generatedAt": instant(desk.moment.utc), "seqNo": 0, "eventData": [event]}
        desk.ask("NotifyEvent", report)
