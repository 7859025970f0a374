"""The present, as it is handed to everything in the station: nothing here reads a clock.

Durations and deadlines are reckoned in ``elapsed_ms``, which never steps; what people see and what follows the
calendar uses ``utc``, which may step when the clock is set.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec


class Moment(msgspec.Struct, frozen=True):
    """One instant of the station's life."""

    elapsed_ms: int
    """Milliseconds since the station started; never goes backwards or jumps."""
    utc: datetime
    """Date and time in UTC (aware)."""
    trusted: bool = True
    """Whether the clock has been set by something that knows; nothing follows the calendar before."""

    @property
    def epoch_s(self) -> int:
        """Whole seconds since 1970-01-01 UTC."""
        return int(self.utc.timestamp())


START = Moment(0, datetime(1970, 1, 1, tzinfo=UTC), trusted=False)
"""Before anything is known of the time."""
