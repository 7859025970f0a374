"""A charge limit as a value; when it is reached is decided in ``limit``."""

from __future__ import annotations

from datetime import time
from enum import Enum

import msgspec


class LimitType(Enum):
    """What is limited, and in which unit."""

    NONE = "none"
    TIME = "time"
    """Minutes of charging since plug-in."""
    ENERGY = "energy"
    """Wh since plug-in."""
    SOC = "soc"
    """State of charge of the car (%)."""
    RANGE = "range"
    """Range of the car, in the unit it is fed in."""
    COST = "cost"
    """Cost since plug-in, in hundredths of the currency of the prices."""


class Preference(Enum):
    """Which hours a charge that is to be ready by a time is put into."""

    CHEAPEST = "cheapest"
    GREENEST = "greenest"


class Limit(msgspec.Struct, frozen=True):
    """A limit that is set."""

    type: LimitType
    value: int
    auto_release: bool = True
    """Forgotten when the car is unplugged."""
    ready_by: time | None = None
    """By the clock on the wall: to be reached by then, the next time it comes after plug-in or after being set; the
    charge is put into the best hours before. None: as soon as others let it charge."""
    prefer: Preference = Preference.CHEAPEST
    """Only of consequence with ``ready_by``."""
