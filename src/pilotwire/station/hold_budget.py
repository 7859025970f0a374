"""How much energy of today went into holding the minimum through clouds, counted against a daily budget. Pure.

A day is the one of the calendar where the station lives; while nobody trusts the clock it is 24 h of elapsed time. A
clock that is set back and forth does not bring a new budget each time: between two days there are at least 20 h of
elapsed time, except after a start, when nobody knows how long the day has been. When holding is worth it is decided in
``divert``.
"""

from __future__ import annotations

import math
from datetime import date, tzinfo

import msgspec

from .calendar_time import wall_time
from .moment import Moment

_HOUR_MS = 3_600_000
_WHOLE_DAY_MS = 24 * _HOUR_MS
_SHORTEST_DAY_MS = 20 * _HOUR_MS
"""Days of the calendar have 23 h at least, and a clock may be set a little in between."""
_STEP_WH = 100
"""What has been used is kept in such steps, rounded up: a write every few minutes, and never more after a restart."""


class Held(msgspec.Struct, frozen=True):
    """What is kept of it over a restart."""

    used_wh: int
    day: date | None = None
    """The day it was used; None when nobody trusted the clock."""


class HoldBudget:
    """What was used today.

    Args:
        kept: what was used before a restart.

    """

    def __init__(self, kept: Held | None = None) -> None:
        self.used_wh = 0.0 if kept is None else float(kept.used_wh)
        self._day = None if kept is None else kept.day
        self._power_w = 0.0
        self._counted_ms: int | None = None
        self._began_ms: int | None = None
        self._renewed = False

    @property
    def kept(self) -> Held | None:
        """What is to be kept over a restart; None for nothing."""
        if not self.used_wh:
            return None
        return Held(max(1, math.ceil(round(self.used_wh) / _STEP_WH)) * _STEP_WH, self._day)

    def advance(self, moment: Moment, zone: tzinfo) -> None:
        """Count what has flowed up to now, and begin a new day if one has begun."""
        now_ms = moment.elapsed_ms
        if self._counted_ms is not None:
            self.used_wh += self._power_w * max(0, now_ms - self._counted_ms) / _HOUR_MS
        self._counted_ms = now_ms
        if self._began_ms is None:
            self._began_ms = now_ms
        since_ms = now_ms - self._began_ms
        if not moment.trusted:
            if since_ms >= _WHOLE_DAY_MS:
                self._renew(None, now_ms)
            return
        today = wall_time(moment.utc, zone).date()
        if self._day is None or not self.used_wh:
            self._day = today
        elif today != self._day and (since_ms >= _SHORTEST_DAY_MS or not self._renewed):
            self._renew(today, now_ms)

    def draw(self, power_w: float) -> None:
        """Count this power (W) from now on."""
        self._power_w = power_w

    def left_wh(self, budget_wh: float) -> float:
        """What is left of a budget of this much a day (Wh); not negative."""
        return max(0.0, budget_wh - self.used_wh)

    def lasts_ms(self, budget_wh: float) -> int | None:
        """How long it lasts with the power that is drawn now; None while nothing is."""
        if self._power_w <= 0:
            return None
        return math.ceil(self.left_wh(budget_wh) * _HOUR_MS / self._power_w)

    def _renew(self, day: date | None, now_ms: int) -> None:
        self.used_wh = 0.0
        self._day = day
        self._began_ms = now_ms
        self._renewed = True
