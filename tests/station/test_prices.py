"""A series of prices: what holds when, and how far it reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.prices import NO_PRICES, PriceSeries, PriceSlot

T0 = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return T0 + hours * HOUR


@st.composite
def series(draw: st.DrawFn) -> PriceSeries:
    edges = sorted(draw(st.sets(st.integers(0, 40), min_size=2, max_size=20)))
    slots = [PriceSlot(at(start), at(end), float(start)) for start, end in pairwise(edges) if draw(st.booleans())]
    return PriceSeries(tuple(slots))


@given(series(), st.integers(-2, 85).map(lambda halves: at(halves / 2)))
def test_the_slot_of_an_instant_is_the_one_that_has_begun_and_not_ended(prices: PriceSeries, instant: datetime) -> None:
    holding = [slot for slot in prices.slots if slot.start <= instant < slot.end]
    assert prices.at(instant) == next(iter(holding), None)
    assert len(holding) <= 1


@given(series(), st.integers(-2, 42), st.integers(1, 20))
def test_what_overlaps_a_stretch_is_found(prices: PriceSeries, since: int, hours: int) -> None:
    begin, end = at(since), at(since + hours)
    expected = [slot for slot in prices.slots if slot.start < end and slot.end > begin]
    assert list(prices.overlapping(begin, end)) == expected


def test_a_series_reaches_to_the_end_of_its_last_slot() -> None:
    assert NO_PRICES.reach is None
    assert PriceSeries((PriceSlot(at(0), at(1)), PriceSlot(at(3), at(5)))).reach == at(5)
