"""Surroundings of a source of claims, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Target
from pilotwire.station.claims import ChargeState
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse
from pilotwire.station.feeds import Feeds
from pilotwire.station.moment import Moment
from pilotwire.station.schedule_values import ScheduleEvent
from pilotwire.station.settings import Settings
from pilotwire.station.source import Surroundings
from pilotwire.station.vehicle import VehicleData

MONDAY = datetime(2026, 7, 6, 12, 0, 2, tzinfo=UTC)
"""13:00:02 in London."""

NO_CAR = Evse(connected=True, state=EvseState.NOT_CONNECTED, hardware_maximum_a=32)
PLUGGED = Evse(connected=True, state=EvseState.CONNECTED, flags=VolatileFlag.CAR_CONNECTED, hardware_maximum_a=32)
CHARGING = Evse(connected=True, state=EvseState.CHARGING, flags=VolatileFlag.CAR_CONNECTED, hardware_maximum_a=32)
PAUSED = Evse(connected=True, state=EvseState.SLEEPING, flags=VolatileFlag.CAR_CONNECTED, hardware_maximum_a=32)


def moment_at(utc: datetime, *, elapsed_ms: int = 0, trusted: bool = True) -> Moment:
    return Moment(elapsed_ms, utc, trusted)


def later(moment: Moment, ms: int) -> Moment:
    return Moment(moment.elapsed_ms + ms, moment.utc + timedelta(milliseconds=ms), moment.trusted)


def around(
    moment: Moment | None = None,
    *,
    evse: Evse = NO_CAR,
    settings: Settings = Settings(),
    session_wh: float = 0.0,
    session_elapsed_s: float = 0.0,
    vehicle: VehicleData = VehicleData(),
    timer: ScheduleEvent | None = None,
) -> Surroundings:
    return Surroundings(
        moment=moment or moment_at(MONDAY),
        evse=evse,
        target=Target(ChargeState.ACTIVE, 32),
        registers=Registers(session_wh=session_wh, session_elapsed_s=session_elapsed_s),
        feeds=Feeds(),
        vehicle=vehicle,
        settings=settings,
        timer=timer,
    )
