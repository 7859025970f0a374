"""Schedule events and the plan made from them, as values; how the plan is made is in ``schedule``."""

from __future__ import annotations

from datetime import time
from enum import IntEnum

import msgspec

from .claims import ChargeState


class Weekday(IntEnum):
    """Days as the gateway counts them."""

    SUNDAY = 0
    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6


class ScheduleEvent(msgspec.Struct, frozen=True):
    """A weekly event: from this local time on, on these days, charge or do not."""

    id: int
    state: ChargeState
    time: time
    days: tuple[Weekday, ...]
    """Ascending, without repetition."""


class PlanEntry(msgspec.Struct, frozen=True):
    """One event on one day, with the start that was drawn for it."""

    event: ScheduleEvent
    day: Weekday
    offset_s: int
    """Nominal start, seconds after local midnight by the clock on the wall."""
    start_offset_s: int
    """The start in force."""
    duration_s: int
    """Until the next entry starts."""


class Plan(msgspec.Struct, frozen=True):
    """The week's entries in order, and where in it we are."""

    entries: tuple[PlanEntry, ...] = ()
    day: Weekday = Weekday.SUNDAY
    day_offset_s: int = 0
    current: PlanEntry | None = None
    next: PlanEntry | None = None
    next_delay_s: int | None = None


class ScheduleDraft(msgspec.Struct, frozen=True):
    """An event as somebody asks for it; without an id it gets the next one."""

    state: ChargeState
    time: time
    days: tuple[Weekday, ...]
    id: int | None = None
