from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.svg_plot import staircase, thinned
from pilotwire.runtime.time_axis import time_ticks, value_ticks

START = datetime(2026, 1, 5, 12)


def labels(days: float) -> list[str]:
    return [tick.label for tick in time_ticks(START, START + timedelta(days=days), 16)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.5, ["12:00", "13:00"]),
        (2, ["12:00", "15:00", "18:00", "21:00", "Tue 6 Jan"]),
        (7, ["12:00", "Tue 6 Jan", "12:00", "Wed 7 Jan"]),
        (30, ["7 Jan", "9 Jan", "11 Jan"]),
        (90, ["12 Jan", "19 Jan"]),
        (365, ["Feb", "Mar", "Apr"]),
        (2000, ["Jul", "Jan 2027", "Jul", "Jan 2028"]),
    ],
)
def test_ticks_stand_at_sensible_local_times(days: float, expected: list[str]) -> None:
    assert labels(days)[: len(expected)] == expected


@given(start=st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)), hours=st.integers(1, 90_000))
def test_ticks_are_few_in_order_and_inside(start: datetime, hours: int) -> None:
    end = start + timedelta(hours=hours)
    ticks = time_ticks(start, end, 16)
    assert len(ticks) <= 19
    assert all(start <= tick.at <= end for tick in ticks)
    assert [tick.at for tick in ticks] == sorted({tick.at for tick in ticks})


@given(low=st.floats(-1e3, 1e3), span=st.floats(1e-3, 1e6))
def test_value_ticks_cover_the_range(low: float, span: float) -> None:
    ticks = value_ticks(low, low + span, 5)
    assert 2 <= len(ticks) <= 7
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + span - 1e-6


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(-5, 5)), max_size=300))
def test_thinning_keeps_ends_and_extremes(points: list[tuple[float, float]]) -> None:
    points.sort(key=lambda point: point[0])
    kept = thinned(points)
    assert len(kept) <= 4 * 51
    assert kept[:1] + kept[-1:] == points[:1] + points[-1:]
    assert (
        {max(p[1] for p in kept), min(p[1] for p in kept)}
        == {
            max(p[1] for p in points),
            min(p[1] for p in points),
        }
        if points
        else not kept
    )


def test_a_staircase_holds_its_value_to_the_next_step() -> None:
    assert staircase([(0, 1), (2, 1), (5, 3)], 9) == [(0, 1), (5, 1), (5, 3), (9, 3)]
