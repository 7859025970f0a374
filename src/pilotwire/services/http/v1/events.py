"""``/events``: the station followed as it happens, by Server-Sent Events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Stream

from pilotwire.services.host import Host

from ..limits import connection_of
from .answers import ApiError, HostOf, WebRequest
from .event_hub import EventHub, Follower
from .openapi import answers_text, refuses

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


def handlers() -> list[HTTPRouteHandler]:
    """Make the handlers, with followers of their own."""
    hub = EventHub()

    @get(
        "/api/v1/events",
        media_type=EVENT_STREAM,
        tags=["Status"],
        summary="Follow everything",
        description=_ABOUT,
        responses={
            **answers_text(EVENT_STREAM, "Events, until one of the two leaves."),
            **refuses({400: "A parameter cannot be that.", 503: "There are too many followers."}),
        },
    )
    async def follow(
        request: WebRequest,
        host: HostOf,
        for_s: Annotated[
            float | None, QueryParameter(ge=0, le=86_400, description="End after so long (s); 0: after the status.")
        ] = None,
    ) -> Stream:
        """Tell what happens as it does."""
        if len(hub) >= MAX_FOLLOWERS:
            raise ApiError("There are too many followers; close some first.", status=503)
        follower = Follower(connection_of(request.scope).abort)  # type: ignore[arg-type]
        patience_s = _FOR_EVER_S if for_s is None else for_s
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
            yield await follower.take(min(left_s, HEARTBEAT_S)) or b": still here\n\n"
    finally:
        hub.leave(follower)
