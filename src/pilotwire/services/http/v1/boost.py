"""``/boost``: charge now, for a while."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.station.boost_values import LONGEST_MS, Boost

from .answers import ApiError, Body, HostOf, read_body
from .boost_documents import BoostDocument, boost_document
from .claims import Current
from .openapi import refuses, takes

MAX_ENERGY_WH = 1_000_000
_PATH = "/api/v1/boost"
_TAGS = ["Boost"]


class BoostBody(Body, frozen=True):
    """A boost as it is asked for: a time, an amount, or both. It replaces the one there may be."""

    duration_s: Annotated[
        Annotated[int, Meta(ge=1, le=LONGEST_MS // 1000)] | None,
        Meta(description="How long (s); null or left out: until the amount was charged, or for a day."),
    ] = None
    energy_wh: Annotated[
        Annotated[int, Meta(ge=1, le=MAX_ENERGY_WH)] | None,
        Meta(description="How much (Wh), from now on; null or left out: as much as there is time for."),
    ] = None
    current_a: Annotated[
        Current | None, Meta(description="With which current (A); null or left out: all that is allowed.")
    ] = None


@get(_PATH, tags=_TAGS, summary="Read the boost", description="Null when there is none.", sync_to_thread=False)
def read_boost(host: HostOf) -> Response[BoostDocument | None]:
    """Tell the boost."""
    return Response(boost_document(host.status))


@put(
    _PATH,
    tags=_TAGS,
    summary="Charge now, for a while",
    description=(
        "Whatever sun, schedule and charging plan want; limits, RFID, the override and other clients outrank it. It "
        "ends by itself, at the latest when the car is unplugged, and lasts over a restart of the station."
    ),
    response_description="The boost; it is in force and kept.",
    responses=refuses({400: "The body is not what is expected, or says neither how long nor how much."}),
    operation_class=takes(BoostBody, BoostBody(duration_s=1800)),
)
async def put_boost(body: RawBody, host: HostOf) -> Response[BoostDocument | None]:
    """Begin a boost."""
    asked = read_body(body, BoostBody)
    if asked.duration_s is None and asked.energy_wh is None:
        raise ApiError("A boost needs an end: give duration_s or energy_wh.")
    duration_ms = None if asked.duration_s is None else asked.duration_s * 1000
    boost = Boost(duration_ms, asked.energy_wh, asked.current_a)
    host.run(lambda station, moment: station.boost(boost, moment))
    document = boost_document(host.status)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="End the boost",
    response_description="It is gone.",
    responses=refuses({404: "There is none."}),
)
async def end_boost(host: HostOf) -> None:
    """End the boost."""
    if not host.run(lambda station, moment: station.end_boost(moment)):
        raise ApiError("There is no boost.", status=404)
    await host.settled()


HANDLERS = [read_boost, put_boost, end_boost]
