"""A charge limit as a value; when it is reached is decided in ``limit``."""

from __future__ import annotations

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


class Limit(msgspec.Struct, frozen=True):
    """A limit that is set."""

    type: LimitType
    value: int
    auto_release: bool = True
    """Forgotten when the car is unplugged."""
