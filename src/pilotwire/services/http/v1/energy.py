"""``/energy``: the registers, and what was charged by the calendar."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import RawBody
from msgspec import UNSET, Meta, UnsetType

from pilotwire.store.reader import Calendar, EnergyBucket

from .answers import ApiError, Body, Document, HostOf, Query, WebRequest, read_body, read_query
from .openapi import refuses, takes
from .status_document import registers_document
from .status_values import RegistersDocument
from .words import degrees

_TAGS = ["Energy"]
_DEFAULT_DAYS = {"day": 30, "month": 366}
_CALENDARS = {"day": Calendar.DAY, "month": Calendar.MONTH, "year": Calendar.YEAR}

By = Literal["day", "month", "year"]


class EnergyHistoryQuery(Query, frozen=True):
    """Which energy."""

    by: Annotated[By, Meta(description="Length of the buckets.")] = "day"
    since: Annotated[date | UnsetType, Meta(description="First local date.")] = UNSET
    until: Annotated[date | UnsetType, Meta(description="The local date after the last.")] = UNSET


class BucketDocument(Document, frozen=True):
    """One day, month or year of the local calendar."""

    start: Annotated[date, Meta(description="Its first day.")]
    energy_wh: float
    temperature_max_c: float | None
    temperature_min_c: float | None


class EnergyHistoryDocument(Document, frozen=True):
    """Energy by the calendar."""

    by: By
    buckets: Annotated[list[BucketDocument], Meta(description="Oldest first; those without anything are left out.")]


class EnergyResetBody(Body, frozen=True):
    """Which registers to set back."""

    registers: Annotated[
        Literal["calendar", "all"],
        Meta(
            description=(
                "`calendar`: session, day, week, month and year; `all`: also the total and the contactor's closures."
            )
        ),
    ]
    confirm: Annotated[Literal["reset"], Meta(description="That this is meant: it cannot be undone.")]
    add_controller_total: Annotated[
        bool, Meta(description="Then add the controller's own lifetime register to the total.")
    ] = False


@get("/api/v1/energy", tags=_TAGS, summary="Read the energy registers", sync_to_thread=False)
def read_registers(host: HostOf) -> Response[RegistersDocument]:
    """Tell the registers."""
    return Response(registers_document(host.status.registers))


@get(
    "/api/v1/energy/history",
    tags=_TAGS,
    summary="Read energy by day, month or year",
    description="Of the last 30 days, 12 months or all years, unless told otherwise. The bucket under way is included.",
    responses=refuses({400: "A parameter cannot be that.", 503: "The store cannot be read now."}),
    operation_class=takes(query=EnergyHistoryQuery),
)
async def read_history(request: WebRequest, host: HostOf) -> Response[EnergyHistoryDocument]:
    """Tell energy by the calendar."""
    asked = read_query(request, EnergyHistoryQuery)
    since = asked.since or _default_since(asked.by, host.status.clock.local.date())
    buckets = await asyncio.to_thread(host.reader.energy_buckets, _CALENDARS[asked.by], since, asked.until or None)
    return Response(EnergyHistoryDocument(by=asked.by, buckets=[_bucket_document(bucket) for bucket in buckets]))


@post(
    "/api/v1/energy/reset",
    status_code=200,
    tags=_TAGS,
    summary="Set registers back",
    description="History, that is energy by the calendar and sessions, stays as it is.",
    response_description="The registers as they are now; kept.",
    responses=refuses(
        {400: "The body is not what is expected, or not confirmed.", 409: "The controller is not connected."}
    ),
    operation_class=takes(EnergyResetBody, EnergyResetBody(registers="calendar", confirm="reset")),
)
async def reset_registers(body: RawBody, host: HostOf) -> Response[RegistersDocument]:
    """Set registers back."""
    asked = read_body(body, EnergyResetBody)
    if asked.add_controller_total and not host.status.evse.connected:
        raise ApiError(
            "The controller does not answer, so its register is not known.", "add_controller_total", status=409
        )
    hard = asked.registers == "all"
    host.run(
        lambda station, moment: station.reset_energy(moment, hard=hard, from_controller=asked.add_controller_total)
    )
    document = registers_document(host.status.registers)
    await host.settled()
    return Response(document)


def _default_since(by: By, today: date) -> date | None:
    days = _DEFAULT_DAYS.get(by)
    if days is None:
        return None
    first = today - timedelta(days=min(days, today.toordinal() - 1))
    return first if by == "day" else first.replace(day=1)


def _bucket_document(bucket: EnergyBucket) -> BucketDocument:
    return BucketDocument(
        start=bucket.start,
        energy_wh=round(bucket.energy_wh, 3),
        temperature_max_c=degrees(bucket.temperature_max_dc),
        temperature_min_c=degrees(bucket.temperature_min_dc),
    )


HANDLERS = [read_registers, read_history, reset_registers]
