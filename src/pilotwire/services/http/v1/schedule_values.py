"""Schedule events and the plan as documents and as they are asked for."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pilotwire.station.schedule_book import HIGHEST_ID

from .answers import Body, Document
from .limit import MAX_VALUE
from .status_values import PlanStatusDocument
from .words import ChargeWord, DayWord, FeatureWord, LimitWord

_LIMIT = (
    "`time`: minutes of charging; `energy`: Wh; `soc`: state of charge of the car (%); `range`: range of the car, in "
    "km or in miles as it is fed in; `cost`: hundredths of the currency of the prices."
)
_CURRENT = "Current to charge with (A); null: the maximum."
_FEATURE = (
    "What is on while the event is in effect, if its state is `active`. `divert`: charge by the sun alone; `shaper`: "
    "keep the house within its limit; `rfid`: ask for a tag; `ocpp`: leave it to the charging back end. Null: nothing."
)


class EventLimitBody(Body, frozen=True):
    """A charge limit while an event is in force."""

    type: Annotated[LimitWord, Meta(description=_LIMIT)]
    value: Annotated[int, Meta(ge=1, le=MAX_VALUE)]


class EventBody(Body, frozen=True):
    """A weekly event as it is asked for: from this time on, on these days."""

    state: ChargeWord
    time: Annotated[
        str,
        Meta(
            pattern="^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            description="By the clock on the wall.",
            examples=["22:30"],
        ),
    ]
    days: Annotated[list[DayWord], Meta(min_length=1, max_length=7)]
    current_a: Annotated[Annotated[int, Meta(ge=6, le=80)] | None, Meta(description=_CURRENT)] = None
    feature: Annotated[FeatureWord | None, Meta(description=f"{_FEATURE} Not with `current_a`.")] = None
    limit: Annotated[EventLimitBody | None, Meta(description="Stop when this is reached.")] = None


class ListedEventBody(EventBody, frozen=True):
    """One of all events."""

    id: Annotated[
        Annotated[int, Meta(ge=1, le=HIGHEST_ID)] | None, Meta(description="Null: the one after the highest.")
    ] = None


class EventLimitDocument(Document, frozen=True):
    """A charge limit while an event is in force."""

    type: Annotated[LimitWord, Meta(description=_LIMIT)]
    value: int


class EventDocument(Document, frozen=True):
    """A weekly event."""

    id: int
    state: ChargeWord
    time: Annotated[str, Meta(description="By the clock on the wall, `HH:MM:SS`.")]
    days: list[DayWord]
    current_a: Annotated[int | None, Meta(description=_CURRENT)]
    feature: Annotated[FeatureWord | None, Meta(description=_FEATURE)]
    limit: EventLimitDocument | None


class PlanEntryDocument(Document, frozen=True):
    """An event on one day of the week."""

    event: Annotated[int, Meta(description="Id of the event.")]
    state: ChargeWord
    day: DayWord
    start_s: Annotated[int, Meta(description="As asked for, after local midnight (s).")]
    drawn_start_s: Annotated[int, Meta(description="As drawn at random, after local midnight (s).")]
    duration_s: Annotated[int, Meta(description="Until the next entry starts (s).")]


class PlanDocument(Document, frozen=True):
    """The week, and where in it the station is."""

    now: PlanStatusDocument
    entries: list[PlanEntryDocument]
