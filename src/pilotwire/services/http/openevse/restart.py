"""``/restart``, ``/reset`` and ``/apoff``: start anew, forget everything, give up the access point.

That a link or an image on some other page cannot cause any of this is seen to before a handler is called.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post, route
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from pilotwire.station.writes import Restart

from .answers import ANY_METHOD, TEXT, ApiError, HostOf, Message, WebRequest, answer, parse_object, plain
from .described import takes

_TAGS = ["Restart"]
_REFUSED_GET = "Only with the header `X-Requested-With: OpenEVSE` or as another method."
_AUTOMATIONS = ("aiohttp", "HomeAssistant")


class RestartBody(msgspec.Struct, frozen=True):
    """What is to start anew."""

    device: Annotated[str, Meta(description="`gateway`: this station; `evse`: its controller.", pattern="gateway|evse")]


class Restarting(msgspec.Struct, frozen=True, omit_defaults=True):
    """It will."""

    msg: str
    result: Annotated[str, Meta(description="`OK`, for automations that look for it.")] = ""


def _as_text(reasons: dict[int, str]) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(data_container=str, description=text, media_type=TEXT, generate_examples=False)
        for status, text in reasons.items()
    }


@get(
    "/restart",
    media_type=TEXT,
    tags=_TAGS,
    summary="Restart the station",
    description="It ends in order about a second after the answer and starts anew. The controller goes on charging.",
    response_description="`1`",
    responses=_as_text({403: _REFUSED_GET}),
    sync_to_thread=False,
)
def restart_station(host: HostOf) -> Response[str]:
    """Restart this process."""
    host.restart()
    return plain("1")


@post(
    "/restart",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Restart the station or its controller",
    description="The answer is JSON labelled as text, as it has always been.",
    responses=_as_text({400: "Not JSON, or without `device`.", 404: "Another device than these."}),
    operation_class=takes(RestartBody),
)
async def restart_device(request: WebRequest, host: HostOf) -> Response[bytes]:
    """Restart what the body names."""
    try:
        body = parse_object(await request.body(), refused_with="Couldn't parse json")
        told = _restart(body, host, for_automation=_is_automation(request))
    except ApiError as error:
        return _labelled_text(Message(error.text), error.status)
    return _labelled_text(told)


def _restart(body: dict[str, object], host: HostOf, *, for_automation: bool) -> Restarting:
    if "device" not in body:
        raise ApiError("wrong payload")
    if body["device"] == "gateway":
        host.restart()
        return Restarting("OK", "OK") if for_automation else Restarting("restart gateway")
    if body["device"] == "evse":
        host.run(lambda station, moment: station.write(Restart(), moment))
        return Restarting("restart evse")
    raise ApiError("unknown device", 404)


def _is_automation(request: WebRequest) -> bool:
    """Whether it is Home Assistant, whose library takes the gateway's own words for a failure.

    Browsers, whose pages want exactly those words, send ``Origin`` with every POST.
    """
    agent = request.headers.get("user-agent", "")
    return "origin" not in request.headers and any(name in agent for name in _AUTOMATIONS)


def _labelled_text(document: Message | Restarting, status: int = 200) -> Response[bytes]:
    return answer(msgspec.json.encode(document), status, media_type=TEXT)


@route(
    "/reset",
    http_method=ANY_METHOD,
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Reset to factory settings",
    description=(
        "Forgets all settings but those of the factory, the schedule, the log, energy, sessions, certificates and "
        "networks, and restarts the station."
    ),
    response_description="`1`",
    responses=_as_text({403: _REFUSED_GET}),
)
async def reset(host: HostOf) -> Response[str]:
    """Forget everything."""
    host.run(lambda station, moment: station.factory_reset(moment))
    await host.settled()
    host.restart()
    return plain("1")


@route(
    "/apoff",
    http_method=ANY_METHOD,
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Stop the access point",
    description="About a second after the answer. Does nothing where there is none.",
    response_description="`Turning AP Off`",
    responses=_as_text({403: _REFUSED_GET}),
    sync_to_thread=False,
)
def stop_access_point(host: HostOf) -> Response[str]:
    """Give up the access point."""
    host.stop_access_point()
    return plain("Turning AP Off")


HANDLERS = [restart_station, restart_device, reset, stop_access_point]
