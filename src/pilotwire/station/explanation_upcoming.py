"""What is known to come: switches of schedule and plan, and the ends of boost, leases and what is held back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .calendar_time import wall_time
from .charging_plan_values import PlanState
from .claims import ChargeState
from .explanation_values import Upcoming, Value
from .explanation_words import say, who
from .schedule_plan import Timetable, weekday_of
from .status import Status
from .zone import zone_of

MOST = 20
"""Nobody reads more."""
_MINUTES_FROM_S = 100
_MS = timedelta(milliseconds=1)


def upcoming(status: Status) -> tuple[Upcoming, ...]:
    """All of it, the next first."""
    found = [*_by_clock(status), *_by_elapsed_time(status)]
    return tuple(sorted((item for item in found if item.in_ms > 0), key=lambda item: item.in_ms)[:MOST])


def starts_by_schedule(status: Status) -> datetime | None:
    """When the schedule begins charging (UTC); None if it does not, or charges now."""
    change = _next_switch(status)
    return change[0] if change is not None and change[1] is ChargeState.ACTIVE else None


def stops_by_schedule(status: Status) -> datetime | None:
    """When the schedule ends charging (UTC); None if it does not, or does not charge now."""
    change = _next_switch(status)
    return change[0] if change is not None and change[1] is ChargeState.DISABLED else None


def to_second(at: datetime) -> datetime:
    """Rounded up to whole seconds: nobody is to look at the time that was named and find it has not come."""
    return at + timedelta(microseconds=-at.microsecond % 1_000_000)


def shown_instant(at: datetime) -> str:
    """An instant among the values of a sentence: ISO 8601 in UTC, whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def clock_words(at: datetime, status: Status) -> str:
    """What the clock on the wall shows then, with the day if it is not today."""
    zone = zone_of(status.settings.time_zone)
    wall, today = wall_time(at, zone), wall_time(status.moment.utc, zone).date()
    time = f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
    if wall.date() == today:
        return time
    day = weekday_of(wall).name.capitalize() if wall.date() - today < timedelta(days=7) else f"{wall:%d %B}"
    return f"{time} on {day}"


def _next_switch(status: Status) -> tuple[datetime, ChargeState] | None:
    """When the schedule changes its mind, and to what."""
    moment, entries = status.moment, status.plan.entries
    if not moment.trusted:
        return None
    delayed = status.delayed_switch
    if delayed is not None:
        return delayed.until, delayed.switch.event.state
    if not entries:
        return None
    table = Timetable(entries, zone_of(status.settings.time_zone))
    change = table.next_change(table.in_force(moment.utc))
    return None if change is None else (table.start(change), table.entry(change).event.state)


def _by_clock(status: Status) -> Iterator[Upcoming]:
    if not status.moment.trusted:
        return
    switch = _next_switch(status)
    if switch is not None:
        at, state = switch
        yield _at(at, "next.schedule_start" if state is ChargeState.ACTIVE else "next.schedule_stop", status)
    plan = status.charging_plan
    if plan is None:
        return
    for stretch in plan.stretches:
        if stretch.begin > status.moment.utc:
            yield _at(stretch.begin, "next.plan_start", status)
        elif plan.state is PlanState.CHARGING:
            yield _at(stretch.end, "next.plan_stop", status)
    if plan.ready_by is not None:
        yield _at(plan.ready_by, "next.plan_due", status)


def _by_elapsed_time(status: Status) -> Iterator[Upcoming]:
    if status.boost is not None:
        yield _in(status.boost.ends_ms, "next.boost_end", status)
    for client, ends_ms in status.lease_ends_ms.items():
        yield _in(ends_ms, "next.lease_end", status, client=client, who=who(client))
    if status.contactor.until_ms is not None:
        yield _in(status.contactor.until_ms, "next.hold_end", status)
    divert = status.divert
    if divert.min_charge_remaining_s and divert.evaluated_ms is not None:
        ends_ms = divert.evaluated_ms + divert.min_charge_remaining_s * 1000
        yield _in(ends_ms, "next.shortest_charge_end", status)


def _at(at: datetime, code: str, status: Status) -> Upcoming:
    when = f"at {clock_words(at, status)}"
    told = say(code, {"when": when}, at=shown_instant(at))
    return Upcoming(told, (at - status.moment.utc) // _MS, at)


def _in(at_ms: int, code: str, status: Status, **values: Value) -> Upcoming:
    moment = status.moment
    in_ms = at_ms - moment.elapsed_ms
    if not moment.trusted:
        in_s = -(-in_ms // 1000)
        when = f"in {in_s} s" if in_s < _MINUTES_FROM_S else f"in {-(-in_s // 60)} min"
        return Upcoming(say(code, {"when": when}, in_s=in_s, **values), in_ms, None)
    at = to_second(moment.utc + in_ms * _MS)
    when = f"at {clock_words(at, status)}"
    return Upcoming(say(code, {"when": when}, at=shown_instant(at), **values), in_ms, at)
