"""Composite schedules equal what looking at every second says, for any stack of profiles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.ocpp.composite import Step, composite, next_change_s
from pilotwire.ocpp.profiles import DAY_S, Kind, Period, Profile, Purpose, Schedule, Setting, Supply, Unit, limit_at

NOON = 1_900_000_800
SMALL_DAY_S = 300
"""A recurrence short enough to look at every second of several rounds."""


def profile(  # noqa: PLR0913 - one field each
    limit: float = 16.0,
    *,
    purpose: Purpose = Purpose.TRANSACTION_DEFAULT,
    level: int = 0,
    kind: Kind = Kind.ABSOLUTE,
    start_s: int | None = NOON,
    duration_s: int | None = None,
    periods: tuple[Period, ...] = (),
    unit: Unit = Unit.AMPERE,
    connector: int = 0,
    transaction: str = "",
    valid: tuple[int | None, int | None] = (None, None),
    recurrence_s: int | None = None,
) -> Profile:
    return Profile(
        id=level,
        stack_level=level,
        purpose=purpose,
        kind=kind,
        schedule=Schedule(unit=unit, periods=periods or (Period(0, limit),), start_s=start_s, duration_s=duration_s),
        connector=connector,
        transaction=transaction,
        valid_from_s=valid[0],
        valid_to_s=valid[1],
        recurrence_s=recurrence_s,
    )


@st.composite
def profiles_drawn(draw: st.DrawFn) -> Profile:
    near = st.integers(NOON - 700, NOON + 700)
    kind = draw(st.sampled_from(Kind))
    purpose = draw(st.sampled_from(Purpose))
    inner = sorted(draw(st.sets(st.integers(1, 400), max_size=4)))
    limits = st.sampled_from([0.0, 6.0, 8.5, 10.0, 16.0, 32.0, 1_380.0, 3_680.0])
    return Profile(
        id=draw(st.integers(1, 9)),
        stack_level=draw(st.integers(0, 3)),
        purpose=purpose,
        kind=kind,
        schedule=Schedule(
            unit=draw(st.sampled_from(Unit)),
            periods=tuple(
                Period(start_s, draw(limits), draw(st.sampled_from([None, 1, 3]))) for start_s in (0, *inner)
            ),
            start_s=draw(near) if kind is not Kind.RELATIVE else None,
            duration_s=draw(st.none() | st.integers(1, 900)),
        ),
        connector=draw(st.integers(0, 1)),
        recurrence_s=SMALL_DAY_S if kind is Kind.RECURRING else None,
        valid_from_s=draw(st.none() | near),
        valid_to_s=draw(st.none() | near),
        transaction=draw(st.sampled_from(["1", "2"])) if purpose is Purpose.TRANSACTION else "",
    )


settings_drawn = st.builds(
    Setting,
    supply=st.sampled_from([Supply(), Supply(230.0, 3), Supply(240.0, 1)]),
    transaction=st.sampled_from([None, "1"]),
    began_s=st.none() | st.integers(NOON - 500, NOON + 100),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(profiles_drawn(), max_size=6), settings_drawn, st.integers(0, 600))
def test_every_second_is_as_the_profiles_say(stack: list[Profile], setting: Setting, duration_s: int) -> None:
    steps = composite(stack, NOON, duration_s, setting)
    said = []
    for second in range(duration_s):
        current = [step for step in steps if step.start_s <= second]
        said.append(current[-1].limit_a)
    assert said == [brute_force(stack, NOON + second, setting) for second in range(duration_s)]
    assert all(one.limit_a != other.limit_a for one, other in pairwise(steps))


def brute_force(stack: list[Profile], now_s: int, setting: Setting) -> float | None:
    """The rules once more, said differently: walk each schedule second by second's period, then sort."""
    said: list[tuple[Purpose, int, int, float]] = []
    for one in stack:
        if one.purpose is Purpose.TRANSACTION and one.transaction != setting.transaction:
            continue
        if not (one.valid_from_s or 0) <= now_s < (one.valid_to_s or 2**40):
            continue
        start_s = setting.began_s if one.kind is Kind.RELATIVE or one.schedule.start_s is None else one.schedule.start_s
        if start_s is None or now_s < start_s:
            continue
        while one.recurrence_s and start_s + one.recurrence_s <= now_s:
            start_s += one.recurrence_s
        if one.schedule.duration_s is not None and now_s - start_s >= one.schedule.duration_s:
            continue
        holding = [period for period in one.schedule.periods if start_s + period.start_s <= now_s][-1]
        phases = min(holding.phases or setting.supply.phases, setting.supply.phases)
        per_phase = (
            holding.limit if one.schedule.unit is Unit.AMPERE else holding.limit / (setting.supply.voltage_v * phases)
        )
        said.append((one.purpose, one.stack_level, one.connector, per_phase))
    by_transaction = any(purpose is Purpose.TRANSACTION for purpose, *_ in said)
    limits = []
    for purpose in Purpose:
        if purpose is Purpose.TRANSACTION_DEFAULT and by_transaction:
            continue
        of_purpose = [entry for entry in said if entry[0] is purpose]
        if of_purpose:
            # Of equals the one that was set first: max() keeps it.
            limits.append(max(of_purpose, key=lambda entry: (entry[1], entry[2]))[3])
    return min(limits, default=None)


@given(st.lists(profiles_drawn(), max_size=5), settings_drawn)
def test_nothing_changes_before_the_next_change(stack: list[Profile], setting: Setting) -> None:
    following = next_change_s(stack, NOON, 400, setting)
    until = NOON + 400 if following is None else following
    assert len({limit_at(stack, second, setting) for second in range(NOON, until)}) <= 1


def test_the_lowest_purpose_wins_and_the_highest_level_within_it() -> None:
    stack = [
        profile(32, purpose=Purpose.STATION_MAXIMUM, level=0),
        profile(20, purpose=Purpose.STATION_MAXIMUM, level=1),
        profile(10, level=0),
        profile(25, level=2),
    ]
    assert limit_at(stack, NOON, Setting()) == 20


def test_a_profile_of_the_transaction_replaces_the_default() -> None:
    stack = [profile(10, level=5), profile(25, purpose=Purpose.TRANSACTION, transaction="7")]
    assert limit_at(stack, NOON, Setting(transaction="7", began_s=NOON)) == 25
    assert limit_at(stack, NOON, Setting(transaction="8", began_s=NOON)) == 10


def test_a_schedule_that_has_ended_leaves_the_word_to_the_level_below() -> None:
    stack = [profile(10, level=0), profile(25, level=1, duration_s=60)]
    assert composite(stack, NOON, 120, Setting()) == (Step(0, 25), Step(60, 10))


def test_a_profile_of_the_connector_stands_before_the_stations() -> None:
    stack = [profile(10, connector=0), profile(12, connector=1)]
    assert limit_at(stack, NOON, Setting()) == 12


def test_a_daily_profile_comes_again() -> None:
    night = profile(6, kind=Kind.RECURRING, recurrence_s=DAY_S, periods=(Period(0, 32), Period(3600, 6)))
    steps = composite([night], NOON + DAY_S - 10, 3700, Setting())
    assert steps == (Step(0, 6), Step(10, 32), Step(3610, 6))


def test_nothing_is_said_without_profiles() -> None:
    assert composite([], NOON, 60, Setting()) == (Step(0, None),)
    assert limit_at([], NOON, Setting()) is None


def test_watts_are_shared_by_the_phases_that_may_be_used() -> None:
    three = Setting(Supply(230.0, 3))
    assert limit_at([profile(6900, unit=Unit.WATT)], NOON, three) == pytest.approx(10)
    single = profile(unit=Unit.WATT, periods=(Period(0, 2300, 1),))
    assert limit_at([single], NOON, three) == pytest.approx(10)
