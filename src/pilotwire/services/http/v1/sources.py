"""``/divert`` and ``/shaper``, and the measurements of house and car they live on: ``/feeds`` and ``/vehicle``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.push import MAX_POWER_W, MAX_VOLTAGE_V, MIN_VOLTAGE_V, PHASES
from pilotwire.station.schedule_values import ScheduleFeature
from pilotwire.station.status import DivertMode
from pilotwire.station.surplus import follows_grid
from pilotwire.station.vehicle import VehicleSource

from .answers import ApiError, Body, HostOf, read_body
from .openapi import refuses, takes
from .status_document import divert_document, shaper_document
from .status_values import DivertDocument, FeedsDocument, ShaperDocument, VehicleDocument
from .surroundings_document import feeds_document, vehicle_document

_TAGS = ["Sources"]
_BAD = {400: "The body is not what is expected."}
_UNTIL = "Until the settings say otherwise or the station starts anew."

_Power = Annotated[float, Meta(ge=-MAX_POWER_W, le=MAX_POWER_W)]
_Percent = Annotated[float, Meta(ge=0, le=100)]


class DivertBody(Body, frozen=True):
    """A mode of solar divert."""

    mode: Annotated[
        Literal["normal", "eco"], Meta(description="`normal`: as fast as allowed; `eco`: by what the sun leaves over.")
    ]


class ShaperBody(Body, frozen=True):
    """Whether the current shaper runs."""

    running: bool


class FeedsBody(Body, frozen=True):
    """Measurements of the house, whichever are known; null is as good as left out."""

    solar_w: Annotated[_Power | None, Meta(description="Production of the sun (W).")] = None
    grid_w: Annotated[_Power | None, Meta(description="Exchange with the grid (W); positive: from the grid.")] = None
    live_power_w: Annotated[_Power | None, Meta(description="Of the whole site, car included (W).")] = None
    live_power_phases_w: Annotated[
        Annotated[list[_Power], Meta(min_length=3, max_length=3)] | None,
        Meta(description="The same by phase (W); the whole need not be sent then."),
    ] = None
    voltage_v: Annotated[
        Annotated[float, Meta(ge=MIN_VOLTAGE_V, le=MAX_VOLTAGE_V)] | None, Meta(description="Of the mains (V).")
    ] = None
    home_battery_soc_pct: _Percent | None = None
    home_battery_w: Annotated[_Power | None, Meta(description="Positive: charging (W).")] = None


class VehicleBody(Body, frozen=True):
    """What is known of the car; null is as good as left out."""

    soc_pct: Annotated[_Percent | None, Meta(description="State of charge (%).")] = None
    range: Annotated[
        Annotated[float, Meta(ge=0, le=5000)] | None,
        Meta(description="In km, or in miles where the setting `mqtt_vehicle_range_miles` says so."),
    ] = None
    time_to_full_s: Annotated[float, Meta(ge=0, le=2_592_000)] | None = None
    charge_limit_pct: Annotated[_Percent | None, Meta(description="The car's own limit (%).")] = None


@get("/api/v1/divert", tags=_TAGS, summary="Read solar divert", sync_to_thread=False)
def read_divert(host: HostOf) -> Response[DivertDocument]:
    """Tell what divert does."""
    return Response(divert_document(host.status))


@put(
    "/api/v1/divert",
    tags=_TAGS,
    summary="Charge by the sun, or not",
    description=_UNTIL,
    responses=refuses({**_BAD, 409: "A timer has eco run; until it ends there is only the override."}),
    operation_class=takes(DivertBody, DivertBody(mode="eco")),
)
async def put_divert(body: RawBody, host: HostOf) -> Response[DivertDocument]:
    """Set the mode."""
    mode = DivertMode[read_body(body, DivertBody).mode.upper()]
    if mode is DivertMode.NORMAL and host.status.timer_feature is ScheduleFeature.DIVERT:
        raise ApiError("A timer has eco run until it ends; override to charge without the sun.", "mode", 409)
    host.run(lambda station, moment: station.set_divert_mode(mode, moment))
    document = divert_document(host.status)
    await host.settled()
    return Response(document)


@get("/api/v1/shaper", tags=_TAGS, summary="Read the current shaper", sync_to_thread=False)
def read_shaper(host: HostOf) -> Response[ShaperDocument]:
    """Tell what the shaper does."""
    return Response(shaper_document(host.status))


@put(
    "/api/v1/shaper",
    tags=_TAGS,
    summary="Start or stop the current shaper",
    description=_UNTIL,
    responses=refuses(_BAD),
    operation_class=takes(ShaperBody, ShaperBody(running=True)),
)
async def put_shaper(body: RawBody, host: HostOf) -> Response[ShaperDocument]:
    """Switch the shaper."""
    running = read_body(body, ShaperBody).running
    host.run(lambda station, moment: station.switch_shaper(moment, running=running))
    document = shaper_document(host.status)
    await host.settled()
    return Response(document)


@get("/api/v1/feeds", tags=_TAGS, summary="Read measurements of the house", sync_to_thread=False)
def read_feeds(host: HostOf) -> Response[FeedsDocument]:
    """Tell the feeds."""
    return Response(feeds_document(host.status))


@post(
    "/api/v1/feeds",
    status_code=200,
    tags=_TAGS,
    summary="Send measurements of the house",
    description="They count at once, and for as long as the settings believe them.",
    response_description="All measurements as they are now.",
    responses=refuses({400: "The body is not what is expected, or empty."}),
    operation_class=takes(FeedsBody, FeedsBody(solar_w=3200, grid_w=-1850)),
)
async def post_feeds(body: RawBody, host: HostOf) -> Response[FeedsDocument]:
    """Take over measurements."""
    _push(host, _given(read_body(body, FeedsBody), _FEED_NAMES))
    document = feeds_document(host.status)
    await host.settled()
    return Response(document)


@get("/api/v1/vehicle", tags=_TAGS, summary="Read what is known of the car", sync_to_thread=False)
def read_vehicle(host: HostOf) -> Response[VehicleDocument]:
    """Tell about the car."""
    return Response(vehicle_document(host.status))


@post(
    "/api/v1/vehicle",
    status_code=200,
    tags=_TAGS,
    summary="Send what is known of the car",
    description="Only while the setting `vehicle_data_src` is 3. Forgotten when the car is unplugged.",
    response_description="All that is known now.",
    responses=refuses(
        {400: "The body is not what is expected, or empty.", 409: "The settings believe another source."}
    ),
    operation_class=takes(VehicleBody, VehicleBody(soc_pct=62, range=240)),
)
async def post_vehicle(body: RawBody, host: HostOf) -> Response[VehicleDocument]:
    """Take over what is known of the car."""
    values = _given(read_body(body, VehicleBody), _VEHICLE_NAMES)
    if host.status.settings.vehicle_data_src != VehicleSource.HTTP:
        raise ApiError("Data about the car is taken from here only while vehicle_data_src is 3.", status=409)
    _push(host, values)
    document = vehicle_document(host.status)
    await host.settled()
    return Response(document)


def _given(body: Body, names: Mapping[str, str]) -> dict[str, object]:
    """What was sent, by the names the station takes it by."""
    values = {names[name]: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    if not values:
        raise ApiError(f"Nothing was sent: give any of {', '.join(names)}.")
    return values


def _push(host: Host, values: dict[str, object]) -> None:
    # Of sun and grid the station takes only one at a time, as the gateway does: first the one divert follows, with the
    # rest, so that it is judged together with what was measured with it.
    other = "solar" if follows_grid(host.status.settings) else "grid_ie"
    apart = {other: values.pop(other)} if {"solar", "grid_ie"} <= values.keys() else None
    host.run(lambda station, moment: station.push(values, moment))
    if apart is not None:
        host.run(lambda station, moment: station.push(apart, moment))


_FEED_NAMES = {
    "solar_w": "solar",
    "grid_w": "grid_ie",
    "live_power_w": "shaper_live_pwr",
    "live_power_phases_w": PHASES,
    "voltage_v": "voltage",
    "home_battery_soc_pct": "home_battery_soc",
    "home_battery_w": "home_battery_power",
}
_VEHICLE_NAMES = {
    "soc_pct": "battery_level",
    "range": "battery_range",
    "time_to_full_s": "time_to_full_charge",
    "charge_limit_pct": "vehicle_charge_limit",
}

HANDLERS = [
    read_divert,
    put_divert,
    read_shaper,
    put_shaper,
    read_feeds,
    post_feeds,
    read_vehicle,
    post_vehicle,
]
