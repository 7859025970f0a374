"""From what the clock on the wall shows to instants, across every change of the clocks.

A time that is skipped when the clocks go forward is taken to be the moment they do; a time that comes twice when they
go back is taken to be the first. So the order of wall times is the order of their instants.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_FINEST = timedelta(microseconds=1)


def wall_time(instant: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows (naive) at an aware instant."""
    return instant.astimezone(zone).replace(tzinfo=None)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """Instant (UTC) at which the clock on the wall shows ``wall`` (naive) for the first time, or jumps over it."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if wall_time(instant, zone) == wall:
        return instant
    # Skipped. PEP 495 reads it with the offset before the jump, which lands after the jump by as much as was skipped
    # of it; with the offset after the jump it lands before.
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant
    return _jump(before, after, zone)


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """First instant after ``before`` with another offset than ``before``, found by halving."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _FINEST:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
