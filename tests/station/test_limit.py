"""The charge limit as a source of claims."""

from __future__ import annotations

from datetime import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources_around import CHARGING, NO_CAR, PAUSED, PLUGGED, around

from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.evse import Evse
from pilotwire.station.limit import LimitSource
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.schedule_values import ScheduleEvent, Weekday
from pilotwire.station.settings import Settings
from pilotwire.station.source import Surroundings
from pilotwire.station.vehicle import VehicleData

ENERGY = Limit(LimitType.ENERGY, 20_000)
MEASURED = [LimitType.TIME, LimitType.ENERGY, LimitType.SOC, LimitType.RANGE]
DEFAULT_5_KWH = Settings(limit_default_type="energy", limit_default_value=5_000)
WAITS_FOR_SOMEBODY = Settings(default_state=False)


def limited(limit: Limit, *seen: Surroundings) -> LimitSource:
    source = LimitSource()
    source.advance(around(evse=PLUGGED))
    source.set(limit)
    for surroundings in seen:
        source.advance(surroundings)
    return source


def stops(source: LimitSource) -> bool:
    return source.claim is not None and source.claim.wish.state is ChargeState.DISABLED


# -- reaching it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "short", "reached", "why"),
    [
        (
            ENERGY,
            around(evse=CHARGING, session_wh=19_999.9),
            around(evse=CHARGING, session_wh=20_000),
            "20 kWh reached",
        ),
        (
            Limit(LimitType.TIME, 90),
            around(evse=CHARGING, session_elapsed_s=5_399.9),
            around(evse=CHARGING, session_elapsed_s=5_400),
            "90 min reached",
        ),
        (
            Limit(LimitType.SOC, 80),
            around(evse=CHARGING, vehicle=VehicleData(soc_pct=79)),
            around(evse=CHARGING, vehicle=VehicleData(soc_pct=80)),
            "80 % reached",
        ),
        (
            Limit(LimitType.RANGE, 300),
            around(evse=CHARGING, vehicle=VehicleData(range=299)),
            around(evse=CHARGING, vehicle=VehicleData(range=300)),
            "300 km reached",
        ),
    ],
)
def test_a_limit_stops_the_charge_when_it_is_reached(
    limit: Limit, short: Surroundings, reached: Surroundings, why: str
) -> None:
    source = limited(limit, short)
    assert source.claim is None
    source.advance(reached)
    assert source.claim == Claim(
        Client.LIMIT, Priority.LIMIT, Wish(ChargeState.DISABLED, auto_release=True), why, lease_ms=None
    )


def test_a_reached_limit_stays_reached_while_paused() -> None:
    source = limited(ENERGY, around(evse=CHARGING, session_wh=20_000), around(evse=PAUSED, session_wh=20_000))
    assert stops(source)
    assert source.waiting_for == ""


@pytest.mark.parametrize("kind", [LimitType.SOC, LimitType.RANGE])
def test_without_data_of_the_car_its_limits_are_never_reached(kind: LimitType) -> None:
    source = limited(Limit(kind, 1), around(evse=CHARGING, session_wh=1e9, session_elapsed_s=1e9))
    assert source.claim is None


def test_a_limit_is_looked_at_only_while_charging() -> None:
    source = limited(Limit(LimitType.SOC, 80), around(evse=PLUGGED, vehicle=VehicleData(soc_pct=90)))
    assert source.claim is None
    source.advance(around(evse=CHARGING, vehicle=VehicleData(soc_pct=90)))
    assert stops(source)


readings = st.tuples(
    st.sampled_from([CHARGING, PLUGGED, PAUSED]),
    st.floats(0, 2_000, allow_nan=False),
    st.floats(0, 20_000, allow_nan=False),
    st.none() | st.integers(0, 100),
    st.none() | st.integers(0, 500),
)


@given(st.sampled_from(MEASURED), st.integers(1, 500), st.lists(readings, max_size=12))
def test_it_stops_exactly_from_when_it_is_reached(
    kind: LimitType, value: int, seen: list[tuple[Evse, float, float, int | None, int | None]]
) -> None:
    source = limited(Limit(kind, value))
    reached = False
    for evse, session_wh, elapsed_s, soc_pct, distance in seen:
        source.advance(
            around(
                evse=evse,
                session_wh=session_wh,
                session_elapsed_s=elapsed_s,
                vehicle=VehicleData(soc_pct=soc_pct, range=distance),
            )
        )
        now = {
            LimitType.TIME: elapsed_s // 60,
            LimitType.ENERGY: session_wh,
            LimitType.SOC: soc_pct,
            LimitType.RANGE: distance,
        }[kind]
        reached = reached or (evse.charging and now is not None and now >= value)
        assert stops(source) == reached


# -- changing it ---------------------------------------------------------------------------------------------------


def test_raising_a_reached_limit_lets_the_charge_go_on() -> None:
    source = limited(ENERGY, around(evse=CHARGING, session_wh=20_000))
    source.set(Limit(LimitType.ENERGY, 30_000))
    source.advance(around(evse=PAUSED, session_wh=20_000))
    assert source.claim is None
    source.advance(around(evse=CHARGING, session_wh=30_000))
    assert stops(source)


def test_a_reached_limit_changed_to_another_reached_one_never_lets_go() -> None:
    source = limited(ENERGY, around(evse=CHARGING, session_wh=20_000))
    source.set(Limit(LimitType.ENERGY, 10_000))
    source.advance(around(evse=PAUSED, session_wh=20_000))
    assert stops(source)
    assert source.claim is not None
    assert source.claim.why == "10 kWh reached"


def test_clearing_lifts_the_claim_and_says_whether_there_was_a_limit() -> None:
    source = limited(ENERGY, around(evse=CHARGING, session_wh=20_000))
    assert source.clear()
    assert not source.clear()
    source.advance(around(evse=PAUSED, session_wh=20_000))
    assert source.claim is None
    assert source.limit is None
    source.set(ENERGY)
    source.advance(around(evse=PAUSED, session_wh=20_000))
    assert source.claim is None


def test_changes_are_counted_also_to_the_same() -> None:
    source = limited(ENERGY)
    before = source.changes
    source.set(ENERGY)
    assert source.changes == before + 1
    source.clear()
    source.clear()
    assert source.changes == before + 2


# -- the car leaves ------------------------------------------------------------------------------------------------


def test_with_the_car_the_limit_goes() -> None:
    source = limited(ENERGY, around(evse=CHARGING, session_wh=20_000), around(evse=NO_CAR))
    assert source.claim is None
    assert source.limit is None


def test_a_limit_that_is_to_stay_applies_to_the_next_car() -> None:
    staying = msgspec.structs.replace(ENERGY, auto_release=False)
    source = limited(staying, around(evse=CHARGING, session_wh=20_000), around(evse=NO_CAR))
    assert (source.claim, source.limit) == (None, staying)
    source.advance(around(evse=PLUGGED))
    assert source.claim is None
    source.advance(around(evse=CHARGING, session_wh=20_001))
    assert stops(source)


def test_each_unplugging_counts_as_a_change() -> None:
    """As recorded: clients are told that there is no limit even if there was none."""
    source = LimitSource()
    source.advance(around(evse=PLUGGED))
    before = source.changes
    source.advance(around(evse=NO_CAR))
    assert source.changes == before + 1


# -- the limit of every session ------------------------------------------------------------------------------------


def test_the_default_applies_from_the_start_and_stays() -> None:
    source = LimitSource()
    source.advance(around(settings=DEFAULT_5_KWH))
    expected = Limit(LimitType.ENERGY, 5_000, auto_release=False)
    assert source.limit == expected
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    source.advance(around(evse=NO_CAR, settings=DEFAULT_5_KWH))
    assert source.limit == expected


def test_after_a_limit_for_one_car_the_default_is_back() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    source.set(ENERGY)
    source.advance(around(evse=CHARGING, settings=DEFAULT_5_KWH, session_wh=6_000))
    assert source.limit == ENERGY
    assert source.claim is None
    source.advance(around(evse=NO_CAR, settings=DEFAULT_5_KWH))
    assert source.limit == Limit(LimitType.ENERGY, 5_000, auto_release=False)


def test_a_default_deleted_for_one_car_is_back_for_the_next() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    source.clear()
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    assert source.limit is None
    source.advance(around(evse=NO_CAR, settings=DEFAULT_5_KWH))
    assert source.limit is not None


def test_changes_of_the_default_apply_as_recorded() -> None:
    source = LimitSource()
    source.advance(around())
    seen = []
    for kind, value in (("energy", 5_000), ("time", 0), ("none", 0)):
        before = source.changes
        source.advance(around(settings=Settings(limit_default_type=kind, limit_default_value=value)))
        seen.append((source.limit, source.changes - before))
    assert seen == [
        (Limit(LimitType.ENERGY, 5_000, auto_release=False), 1),
        (Limit(LimitType.TIME, 5_000, auto_release=False), 1),
        (None, 1),
    ]


def test_other_settings_leave_the_limit_alone() -> None:
    source = limited(ENERGY, around(evse=PLUGGED, settings=Settings(hostname="garage")))
    assert source.limit == ENERGY


# -- by the schedule -----------------------------------------------------------------------------------------------


def timer(
    kind: LimitType = LimitType.ENERGY, value: int = 8_000, state: ChargeState = ChargeState.ACTIVE
) -> ScheduleEvent:
    return ScheduleEvent(1, state, time(22), (Weekday.MONDAY,), limit=kind, limit_value=value)


def test_an_event_brings_its_limit_and_takes_it_with_it() -> None:
    source = LimitSource()
    source.advance(around(evse=CHARGING, timer=timer(), session_wh=8_000))
    assert source.limit == Limit(LimitType.ENERGY, 8_000)
    assert stops(source)
    source.advance(around(evse=PAUSED, timer=timer(state=ChargeState.DISABLED), session_wh=8_000))
    assert source.limit is None
    assert source.claim is None


def test_after_an_event_with_a_limit_the_default_is_back() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH, timer=timer()))
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    assert source.limit == Limit(LimitType.ENERGY, 5_000, auto_release=False)


def test_what_a_person_sets_meanwhile_outlasts_the_event() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, timer=timer()))
    source.set(ENERGY)
    source.advance(around(evse=PLUGGED, timer=timer()))
    source.advance(around(evse=PLUGGED))
    assert source.limit == ENERGY


def test_the_next_car_within_the_event_is_limited_too() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, timer=timer()))
    source.advance(around(evse=NO_CAR, timer=timer()))
    assert source.limit == Limit(LimitType.ENERGY, 8_000)


# -- over a restart ------------------------------------------------------------------------------------------------


def test_only_what_a_person_set_is_kept() -> None:
    source = LimitSource()
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    assert source.standing is None
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH, timer=timer()))
    assert source.standing is None
    source.set(ENERGY)
    assert source.standing == ENERGY


def test_a_kept_limit_outranks_the_default() -> None:
    source = LimitSource(ENERGY)
    source.advance(around(evse=PLUGGED, settings=DEFAULT_5_KWH))
    assert source.limit == ENERGY


def test_a_limit_reached_before_a_restart_holds_without_charging_again() -> None:
    source = LimitSource(ENERGY)
    source.advance(around(evse=Evse(), session_wh=20_000))
    assert source.claim is None
    source.advance(around(evse=PLUGGED, session_wh=20_000))
    assert stops(source)


def test_a_kept_limit_waits_for_the_next_car_if_the_last_has_gone() -> None:
    source = LimitSource(Limit(LimitType.SOC, 80))
    source.advance(around(evse=NO_CAR))
    source.advance(around(evse=PLUGGED, vehicle=VehicleData(soc_pct=85)))
    assert source.claim is None


# -- a station that waits for somebody -----------------------------------------------------------------------------


def test_where_nothing_charges_by_itself_a_limit_for_this_car_starts_the_charge() -> None:
    source = limited(ENERGY, around(evse=PLUGGED, settings=WAITS_FOR_SOMEBODY))
    assert source.claim == Claim(
        Client.LIMIT, Priority.LIMIT, Wish(ChargeState.ACTIVE, auto_release=True), "until 20 kWh"
    )
    source.advance(around(evse=CHARGING, settings=WAITS_FOR_SOMEBODY, session_wh=12_300))
    assert source.claim is not None
    source.advance(around(evse=CHARGING, settings=WAITS_FOR_SOMEBODY, session_wh=20_000))
    assert stops(source)
    source.advance(around(evse=NO_CAR, settings=WAITS_FOR_SOMEBODY))
    assert source.claim is None


def test_a_charge_that_is_under_way_needs_no_starting() -> None:
    source = limited(ENERGY, around(evse=CHARGING, settings=WAITS_FOR_SOMEBODY))
    assert source.claim is None


def test_a_limit_that_stays_starts_nothing() -> None:
    source = limited(Limit(LimitType.TIME, 60, auto_release=False), around(evse=PLUGGED, settings=WAITS_FOR_SOMEBODY))
    assert source.claim is None


# -- people --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "seen", "text"),
    [
        (ENERGY, around(evse=CHARGING, session_wh=12_345), "charging until 20 kWh, 12.3 kWh now"),
        (Limit(LimitType.ENERGY, 1_500), around(evse=CHARGING), "charging until 1.5 kWh, 0 kWh now"),
        (Limit(LimitType.TIME, 60), around(session_elapsed_s=754), "charging until 60 min, 12 min now"),
        (Limit(LimitType.SOC, 80), around(), "charging until 80 %, now unknown"),
        (Limit(LimitType.SOC, 80), around(vehicle=VehicleData(soc_pct=56)), "charging until 80 %, 56 % now"),
        (
            Limit(LimitType.RANGE, 200),
            around(vehicle=VehicleData(range=120), settings=Settings(mqtt_vehicle_range_miles=True)),
            "charging until 200 miles, 120 miles now",
        ),
    ],
)
def test_it_says_what_it_waits_for(limit: Limit, seen: Surroundings, text: str) -> None:
    source = LimitSource(limit)
    source.advance(seen)
    assert source.waiting_for == text


def test_without_a_limit_it_waits_for_nothing() -> None:
    source = LimitSource()
    source.advance(around())
    assert source.waiting_for == ""
    assert source.next_deadline_ms is None
