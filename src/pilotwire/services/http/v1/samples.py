"""``/samples``: measurements at regular intervals, for charts, as documents and as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from pilotwire.rapi.codes import EvseState
from pilotwire.services.host import Host
from pilotwire.station.samples import Sample

from .answers import ApiError, Document, HostOf, Query, WebRequest, read_query
from .csv_stream import CSV, csv_stream
from .openapi import answers_text, refuses, takes
from .sample_folding import folded, newest_first
from .words import Instant, StateWord, degrees, instant, word

MAX_SAMPLES = 2_000
"""In one answer."""
PAGE = 1_000
_DAY_S = 86_400
_TAGS = ["History"]
_REFUSALS = refuses({400: "A parameter cannot be that.", 503: "The store cannot be read now."})


class SamplesQuery(Query, frozen=True):
    """Which samples, and how finely."""

    since: Annotated[Instant | UnsetType, Meta(description="Beginning of the period.")] = UNSET
    until: Annotated[Instant | UnsetType, Meta(description="End of the period, not included.")] = UNSET
    resolution_s: Annotated[
        Annotated[int, Meta(ge=1, le=31 * _DAY_S)] | UnsetType,
        Meta(description="Combine samples to intervals of this length (s), weighted by time."),
    ] = UNSET


class SampleDocument(Document, frozen=True):
    """Means, or what was last known, of one interval."""

    start: Instant
    interval_s: Annotated[int, Meta(description="Its length; an idle station leaves out what would say the same.")]
    current_a: float
    voltage_v: float
    power_w: float
    pilot_a: int
    state: StateWord
    temperature_c: float | None
    session_wh: float
    total_wh: float
    solar_w: int | None
    grid_w: int | None
    live_power_w: int | None
    vehicle_soc_pct: int | None


class SamplesDocument(Document, frozen=True):
    """Samples of a period."""

    samples: Annotated[list[SampleDocument], Meta(description="Oldest first.")]
    next_until: Annotated[
        Instant | None, Meta(description="`until` of the page with older ones; null when there are none.")
    ]


@get(
    "/api/v1/samples",
    tags=_TAGS,
    summary="Read measurements of a period",
    description=(
        "Of the day before `until` unless `since` is given. They are kept as they were taken for a month, by the hour "
        "for two years, by the day after that. With `resolution_s` there is one page; without it, the newest 2000 are "
        "answered, and `next_until` leads to older ones."
    ),
    responses=_REFUSALS,
    operation_class=takes(query=SamplesQuery),
)
async def read_samples(request: WebRequest, host: HostOf) -> Response[SamplesDocument]:
    """Tell measurements."""
    asked = read_query(request, SamplesQuery)
    until_s = host.now().epoch_s + 1 if asked.until is UNSET else int(asked.until.timestamp())
    since_s = until_s - _DAY_S if asked.since is UNSET else int(asked.since.timestamp())
    resolution_s = asked.resolution_s or None
    if resolution_s is not None and (until_s - since_s) // resolution_s > MAX_SAMPLES:
        raise ApiError(f"That would be more than {MAX_SAMPLES} samples: use a coarser one.", "resolution_s")
    found = await asyncio.to_thread(_read, host, since_s, until_s, resolution_s)
    more = resolution_s is None and len(found) > MAX_SAMPLES
    page = found[:MAX_SAMPLES][::-1]
    return Response(
        SamplesDocument(
            samples=[_document(sample) for sample in page],
            next_until=instant(page[0].epoch_s) if more else None,
        )
    )


@get(
    "/api/v1/samples.csv",
    media_type=CSV,
    tags=_TAGS,
    summary="Read measurements as a table",
    description="Of all time unless `since` is given.",
    responses={**answers_text(CSV, "Newest first. Columns are the fields of a sample."), **_REFUSALS},
    operation_class=takes(query=SamplesQuery),
)
async def samples_table(request: WebRequest, host: HostOf) -> Stream:
    """Stream measurements as CSV."""
    asked = read_query(request, SamplesQuery)
    until_s = host.now().epoch_s + 1 if asked.until is UNSET else int(asked.until.timestamp())
    since_s = 0 if asked.since is UNSET else int(asked.since.timestamp())
    samples = newest_first(host.reader, since_s, until_s, PAGE)
    if asked.resolution_s:
        samples = folded(samples, asked.resolution_s)
    columns = SampleDocument.__struct_fields__
    return await csv_stream(request, columns, _pages(samples, columns), "samples.csv")


def _read(host: Host, since_s: int, until_s: int, resolution_s: int | None) -> list[Sample]:
    """Newest first; one more than fits on a page, to tell whether there are more."""
    if resolution_s is None:
        return host.reader.samples(since_s, until_s, MAX_SAMPLES + 1)[::-1]
    return list(folded(newest_first(host.reader, since_s, until_s, PAGE), resolution_s))


def _pages(samples: Iterable[Sample], columns: Sequence[str]) -> Iterator[list[Sequence[object]]]:
    page: list[Sequence[object]] = []
    for sample in samples:
        values = msgspec.to_builtins(_document(sample))
        page.append([values[name] for name in columns])
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _document(sample: Sample) -> SampleDocument:
    return SampleDocument(
        start=instant(sample.epoch_s),
        interval_s=sample.interval_s,
        current_a=round(sample.current_a, 3),
        voltage_v=round(sample.voltage_v, 1),
        power_w=round(sample.power_w, 1),
        pilot_a=sample.pilot_a,
        state=word(EvseState.from_code(sample.state_code)),
        temperature_c=degrees(sample.temperature_dc),
        session_wh=round(sample.session_wh, 3),
        total_wh=round(sample.total_kwh * 1000, 3),
        solar_w=sample.solar_w,
        grid_w=sample.grid_w,
        live_power_w=sample.live_power_w,
        vehicle_soc_pct=sample.vehicle_soc_pct,
    )


HANDLERS = [read_samples, samples_table]
