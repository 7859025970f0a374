"""``/events``: the station followed as it happens, by Server-Sent Events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host

from ..limits import connection_of
from .answers import JSON, ApiError, Document, HostOf, Query, WebRequest, read_query
from .event_hub import EventHub, Follower
from .openapi import refuses, takes

EVENT_STREAM = "text/event-stream"
HEARTBEAT_S = 15.0
"""Nothing for longer than that, and a comment is sent: who is still there is found out by sending."""
MAX_FOLLOWERS = 64
_FOR_EVER_S = 10.0**9
_ABOUT = """Begins with an event `status` that has the whole of `/api/v1/status`.

After it, each event is named by its topic, such as `evse_state` or `claims`, and has

* `topic` and `at`,
* `changed`: the parts of the status that have changed since they were last told, each as a whole and by its name there,
* `data`: what the status does not hold: the `entry` of topic `log`, the `name` of topic `service`, the names `changed`
  of topic `config`.

Lines that begin with a colon are signs of life. The stream ends when the password is changed.
"""


class StreamedDocument(Document, frozen=True):
    """One event of the stream."""

    event: Annotated[str, Meta(description="Its topic.", examples=["evse_state"])]
    data: Annotated[
        str,
        Meta(extra_json_schema={"contentMediaType": JSON, "description": "JSON: the status, or what has changed."}),
    ]


class EventsQuery(Query, frozen=True):
    """How long to follow."""

    for_s: Annotated[
        Annotated[float, Meta(ge=0, le=86_400)] | UnsetType,
        Meta(description="End after so long (s); 0: after the first event."),
    ] = UNSET


def handlers(hub: EventHub) -> list[HTTPRouteHandler]:
    """Make the handlers; ``hub`` has those who follow."""

    @get(
        "/api/v1/events",
        media_type=EVENT_STREAM,
        tags=["Status"],
        summary="Follow everything",
        description=_ABOUT,
        responses={
            200: ResponseSpec(
                StreamedDocument,
                generate_examples=False,
                description="Events, until one of the two leaves.",
                media_type=EVENT_STREAM,
            ),
            **refuses({400: "A parameter cannot be that.", 503: "There are too many followers."}),
        },
        operation_class=takes(query=EventsQuery),
    )
    async def follow(request: WebRequest, host: HostOf) -> Stream:
        """Tell what happens as it does."""
        for_s = read_query(request, EventsQuery).for_s
        if len(hub) >= MAX_FOLLOWERS:
            raise ApiError("There are too many followers; close some first.", status=503)
        follower = Follower(connection_of(request.scope).abort)  # type: ignore[arg-type]
        patience_s = _FOR_EVER_S if for_s is UNSET else for_s
        return Stream(
            _events(hub, host, follower, patience_s), media_type=EVENT_STREAM, headers={"x-accel-buffering": "no"}
        )

    return [follow]


async def _events(hub: EventHub, host: Host, follower: Follower, for_s: float) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    end_s = loop.time() + for_s
    hub.join(host, follower)
    try:
        yield await follower.take(0)
        while not follower.ended and (left_s := end_s - loop.time()) > 0:
            told = await follower.take(min(left_s, HEARTBEAT_S))
            if told or not follower.ended:
                yield told or b": still here\n\n"
    finally:
        hub.leave(follower)
