"""``/divertmode`` and ``/shaper``: solar divert and the current shaper, switched until the settings say otherwise.

The bodies of the answers are what clients recognise success by; there are no others.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, route
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.status import DivertMode

from .answers import ANY_METHOD, TEXT, HostOf, WebRequest, parameters, plain
from .described import takes

_TAGS = ["Modes"]
_MODE = "1: charge as fast as allowed; 2: charge by the sun. Anything else changes nothing."
_SHAPER = "1 starts the current shaper, anything else and nothing at all stops it."


class DivertForm(msgspec.Struct, frozen=True):
    """Fields of the form."""

    divertmode: Annotated[str, Meta(description=_MODE)] = ""


class ShaperForm(msgspec.Struct, frozen=True):
    """Fields of the form."""

    shaper: Annotated[str, Meta(description=_SHAPER)] = ""


@get(
    "/divertmode",
    media_type=TEXT,
    tags=_TAGS,
    summary="Charge by the sun, or not",
    response_description="`Divert Mode changed`, also if nothing did.",
    operation_class=takes(query={"divertmode": _MODE}),
)
async def set_mode(request: WebRequest, host: HostOf) -> Response[str]:
    """Set the divert mode from a query."""
    return await _set_mode(request, host)


@route(
    "/divertmode",
    http_method=ANY_METHOD[1:],
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Charge by the sun, or not",
    description="What the form does not have is looked for in the query.",
    response_description="`Divert Mode changed`, also if nothing did.",
    operation_class=takes(form=DivertForm, required=False),
)
async def set_mode_by_form(request: WebRequest, host: HostOf) -> Response[str]:
    """Set the divert mode from a form."""
    return await _set_mode(request, host)


@get(
    "/shaper",
    media_type=TEXT,
    tags=_TAGS,
    summary="Start or stop the current shaper",
    response_description="`Current Shaper state changed`, also if it did not.",
    operation_class=takes(query={"shaper": _SHAPER}),
)
async def switch_shaper(request: WebRequest, host: HostOf) -> Response[str]:
    """Switch the shaper from a query."""
    return await _switch_shaper(request, host)


@route(
    "/shaper",
    http_method=ANY_METHOD[1:],
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Start or stop the current shaper",
    description="What the form does not have is looked for in the query.",
    response_description="`Current Shaper state changed`, also if it did not.",
    operation_class=takes(form=ShaperForm, required=False),
)
async def switch_shaper_by_form(request: WebRequest, host: HostOf) -> Response[str]:
    """Switch the shaper from a form."""
    return await _switch_shaper(request, host)


async def _set_mode(request: WebRequest, host: Host) -> Response[str]:
    mode = _MODES.get((await parameters(request)).get("divertmode", ""))
    if mode is not None:
        host.run(lambda station, moment: station.set_divert_mode(mode, moment))
        await host.settled()
    return plain("Divert Mode changed")


async def _switch_shaper(request: WebRequest, host: Host) -> Response[str]:
    running = (await parameters(request)).get("shaper") == "1"
    host.run(lambda station, moment: station.switch_shaper(moment, running=running))
    await host.settled()
    return plain("Current Shaper state changed")


_MODES = {str(mode.value): mode for mode in DivertMode}

HANDLERS = [set_mode, set_mode_by_form, switch_shaper, switch_shaper_by_form]
