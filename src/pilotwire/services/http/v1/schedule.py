"""``/schedule``: charge or do not, by the clock on the wall, week after week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from litestar import Response, delete, get, post, put
from litestar.params import PathParameter, RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.schedule_book import HIGHEST_ID, MOST_EVENTS, ScheduleError
from pilotwire.station.schedule_values import ScheduleDraft, ScheduleEvent

from .answers import ApiError, HostOf, read_body
from .openapi import refuses, takes
from .schedule_documents import draft_of, event_document, meets, plan_entry_document
from .schedule_values import EventBody, EventDocument, ListedEventBody, PlanDocument
from .status_document import plan_document
from .words import DayWord

_PATH = "/api/v1/schedule"
_ONE = f"{_PATH}/{{event_id:int}}"
_TAGS = ["Schedule"]
_BAD = "The body is not what is expected."
_CONFLICT = "There are as many events as there can be, or one begins at the same time already."
_EXAMPLE_DAYS: list[DayWord] = ["monday", "tuesday", "wednesday", "thursday", "friday"]

EventId = Annotated[int, PathParameter(ge=1, le=HIGHEST_ID, description="Id of the event.")]


_Events = Annotated[list[ListedEventBody], Meta(max_length=MOST_EVENTS)]
_EXAMPLE = EventBody(state="active", time="22:30", days=_EXAMPLE_DAYS, current_a=16)


@get(_PATH, tags=_TAGS, summary="List all events", description="Ascending by id.", sync_to_thread=False)
def list_events(host: HostOf) -> Response[list[EventDocument]]:
    """Tell every event."""
    return Response(_documents(host))


@put(
    _PATH,
    tags=_TAGS,
    summary="Replace the whole schedule",
    response_description="All events; they are in force and kept.",
    responses=refuses({400: f"{_BAD} Or two events have the same id, or begin at the same time."}),
    operation_class=takes(_Events, [ListedEventBody(state="active", time="22:30", days=_EXAMPLE_DAYS, id=1)]),
)
async def replace_events(body: RawBody, host: HostOf) -> Response[list[EventDocument]]:
    """Have these events and no others."""
    asked: list[ListedEventBody] = read_body(body, _Events)
    drafts = [draft_of(event, event.id, f"[{place}].") for place, event in enumerate(asked)]
    ids = [draft.id for draft in drafts if draft.id is not None]
    if len(set(ids)) < len(ids):
        raise ApiError("Two events have the same id.", "id")
    for place, draft in enumerate(drafts):
        for earlier in range(place):
            day = meets(draft, drafts[earlier])
            if day is not None:
                raise ApiError(f"Event [{earlier}] begins at the same time on {day} already.", f"[{place}].time")
    host.run(lambda station, moment: station.replace_schedule(drafts, moment))
    documents = _documents(host)
    await host.settled()
    return Response(documents)


@post(
    _PATH,
    tags=_TAGS,
    summary="Add an event",
    response_description="The event with its id; it is in force and kept.",
    responses=refuses({400: _BAD, 409: _CONFLICT}),
    operation_class=takes(EventBody, _EXAMPLE),
)
async def add_event(body: RawBody, host: HostOf) -> Response[EventDocument]:
    """Add one event."""
    draft = draft_of(read_body(body, EventBody), None)
    _check_time(draft, host)
    before = {event.id for event in host.status.schedule}
    _put(host, [draft])
    added = next(event for event in host.status.schedule if event.id not in before)
    await host.settled()
    return Response(event_document(added))


@get(
    f"{_PATH}/plan",
    tags=_TAGS,
    summary="Read the plan",
    description="What was made of the events: starts are displaced at random within `scheduler_start_window`.",
    sync_to_thread=False,
)
def read_plan(host: HostOf) -> Response[PlanDocument]:
    """Tell the plan."""
    status = host.status
    return Response(
        PlanDocument(now=plan_document(status), entries=[plan_entry_document(entry) for entry in status.plan.entries])
    )


@get(_ONE, tags=_TAGS, summary="Read an event", responses=refuses({404: "There is none."}), sync_to_thread=False)
def read_event(event_id: EventId, host: HostOf) -> Response[EventDocument]:
    """Tell one event."""
    return Response(event_document(_found(event_id, host)))


@put(
    _ONE,
    tags=_TAGS,
    summary="Replace an event, or add it with this id",
    response_description="The event; it is in force and kept.",
    responses=refuses({400: _BAD, 404: "There can be no such id.", 409: _CONFLICT}),
    operation_class=takes(EventBody, _EXAMPLE),
)
async def put_event(event_id: EventId, body: RawBody, host: HostOf) -> Response[EventDocument]:
    """Add or replace one event."""
    draft = draft_of(read_body(body, EventBody), event_id)
    _check_time(draft, host)
    _put(host, [draft])
    event = _found(event_id, host)
    await host.settled()
    return Response(event_document(event))


@delete(
    _ONE,
    tags=_TAGS,
    summary="Delete an event",
    response_description="It is gone.",
    responses=refuses({404: "There is none."}),
)
async def delete_event(event_id: EventId, host: HostOf) -> None:
    """Delete one event."""
    if not host.run(lambda station, moment: station.delete_schedule_event(event_id, moment)):
        raise _nothing(event_id)
    await host.settled()


def _check_time(draft: ScheduleDraft, host: Host) -> None:
    for event in host.status.schedule:
        day = None if event.id == draft.id else meets(draft, event)
        if day is not None:
            raise ApiError(f"Event {event.id} begins at the same time on {day} already.", "time", 409)


def _put(host: Host, drafts: Sequence[ScheduleDraft]) -> None:
    try:
        host.run(lambda station, moment: station.put_schedule(drafts, moment))
    except ScheduleError as error:
        raise ApiError(f"{error.reason[0].upper()}{error.reason[1:]}.", status=409) from error


def _documents(host: Host) -> list[EventDocument]:
    return [event_document(event) for event in host.status.schedule]


def _found(event_id: int, host: Host) -> ScheduleEvent:
    for event in host.status.schedule:
        if event.id == event_id:
            return event
    raise _nothing(event_id)


def _nothing(event_id: int) -> ApiError:
    return ApiError(f"There is no event {event_id}.", "event_id", 404)


HANDLERS = [list_events, replace_events, add_event, read_plan, read_event, put_event, delete_event]
