"""Real time, at a speed. Virtual time needs no clock: ``ClosedLoop.run_to`` jumps from deadline to deadline.

Everything below takes time as an argument and does not know which of the two it is.
"""

from __future__ import annotations

import time

MAX_SPEED = 1000.0


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
