"""Documents with a forecast of the sun: what is understood, and what is refused by which name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.slots_json import MOST_SLOTS, SlotsError
from pilotwire.station.sun_forecast import NO_FORECAST, SunForecast, SunSlot
from pilotwire.station.sun_forecast_json import parse_sun_forecast

T0 = datetime(2026, 11, 23, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def text(place: float) -> str:
    return (T0 + place * HOUR).isoformat()


def slot(place: float, **values: object) -> dict[str, object]:
    return {"start": text(place), "end": text(place + 1), "power_w": 2400, **values}


def test_slots_are_read() -> None:
    forecast = parse_sun_forecast({"slots": [slot(0), slot(1, power_w=0), slot(4, end=None)]})
    assert forecast == SunForecast(
        (
            SunSlot(T0, T0 + HOUR, 2400.0),
            SunSlot(T0 + HOUR, T0 + 2 * HOUR, 0.0),
            SunSlot(T0 + 4 * HOUR, T0 + 5 * HOUR, 2400.0),
        )
    )
    assert (forecast.reach, NO_FORECAST.reach) == (T0 + 5 * HOUR, None)


def test_evccs_names_mean_the_same() -> None:
    rates = [{"start": text(0), "end": text(1), "value": 2400}]
    assert parse_sun_forecast({"rates": rates}) == parse_sun_forecast({"slots": [slot(0)]})


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "forecast"),
        ({}, "forecast"),
        ({"slots": [slot(0)], "rates": []}, "forecast"),
        ({"slots": [slot(0)], "currency": "GBP"}, "currency"),
        ({"slots": []}, "slots"),
        ({"slots": [slot(0)] * (MOST_SLOTS + 1)}, "slots"),
        ({"slots": [slot(0), 5]}, "slots[1]"),
        ({"slots": [slot(0, value=1)]}, "slots[0].value"),
        ({"slots": [slot(0, power_w=None)]}, "slots[0].power_w"),
        ({"slots": [slot(0, power_w=-1)]}, "slots[0].power_w"),
        ({"slots": [slot(0, power_w=True)]}, "slots[0].power_w"),
        ({"slots": [slot(0, power_w=1e7)]}, "slots[0].power_w"),
        ({"slots": [slot(0, end=None)]}, "slots[0].end"),
        ({"slots": [slot(0), slot(0.5)]}, "slots[1].start"),
        ({"slots": [slot(1), slot(0)]}, "slots[1].start"),
        ({"slots": [slot(0, start="today")]}, "slots[0].start"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_place(document: object, where: str) -> None:
    with pytest.raises(SlotsError) as caught:
        parse_sun_forecast(document)
    assert caught.value.where == where


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500), st.floats(0, 1e6)), min_size=1, max_size=20))
def test_what_is_told_can_be_posted_again(parts: list[tuple[int, int, float]]) -> None:
    at, slots = T0, []
    for gap_min, length_min, power_w in parts:
        start = at + timedelta(minutes=gap_min)
        at = start + timedelta(minutes=length_min)
        slots.append({"start": start.isoformat(), "end": at.isoformat(), "power_w": power_w})
    forecast = parse_sun_forecast(json.loads(json.dumps({"slots": slots})))
    told = [
        {"start": one.start.isoformat(), "end": one.end.isoformat(), "power_w": one.power_w} for one in forecast.slots
    ]
    assert told == slots
