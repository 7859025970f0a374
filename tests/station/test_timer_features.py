"""What an event of the schedule switches on while it is in effect, in a station; as the gateway does (July 2026)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from controller_model import START
from sources_around import MONDAY, around, moment_at
from station_rig import StationRig

from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.events import Topic
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Kept
from pilotwire.station.schedule_values import ScheduleDraft, ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.settings import Settings
from pilotwire.station.source import Source, Surroundings
from pilotwire.station.status import DivertMode
from pilotwire.station.timer_features import RaisedSource, eco_by_timer, shaper_by_timer, tag_by_timer

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
EVERY_DAY = tuple(Weekday)
LONDON = {"time_zone": "Europe/London|GMT0BST,M3.5.0/1,M10.5.0", "scheduler_start_window": 600, "divert_type": 0}


def window(feature: ScheduleFeature, value: int = 1, **limit: object) -> tuple[ScheduleEvent, ...]:
    """From 13:30 to 15:00; the station begins at 13:00, in the pause before."""
    start = ScheduleEvent(1, ACTIVE, time(13, 30), EVERY_DAY, feature, value)
    return (
        msgspec.structs.replace(start, **limit),
        ScheduleEvent(2, DISABLED, time(15), EVERY_DAY, feature, 0),
    )


def station(events: tuple[ScheduleEvent, ...], **settings: object) -> StationRig:
    return StationRig(Kept(schedule=events), settings={**LONDON, **settings}, connected=False)


def run_to(rig: StationRig, hour: int, minute: int) -> None:
    wall = datetime(2026, 7, 6, hour - 1, minute, tzinfo=UTC)
    rig.run(int((wall - START) / timedelta(milliseconds=1)) - rig.now_ms)


def push(rig: StationRig, **values: object) -> None:
    rig.station.push(values, rig.now)


def claim(rig: StationRig, client: Client) -> Claim:
    found = rig.status.claim(client)
    assert found is not None
    return found


# -- all of them ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feature", list(ScheduleFeature))
def test_a_feature_is_on_from_the_second_its_event_begins_until_the_second_it_ends(feature: ScheduleFeature) -> None:
    rig = station(window(feature))
    # Its time is exact; a plain start is drawn anew within the window of the gateway.
    if feature is ScheduleFeature.NONE:
        assert rig.status.timer_feature is ScheduleFeature.NONE
        return
    run_to(rig, 13, 29)
    seen = []
    for wait_ms in (59_999, 1, 90 * 60_000 - 1, 1):
        rig.run(wait_ms)
        seen.append(rig.status.timer_feature)
    assert seen == [ScheduleFeature.NONE, feature, feature, ScheduleFeature.NONE]


@pytest.mark.parametrize("feature", list(ScheduleFeature))
def test_the_event_itself_claims_as_any_timer(feature: ScheduleFeature) -> None:
    rig = station(window(feature, 10))
    run_to(rig, 14, 0)
    wanted = claim(rig, Client.SCHEDULE)
    assert (wanted.priority, wanted.wish.state) == (Priority.TIMER, ACTIVE)
    hardware_a = rig.status.evse.hardware_maximum_a
    assert wanted.wish.charge_current_a == (10 if feature is ScheduleFeature.CURRENT else hardware_a)


def test_a_station_that_starts_within_a_window_has_its_feature() -> None:
    rig = station((ScheduleEvent(1, ACTIVE, time(12), EVERY_DAY, ScheduleFeature.DIVERT, 1),))
    assert rig.status.timer_feature is ScheduleFeature.DIVERT
    assert rig.status.divert.mode is DivertMode.ECO


def test_an_event_that_is_deleted_takes_its_feature_along() -> None:
    rig = station((ScheduleEvent(1, ACTIVE, time(12), EVERY_DAY, ScheduleFeature.DIVERT, 1),))
    rig.station.delete_schedule_event(1, rig.now)
    assert (rig.status.timer_feature, rig.status.divert.mode) == (ScheduleFeature.NONE, DivertMode.NORMAL)
    rig.station.put_schedule([ScheduleDraft(ACTIVE, time(12), EVERY_DAY, feature=ScheduleFeature.SHAPER)], rig.now)
    assert rig.status.shaper.running


def test_one_feature_follows_another() -> None:
    events = (
        ScheduleEvent(1, ACTIVE, time(12), EVERY_DAY, ScheduleFeature.DIVERT, 1),
        ScheduleEvent(2, ACTIVE, time(13, 30), EVERY_DAY, ScheduleFeature.SHAPER, 1),
    )
    rig = station(events)
    assert (rig.status.divert.mode, rig.status.shaper.running) == (DivertMode.ECO, False)
    run_to(rig, 13, 30)
    assert (rig.status.divert.mode, rig.status.shaper.running) == (DivertMode.NORMAL, True)


def test_before_the_clock_is_trusted_no_feature_is_on() -> None:
    event = ScheduleEvent(1, ACTIVE, time(12), EVERY_DAY, ScheduleFeature.DIVERT, 1)
    rig = StationRig(Kept(schedule=(event,)), settings=LONDON, connected=False, trusted=False)
    assert (rig.status.timer_feature, rig.status.divert.mode) == (ScheduleFeature.NONE, DivertMode.NORMAL)


# -- eco -----------------------------------------------------------------------------------------------------------


def eco_at_two(**settings: object) -> StationRig:
    rig = station(window(ScheduleFeature.DIVERT), **settings)
    run_to(rig, 14, 0)
    return rig


def test_eco_by_a_timer_charges_with_nothing_but_sun() -> None:
    rig = eco_at_two()
    assert rig.status.divert.mode is DivertMode.ECO
    assert claim(rig, Client.DIVERT).priority == Priority.TIMER_FEATURE
    assert rig.status.target.state is DISABLED
    for _ in range(20):
        push(rig, solar=3_600)
        rig.run(20_000)
    wanted = claim(rig, Client.DIVERT)
    assert (wanted.priority, wanted.wish.state, wanted.wish.charge_current_a) == (Priority.TIMER_FEATURE, ACTIVE, 15)
    assert (rig.status.target.state, rig.status.target.charge_current_a) == (ACTIVE, 15)


def test_eco_by_a_timer_outranks_programs_and_not_people() -> None:
    rig = eco_at_two()
    rig.station.claim(4711, Wish(ACTIVE), rig.now)
    assert rig.status.target.state is DISABLED
    rig.station.override(Wish(ACTIVE), rig.now)
    assert rig.status.target.state is ACTIVE


def test_after_the_window_eco_is_as_the_settings_have_it() -> None:
    rig = eco_at_two()
    rig.forget()
    run_to(rig, 15, 0)
    assert rig.status.divert.mode is DivertMode.NORMAL
    assert rig.status.claim(Client.DIVERT) is None
    assert Topic.DIVERT_MODE in rig.topics
    rig = eco_at_two(divert_enabled=True, charge_mode="eco")
    assert claim(rig, Client.DIVERT).priority == Priority.TIMER_FEATURE
    run_to(rig, 15, 0)
    assert rig.status.divert.mode is DivertMode.ECO
    assert claim(rig, Client.DIVERT).priority == Priority.DEFAULT


def test_eco_that_runs_already_goes_on_with_what_it_knows() -> None:
    rig = station(window(ScheduleFeature.DIVERT), divert_enabled=True, charge_mode="eco")
    for _ in range(20):
        push(rig, solar=3_600)
        rig.run(20_000)
    before = rig.status.divert
    assert claim(rig, Client.DIVERT).priority == Priority.DIVERT
    rig.forget()
    while rig.status.timer_feature is ScheduleFeature.NONE:
        push(rig, solar=3_600)
        rig.run(20_000)
    assert Topic.DIVERT_MODE not in rig.topics
    wanted = claim(rig, Client.DIVERT)
    assert (wanted.priority, wanted.wish.charge_current_a) == (Priority.TIMER_FEATURE, before.charge_rate_a)


def test_nobody_ends_eco_within_its_window_but_the_mode_is_free_after_it() -> None:
    rig = eco_at_two(divert_enabled=True, charge_mode="eco")
    modes = []
    rig.station.set_divert_mode(DivertMode.NORMAL, rig.now)
    modes.append(rig.status.divert.mode)
    rig.station.change_settings({"charge_mode": "fast"}, rig.now)
    modes.append(rig.status.divert.mode)
    run_to(rig, 15, 0)
    modes.append(rig.status.divert.mode)
    rig.station.set_divert_mode(DivertMode.ECO, rig.now)
    modes.append(rig.status.divert.mode)
    assert modes == [DivertMode.ECO, DivertMode.ECO, DivertMode.NORMAL, DivertMode.ECO]


# -- shaper --------------------------------------------------------------------------------------------------------


def shaper_at_two(**settings: object) -> StationRig:
    rig = station(window(ScheduleFeature.SHAPER), current_shaper_max_pwr=4_800, **settings)
    run_to(rig, 14, 0)
    return rig


def test_a_shaper_by_a_timer_gives_way_to_people() -> None:
    rig = shaper_at_two()
    assert rig.status.shaper.running
    # Nothing is known of the house.
    assert (claim(rig, Client.SHAPER).priority, rig.status.target.state) == (Priority.TIMER_FEATURE, DISABLED)
    for _ in range(20):
        push(rig, shaper_live_pwr=2_400)
        rig.run(20_000)
    wanted = claim(rig, Client.SHAPER)
    assert (wanted.priority, wanted.wish) == (Priority.TIMER_FEATURE, Wish(max_current_a=10))
    assert rig.status.target.max_current_a == 10
    rig.station.override(Wish(ACTIVE, max_current_a=20), rig.now)
    assert rig.status.target.max_current_a == 20


def test_a_shaper_of_the_settings_stays_a_safety_within_the_window() -> None:
    rig = shaper_at_two(current_shaper_enabled=True)
    push(rig, shaper_live_pwr=4_800)
    rig.run(3_000)
    assert claim(rig, Client.SHAPER).priority == Priority.SAFETY
    run_to(rig, 15, 0)
    assert rig.status.shaper.running


def test_after_the_window_the_shaper_is_as_the_settings_have_it() -> None:
    rig = shaper_at_two()
    rig.forget()
    run_to(rig, 15, 0)
    assert not rig.status.shaper.running
    assert rig.status.claim(Client.SHAPER) is None
    assert Topic.SHAPER_SWITCHED in rig.topics


def test_settings_of_the_shaper_do_not_end_it_within_the_window_but_a_person_can() -> None:
    rig = shaper_at_two()
    rig.station.change_settings({"current_shaper_max_pwr": 6_000}, rig.now)
    assert rig.status.shaper.running
    rig.station.switch_shaper(rig.now, running=False)
    assert not rig.status.shaper.running
    rig.run(120_000)
    assert not rig.status.shaper.running


# -- tag, back end, limits -----------------------------------------------------------------------------------------


def test_a_timer_can_ask_for_a_tag() -> None:
    rig = station(window(ScheduleFeature.RFID))
    run_to(rig, 14, 0)
    locked = claim(rig, Client.RFID)
    assert (locked.priority, locked.wish.state) == (Priority.RFID, DISABLED)
    assert rig.status.target.state is DISABLED
    run_to(rig, 15, 0)
    assert rig.status.claim(Client.RFID) is None


def test_a_window_of_the_back_end_is_told_and_leaves_the_rest_alone() -> None:
    rig = station(window(ScheduleFeature.OCPP))
    run_to(rig, 14, 0)
    assert rig.status.timer_feature is ScheduleFeature.OCPP
    assert {held.client for held in rig.status.claims} == {Client.SCHEDULE}
    assert rig.status.target.state is ACTIVE


@pytest.mark.parametrize("kind", [kind for kind in LimitType if kind is not LimitType.NONE])
def test_a_limit_of_an_event_holds_for_its_window(kind: LimitType) -> None:
    rig = station(window(ScheduleFeature.NONE, limit=kind, limit_value=80))
    run_to(rig, 14, 0)
    assert rig.status.limit == Limit(kind, 80)
    run_to(rig, 15, 0)
    assert rig.status.limit is None


def test_after_the_window_the_limit_of_the_settings_is_back() -> None:
    settings = {"limit_default_type": "energy", "limit_default_value": 9_000}
    rig = station(window(ScheduleFeature.DIVERT, limit=LimitType.ENERGY, limit_value=5_000), **settings)
    run_to(rig, 14, 0)
    assert rig.status.limit == Limit(LimitType.ENERGY, 5_000)
    run_to(rig, 15, 0)
    assert rig.status.limit == Limit(LimitType.ENERGY, 9_000, auto_release=False)


# -- by itself -----------------------------------------------------------------------------------------------------


class Wanting:
    """A source that always wants the same."""

    client = Client.SHAPER
    claim: Claim | None = Claim(Client.SHAPER, Priority.SAFETY, Wish(DISABLED), "for once")
    waiting_for = "something"
    next_deadline_ms: int | None = 5

    def advance(self, around: Surroundings) -> None:
        """Change nothing."""


@pytest.mark.parametrize("raised", [True, False])
def test_only_the_weight_of_a_claim_changes(*, raised: bool) -> None:
    source: Source = RaisedSource(Wanting(), lambda _: raised)
    assert source.claim is None
    source.advance(around())
    priority = Priority.TIMER_FEATURE if raised else Priority.SAFETY
    assert source.claim == Claim(Client.SHAPER, priority, Wish(DISABLED), "for once")
    assert (source.client, source.waiting_for, source.next_deadline_ms) == (Client.SHAPER, "something", 5)


def test_a_stop_switches_nothing_on() -> None:
    for feature in ScheduleFeature:
        stop = around(moment_at(MONDAY), timer=window(feature)[1])
        assert not any(is_on(stop) for is_on in (eco_by_timer, shaper_by_timer, tag_by_timer))
    start = around(moment_at(MONDAY), timer=window(ScheduleFeature.SHAPER)[0])
    assert shaper_by_timer(start)
    always = around(timer=window(ScheduleFeature.SHAPER)[0], settings=Settings(current_shaper_enabled=True))
    assert not shaper_by_timer(always)
