"""``/claims``: what each client wants of the station. The station's own claims can be read here but not made."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import PathParameter, RawBody
from msgspec import Meta

from pilotwire.station.arbitration import client_name
from pilotwire.station.claims import ChargeState, ClaimsFullError, Client, Priority, Wish

from .answers import ApiError, Body, HostOf, read_body
from .claim_documents import claim_document
from .openapi import refuses, takes
from .status_values import ClaimDocument
from .words import ChargeWord

MAX_PRIORITY = Priority.MANUAL - 1
"""What people do by hand wins over every client of the API."""
MAX_LEASE_S = 7 * 86_400
_TAGS = ["Claims"]
_PATH = "/api/v1/claims/{client:int}"
_RESERVED = frozenset(client.value for client in Client if client is not Client.DEMAND_SHAPER)

ClientParameter = Annotated[
    int, PathParameter(ge=0, le=0xFFFF_FFFF, description="Id of the client: any number that nobody else uses.")
]
Current = Annotated[int, Meta(ge=6, le=80, examples=[16])]


class WishBody(Body, frozen=True):
    """What somebody wants of the station; null or left out: no opinion."""

    state: ChargeWord | None = None
    charge_current_a: Annotated[
        Current | None, Meta(description="Current to charge with (A); every maximum still holds.")
    ] = None
    max_current_a: Annotated[Current | None, Meta(description="Ceiling, whoever sets the current (A).")] = None

    def wish(self, *, auto_release: bool) -> Wish:
        """The same as the station has it.

        Raises:
            ApiError: nothing is wanted.

        """
        if self.state is None and self.charge_current_a is None and self.max_current_a is None:
            raise ApiError("Nothing is asked for: give state, charge_current_a or max_current_a.")
        state = None if self.state is None else ChargeState(self.state)
        return Wish(state, self.charge_current_a, self.max_current_a, auto_release)


class ClaimBody(WishBody, frozen=True):
    """A claim as it is asked for. It replaces what the same client claimed before."""

    auto_release: Annotated[bool, Meta(description="Whether it ends when the car is unplugged.")] = False
    priority: Annotated[
        int, Meta(ge=1, le=MAX_PRIORITY, description="For each property the highest that sets it decides.")
    ] = Priority.API.value
    lease_s: Annotated[
        Annotated[float, Meta(ge=1, le=MAX_LEASE_S)] | None,
        Meta(description="How long it lasts unless it is made again (s); null: until it is released."),
    ] = None
    why: Annotated[
        str,
        Meta(max_length=200, description="For people, as a clause.", examples=["electricity is cheap until 6:00"]),
    ] = ""


@get(
    "/api/v1/claims",
    tags=_TAGS,
    summary="List all claims",
    description="In the order of their slots: of two with the same priority the first decides.",
    sync_to_thread=False,
)
def list_claims(host: HostOf) -> Response[list[ClaimDocument]]:
    """Tell every claim."""
    status = host.status
    return Response([claim_document(claim, status) for claim in status.claims])


@get(
    _PATH,
    tags=_TAGS,
    summary="Read a claim",
    responses=refuses({404: "This client claims nothing."}),
    sync_to_thread=False,
)
def read_claim(client: ClientParameter, host: HostOf) -> Response[ClaimDocument]:
    """Tell one client's claim."""
    return Response(_told(client, host))


@put(
    _PATH,
    tags=_TAGS,
    summary="Make a claim",
    description=(
        "Replaces what this client claimed before. With `lease_s` it ends by itself unless it is made again in time, "
        "so a client that dies cannot hold the station for ever."
    ),
    response_description="The claim; it is in force.",
    responses=refuses(
        {
            400: "The body is not what is expected, or asks for nothing.",
            404: "There is no such client.",
            409: "The client is one of the station's own, or all claims are taken.",
        }
    ),
    operation_class=takes(
        ClaimBody, ClaimBody(charge_current_a=16, lease_s=300.0, why="electricity is cheap until 6:00")
    ),
)
async def make_claim(client: ClientParameter, body: RawBody, host: HostOf) -> Response[ClaimDocument]:
    """Make or replace one client's claim."""
    asked = read_body(body, ClaimBody)
    _outside(client)
    wish = asked.wish(auto_release=asked.auto_release)
    lease_ms = None if asked.lease_s is None else round(asked.lease_s * 1000)
    try:
        host.run(
            lambda station, moment: station.claim(
                client, wish, moment, priority=asked.priority, why=asked.why, lease_ms=lease_ms
            )
        )
    except ClaimsFullError as error:
        raise ApiError(str(error), status=409) from error
    document = _told(client, host)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="Release a claim",
    response_description="It is gone.",
    responses=refuses({404: "This client claims nothing.", 409: "The client is one of the station's own."}),
)
async def release_claim(client: ClientParameter, host: HostOf) -> None:
    """Release one client's claim."""
    _outside(client)
    if not host.run(lambda station, moment: station.release(client, moment)):
        raise _nothing(client)
    await host.settled()


def _outside(client: int) -> None:
    """Raise ``ApiError`` for clients that are part of the station."""
    if client in _RESERVED:
        raise ApiError(
            f"Client {client} is this station's own ({client_name(client)}); use another number.", "client", 409
        )


def _told(client: int, host: HostOf) -> ClaimDocument:
    status = host.status
    claim = status.claim(client)
    if claim is None:
        raise _nothing(client)
    return claim_document(claim, status)


def _nothing(client: int) -> ApiError:
    return ApiError(f"Client {client} claims nothing.", "client", 404)


HANDLERS = [list_claims, read_claim, make_claim, release_claim]
