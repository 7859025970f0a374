"""``/claims``: what each client wants of the station, and what all of it together leads to."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, post, route
from litestar.params import PathParameter, RawBody

from pilotwire.services.openevse.words import (
    ClaimDocument,
    FieldError,
    TargetDocument,
    WishBody,
    WishDocument,
    claim_document,
    parse_client,
    parse_wish,
    target_document,
    wish_document,
)
from pilotwire.station.claims import ClaimsFullError

from .answers import ANY_METHOD, ApiError, HostOf, Message, answer, msg, parse_object
from .described import refuses, takes

_TAGS = ["Claims"]
_PATH = "/claims/{client:str}"
_Client = Annotated[
    str,
    PathParameter(
        description="Id of the client, a number from 0 to 4294967295.", schema_extra={"pattern": "^[0-9]{1,10}$"}
    ),
]


@get("/claims", tags=_TAGS, summary="List all claims", description="In the order of their slots.", sync_to_thread=False)
def list_claims(host: HostOf) -> Response[list[ClaimDocument]]:
    """Tell every claim."""
    return answer([claim_document(claim) for claim in host.status.claims])


@route(
    "/claims/target",
    http_method=ANY_METHOD,
    status_code=200,
    tags=_TAGS,
    summary="Read what the claims lead to",
    description="What the station does, and which client decided each part of it.",
    sync_to_thread=False,
)
def read_target(host: HostOf) -> Response[TargetDocument]:
    """Tell the target."""
    return answer(target_document(host.status.target))


@get(_PATH, tags=_TAGS, summary="Read a claim", responses=refuses({404: "There is none."}), sync_to_thread=False)
def read_claim(client: _Client, host: HostOf) -> Response[WishDocument]:
    """Tell one client's claim."""
    claim = host.status.claim(_known(client))
    if claim is None:
        raise _not_found()
    return answer(wish_document(claim.wish))


@post(
    _PATH,
    status_code=200,
    tags=_TAGS,
    summary="Make a claim",
    description=(
        "Replaces what this client claimed before: what is left out is unset. It lasts until it is released, with "
        "`auto_release` until the vehicle is unplugged, and with the setting `claims_lease_time` no longer than that "
        "unless it is made again. Its priority is 500."
    ),
    response_description="Done, and kept.",
    responses=refuses(
        {400: "Not JSON, a field that can never be valid, or all claims are taken.", 404: "There is no such client."}
    ),
    operation_class=takes(WishBody),
)
async def make_claim(client: _Client, body: RawBody, host: HostOf) -> Response[Message]:
    """Make or replace one client's claim."""
    client_id = _known(client)
    asked = parse_object(body)
    lease_s = host.status.settings.claims_lease_time
    try:
        wish = parse_wish(asked, auto_release=False)
        host.run(lambda station, moment: station.claim(client_id, wish, moment, lease_ms=lease_s * 1000 or None))
    except FieldError as error:
        raise ApiError(str(error)) from error
    except ClaimsFullError as error:
        raise ApiError("Could not make claim", reason=str(error)) from error
    await host.settled()
    return msg("done")


@delete(
    _PATH,
    status_code=200,
    tags=_TAGS,
    summary="Release a claim",
    response_description="Done, and kept.",
    responses=refuses({404: "There is none."}),
)
async def release_claim(client: _Client, host: HostOf) -> Response[Message]:
    """Release one client's claim."""
    client_id = _known(client)
    if not host.run(lambda station, moment: station.release(client_id, moment)):
        raise _not_found()
    await host.settled()
    return msg("done")


def _known(client: str) -> int:
    client_id = parse_client(client)
    if client_id is None:
        raise _not_found()
    return client_id


def _not_found() -> ApiError:
    return ApiError("Not found", 404)


HANDLERS = [list_claims, read_target, read_claim, make_claim, release_claim]
