"""The sun's position against published ephemerides, to half a degree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pilotwire.plant.home import SunPosition, days_since_2000, sun_at

TOLERANCE_DEG = 0.5


def sun(utc: datetime, latitude: float, longitude: float) -> SunPosition:
    return sun_at(days_since_2000(utc.replace(tzinfo=UTC)), latitude, longitude)


def test_the_example_of_the_solar_position_algorithm_report() -> None:
    # I. Reda, A. Andreas, "Solar Position Algorithm for Solar Radiation Applications", NREL/TP-560-34302, appendix:
    # zenith 50.11162 (refraction included), azimuth 194.34024, distance 0.9965422974.
    position = sun(datetime(2003, 10, 17, 19, 30, 30), 39.742476, -105.1786)
    assert position.height_deg == pytest.approx(90 - 50.11162, abs=0.05)
    assert position.azimuth_deg == pytest.approx(194.34024, abs=0.05)
    assert position.distance_au == pytest.approx(0.9965422974, abs=1e-4)


@pytest.mark.parametrize(
    ("utc", "declination"),
    [
        (datetime(2025, 3, 20, 9, 1), 0.0),  # equinoxes and solstices of 2025 as almanacs give them
        (datetime(2025, 6, 21, 2, 42), 23.44),
        (datetime(2025, 9, 22, 18, 19), 0.0),
        (datetime(2025, 12, 21, 15, 3), -23.44),
    ],
)
def test_from_the_pole_the_sun_stands_as_high_as_its_declination(utc: datetime, declination: float) -> None:
    assert sun(utc, 90, 0).height_deg == pytest.approx(declination, abs=0.05)


@pytest.mark.parametrize(
    ("day", "transit", "noon_height"),
    [
        # Greenwich: when the sun is highest differs from noon by the equation of time.
        (datetime(2026, 2, 11), "12:14", 90 - 51.48 - 14.0),
        (datetime(2026, 6, 21), "12:02", 90 - 51.48 + 23.44),
        (datetime(2026, 11, 3), "11:44", 90 - 51.48 - 15.1),
    ],
)
def test_at_greenwich_the_sun_is_highest_when_the_almanac_says(day: datetime, transit: str, noon_height: float) -> None:
    heights = {
        f"{day + timedelta(minutes=m):%H:%M}": sun(day + timedelta(minutes=m), 51.48, 0).height_deg
        for m in range(660, 780)
    }
    highest = max(heights, key=lambda minute: heights[minute])
    found, expected = datetime.strptime(highest, "%H:%M"), datetime.strptime(transit, "%H:%M")  # noqa: DTZ007
    assert abs(found - expected) <= timedelta(minutes=2)  # half a degree of hour angle
    assert heights[highest] == pytest.approx(noon_height, abs=TOLERANCE_DEG)


def test_it_rises_in_the_east_and_sets_in_the_west_and_at_noon_is_in_the_south_or_in_the_north() -> None:
    day = datetime(2026, 3, 20)
    assert sun(day + timedelta(hours=6), 50, 0).azimuth_deg == pytest.approx(90, abs=3)
    assert sun(day + timedelta(hours=18), 50, 0).azimuth_deg == pytest.approx(270, abs=3)
    assert sun(day + timedelta(hours=12), 50, 0).azimuth_deg == pytest.approx(180, abs=4)
    assert abs((sun(day + timedelta(hours=12), -33, 0).azimuth_deg + 180) % 360 - 180) < 5


def test_fifteen_degrees_to_the_east_noon_is_an_hour_earlier() -> None:
    here = sun(datetime(2026, 5, 1, 12), 48, 0)
    east = sun(datetime(2026, 5, 1, 11), 48, 15)
    assert east.height_deg == pytest.approx(here.height_deg, abs=0.05)
