"""Charging sessions, from plug-in to unplug."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class StopReason(Enum):
    """Why energy stopped flowing during a session."""

    VEHICLE = "vehicle"
    """The car stopped asking."""
    CLAIM = "claim"
    """The target was paused; the session's text says by whom."""
    FAULT = "fault"
    CONTROLLER = "controller"
    """The controller paused by itself: its button, menu, timer or limits."""
    UNPLUGGED = "unplugged"
    LINK_LOST = "link_lost"
    POWER_LOST = "power_lost"
    """The station ended during the session."""


class Stop(msgspec.Struct, frozen=True):
    """One end of charging within a session."""

    at: datetime
    reason: StopReason
    text: str


class Session(msgspec.Struct, frozen=True):
    """One plug-in cycle."""

    number: int
    """Counts up from 1 and is never used twice."""
    started: datetime
    """UTC; when the car was plugged in, or first seen after a start of the station."""
    started_trusted: bool = True
    """Whether the clock was trusted then."""
    ended: datetime | None = None
    energy_wh: float = 0.0
    charging_s: float = 0.0
    peak_w: float = 0.0
    peak_a: float = 0.0
    charges: int = 0
    """How often charging began."""
    stops: tuple[Stop, ...] = ()
    """Why it stopped, oldest first; the newest 20."""
    who: str = ""
    """Who charged: an RFID token's name, an OCPP IdTag, or empty."""
    resumed: int = 0
    """How often the station started anew during the session."""
