"""Sensing the control pilot: what one reading says, and readings that last.

Thresholds are those of the firmware's ADC (see ``j1772``); timings are explained where they are named.
"""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from pilotwire.j1772 import PILOT_AB_MV, PILOT_BC_MV, PILOT_CD_MV, PILOT_DE_MV, PILOT_DIODE_MV

from .board import Inputs, PilotDrive, PilotLevel

READING_MS = 25
"""A level counts as read when it has lasted this long (the firmware samples for 11 ms once in about 33 ms)."""

PASS_MS = 33
"""One run through the firmware's main loop with the contactor open; two readings are at least this far apart."""

HOLD_MS = 295
"""From a first reading to a change of state. The firmware waits 250 ms but looks only once in a pass: the recordings
show 310-330 ms in all, which ``READING_MS`` + ``HOLD_MS`` gives."""

HOLD_A_MS = 25
"""The same for state A."""

FAST_OPEN_MS = 60
"""A closed contactor opens when the pilot has withdrawn its permission for this long. IEC 61851-1 Table A.6 (8.1)
allows 100 ms including the contactor's own release time; the firmware takes 270-310 ms."""


T = TypeVar("T")


class Reading(Enum):
    """What the pilot line says: the vehicle states, or a low half-wave that no diode holds down."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    NO_DIODE = "no diode"

    # Identity is enough, and cheaper than Enum's own hash.
    __hash__ = object.__hash__


def read(inputs: Inputs, drive: PilotDrive, *, diode_check: bool) -> Reading | None:
    """Classify the pilot line as it is now.

    ``None`` while the controller itself holds the line at -12 V: then nothing can be known about the car. The diode
    shows only under PWM, in the low half-wave (SAE J1772).
    """
    if drive.level is PilotLevel.LOW:
        return None
    if diode_check and drive.level is PilotLevel.PWM and inputs.pilot_low_mv >= PILOT_DIODE_MV:
        return Reading.NO_DIODE
    high_mv = inputs.pilot_high_mv
    if high_mv >= PILOT_AB_MV:
        return Reading.A
    if high_mv >= PILOT_BC_MV:
        return Reading.B
    if high_mv >= PILOT_CD_MV:
        return Reading.C
    return Reading.D if high_mv >= PILOT_DE_MV else Reading.E


class Held(Generic[T]):
    """A value and since when it has been seen without interruption."""

    __slots__ = ("since_ms", "value")

    def __init__(self, value: T, since_ms: int) -> None:
        self.value = value
        self.since_ms = since_ms

    def see(self, value: T, now_ms: int) -> None:
        """Note what is seen at ``now_ms``; a different value starts the clock again."""
        if value is not self.value:
            self.value = value
            self.since_ms = now_ms

    def for_ms(self, now_ms: int) -> int:
        """How long the value has been seen (ms)."""
        return now_ms - self.since_ms
