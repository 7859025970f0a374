"""``/override``: what people want, by hand: it replaces whatever schedule, sun and clients of less weight want."""

from __future__ import annotations

from litestar import Response, delete, get, patch, post
from litestar.params import RawBody

from pilotwire.services.openevse.words import FieldError, WishBody, WishDocument, parse_wish, wish_document

from .answers import ApiError, HostOf, Message, answer, msg, parse_object
from .described import refuses, takes

_TAGS = ["Override"]


@get(
    "/override",
    tags=_TAGS,
    summary="Read the manual override",
    description="Empty when there is none.",
    sync_to_thread=False,
)
def read_override(host: HostOf) -> Response[WishDocument]:
    """Tell the override."""
    override = host.status.override
    return answer(WishDocument() if override is None else wish_document(override.wish))


@post(
    "/override",
    status_code=201,
    tags=_TAGS,
    summary="Override by hand",
    description=(
        "Replaces an override there may be as a whole: what is left out is unset. It ends when the vehicle is "
        "unplugged unless `auto_release` is false."
    ),
    response_description="Done, and kept.",
    responses=refuses({400: "Not JSON, or a field that can never be valid."}),
    operation_class=takes(WishBody),
)
async def override(body: RawBody, host: HostOf) -> Response[Message]:
    """Make or replace the override."""
    asked = parse_object(body, refused_with="Failed to parse JSON")
    try:
        wish = parse_wish(asked, auto_release=True)
    except FieldError as error:
        raise ApiError(str(error)) from error
    host.run(lambda station, moment: station.override(wish, moment))
    await host.settled()
    return msg("Created", 201)


@patch(
    "/override",
    tags=_TAGS,
    summary="Toggle the manual override",
    description=(
        "Without an override one is made with the opposite of what the station is doing, until the vehicle is "
        "unplugged; with one it is released."
    ),
    response_description="Done, and kept.",
)
async def toggle_override(host: HostOf) -> Response[Message]:
    """Make an override or release it."""
    host.run(lambda station, moment: station.toggle_override(moment))
    await host.settled()
    return msg("Updated")


@delete(
    "/override",
    status_code=200,
    tags=_TAGS,
    summary="Release the manual override",
    response_description="Done, and kept.",
    responses=refuses({500: "There is none."}),
)
async def release_override(host: HostOf) -> Response[Message]:
    """Release the override."""
    if not host.run(lambda station, moment: station.release_override(moment)):
        raise ApiError("Failed to release manual override", 500)
    await host.settled()
    return msg("Deleted")


HANDLERS = [read_override, override, toggle_override, release_override]
