"""The plan that is in force, and when it gives way to another. Pure.

It is kept to as long as it is good: as it gives what is needed, and not clearly more. It is made anew when it does not
(the car takes less, says that it is emptier, stretches were missed), when something else is asked for, and when other
prices make another plan clearly better. A stretch that has begun is finished, unless nothing more is needed; only where
its price or the need was not known it may end when that becomes known. Hours that were chosen stay chosen when their
prices are withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from .charging_plan import SHORTEST, Span, cells_of, choose, from_on, pieces, rate_of, total
from .limit_values import Limit
from .prices import NO_PRICES, PriceSeries

RESERVE = timedelta(minutes=10)
RESERVE_SHARE = 0.1
"""So long, or this part of the need if that is more, is left free before the time the limit is due."""
SLACK = timedelta(minutes=2)
"""A plan that is short by no more is still good."""
REST = timedelta(minutes=5)
"""What is lacking at the end of the last stretch is charged then if it is no more than this."""
CLEARLY = 0.02
"""Part by which another plan has to be better."""

_NOTHING = timedelta(0)


class Asked(msgspec.Struct, frozen=True):
    """What a plan is made for."""

    limit: Limit
    due: datetime
    """UTC."""
    series: PriceSeries
    known: bool
    """Whether it is known how much is needed, or the worst was assumed."""


class KeptPlan:
    """The stretches in force."""

    def __init__(self) -> None:
        self.asked: Asked | None = None
        self.spans: tuple[Span, ...] = ()
        """Those that are not over; the one under way may begin later than it began."""
        self.began: datetime | None = None
        """When the stretch under way did; None during a pause."""

    def give_up(self) -> None:
        """Forget it."""
        self.asked = self.began = None
        self.spans = ()

    def pause(self) -> None:
        """Nothing is to be charged; what was asked for stays."""
        self.began = None
        self.spans = ()

    def known_series(self, series: PriceSeries, limit: Limit, due: datetime, now: datetime) -> PriceSeries:
        """The series, or the one the plan was made with if this one knows nothing of the time until it is due."""
        before = NO_PRICES if self.asked is None else self.asked.series
        return next((each for each in (series, before) if _knows(each, limit, due, now)), NO_PRICES)

    def follow(self, asked: Asked, now: datetime, left: timedelta) -> Span | None:
        """Keep to the plan, or make another; returns the stretch that is under way.

        Args:
            asked: what for.
            now: the present.
            left: how long it still has to charge.

        """
        made_for, self.asked = self.asked, asked
        if not (self._is_good(asked, now, left) and made_for == asked):
            chosen = self._choose(asked, now, left, made_for)
            same_wish = made_for is not None and (made_for.limit, made_for.due) == (asked.limit, asked.due)
            keep = same_wish and self._is_good(asked, now, left)
            if not keep or _is_better(chosen, from_on(self.spans, now), asked, left):
                self.spans = chosen
        if not self.spans or not _lasts(self.spans[0], now):
            self.began = None
        self.spans = tuple(span for span in self.spans if span.end > now)
        if not self.spans or not _lasts(self.spans[0], now):
            return None
        self.began = min(self.began or now, now)
        return self.spans[0]

    def _is_good(self, asked: Asked, now: datetime, left: timedelta) -> bool:
        current = from_on(self.spans, now)
        planned = total(current)
        if not current or planned - left >= SHORTEST or (asked.due <= now < current[0].begin):
            return False
        return left - planned <= SLACK or _NOTHING < asked.due - now <= planned

    def _choose(self, asked: Asked, now: datetime, left: timedelta, made_for: Asked | None) -> tuple[Span, ...]:
        end = now + left
        if now < asked.due:
            end = min(max(asked.due - max(RESERVE, left * RESERVE_SHARE), end), asked.due)
        cells = cells_of(asked.series, asked.limit.prefer, now, end)
        return choose(cells, left, fixed_until=self._fixed_until(now, left, made_for))

    def _fixed_until(self, now: datetime, left: timedelta, made_for: Asked | None) -> datetime | None:
        """How long what has begun goes on in any case."""
        if self.began is None or made_for is None or not self.spans:
            return None
        lacking = left - total(from_on(self.spans, now))
        if len(self.spans) == 1 and _NOTHING < lacking <= REST:
            return now + left
        current = self.spans[0]
        slots = [slot for _, slot in pieces([current], made_for.series)]
        known = all(slot is not None and rate_of(slot, made_for.limit.prefer) is not None for slot in slots)
        return current.end if known and made_for.known else min(current.end, self.began + SHORTEST)


def _lasts(span: Span, now: datetime) -> bool:
    return span.begin <= now < span.end


def _knows(series: PriceSeries, limit: Limit, due: datetime, now: datetime) -> bool:
    return any(slot.start < due and now < slot.end and rate_of(slot, limit.prefer) is not None for slot in series.slots)


def _is_better(chosen: Sequence[Span], current: Sequence[Span], asked: Asked, left: timedelta) -> bool:
    """Whether it is worth to change one's mind."""
    unknown, price = _weight(chosen, asked, left)
    unknown_now, price_now = _weight(current, asked, left)
    if abs(unknown - unknown_now) > SLACK:
        return unknown < unknown_now
    return price < price_now - abs(price_now) * CLEARLY


def _weight(spans: Sequence[Span], asked: Asked, left: timedelta) -> tuple[timedelta, float]:
    """Time without a known price, and the sum of the others, of what would be charged in."""
    unknown, weight = _NOTHING, 0.0
    for piece, slot in pieces(spans, asked.series):
        length = min(piece.length, left)
        left -= length
        rate = None if slot is None else rate_of(slot, asked.limit.prefer)
        if rate is None:
            unknown += length
        else:
            weight += length.total_seconds() * rate
    return unknown, weight
