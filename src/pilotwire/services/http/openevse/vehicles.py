"""``/tesla/vehicles``: cars that can be asked for their state of charge. None can: see ``vehicle_data_src``.

What a car or a home automation says of itself is told to ``/status`` and MQTT instead.
"""

from __future__ import annotations

import msgspec
from litestar import Response, route

from .answers import ANY_METHOD, answer


class VehicleDocument(msgspec.Struct, frozen=True):
    """One car of an account."""

    id: str
    name: str


class VehiclesDocument(msgspec.Struct, frozen=True):
    """All cars of an account."""

    count: int = 0
    vehicles: list[VehicleDocument] = msgspec.field(default_factory=list)


@route(
    ["/tesla/vehicles", "/teslaveh"],
    http_method=ANY_METHOD,
    status_code=200,
    tags=["Vehicle"],
    summary="Cars of a Tesla account",
    description="This station does not log in to Tesla, so there are none. Send the state of charge to `/status`.",
    sync_to_thread=False,
)
def vehicles() -> Response[VehiclesDocument]:
    """Answer that there are none."""
    return answer(VehiclesDocument())


HANDLERS = [vehicles]
