"""``/health``: whether everything works, for monitoring. There are no secrets in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

from litestar import Response, get
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.status import Status
from pilotwire.store.errors import StoreError

from .answers import Document, HostOf
from .controller_document import controller_fields
from .status_document import identity_document
from .status_values import IdentityDocument, LinkDocument, ProcessDocument, ServiceDocument
from .surroundings_document import process_document, service_documents
from .words import Instant, word


class LinkHealthDocument(LinkDocument, frozen=True):
    """The line to the controller, with its counters since the station started."""

    connected: bool
    firmware: str
    protocol: str
    commands_sent: int
    commands_answered: int
    values_ignored: Annotated[int, Meta(description="What was heard and cannot be true.")]


class StoreHealthDocument(Document, frozen=True):
    """Where everything is kept."""

    readable: bool
    error: Annotated[str, Meta(description="Why it cannot be read; empty when it can.")]
    free_bytes: int
    used_bytes: int


class HealthDocument(Document, frozen=True):
    """How everything is."""

    healthy: Annotated[bool, Meta(description="Whether there is no problem.")]
    problems: Annotated[list[str], Meta(description="In sentences for people.")]
    at: Instant
    identity: IdentityDocument
    link: LinkHealthDocument
    store: StoreHealthDocument
    services: dict[str, ServiceDocument]
    process: ProcessDocument


@get(
    "/api/v1/health",
    tags=["Station"],
    summary="Whether everything works",
    description="Answered with 200 as long as the station can answer at all; `healthy` tells the rest.",
)
async def read_health(host: HostOf) -> Response[HealthDocument]:
    """Tell how everything is."""
    return Response(await health_of(host))


async def health_of(host: Host) -> HealthDocument:
    """How everything is."""
    store_error = await _store_error(host)
    status, facts = host.status, host.facts
    problems = [*_problems(status), *([f"The store cannot be read: {store_error}"] if store_error else [])]
    return HealthDocument(
        healthy=not problems,
        problems=problems,
        at=status.moment.utc,
        identity=identity_document(host.identity),
        link=_link_document(status),
        store=StoreHealthDocument(
            readable=not store_error,
            error=store_error,
            free_bytes=facts.storage_free_bytes,
            used_bytes=facts.storage_used_bytes,
        ),
        services=service_documents(status.services),
        process=process_document(status, facts),
    )


async def _store_error(host: Host) -> str:
    try:
        await asyncio.to_thread(host.reader.log, None, 1)
    except StoreError as error:
        return str(error)
    return ""


def _problems(status: Status) -> Iterator[str]:
    evse = status.evse
    if not evse.connected:
        yield f"The controller is not connected: {evse.link.error or 'the line is being opened'}"
    elif evse.state.is_fault:
        yield f"The controller reports a fault: {word(evse.state).replace('_', ' ')}"
    for name, service in status.services.items():
        if service.enabled and not service.connected:
            yield f"{name} is not connected: {service.error_detail or service.error or service.state}"


def _link_document(status: Status) -> LinkHealthDocument:
    evse = status.evse
    link: LinkDocument = controller_fields(evse)["link"]
    return LinkHealthDocument(
        state=link.state,
        name=link.name,
        error=link.error,
        retry_in_s=link.retry_in_s,
        losses=link.losses,
        connected=evse.connected,
        firmware=evse.firmware,
        protocol=evse.protocol,
        commands_sent=evse.link.commands_sent,
        commands_answered=evse.link.commands_answered,
        values_ignored=evse.link.values_ignored,
    )


HANDLERS = [read_health]
