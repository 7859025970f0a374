"""The schedule through every change of the clocks from 2024 to 2040, in every time zone there is on this machine.

What is in force is reckoned a second time here, by walking: the latest time the clock on the wall has shown so far
decides, so that a time that is skipped counts with the jump and one that comes twice the first time only. Zones that
show the same are walked once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_around import NO_CAR, around, later, moment_at
from zones_by_hand import DAY, HOUR, SECOND, changes_of, first_showing, offset

from pilotwire.station.claims import ChargeState
from pilotwire.station.moment import Moment
from pilotwire.station.schedule import Schedule
from pilotwire.station.schedule_plan import DAY_S, Timetable, entries_of_week
from pilotwire.station.schedule_values import PlanEntry, ScheduleEvent, Weekday
from pilotwire.station.settings import Settings
from pilotwire.station.zone import zone_problem

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
A_SUNDAY = datetime(2023, 1, 1)
QUARTER = timedelta(minutes=15)
"""Every offset from 2024 on is a multiple of it, and so is every time below: nothing can happen in between."""
NEAR = 3 * HOUR
EVERY_DAY = tuple(Weekday)
SHARES = 8
ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED

Change = tuple[datetime, timedelta, timedelta]
"""When, from which offset, to which."""


def event(event_id: int, state: ChargeState, at: str, *days: Weekday) -> ScheduleEvent:
    return ScheduleEvent(event_id, state, time.fromisoformat(at), days or EVERY_DAY)


NIGHTS = [event(1, ACTIVE, "00:30"), event(2, DISABLED, "04:30")]
HOURS_OF_CHANGES = [
    event(number, ACTIVE if number % 2 else DISABLED, at)
    for number, at in enumerate(["23:30", "00:00", "01:00", "01:30", "02:00", "02:15", "02:30", "03:00", "03:30"], 1)
]
WEEKEND = [event(1, ACTIVE, "22:45", Weekday.SATURDAY), event(2, DISABLED, "02:00", Weekday.SUNDAY, Weekday.MONDAY)]


@cache
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def changes(name: str) -> tuple[Change, ...]:
    clock = zone(name)
    found = changes_of(clock, FIRST, LAST, 7 * DAY)
    return tuple((at, offset(clock, at - SECOND), offset(clock, at)) for at in found)


@cache
def walked() -> dict[str, list[str]]:
    """One zone for each way to show the time, with all that show it so."""
    alike: dict[object, list[str]] = {}
    for name in sorted(available_timezones()):
        alike.setdefault((offset(zone(name), FIRST), changes(name)), []).append(name)
    return {names[0]: names for names in alike.values()}


def timetable(events: list[ScheduleEvent], clock: tzinfo) -> tuple[tuple[PlanEntry, ...], Timetable]:
    entries = entries_of_week(events, 0, Random(1).randrange)
    return entries, Timetable(entries, clock)


def walk(clock: tzinfo, begin: datetime, end: datetime, step: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Instants with the latest time the wall has shown by then."""
    latest, instant = datetime.min, begin  # noqa: DTZ901  what the wall shows has no zone
    while instant <= end:
        latest = max(latest, instant.astimezone(clock).replace(tzinfo=None))
        yield instant, latest
        instant += step


def place_at(wheel: list[int], latest: datetime) -> int:
    """Which of the week's entries was reached last."""
    into_week_s = (latest - A_SUNDAY).total_seconds() % (7 * DAY_S)
    return (bisect_right(wheel, into_week_s) - 1) % len(wheel)


def check_change(name: str, at: datetime, events: list[ScheduleEvent]) -> int:
    """Walk through one change of the clocks; says how many instants were compared."""
    entries, table = timetable(events, zone(name))
    wheel = [entry.day * DAY_S + entry.offset_s for entry in entries]
    compared, before = 0, None
    for instant, latest in walk(zone(name), at - NEAR, at + NEAR, QUARTER):
        place = place_at(wheel, latest)
        now = table.in_force(instant)
        assert table.entry(now) == entries[place], (name, instant)
        if before is not None:
            # It stays in force until the second in which the next one begins.
            assert table.in_force(instant - SECOND) == before, (name, instant)
            assert before <= now
        assert table.start(now) <= instant < table.start(table.next_after(now))
        compared, before = compared + 1, now
    return compared


@pytest.mark.parametrize("share", range(SHARES))
def test_through_every_change_in_every_zone_the_walk_and_the_timetable_agree(share: int) -> None:
    compared = 0
    for name in list(walked())[share::SHARES]:
        for at, _, _ in changes(name):
            compared += sum(check_change(name, at, events) for events in (NIGHTS, HOURS_OF_CHANGES, WEEKEND))
    assert compared > 1_000


def test_all_zones_are_walked() -> None:
    names = [name for alike in walked().values() for name in alike]
    assert sorted(names) == sorted(available_timezones())
    assert len(names) > 400
    assert sum(len(changes(name)) for name in walked()) > 1_000
    for name in names:
        assert zone_problem(name) is None
    for name in walked():
        for _, before, after in changes(name):
            assert before % QUARTER == after % QUARTER == timedelta()


# -- the schedule, driven by the clock -----------------------------------------------------------------------------

times = st.builds(time, st.sampled_from([0, 1, 2, 3, 12, 23]), st.sampled_from([0, 15, 30, 59]))
schedules = st.lists(
    st.tuples(st.sampled_from(ChargeState), times, st.frozensets(st.sampled_from(Weekday), min_size=1)),
    min_size=1,
    max_size=6,
).map(
    lambda found: tuple(
        ScheduleEvent(number, state, at, tuple(sorted(days))) for number, (state, at, days) in enumerate(found, 1)
    )
)


@st.composite
def changing_zones(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone, and a change of its clocks or, where there are none, any day."""
    name = draw(st.sampled_from(sorted(available_timezones())))
    found = [at for at, _, _ in changes(name)]
    return name, draw(st.sampled_from(found)) if found else FIRST + draw(st.integers(1, 6000)) * DAY


def exactly(name: str) -> Settings:
    return Settings(time_zone=name, scheduler_start_window=0)


def look(schedule: Schedule, moment: Moment, name: str) -> None:
    schedule.advance(around(moment, settings=exactly(name), evse=NO_CAR))


def run(schedule: Schedule, moment: Moment, end: datetime, name: str) -> Iterator[Moment]:
    """Let time pass from deadline to deadline."""
    look(schedule, moment, name)
    while moment.utc < end:
        assert schedule.next_deadline_ms is not None
        wait_ms = schedule.next_deadline_ms - moment.elapsed_ms
        assert wait_ms > 0
        moment = later(moment, min(wait_ms, (end - moment.utc) // timedelta(milliseconds=1)))
        look(schedule, moment, name)
        yield moment


def starts_on(day: date, events: tuple[ScheduleEvent, ...], name: str) -> list[tuple[datetime, datetime, int]]:
    """When what starts on a date does, with the time the wall should show, and the event."""
    weekday = Weekday(day.isoweekday() % 7)
    due = [(datetime.combine(day, one.time), one.id) for one in events if weekday in one.days]
    return [(first_showing(wall, zone(name)), wall, event_id) for wall, event_id in due]


@given(changing_zones(), schedules)
@settings(max_examples=25)
def test_driven_by_its_deadlines_every_entry_starts_once_on_each_of_its_days(
    case: tuple[str, datetime], events: tuple[ScheduleEvent, ...]
) -> None:
    name, at = case
    begin, end = at - 2 * DAY, at + 2 * DAY
    starts = sorted(start for shift in range(-11, 5) for start in starts_on((at + shift * DAY).date(), events, name))
    # Of those that start at the same instant the last counts, and one that follows itself takes nothing over.
    counting = {start: (event_id, wall.weekday()) for start, wall, event_id in starts}
    follows = {start: entry for (_, before), (start, entry) in pairwise(counting.items()) if entry != before}
    due = [(start, event_id) for start, (event_id, _) in follows.items() if begin < start <= end]
    schedule = Schedule(events, Random(1))
    look(schedule, moment_at(begin), name)
    counted, started = schedule.takeovers, list[tuple[datetime, int]]()
    for moment in run(schedule, moment_at(begin), end, name):
        if schedule.takeovers != counted:
            assert schedule.takeovers == counted + 1
            assert schedule.timer is not None
            counted = schedule.takeovers
            started.append((moment.utc, schedule.timer.id))
    assert started == due


@given(changing_zones(), schedules, st.integers(-36 * 3600, 36 * 3600), st.integers(-(10**8), 10**8))
@settings(max_examples=60)
def test_a_clock_set_to_any_instant_brings_about_what_arriving_there_does(
    case: tuple[str, datetime], events: tuple[ScheduleEvent, ...], from_change_s: int, step_s: int
) -> None:
    name, at = case
    there = at + from_change_s * SECOND
    walked_there, stepped = Schedule(events, Random(1)), Schedule(events, Random(1))
    *_, arrived = run(walked_there, moment_at(there - 3 * HOUR), there, name)
    look(stepped, moment_at(there + step_s * SECOND), name)
    look(stepped, moment_at(there, elapsed_ms=1), name)
    assert arrived.utc == there
    assert (stepped.claim, stepped.timer) == (walked_there.claim, walked_there.timer)
    assert stepped.plan_at(moment_at(there)) == walked_there.plan_at(arrived)
    assert stepped.waiting_for == walked_there.waiting_for


@given(changing_zones(), schedules, st.integers(-36 * 3600, 36 * 3600), st.integers(0, 999))
def test_the_next_event_is_always_still_to_come(
    case: tuple[str, datetime], events: tuple[ScheduleEvent, ...], from_change_s: int, ms: int
) -> None:
    name, at = case
    moment = moment_at(at + timedelta(seconds=from_change_s, milliseconds=ms))
    schedule = Schedule(events, Random(1))
    look(schedule, moment, name)
    plan = schedule.plan_at(moment)
    assert plan.next_delay_s is not None
    assert 0 < plan.next_delay_s <= 7 * DAY_S + DAY_S
    assert schedule.next_deadline_ms is not None
    assert schedule.next_deadline_ms > 0
    just_before, then = (later(moment, plan.next_delay_s * 1000 + shift_ms) for shift_ms in (-1000, 0))
    assert schedule.plan_at(just_before).current == plan.current
    assert schedule.plan_at(then).current == plan.next
