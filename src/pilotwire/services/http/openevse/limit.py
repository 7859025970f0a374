"""``/limit``: charge so much, so long or so far, and then stop."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.params import RawBody
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.openevse.words import FieldError, Switch, parse_flag
from pilotwire.station.limit_json import HIGHEST_VALUE, TIME_PATTERN, LimitError, limit_document, parse_limit

from .answers import ApiError, HostOf, Message, answer, msg, parse_object
from .described import refuses, takes

_TAGS = ["Limit"]
_PATHS = ["/limit", "/limits"]
_REFUSED = "failed to parse JSON"


class LimitBody(msgspec.Struct, frozen=True):
    """A limit as it is asked for."""

    type: Annotated[
        str,
        Meta(
            pattern="^[tesrc]",
            description=(
                "`time`: minutes of charging; `energy`: Wh; `soc`: state of charge (%); `range`: range of the vehicle, "
                "in the unit it is fed in; `cost`: hundredths of the currency of the prices. The first letter decides."
            ),
        ),
    ]
    value: (
        Annotated[float, Meta(ge=1, le=HIGHEST_VALUE)]
        | Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,8}(\.[0-9]{0,9})?$")]
    )
    auto_release: Annotated[
        Switch | None,
        Meta(description="Whether it is forgotten when the vehicle is unplugged; it is unless told otherwise."),
    ] = None
    release: Annotated[Switch | None, Meta(description="Another name of `auto_release`.")] = None
    ready_by: Annotated[
        Annotated[str, Meta(pattern=TIME_PATTERN)] | None,
        Meta(
            description=(
                "An addition: to be reached by then, by the clock on the wall; charging is put into the best hours "
                "before. Not with `cost`."
            )
        ),
    ] = None
    prefer: Annotated[
        Literal["cheapest", "greenest"] | None,
        Meta(description="An addition: the best hours; of consequence with `ready_by` only."),
    ] = None


class LimitDocument(msgspec.Struct, frozen=True):
    """The limit; empty when there is none."""

    type: Literal["time", "energy", "soc", "range", "cost"] | UnsetType = UNSET
    value: Annotated[
        int | UnsetType, Meta(description="Minutes, Wh, %, range or hundredths of the currency, by the type.")
    ] = UNSET
    auto_release: Annotated[bool | UnsetType, Meta(description="Whether it is forgotten at unplug.")] = UNSET
    ready_by: Annotated[str | UnsetType, Meta(description="By the clock on the wall; only if it is set.")] = UNSET
    prefer: Annotated[Literal["cheapest", "greenest"] | UnsetType, Meta(description="Only if `ready_by` is set.")] = (
        UNSET
    )


@get(_PATHS, tags=_TAGS, summary="Read the limit", description="Empty when there is none.", sync_to_thread=False)
def read_limit(host: HostOf) -> Response[LimitDocument]:
    """Tell the limit."""
    return answer(msgspec.convert(limit_document(host.status.limit), LimitDocument))


@post(
    _PATHS,
    status_code=201,
    tags=_TAGS,
    summary="Set a limit",
    description="Replaces a limit there may be. Reaching it pauses charging until it is forgotten.",
    response_description="Done, and kept.",
    responses=refuses({400: "Not JSON, or a field is missing or can never be valid."}),
    operation_class=takes(LimitBody),
)
async def set_limit(body: RawBody, host: HostOf) -> Response[Message]:
    """Set the limit."""
    asked = parse_object(body, refused_with=_REFUSED)
    try:
        ends = parse_flag("release", asked.get("release"), default=True)
        ends = parse_flag("auto_release", asked.get("auto_release"), default=ends)
        limit = parse_limit(asked | {"auto_release": ends})
    except (FieldError, LimitError) as error:
        raise ApiError(_REFUSED, reason=str(error)) from error
    host.run(lambda station, moment: station.set_limit(limit, moment))
    await host.settled()
    return msg("done", 201)


@delete(
    _PATHS,
    status_code=200,
    tags=_TAGS,
    summary="Forget the limit",
    response_description="Done, and kept; `no limit` when there was none.",
)
async def delete_limit(host: HostOf) -> Response[Message]:
    """Forget the limit."""
    if not host.run(lambda station, moment: station.clear_limit(moment)):
        return msg("no limit")
    await host.settled()
    return msg("done")


_ANY_ITEM = "/limit/{item:str}"
"""There is only one limit, but the gateway lets it be addressed as if there were several."""

HANDLERS = [
    read_limit,
    set_limit,
    delete_limit,
    get(_ANY_ITEM, include_in_schema=False, sync_to_thread=False)(read_limit.fn),
    post(_ANY_ITEM, include_in_schema=False, status_code=201)(set_limit.fn),
    delete(_ANY_ITEM, include_in_schema=False, status_code=200)(delete_limit.fn),
]
