"""The shape of everything that wants something by itself: schedule, divert, shaper, limit, throttle.

A source sees its surroundings, holds at most one claim and says when it wants to look again. The station carries its
claim to the others'.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from .arbitration import Target
from .claims import Claim, Client
from .energy import Registers
from .evse import Evse
from .feeds import Feeds
from .moment import Moment
from .prices import NO_PRICES, PriceSeries
from .schedule_values import ScheduleEvent
from .settings import Settings
from .vehicle import VehicleData


class Surroundings(msgspec.Struct, frozen=True):
    """What a source may look at."""

    moment: Moment
    evse: Evse
    target: Target
    """As last decided."""
    registers: Registers
    feeds: Feeds
    vehicle: VehicleData
    settings: Settings
    timer: ScheduleEvent | None = None
    """The event of the schedule that is in force."""
    claims: tuple[Claim, ...] = ()
    """All that are held, as last decided on."""
    prices: PriceSeries = NO_PRICES
    """As far as they are known."""
    session_cost: float | None = None
    """What was charged since plug-in costs, in the currency of the prices; None where no price was known."""


class Source(Protocol):
    """One source of claims. Pure: time is in the surroundings."""

    client: Client

    @property
    def claim(self) -> Claim | None:
        """What it wants now."""

    @property
    def waiting_for(self) -> str:
        """What it waits for, for people ("6.5 A of surplus, 4.1 A now"); empty when it waits for nothing."""

    @property
    def next_deadline_ms(self) -> int | None:
        """When it wants to be advanced even if nothing changes (elapsed time)."""

    def advance(self, around: Surroundings) -> None:
        """Look around and decide. Called after every change of the surroundings and at the deadline."""
