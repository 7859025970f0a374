"""``/limit``: charge so much, so long or so far, and then stop."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.station.limit_json import TIME_PATTERN, LimitError, check_ready_by, parse_ready_by
from pilotwire.station.limit_values import Limit, LimitType, Preference

from .answers import ApiError, Body, HostOf, read_body
from .openapi import refuses, takes
from .status_document import limit_document
from .status_values import LimitDocument
from .words import LimitWord, PreferWord

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
                "the car, in km or in miles as it is fed in; `cost`: hundredths of the currency of the prices."
            )
        ),
    ]
    value: Annotated[int, Meta(ge=1, le=MAX_VALUE, examples=[12000])]
    auto_release: Annotated[bool, Meta(description="Whether it is forgotten when the car is unplugged.")] = True
    ready_by: Annotated[
        Annotated[str, Meta(extra_json_schema={"pattern": TIME_PATTERN})] | None,
        Meta(
            description=(
                "To be reached by then, the next time the clock on the wall shows it: charging is put into the best "
                "hours before, see `/api/v1/plan`. Not with `cost`. Null: charging is not put off."
            ),
            examples=["07:00"],
        ),
    ] = None
    prefer: Annotated[PreferWord, Meta(description="The best hours; of consequence with `ready_by` only.")] = "cheapest"


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
    operation_class=takes(LimitBody, LimitBody(type="soc", value=80, ready_by="07:00")),
)
async def put_limit(body: RawBody, host: HostOf) -> Response[LimitDocument | None]:
    """Set the limit."""
    asked = read_body(body, LimitBody)
    check_limit(asked.type, asked.value)
    limit = _limit(asked)
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


def _limit(asked: LimitBody) -> Limit:
    try:
        ready_by = parse_ready_by(asked.ready_by)
        limit = Limit(LimitType(asked.type), asked.value, asked.auto_release, ready_by, Preference(asked.prefer))
        check_ready_by(limit)
    except LimitError as error:
        raise ApiError(f"{error.reason[0].upper()}{error.reason[1:]}.", error.field) from error
    return limit


def check_limit(kind: str, value: int, field: str = "value") -> None:
    """Raise ``ApiError`` for a limit that can never be reached."""
    if kind == "soc" and value > 100:
        raise ApiError("A state of charge is 100 % at most.", field)


HANDLERS = [read_limit, put_limit, delete_limit]
