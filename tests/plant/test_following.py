"""Following the offer: late by the reaction time, down at once, up in steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.behaviour import Behaviour
from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.following import RAMP_STEP_MS, Follower

CAR = Behaviour(reaction_ms=2_000, ramp_a_per_s=10)


def started(offer_a: float, ceiling_a: float = 32) -> Follower:
    follower = Follower(CAR)
    follower.start(0, offer_a)
    follower.settle(0, offer_a, ceiling_a)
    return follower


def settled(offer_a: float, ceiling_a: float = 32) -> Follower:
    follower = started(offer_a, ceiling_a)
    while follower.deadline != NEVER:
        follower.settle(follower.deadline, offer_a, ceiling_a)
    return follower


def test_current_climbs_in_steps() -> None:
    follower = started(16)
    climbed = [follower.cap_a]
    while follower.deadline != NEVER:
        follower.settle(follower.deadline, 16, 32)
        climbed.append(follower.cap_a)
    assert climbed == [5, 10, 15, 16]


def test_steps_are_half_a_second_apart() -> None:
    assert started(16).deadline == RAMP_STEP_MS


def test_the_charger_is_the_ceiling() -> None:
    assert settled(32, ceiling_a=16).cap_a == 16


def test_a_lower_offer_is_followed_at_once_after_the_reaction_time() -> None:
    follower = settled(16)
    follower.settle(10_000, 8, 32)
    assert (follower.cap_a, follower.deadline) == (16, 12_000)
    follower.settle(12_000, 8, 32)
    assert (follower.cap_a, follower.deadline) == (8, NEVER)


def test_an_offer_that_returns_within_the_reaction_time_was_not_noticed() -> None:
    follower = settled(16)
    follower.settle(10_000, 8, 32)
    follower.settle(11_000, 16, 32)
    assert (follower.cap_a, follower.deadline) == (16, NEVER)


def test_further_changes_do_not_postpone_the_reaction() -> None:
    follower = settled(16)
    follower.settle(10_000, 12, 32)
    follower.settle(11_500, 7, 32)
    follower.settle(12_000, 7, 32)
    assert follower.cap_a == 7


def test_a_withdrawn_offer_is_left_to_the_behaviour() -> None:
    follower = settled(16)
    follower.settle(10_000, 0, 32)
    assert (follower.cap_a, follower.deadline) == (16, NEVER)


def test_an_offer_that_comes_back_lower_is_followed_a_reaction_time_after_the_withdrawal() -> None:
    follower = settled(16)
    follower.settle(10_000, 0, 32)
    follower.settle(11_000, 6, 32)
    assert (follower.cap_a, follower.deadline) == (16, 12_000)
    follower.settle(12_000, 6, 32)
    assert follower.cap_a == 6


@given(st.lists(st.tuples(st.integers(1, 10_000), st.floats(6, 80)), min_size=1, max_size=20))
def test_the_cap_never_exceeds_an_offer_of_the_reaction_time_before(offers: list[tuple[int, float]]) -> None:
    follower = started(offers[0][1], 80)
    now_ms = 0
    history = [(0, offers[0][1])]
    for elapsed_ms, offer_a in offers:
        now_ms += elapsed_ms
        while follower.deadline <= now_ms:
            follower.settle(follower.deadline, history[-1][1], 80)
        history.append((now_ms, offer_a))
        follower.settle(now_ms, offer_a, 80)
        since = now_ms - CAR.reaction_ms
        recent = [amps for at, amps in history if at >= since]
        before = [amps for at, amps in history if at < since][-1:]
        assert follower.cap_a <= max(recent + before)
        assert follower.deadline > now_ms
