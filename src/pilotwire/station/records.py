"""What must survive a loss of power, as values: the station hands them out, the store keeps them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from .boost_values import BoostKept
from .charging_plan_values import DepartureKept
from .claims import Wish
from .commissioning import Commissioned
from .energy import Registers
from .eventlog import LogEntry
from .hold_budget import Held
from .known_controller import KnownController
from .limit_values import Limit
from .price_list import PriceList
from .rfid_values import Authorised
from .samples import Sample
from .schedule_values import ScheduleEvent
from .sessions import Session
from .sun_forecast import NO_FORECAST, SunForecast

Scalar = str | int | float | bool
"""A setting's value as it is stored."""


class SettingsRecord(msgspec.Struct, frozen=True):
    """All settings of one area that differ from their defaults, by long name. Committed before anybody is answered."""

    values: Mapping[str, Scalar]
    factory: bool = False


class RegistersRecord(msgspec.Struct, frozen=True):
    """The energy registers. What they counted up to a reset is worth a record of its own just before."""

    registers: Registers
    reset: bool = False
    """Somebody reset them: total and closures may be lower than before. Otherwise the store refuses that."""


class SessionRecord(msgspec.Struct, frozen=True):
    """A session that began, went on or ended; replaces the one with the same number."""

    session: Session


class ScheduleRecord(msgspec.Struct, frozen=True):
    """The whole schedule."""

    events: tuple[ScheduleEvent, ...]


class Standing(msgspec.Struct, frozen=True):
    """What people have asked for until the car leaves or they say otherwise."""

    override: Wish | None = None
    limit: Limit | None = None
    acknowledged: Mapping[str, int] = {}
    """Advisories somebody has acknowledged, each with the token for which that holds."""
    held: Held | None = None
    """What divert has used of today's budget for holding the minimum: what people allowed holds over a restart."""
    departure: DepartureKept = DepartureKept()
    """What the charging plan of the limit is made from."""
    boost: BoostKept | None = None
    authorised: Authorised | None = None
    """Whose RFID card was accepted for the car that is there."""
    controller: KnownController | None = None
    """Which one belongs to this station; None until a real one was heard."""


class StandingRecord(msgspec.Struct, frozen=True):
    """What people have asked for."""

    standing: Standing


class PricesRecord(msgspec.Struct, frozen=True):
    """The prices that were posted; None: they were withdrawn."""

    prices: PriceList | None


class SunForecastRecord(msgspec.Struct, frozen=True):
    """What the sun is expected to give; nothing when that was withdrawn."""

    forecast: SunForecast


class CommissioningRecord(msgspec.Struct, frozen=True):
    """What the installation is made of, and what was set by it."""

    commissioned: Commissioned


class LogRecord(msgspec.Struct, frozen=True):
    """One more entry of the event log."""

    entry: LogEntry


class SampleRecord(msgspec.Struct, frozen=True):
    """One more sample."""

    sample: Sample


class BackEndRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the conversation with a charging back end wants kept; all of it at once or nothing."""

    dialect: str
    """Which protocol it is, for example ``1.6``; what was kept for one is of no use to another."""
    documents: Mapping[str, str | None] = {}
    """JSON texts by name; None forgets one."""
    queued: Mapping[int, str] = {}
    """Messages that must be delivered, by numbers that count up; the same number replaces one."""
    delivered: tuple[int, ...] = ()
    """Numbers of those that need not be any more."""


class ResetRecord(msgspec.Struct, frozen=True):
    """Factory reset: everything but the factory settings is to be forgotten."""


Record = (
    SettingsRecord
    | RegistersRecord
    | SessionRecord
    | ScheduleRecord
    | StandingRecord
    | PricesRecord
    | SunForecastRecord
    | CommissioningRecord
    | LogRecord
    | SampleRecord
    | BackEndRecord
    | ResetRecord
)

URGENT = (
    SettingsRecord,
    ScheduleRecord,
    StandingRecord,
    PricesRecord,
    SunForecastRecord,
    CommissioningRecord,
    SessionRecord,
    BackEndRecord,
    ResetRecord,
)
"""Committed as soon as they are made; the others may wait for the next of these, or for the commit interval."""


class Kept(msgspec.Struct, frozen=True):
    """Everything a start brings back."""

    settings: Mapping[str, Scalar] = {}
    factory_settings: Mapping[str, Scalar] = {}
    registers: Registers = Registers()
    schedule: tuple[ScheduleEvent, ...] = ()
    standing: Standing = Standing()
    session: Session | None = None
    """The one that had not ended."""
    last_session_number: int = 0
    prices: PriceList | None = None
    """What was posted last."""
    sun_forecast: SunForecast = NO_FORECAST
    commissioned: Commissioned | None = None
