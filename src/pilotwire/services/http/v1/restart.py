"""``/restart`` and ``/factory-reset``: start anew, or forget everything."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, post
from litestar.params import RawBody
from msgspec import Meta

from .answers import Body, Document, HostOf, read_body
from .openapi import refuses, takes

_TAGS = ["Station"]


class RestartDocument(Document, frozen=True):
    """What starts anew."""

    restarting: Literal["station", "controller"]


class ResetBody(Body, frozen=True):
    """That everything is to be forgotten."""

    confirm: Annotated[Literal["forget everything"], Meta(description="That this is meant: it cannot be undone.")]


@post(
    "/api/v1/restart",
    status_code=202,
    tags=_TAGS,
    summary="Restart the station",
    description="It ends in order about a second after the answer and starts anew. The controller goes on charging.",
    response_description="It will.",
    sync_to_thread=False,
)
def restart_station(host: HostOf) -> Response[RestartDocument]:
    """Restart this program."""
    host.restart()
    return Response(RestartDocument(restarting="station"))


@post(
    "/api/v1/factory-reset",
    status_code=202,
    tags=_TAGS,
    summary="Forget everything and restart the station",
    description=(
        "Forgets all settings but those of the factory, the schedule, the log, energy, sessions and certificates. "
        "The controller keeps its own settings."
    ),
    response_description="Everything is forgotten; the station starts anew about a second after the answer.",
    responses=refuses({400: "It is not confirmed."}),
    operation_class=takes(ResetBody, ResetBody(confirm="forget everything")),
)
async def reset(body: RawBody, host: HostOf) -> Response[RestartDocument]:
    """Forget everything."""
    read_body(body, ResetBody)
    host.run(lambda station, moment: station.factory_reset(moment))
    await host.settled()
    host.restart()
    return Response(RestartDocument(restarting="station"))


HANDLERS = [restart_station, reset]
