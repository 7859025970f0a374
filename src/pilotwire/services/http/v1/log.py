"""``/log``: the event log, newest first."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from litestar import Response, get
from msgspec import UNSET, Meta, UnsetType

from pilotwire.rapi.codes import EvseState
from pilotwire.station.eventlog import LogEntry

from .answers import Document, HostOf, Query, WebRequest, read_query
from .explanation_documents import SentenceDocument, sentence_document
from .openapi import refuses, takes
from .words import ChargeWord, FlagWord, Instant, LogWord, StateWord, degrees, flag_words, whole_seconds, word

MAX_PAGE = 500


class LogQuery(Query, frozen=True):
    """Which entries."""

    before: Annotated[
        Annotated[int, Meta(ge=1, le=2**63 - 1)] | UnsetType, Meta(description="Only entries with a smaller id.")
    ] = UNSET
    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE, description="At most so many.")] = 100


class LogEntryDocument(Document, frozen=True):
    """What happened, and the station as it was."""

    at: Instant
    kind: LogWord
    text: Annotated[str, Meta(description="In words.")]
    decision: Annotated[
        SentenceDocument | None,
        Meta(description="Of an entry that tells of a decision: the same for other languages. `/explanation` has all."),
    ]
    target: ChargeWord
    state: StateWord
    state_code: int
    flags: list[FlagWord]
    pilot_a: int
    session_wh: float
    session_charging_s: float
    temperature_c: float | None
    temperature_max_c: float | None
    divert_active: bool
    shaper_active: bool


class ListedLogEntryDocument(LogEntryDocument, frozen=True):
    """An entry with its place in the log."""

    id: Annotated[int, Meta(description="Grows with every entry.")]


class LogDocument(Document, frozen=True):
    """A page of the log."""

    entries: Annotated[list[ListedLogEntryDocument], Meta(description="Newest first.")]
    next_before: Annotated[
        int | None, Meta(description="`before` of the page with older ones; null when there are none.")
    ]


@get(
    "/api/v1/log",
    tags=["History"],
    summary="Read the event log, page by page",
    description="The newest 10 000 entries are kept.",
    responses=refuses({400: "A parameter cannot be that.", 503: "The store cannot be read now."}),
    operation_class=takes(query=LogQuery),
)
async def read_log(request: WebRequest, host: HostOf) -> Response[LogDocument]:
    """Tell a page of the log."""
    asked = read_query(request, LogQuery)
    await host.settled()
    found = await asyncio.to_thread(host.reader.log, asked.before or None, asked.limit + 1)
    page = found[: asked.limit]
    return Response(
        LogDocument(
            entries=[ListedLogEntryDocument(id=logged.id, **entry_fields(logged.entry)) for logged in page],
            next_before=page[-1].id if len(found) > asked.limit else None,
        )
    )


def entry_fields(entry: LogEntry) -> dict[str, Any]:
    """The fields of ``LogEntryDocument``."""
    return {
        "at": whole_seconds(entry.at),
        "kind": word(entry.kind),
        "text": entry.text,
        "decision": None if entry.explanation is None else sentence_document(entry.explanation.headline),
        "target": entry.target.value,
        "state": word(EvseState.from_code(entry.state_code)),
        "state_code": entry.state_code,
        "flags": flag_words(entry.flags),
        "pilot_a": entry.pilot_a,
        "session_wh": round(entry.session_wh, 3),
        "session_charging_s": round(entry.session_elapsed_s, 1),
        "temperature_c": degrees(entry.temperature_dc),
        "temperature_max_c": degrees(entry.temperature_max_dc),
        "divert_active": entry.divert_active,
        "shaper_active": entry.shaper_active,
    }


HANDLERS = [read_log]
