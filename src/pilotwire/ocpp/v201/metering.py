"""Readings of OCPP 2.0.1: every so often within a transaction, and by the clock, within one or not."""

from __future__ import annotations

from ..sampling import ByTheClock, Every
from .charging import Charging
from .desk import Desk201
from .words import meter_value


class Metering:
    """Readings of one session."""

    def __init__(self, desk: Desk201, charging: Charging) -> None:
        self._desk = desk
        self._charging = charging
        self._every = Every()
        self._interval_s = 0
        self._by_the_clock = ByTheClock()

    @property
    def next_deadline_ms(self) -> int | None:
        """When something is to be read (elapsed time)."""
        due = [ms for ms in (self._every.next_ms, self._by_the_clock.next_ms) if ms is not None]
        return min(due, default=None)

    def advance(self) -> None:
        """Read what is due."""
        desk, variables = self._desk, self._desk.variables
        running = self._charging.transaction is not None
        interval_s = variables.whole("SampledDataCtrlr", "TxUpdatedInterval") if running else 0
        if interval_s != self._interval_s:
            self._interval_s = interval_s
            self._every.start(interval_s, desk.now_ms)
        self._by_the_clock.set(variables.whole("AlignedDataCtrlr", "Interval"))
        if self._every.is_due(desk.now_ms):
            names = variables.members("SampledDataCtrlr", "TxUpdatedMeasurands")
            self._charging.sampled("MeterValuePeriodic", "Sample.Periodic", names)
        if self._by_the_clock.is_due(desk.moment):
            names = variables.members("AlignedDataCtrlr", "Measurands")
            if running:
                self._charging.sampled("MeterValueClock", "Sample.Clock", names)
            else:
                self._send("Sample.Clock", names)

    def triggered(self) -> None:
        """The back end wants readings of the EVSE now."""
        self._send("Trigger", self._desk.variables.members("SampledDataCtrlr", "TxUpdatedMeasurands"))

    def transaction_triggered(self) -> None:
        """The back end wants an event of the transaction now."""
        names = self._desk.variables.members("SampledDataCtrlr", "TxUpdatedMeasurands")
        self._charging.sampled("Trigger", "Trigger", names)

    def _send(self, context: str, names: list[str]) -> None:
        values = meter_value(names, self._desk.seen, context)
        if values:
            self._desk.ask("MeterValues", {"evseId": 1, "meterValue": values})
