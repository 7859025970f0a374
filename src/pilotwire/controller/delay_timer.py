"""The delay timer: charge only inside a daily window of the clock chip, unless a person overrides it."""

from __future__ import annotations

from .cadence import Cadence
from .codes import EvseState
from .rtc import Rtc
from .settings import Settings

CHECK_PERIOD_MS = 1_005
"""The firmware looks at the clock in the first pass after more than a second (recorded average, asleep)."""
CHECK_PERIOD_CHARGING_MS = 1_009


class DelayTimer:
    """Window logic and the manual override; the times themselves are settings."""

    __slots__ = ("_cadence", "_checked_ms", "override")

    def __init__(self) -> None:
        self._cadence: Cadence | None = None
        self._checked_ms = -1
        self.override = False
        """A person decided against the schedule; it holds until the schedule agrees again."""

    @staticmethod
    def valid(settings: Settings) -> bool:
        """The timer is on and its window is not empty."""
        start, stop = settings.timer_start_min, settings.timer_stop_min
        return settings.timer_on and start != stop

    @staticmethod
    def in_window(settings: Settings, rtc: Rtc, now_ms: int) -> bool:
        """The clock is inside [start, stop), across midnight if stop is before start."""
        start, stop = settings.timer_start_min, settings.timer_stop_min
        minute = rtc.minute_of_day(now_ms)
        if stop < start:
            return minute >= start or minute < stop
        return start <= minute < stop

    def pressed(self, settings: Settings, rtc: Rtc, now_ms: int, *, sleeping: bool) -> None:
        """The button put the station to sleep or woke it: override when that contradicts the schedule."""
        if settings.timer_on:
            inside = self.valid(settings) and self.in_window(settings, rtc, now_ms)
            self.override = inside == sleeping

    def _wanted(self, settings: Settings, rtc: Rtc, now_ms: int, state: EvseState) -> EvseState | None:
        """What the clock asks for now: SLEEPING, STARTING to wake up, or None."""
        sleeping = state is EvseState.SLEEPING
        inside = self.in_window(settings, rtc, now_ms)
        if self.override:
            # The override was for the other half of the day; the schedule now wants what the person chose.
            self.override = inside == sleeping
            return None
        if inside == sleeping:
            return EvseState.STARTING if inside else EvseState.SLEEPING
        return None

    def check(self, settings: Settings, rtc: Rtc, now_ms: int, state: EvseState) -> EvseState | None:
        """Check the clock if a check is due; returns the state to change to, or None."""
        if self._cadence is not None:
            charging = state is EvseState.C
            self._cadence.change_period(now_ms, CHECK_PERIOD_CHARGING_MS if charging else CHECK_PERIOD_MS)
        deadline = self.deadline(settings, rtc, now_ms, state)
        if deadline is None or now_ms < deadline:
            return None
        if self._cadence is None:
            self._cadence = Cadence(now_ms, CHECK_PERIOD_MS)
        self._checked_ms = now_ms
        return self._wanted(settings, rtc, now_ms, state)

    def deadline(self, settings: Settings, rtc: Rtc, now_ms: int, state: EvseState) -> int | None:
        """When the next check that can change something is due (ms), or None."""
        if not self.valid(settings) or state.is_fault or state is EvseState.DISABLED:
            self._cadence = None
            return None
        if self._cadence is None:
            return now_ms
        inside = self.in_window(settings, rtc, now_ms)
        if (inside == (state is EvseState.SLEEPING)) != self.override:
            return self._cadence.next_from(max(now_ms, self._checked_ms + 1))
        start, stop = settings.timer_start_min % 1440, settings.timer_stop_min % 1440
        boundary = min(rtc.next_minute_of_day(start, now_ms), rtc.next_minute_of_day(stop, now_ms))
        return self._cadence.next_from(boundary)
