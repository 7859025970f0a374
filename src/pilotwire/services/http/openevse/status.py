"""``/status``: the station as it is, and measurements of house and car that others send it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.openevse.status_document import StatusDocument, StatusPage
from pilotwire.station.push import PushError

from .answers import ApiError, HostOf, answer, parse_object
from .described import refuses, takes

_TAGS = ["Status"]
_NUMBER = r"^[+-]?[0-9]{1,5}(\.[0-9]{0,9})?$"
_Watts = Annotated[float, Meta(ge=-1_000_000, le=1_000_000)] | Annotated[str, Meta(pattern=_NUMBER)] | None
_Percent = Annotated[float, Meta(ge=0, le=100)] | Annotated[str, Meta(pattern="^[0-9]{1,2}$")] | None


class PushBody(msgspec.Struct, frozen=True):
    """Measurements; any of them, and null for none."""

    voltage: Annotated[
        float | Annotated[str, Meta(pattern=_NUMBER)] | None,
        Meta(description="Mains voltage (V); one below 60 or above 300 is not believed."),
    ] = None
    solar: Annotated[_Watts, Meta(description="Solar production (W).")] = None
    grid_ie: Annotated[_Watts, Meta(description="Flow from the grid (W), export negative; only without `solar`.")] = (
        None
    )
    shaper_live_pwr: Annotated[_Watts, Meta(description="Power of the site, vehicle included (W).")] = None
    home_battery_soc: Annotated[_Percent, Meta(description="State of charge of the home battery (%).")] = None
    home_battery_power: Annotated[_Watts, Meta(description="Power of the home battery (W), charging positive.")] = None
    battery_level: Annotated[_Percent, Meta(description="State of charge of the vehicle (%).")] = None
    battery_range: Annotated[
        Annotated[float, Meta(ge=0, le=5000)] | None, Meta(description="Range of the vehicle (km or miles).")
    ] = None
    time_to_full_charge: Annotated[
        Annotated[float, Meta(ge=0, le=2_592_000)] | None, Meta(description="Until the vehicle is full (s).")
    ] = None
    vehicle_charge_limit: Annotated[_Percent, Meta(description="What the vehicle charges to (%).")] = None


_page = StatusPage()
"""Only remembers the last answer; whose it was it looks at."""


def encoded_status(host: Host) -> bytes:
    """The status as it is sent."""
    return _page.encoded(host.status, host.facts)


@get(
    "/status",
    tags=_TAGS,
    summary="Read the status",
    responses={200: ResponseSpec(StatusDocument, generate_examples=False, description="The station as it is.")},
    sync_to_thread=False,
)
def read_status(host: HostOf) -> Response[bytes]:
    """Tell the status."""
    return answer(encoded_status(host))


@post(
    "/status",
    status_code=200,
    tags=_TAGS,
    summary="Send measurements",
    description=(
        "Takes all of them or none. Those of the vehicle count if `vehicle_data_src` is 3. What was sent is answered, "
        "and told to everybody who listens, together with keys unknown here."
    ),
    response_description="What was sent; with `vehicle_state_update` if vehicle data was taken over.",
    responses=refuses({400: "Not JSON, or a value that cannot be meant."}),
    operation_class=takes(PushBody),
)
async def push(body: RawBody, host: HostOf) -> Response[dict[str, object]]:
    """Take over measurements."""
    sent = parse_object(body)
    try:
        outcome = host.run(lambda station, moment: station.push(sent, moment))
    except PushError as error:
        raise ApiError(str(error)) from error
    return answer(sent | {"vehicle_state_update": 0} if outcome.vehicle_updated else sent)


HANDLERS = [read_status, push]
