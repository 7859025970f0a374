"""A tariff by the clock on the wall becomes slots: every instant has exactly one price, the right one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zones_by_hand import DAY, FIRST, LAST, changes_of, first_showing, zone, zone_names

from pilotwire.station.calendar_time import wall_time
from pilotwire.station.price_list import DAYS_AHEAD, DAYS_BACK, PriceList, PriceStep
from pilotwire.station.prices import PriceSeries, PriceSlot
from pilotwire.station.schedule_values import Weekday

LONDON = zone("Europe/London")
NIGHT = (PriceStep(time(0, 30), 0.085), PriceStep(time(5, 30), 0.285))

times = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))


@st.composite
def tariffs(draw: st.DrawFn) -> tuple[PriceStep, ...]:
    """Steps of which no two begin at once."""
    begins = draw(st.sets(st.tuples(st.sampled_from(Weekday), times), min_size=1, max_size=12))
    return tuple(PriceStep(at, float(place), days=(day,)) for place, (day, at) in enumerate(begins))


@st.composite
def days_with_a_change(draw: st.DrawFn) -> tuple[str, date]:
    """A zone and a day about which its clocks change, or any day where they never do."""
    name = draw(st.sampled_from(zone_names()))
    about = draw(st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None))).replace(tzinfo=FIRST.tzinfo)
    change = next(changes_of(zone(name), about, about + 370 * DAY, 10 * DAY), about)
    return name, change.date() + draw(st.integers(-DAYS_AHEAD - 1, DAYS_BACK + 1)) * timedelta(days=1)


def series_on(day: date, steps: tuple[PriceStep, ...], name: str = "Europe/London") -> PriceSeries:
    return PriceList("GBP", steps=steps).series(day, zone(name), "a test")


def price_by_hand(steps: tuple[PriceStep, ...], instant: datetime, name: str) -> float | None:
    """Price of the step that began last, looked for among all beginnings of nine days."""
    today = wall_time(instant, zone(name)).date()
    begins = [
        (first_showing(datetime.combine(day, step.at), zone(name)), datetime.combine(day, step.at), step.price)
        for day in (today + timedelta(days=offset) for offset in range(-8, 2))
        for step in steps
        if Weekday(day.isoweekday() % 7) in step.days
    ]
    return max((begin for begin in begins if begin[0] <= instant), key=lambda begin: begin[:2])[2]


@settings(max_examples=300, deadline=None)
@given(days_with_a_change(), tariffs())
def test_every_instant_around_a_change_of_the_clocks_is_covered_exactly_once(
    place: tuple[str, date], steps: tuple[PriceStep, ...]
) -> None:
    name, today = place
    slots = series_on(today, steps, name).slots
    assert all(before.end == after.start for before, after in pairwise(slots))
    assert all(slot.start < slot.end for slot in slots)
    assert slots[0].start <= first_showing(datetime.combine(today - DAYS_BACK * timedelta(days=1), time()), zone(name))
    days_ahead = (DAYS_AHEAD + 1) * timedelta(days=1)
    assert slots[-1].end >= first_showing(datetime.combine(today + days_ahead, time()), zone(name))


@settings(max_examples=60, deadline=None)
@given(days_with_a_change(), tariffs(), st.integers(0, 9 * 24 * 12 - 1))
def test_the_price_of_an_instant_is_that_of_the_step_that_began_last(
    place: tuple[str, date], steps: tuple[PriceStep, ...], five_minutes: int
) -> None:
    name, today = place
    midnight = first_showing(datetime.combine(today - timedelta(days=1), time()), zone(name))
    instant = midnight + timedelta(minutes=5 * five_minutes)
    slot = series_on(today, steps, name).at(instant)
    assert slot is not None
    assert slot.price == price_by_hand(steps, instant, name)


@settings(max_examples=50, deadline=None)
@given(days_with_a_change(), tariffs())
def test_a_tariff_expanded_a_day_later_says_the_same(place: tuple[str, date], steps: tuple[PriceStep, ...]) -> None:
    name, today = place
    first = series_on(today, steps, name).slots
    second = series_on(today + timedelta(days=1), steps, name).slots
    assert [slot for slot in second if slot.end <= first[-1].end] == [
        slot for slot in first if slot.end > second[0].start
    ]


@pytest.mark.parametrize(
    ("today", "hours"),
    [(date(2026, 7, 6), 5.0), (date(2026, 3, 29), 4.0), (date(2026, 10, 25), 6.0)],
    ids=["an ordinary night", "the clocks go forward in it", "the clocks go back in it"],
)
def test_a_night_is_as_long_as_it_is(today: date, hours: float) -> None:
    slots = series_on(today, NIGHT).slots
    (night,) = [s for s in slots if s.price == 0.085 and wall_time(s.start, LONDON).date() == today]
    assert (night.end - night.start) / timedelta(hours=1) == hours


def test_a_step_holds_over_midnight_and_over_days_it_does_not_name() -> None:
    weekend = (
        PriceStep(time(22, 0), 0.1, days=(Weekday.FRIDAY,)),
        PriceStep(time(6, 0), 0.3, days=(Weekday.MONDAY,)),
    )
    monday = date(2026, 7, 6)
    assert [slot.price for slot in series_on(monday, weekend).slots] == [0.1, 0.3, 0.1, 0.3]


def test_of_two_steps_in_the_hour_that_is_skipped_the_second_holds() -> None:
    steps = (PriceStep(time(0), 0.1), PriceStep(time(1, 10), 0.2), PriceStep(time(1, 40), 0.3))
    sunday = date(2026, 3, 29)
    slots = series_on(sunday, steps).slots
    assert [s.price for s in slots if wall_time(s.start, LONDON).date() == sunday] == [0.1, 0.3]


def test_slots_stay_as_they_are() -> None:
    slots = (PriceSlot(FIRST, FIRST + DAY, 0.1),)
    series = PriceList("EUR", slots).series(date(2030, 1, 1), LONDON, "a test")
    assert series == PriceSeries(slots, "EUR", "a test")
