"""``/debug`` and ``/evse``: what the station and the controller's line said last. The live text is on WebSockets."""

from __future__ import annotations

from litestar import Response, route

from pilotwire.services.host import Console

from .answers import ANY_METHOD, TEXT, HostOf, plain


@route(
    "/debug",
    http_method=ANY_METHOD,
    status_code=200,
    media_type=TEXT,
    tags=["Consoles"],
    summary="Log of the station",
    description="The last 2048 bytes. What follows can be read on the WebSocket `/debug/console`.",
    response_description="Text as it was logged.",
    sync_to_thread=False,
)
def debug(host: HostOf) -> Response[str]:
    """Answer the end of the log."""
    return plain(host.tail(Console.LOG))


@route(
    "/evse",
    http_method=ANY_METHOD,
    status_code=200,
    media_type=TEXT,
    tags=["Consoles"],
    summary="Traffic with the controller",
    description="The last 2048 bytes of both directions. What follows can be read on the WebSocket `/evse/console`.",
    response_description="RAPI as it went over the line.",
    sync_to_thread=False,
)
def evse(host: HostOf) -> Response[str]:
    """Answer the end of the traffic."""
    return plain(host.tail(Console.RAPI))


HANDLERS = [debug, evse]
