"""``/time`` and ``/settime``: the station's clock, its zone and who keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post, route
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.openevse.words import FieldError, local_text, parse_flag, utc_text
from pilotwire.station.settings import SettingsError
from pilotwire.station.status import Status

from .answers import (
    ANY_METHOD,
    JSON,
    TEXT,
    ApiError,
    HostOf,
    Message,
    WebRequest,
    answer,
    is_on,
    msg,
    parameters,
    parse_object,
    plain,
)
from .described import FORM, refuses, takes

_TAGS = ["Clock"]
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?Z", re.ASCII)
_YEARS = range(2000, 2100)
"""What the clocks of controllers can hold."""
_ABOUT_ZONE = "Name of the zone, a bar, and its rule as a POSIX TZ string; without, it stays."
_Time = Annotated[
    str,
    Meta(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$"),
]
_EXPECTED = "UTC as 2026-03-04T05:06:07Z, from 2000 to 2099"


class TimeDocument(msgspec.Struct, frozen=True):
    """The clock."""

    time: Annotated[str, Meta(description="Date and time in UTC.")]
    local_time: Annotated[str, Meta(description="Local date and time, with offset.")]
    offset: Annotated[str, Meta(description="Offset of local time from UTC, `±hhmm`.")]
    uptime: Annotated[int, Meta(description="Since the start of the station (s).")]
    ntp_status: Annotated[
        str, Meta(description="`disabled`, `connecting`, or `synchronized` when a time server keeps the clock.")
    ]
    ntp_last_sync: Annotated[int, Meta(description="Always 0: when it last did is not known.")] = 0


class ByServer(msgspec.Struct, frozen=True):
    """A time server keeps the clock."""

    sntp_enabled: Literal[True, 1, "true"]
    time_zone: Annotated[str | None, Meta(description=_ABOUT_ZONE)] = None


class ByHand(msgspec.Struct, frozen=True):
    """No time server keeps the clock; it is set."""

    time: Annotated[_Time, Meta(description="What time it is, UTC.")]
    sntp_enabled: Literal[False, 0, "false"] | None = None
    time_zone: Annotated[str | None, Meta(description=_ABOUT_ZONE)] = None


class Now(msgspec.Struct, frozen=True):
    """The time server is asked now."""

    sync_now: Literal[True, 1, "true"]


class TimeForm(msgspec.Struct, frozen=True):
    """The same as a form."""

    time: Annotated[_Time, Meta(description="What time it is, UTC; of no matter where a time server keeps the clock.")]
    ntp: Annotated[str, Meta(description="`1`, `true` or empty: a time server keeps the clock.")] = "0"
    tz: Annotated[str, Meta(description=_ABOUT_ZONE)] = ""


class _Asked(msgspec.Struct, frozen=True):
    """What is to be set, however it was asked for."""

    settings: Mapping[str, object]
    utc: datetime | None
    """What to set the clock to, unless a time server keeps it."""


@get("/time", tags=_TAGS, summary="Read the clock", sync_to_thread=False)
def read_time(host: HostOf) -> Response[TimeDocument]:
    """Tell the clock."""
    return answer(_document(host.status))


_REFUSALS = {
    200: ResponseSpec(Message, generate_examples=False, description="Done; to a form `set` is answered as text."),
    **refuses({400: "The body is neither JSON nor a form, or the time is missing or cannot be. Nothing was changed."}),
}


@post(
    "/time",
    status_code=200,
    tags=_TAGS,
    summary="Set the clock",
    description="Sets who keeps the clock, the zone and, where no time server does, the time.",
    responses=_REFUSALS,
    operation_class=takes((ByServer, ByHand, Now), form=TimeForm, answers_also=TEXT),
)
async def set_time(request: WebRequest, host: HostOf) -> Response[Message] | Response[str]:
    """Set the clock."""
    return await _set(request, host)


@route(
    "/settime",
    http_method=ANY_METHOD,
    status_code=200,
    tags=_TAGS,
    summary="Set the clock",
    description="As `POST /time`, with any method; without a body from the query.",
    responses=_REFUSALS,
    operation_class=takes(
        query=TimeForm,
        answers_also=TEXT,
    ),
)
async def set_time_by_any(request: WebRequest, host: HostOf) -> Response[Message] | Response[str]:
    """Set the clock."""
    return await _set(request, host)


async def _set(request: WebRequest, host: Host) -> Response[Message] | Response[str]:
    media_type, _ = request.content_type
    if media_type == JSON:
        body = parse_object(await request.body())
        try:
            await _apply(_from_json(body), host)
        except (FieldError, SettingsError) as error:
            raise ApiError("Could not parse time", reason=str(error)) from error
        return msg("done")
    if media_type not in ("", FORM):
        raise ApiError("could not parse time", media_type=TEXT)
    form = await parameters(request)
    try:
        await _apply(_from_form(form), host)
    except (FieldError, SettingsError) as error:
        raise ApiError("could not parse time", media_type=TEXT) from error
    return plain("set")


def _from_json(body: Mapping[str, object]) -> _Asked:
    settings: dict[str, object] = {}
    syncing = parse_flag("sync_now", body.get("sync_now"), default=False)
    # Without a word about it off, as on the gateway: who sets the time by hand wants it to stay.
    by_server = parse_flag("sntp_enabled", body.get("sntp_enabled"), default=False)
    if not syncing or "sntp_enabled" in body:
        settings["sntp_enabled"] = by_server
    zone = body.get("time_zone")
    if zone is not None:
        if not isinstance(zone, str):
            raise FieldError("time_zone", "text")
        settings["time_zone"] = zone
    return _Asked(settings, None if by_server or syncing else _utc(body.get("time")))


def _from_form(form: Mapping[str, str]) -> _Asked:
    by_server = is_on(form.get("ntp"))
    settings: dict[str, object] = {"sntp_enabled": by_server}
    if "tz" in form:
        settings["time_zone"] = form["tz"]
    return _Asked(settings, None if by_server else _utc(form.get("time")))


async def _apply(asked: _Asked, host: Host) -> None:
    host.run(lambda station, moment: station.change_settings(asked.settings, moment))
    if asked.utc is not None:
        host.set_clock(asked.utc)
    await host.settled()


def _utc(text: object) -> datetime:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is not None:
        try:
            utc = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        except ValueError:
            raise FieldError("time", _EXPECTED) from None
        if utc.year in _YEARS:
            return utc
    raise FieldError("time", _EXPECTED)


def _document(status: Status) -> TimeDocument:
    # Nobody but the operating system asks a time server; whether it has is all that is known.
    kept = "synchronized" if status.clock.trusted else "connecting"
    local = local_text(status.clock.local)
    return TimeDocument(
        time=utc_text(status.moment.utc),
        local_time=local,
        offset=local[-len("+hhmm") :],
        uptime=status.moment.elapsed_ms // 1000,
        ntp_status=kept if status.settings.sntp_enabled else "disabled",
    )


HANDLERS = [read_time, set_time, set_time_by_any]
