"""What the anti-chatter guard holds back, in words for people."""

from __future__ import annotations

from datetime import timedelta

from .arbitration import Reason
from .calendar_time import wall_time
from .moment import Moment
from .status import ContactorHold
from .zone import zone_of


def held_back(kind: ContactorHold, limit: int, until: str) -> Reason:
    """What is held, why, and until when.

    Args:
        kind: what.
        limit: the shortest time (s), or the most closures in an hour.
        until: as ``until_words`` has it.

    """
    match kind:
        case ContactorHold.SHORTEST_CHARGE:
            until = until or f"until it has been closed for {limit} s"
            text = f"charging goes on {until}: the contactor has only just closed"
        case ContactorHold.SHORTEST_PAUSE:
            until = until or f"until it has been open for {limit} s"
            text = f"charging waits {until}: the contactor has only just opened"
        case ContactorHold.MOST_CLOSURES:
            until = until or "until the first of these is an hour ago"
            text = f"charging waits {until}: the contactor has closed {limit} times within an hour"
    return Reason("state", None, text)


def offered_meanwhile(minimum_a: int) -> Reason:
    """What is offered while a stop is held back."""
    return Reason("current", None, f"{minimum_a} A is the minimum, and enough until charging stops")


def until_words(until_ms: int, moment: Moment, time_zone: str) -> str:
    """A time by the clock on the wall; empty while nobody knows the time."""
    if not moment.trusted:
        return ""
    until = moment.utc + timedelta(milliseconds=until_ms - moment.elapsed_ms)
    # Rounded up: nobody is to look at the time that was named and find it has not come.
    until += timedelta(microseconds=-until.microsecond % 1_000_000)
    return f"until {wall_time(until, zone_of(time_zone)):%H:%M:%S}"
