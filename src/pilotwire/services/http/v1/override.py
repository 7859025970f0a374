"""``/override``: what a person wants, by hand."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import Meta

from .answers import ApiError, HostOf, read_body
from .claim_documents import claim_document
from .claims import WishBody
from .openapi import refuses, takes
from .status_values import ClaimDocument

_PATH = "/api/v1/override"
_TAGS = ["Override"]


class OverrideBody(WishBody, frozen=True):
    """An override as it is asked for. It replaces the one there may be."""

    auto_release: Annotated[bool, Meta(description="Whether it ends when the car is unplugged.")] = True


@get(
    _PATH,
    tags=_TAGS,
    summary="Read the manual override",
    description="Null when there is none.",
    sync_to_thread=False,
)
def read_override(host: HostOf) -> Response[ClaimDocument | None]:
    """Tell the override."""
    return Response(_told(host))


@put(
    _PATH,
    tags=_TAGS,
    summary="Override by hand",
    description="Lasts until it is released or, unless told otherwise, until the car is unplugged; also over restarts.",
    response_description="The override; it is in force and kept.",
    responses=refuses({400: "The body is not what is expected, or asks for nothing."}),
    operation_class=takes(OverrideBody, OverrideBody(state="active", charge_current_a=16)),
)
async def put_override(body: RawBody, host: HostOf) -> Response[ClaimDocument | None]:
    """Make or replace the override."""
    asked = read_body(body, OverrideBody)
    wish = asked.wish(auto_release=asked.auto_release)
    host.run(lambda station, moment: station.override(wish, moment))
    document = _told(host)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="Release the manual override",
    response_description="It is gone.",
    responses=refuses({404: "There is none."}),
)
async def release_override(host: HostOf) -> None:
    """Release the override."""
    if not host.run(lambda station, moment: station.release_override(moment)):
        raise ApiError("There is no override.", status=404)
    await host.settled()


def _told(host: HostOf) -> ClaimDocument | None:
    status = host.status
    return None if status.override is None else claim_document(status.override, status)


HANDLERS = [read_override, put_override, release_override]
