"""Where the ticks of a local time axis go and what they say. Nothing here draws."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

_HOURS = (1, 2, 3, 6, 12)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_LONGEST_IN_DAYS = timedelta(days=100)


class Tick(msgspec.Struct, frozen=True):
    """One tick; a major one begins something longer than its neighbours (a day, a month, a year)."""

    at: datetime
    label: str
    major: bool


def time_ticks(start: datetime, end: datetime, at_most: int) -> list[Tick]:
    """Round local times from ``start`` to ``end``, ``at_most`` of them or hardly more, at least one."""
    span = end - start
    for hours in _HOURS:
        if span / timedelta(hours=hours) <= at_most:
            return _hour_ticks(start, end, hours)
    if span <= _LONGEST_IN_DAYS:
        for days in _DAYS:
            if span / timedelta(days=days) <= at_most:
                return _day_ticks(start, end, days)
    months = span / timedelta(days=30.4)
    return _month_ticks(start, end, next((step for step in _MONTHS if months / step <= at_most), _MONTHS[-1]))


def _hour_ticks(start: datetime, end: datetime, step: int) -> list[Tick]:
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    ticks = []
    at = midnight
    while at <= end:
        if at >= start:
            first = at.hour == 0
            ticks.append(Tick(at, f"{at:%a} {at.day} {at:%b}" if first else f"{at:%H:%M}", first))
        at += timedelta(hours=step)
    return ticks


def _day_ticks(start: datetime, end: datetime, step: int) -> list[Tick]:
    at = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if step % 7 == 0:
        at -= timedelta(days=at.weekday())
    ticks = []
    while at <= end:
        if at >= start:
            name = f"{at:%a} {at.day} {at:%b}" if step == 1 else f"{at.day} {at:%b}"
            ticks.append(Tick(at, name, at.weekday() == 0))
        at += timedelta(days=step)
    return ticks


def _month_ticks(start: datetime, end: datetime, step: int) -> list[Tick]:
    month = start.year * 12 + (start.month - 1) // step * step
    ticks = []
    while (at := datetime(month // 12, month % 12 + 1, 1)) <= end:  # noqa: DTZ001  local time, no zone
        if at >= start:
            ticks.append(
                Tick(
                    at, f"{at:%Y}" if step >= 12 else f"{at:%b}" + (f" {at:%Y}" if at.month == 1 else ""), at.month == 1
                )
            )
        month += step
    return ticks


def value_ticks(low: float, high: float, at_most: int) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten) that cover ``low`` to ``high``."""
    span = max(high - low, 1e-9)
    step = 10.0**-6
    factors = (2.0, 2.5, 2.0)
    position = 0
    while span / step > at_most:
        step *= factors[position % 3]
        position += 1
    first, last = int(low // step), -int(-high // step)
    return [round(number * step, 9) for number in range(first, last + 1)]
