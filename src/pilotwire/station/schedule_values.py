"""Schedule events and the plan made from them, as values; how the plan is made is in ``schedule_plan``."""

from __future__ import annotations

from datetime import time
from enum import Enum, IntEnum

import msgspec

from .claims import ChargeState
from .limit_values import LimitType


class Weekday(IntEnum):
    """Days as the gateway counts them."""

    SUNDAY = 0
    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6


class ScheduleFeature(Enum):
    """What an event switches on while it is in force, beyond charging."""

    NONE = "none"
    DIVERT = "divert"
    """Charge by the sun alone."""
    SHAPER = "shaper"
    """Run the current shaper."""
    OCPP = "ocpp"
    """Leave it to a charging back end whether to charge."""
    RFID = "rfid"
    """Ask for a tag before anybody charges."""
    CURRENT = "current"
    """Charge with ``feature_value`` amperes."""


class ScheduleEvent(msgspec.Struct, frozen=True):
    """A weekly event: from this local time on, on these days, charge or do not."""

    id: int
    state: ChargeState
    time: time
    days: tuple[Weekday, ...]
    """Ascending, without repetition."""
    feature: ScheduleFeature = ScheduleFeature.NONE
    """Only of consequence while active, as is the limit."""
    feature_value: int = 0
    """Current (A); 0: the most the controller can. Without a meaning for other features."""
    limit: LimitType = LimitType.NONE
    """A charge limit set while the event is in force."""
    limit_value: int = 0

    @property
    def switches_on(self) -> ScheduleFeature:
        """The feature it brings with it while it is in force."""
        return self.feature if self.state is ChargeState.ACTIVE else ScheduleFeature.NONE


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
    feature: ScheduleFeature = ScheduleFeature.NONE
    feature_value: int = 0
    limit: LimitType = LimitType.NONE
    limit_value: int = 0
