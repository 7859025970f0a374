"""``/plan``: when the car will be charged so that a limit is reached in time."""

from __future__ import annotations

from litestar import Response, get

from .answers import HostOf
from .plan_values import ChargingPlanDocument, charging_plan_document


@get(
    "/api/v1/plan",
    tags=["Limit"],
    summary="Read the charging plan",
    description="Of a limit with `ready_by`; null without one. Put the limit to have another plan made.",
    sync_to_thread=False,
)
def read_charging_plan(host: HostOf) -> Response[ChargingPlanDocument | None]:
    """Tell the plan."""
    return Response(charging_plan_document(host.status))


HANDLERS = [read_charging_plan]
