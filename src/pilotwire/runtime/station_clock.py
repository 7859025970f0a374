"""The present for the station: elapsed time that never steps, and the calendar as the operating system has it.

The system's clock can not be set without privilege, so a clock set by a person is kept as a difference to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pilotwire.station.moment import Moment

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that shows less was never set: this program is younger."""


class StationClock:
    """Gives the station its moments.

    Args:
        not_before: a moment that certainly has passed, such as the newest in the store; a clock that shows less (a
            small computer without a clock chip, after a power cut) is not to be trusted.
        monotonic_s: seconds that never step.
        epoch_s: seconds since 1970, as the system has them.

    """

    def __init__(
        self,
        not_before: datetime = EARLIEST,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
        epoch_s: Callable[[], float] = time.time,
    ) -> None:
        self._not_before = max(not_before, EARLIEST)
        self._monotonic_s = monotonic_s
        self._epoch_s = epoch_s
        self._start_s = monotonic_s()
        self._difference = timedelta()
        self._set_by_hand = False

    def moment(self) -> Moment:
        """The present."""
        elapsed_ms = int((self._monotonic_s() - self._start_s) * 1000)
        utc = datetime.fromtimestamp(self._epoch_s(), UTC) + self._difference
        return Moment(elapsed_ms, utc, trusted=self._set_by_hand or utc >= self._not_before)

    def set(self, utc: datetime) -> None:
        """Let it be this time now, whatever the system says."""
        self._difference = utc - datetime.fromtimestamp(self._epoch_s(), UTC)
        self._set_by_hand = True

    def seconds_until(self, elapsed_ms: int) -> float:
        """Real time until this elapsed time, at least 0 (s)."""
        return max(0.0, elapsed_ms / 1000 - (self._monotonic_s() - self._start_s))
