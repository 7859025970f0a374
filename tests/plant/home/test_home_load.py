"""The household's appliances."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.home import LoadProfile, LoadProfileError, load_of_day

YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def kwh(profile: LoadProfile, day: date) -> float:
    return sum(load_of_day(profile, day)) / 60_000


@pytest.mark.parametrize("yearly_kwh", [1_800, 3_500, 7_000])
def test_a_year_takes_what_was_asked_for_but_for_chance(yearly_kwh: float) -> None:
    profile = LoadProfile(yearly_wh=yearly_kwh * 1_000, base_w=60, seed="year")
    assert sum(kwh(profile, day) for day in YEAR) == pytest.approx(yearly_kwh, rel=0.03)


def test_winter_takes_more_than_summer_and_in_the_south_it_is_in_july() -> None:
    north = LoadProfile(yearly_wh=3.5e6, base_w=100, seed="season")
    south = LoadProfile(yearly_wh=3.5e6, base_w=100, seed="season", southern=True)

    def month(profile: LoadProfile, number: int) -> float:
        return sum(kwh(profile, day) for day in YEAR if day.month == number)

    assert month(north, 1) > 1.2 * month(north, 7)
    assert month(south, 7) > 1.2 * month(south, 1)


def test_evenings_are_the_highest_and_nights_the_lowest() -> None:
    profile = LoadProfile(yearly_wh=3.5e6, base_w=100, seed="day")
    hours = [0.0] * 24
    for day in YEAR:
        for minute, power_w in enumerate(load_of_day(profile, day)):
            hours[minute // 60] += power_w
    assert max(hours) == max(hours[17:21])
    assert min(hours) == min(hours[1:5])


def test_kettles_and_ovens_make_peaks() -> None:
    profile = LoadProfile(yearly_wh=3.5e6, base_w=100, seed="peaks")
    days = [load_of_day(profile, day) for day in YEAR[:30]]
    assert max(max(day) for day in days) > 3_000
    assert min(min(day) for day in days) >= 100
    rises = sum(after - before > 900 for day in days for before, after in pairwise(day))
    assert 90 < rises < 500


def test_a_base_that_takes_more_than_the_year_is_refused_with_what_it_needs() -> None:
    with pytest.raises(LoadProfileError, match=r"a base of 300 W needs at least 3,\d\d\d kWh in the year"):
        LoadProfile(yearly_wh=2e6, base_w=300, seed="x")
    LoadProfile(yearly_wh=3.9e6, base_w=300, seed="x")


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), seed=st.text(max_size=5))
def test_no_minute_is_below_the_base_and_the_same_seed_gives_the_same_day(day: date, seed: str) -> None:
    profile = LoadProfile(yearly_wh=3e6, base_w=90, seed=seed)
    minutes = load_of_day(profile, day)
    assert len(minutes) == 1_440
    assert min(minutes) >= 90
    assert minutes == load_of_day(profile, day)
