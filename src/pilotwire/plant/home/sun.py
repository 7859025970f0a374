"""Where the sun stands, and how far away it is.

The formulas are the low-precision ones of the Astronomical Almanac as given by J. J. Michalsky, "The Astronomical
Almanac's algorithm for approximate solar position (1950-2050)", Solar Energy 40 (1988) 227-235: 0.01 degrees.
Refraction is left out: it lifts the sun by half a degree at the horizon, where there is hardly any light, and by less
than a tenth from 10 degrees up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import asin, atan2, cos, degrees, pi, radians, sin

import msgspec

_NOON_OF_2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_TURN = 2 * pi
_SECONDS_A_DAY = 86_400


class SunPosition(msgspec.Struct, frozen=True):
    """The sun as seen from a place."""

    height_deg: float
    """Above the horizon; negative below."""
    azimuth_deg: float
    """From north by east: 90 is east, 180 south; 0 to 360."""
    distance_au: float
    """In mean distances of the earth, 0.983 to 1.017."""


def days_since_2000(utc: datetime) -> float:
    """Days since noon of 1 January 2000 (UTC), as the formulas count; ``utc`` is aware."""
    return (utc - _NOON_OF_2000).total_seconds() / _SECONDS_A_DAY


def sun_at(days: float, latitude_deg: float, longitude_deg: float) -> SunPosition:
    """The sun's position.

    Args:
        days: since noon of 1 January 2000, UTC (``days_since_2000``); good for 1950 to 2050.
        latitude_deg: north positive.
        longitude_deg: east positive.

    """
    mean_longitude = radians(280.460 + 0.9856474 * days)
    anomaly = radians(357.528 + 0.9856003 * days)
    ecliptic = mean_longitude + radians(1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    obliquity = radians(23.439 - 0.0000004 * days)
    ascension = atan2(cos(obliquity) * sin(ecliptic), cos(ecliptic))
    declination = asin(sin(obliquity) * sin(ecliptic))
    sidereal_h = 6.697375 + 0.0657098242 * days + (days + 0.5) % 1 * 24
    hour_angle = radians(sidereal_h * 15 + longitude_deg) - ascension
    latitude = radians(latitude_deg)
    height = asin(sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour_angle))
    east = -cos(declination) * sin(hour_angle)
    north = cos(latitude) * sin(declination) - sin(latitude) * cos(declination) * cos(hour_angle)
    return SunPosition(
        height_deg=degrees(height),
        azimuth_deg=degrees(atan2(east, north) % _TURN),
        distance_au=1.00014 - 0.01671 * cos(anomaly) - 0.00014 * cos(2 * anomaly),
    )
