"""Meter values of OCPP 1.6: every so often during a transaction, and by the clock."""

from __future__ import annotations

from ..effects import Json
from ..sampling import ByTheClock, Every
from .charging import Charging
from .desk import Desk16
from .words import meter_value

MOST_QUEUED = 500
"""Meter values that wait for delivery; from then on every second one is dropped, the ends of transactions never."""


class Metering:
    """Readings of one session."""

    def __init__(self, desk: Desk16, charging: Charging) -> None:
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
        desk, configuration = self._desk, self._desk.configuration
        interval_s = 0 if self._charging.transaction is None else configuration.whole("MeterValueSampleInterval")
        if interval_s != self._interval_s:
            self._interval_s = interval_s
            self._every.start(interval_s, desk.now_ms)
        self._by_the_clock.set(configuration.whole("ClockAlignedDataInterval"))
        if self._every.is_due(desk.now_ms):
            self._send("MeterValuesSampledData", "Sample.Periodic")
        if self._by_the_clock.is_due(desk.moment):
            self._send("MeterValuesAlignedData", "Sample.Clock")

    def triggered(self) -> None:
        """The back end wants values now."""
        self._send("MeterValuesSampledData", "Trigger")

    def _send(self, key: str, context: str) -> None:
        desk, transaction = self._desk, self._charging.transaction
        names = [name for name in desk.configuration[key].split(",") if name]
        value = meter_value(names, desk.seen, context)
        if value is None:
            return
        payload: dict[str, Json] = {"connectorId": 1, "meterValue": [value]}
        if transaction is None:
            desk.ask("MeterValues", payload)
            return
        desk.box.queue("MeterValues", {**payload, "transactionId": transaction.number})
        desk.box.thin(MOST_QUEUED, lambda call: call.action == "MeterValues")
