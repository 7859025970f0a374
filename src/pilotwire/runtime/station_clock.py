"""The present for the station: elapsed time that never steps, and the calendar as the operating system has it.

The system's clock can not be set without privilege, so a clock set by a person is kept as a difference to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from pilotwire.station.moment import Moment

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that shows less was never set: this program is younger."""


class TimeSource(msgspec.Struct, frozen=True):
    """Where time comes from."""

    monotonic_s: Callable[[], float] = time.monotonic
    """Seconds that never step."""
    epoch_s: Callable[[], float] = time.time
    """Seconds since 1970."""
    speed: Callable[[], float] = lambda: 1.0
    """How many of these seconds pass in a real one."""


class StationClock:
    """Gives the station its moments.

    Args:
        source: where time comes from.
        not_before: a moment that certainly has passed, such as the newest in the store; a clock that shows less (a
            small computer without a clock chip, after a power cut) is not to be trusted.

    """

    def __init__(self, source: TimeSource = TimeSource(), not_before: datetime = EARLIEST) -> None:
        self._source = source
        self._not_before = max(not_before, EARLIEST)
        self._start_s = source.monotonic_s()
        self._difference = timedelta()
        self._set_by_hand = False

    def moment(self) -> Moment:
        """The present."""
        utc = self._system_utc() + self._difference
        return Moment(self._elapsed_ms(), utc, trusted=self._set_by_hand or utc >= self._not_before)

    def set(self, utc: datetime) -> None:
        """Let it be this time now, whatever the system says."""
        self._difference = utc - self._system_utc()
        self._set_by_hand = True

    def follow_system(self) -> None:
        """Forget what was set by hand."""
        self._difference = timedelta()
        self._set_by_hand = False

    def seconds_until(self, elapsed_ms: int) -> float:
        """Real time until this elapsed time, at least 0 (s)."""
        if elapsed_ms <= self._elapsed_ms():
            return 0.0
        # Elapsed time is whole milliseconds: waiting for less than one would be waiting in vain, again and again.
        return max(elapsed_ms / 1000 - self._elapsed_s(), 0.001) / self._source.speed()

    def _elapsed_ms(self) -> int:
        return int(self._elapsed_s() * 1000)

    def _elapsed_s(self) -> float:
        return self._source.monotonic_s() - self._start_s

    def _system_utc(self) -> datetime:
        return datetime.fromtimestamp(self._source.epoch_s(), UTC)
