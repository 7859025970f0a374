"""A charging plan through whatever may happen to it: it always says what it does, and it does not flutter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import msgspec
from departure_bench import EVENING, HOUR, Garage, hourly
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.charging_plan import SHORTEST
from pilotwire.station.charging_plan_values import PlanState
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.limit_values import Limit, LimitType, Preference
from pilotwire.station.settings import Settings

CHARGES = (PlanState.CHARGING, PlanState.LATE, PlanState.NO_CLOCK)
OVERRIDE = Claim(Client.MANUAL, Priority.MANUAL, Wish(ChargeState.DISABLED))
minutes = st.integers(1, 240).map(lambda count: timedelta(minutes=count))
due = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
limits = st.builds(
    Limit,
    type=st.sampled_from([LimitType.SOC, LimitType.ENERGY, LimitType.TIME, LimitType.RANGE]),
    value=st.integers(1, 100),
    auto_release=st.booleans(),
    ready_by=st.none() | due,
    prefer=st.sampled_from(Preference),
)
tariffs = st.lists(st.none() | st.sampled_from([-0.05, 0.08, 0.1, 0.3]), max_size=40)


def happen(garage: Garage, what: str, value: object) -> None:
    if isinstance(value, timedelta):
        garage.run(value, each=lambda: consistent(garage), step_s=600)
    elif isinstance(value, Limit):
        garage.limit.set(value)
    elif isinstance(value, list):
        garage.prices = hourly(*value, start=garage.now - HOUR)
    elif isinstance(value, str):
        garage.settings = Settings(time_zone=value)
    elif isinstance(value, int) and what == "soc":
        garage.soc_pct = value
    elif isinstance(value, int):
        step_the_clock(garage, value)
    else:
        DOINGS[what](garage)
    garage.look()


def step_the_clock(garage: Garage, step_min: int) -> None:
    utc = garage.moment.utc + timedelta(minutes=step_min)
    garage.moment = msgspec.structs.replace(garage.moment, utc=utc)


def switch_the_line(garage: Garage) -> None:
    garage.connected = not garage.connected


def switch_the_override(garage: Garage) -> None:
    garage.others = () if garage.others else (OVERRIDE,)


def switch_the_trust(garage: Garage) -> None:
    garage.moment = msgspec.structs.replace(garage.moment, trusted=not garage.moment.trusted)


DOINGS: dict[str, Callable[[Garage], object]] = {
    "clear": lambda garage: garage.limit.clear(),
    "unplug": Garage.unplug,
    "plug": lambda garage: garage.plug_in(soc_pct=garage.soc_pct),
    "restart": Garage.restart,
    "silent": switch_the_line,
    "override": switch_the_override,
    "trust": switch_the_trust,
}


happenings = st.one_of(
    st.tuples(st.just("pass"), minutes),
    st.tuples(st.just("limit"), limits),
    st.tuples(st.just("prices"), tariffs),
    st.tuples(st.just("soc"), st.integers(0, 99)),
    st.tuples(st.sampled_from(list(DOINGS)), st.none()),
    st.tuples(st.just("step"), st.integers(-3000, 3000)),
    st.tuples(st.just("zone"), st.sampled_from(["Europe/Paris", "Asia/Tokyo", "nowhere"])),
)


def consistent(garage: Garage) -> None:
    limit, claim, plan = garage.limit.limit, garage.departure.claim, garage.departure.plan
    if limit is None or limit.ready_by is None:
        assert (claim, plan) == (None, None)
        return
    assert plan is not None
    assert plan.text
    assert garage.departure.next_deadline_ms is None or garage.departure.next_deadline_ms > garage.moment.elapsed_ms
    if not garage.connected:
        return
    if garage.limit.reached:
        assert (claim, plan.state) == (None, PlanState.READY)
        return
    assert claim is not None
    assert (claim.wish.state is ChargeState.ACTIVE) == (plan.state in CHARGES)
    if plan.stretches:
        assert plan.energy_wh > 0
        assert plan.finish is not None
        assert (plan.stretches[0].begin <= garage.now) == (plan.state in CHARGES)
        assert plan.stretches[-1].end > garage.now


@settings(max_examples=120)
@given(st.lists(happenings, max_size=25))
def test_it_always_says_what_it_does(history: list[tuple[str, object]]) -> None:
    garage = Garage(Limit(LimitType.SOC, 80, ready_by=time(7)), feed_s=1800)
    for what, value in history:
        happen(garage, what, value)
        consistent(garage)


@settings(max_examples=60)
@given(st.lists(st.tuples(minutes, tariffs), max_size=12), st.integers(10, 70), st.sampled_from([60, 1800]))
def test_whatever_prices_do_no_stretch_is_short_and_few_are_given_up(
    tariff_changes: list[tuple[timedelta, list[float | None]]], soc_pct: int, feed_s: int
) -> None:
    garage = Garage(Limit(LimitType.SOC, 80, ready_by=time(7)), soc_pct=soc_pct, feed_s=feed_s)
    for after, tariff in tariff_changes:
        garage.run(after)
        garage.prices = hourly(*tariff, start=EVENING)
        garage.look()
    garage.run(timedelta(hours=14))
    assert garage.soc_pct >= 80
    assert all(last - first >= SHORTEST for first, last in garage.charges[:-1])
    assert len(garage.charges) <= 14
