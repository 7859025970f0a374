"""Documents with prices: what is understood, and what is refused by which name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.price_list import PriceList, PriceStep
from pilotwire.station.prices import PriceSlot
from pilotwire.station.prices_json import parse_prices
from pilotwire.station.schedule_values import Weekday
from pilotwire.station.slots_json import MOST_SLOTS, SlotsError

T0 = datetime(2026, 11, 23, tzinfo=UTC)
HALF = timedelta(minutes=30)
NIGHT = {"from": "00:30", "price": 0.085}


def text(place: float) -> str:
    return (T0 + place * HALF).isoformat()


def slot(place: float, **values: object) -> dict[str, object]:
    return {"start": text(place), "end": text(place + 1), "price": 0.1, **values}


def refused(document: object) -> str:
    with pytest.raises(SlotsError) as caught:
        parse_prices(document)
    assert caught.value.reason
    return caught.value.where


def test_slots_are_read() -> None:
    document = {"currency": "GBP", "slots": [slot(0, price=0.085, co2_g=120), slot(1), slot(4, price=None, co2_g=5)]}
    assert parse_prices(document) == PriceList(
        "GBP",
        (
            PriceSlot(T0, T0 + HALF, 0.085, 120.0),
            PriceSlot(T0 + HALF, T0 + 2 * HALF, 0.1),
            PriceSlot(T0 + 4 * HALF, T0 + 5 * HALF, None, 5.0),
        ),
    )


def test_times_of_any_offset_are_told_in_utc() -> None:
    (read,) = parse_prices({"slots": [slot(0, start="2026-11-23T01:00:00+01:00", end="2026-11-23T00:30Z")]}).slots
    assert (read.start, read.end, read.start.tzinfo) == (T0, T0 + HALF, UTC)


def test_a_slot_without_an_end_lasts_to_the_next_and_the_last_one_as_long_as_the_one_before() -> None:
    document = {"slots": [{"start": text(place), "price": 1} for place in (0, 2, 3)]}
    assert [slot.end for slot in parse_prices(document).slots] == [T0 + place * HALF for place in (2, 3, 4)]


def test_evccs_names_mean_the_same() -> None:
    rates = [{"start": text(0), "end": text(1), "value": 0.1}]
    assert parse_prices({"rates": rates}) == parse_prices({"slots": [slot(0)]})


def test_a_tariff_is_read() -> None:
    weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    document = {"currency": "EUR", "daily": [NIGHT, {"from": "05:30", "price": -0.2, "co2_g": 90, "days": weekdays}]}
    assert parse_prices(document) == PriceList(
        "EUR",
        steps=(
            PriceStep(time(0, 30), 0.085),
            PriceStep(time(5, 30), -0.2, 90.0, tuple(Weekday(day) for day in range(1, 6))),
        ),
    )


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "prices"),
        ({}, "prices"),
        ({"slots": [slot(0)], "daily": [NIGHT]}, "prices"),
        ({"slots": [slot(0)], "unit": "kWh"}, "unit"),
        ({"slots": [slot(0)], "currency": "pounds"}, "currency"),
        ({"slots": [slot(0)], "currency": None}, "currency"),
        ({"slots": []}, "slots"),
        ({"slots": {"0": slot(0)}}, "slots"),
        ({"slots": [slot(0), 7]}, "slots[1]"),
        ({"slots": [slot(0, prise=1)]}, "slots[0].prise"),
        ({"slots": [slot(0, value=1)]}, "slots[0].value"),
        ({"rates": [slot(0)]}, "rates[0].price"),
        ({"slots": [slot(0, start=None)]}, "slots[0].start"),
        ({"slots": [slot(0, start="2026-11-23T00:00:00")]}, "slots[0].start"),
        ({"slots": [slot(0, start="tomorrow")]}, "slots[0].start"),
        ({"slots": [slot(0, start=1_795_393_800)]}, "slots[0].start"),
        ({"slots": [slot(0, start="0001-01-01T00:00:00+14:00")]}, "slots[0].start"),
        ({"slots": [slot(0, end="9999-12-31T23:59:59-14:00")]}, "slots[0].end"),
        ({"slots": [slot(0, end=text(0))]}, "slots[0].end"),
        ({"slots": [slot(0, end=text(-1))]}, "slots[0].end"),
        ({"slots": [{"start": text(0), "price": 1}]}, "slots[0].end"),
        ({"slots": [slot(0), slot(0)]}, "slots[1].start"),
        ({"slots": [slot(1), slot(0)]}, "slots[1].start"),
        ({"slots": [slot(0), slot(0.5)]}, "slots[1].start"),
        ({"slots": [slot(0), slot(1), slot(1.5)]}, "slots[2].start"),
        ({"slots": [slot(0, price=None)]}, "slots[0].price"),
        ({"slots": [slot(0, price="0.1")]}, "slots[0].price"),
        ({"slots": [slot(0, price=True)]}, "slots[0].price"),
        ({"slots": [slot(0, price=float("nan"))]}, "slots[0].price"),
        ({"slots": [slot(0, price=float("inf"))]}, "slots[0].price"),
        ({"slots": [slot(0, price=10**400)]}, "slots[0].price"),
        ({"slots": [slot(0, price=-100_001)]}, "slots[0].price"),
        ({"slots": [slot(0, co2_g=-1)]}, "slots[0].co2_g"),
        ({"slots": [slot(0, co2_g=5001)]}, "slots[0].co2_g"),
        ({"slots": [slot(place) for place in range(MOST_SLOTS + 1)]}, "slots"),
        ({"daily": []}, "daily"),
        ({"daily": [{"price": 1}]}, "daily[0].from"),
        ({"daily": [{**NIGHT, "from": "24:00"}]}, "daily[0].from"),
        ({"daily": [{**NIGHT, "from": "7:00"}]}, "daily[0].from"),
        ({"daily": [{"from": "00:30"}]}, "daily[0].price"),
        ({"daily": [NIGHT, {**NIGHT, "start": "x"}]}, "daily[1].start"),
        ({"daily": [NIGHT, NIGHT]}, "daily[1].from"),
        ({"daily": [NIGHT, {**NIGHT, "days": ["monday"]}]}, "daily[1].from"),
        ({"daily": [{**NIGHT, "days": []}]}, "daily[0].days"),
        ({"daily": [{**NIGHT, "days": ["Monday"]}]}, "daily[0].days"),
        ({"daily": [{**NIGHT, "days": ["monday", "monday"]}]}, "daily[0].days"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(document: object, where: str) -> None:
    assert refused(document) == where


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(text(0)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
entries = st.dictionaries(
    st.sampled_from(["start", "end", "price", "co2_g", "value", "from", "days", "x"]),
    json_values
    | st.integers(-3, 3).map(text)
    | st.sampled_from(["00:30", "23:59", ["monday"], 0.1, 120, "2026-11-23", "0001-01-01T00:00:00+23:59"]),
)
documents = json_values | st.dictionaries(
    st.sampled_from(["slots", "rates", "daily", "currency", "x"]),
    st.lists(entries, max_size=3) | json_values | st.just("GBP"),
    max_size=2,
)


@given(documents)
def test_whatever_is_sent_is_read_or_refused(document: object) -> None:
    try:
        read = parse_prices(document)
    except SlotsError:
        return
    assert bool(read.slots) != bool(read.steps)
    assert all(slot.start < slot.end for slot in read.slots)
    ends = [edge for slot in read.slots for edge in (slot.start, slot.end)]
    assert ends == sorted(ends)


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4), st.floats(-1e5, 1e5)), min_size=1, max_size=20),
    st.sampled_from(["", "GBP"]),
)
def test_what_was_told_is_understood(lengths: list[tuple[int, int, float]], currency: str) -> None:
    slots, start = [], T0
    for halves, gap, price in lengths:
        slots.append(PriceSlot(start, start + halves * HALF, price))
        start += (halves + gap) * HALF
    told = [{"start": s.start.isoformat(), "end": s.end.isoformat(), "price": s.price} for s in slots]
    document = json.loads(json.dumps({"currency": currency, "slots": told}))
    assert parse_prices(document) == PriceList(currency, tuple(slots))
