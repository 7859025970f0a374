"""``/schedule``: charge or do not, by the clock on the wall, week after week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Annotated, cast

from litestar import Response, delete, get, post, put
from litestar.params import PathParameter, RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.claims import ChargeState
from pilotwire.station.limit_values import LimitType
from pilotwire.station.schedule_book import HIGHEST_ID, MOST_EVENTS, ScheduleError
from pilotwire.station.schedule_values import (
    PlanEntry,
    ScheduleDraft,
    ScheduleEvent,
    ScheduleFeature,
    Weekday,
)

from .answers import ApiError, HostOf, read_body
from .limit import check_limit
from .openapi import refuses, takes
from .schedule_values import (
    EventBody,
    EventDocument,
    EventLimitDocument,
    EventLimitWord,
    ListedEventBody,
    PlanDocument,
    PlanEntryDocument,
)
from .status_document import plan_document
from .words import DayWord, word

_PATH = "/api/v1/schedule"
_ONE = f"{_PATH}/{{event_id:int}}"
_TAGS = ["Schedule"]
_BAD = "The body is not what is expected."
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
    responses=refuses({400: _BAD}),
    operation_class=takes(_Events, [ListedEventBody(state="active", time="22:30", days=_EXAMPLE_DAYS, id=1)]),
)
async def replace_events(body: RawBody, host: HostOf) -> Response[list[EventDocument]]:
    """Have these events and no others."""
    asked: list[ListedEventBody] = read_body(body, _Events)
    drafts = [_draft(event, event.id, f"[{place}].") for place, event in enumerate(asked)]
    ids = [draft.id for draft in drafts if draft.id is not None]
    if len(set(ids)) < len(ids):
        raise ApiError("Two events have the same id.", "id")
    host.run(lambda station, moment: station.replace_schedule(drafts, moment))
    documents = _documents(host)
    await host.settled()
    return Response(documents)


@post(
    _PATH,
    tags=_TAGS,
    summary="Add an event",
    response_description="The event with its id; it is in force and kept.",
    responses=refuses({400: _BAD, 409: "There are as many events as there can be."}),
    operation_class=takes(EventBody, _EXAMPLE),
)
async def add_event(body: RawBody, host: HostOf) -> Response[EventDocument]:
    """Add one event."""
    draft = _draft(read_body(body, EventBody), None)
    before = {event.id for event in host.status.schedule}
    _put(host, [draft])
    added = next(event for event in host.status.schedule if event.id not in before)
    await host.settled()
    return Response(_document(added))


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
    return Response(PlanDocument(now=plan_document(status), entries=[_entry(entry) for entry in status.plan.entries]))


@get(_ONE, tags=_TAGS, summary="Read an event", responses=refuses({404: "There is none."}), sync_to_thread=False)
def read_event(event_id: EventId, host: HostOf) -> Response[EventDocument]:
    """Tell one event."""
    return Response(_document(_found(event_id, host)))


@put(
    _ONE,
    tags=_TAGS,
    summary="Replace an event, or add it with this id",
    response_description="The event; it is in force and kept.",
    responses=refuses({400: _BAD, 404: "There can be no such id.", 409: "There are as many events as there can be."}),
    operation_class=takes(EventBody, _EXAMPLE),
)
async def put_event(event_id: EventId, body: RawBody, host: HostOf) -> Response[EventDocument]:
    """Add or replace one event."""
    _put(host, [_draft(read_body(body, EventBody), event_id)])
    event = _found(event_id, host)
    await host.settled()
    return Response(_document(event))


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


def _put(host: Host, drafts: Sequence[ScheduleDraft]) -> None:
    try:
        host.run(lambda station, moment: station.put_schedule(drafts, moment))
    except ScheduleError as error:
        raise ApiError(f"{error.reason[0].upper()}{error.reason[1:]}.", status=409) from error


def _draft(asked: EventBody, event_id: int | None, place: str = "") -> ScheduleDraft:
    try:
        start = time.fromisoformat(asked.time)
    except ValueError as error:
        raise ApiError('Use a time of day such as "22:30".', f"{place}time") from error
    if asked.limit is not None:
        check_limit(asked.limit.type, asked.limit.value, f"{place}limit.value")
    return ScheduleDraft(
        state=ChargeState(asked.state),
        time=start,
        days=_days(asked.days),
        id=event_id,
        feature=ScheduleFeature.NONE if asked.current_a is None else ScheduleFeature.CURRENT,
        feature_value=asked.current_a or 0,
        limit=LimitType.NONE if asked.limit is None else LimitType(asked.limit.type),
        limit_value=0 if asked.limit is None else asked.limit.value,
    )


def _days(names: Iterable[DayWord]) -> tuple[Weekday, ...]:
    return tuple(sorted({Weekday[name.upper()] for name in names}))


def _documents(host: Host) -> list[EventDocument]:
    return [_document(event) for event in host.status.schedule]


def _document(event: ScheduleEvent) -> EventDocument:
    return EventDocument(
        id=event.id,
        state=event.state.value,
        time=event.time.isoformat("seconds"),
        days=[cast("DayWord", word(day)) for day in event.days],
        current_a=(event.feature_value or None) if event.feature is ScheduleFeature.CURRENT else None,
        limit=None
        if event.limit is LimitType.NONE
        else EventLimitDocument(type=cast("EventLimitWord", event.limit.value), value=event.limit_value),
    )


def _entry(entry: PlanEntry) -> PlanEntryDocument:
    return PlanEntryDocument(
        event=entry.event.id,
        state=entry.event.state.value,
        day=cast("DayWord", word(entry.day)),
        start_s=entry.offset_s,
        drawn_start_s=entry.start_offset_s,
        duration_s=entry.duration_s,
    )


def _found(event_id: int, host: Host) -> ScheduleEvent:
    for event in host.status.schedule:
        if event.id == event_id:
            return event
    raise _nothing(event_id)


def _nothing(event_id: int) -> ApiError:
    return ApiError(f"There is no event {event_id}.", "event_id", 404)


HANDLERS = [list_events, replace_events, add_event, read_plan, read_event, put_event, delete_event]
