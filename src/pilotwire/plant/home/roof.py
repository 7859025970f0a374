"""A roof with solar modules: what the sun gives it from a clear sky, and through clouds.

Clear sky: global irradiance by B. Haurwitz, "Insolation in relation to cloudiness and cloud density", Journal of
Meteorology 2 (1945) 154-166, the best of the simple models in M. J. Reno, C. W. Hansen, J. S. Stein, "Global horizontal
irradiance clear sky models", SAND2012-2389. Its diffuse part by D. G. Erbs, S. A. Klein, J. A. Duffie, "Estimation of
the diffuse radiation fraction", Solar Energy 28 (1982) 293-302; onto the modules as an isotropic sky with a ground that
reflects a fifth (B. Y. H. Liu, R. C. Jordan, Solar Energy 7 (1963) 53-74). Behind a cloud all light is diffuse. From
irradiance to power there is one factor for everything lost: heat, soiling, wiring and inverter.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import cos, exp, radians, sin
from typing import Final

import msgspec

from .sun import SunPosition, sun_at

SOLAR_CONSTANT_W_M2: Final = 1_361.0
"""At the mean distance of the earth (G. Kopp, J. L. Lean, Geophysical Research Letters 38 (2011) L01706)."""
STANDARD_W_M2: Final = 1_000.0
"""Irradiance at which modules give their peak power (IEC 61215 standard test conditions)."""
_GROUND_REFLECTS: Final = 0.2
_LOWEST_SINE: Final = 0.01
"""Below about half a degree of height there is nothing worth counting."""
_MINUTES_A_DAY: Final = 1_440
_STEP_MIN: Final = 5
"""So often the clear sky is worked out; it is straight in between, to a few watts of a house's roof."""


class Place(msgspec.Struct, frozen=True):
    """Where on earth."""

    latitude_deg: float
    """North positive."""
    longitude_deg: float
    """East positive."""


class Roof(msgspec.Struct, frozen=True, kw_only=True):
    """Modules on a roof, with their inverter."""

    place: Place
    peak_w: float
    """Of all modules, at standard test conditions."""
    tilt_deg: float = 35.0
    """0 is flat, 90 a wall."""
    azimuth_deg: float = 180.0
    """Where the modules look, from north by east: 180 is south."""
    losses: float = 0.14
    """Share lost between the light and the meter, 0 to below 1."""
    inverter_w: float | None = None
    """Most that comes out; None for as much as the modules give."""

    def power_w(self, irradiance_w_m2: float) -> float:
        """What comes out at this irradiance of the modules."""
        power_w = self.peak_w * irradiance_w_m2 / STANDARD_W_M2 * (1 - self.losses)
        return power_w if self.inverter_w is None else min(power_w, self.inverter_w)


class ClearSky(msgspec.Struct, frozen=True):
    """Irradiance (W/m2) of a cloudless sky."""

    global_w_m2: float
    """On the flat ground."""
    diffuse_w_m2: float
    """The part of it that does not come from the sun's disc."""
    modules_w_m2: float
    """On the modules."""
    clouded_modules_w_m2: float
    """On the modules if the same light came from all over the sky: times a cloud's transmission it is what they get
    behind that cloud."""


DARK: Final = ClearSky(0.0, 0.0, 0.0, 0.0)


def clear_sky(sun: SunPosition, roof: Roof) -> ClearSky:
    """The irradiance of a cloudless sky with the sun there."""
    sine = sin(radians(sun.height_deg))
    if sine <= _LOWEST_SINE:
        return DARK
    global_w = 1_098.0 * sine * exp(-0.059 / sine)
    beyond_w = SOLAR_CONSTANT_W_M2 / sun.distance_au**2 * sine
    diffuse_w = global_w * _diffuse_share(global_w / beyond_w)
    tilt = radians(roof.tilt_deg)
    across = cos(radians(sun.height_deg)) * cos(radians(sun.azimuth_deg - roof.azimuth_deg))
    incidence = max(0.0, sine * cos(tilt) + across * sin(tilt))
    sky, ground = (1 + cos(tilt)) / 2, _GROUND_REFLECTS * (1 - cos(tilt)) / 2
    return ClearSky(
        global_w_m2=global_w,
        diffuse_w_m2=diffuse_w,
        modules_w_m2=(global_w - diffuse_w) / sine * incidence + diffuse_w * sky + global_w * ground,
        clouded_modules_w_m2=global_w * (sky + ground),
    )


def sun_of_day(roof: Roof, midnight_days: float, transmission: Sequence[float]) -> array[float]:
    """Power (W) of each minute of a day.

    Args:
        roof: with its place.
        midnight_days: local midnight, in days since noon of 1 January 2000, UTC.
        transmission: for each minute 1 for a free disc of the sun, or the share of the light that a cloud lets through.

    """
    minutes = array("d", bytes(8 * _MINUTES_A_DAY))
    place = roof.place
    before = clear_sky(sun_at(midnight_days, place.latitude_deg, place.longitude_deg), roof)
    for start in range(0, _MINUTES_A_DAY, _STEP_MIN):
        days = midnight_days + (start + _STEP_MIN) / _MINUTES_A_DAY
        after = clear_sky(sun_at(days, place.latitude_deg, place.longitude_deg), roof)
        if before is not DARK or after is not DARK:
            for step in range(_STEP_MIN):
                share = transmission[start + step]
                # The middle of the minute stands for it.
                part = (step + 0.5) / _STEP_MIN
                if share >= 1:
                    light_w = before.modules_w_m2 + (after.modules_w_m2 - before.modules_w_m2) * part
                else:
                    clouded = before.clouded_modules_w_m2
                    light_w = share * (clouded + (after.clouded_modules_w_m2 - clouded) * part)
                minutes[start + step] = roof.power_w(light_w)
        before = after
    return minutes


def _diffuse_share(clearness: float) -> float:
    """Erbs, Klein and Duffie (1982): the diffuse share of global irradiance by the clearness index."""
    if clearness <= 0.22:
        return 1 - 0.09 * clearness
    if clearness <= 0.8:
        k = clearness
        return 0.9511 - 0.1604 * k + 4.388 * k**2 - 16.638 * k**3 + 12.336 * k**4
    return 0.165
