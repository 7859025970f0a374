"""The schedule as a source of claims."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_around import MONDAY, NO_CAR, PLUGGED, around, later, moment_at

from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.moment import Moment
from pilotwire.station.schedule import LOOK_AGAIN_MS, Schedule
from pilotwire.station.schedule_book import ScheduleError
from pilotwire.station.schedule_values import PlanEntry, ScheduleDraft, ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.settings import Settings

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
EXACT = Settings(time_zone="Europe/London|GMT0BST,M3.5.0/1,M10.5.0", scheduler_start_window=0)
WINDOW = msgspec.structs.replace(EXACT, scheduler_start_window=600)


def event(event_id: int, state: ChargeState, at: str, *days: Weekday) -> ScheduleEvent:
    return ScheduleEvent(event_id, state, time.fromisoformat(at), days or tuple(Weekday))


NIGHTS = (event(1, ACTIVE, "22:30"), event(2, DISABLED, "07:00"))


def look(schedule: Schedule, moment: Moment | None = None, settings: Settings = EXACT) -> Claim | None:
    schedule.advance(around(moment, settings=settings, evse=NO_CAR))
    return schedule.claim


def at(hour: int, minute: int = 0, second: int = 0) -> Moment:
    """On the Monday, British summer time."""
    return moment_at(datetime(2026, 7, 6, hour - 1, minute, second, tzinfo=UTC))


def entries(schedule: Schedule) -> tuple[PlanEntry, ...]:
    return schedule.plan_at(at(12)).entries


# -- claims --------------------------------------------------------------------------------------------------------


def test_an_active_event_asks_for_all_the_controller_can() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    assert look(schedule, at(23)) == Claim(
        Client.SCHEDULE,
        Priority.TIMER,
        Wish(ACTIVE, charge_current_a=32),
        "timer 1 since 22:30 on Monday",
    )
    assert schedule.timer == NIGHTS[0]


def test_a_disabled_event_is_only_what_is_usual() -> None:
    assert look(Schedule(NIGHTS, Random(1)), at(12)) == Claim(
        Client.SCHEDULE, Priority.DEFAULT, Wish(DISABLED), "timer 2 since 07:00 on Monday"
    )


def test_without_events_there_is_no_claim() -> None:
    schedule = Schedule((), Random(1))
    assert look(schedule) is None
    assert schedule.waiting_for == ""
    assert schedule.next_deadline_ms is None
    assert schedule.takeovers == 0


def test_an_event_can_name_its_current() -> None:
    slow = msgspec.structs.replace(NIGHTS[0], feature=ScheduleFeature.CURRENT, feature_value=10)
    unsaid = msgspec.structs.replace(slow, feature_value=0)
    for chosen, current_a in ((slow, 10), (unsaid, 32)):
        claim = look(Schedule([chosen], Random(1)))
        assert claim is not None
        assert claim.wish.charge_current_a == current_a


def test_the_current_follows_the_controller() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    schedule.advance(around(at(23), settings=EXACT, evse=msgspec.structs.replace(PLUGGED, hardware_maximum_a=48)))
    assert schedule.claim is not None
    assert schedule.claim.wish.charge_current_a == 48


def test_nothing_follows_the_calendar_before_the_clock_is_trusted() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    unset = Moment(5_000, datetime(1970, 1, 1, 23, tzinfo=UTC), trusted=False)
    assert look(schedule, unset) is None
    assert schedule.waiting_for == "the clock to be set"
    assert schedule.timer is None
    assert schedule.next_deadline_ms is None
    plan = schedule.plan_at(unset)
    assert len(plan.entries) == 14
    assert (plan.current, plan.next, plan.next_delay_s) == (None, None, None)
    assert look(schedule, at(23)) is not None


# -- time ----------------------------------------------------------------------------------------------------------


def test_it_looks_again_when_the_next_event_is_due_and_at_least_every_minute() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12))
    assert schedule.next_deadline_ms == LOOK_AGAIN_MS
    near = later(at(22, 29, 59), 750)
    look(schedule, near)
    assert schedule.next_deadline_ms == near.elapsed_ms + 250


def test_at_its_deadline_the_next_event_is_in_force() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    before = at(22, 29, 59)
    look(schedule, before)
    assert schedule.next_deadline_ms is not None
    look(schedule, later(before, schedule.next_deadline_ms - 1))
    assert schedule.timer == NIGHTS[1]
    look(schedule, later(before, schedule.next_deadline_ms))
    assert schedule.timer == NIGHTS[0]


def test_a_step_of_the_clock_is_followed() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12))
    look(schedule, at(23))
    assert schedule.timer == NIGHTS[0]
    look(schedule, at(12))
    assert schedule.timer == NIGHTS[1]


def test_another_time_zone_is_followed_and_starts_stay_as_drawn() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12), WINDOW)
    drawn = entries(schedule)
    look(schedule, at(12), msgspec.structs.replace(WINDOW, time_zone="Asia/Tokyo|JST-9"))
    assert entries(schedule) is drawn
    assert schedule.timer == NIGHTS[1]
    look(schedule, at(16), msgspec.structs.replace(WINDOW, time_zone="Asia/Tokyo|JST-9"))
    assert schedule.timer == NIGHTS[0]


@given(st.integers(0, 1_000), st.integers(0, 8 * 86_400))
@settings(max_examples=20)
def test_driven_by_its_deadlines_alone_it_is_never_late(seed: int, begin_s: int) -> None:
    # Into the night in which British clocks go back.
    moment = moment_at(datetime(2026, 10, 18, tzinfo=UTC) + timedelta(seconds=begin_s))
    schedule = Schedule(NIGHTS, Random(seed))
    look(schedule, moment, WINDOW)
    for _ in range(2_000):
        assert schedule.next_deadline_ms is not None
        wait_ms = schedule.next_deadline_ms - moment.elapsed_ms
        assert 0 < wait_ms <= LOOK_AGAIN_MS
        just_before = schedule.plan_at(later(moment, wait_ms - 1)).current
        assert just_before is not None
        assert just_before.event == schedule.timer
        moment = later(moment, wait_ms)
        look(schedule, moment, WINDOW)
        now = schedule.plan_at(moment).current
        assert now is not None
        assert now.event == schedule.timer


# -- people --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "text"), [(12, "charging from 22:30 on Monday"), (23, "charging until 07:00 on Tuesday")]
)
def test_it_says_what_it_waits_for(hour: int, text: str) -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(hour))
    assert schedule.waiting_for == text


def test_a_lone_event_waits_for_nothing() -> None:
    schedule = Schedule(NIGHTS[:1], Random(1))
    look(schedule)
    assert schedule.waiting_for == ""


# -- changes -------------------------------------------------------------------------------------------------------


def test_events_are_put_and_deleted() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12))
    schedule.put([ScheduleDraft(ACTIVE, time(11), (Weekday.MONDAY,))])
    look(schedule, at(12))
    assert [known.id for known in schedule.events] == [1, 2, 3]
    assert schedule.timer == schedule.events[2]
    assert schedule.delete(3)
    assert not schedule.delete(3)
    look(schedule, at(12))
    assert schedule.timer == NIGHTS[1]
    assert schedule.delete(1)
    assert schedule.delete(2)
    assert look(schedule, at(12)) is None


def test_a_refused_put_changes_nothing() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    with pytest.raises(ScheduleError):
        schedule.put([ScheduleDraft(ACTIVE, time(11), (Weekday.MONDAY,))] * 49)
    assert schedule.events == NIGHTS


def test_kept_events_are_put_in_order() -> None:
    assert Schedule(reversed(NIGHTS), Random(1)).events == NIGHTS


def test_starts_are_drawn_anew_only_with_a_change() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12), WINDOW)
    drawn = entries(schedule)
    look(schedule, at(13), WINDOW)
    assert entries(schedule) is drawn
    schedule.put([])
    look(schedule, at(13), WINDOW)
    assert entries(schedule) != drawn
    look(schedule, at(13), EXACT)
    assert all(entry.start_offset_s == entry.offset_s for entry in entries(schedule))


def test_the_start_that_was_drawn_decides_what_is_in_force() -> None:
    class Late(Random):
        def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
            return start - 1

    schedule = Schedule(NIGHTS, Late(1))
    look(schedule, at(22, 39, 58), WINDOW)
    assert schedule.timer == NIGHTS[1]
    look(schedule, at(22, 39, 59), WINDOW)
    assert schedule.timer == NIGHTS[0]


def test_takeovers_count_other_entries_and_not_longer_ones() -> None:
    """As recorded: of the puts below only the first and the last changed the version of the plan twice."""
    schedule = Schedule((), Random(1))
    everyday = ScheduleDraft(DISABLED, time(7), tuple(Weekday), 5)
    counts = []
    for drafts in (
        [everyday],
        [
            ScheduleDraft(ACTIVE, time(23, 15, 30), (Weekday.SUNDAY,), 1),
            ScheduleDraft(DISABLED, time(6, 5), (Weekday.MONDAY,)),
        ],
        [ScheduleDraft(DISABLED, time(8), (Weekday.TUESDAY,), 5)],
    ):
        schedule.put(drafts)
        look(schedule, moment_at(MONDAY))
        counts.append(schedule.takeovers)
    assert counts == [1, 1, 2]


def test_the_plan_is_that_of_the_moment() -> None:
    schedule = Schedule(NIGHTS, Random(1))
    look(schedule, at(12))
    noon, night = schedule.plan_at(at(12)), schedule.plan_at(at(23, 30, 1))
    assert noon.entries is night.entries
    assert (noon.day, noon.day_offset_s, noon.next_delay_s) == (Weekday.MONDAY, 43_200, int(10.5 * 3600))
    assert (night.day_offset_s, night.next_delay_s) == (84_601, int(7.5 * 3600) - 1)
    assert (noon.current, noon.next) != (night.current, night.next)
