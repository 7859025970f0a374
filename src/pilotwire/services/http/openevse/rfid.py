"""``/rfid/add``: the next badge is told to everybody, so that a client can add it to ``rfid_storage``.

How long the station waits is told as events; so is the badge, by whoever reads it.
"""

from __future__ import annotations

import asyncio

from litestar import Response, route
from litestar.datastructures import State

from pilotwire.services.host import Host
from pilotwire.station.events import Topic

from .answers import ANY_METHOD, HostOf, Message, WebRequest, msg

WAIT_S = 60
_TIMER = "rfid_wait"


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
)
async def add(request: WebRequest, host: HostOf) -> Response[Message]:
    """Wait for the next badge."""
    if host.status.settings.rfid_enabled:
        _wait(host, request.app.state)
    return msg("Waiting for badge")


def _wait(host: Host, memory: State) -> None:
    under_way: asyncio.TimerHandle | None = memory.get(_TIMER)
    if under_way is not None:
        under_way.cancel()
    memory[_TIMER] = asyncio.get_running_loop().call_later(WAIT_S, _announce, host, 0)
    _announce(host, WAIT_S)


def _announce(host: Host, waiting_s: int) -> None:
    host.run(lambda station, moment: station.announce(Topic.RFID, {"waiting_s": waiting_s}, moment))


HANDLERS = [add]
