from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.input_filter import InputFilter, weight

watts = st.floats(-1e6, 1e6)
steps_ms = st.lists(st.tuples(watts, st.integers(0, 10_000_000)), min_size=1)


def fed(values: list[tuple[float, int]], *, rising_s: float = 20, falling_s: float = 600) -> InputFilter:
    smoothed, now_ms = InputFilter(), 0
    for value, since_ms in values:
        now_ms += since_ms
        smoothed.feed(value, now_ms, rising_s=rising_s, falling_s=falling_s)
    return smoothed


def test_the_first_value_only_starts_the_time() -> None:
    assert fed([(100, 50_000)]).value == 0


def test_after_one_time_constant_63_per_cent_have_arrived() -> None:
    assert fed([(100, 0), (100, 20_000)]).value == pytest.approx(63.212, abs=0.001)
    assert fed([(100, 0), (100, 10**9), (0, 600_000)]).value == pytest.approx(36.788, abs=0.001)


def test_time_constants_below_10_s_count_as_10_s() -> None:
    assert fed([(100, 0), (100, 10_000)], rising_s=1).value == pytest.approx(63.212, abs=0.001)


def test_without_a_time_constant_nothing_is_smoothed_not_even_the_first_value() -> None:
    assert fed([(100, 0)], rising_s=0).value == 100
    assert fed([(100, 0), (30, 1)], rising_s=0, falling_s=0).value == 30


def test_a_fast_feed_does_not_freeze_it() -> None:
    fast = fed([(100, 100)] * 201)
    assert fast.value == pytest.approx(fed([(100, 0), (100, 20_000)]).value)


def test_a_restart_begins_with_its_value_and_remembers_the_time() -> None:
    smoothed = fed([(100, 0)])
    smoothed.restart(50)
    assert smoothed.value == 50
    assert smoothed.feed(100, 20_000, rising_s=20, falling_s=600) == pytest.approx(50 + 50 * 0.63212, abs=0.001)


def test_a_time_that_steps_back_counts_for_nothing() -> None:
    smoothed = fed([(100, 20_000)])
    assert smoothed.feed(100, 0, rising_s=20, falling_s=600) == 0


@given(steps_ms, st.floats(0, 1e5), st.floats(0, 1e5))
def test_it_never_leaves_the_range_of_its_values(
    values: list[tuple[float, int]], rising_s: float, falling_s: float
) -> None:
    seen = [0.0, *(value for value, _ in values)]
    slack = 1e-9 * max(map(abs, seen))
    smoothed = fed(values, rising_s=rising_s, falling_s=falling_s).value
    assert min(seen) - slack <= smoothed <= max(seen) + slack


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_the_weight_is_a_share(since_s: float, time_constant_s: float) -> None:
    assert 0 <= weight(since_s, time_constant_s) <= 1


@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_a_value_counts_more_the_longer_it_lasts(one_s: float, other_s: float) -> None:
    """Two steps with the same value are worth one that is as long as both."""
    both = 1 - (1 - weight(one_s, 600)) * (1 - weight(other_s, 600))
    assert math.isclose(both, weight(one_s + other_s, 600), abs_tol=1e-12)
