"""A job the firmware does "once per second" in a loop of passes, without running the loop.

The pass that does the job is the first one after the second is over, so the real period is a little longer and
depends on what the passes contain. The grid is kept in closed form: nothing has to wake up to keep it.
"""

from __future__ import annotations


class Cadence:
    """Instants ``anchor + k * period``; the period may change, the past grid stays."""

    __slots__ = ("_anchor_ms", "_period_ms")

    def __init__(self, anchor_ms: int, period_ms: int) -> None:
        self._anchor_ms = anchor_ms
        self._period_ms = period_ms

    def restart(self, now_ms: int) -> None:
        """The job was done at ``now_ms`` for a reason of its own."""
        self._anchor_ms = now_ms

    def change_period(self, now_ms: int, period_ms: int) -> None:
        """Keep the last instant up to ``now_ms`` and continue from it with another period."""
        if period_ms != self._period_ms:
            self._anchor_ms += max(0, now_ms - self._anchor_ms) // self._period_ms * self._period_ms
            self._period_ms = period_ms

    def next_from(self, now_ms: int) -> int:
        """First instant of the grid at or after ``now_ms``."""
        behind = now_ms - self._anchor_ms
        return self._anchor_ms - (-behind // self._period_ms) * self._period_ms
