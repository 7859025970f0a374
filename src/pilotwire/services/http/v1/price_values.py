"""Prices as they are posted and as they are told. What is posted is read by ``station.prices_json``."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.station.prices import PriceSlot
from pilotwire.station.prices_json import MAX_CO2_G, MAX_PRICE, MOST_STEPS
from pilotwire.station.slots_json import MOST_SLOTS
from pilotwire.station.status import Status

from .answers import Body, Document
from .words import DayWord, Instant

_Price = Annotated[
    Annotated[float, Meta(ge=-MAX_PRICE, le=MAX_PRICE)] | None,
    Meta(description="Of a kWh; negative where one is paid to take it. Null or left out: not known."),
]
_Co2 = Annotated[
    Annotated[float, Meta(ge=0, le=MAX_CO2_G)] | None,
    Meta(description="Carbon intensity of a kWh (g CO2 equivalent). Null or left out: not known."),
]
_Start = Annotated[Instant, Meta(description="With its offset from UTC or `Z`.")]
_End = Annotated[
    Instant | None,
    Meta(description="Left out: the next start, or, of the last entry, as long as the one before it."),
]


class PriceSlotBody(Body, frozen=True, omit_defaults=True):
    """One stretch of time; one of price and CO2 at least."""

    start: _Start
    end: _End = None
    price: _Price = None
    co2_g: _Co2 = None


class PriceRateBody(Body, frozen=True, omit_defaults=True):
    """The same in evcc's words."""

    start: _Start
    value: Annotated[float, Meta(ge=-MAX_PRICE, le=MAX_PRICE, description="Price of a kWh.")]
    end: _End = None


class PriceStepBody(Body, frozen=True, omit_defaults=True, rename={"from_": "from"}):
    """A price that begins at a time of the day and holds until the next step; one of price and CO2 at least."""

    from_: Annotated[
        str,
        Meta(
            pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$",
            description="By the clock on the wall.",
            examples=["00:30"],
        ),
    ]
    price: _Price = None
    co2_g: _Co2 = None
    days: Annotated[
        Annotated[list[DayWord], Meta(min_length=1, max_length=7, extra_json_schema={"uniqueItems": True})] | None,
        Meta(description="On which days it begins; left out: on all."),
    ] = None


class PricesBody(Body, frozen=True, omit_defaults=True):
    """Prices: one of `slots`, `rates` and `daily`."""

    currency: Annotated[str, Meta(pattern="^([A-Z]{3})?$", description="ISO 4217.", examples=["GBP"])] = ""
    slots: Annotated[
        Annotated[list[PriceSlotBody], Meta(min_length=1, max_length=MOST_SLOTS)] | UnsetType,
        Meta(description="In the order of their starts, without overlap; there may be gaps."),
    ] = UNSET
    rates: Annotated[list[PriceRateBody], Meta(min_length=1, max_length=MOST_SLOTS)] | UnsetType = UNSET
    daily: Annotated[
        Annotated[list[PriceStepBody], Meta(min_length=1, max_length=MOST_STEPS)] | UnsetType,
        Meta(description="A tariff by the clock on the wall."),
    ] = UNSET


class PriceSlotDocument(Document, frozen=True):
    """One stretch of time with one price."""

    start: Instant
    end: Instant
    price: Annotated[float | None, Meta(description="Of a kWh.")]
    co2_g: Annotated[float | None, Meta(description="Of a kWh (g CO2 equivalent).")]


class PriceStatusDocument(Document, frozen=True):
    """The price of this moment."""

    source: Annotated[str, Meta(description="Where prices come from; empty when there are none.")]
    currency: Annotated[str, Meta(description="ISO 4217; empty when nobody said.")]
    current: Annotated[
        PriceSlotDocument | None, Meta(description="What holds now; null while nothing is known of now.")
    ]
    known_until: Annotated[Instant | None, Meta(description="The end of the last slot.")]


class PricesDocument(PriceStatusDocument, frozen=True):
    """The prices that count."""

    slots: Annotated[list[PriceSlotDocument], Meta(description="In order; there may be gaps.")]


def price_status_document(status: Status) -> PriceStatusDocument:
    """The price of this moment."""
    series = status.prices
    return PriceStatusDocument(
        source=series.source,
        currency=series.currency,
        current=current_slot(status),
        known_until=series.reach,
    )


def prices_document(status: Status) -> PricesDocument:
    """All prices."""
    now = msgspec.structs.asdict(price_status_document(status))
    return PricesDocument(**now, slots=[slot_document(slot) for slot in status.prices.slots])


def current_slot(status: Status) -> PriceSlotDocument | None:
    """What holds now."""
    slot = status.prices.at(status.moment.utc) if status.moment.trusted else None
    return None if slot is None else slot_document(slot)


def slot_document(slot: PriceSlot) -> PriceSlotDocument:
    """One stretch of time."""
    return PriceSlotDocument(**msgspec.structs.asdict(slot))
