"""``/rfid/add``: the next badge is told to everybody, so that a client can add it to ``rfid_storage``.

The station waits, and tells that it does; the badge is told by whoever reads it.
"""

from __future__ import annotations

from litestar import Response, route

from .answers import ANY_METHOD, HostOf, Message, msg


@route(
    "/rfid/add",
    http_method=ANY_METHOD,
    status_code=200,
    tags=["RFID"],
    summary="Wait for a badge",
    description=(
        "While `rfid_enabled` is set, `rfid_waiting` is told on `/ws`: 60 now and 0 when the time is up. The first "
        "badge in between is told as `rfid_input`."
    ),
    response_description="`Waiting for badge`",
    sync_to_thread=False,
)
def add(host: HostOf) -> Response[Message]:
    """Wait for the next badge."""
    if host.status.settings.rfid_enabled:
        host.run(lambda station, moment: station.learn_card(moment))
    return msg("Waiting for badge")


HANDLERS = [add]
