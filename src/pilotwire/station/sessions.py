"""Charging sessions, from plug-in to unplug."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from .energy import Registers


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


class SessionSums(msgspec.Struct, frozen=True):
    """What a plug-in cycle has cost; each sum is None as long as nothing was known that it could be made of."""

    cost: float | None = None
    """Of the energy whose price was known."""
    currency: str = ""
    """Of the cost; ISO 4217, or empty."""
    co2_g: float | None = None
    """Carbon (g CO2 equivalent) of the energy whose intensity was known."""
    solar_wh: float | None = None
    """What the sun gave of the energy (Wh), as far as feeds told."""


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
    cost: float | None = None
    """This and the following as in ``SessionSums``."""
    currency: str = ""
    co2_g: float | None = None
    solar_wh: float | None = None

    @property
    def sums(self) -> SessionSums:
        """What it has cost."""
        return SessionSums(self.cost, self.currency, self.co2_g, self.solar_wh)

    def brought_up_to(self, registers: Registers, sums: SessionSums) -> Session:
        """The same with the energy of the registers and what that has cost."""
        return msgspec.structs.replace(
            self,
            energy_wh=registers.session_wh,
            charging_s=registers.session_elapsed_s,
            **msgspec.structs.asdict(sums),
        )
