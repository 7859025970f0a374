"""The rules for smart charge points in a station: delays that are told and can be cancelled, hours that are offered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from controller_model import START
from sources_around import NO_CAR, around, moment_at
from station_rig import StationRig

from pilotwire.station.advisories import Severity
from pilotwire.station.claims import ChargeState, Client, Priority, Wish
from pilotwire.station.eventlog import LogKind
from pilotwire.station.events import Topic
from pilotwire.station.records import Kept, LogRecord, ScheduleRecord, SettingsRecord
from pilotwire.station.schedule import Schedule
from pilotwire.station.schedule_values import ScheduleDraft, ScheduleEvent, Weekday
from pilotwire.station.settings import Settings
from pilotwire.station.smart_charge import OFFERED_EVENTS, HoursAnswer, OffPeakError, rules_apply
from pilotwire.station.switch_delay import DelayedSwitch

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
LONDON = "Europe/London|GMT0BST,M3.5.0/1,M10.5.0"
UK = {"time_zone": LONDON, "smart_charge_rules": "uk"}
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
EVERY_DAY = tuple(Weekday)

# The rig begins on Monday at 13:00 in London: off-peak until 16:00, then peak until 22:00.
AFTERNOON = (
    ScheduleEvent(1, DISABLED, time(12), EVERY_DAY),
    ScheduleEvent(2, ACTIVE, time(13, 30), EVERY_DAY),
    ScheduleEvent(3, DISABLED, time(15), EVERY_DAY),
)


def station(events: tuple[ScheduleEvent, ...] = (), **settings: object) -> StationRig:
    """Make one without a controller, so that hours pass quickly."""
    return StationRig(Kept(schedule=events), settings={**UK, **settings}, connected=False)


def run_to(rig: StationRig, hour: int, minute: int = 0, second: int = 0) -> None:
    """Let time pass until the clock in London shows this, on the Monday."""
    wall = datetime(2026, 7, 6, hour - 1, minute, second, tzinfo=UTC)
    rig.run(int((wall - START) / timedelta(milliseconds=1)) - rig.now_ms)


def log(rig: StationRig) -> list[str]:
    entries = [record.entry for record in rig.records if isinstance(record, LogRecord)]
    return [entry.text for entry in entries if "schedule" in entry.text and entry.kind is LogKind.INFORMATION]


def delayed_by(delayed: DelayedSwitch) -> str:
    return f"is delayed by {delayed.delay_s} s at random (smart charge rules)"


def wants(rig: StationRig) -> ChargeState:
    return rig.status.target.state


# -- delays --------------------------------------------------------------------------------------------------------


def test_starts_and_stops_are_delayed_and_each_is_logged_with_its_delay() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 29, 59)
    assert (wants(rig), rig.status.delayed_switch) == (DISABLED, None)
    run_to(rig, 13, 30, 1)
    delayed = rig.status.delayed_switch
    assert delayed is not None
    assert wants(rig) is DISABLED
    assert log(rig)[-1] == f"the schedule's start at 13:30 {delayed_by(delayed)}"
    run_to(rig, 13, 40)
    assert (wants(rig), rig.status.delayed_switch) == (ACTIVE, None)
    run_to(rig, 15, 0, 1)
    delayed = rig.status.delayed_switch
    assert delayed is not None
    assert wants(rig) is ACTIVE
    assert (
        log(rig)[-1] == f"the schedule's stop at 15:00 is delayed by {delayed.delay_s} s at random (smart charge rules)"
    )
    run_to(rig, 15, 10)
    assert wants(rig) is DISABLED
    assert len(log(rig)) == 2


def test_the_switch_happens_at_the_second_that_was_drawn() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 30, 1)
    delayed = rig.status.delayed_switch
    assert delayed is not None
    left_ms = int((delayed.until - rig.now.utc) / timedelta(milliseconds=1))
    rig.run(left_ms - 1)
    assert wants(rig) is DISABLED
    rig.run(1)
    assert wants(rig) is ACTIVE


def test_the_owner_cancels_the_delay_under_way_and_that_is_logged() -> None:
    rig = station(AFTERNOON)
    assert not rig.station.cancel_switch_delay(rig.now)
    run_to(rig, 13, 30, 1)
    assert rig.station.cancel_switch_delay(rig.now)
    assert (wants(rig), rig.status.delayed_switch) == (ACTIVE, None)
    assert not rig.station.cancel_switch_delay(rig.now)
    rig.run(1)
    cancelled = "the random delay of the schedule's start at 13:30 is cancelled by the owner (smart charge rules)"
    assert log(rig)[-1] == cancelled


def test_somebody_who_overrides_by_hand_does_not_wait() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 30, 1)
    rig.station.override(Wish(ACTIVE), rig.now)
    assert wants(rig) is ACTIVE
    assert rig.status.delayed_switch is not None


def test_a_delay_that_begins_or_ends_is_told() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 29, 59)
    rig.forget()
    run_to(rig, 13, 30)
    assert rig.topics.count(Topic.SCHEDULE_PLAN) == 1
    run_to(rig, 13, 40)
    assert rig.topics.count(Topic.SCHEDULE_PLAN) == 2
    assert rig.status.versions.schedule_plan >= 2


def test_what_it_waits_for_is_said() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 30, 1)
    delayed = rig.status.delayed_switch
    assert delayed is not None
    (text,) = [waiting.text for waiting in rig.status.waiting if waiting.client == Client.SCHEDULE]
    until = (delayed.until + timedelta(hours=1)).strftime("%H:%M:%S")
    assert text == f"charging from {until} on Monday, delayed at random (smart charge rules)"


def test_the_rules_replace_the_start_window_of_the_gateway() -> None:
    window = {"scheduler_start_window": 600}
    by_rules, by_gateway = station(AFTERNOON, **window), station(AFTERNOON, **window, smart_charge_rules="")
    assert all(entry.start_offset_s == entry.offset_s for entry in by_rules.status.plan.entries)
    assert any(entry.start_offset_s != entry.offset_s for entry in by_gateway.status.plan.entries)
    by_rules.station.change_settings({"smart_charge_rules": ""}, by_rules.now)
    assert any(entry.start_offset_s != entry.offset_s for entry in by_rules.status.plan.entries)


def test_a_longest_delay_of_nothing_means_none() -> None:
    rig = station(AFTERNOON, smart_charge_delay=0)
    run_to(rig, 13, 30)
    assert wants(rig) is ACTIVE
    assert log(rig) == []


@pytest.mark.parametrize("started_s", [1, 300, 599])
def test_a_start_of_the_station_during_a_delay_does_not_make_it_longer(started_s: int) -> None:
    settings = Settings(time_zone=LONDON, smart_charge_rules="uk")
    due = datetime(2026, 7, 6, 12, 30, tzinfo=UTC)
    for seed in range(20):
        schedule = Schedule(AFTERNOON, Random(seed))
        schedule.advance(around(moment_at(due + timedelta(seconds=started_s)), settings=settings, evse=NO_CAR))
        assert schedule.timer in AFTERNOON[:2]
        schedule.advance(around(moment_at(due + timedelta(seconds=600)), settings=settings, evse=NO_CAR))
        assert schedule.timer == AFTERNOON[1]


def test_a_schedule_that_is_changed_during_a_delay_loses_nothing() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 30, 1)
    delayed = rig.status.delayed_switch
    rig.station.put_schedule([ScheduleDraft(DISABLED, time(15, 30), EVERY_DAY, 3)], rig.now)
    assert rig.status.delayed_switch == delayed
    rig.station.delete_schedule_event(1, rig.now)
    assert rig.status.delayed_switch == delayed
    run_to(rig, 13, 40)
    assert wants(rig) is ACTIVE


def test_an_event_deleted_during_its_delay_never_begins() -> None:
    rig = station(AFTERNOON)
    run_to(rig, 13, 30, 1)
    rig.station.delete_schedule_event(2, rig.now)
    assert rig.status.delayed_switch is None
    run_to(rig, 13, 45)
    assert wants(rig) is DISABLED


def test_the_night_the_clocks_change_has_its_delays_too() -> None:
    settings = Settings(time_zone=LONDON, smart_charge_rules="uk", smart_charge_delay=1800)
    events = (ScheduleEvent(1, ACTIVE, time(1, 30), EVERY_DAY), ScheduleEvent(2, DISABLED, time(5), EVERY_DAY))
    for day, jump in ((29, datetime(2026, 3, 29, 1, tzinfo=UTC)), (25, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))):
        assert jump.day == day
        schedule = Schedule(events, Random(1))
        schedule.advance(around(moment_at(jump - timedelta(seconds=1)), settings=settings, evse=NO_CAR))
        assert (schedule.timer, schedule.delayed) == (events[1], None)
        schedule.advance(around(moment_at(jump, elapsed_ms=1_000), settings=settings, evse=NO_CAR))
        assert schedule.timer == events[1]
        assert schedule.waiting_for.endswith("delayed at random (smart charge rules)")
        end = moment_at(jump + timedelta(seconds=1_800), elapsed_ms=1_801_000)
        schedule.advance(around(end, settings=settings, evse=NO_CAR))
        assert (schedule.timer, schedule.delayed) == (events[0], None)


# -- off-peak hours ------------------------------------------------------------------------------------------------


def offer(rig: StationRig) -> bool:
    return "schedule.off_peak_offer" in {advisory.condition.id for advisory in rig.status.advisories}


def test_no_peak_hour_is_among_those_offered() -> None:
    schedule = Schedule(OFFERED_EVENTS, Random(1))
    settings = Settings(time_zone=LONDON, scheduler_start_window=0)
    for hour in range(7 * 24):
        moment = moment_at(datetime(2026, 7, 5, tzinfo=UTC) + timedelta(hours=hour, minutes=1))
        schedule.advance(around(moment, settings=settings, evse=NO_CAR))
        wall = moment.utc + timedelta(hours=1)
        peak = wall.isoweekday() <= 5 and (8 <= wall.hour < 11 or 16 <= wall.hour < 22)
        assert schedule.timer is not None
        assert (schedule.timer.state is DISABLED) is peak


def test_without_the_rules_nothing_is_offered() -> None:
    rig = station(smart_charge_rules="")
    run_to(rig, 17)
    assert not offer(rig)
    assert wants(rig) is ACTIVE
    assert not rules_apply(rig.status.settings)
    with pytest.raises(OffPeakError, match="smart_charge_rules"):
        rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)


def test_hours_that_wait_for_an_answer_hold_and_are_no_secret() -> None:
    rig = station()
    assert offer(rig)
    (advisory,) = [a for a in rig.status.advisories if a.condition.id == "schedule.off_peak_offer"]
    assert advisory.condition.severity is Severity.INFO
    assert wants(rig) is ACTIVE
    assert rig.status.claim(Client.SCHEDULE) is None
    run_to(rig, 16, 10)
    assert wants(rig) is DISABLED
    assert "off-peak hours offered" in rig.status.target.reasons[0].text
    run_to(rig, 22, 10)
    assert wants(rig) is ACTIVE
    assert (rig.status.schedule, rig.status.plan.entries, rig.status.plan.current) == ((), (), None)


def test_hours_that_wait_for_an_answer_give_way_to_everybody() -> None:
    rig = station()
    run_to(rig, 16, 10)
    claim = rig.status.claim(Client.SCHEDULE)
    assert claim is not None
    assert claim.priority == Priority.DEFAULT
    rig.station.override(Wish(ACTIVE), rig.now)
    assert wants(rig) is ACTIVE


def test_accepted_hours_are_events_like_any_others() -> None:
    rig = station()
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert rig.status.schedule == OFFERED_EVENTS
    assert rig.status.settings.smart_charge_hours == "accepted"
    assert not offer(rig)
    rig.run(10)
    kept = [record for record in rig.records if isinstance(record, ScheduleRecord | SettingsRecord)]
    assert any(isinstance(record, ScheduleRecord) and record.events == OFFERED_EVENTS for record in kept)
    assert any(
        isinstance(record, SettingsRecord) and record.values.get("smart_charge_hours") == "accepted" for record in kept
    )
    rig.station.delete_schedule_event(1, rig.now)
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert rig.status.schedule == OFFERED_EVENTS[1:]
    run_to(rig, 16, 10)
    assert wants(rig) is DISABLED


def test_accepting_at_a_peak_hour_changes_nothing_of_the_pause() -> None:
    rig = station()
    run_to(rig, 17)
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert (wants(rig), rig.status.delayed_switch) == (DISABLED, None)


def test_declined_hours_are_forgotten_at_once() -> None:
    rig = station()
    run_to(rig, 17)
    assert wants(rig) is DISABLED
    rig.station.answer_off_peak(HoursAnswer.DECLINED, rig.now)
    assert (wants(rig), rig.status.schedule, offer(rig)) == (ACTIVE, (), False)
    run_to(rig, 18)
    assert wants(rig) is ACTIVE


def test_who_has_declined_may_accept_later() -> None:
    rig = station(smart_charge_hours="declined")
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert rig.status.schedule == OFFERED_EVENTS


def test_a_schedule_of_ones_own_takes_the_place_of_the_offer() -> None:
    rig = station(AFTERNOON)
    assert not offer(rig)
    with pytest.raises(OffPeakError, match="delete its events"):
        rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert rig.status.schedule == AFTERNOON
    rig.station.answer_off_peak(HoursAnswer.DECLINED, rig.now)
    assert rig.status.schedule == AFTERNOON


def test_accepted_hours_whose_events_are_all_deleted_are_not_offered_again() -> None:
    rig = station()
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    rig.station.replace_schedule([], rig.now)
    assert not offer(rig)
    run_to(rig, 17)
    assert wants(rig) is ACTIVE
    rig.station.answer_off_peak(HoursAnswer.ACCEPTED, rig.now)
    assert rig.status.schedule == OFFERED_EVENTS


def test_nothing_is_paused_before_the_clock_is_trusted() -> None:
    rig = StationRig(settings=UK, trusted=False, connected=False)
    rig.run(4 * HOUR_MS)
    assert offer(rig)
    assert wants(rig) is ACTIVE
