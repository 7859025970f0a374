"""``/explanation``: what happens and why, now and at any moment that is remembered."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from litestar import Response, get
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host
from pilotwire.station.explanation import explain
from pilotwire.station.explanation_values import Explanation

from .answers import ApiError, HostOf, Query, WebRequest, read_query
from .explanation_documents import ExplanationDocument, explanation_fields
from .openapi import refuses, takes
from .words import Instant, whole_seconds


class ExplanationQuery(Query, frozen=True):
    """Of which moment."""

    at: Annotated[Instant | UnsetType, Meta(description="A moment that is over; left out: now.")] = UNSET


class ExplainedDocument(ExplanationDocument, frozen=True):
    """What happens, or happened, at one moment, and why."""

    at: Annotated[Instant, Meta(description="The moment.")]
    since: Annotated[Instant | None, Meta(description="When that was decided; null for the present.")]
    until: Annotated[Instant | None, Meta(description="When something else was; null if that still holds.")]
    restarted: Annotated[
        bool, Meta(description="The station started anew by `until`; nobody knows for how long it was off before.")
    ]


@get(
    "/api/v1/explanation",
    tags=["Status"],
    summary="Read what happens, and why",
    description=(
        "Who wants what, who decides, what it waits for and what comes next; for `at`, as it was written down in the "
        "event log when it was decided (figures are those of that instant)."
    ),
    responses=refuses(
        {400: "A parameter cannot be that.", 404: "Nothing is known of that moment.", 503: "The store cannot be read."}
    ),
    operation_class=takes(query=ExplanationQuery),
)
async def read_explanation(request: WebRequest, host: HostOf) -> Response[ExplainedDocument]:
    """Explain the present, or a moment that is over."""
    at = read_query(request, ExplanationQuery).at
    if at is UNSET:
        return Response(explanation_of(host))
    return Response(await _remembered(at.astimezone(UTC), host))


def explanation_of(host: Host) -> ExplainedDocument:
    """What happens now, and why."""
    return _document(explain(host.status), host.now().utc)


async def _remembered(at: datetime, host: Host) -> ExplainedDocument:
    if at > host.now().utc:
        raise ApiError("That moment is still to come.", "at", status=404)
    await host.settled()
    last, following = await asyncio.to_thread(host.reader.decisions_around, at)
    if last is None or last.explanation is None:
        begins = "" if following is None else f" What is known begins at {whole_seconds(following.at).isoformat()}."
        raise ApiError(f"Nothing that was decided by then is remembered.{begins}", "at", status=404)
    restarted = following is not None and following.explanation is not None and following.explanation.after_start
    until = None if following is None else following.at
    return _document(last.explanation, at, since=last.at, until=until, restarted=restarted)


def _document(
    explanation: Explanation,
    at: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    restarted: bool = False,
) -> ExplainedDocument:
    return ExplainedDocument(**explanation_fields(explanation), at=at, since=since, until=until, restarted=restarted)


HANDLERS = [read_explanation]
