"""``/status`` and ``/target``: what the station does, and why."""

from __future__ import annotations

from litestar import Response, get

from .answers import HostOf
from .claim_documents import target_document
from .status_document import status_document
from .status_values import StatusDocument, TargetDocument

_TAGS = ["Status"]


@get(
    "/api/v1/status",
    tags=_TAGS,
    summary="Read everything",
    description="What changes afterwards is told by `/api/v1/events`.",
    sync_to_thread=False,
)
def read_status(host: HostOf) -> Response[StatusDocument]:
    """Tell everything."""
    return Response(status_document(host.status, host.identity, host.facts))


@get(
    "/api/v1/target",
    tags=_TAGS,
    summary="Read what is wanted of the controller, and why",
    description="The result of all claims, with every reason in the order in which it counts.",
    sync_to_thread=False,
)
def read_target(host: HostOf) -> Response[TargetDocument]:
    """Tell the target."""
    return Response(target_document(host.status))


HANDLERS = [read_status, read_target]
