"""``/schedule``: timers by the week, and the plan that is made of them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post, route
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, RawBody
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host
from pilotwire.station.schedule_book import HIGHEST_ID, ScheduleError
from pilotwire.station.schedule_json import event_document, parse_drafts, plan_document

from .answers import ANY_METHOD, ApiError, HostOf, Message, answer, msg, parse_json
from .described import refuses, takes

_TAGS = ["Schedule"]
_PATH = "/schedule/{event_id:str}"
_REFUSED = "Could not parse JSON"
_Id = Annotated[
    str,
    PathParameter(
        description="Id of the event, a number from 1 to 4294967295.", schema_extra={"pattern": "^[0-9]{1,10}$"}
    ),
]
_Day = Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_State = Literal["active", "disabled"]
_Feature = Literal["none", "divert", "shaper", "ocpp", "rfid", "current"]
_LimitType = Literal["none", "time", "energy", "soc", "range", "cost"]
_FEATURE = (
    "What is on while the event is in force, if that is an active one. `divert`: charge by the sun alone; "
    "`shaper`: keep the house within its limit; `rfid`: ask for a tag; `ocpp`: leave it to the back end; `current`: "
    "charge with `feature_value` (A), 0 for the most the controller can."
)
_LIMIT_VALUE = "Minutes, Wh, %, range of the car or hundredths of the currency, by `limit`."
_TIME = "^([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9])?$"
_Number = Annotated[float, Meta(ge=0, le=HIGHEST_ID)]


class EventBody(msgspec.Struct, frozen=True):
    """A weekly event as it is asked for."""

    state: Annotated[_State, Meta(description="What to do from then on.")]
    time: Annotated[str, Meta(pattern=_TIME, description="Local time, `H:MM` or `H:MM:SS`.")]
    days: Annotated[list[_Day], Meta(min_length=1, description="On these days.")]
    id: Annotated[
        _Number | None, Meta(description="Which event to replace, or how to number a new one; 0: the next number.")
    ] = None
    feature: Annotated[_Feature | None, Meta(description=_FEATURE)] = None
    feature_value: Annotated[_Number | None, Meta(description="Of `current`; kept and told of the others.")] = None
    limit: Annotated[_LimitType | None, Meta(description="A charge limit while the event is in force.")] = None
    limit_value: Annotated[_Number | None, Meta(description=_LIMIT_VALUE)] = None


class EventDocument(msgspec.Struct, frozen=True):
    """A weekly event."""

    id: int
    state: Annotated[_State, Meta(description="What the station does from then on.")]
    time: Annotated[str, Meta(description="Local time, `HH:MM:SS`.")]
    days: list[_Day]
    feature: Annotated[_Feature | UnsetType, Meta(description=_FEATURE)] = UNSET
    feature_value: int | UnsetType = UNSET
    limit: _LimitType | UnsetType = UNSET
    limit_value: int | UnsetType = UNSET


class PlanEntryDocument(msgspec.Struct, frozen=True):
    """An event on one day."""

    id: int
    state: _State
    time: Annotated[str, Meta(description="Nominal local time, `HH:MM:SS`.")]
    day: _Day
    offset: Annotated[int, Meta(description="Nominal start, since local midnight (s).")]
    start_offset: Annotated[int, Meta(description="The start in force, after random displacement (s).")]
    diff: Annotated[int, Meta(description="The displacement (s).")]
    duration: Annotated[int, Meta(description="Until the next entry starts (s).")]


_Entries = list[PlanEntryDocument] | UnsetType


class PlanDocument(msgspec.Struct, frozen=True):
    """The week, and where in it the station is; only days with events are there."""

    current_day: _Day
    current_offset: Annotated[int, Meta(description="Since local midnight (s).")]
    next_event_delay: Annotated[int | Literal[False], Meta(description="Until the next event (s).")]
    current_event: PlanEntryDocument | Literal[False]
    next_event: PlanEntryDocument | Literal[False]
    sunday: _Entries = UNSET
    monday: _Entries = UNSET
    tuesday: _Entries = UNSET
    wednesday: _Entries = UNSET
    thursday: _Entries = UNSET
    friday: _Entries = UNSET
    saturday: _Entries = UNSET


@get(
    "/schedule",
    tags=_TAGS,
    summary="List all events",
    description="Ascending by id.",
    responses={200: ResponseSpec(list[EventDocument], generate_examples=False, description="The events.")},
    sync_to_thread=False,
)
def list_events(host: HostOf) -> Response[list[dict[str, object]]]:
    """Tell every event."""
    return answer(_events(host))


@post(
    "/schedule",
    status_code=200,
    tags=_TAGS,
    summary="Add or replace events",
    description=(
        "Takes one event or a list of them and adds or replaces all or none. An event without an id gets the one after "
        "the highest; of two with the same id in a list the later counts. Events may be at the same time: the one with "
        "the highest id is then in force. A request without a body is answered with the list of events."
    ),
    responses={
        200: ResponseSpec(
            Message | list[EventDocument],
            generate_examples=False,
            description="Done, and kept; or the events.",
        ),
        **refuses({400: "Not JSON, a field is missing or can never be valid, or there would be too many events."}),
    },
    operation_class=takes((EventBody, list[EventBody]), required=False),
)
async def put_events(body: RawBody, host: HostOf) -> Response[Message] | Response[list[dict[str, object]]]:
    """Add or replace events."""
    if not body:
        # How python-openevse-http reads the schedule.
        return answer(_events(host))
    return await _put(body, host)


@route(
    "/schedule/plan",
    http_method=ANY_METHOD,
    status_code=200,
    tags=_TAGS,
    summary="Read the plan",
    description="What was made of the events: starts are displaced at random within the configured window.",
    responses={200: ResponseSpec(PlanDocument, generate_examples=False, description="The plan.")},
    sync_to_thread=False,
)
def read_plan(host: HostOf) -> Response[dict[str, object]]:
    """Tell the plan."""
    return answer(plan_document(host.status.plan))


@get(
    _PATH,
    tags=_TAGS,
    summary="Read an event",
    responses={
        200: ResponseSpec(EventDocument, generate_examples=False, description="The event."),
        **refuses({404: "There is no such event."}),
    },
    sync_to_thread=False,
)
def read_event(event_id: _Id, host: HostOf) -> Response[dict[str, object]]:
    """Tell one event."""
    number = _known(event_id)
    event = next((event for event in host.status.schedule if event.id == number), None)
    if event is None:
        raise _not_found()
    return answer(event_document(event))


@post(
    _PATH,
    status_code=200,
    tags=_TAGS,
    summary="Add or replace an event",
    response_description="Done, and kept.",
    responses=refuses(
        {
            400: "Not JSON, a field is missing or can never be valid, or there would be too many events.",
            404: "There can be no such event.",
        }
    ),
    operation_class=takes(EventBody),
)
async def put_event(event_id: _Id, body: RawBody, host: HostOf) -> Response[Message]:
    """Add or replace one event."""
    return await _put(body, host, path_id=_known(event_id))


@delete(
    _PATH,
    status_code=200,
    tags=_TAGS,
    summary="Delete an event",
    response_description="Done, and kept.",
    responses=refuses({404: "There is no such event."}),
)
async def delete_event(event_id: _Id, host: HostOf) -> Response[Message]:
    """Delete one event."""
    number = _known(event_id)
    if not host.run(lambda station, moment: station.delete_schedule_event(number, moment)):
        raise _not_found()
    await host.settled()
    return msg("done")


async def _put(body: bytes, host: Host, *, path_id: int | None = None) -> Response[Message]:
    asked = parse_json(body, refused_with=_REFUSED)
    try:
        drafts = parse_drafts(asked, path_id=path_id)
        host.run(lambda station, moment: station.put_schedule(drafts, moment))
    except ScheduleError as error:
        raise ApiError(_REFUSED, reason=str(error)) from error
    await host.settled()
    return msg("done")


def _events(host: Host) -> list[dict[str, object]]:
    return [event_document(event) for event in host.status.schedule]


def _known(event_id: str) -> int:
    if event_id.isascii() and event_id.isdecimal() and len(event_id) <= len(str(HIGHEST_ID)):
        number = int(event_id)
        if 1 <= number <= HIGHEST_ID:
            return number
    raise _not_found()


def _not_found() -> ApiError:
    return ApiError("Not found", 404)


HANDLERS = [list_events, put_events, read_plan, read_event, put_event, delete_event]
