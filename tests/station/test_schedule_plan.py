"""The week laid out: drawn starts, and what is in force when, in every zone and through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from zones_by_hand import DAY, FIRST, LAST, SECOND, changes_of, first_showing, zone, zone_names

from pilotwire.station.claims import ChargeState
from pilotwire.station.schedule_plan import DAY_S, WEEK_S, Timetable, entries_of_week, seconds_of_day, weekday_of
from pilotwire.station.schedule_values import PlanEntry, ScheduleEvent, ScheduleFeature, Weekday

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
EVERY_DAY = tuple(Weekday)
MINUTE = timedelta(minutes=1)


def event(event_id: int, state: ChargeState, at: str, *days: Weekday) -> ScheduleEvent:
    return ScheduleEvent(event_id, state, time.fromisoformat(at), days or EVERY_DAY)


def exactly(*events: ScheduleEvent) -> tuple[PlanEntry, ...]:
    return entries_of_week(events, 0, Random(1).randrange)


def timetable(name: str, *events: ScheduleEvent) -> Timetable:
    return Timetable(exactly(*events), zone(name))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def id_at(table: Timetable, text: str) -> int:
    return table.entry(table.in_force(utc(text))).event.id


_event_times = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)) | st.builds(
    # Around the hours in which clocks are changed, and around midnight.
    time,
    st.sampled_from([0, 1, 2, 3, 23]),
    st.sampled_from([0, 30, 59]),
)


@st.composite
def schedules(draw: st.DrawFn) -> list[ScheduleEvent]:
    return [
        ScheduleEvent(
            number,
            draw(st.sampled_from(ChargeState)),
            draw(_event_times),
            tuple(sorted(draw(st.frozensets(st.sampled_from(Weekday), min_size=1)))),
            draw(st.sampled_from([ScheduleFeature.NONE, ScheduleFeature.NONE, ScheduleFeature.CURRENT])),
        )
        for number in range(1, draw(st.integers(1, 8)) + 1)
    ]


windows = st.sampled_from([0, 1, 600, 7_200, 86_400, 1_000_000])


# -- starts --------------------------------------------------------------------------------------------------------


def nominal(entry: PlanEntry) -> int:
    return entry.day * DAY_S + entry.offset_s


def start(entry: PlanEntry) -> int:
    return entry.day * DAY_S + entry.start_offset_s


@given(schedules(), windows, st.integers())
def test_starts_are_drawn_within_the_window_and_between_the_neighbours(
    events: list[ScheduleEvent], window_s: int, seed: int
) -> None:
    entries = entries_of_week(events, window_s, Random(seed).randrange)
    assert [nominal(entry) for entry in entries] == sorted(nominal(entry) for entry in entries)
    for entry in entries:
        early, late = entry.offset_s - entry.start_offset_s, entry.start_offset_s - entry.offset_s
        drawn = entry.event.state is ACTIVE and entry.event.feature is ScheduleFeature.NONE
        assert (early <= min(window_s, DAY_S) and late <= max(0, min(window_s, DAY_S) - 1)) if drawn else late == 0
        assert entry.start_offset_s >= 0
    ring = [*entries, entries[0]]
    for place, (entry, following) in enumerate(pairwise(ring)):
        is_last = place == len(entries) - 1
        end = start(following) + (WEEK_S if is_last else 0)
        assert start(entry) + entry.duration_s == end
        assert is_last or start(entry) <= nominal(following)
        assert entry.duration_s > 0 or nominal(entry) == nominal(following)
    assert sum(entry.duration_s for entry in entries) == WEEK_S


@given(schedules())
def test_without_a_window_starts_are_exact(events: list[ScheduleEvent]) -> None:
    assert all(entry.start_offset_s == entry.offset_s for entry in exactly(*events))


def test_every_second_of_the_window_can_be_drawn() -> None:
    lone = event(1, ACTIVE, "12:00", Weekday.MONDAY)
    random = Random(3)
    drawn = {entries_of_week([lone], 5, random.randrange)[0].start_offset_s - 43_200 for _ in range(400)}
    assert drawn == set(range(-5, 5))


def test_a_start_is_never_drawn_before_midnight() -> None:
    early = event(1, ACTIVE, "00:00:03", Weekday.MONDAY)
    random = Random(3)
    drawn = {entries_of_week([early], 600, random.randrange)[0].start_offset_s for _ in range(400)}
    assert min(drawn) >= 0
    assert max(drawn) > 500


def test_a_start_drawn_early_leaves_the_entry_before_it_a_second() -> None:
    events = [event(1, ACTIVE, "00:00", Weekday.SUNDAY), event(2, ACTIVE, "00:00:01", Weekday.SUNDAY)]
    for seed in range(20):
        assert all(entry.duration_s > 0 for entry in entries_of_week(events, 600, Random(seed).randrange))


def test_a_lone_entry_lasts_a_week() -> None:
    assert exactly(event(1, ACTIVE, "22:30", Weekday.MONDAY))[0].duration_s == 604_800


def test_of_entries_at_the_same_time_the_one_with_the_highest_id_counts() -> None:
    entries = exactly(event(2, DISABLED, "08:00", Weekday.MONDAY), event(1, ACTIVE, "08:00", Weekday.MONDAY))
    assert [(entry.event.id, entry.duration_s) for entry in entries] == [(1, 0), (2, 604_800)]
    table = Timetable(entries, UTC)
    assert table.entry(table.in_force(utc("2026-07-06T08:00:00"))).event.id == 2
    assert table.entry(table.next_after(table.in_force(utc("2026-07-06T08:00:00")))).event.id == 2


# -- what is in force ----------------------------------------------------------------------------------------------


def test_the_night_that_is_too_short() -> None:
    table = timetable(
        "Europe/Berlin", event(1, ACTIVE, "02:30"), event(2, DISABLED, "03:00"), event(3, ACTIVE, "12:00")
    )
    assert id_at(table, "2026-03-29T00:59:59") == 3
    # 02:30 and 03:00 are both the jump: the later one counts.
    assert id_at(table, "2026-03-29T01:00:00") == 2
    assert table.entry(table.next_after(table.in_force(utc("2026-03-29T00:59:59")))).event.id == 2


def test_the_night_that_is_too_long() -> None:
    table = timetable("Europe/Berlin", event(1, ACTIVE, "02:30"), event(2, DISABLED, "03:00"))
    assert id_at(table, "2026-10-25T00:29:59") == 2
    assert id_at(table, "2026-10-25T00:30:00") == 1
    assert id_at(table, "2026-10-25T01:30:00") == 1
    assert id_at(table, "2026-10-25T01:59:59") == 1
    assert id_at(table, "2026-10-25T02:00:00") == 2


def test_a_change_of_the_clocks_between_two_entries_does_not_shift_the_second() -> None:
    table = timetable("Europe/London", event(1, ACTIVE, "23:00"), event(2, DISABLED, "07:00"))
    assert table.start(table.next_after(table.in_force(utc("2026-03-28T23:30:00")))) == utc("2026-03-29T06:00:00")
    assert table.start(table.next_after(table.in_force(utc("2026-10-24T22:30:00")))) == utc("2026-10-25T07:00:00")


def test_a_start_drawn_into_the_next_day_counts_there() -> None:
    late = event(1, ACTIVE, "23:59", Weekday.SATURDAY)
    entries = entries_of_week([late, event(2, DISABLED, "12:00", Weekday.MONDAY)], 600, lambda below: below - 1)
    table = Timetable(entries, UTC)
    assert entries[1].start_offset_s == DAY_S - 60 + 599
    assert id_at(table, "2026-07-12T00:08:58") == 2
    assert id_at(table, "2026-07-12T00:08:59") == 1


def test_before_an_entry_was_the_one_that_ended_with_it() -> None:
    table = timetable(
        "Europe/Berlin", event(1, ACTIVE, "02:15"), event(2, DISABLED, "02:30"), event(3, ACTIVE, "12:00")
    )
    # Both the others begin with the jump, and the first of them is never in force.
    now = table.in_force(utc("2026-03-29T01:00:00"))
    assert (table.entry(now).event.id, table.entry(table.before(now)).event.id) == (2, 3)
    now = table.in_force(utc("2026-03-30T00:30:00"))
    assert (table.entry(now).event.id, table.entry(table.before(now)).event.id) == (2, 1)
    lone = timetable("Europe/Berlin", event(1, ACTIVE, "02:15", Weekday.MONDAY))
    assert lone.before(7) == 6


def test_what_is_wanted_changes_with_the_next_entry_that_wants_otherwise() -> None:
    table = timetable(
        "Europe/Berlin", event(1, ACTIVE, "01:00"), event(2, ACTIVE, "02:00"), event(3, DISABLED, "05:00")
    )
    now = table.in_force(utc("2026-07-06T00:00:00"))
    change = table.next_change(now)
    assert change is not None
    assert table.start(change) == utc("2026-07-06T03:00:00")
    assert timetable("Europe/Berlin", event(1, ACTIVE, "01:00"), event(2, ACTIVE, "02:00")).next_change(now) is None


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, tuple[PlanEntry, ...], datetime]:
    """A zone, entries, and an instant: around a change of its clocks where it has any."""
    name = draw(st.sampled_from(zone_names()))
    begin = datetime(draw(st.integers(FIRST.year, LAST.year - 1)), 1, 1, tzinfo=UTC)
    changes = list(changes_of(zone(name), begin, begin + 365 * DAY))
    middle = draw(st.sampled_from(changes)) if changes else begin + draw(st.integers(0, 364)) * DAY
    entries = entries_of_week(draw(schedules()), draw(windows), Random(draw(st.integers())).randrange)
    return name, entries, middle + draw(st.integers(-40 * 3600, 40 * 3600)) * SECOND


def starts_around(name: str, entries: tuple[PlanEntry, ...], now: datetime) -> list[tuple[datetime, datetime, int]]:
    """Start of every entry on every date for more than a week before and after, in order, with its place."""
    found = []
    today = datetime(now.year, now.month, now.day)
    for shift in range(-11, 12):
        date = today + shift * DAY
        for place, entry in enumerate(entries):
            if entry.day == weekday_of(date):
                shown = date + timedelta(seconds=entry.start_offset_s)
                found.append((first_showing(shown, zone(name)), shown, place))
    return sorted(found)


@given(cases())
@settings(max_examples=60)
def test_in_force_is_the_last_that_has_started_and_next_the_first_that_will(
    case: tuple[str, tuple[PlanEntry, ...], datetime],
) -> None:
    name, entries, now = case
    table = Timetable(entries, zone(name))
    starts = starts_around(name, entries, now)
    started = [known for known in starts if known[0] <= now]
    to_come = [known for known in starts if known[0] > now]
    occurrence = table.in_force(now)
    following = table.next_after(occurrence)
    assert (table.start(occurrence), table.entry(occurrence)) == (started[-1][0], entries[started[-1][2]])
    assert table.start(following) == to_come[0][0]
    last_of_them = [known for known in to_come if known[0] == to_come[0][0]][-1]
    assert table.entry(following) == entries[last_of_them[2]]


@given(cases())
def test_there_is_always_exactly_one_in_force(case: tuple[str, tuple[PlanEntry, ...], datetime]) -> None:
    name, entries, now = case
    table = Timetable(entries, zone(name))
    occurrence = table.in_force(now)
    assert table.start(occurrence) <= now < table.start(occurrence + 1)
    around = range(occurrence - 10, occurrence + 10)
    assert [n for n in around if table.start(n) <= now < table.start(n + 1)] == [occurrence]


@given(cases())
@settings(max_examples=25)
def test_from_deadline_to_deadline_is_the_same_as_minute_by_minute(
    case: tuple[str, tuple[PlanEntry, ...], datetime],
) -> None:
    name, entries, now = case
    table = Timetable(entries, zone(name))
    until = now + 4 * DAY
    by_deadline = []
    at = table.in_force(now)
    while table.start(at) < until:
        by_deadline.append((max(now, table.start(at)), at))
        at = table.next_after(at)
    instant, walked = now, iter([*by_deadline, (until, None)])
    _, current = next(walked)
    changes_at, following = next(walked)
    while instant < until:
        if instant >= changes_at:
            # A stay shorter than a minute is passed over by looking every minute; deadlines see it.
            while instant >= changes_at:
                current = following
                changes_at, following = next(walked)
        assert table.in_force(instant) == current
        instant += MINUTE


@given(cases(), st.integers(1, 3_000_000))
def test_a_step_of_the_clock_needs_no_history(case: tuple[str, tuple[PlanEntry, ...], datetime], step_s: int) -> None:
    name, entries, now = case
    assume(now.year > FIRST.year)
    table = Timetable(entries, zone(name))
    here = table.in_force(now)
    assert table.in_force(now - step_s * SECOND) <= here <= table.in_force(now + step_s * SECOND)


# -- days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("date", "day"), [("2026-07-05", 0), ("2026-07-06", 1), ("2026-07-11", 6)])
def test_weeks_begin_on_sunday(date: str, day: int) -> None:
    assert weekday_of(datetime.fromisoformat(date)) is Weekday(day)


def test_seconds_of_the_day_are_whole() -> None:
    assert seconds_of_day(datetime.fromisoformat("2026-07-06T13:00:01.900")) == 46_801
