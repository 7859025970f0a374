"""Which stretches are chosen to charge in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.charging_plan import SHORTEST, Cell, Span, cells_of, choose, pieces, total
from pilotwire.station.limit_values import Preference
from pilotwire.station.prices import NO_PRICES, PriceSeries, PriceSlot

EVENING = datetime(2026, 7, 6, 18, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
CHEAPEST, GREENEST = Preference.CHEAPEST, Preference.GREENEST


def series(*prices: float | None, each: timedelta = HOUR, start: datetime = EVENING) -> PriceSeries:
    return PriceSeries(tuple(PriceSlot(start + k * each, start + (k + 1) * each, p) for k, p in enumerate(prices)))


def at(hours: float) -> datetime:
    return EVENING + timedelta(hours=hours)


def chosen(prices: PriceSeries, hours: float, *, since: float = 0, until: float = 12) -> list[tuple[float, float]]:
    """When to charge, in hours since the evening."""
    spans = choose(cells_of(prices, CHEAPEST, at(since), at(until)), hours * HOUR)
    return [((span.begin - EVENING) / HOUR, (span.end - EVENING) / HOUR) for span in spans]


# -- by example ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prices", "hours", "stretches"),
    [
        ((30, 30, 8, 8, 8, 30), 3, [(2, 5)]),
        ((30, 30, 8, 8, 8, 30), 2, [(2, 4)]),
        ((30, 8, 30, 7, 30, 30), 2, [(1, 2), (3, 4)]),
        ((30, 8, 30, 7, 30, 30), 1.5, [(1, 1.5), (3, 4)]),
        # Paid for taking it.
        ((5, -2, 5, 0, 5, 5), 1, [(1, 2)]),
        # Of equal ones the earliest.
        ((8, 30, 8, 30, 8, 30), 1, [(0, 1)]),
        ((8, 8, 8, 8, 8, 8), 2, [(0, 2)]),
        # What prolongs a stretch goes before another one, also if it comes later.
        ((9, 30, 30, 9, 8, 30), 1.5, [(3.5, 5)]),
        ((9, 30, 30, 30, 8, 9), 1.5, [(4, 5.5)]),
        # What joins two stretches goes first of all.
        ((9, 30, 8, 9, 8, 30), 3, [(2, 5)]),
        # One that is long enough goes before two that are not.
        ((9, 30, 9, 9, 30, 9), 2, [(2, 4)]),
        ((9, 30, 9, 9, 9, 30), 2, [(2, 4)]),
    ],
)
def test_the_cheapest_hours_with_few_pauses(
    prices: tuple[float, ...], hours: float, stretches: list[tuple[float, float]]
) -> None:
    assert chosen(series(*prices), hours, until=len(prices)) == stretches


def test_hours_without_a_price_come_last_wherever_they_are() -> None:
    assert chosen(series(None, 90, 40), 1.5, until=4) == [(1.5, 3)]
    assert chosen(series(None, 90, 40), 3, until=4) == [(0, 3)]


def test_without_prices_it_is_at_once() -> None:
    assert chosen(NO_PRICES, 2) == [(0, 2)]


def test_with_too_little_time_it_is_all_of_it() -> None:
    assert chosen(series(30, 8, 30, 8), 9, until=4) == [(0, 4)]


def test_nothing_is_chosen_for_nothing() -> None:
    assert chosen(series(30, 8), 0) == []
    assert choose((), HOUR) == ()


def test_the_rest_of_an_hour_that_ends_is_no_start_of_its_own() -> None:
    prices = series(8, 30, 8, 8, 30)
    assert chosen(prices, 1, since=0.9, until=5) == [(2, 3)]
    assert chosen(prices, 1, since=0.7, until=5) == [(2, 3)]
    assert chosen(prices, 2.2, since=0.7, until=5) == [(0.7, 0.95), (2, 4)]


def test_what_has_begun_goes_on_and_counts() -> None:
    cells = cells_of(series(30, 8, 8, 30), CHEAPEST, EVENING, at(4))
    assert choose(cells, 2 * HOUR, fixed_until=at(0.5)) == (Span(EVENING, at(0.5)), Span(at(1), at(2.5)))
    assert choose(cells, HOUR / 4, fixed_until=at(0.5)) == (Span(EVENING, at(0.25)),)
    assert choose(cells, HOUR, fixed_until=at(-1)) == (Span(at(1), at(2)),)


def test_the_greenest_hours_are_another_question() -> None:
    slots = [PriceSlot(at(k), at(k + 1), price, co2) for k, (price, co2) in enumerate([(8, 300), (30, 50), (9, None)])]
    green = choose(cells_of(PriceSeries(tuple(slots)), GREENEST, EVENING, at(3)), HOUR)
    assert green == (Span(at(1), at(2)),)


def test_spans_are_split_by_slots_and_gaps() -> None:
    prices = PriceSeries((PriceSlot(at(1), at(2), 5), PriceSlot(at(3), at(4), 6)))
    found = [
        ((span.begin - EVENING) / HOUR, slot and slot.price) for span, slot in pieces([Span(at(0), at(5))], prices)
    ]
    assert found == [(0, None), (1, 5), (2, None), (3, 6), (4, None)]


# -- for all -------------------------------------------------------------------------------------------------------


def cost(spans: Sequence[Span], prices: PriceSeries) -> float:
    return sum((span.length / HOUR) * (slot.price or 0.0) for span, slot in pieces(spans, prices) if slot)


def every_choice(quarters: int, count: int) -> Iterator[tuple[int, ...]]:
    return combinations(range(quarters), count)


def starts(quarters: Sequence[int]) -> int:
    return 1 + sum(second - first > 1 for first, second in pairwise(quarters))


@given(st.lists(st.integers(-3, 6), min_size=1, max_size=12), st.data())
def test_nothing_is_cheaper_and_nothing_as_cheap_has_fewer_starts(prices: list[int], data: st.DataObject) -> None:
    """Compared with every possible choice of quarter hours."""
    count = data.draw(st.integers(1, len(prices)))
    tariff = series(*prices, each=QUARTER)
    spans = choose(cells_of(tariff, CHEAPEST, EVENING, EVENING + len(prices) * QUARTER), count * QUARTER)
    best = min((sum(prices[q] for q in quarters), starts(quarters)) for quarters in every_choice(len(prices), count))
    assert total(spans) == count * QUARTER
    assert (round(cost(spans, tariff) * 4, 6), len(spans)) == best


@given(st.lists(st.integers(-3, 6), min_size=1, max_size=10), st.integers(1, 149), st.data())
def test_the_cheapest_of_all_also_if_the_last_hour_is_cut(prices: list[int], minutes: int, data: st.DataObject) -> None:
    """As cheap as filling up quarter after quarter by price, but for a stretch that had to be prolonged."""
    need = min(timedelta(minutes=minutes), len(prices) * QUARTER)
    tariff = series(*prices, each=QUARTER)
    spans = choose(cells_of(tariff, CHEAPEST, EVENING, EVENING + len(prices) * QUARTER), need)
    left, least = need, 0.0
    for cheapest in sorted(prices):
        taken = min(left, QUARTER)
        left -= taken
        least += taken / HOUR * cheapest
    surplus = total(spans) - need
    assert timedelta(0) <= surplus < SHORTEST
    dearest = max(price for _, slot in pieces(spans, tariff) if slot and (price := slot.price) is not None)
    assert cost(spans, tariff) - surplus / HOUR * dearest == pytest.approx(least)


lengths = st.sampled_from([3, 5, 10, 15, 30, 60]).map(lambda minutes: timedelta(minutes=minutes))
cell_lists = st.lists(st.tuples(lengths, st.sampled_from([-1.0, 5.0, 8.0, 30.0, inf])), min_size=1, max_size=20)


def cells(drawn: list[tuple[timedelta, float]]) -> tuple[Cell, ...]:
    found, begin = [], EVENING
    for length, value in drawn:
        found.append(Cell(begin, begin + length, value))
        begin += length
    return tuple(found)


@given(cell_lists, st.integers(1, 600), st.none() | st.integers(0, 200))
def test_enough_time_is_chosen_within_the_window_and_never_in_snippets(
    drawn: list[tuple[timedelta, float]], minutes: int, fixed_min: int | None
) -> None:
    window, need = cells(drawn), timedelta(minutes=minutes)
    fixed_until = None if fixed_min is None else EVENING + timedelta(minutes=fixed_min)
    spans = choose(window, need, fixed_until=fixed_until)
    end = window[-1].end
    assert EVENING <= spans[0].begin <= spans[-1].end <= end
    assert all(first.end < second.begin for first, second in pairwise(spans))
    assert min(need, end - EVENING) <= total(spans) < need + 2 * SHORTEST
    begun = fixed_until is not None and fixed_until > EVENING
    if begun:
        assert spans[0].begin == EVENING
    for span in spans[1 if begun else 0 :]:
        assert span.length >= min(SHORTEST, end - EVENING)
