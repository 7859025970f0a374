"""Clear skies and clouds against published figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import acos, cos, pi, radians, sin, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.home import Clouds, Place, Roof, clear_sky, days_since_2000, sun_at, sun_of_day
from pilotwire.plant.home.roof import SOLAR_CONSTANT_W_M2

CLEAR = [1.0] * 1_440
LONDON = Place(51.5, -0.1)
LONDON_CLOUDS = (0.76, 0.72, 0.66, 0.57, 0.56, 0.57, 0.55, 0.54, 0.59, 0.65, 0.73, 0.79)


def midnight(day: date) -> float:
    return days_since_2000(datetime(day.year, day.month, day.day, tzinfo=UTC))


def day_kwh(roof: Roof, day: date, transmission: list[float] = CLEAR) -> float:
    return sum(sun_of_day(roof, midnight(day), transmission)) / 60_000


def horizontal_kwh_m2(place: Place, day: date) -> float:
    flat = Roof(place=place, peak_w=1_000, tilt_deg=0, losses=0)
    return day_kwh(flat, day)


def fao_beyond_the_air_mj_m2(latitude_deg: float, day: date) -> float:
    """FAO Irrigation and Drainage Paper 56, equation 21."""
    j = day.timetuple().tm_yday
    latitude, declination = radians(latitude_deg), 0.409 * sin(2 * pi * j / 365 - 1.39)
    nearness = 1 + 0.033 * cos(2 * pi * j / 365)
    sunset = acos(-tan(latitude) * tan(declination))
    return (
        24 * 60 / pi * 0.0820 * nearness
        * (sunset * sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * sin(sunset))
    )  # fmt: skip


def test_the_formula_of_the_comparison_gives_its_published_example() -> None:
    # FAO 56, example 8: 20 degrees south on 3 September, 32.2 MJ/m2.
    assert fao_beyond_the_air_mj_m2(-20, date(2025, 9, 3)) == pytest.approx(32.2, abs=0.1)


@pytest.mark.parametrize("day", [date(2026, 3, 21), date(2026, 6, 21), date(2026, 9, 21), date(2026, 12, 21)])
@pytest.mark.parametrize("latitude", [-35.0, 0.0, 40.0, 52.0])
def test_the_sun_beyond_the_air_gives_a_day_what_fao_56_says(latitude: float, day: date) -> None:
    # Tolerance 3 %: at the equinoxes its declination is half a degree off.
    total_w = 0.0
    for minute in range(0, 1_440, 5):
        sun = sun_at(midnight(day) + minute / 1_440, latitude, 0)
        total_w += max(0.0, sin(radians(sun.height_deg))) * SOLAR_CONSTANT_W_M2 / sun.distance_au**2
    assert total_w * 300 / 1e6 == pytest.approx(fao_beyond_the_air_mj_m2(latitude, day), rel=0.03)


@pytest.mark.parametrize("day", [date(2026, 4, 21), date(2026, 6, 21), date(2026, 8, 21)])
@pytest.mark.parametrize("latitude", [40.0, 48.0, 52.0])
def test_a_clear_day_on_the_ground_is_three_quarters_of_it(latitude: float, day: date) -> None:
    # FAO 56, equation 37 at sea level: 0.75 of what arrives beyond the air. Tolerance 8 %.
    published_kwh = 0.75 * fao_beyond_the_air_mj_m2(latitude, day) / 3.6
    assert horizontal_kwh_m2(Place(latitude, 0), day) == pytest.approx(published_kwh, rel=0.08)


def test_with_the_sun_overhead_a_clear_sky_gives_about_a_kilowatt() -> None:
    # Haurwitz: 1098 exp(-0.059) = 1035 W/m2.
    sun = sun_at(midnight(date(2026, 3, 20)) + 0.505, 0, 0)
    sky = clear_sky(sun, Roof(place=Place(0, 0), peak_w=1_000))
    assert sky.global_w_m2 == pytest.approx(1_035, abs=5)
    assert 0.1 < sky.diffuse_w_m2 / sky.global_w_m2 < 0.25


def test_at_night_there_is_nothing() -> None:
    roof = Roof(place=LONDON, peak_w=4_000)
    minutes = sun_of_day(roof, midnight(date(2026, 12, 21)), CLEAR)
    assert not any(minutes[: 7 * 60])
    assert not any(minutes[17 * 60 :])
    assert max(minutes) > 0


def test_a_roof_in_london_yields_in_a_year_what_surveys_say() -> None:
    # PVGIS and MCS tables give 950 to 1050 kWh for a kWp at 35 degrees to the south; tolerance 10 %.
    roof = Roof(place=LONDON, peak_w=1_000)
    clouds = Clouds(LONDON_CLOUDS, "test")
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    months = [0.0] * 12
    for day in days:
        months[day.month - 1] += day_kwh(roof, day, list(clouds.transmission(day)))
    assert sum(months) == pytest.approx(1_000, rel=0.1)
    assert max(months[4:8]) > 4 * months[11]


def test_south_yields_more_than_north_and_the_morning_sun_is_in_the_east() -> None:
    day = date(2026, 4, 1)
    south, north, east = (Roof(place=LONDON, peak_w=4_000, azimuth_deg=azimuth) for azimuth in (180.0, 0.0, 90.0))
    assert day_kwh(south, day) > 2 * day_kwh(north, day)
    minutes = sun_of_day(east, midnight(day), CLEAR)
    assert sum(minutes[:720]) > 2 * sum(minutes[720:])


def test_the_inverter_caps() -> None:
    roof = Roof(place=LONDON, peak_w=6_000, inverter_w=3_600)
    minutes = sun_of_day(roof, midnight(date(2026, 6, 21)), CLEAR)
    assert max(minutes) == 3_600


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), share=st.floats(0, 1))
def test_behind_clouds_there_is_light_but_less(day: date, share: float) -> None:
    roof = Roof(place=LONDON, peak_w=4_000)
    clear = sun_of_day(roof, midnight(day), CLEAR)
    clouded = sun_of_day(roof, midnight(day), [min(share, 0.6)] * 1_440)
    assert all(power >= 0 for power in clouded)
    assert sum(clouded) <= sum(clear)


# -- clouds ------------------------------------------------------------------------------------------------------


def test_over_many_days_clouds_hide_the_sun_as_often_as_the_climate_says() -> None:
    for cloudiness in (0.2, 0.5, 0.8):
        clouds = Clouds((cloudiness,) * 12, "mean")
        days = [clouds.transmission(date(2026, 1, 1) + timedelta(days=number)) for number in range(400)]
        hidden = sum(minute < 1 for day in days for minute in day) / (400 * 1_440)
        assert hidden == pytest.approx(cloudiness, abs=0.06)
        passing = [minute for day in days for minute in day if minute < 1]
        assert sum(passing) / len(passing) == pytest.approx(1 / 3, abs=0.02)


def test_days_differ_and_broken_skies_change_within_minutes() -> None:
    clouds = Clouds((0.5,) * 12, "days")
    days = [clouds.transmission(date(2026, 5, 1) + timedelta(days=number)) for number in range(100)]
    shares = sorted(sum(minute < 1 for minute in day) / 1_440 for day in days)
    assert shares[10] < 0.15
    assert shares[-10] > 0.85
    broken = next(day for day in days if 0.4 < sum(minute < 1 for minute in day) / 1_440 < 0.6)
    changes = sum((one < 1) is not (other < 1) for one, other in pairwise(broken))
    assert 60 < changes < 250


@pytest.mark.parametrize(("cloudiness", "hidden"), [(0.0, 0), (1.0, 1_440)])
def test_a_month_can_be_all_clear_or_all_overcast(cloudiness: float, hidden: int) -> None:
    minutes = Clouds((cloudiness,) * 12, "ends").transmission(date(2026, 7, 1))
    assert sum(minute < 1 for minute in minutes) == hidden


def test_the_same_seed_gives_the_same_sky() -> None:
    one, same, other = (Clouds((0.5,) * 12, seed).transmission(date(2026, 7, 1)) for seed in ("a", "a", "b"))
    assert one == same
    assert one != other
