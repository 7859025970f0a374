"""A charging plan as values: what is known of the car for it, its stretches, and how it stands.

How stretches are chosen is in ``charging_plan``, what is needed in ``charging_need``, who follows them in
``departure``.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from .limit_values import Preference


class CarReading(msgspec.Struct, frozen=True):
    """What the car said last that was new, and where the energy register stood then."""

    soc_pct: int | None
    range: int | None
    at_wh: float
    """Energy since plug-in (Wh)."""


class DepartureKept(msgspec.Struct, frozen=True):
    """What a plan is made from and must outlive a restart: all else is found anew."""

    since: datetime | None = None
    """When it was asked for, or the car plugged in (UTC): the limit is due the next time its hour comes after this."""
    car: CarReading | None = None
    power_w: int | None = None
    """What the car was seen to take."""


class PlanState(Enum):
    """How a plan stands."""

    NO_CAR = "no_car"
    NO_CLOCK = "no_clock"
    """Nobody knows the time: charging at once."""
    WAITING = "waiting"
    """For a stretch to begin."""
    CHARGING = "charging"
    """A stretch is under way."""
    LATE = "late"
    """The time has come and the limit is not reached: charging until it is."""
    READY = "ready"
    """The limit is reached, or as much was charged as was reckoned to reach it."""


class Stretch(msgspec.Struct, frozen=True):
    """Time in which to charge without interruption."""

    begin: datetime
    """UTC."""
    end: datetime
    """UTC; charging ends before if the limit is reached."""
    energy_wh: float
    """Expected from when the plan was made."""
    price: float | None
    """Mean of a kWh; None where part of it is not known."""
    co2_g: float | None
    """Mean of a kWh; None where part of it is not known."""


class ChargingPlan(msgspec.Struct, frozen=True):
    """The plan as it was made last, with what is expected of it from then on."""

    state: PlanState
    text: str
    """For people, as a clause."""
    prefer: Preference
    ready_by: datetime | None = None
    """When the limit is due (UTC); None as long as there is no car or no clock."""
    stretches: tuple[Stretch, ...] = ()
    """In order; the one under way begins when it began."""
    slots: int = 0
    """Of the price series, charged in."""
    energy_wh: float = 0.0
    """To be charged."""
    power_w: float = 0.0
    """Reckoned with."""
    cost: float | None = None
    """In the currency; None where part of it is not known."""
    currency: str = ""
    co2_g: float | None = None
    finish: datetime | None = None
    """When the limit is expected to be reached (UTC)."""
    in_time: bool = True
    """That is not after it is due."""
