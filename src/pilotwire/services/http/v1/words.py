"""The words and numbers all documents of this API are made of: enums as lower-case words, instants, rounded units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum, IntFlag
from typing import Annotated, Literal

from msgspec import Meta

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.advisories import Category, Severity
from pilotwire.station.charging_plan_values import PlanState
from pilotwire.station.eventlog import LogKind
from pilotwire.station.evse import LinkState
from pilotwire.station.sessions import StopReason
from pilotwire.station.settings import Effect
from pilotwire.station.status import ContactorHold, NetworkMode


def word(value: Enum) -> str:
    """An enum's member as a lower-case word."""
    return str(value.name).lower()


def flag_words(flags: IntFlag) -> list[str]:
    """The flags that are set and have a name."""
    return [word(flag) for flag in flags]


def _one_of(kind: Iterable[Enum], description: str) -> Meta:
    return Meta(description=description, extra_json_schema={"enum": [word(member) for member in kind]})


StateWord = Annotated[str, _one_of(EvseState, "State of the controller; `unknown` for a code without a name.")]
FlagWord = Annotated[str, _one_of(VolatileFlag, "A flag of the controller that is set.")]
LinkWord = Annotated[
    str, _one_of(LinkState, "`waiting`: the line cannot be opened; `lost`: the controller has stopped answering.")
]
StopWord = Annotated[str, _one_of(StopReason, "Why energy stopped flowing.")]
LogWord = Annotated[str, _one_of(LogKind, "How important it is.")]
NetworkWord = Annotated[str, _one_of(NetworkMode, "How the station is on the network.")]
ContactorHoldWord = Annotated[
    str,
    _one_of(
        ContactorHold,
        "`shortest_charge`: charging goes on, the contactor has only just closed; `shortest_pause`: charging waits, it "
        "has only just opened; `most_closures`: charging waits, it has closed as often as it may within an hour.",
    ),
]
CategoryWord = Annotated[str, _one_of(Category, "What it is about.")]
SeverityWord = Annotated[str, _one_of(Severity, "How much it matters.")]
EffectWord = Annotated[str, _one_of(Effect, "When a change takes effect.")]
ChargeWord = Annotated[Literal["active", "disabled"], Meta(description="`active`: charge; `disabled`: do not.")]
LimitWord = Literal["time", "energy", "soc", "range", "cost"]
PreferWord = Literal["cheapest", "greenest"]
PlanStateWord = Annotated[
    str,
    _one_of(
        PlanState,
        "`late`: the time has come and the limit is not reached, so charging goes on; `ready`: it is reached, or as "
        "much was charged as was reckoned to reach it.",
    ),
]
VerdictWord = Literal["accepted", "ended", "other", "unknown", "learnt", "back_end"]
FeatureWord = Literal["divert", "shaper", "ocpp", "rfid"]
DayWord = Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

ClientId = Annotated[int, Meta(ge=0, le=0xFFFF_FFFF, description="Id of a client.")]
ClientName = Annotated[str, Meta(description="The client in words.", examples=["manual override"])]
Why = Annotated[str, Meta(description="What made the client want this, as a clause for people.")]
Instant = Annotated[datetime, Meta(tz=True)]


def instant(epoch_s: float) -> datetime:
    """An instant from seconds since 1970."""
    return datetime.fromtimestamp(epoch_s, UTC)


def whole_seconds(at: datetime) -> datetime:
    """An instant without its fraction of a second."""
    return at.replace(microsecond=0)


def seconds(milliseconds: int) -> float:
    """Milliseconds as seconds."""
    return round(milliseconds / 1000, 3)


def rounded(value: float | None, digits: int) -> float | None:
    """A number that may not be known, rounded."""
    return None if value is None else round(value, digits)


def degrees(tenths: int | None) -> float | None:
    """Tenths of a degree as degrees."""
    return None if tenths is None else tenths / 10
