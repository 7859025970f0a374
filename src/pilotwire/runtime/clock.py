"""Clocks: where "now" comes from. Everything below takes time as an argument and does not know which one it is."""

from __future__ import annotations

import time
from typing import Protocol

MAX_SPEED = 1000.0


class Clock(Protocol):
    """A source of milliseconds that never runs backwards."""

    def now_ms(self) -> int:
        """The present."""

    def wall_seconds_until(self, at_ms: int) -> float:
        """How long to wait, in real seconds, until the clock shows ``at_ms`` (0 when it is past)."""


class WallClock:
    """Real time, times a speed that may change while it runs (1 to 1000)."""

    def __init__(self, start_ms: int = 0, speed: float = 1.0) -> None:
        self._base_ms = float(start_ms)
        self._base_s = time.monotonic()
        self._speed = speed

    @property
    def speed(self) -> float:
        """Simulated seconds per real second."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Change the speed from now on; raises ValueError outside 1-1000."""
        if not 1.0 <= speed <= MAX_SPEED:
            msg = f"speed must be from 1 to {MAX_SPEED:g}, not {speed:g}"
            raise ValueError(msg)
        self._base_ms = self._exact_ms()
        self._base_s = time.monotonic()
        self._speed = speed

    def now_ms(self) -> int:
        """The present."""
        return int(self._exact_ms())

    def wall_seconds_until(self, at_ms: int) -> float:
        """Real seconds until the clock shows ``at_ms``."""
        return max(0.0, (at_ms - self._exact_ms()) / self._speed / 1000)

    def _exact_ms(self) -> float:
        return self._base_ms + (time.monotonic() - self._base_s) * self._speed * 1000


class VirtualClock:
    """Time that stands still until somebody jumps it to the next deadline."""

    def __init__(self, start_ms: int = 0) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> int:
        """The present."""
        return self._now_ms

    def jump_to(self, at_ms: int) -> None:
        """Jump forwards; raises ValueError for the past."""
        if at_ms < self._now_ms:
            msg = f"a clock does not run backwards: {at_ms} ms is before {self._now_ms} ms"
            raise ValueError(msg)
        self._now_ms = at_ms

    def wall_seconds_until(self, at_ms: int) -> float:  # noqa: ARG002  virtual time never waits
        """No waiting."""
        return 0.0
