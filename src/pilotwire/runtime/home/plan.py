"""A house in a simulation plan, as values: what is in it, and the strategies that are compared.

Reading them is in ``plan_file`` and ``strategy_file``; what a plan has beside the house is in ``runtime.plan``.
"""

from __future__ import annotations

from array import array
from datetime import time

import msgspec

from pilotwire.plant.home import Clouds, LoadProfile, Roof, StorageModel
from pilotwire.station.limit_values import Preference
from pilotwire.station.schedule_values import ScheduleDraft
from pilotwire.station.settings import Settings


class Recorded(msgspec.Struct, frozen=True):
    """A recording: a value for each minute of whole days, the first of which is the plan's first."""

    minutes: array[float]
    """Repeated when it is over."""


class ModelledRoof(msgspec.Struct, frozen=True):
    """A roof under a sky."""

    roof: Roof
    clouds: Clouds
    utc_offset_h: float
    """What the plan's clock is ahead of UTC."""


class HomeBattery(msgspec.Struct, frozen=True):
    """The home battery as it is at the beginning."""

    model: StorageModel
    soc: float
    """Share of its capacity, 0 to 1."""


class Reach(msgspec.Struct, frozen=True):
    """What the station is told at every plug-in: how far to charge, and by when."""

    soc_percent: int | None = None
    """State of charge; None for the car's target."""
    ready_by: time | None = None
    prefer: Preference = Preference.CHEAPEST


class Strategy(msgspec.Struct, frozen=True, kw_only=True):
    """What the station is set to and told."""

    name: str
    settings: Settings
    schedule: tuple[ScheduleDraft, ...] = ()
    reach: Reach | None = None
    car_capacity: bool = True
    """The station is told the capacity of the car that is plugged in."""
    battery_feeds_car: bool | None = None
    """How the home battery is set; None as the plan has it."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A house and what is tried out in it."""

    load: LoadProfile | Recorded
    sun: ModelledRoof | Recorded | None
    battery: HomeBattery | None
    strategies: tuple[Strategy, ...]
