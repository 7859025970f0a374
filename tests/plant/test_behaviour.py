"""The car's state table: its ordinary course, its quirks, and that it can never spin or get lost."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.behaviour import (
    MAX_REACTION_MS,
    MAX_STOP_MS,
    S2_CLOSED,
    TABLE,
    Behaviour,
    CarState,
    Driver,
    Hold,
    Sees,
)
from pilotwire.plant.deadlines import NEVER

NOTHING = Sees.NOTHING
WANTING = Sees.WANTS
OFFERED = Sees.OFFER | Sees.WANTS
POWERED = Sees.OFFER | Sees.WANTS | Sees.MAINS
ALL_VIEWS = [int(a | b | c | d) for a, b, c, d in product(*((Sees.NOTHING, bit) for bit in Sees if bit))]
PLAIN = Behaviour(reaction_ms=1_500, stop_ms=800, wake_up_ms=700, start_ms=2_000, open_s2_ms=300)


def plugged(behaviour: Behaviour = PLAIN) -> Driver:
    driver = Driver(behaviour)
    driver.enter(CarState.WAITING)
    return driver


def charging(behaviour: Behaviour = PLAIN) -> Driver:
    driver = Driver(behaviour)
    driver.enter(CarState.CHARGING)
    return driver


def state(driver: Driver) -> CarState:
    """The state now; a call, so that the type checker does not hold on to the one before."""
    return driver.state


def test_the_ordinary_course() -> None:
    driver = plugged()
    driver.settle(0, WANTING)
    assert (driver.state, driver.deadline) == (CarState.WAITING, NEVER)
    driver.settle(1_000, OFFERED)
    assert (driver.state, driver.deadline) == (CarState.WAKING, 1_700)
    driver.settle(1_700, OFFERED)
    assert (driver.state, driver.deadline) == (CarState.READY, NEVER)
    driver.settle(2_000, POWERED)
    assert (driver.state, driver.deadline) == (CarState.READY, 4_000)
    driver.settle(4_000, POWERED)
    assert state(driver) is CarState.CHARGING
    driver.settle(9_000, Sees.WANTS | Sees.MAINS)
    assert (driver.state, driver.deadline) == (CarState.CHARGING, 9_800)
    driver.settle(9_800, Sees.WANTS | Sees.MAINS)
    assert (driver.state, driver.deadline) == (CarState.STOPPING, 10_100)
    driver.settle(10_100, Sees.WANTS | Sees.MAINS)
    assert state(driver) is CarState.WAITING


def test_a_wobble_shorter_than_the_stop_time_does_not_stop_the_charge() -> None:
    driver = charging()
    driver.settle(0, Sees.WANTS | Sees.MAINS)
    driver.settle(799, POWERED)
    assert driver.deadline == NEVER
    driver.settle(900, Sees.WANTS | Sees.MAINS)
    assert driver.deadline == 1_700


def test_a_full_car_lets_go_and_comes_back_when_it_wants_energy() -> None:
    driver = charging()
    full = Sees.OFFER | Sees.MAINS | Sees.AT_LIMIT
    driver.settle(0, full)
    assert state(driver) is CarState.STOPPING
    driver.settle(300, full)
    assert (driver.state, driver.deadline) == (CarState.FULL, NEVER)
    driver.settle(400, full | Sees.WANTS)
    assert state(driver) is CarState.WAKING


def test_losing_mains_under_load_leaves_the_car_ready() -> None:
    driver = charging()
    driver.settle(0, OFFERED)
    assert state(driver) is CarState.READY


def test_an_upset_car_needs_replugging() -> None:
    driver = charging(Behaviour(replug_after_power_loss=True))
    driver.settle(0, OFFERED)
    for now_ms, sees in enumerate(ALL_VIEWS, 1):
        driver.settle(now_ms * 100_000, sees)
        assert state(driver) is CarState.NEEDS_REPLUG


def test_a_car_that_has_its_offer_withdrawn_first_is_not_upset() -> None:
    driver = charging(Behaviour(replug_after_power_loss=True))
    driver.settle(0, Sees.WANTS | Sees.MAINS)
    driver.settle(800, Sees.WANTS | Sees.MAINS)
    driver.settle(900, WANTING)
    assert state(driver) is CarState.STOPPING


def test_a_sleeping_car_needs_the_offer_withdrawn_and_renewed() -> None:
    driver = plugged(Behaviour(sleeps_after_ms=60_000))
    driver.settle(0, WANTING)
    driver.settle(60_000, WANTING)
    assert state(driver) is CarState.ASLEEP
    driver.settle(70_000, OFFERED)
    assert (driver.state, driver.deadline) == (CarState.DROWSY, NEVER)
    driver.settle(80_000, WANTING)
    assert state(driver) is CarState.WAITING
    driver.settle(81_000, OFFERED)
    assert state(driver) is CarState.WAKING


def test_the_driver_wakes_a_sleeping_car() -> None:
    driver = plugged(Behaviour(sleeps_after_ms=60_000))
    driver.settle(0, WANTING)
    driver.settle(60_000, WANTING)
    driver.settle(70_000, OFFERED)
    driver.wake()
    driver.settle(71_000, OFFERED)
    assert state(driver) is CarState.WAKING


def test_a_car_that_gives_up_needs_replugging() -> None:
    driver = plugged(Behaviour(gives_up_after_ms=60_000))
    driver.settle(0, WANTING)
    driver.settle(60_000, WANTING)
    assert state(driver) is CarState.NEEDS_REPLUG
    driver.wake()
    driver.settle(61_000, POWERED)
    assert state(driver) is CarState.NEEDS_REPLUG


def test_a_car_may_keep_s2_closed_while_paused() -> None:
    driver = charging(Behaviour(keeps_s2_closed=True, stop_ms=800))
    driver.settle(0, Sees.WANTS | Sees.MAINS)
    driver.settle(800, Sees.WANTS | Sees.MAINS)
    assert (driver.state, driver.deadline) == (CarState.READY, NEVER)
    driver.settle(10_000, POWERED)
    driver.settle(20_000, POWERED)
    assert state(driver) is CarState.CHARGING


@pytest.mark.parametrize("quirks", [{}, {"keeps_s2_closed": True}, {"replug_after_power_loss": True}])
@pytest.mark.parametrize("first", list(CarState))
def test_from_every_state_the_table_comes_to_rest_at_once(first: CarState, quirks: dict[str, bool]) -> None:
    behaviour = Behaviour(reaction_ms=0, stop_ms=0, wake_up_ms=0, start_ms=0, open_s2_ms=0, **quirks)
    for sees in ALL_VIEWS:
        visited = [first]
        while following := at_once(behaviour, visited[-1], sees):
            assert following not in visited, f"{visited} spins when the car sees {Sees(sees)!r}"
            visited.append(following)
        driver = Driver(behaviour)
        driver.enter(first)
        driver.settle(0, sees)
        assert driver.state is visited[-1]


def at_once(behaviour: Behaviour, state: CarState, sees: int) -> CarState | None:
    """Where the first row that holds leads without waiting; None when the car stays."""
    for row in TABLE:
        if row.state is state and sees & row.needs == row.needs and not sees & row.lacks:
            hold_ms = behaviour.hold_ms(row.hold)
            if hold_ms is not None:
                return row.next_state if hold_ms == 0 else None
    return None


def test_every_hold_has_a_time_and_every_state_is_reachable() -> None:
    everything = Behaviour(keeps_s2_closed=True, replug_after_power_loss=True, sleeps_after_ms=1)
    assert {hold for hold in Hold if everything.hold_ms(hold) is None} == {Hold.LEAVE_READY, Hold.GIVE_UP}
    reached = {CarState.WAITING}
    for _ in CarState:
        reached |= {row.next_state for row in TABLE if row.state in reached}
    assert reached == set(CarState) - {CarState.AWAY}


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from(ALL_VIEWS)), max_size=40))
def test_deadlines_lie_ahead_and_charging_always_sees_mains(course: list[tuple[int, int]]) -> None:
    driver = plugged()
    now_ms = 0
    for elapsed_ms, sees in course:
        now_ms += elapsed_ms
        driver.settle(now_ms, sees)
        assert driver.deadline > now_ms
        assert driver.state is not CarState.AWAY
        if driver.state is CarState.CHARGING:
            assert sees & Sees.MAINS
            assert driver.state in S2_CLOSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"reaction_ms": MAX_REACTION_MS + 1},
        {"stop_ms": MAX_STOP_MS},
        {"wake_up_ms": -1},
        {"ramp_a_per_s": 0},
        {"sleeps_after_ms": 1, "gives_up_after_ms": 1},
        {"sleeps_after_ms": 0},
        {"gives_up_after_ms": -5},
    ],
)
def test_behaviour_outside_the_standard_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="A car"):
        Behaviour(**wrong)
