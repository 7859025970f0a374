"""``/sun-forecast``: what the sun is expected to give, by time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import UNSET, Meta, UnsetType

from pilotwire.station.slots_json import MOST_SLOTS, SlotsError
from pilotwire.station.status import Status
from pilotwire.station.sun_forecast import NO_FORECAST
from pilotwire.station.sun_forecast_json import MAX_POWER_W, parse_sun_forecast

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes
from .words import Instant, instant

_PATH = "/api/v1/sun-forecast"
_TAGS = ["Sun"]
_EXAMPLE_S = 1_795_431_600
_Start = Annotated[Instant, Meta(description="With its offset from UTC or `Z`.")]
_End = Annotated[
    Instant | None,
    Meta(description="Left out: the next start, or, of the last entry, as long as the one before it."),
]
_Power = Annotated[float, Meta(ge=0, le=MAX_POWER_W, description="What the panels give on average (W).")]


class SunSlotBody(Body, frozen=True, omit_defaults=True):
    """One stretch of time."""

    start: _Start
    power_w: _Power
    end: _End = None


class SunRateBody(Body, frozen=True, omit_defaults=True):
    """The same in evcc's words."""

    start: _Start
    value: _Power
    end: _End = None


class SunForecastBody(Body, frozen=True, omit_defaults=True):
    """A forecast: one of `slots` and `rates`."""

    slots: Annotated[
        Annotated[list[SunSlotBody], Meta(min_length=1, max_length=MOST_SLOTS)] | UnsetType,
        Meta(description="In the order of their starts, without overlap; there may be gaps."),
    ] = UNSET
    rates: Annotated[list[SunRateBody], Meta(min_length=1, max_length=MOST_SLOTS)] | UnsetType = UNSET


class SunSlotDocument(Document, frozen=True):
    """One stretch of time."""

    start: Instant
    end: Instant
    power_w: Annotated[float, Meta(description="What the panels are expected to give on average (W).")]


class SunForecastDocument(Document, frozen=True):
    """What the sun is expected to give."""

    known_until: Annotated[Instant | None, Meta(description="The end of the last slot; null when nothing is known.")]
    slots: Annotated[list[SunSlotDocument], Meta(description="In order; there may be gaps.")]


_EXAMPLE = SunForecastBody(
    slots=[
        SunSlotBody(start=instant(_EXAMPLE_S), end=instant(_EXAMPLE_S + 3600), power_w=2400),
        SunSlotBody(start=instant(_EXAMPLE_S + 3600), power_w=1900),
    ]
)


def forecast_document(status: Status) -> SunForecastDocument:
    """The forecast."""
    forecast = status.sun_forecast
    return SunForecastDocument(
        known_until=forecast.reach,
        slots=[SunSlotDocument(**msgspec.structs.asdict(slot)) for slot in forecast.slots],
    )


@get(_PATH, tags=_TAGS, summary="Read the forecast of the sun", sync_to_thread=False)
def read_sun_forecast(host: HostOf) -> Response[SunForecastDocument]:
    """Tell what was posted last."""
    return Response(forecast_document(host.status))


@put(
    _PATH,
    tags=_TAGS,
    summary="Post a forecast of the sun",
    description=(
        "In the place of the one before. Either `slots` or `rates`, as evcc names the same. It is drawn behind the "
        "week; the station decides nothing by it."
    ),
    response_description="The forecast; it is kept until another one is posted.",
    responses=refuses({400: "The body is not what is expected."}),
    operation_class=takes(SunForecastBody, _EXAMPLE),
)
async def put_sun_forecast(body: RawBody, host: HostOf) -> Response[SunForecastDocument]:
    """Take over a forecast."""
    try:
        forecast = parse_sun_forecast(read_body(body, object))
    except SlotsError as error:
        raise ApiError(f"{error.reason[0].upper()}{error.reason[1:]}.", error.where) from error
    host.run(lambda station, moment: station.set_sun_forecast(forecast, moment))
    document = forecast_document(host.status)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="Forget the forecast of the sun",
    response_description="It is gone.",
    responses=refuses({404: "There is none."}),
)
async def delete_sun_forecast(host: HostOf) -> None:
    """Forget what was posted."""
    if host.status.sun_forecast == NO_FORECAST:
        raise ApiError("No forecast has been posted.", status=404)
    host.run(lambda station, moment: station.set_sun_forecast(NO_FORECAST, moment))
    await host.settled()


HANDLERS = [read_sun_forecast, put_sun_forecast, delete_sun_forecast]
