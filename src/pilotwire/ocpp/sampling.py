"""When to read the meter: every so often since something began, and at round times of the clock."""

from __future__ import annotations

from pilotwire.station.moment import Moment

DAY_S = 86_400


class Every:
    """Due every ``interval_s`` after ``start``; never while the interval is 0."""

    def __init__(self) -> None:
        self._interval_ms = 0
        self._due_ms: int | None = None

    def start(self, interval_s: int, now_ms: int) -> None:
        """Begin, or begin anew with another interval."""
        self._interval_ms = interval_s * 1000
        self._due_ms = now_ms + self._interval_ms if interval_s > 0 else None

    def stop(self) -> None:
        """Not due any more."""
        self._due_ms = None

    @property
    def next_ms(self) -> int | None:
        """When it is due (elapsed time)."""
        return self._due_ms

    def is_due(self, now_ms: int) -> bool:
        """Whether it is due now; it is due once however late it is asked, and then after another interval."""
        if self._due_ms is None or now_ms < self._due_ms:
            return False
        missed = (now_ms - self._due_ms) // self._interval_ms
        self._due_ms += (missed + 1) * self._interval_ms
        return True


class ByTheClock:
    """Due at every whole multiple of the interval since midnight UTC, while the clock is trusted."""

    def __init__(self) -> None:
        self._interval_s = 0
        self._slot: int | None = None
        self._due_ms: int | None = None

    def set(self, interval_s: int) -> None:
        """Another interval; 0 for never."""
        if interval_s != self._interval_s:
            self._interval_s = interval_s
            self._slot = self._due_ms = None

    @property
    def next_ms(self) -> int | None:
        """When to ask again (elapsed time)."""
        return self._due_ms

    def is_due(self, moment: Moment) -> bool:
        """Whether a round time has come since the last question. A clock that was set makes nothing due."""
        if self._interval_s <= 0 or not moment.trusted:
            self._slot = self._due_ms = None
            return False
        second = moment.epoch_s % DAY_S
        slot = moment.epoch_s // DAY_S * (DAY_S // self._interval_s + 1) + second // self._interval_s
        before, self._slot = self._slot, slot
        expected, self._due_ms = self._due_ms, self._next(moment, second)
        if before is None or slot <= before:
            return False
        # A jump of the clock lands in another slot too, but long before the time it was waited for.
        return expected is not None and moment.elapsed_ms >= expected - 1_000

    def _next(self, moment: Moment, second: int) -> int:
        following_s = min((second // self._interval_s + 1) * self._interval_s, DAY_S)
        into_ms = moment.utc.microsecond // 1000
        return moment.elapsed_ms + (following_s - second) * 1000 - into_ms
