"""The residual-current sensor: its answer to a real leak and to the self-test coil.

What leaks is the fault switches' and the supply's business; what a trip leads to is the controller's.
"""

from __future__ import annotations

from typing import Final

import msgspec

from .deadlines import NEVER

ANSWER_AFTER_MS: Final = 42
"""From the start of the test coil to the trip: the end of its third 60 Hz pulse, 2 · 16.67 + 8.33 ms (recordings)."""
ANSWER_MS: Final = 40
"""How long the trip line stays high as the answer to the test coil (recordings)."""


class GfciSensor(msgspec.Struct, frozen=True, gc=False):
    """What kind of sensor is fitted."""

    trip_ac_ma: float = 20.0
    """AC residual current at which it trips; 20 mA nominal for open_evse boards (UL 2231: 5-20 mA)."""
    trip_dc_ma: float | None = None
    """Smooth DC residual current at which it trips (6 mA for an RDC-DD, IEC 62955); None when it does not see DC."""

    def leak_trips(self, leak_ac_ma: float, leak_dc_ma: float) -> bool:
        """Whether this residual current trips the sensor."""
        return leak_ac_ma >= self.trip_ac_ma or (self.trip_dc_ma is not None and leak_dc_ma >= self.trip_dc_ma)


class CoilAnswer:
    """The trip line as the answer to the test coil: one pulse each time the coil starts."""

    __slots__ = ("_driven", "_ends_ms", "_starts_ms", "deadline", "tripped")

    def __init__(self) -> None:
        self.tripped = False
        self.deadline = NEVER
        self._driven = False
        self._starts_ms = NEVER
        self._ends_ms = NEVER

    def settle(self, now_ms: int, *, driven: bool, answers: bool) -> None:
        """Take the coil as it is driven from ``now_ms`` on; work out the line and the next moment it changes.

        A coil that stops before its third pulse is not answered.
        """
        if driven is not self._driven:
            self._driven = driven
            if driven:
                self._starts_ms = now_ms + ANSWER_AFTER_MS
            elif self._starts_ms > now_ms:
                self._starts_ms = NEVER
        if now_ms >= self._starts_ms:
            if answers:
                self._ends_ms = self._starts_ms + ANSWER_MS
            self._starts_ms = NEVER
        if now_ms >= self._ends_ms:
            self._ends_ms = NEVER
        self.tripped = self._ends_ms < NEVER
        self.deadline = min(self._starts_ms, self._ends_ms)
