"""``/advisories``: what the owner should know even while the station charges."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import PathParameter

from pilotwire.station.status import Status

from .answers import ApiError, HostOf
from .openapi import refuses
from .status_values import AdvisoryDocument
from .surroundings_document import advisory_documents

_PATH = "/api/v1/advisories"
_TAGS = ["Status"]

AdvisoryId = Annotated[str, PathParameter(max_length=64, description="Id of the advisory, `controller.lost` say.")]


@get(_PATH, tags=_TAGS, summary="List advisories", sync_to_thread=False)
def list_advisories(host: HostOf) -> Response[list[AdvisoryDocument]]:
    """Tell every advisory."""
    return Response(advisory_documents(host.status))


@post(
    f"{_PATH}/{{advisory_id:str}}/acknowledge",
    status_code=200,
    tags=_TAGS,
    summary="Acknowledge an advisory",
    description="It stays in the list, and asks for attention again as soon as what it is about has changed.",
    response_description="The advisory; that it is acknowledged is kept.",
    responses=refuses({400: "There can be no such id.", 404: "There is no such advisory now."}),
)
async def acknowledge(advisory_id: AdvisoryId, host: HostOf) -> Response[AdvisoryDocument]:
    """Mute one advisory."""
    if not host.run(lambda station, moment: station.acknowledge(advisory_id, moment)):
        raise _nothing(advisory_id)
    document = _told(advisory_id, host.status)
    await host.settled()
    return Response(document)


def _told(advisory_id: str, status: Status) -> AdvisoryDocument:
    for document in advisory_documents(status):
        if document.id == advisory_id:
            return document
    raise _nothing(advisory_id)


def _nothing(advisory_id: str) -> ApiError:
    return ApiError(f"There is no advisory {advisory_id} now.", "advisory_id", 404)


HANDLERS = [list_advisories, acknowledge]
