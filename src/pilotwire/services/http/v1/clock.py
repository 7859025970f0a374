"""``/clock``: date, time and zone."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from litestar import Response, get, put
from litestar.params import RawBody
from msgspec import Meta

from .answers import ApiError, Body, HostOf, read_body
from .openapi import refuses, takes
from .status_document import clock_document
from .status_values import ClockDocument
from .words import Instant, instant

_PATH = "/api/v1/clock"
_TAGS = ["Clock"]
_YEARS = range(2020, 2100)
"""Controllers' clocks end in 2099, and nothing is right that shows less than the first."""
_EXAMPLE_S = 1_772_600_767


class ClockBody(Body, frozen=True):
    """What time it is."""

    utc: Annotated[Instant, Meta(description="From 2020 to 2099, with its offset from UTC or `Z`.")]


@get(_PATH, tags=_TAGS, summary="Read the clock", sync_to_thread=False)
def read_clock(host: HostOf) -> Response[ClockDocument]:
    """Tell the clock."""
    return Response(clock_document(host.status))


@put(
    _PATH,
    tags=_TAGS,
    summary="Set the clock",
    description="Only while no time server keeps it: see the setting `sntp_enabled`. The zone is a setting too.",
    response_description="The clock as it is now.",
    responses=refuses({400: "The body is not what is expected.", 409: "A time server keeps the clock."}),
    operation_class=takes(ClockBody, ClockBody(utc=instant(_EXAMPLE_S))),
)
async def put_clock(body: RawBody, host: HostOf) -> Response[ClockDocument]:
    """Set the clock."""
    asked = read_body(body, ClockBody).utc
    if not _YEARS.start <= asked.year < _YEARS.stop:
        raise ApiError("Use a date and time from 2020 to 2099, as 2026-03-04T05:06:07Z.", "utc")
    if host.status.settings.sntp_enabled:
        raise ApiError("A time server keeps the clock: switch the setting sntp_enabled off first.", status=409)
    host.set_clock(asked.astimezone(UTC))
    await host.settled()
    return Response(clock_document(host.status))


HANDLERS = [read_clock, put_clock]
