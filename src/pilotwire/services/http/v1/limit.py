"""``/limit``: charge so much, so long or so far, and then stop."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.station.limit_values import Limit, LimitType

from .answers import ApiError, Body, HostOf, read_body
from .openapi import refuses, takes
from .status_document import limit_document
from .status_values import LimitDocument
from .words import LimitWord

MAX_VALUE = 0xFFFF_FFFF
_PATH = "/api/v1/limit"
_TAGS = ["Limit"]


class LimitBody(Body, frozen=True):
    """A limit as it is asked for. It replaces the one there may be."""

    type: Annotated[
        LimitWord,
        Meta(
            description=(
                "`time`: minutes of charging; `energy`: Wh; `soc`: state of charge of the car (%); `range`: range of "
                "the car, in km or in miles as it is fed in."
            )
        ),
    ]
    value: Annotated[int, Meta(ge=1, le=MAX_VALUE, examples=[12000])]
    auto_release: Annotated[bool, Meta(description="Whether it is forgotten when the car is unplugged.")] = True


@get(_PATH, tags=_TAGS, summary="Read the limit", description="Null when there is none.", sync_to_thread=False)
def read_limit(host: HostOf) -> Response[LimitDocument | None]:
    """Tell the limit."""
    return Response(limit_document(host.status.limit, host.status.settings))


@put(
    _PATH,
    tags=_TAGS,
    summary="Set a limit",
    description="Reaching it pauses charging until it is forgotten or raised, or the car is unplugged.",
    response_description="The limit; it is in force and kept.",
    responses=refuses({400: "The body is not what is expected."}),
    operation_class=takes(LimitBody, LimitBody(type="energy", value=12000)),
)
async def put_limit(body: RawBody, host: HostOf) -> Response[LimitDocument | None]:
    """Set the limit."""
    asked = read_body(body, LimitBody)
    check_limit(asked.type, asked.value)
    limit = Limit(LimitType(asked.type), asked.value, asked.auto_release)
    host.run(lambda station, moment: station.set_limit(limit, moment))
    document = limit_document(limit, host.status.settings)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="Forget the limit",
    response_description="It is gone. The default of the settings may take its place.",
    responses=refuses({404: "There is none."}),
)
async def delete_limit(host: HostOf) -> None:
    """Forget the limit."""
    if not host.run(lambda station, moment: station.clear_limit(moment)):
        raise ApiError("There is no limit.", status=404)
    await host.settled()


def check_limit(kind: str, value: int, field: str = "value") -> None:
    """Raise ``ApiError`` for a limit that can never be reached."""
    if kind == "soc" and value > 100:
        raise ApiError("A state of charge is 100 % at most.", field)


HANDLERS = [read_limit, put_limit, delete_limit]
