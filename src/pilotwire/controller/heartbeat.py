"""Heartbeat supervision: a gateway that falls silent loses its say, and the current falls back.

The firmware computes the interval in 16 bits, so that 66 s acts as 0.46 s; here it is what was asked for.
"""

from __future__ import annotations

from enum import IntEnum

ACKNOWLEDGE_COOKIE = 165


class Trigger(IntEnum):
    """``$GY``, third value."""

    NEVER = 0
    ACKNOWLEDGED = 1
    MISSED = 2


class Heartbeat:
    """Interval, fallback current and whether a pulse was missed."""

    __slots__ = ("_last_pulse_ms", "fallback_a", "interval_s", "trigger")

    def __init__(self, interval_s: int, fallback_a: int) -> None:
        self.interval_s = interval_s
        self.fallback_a = fallback_a
        self.trigger = Trigger.NEVER
        self._last_pulse_ms = 0

    def arm(self, interval_s: int, fallback_a: int, now_ms: int) -> None:
        """Set interval (s, 0 = off) and fallback (A) and start afresh."""
        self.interval_s = interval_s
        self.fallback_a = fallback_a
        self.trigger = Trigger.NEVER
        self._last_pulse_ms = now_ms

    def pulse(self, now_ms: int) -> bool:
        """A heartbeat arrived; False while a miss is not acknowledged."""
        self._last_pulse_ms = now_ms
        return self.trigger is not Trigger.MISSED

    @property
    def deadline(self) -> int | None:
        """When the next pulse is overdue (ms), or None when supervision is off."""
        return self._last_pulse_ms + self.interval_s * 1000 + 1 if self.interval_s else None

    def check(self, now_ms: int) -> bool:
        """True when a pulse was missed; the interval starts again."""
        deadline = self.deadline
        if deadline is None or now_ms < deadline:
            return False
        self.trigger = Trigger.MISSED
        self._last_pulse_ms = now_ms
        return True
