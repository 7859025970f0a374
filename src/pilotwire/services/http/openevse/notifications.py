"""``/notifications``: what the owner of the station should know, and that somebody has taken note of it.

Clients know by the id what to say in which language. Where they do not know an id they show it as it is.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from pilotwire.station.advisories import Advisory, asking, worst

from .answers import TEXT, ApiError, HostOf, WebRequest, answer, parameters, parse_object, plain
from .described import takes

_TAGS = ["Notifications"]
_SEVERITY = Meta(description="`info`, `warning` or `critical`.")


class NotificationDocument(msgspec.Struct, frozen=True):
    """One thing to know."""

    id: Annotated[str, Meta(description="What it is; always the same for the same thing.")]
    category: str
    severity: Annotated[str, _SEVERITY]
    sticky: Annotated[bool, Meta(description="It ends only with its cause; otherwise it tells of something past.")]
    acked: Annotated[bool, Meta(description="Somebody has taken note, and nothing has changed since.")]
    first_seen: Annotated[int, Meta(description="Seconds since 1970 UTC; 0 while nobody knows the time.")]
    last_seen: Annotated[int, Meta(description="The same; everything listed is so now.")]


class NotificationsDocument(msgspec.Struct, frozen=True):
    """All there is to know."""

    count: Annotated[int, Meta(description="Those that nobody has acknowledged.")]
    max_severity: Annotated[str, _SEVERITY, Meta(description="The highest among those.")]
    notifications: list[NotificationDocument]


class AckBody(msgspec.Struct, frozen=True):
    """What is taken note of."""

    id: str


@get(
    "/notifications",
    tags=_TAGS,
    summary="What the owner should know",
    description=(
        "Safety checks that are switched off, faults that were, heat, and what keeps the station from its work. "
        "Acknowledged ones are listed too. `/status` and `/ws` tell how many there are."
    ),
    sync_to_thread=False,
)
def notifications(host: HostOf) -> Response[NotificationsDocument]:
    """Tell all of it."""
    status = host.status
    now_s = status.moment.epoch_s if status.clock.trusted else 0
    return answer(
        NotificationsDocument(
            count=len(asking(status.advisories)),
            max_severity=worst(status.advisories).value,
            notifications=[_document(advisory, now_s) for advisory in status.advisories],
        )
    )


@post(
    "/notifications/ack",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Take note of something",
    description=(
        "It is listed further on, but not counted, until what it is about has changed. Takes JSON, a form or a query."
    ),
    response_description="`acknowledged`",
    responses={
        status: ResponseSpec(data_container=str, description=text, media_type=TEXT, generate_examples=False)
        for status, text in {400: "No `id`.", 404: "Nothing by this id is so now."}.items()
    },
    operation_class=takes(AckBody, form=AckBody, required=False),
)
async def acknowledge(request: WebRequest, host: HostOf) -> Response[str]:
    """Keep that it was taken note of."""
    advisory_id = await _asked(request)
    if not advisory_id:
        raise ApiError("id required", media_type=TEXT)
    if not host.run(lambda station, moment: station.acknowledge(advisory_id, moment)):
        raise ApiError("no such active notification", 404, media_type=TEXT)
    await host.settled()
    return plain("acknowledged")


async def _asked(request: WebRequest) -> str:
    body = await request.body()
    if body.lstrip().startswith(b"{"):
        advisory_id = parse_object(body).get("id")
        return advisory_id if isinstance(advisory_id, str) else ""
    return (await parameters(request)).get("id", "")


def _document(advisory: Advisory, now_s: int) -> NotificationDocument:
    condition = advisory.condition
    return NotificationDocument(
        id=condition.id,
        category=condition.category.value,
        severity=condition.severity.value,
        sticky=condition.sticky,
        acked=advisory.acked,
        first_seen=advisory.first_seen_s,
        last_seen=now_s,
    )


HANDLERS = [notifications, acknowledge]
