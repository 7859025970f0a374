"""``/sessions``: plug-in cycles, as documents and as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import PathParameter
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from pilotwire.store.reader import Reader

from .answers import ApiError, Document, HostOf, Query, WebRequest, read_query
from .csv_stream import CSV, csv_stream
from .openapi import answers_text, refuses, takes
from .session_values import SessionDocument
from .status_document import current_session, session_document
from .words import Instant, rounded

MAX_PAGE = 500
_TAGS = ["History"]
_UNREADABLE = "The store cannot be read now."
_COLUMNS = SessionDocument.__struct_fields__

SessionNumber = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="Number of the session.")]


class SessionsQuery(Query, frozen=True):
    """Which sessions."""

    before: Annotated[
        Annotated[int, Meta(ge=1, le=2**63 - 1)] | UnsetType, Meta(description="Only sessions with a smaller number.")
    ] = UNSET
    since: Annotated[Instant | UnsetType, Meta(description="Only sessions that began then or later.")] = UNSET
    until: Annotated[Instant | UnsetType, Meta(description="Only sessions that began earlier.")] = UNSET
    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE, description="At most so many.")] = 50


class SessionsDocument(Document, frozen=True):
    """A page of sessions."""

    sessions: Annotated[list[SessionDocument], Meta(description="Newest first.")]
    next_before: Annotated[
        int | None, Meta(description="`before` of the page with older ones; null when there are none.")
    ]


class SessionMonthDocument(Document, frozen=True):
    """What somebody charged in one month, by currency where there were several."""

    month: Annotated[str, Meta(description="`YYYY-MM` (UTC); empty where the clock was not trusted.")]
    who: str
    sessions: int
    energy_wh: float
    charging_s: float
    charges: int
    currency: Annotated[str, Meta(description="Of the cost; empty also for sessions of which no price was known.")]
    cost: float | None
    co2_g: float | None
    solar_wh: float | None


@get(
    "/api/v1/sessions",
    tags=_TAGS,
    summary="Read sessions, page by page",
    description="The newest 5000 are kept one by one, older ones as monthly totals. The one under way is included.",
    responses=refuses({400: "A parameter cannot be that.", 503: _UNREADABLE}),
    operation_class=takes(query=SessionsQuery),
)
async def list_sessions(request: WebRequest, host: HostOf) -> Response[SessionsDocument]:
    """Tell a page of sessions."""
    asked = read_query(request, SessionsQuery)
    found = await asyncio.to_thread(
        host.reader.sessions, asked.since or None, asked.until or None, asked.limit + 1, asked.before or None
    )
    page = found[: asked.limit]
    return Response(
        SessionsDocument(
            sessions=[session_document(session) for session in page],
            next_before=page[-1].number if len(found) > asked.limit else None,
        )
    )


@get(
    "/api/v1/sessions/{number:int}",
    tags=_TAGS,
    summary="Read one session",
    responses=refuses({400: "There can be no such number.", 404: "There is no such session.", 503: _UNREADABLE}),
)
async def read_session(number: SessionNumber, host: HostOf) -> Response[SessionDocument]:
    """Tell one session."""
    current = current_session(host.status)
    if current is not None and current.number == number:
        return Response(current)
    session = await asyncio.to_thread(host.reader.session, number)
    if session is None:
        raise ApiError(f"There is no session {number}.", "number", 404)
    return Response(session_document(session))


@get(
    "/api/v1/sessions/months",
    tags=_TAGS,
    summary="Read monthly totals by person and currency",
    description="Of all sessions there ever were.",
    responses=refuses({503: _UNREADABLE}),
)
async def read_months(host: HostOf) -> Response[list[SessionMonthDocument]]:
    """Tell monthly totals."""
    months = await asyncio.to_thread(host.reader.session_months)
    return Response(
        [
            SessionMonthDocument(
                month=month.month,
                who=month.who,
                sessions=month.sessions,
                energy_wh=round(month.energy_wh, 3),
                charging_s=round(month.charging_s, 1),
                charges=month.charges,
                currency=month.currency,
                cost=rounded(month.cost, 4),
                co2_g=rounded(month.co2_g, 1),
                solar_wh=rounded(month.solar_wh, 3),
            )
            for month in months
        ]
    )


@get(
    "/api/v1/sessions.csv",
    media_type=CSV,
    tags=_TAGS,
    summary="Read all sessions as a table",
    responses={
        **answers_text(CSV, "Newest first. Columns are the fields of a session."),
        **refuses({503: _UNREADABLE}),
    },
)
async def sessions_table(request: WebRequest, host: HostOf) -> Stream:
    """Stream all sessions as CSV."""
    return await csv_stream(request, _COLUMNS, _pages(host.reader), "sessions.csv")


def _pages(reader: Reader) -> Iterator[list[Sequence[object]]]:
    before: int | None = None
    while page := reader.sessions(limit=MAX_PAGE, before_number=before):
        yield [_cells(session_document(session)) for session in page]
        before = page[-1].number


def _cells(session: SessionDocument) -> Sequence[object]:
    values = msgspec.to_builtins(session)
    stops = "; ".join(f"{stop['at']} {stop['reason']}: {stop['text']}" for stop in values["stops"])
    return [stops if name == "stops" else values[name] for name in _COLUMNS]


HANDLERS = [list_sessions, read_session, read_months, sessions_table]
