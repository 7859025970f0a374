"""What a household's appliances take, minute by minute: a base, a curve over the day, and appliances that come and go.

The year's energy is given. Its share of each day follows the dynamisation of the household profile H0
("Repraesentative VDEW-Lastprofile", VDEW 1999): a polynomial that is 1.24 at New Year and 0.79 in July. The curve over
the day is ours, in the manner of that profile: low at night, a rise in the morning, the highest hour in the evening,
later at weekends. On top stand appliances with their powers and habits, at moments drawn for each day; what they take
on average is taken out of the curve, so the year's energy is what was asked for but for chance.
"""

from __future__ import annotations

from array import array
from datetime import date
from random import Random
from typing import Final

import msgspec

_MINUTES_A_DAY: Final = 1_440
_HOURS_A_YEAR: Final = 8_760
_TYPICAL_WH: Final = 3_500_000.0
"""The household whose appliances run as often as the table below says; others in proportion."""
_SATURDAY: Final = 5

_WEEKDAY = (2, 1, 1, 1, 1, 3, 9, 12, 10, 8, 7, 8, 10, 9, 8, 8, 10, 15, 20, 22, 20, 16, 10, 5)
_WEEKEND = (3, 2, 1, 1, 1, 2, 4, 8, 12, 14, 14, 15, 16, 14, 12, 11, 12, 15, 19, 20, 18, 15, 10, 6)
"""The curve over the day beyond the base, by hour; only the shape counts."""


class LoadProfileError(ValueError):
    """A household that cannot be: what it must have takes more than it may."""


class Appliance(msgspec.Struct, frozen=True):
    """Something that is switched on now and then."""

    stages: tuple[tuple[int, float], ...]
    """Minutes and watts, one after the other."""
    per_day: float
    """Mean number of runs a day in the typical household."""
    from_hour: int
    to_hour: int

    @property
    def energy_wh(self) -> float:
        """Of one run."""
        return sum(minutes * power_w for minutes, power_w in self.stages) / 60


APPLIANCES: Final = (
    Appliance(((3, 2_200.0),), 4.0, 6, 23),  # kettle
    Appliance(((4, 1_000.0),), 0.8, 7, 21),  # microwave
    Appliance(((12, 2_000.0), (25, 900.0)), 0.5, 11, 20),  # oven, kept warm by its thermostat
    Appliance(((15, 1_600.0), (10, 900.0)), 0.8, 7, 20),  # hob
    Appliance(((18, 2_000.0), (70, 180.0), (12, 450.0)), 0.35, 8, 20),  # washing machine
    Appliance(((20, 1_800.0), (50, 100.0), (15, 1_800.0)), 0.4, 13, 23),  # dishwasher
)


class LoadProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A household."""

    yearly_wh: float
    base_w: float
    """Always there: fridge, router, what is on standby."""
    seed: str
    southern: bool = False
    """Winter is in the middle of the year."""

    def __post_init__(self) -> None:
        if self.curve_wh < 0:
            least_wh = self.base_w * _HOURS_A_YEAR / (1 - _appliances_wh(_TYPICAL_WH) * 365 / _TYPICAL_WH)
            message = f"a base of {self.base_w:g} W needs at least {least_wh / 1000:,.0f} kWh in the year"
            raise LoadProfileError(message)

    @property
    def curve_wh(self) -> float:
        """Of a mean day, beyond base and appliances."""
        return self.yearly_wh / 365 - self.base_w * 24 - _appliances_wh(self.yearly_wh)


def load_of_day(profile: LoadProfile, day: date) -> array[float]:
    """Power (W) of each minute of a day."""
    season = _season(day, southern=profile.southern)
    hours = _WEEKEND if day.weekday() >= _SATURDAY else _WEEKDAY
    scale_w = profile.curve_wh * season / sum(hours)
    base_w = profile.base_w
    minutes = array("d")
    for hour, height in enumerate(hours):
        # Straight from the middle of one hour to the middle of the next: no steps at full hours.
        before, after = hours[hour - 1], hours[(hour + 1) % 24]
        for minute in range(60):
            way = (minute - 29.5) / 60
            leaning = (after - height) * way if way > 0 else (height - before) * way
            minutes.append(base_w + scale_w * (height + leaning))
    random = Random(f"{profile.seed}/{day.isoformat()}")
    often = profile.yearly_wh / _TYPICAL_WH * season
    for appliance in APPLIANCES:
        _run(random, appliance, appliance.per_day * often, minutes)
    return minutes


def _run(random: Random, appliance: Appliance, runs: float, minutes: array[float]) -> None:
    """Add an appliance's runs; the number of them is Poisson distributed, by the times between them."""
    span_min = (appliance.to_hour - appliance.from_hour) * 60
    at = random.expovariate(runs / span_min) if runs > 0 else float(span_min)
    while at < span_min:
        minute = appliance.from_hour * 60 + int(at)
        for lasts, power_w in appliance.stages:
            for place in range(minute, min(minute + lasts, _MINUTES_A_DAY)):
                minutes[place] += power_w
            minute += lasts
        at += random.expovariate(runs / span_min)


def _appliances_wh(yearly_wh: float) -> float:
    """Of a mean day."""
    return sum(appliance.energy_wh * appliance.per_day for appliance in APPLIANCES) * yearly_wh / _TYPICAL_WH


def _season(day: date, *, southern: bool) -> float:
    """The day's share of a mean day (VDEW 1999), by the day of the year."""
    t = day.timetuple().tm_yday
    if southern:
        t = (t + 182) % 365 + 1
    return float(-3.92e-10 * t**4 + 3.2e-7 * t**3 - 7.02e-5 * t**2 + 2.1e-3 * t + 1.24)
