"""A simulation plan as values: the station, who lives with it and what goes wrong. Reading one is in ``plan_file``."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pilotwire.controller import Profile
from pilotwire.plant import CarModel, Enclosure, Fault, Supply

from .home.plan import Home, Recorded


class When(msgspec.Struct, frozen=True, kw_only=True):
    """When something happens: once, every day, or at random moments."""

    day: int | None = None
    """Once on this day, counted from 1, at ``minute``."""
    minute: int = 0
    """Minutes after midnight, on ``day`` or (when that and ``per_month`` are None) every day."""
    per_month: float | None = None
    """At random, on average this often in 30 days."""


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """The installation and the stretch of time."""

    profile: Profile
    supply: Supply
    enclosure: Enclosure
    max_current_a: int | None
    """Sent as ``$SC`` after power-on; None leaves the profile's own."""
    start: datetime
    """Local time, no zone: there is no daylight saving in a plan."""
    days: int
    seed: int


class DayTimes(msgspec.Struct, frozen=True):
    """A car's habits on one kind of day, in minutes after midnight."""

    plug_in_min: int
    departure_min: int


class HouseholdCar(msgspec.Struct, frozen=True, kw_only=True):
    """One car of the household."""

    name: str
    model: CarModel
    """With the charge limit the plan asks for."""
    soc_percent: float
    """When it first comes home."""
    km_per_day: float
    km_spread: float
    """Standard deviation of the daily distance (km)."""
    weekday: DayTimes
    weekend: DayTimes
    jitter_min: float
    """Standard deviation of plug-in and departure (minutes)."""
    forget_probability: float
    """How likely it is not plugged in on an evening, 0-1."""
    plugs_below_percent: float
    """It is plugged in only when its battery is below this."""
    target_percent: float
    """State of charge it should leave with."""


class TimerWindow(msgspec.Struct, frozen=True):
    """The controller's delay timer (minutes after midnight), sent as ``$ST``."""

    start_min: int
    stop_min: int


class PriceWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A price that holds from one time of day to another (minutes after midnight), on these days of the week."""

    from_min: int
    to_min: int
    """Before ``from_min`` for a window over midnight; it belongs to the day it begins on."""
    per_kwh: float
    weekdays: tuple[int, ...]
    """Monday is 0."""


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """Prices of a kWh; the cheap one holds from ``cheap_from_min`` to ``cheap_to_min`` every day.

    With a house there is more: windows, of which the last that holds counts, what is paid for export, and recordings.
    """

    currency: str
    peak_per_kwh: float
    cheap_per_kwh: float
    cheap_from_min: int
    cheap_to_min: int
    windows: tuple[PriceWindow, ...] = ()
    feed_in_per_kwh: float = 0.0
    co2_g_per_kwh: float | None = None
    recorded_price: Recorded | None = None
    """Counts instead of all the others."""
    recorded_co2: Recorded | None = None

    @property
    def has_cheap_hours(self) -> bool:
        """Whether the cheap price ever holds, and not always."""
        return self.cheap_from_min != self.cheap_to_min


class PlannedFault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that goes wrong and is put right again after ``minutes``."""

    fault: Fault
    value: float
    when: When
    minutes: float


class PowerCut(msgspec.Struct, frozen=True, kw_only=True):
    """The mains fails for the whole station, controller included."""

    when: When
    minutes: float


class PlannedCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A RAPI command that is sent."""

    text: str
    """Starts with ``$``; without checksum."""
    when: When


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a simulation needs."""

    name: str
    station: Station
    cars: tuple[HouseholdCar, ...]
    timer: TimerWindow | None
    tariff: Tariff | None
    faults: tuple[PlannedFault, ...]
    power_cuts: tuple[PowerCut, ...]
    commands: tuple[PlannedCommand, ...]
    home: Home | None = None
    """The house the station is in, if its power is simulated too."""
