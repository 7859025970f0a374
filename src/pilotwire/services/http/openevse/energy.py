"""``/energy/…``: what was charged, minute by minute and by the calendar.

Days, weeks, months and years are local ones and have what was charged up to the end of yesterday: of today, `/status`
tells. Temperatures are in degrees here, 0 where nothing was measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, TypeVar

import msgspec
from litestar import Response, get
from msgspec import UNSET, Meta, UnsetType

from pilotwire.station.samples import Sample
from pilotwire.store.reader import Calendar, EnergyBucket

from .answers import ApiError, HostOf, WebRequest, answer, parameters
from .described import refuses, takes
from .history import read

WINDOW_S = 3 * 3600
"""Span of samples that is answered at a time."""

_TAGS = ["Energy"]
_BAD_PARAMETER = refuses({400: "A parameter cannot be that."})

Q = TypeVar("Q", bound=msgspec.Struct)
Year = Annotated[int, Meta(ge=1970, le=9998)]
Degrees = Annotated[float, Meta(description="Degrees Celsius; 0 where nothing was measured.")]


class SampleDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Measurements of one interval."""

    ts: Annotated[int, Meta(description="Its beginning, seconds since 1970 UTC.")]
    a: Annotated[float, Meta(description="Charging current (A).")]
    t: Degrees
    e: Annotated[float, Meta(description="Energy of the plug-in cycle up to its end (Wh).")]
    s: Annotated[int | UnsetType, Meta(description="State of charge of the car (%), if known.")] = UNSET
    v: Annotated[float, Meta(description="Voltage (V).")]
    p: Annotated[float, Meta(description="Charging power (W).")]
    pilot: Annotated[int, Meta(description="Current offered (A).")]


class RawDocument(msgspec.Struct, frozen=True):
    """Samples, oldest first."""

    samples: list[SampleDocument]


class DayDocument(msgspec.Struct, frozen=True):
    """One day, or one week."""

    dt: Annotated[str, Meta(description="Its (first) day, `YYYY-MM-DD`.")]
    pk: Degrees
    mn: Degrees
    en: Annotated[float, Meta(description="Energy (Wh).")]


class MonthDocument(msgspec.Struct, frozen=True):
    """One month."""

    mo: Annotated[str, Meta(description="`YYYY-MM`.")]
    pk: Degrees
    mn: Degrees
    en: Annotated[float, Meta(description="Energy (kWh).")]


class YearDocument(msgspec.Struct, frozen=True):
    """One year."""

    yr: int
    pk: Degrees
    mn: Degrees
    en: Annotated[float, Meta(description="Energy (kWh).")]


class DailyDocument(msgspec.Struct, frozen=True):
    """Days, oldest first; those on which nothing happened are left out."""

    daily: list[DayDocument]


class WeeklyDocument(msgspec.Struct, frozen=True):
    """Weeks, oldest first; those in which nothing happened are left out."""

    weekly: list[DayDocument]


class MonthlyDocument(msgspec.Struct, frozen=True):
    """Months, oldest first; those in which nothing happened are left out."""

    monthly: list[MonthDocument]


class AnnualDocument(msgspec.Struct, frozen=True):
    """Years, oldest first."""

    annual: list[YearDocument]


class RawQuery(msgspec.Struct, frozen=True):
    """Which samples."""

    before: Annotated[int, Meta(ge=0, le=2**32 - 1, description="Seconds since 1970 UTC; 0: now.")] = 0
    max: Annotated[int, Meta(ge=0, le=WINDOW_S, description="The newest so many of these hours; 0: all.")] = 0


class DailyQuery(msgspec.Struct, frozen=True):
    """Which days."""

    year: Annotated[Year, Meta(description="Year of the quarter; this year if not given.")] | UnsetType = UNSET
    quarter: Annotated[int, Meta(ge=1, le=4, description="The one under way if not given.")] | UnsetType = UNSET
    days: Annotated[int, Meta(ge=1, le=3660, description="So many up to yesterday instead.")] | UnsetType = UNSET


class WeeklyQuery(msgspec.Struct, frozen=True):
    """Which weeks."""

    weeks: Annotated[int, Meta(ge=1, le=520, description="How many.")] = 12


class MonthlyQuery(msgspec.Struct, frozen=True):
    """Which months."""

    year: Annotated[Year, Meta(description="This year if not given.")] | UnsetType = UNSET


@get(
    "/energy/raw",
    tags=_TAGS,
    summary="Samples",
    description="Those of the last three hours, or of the three hours before a time.",
    responses=_BAD_PARAMETER,
    operation_class=takes(query=RawQuery),
)
async def raw(request: WebRequest, host: HostOf) -> Response[RawDocument]:
    """Answer samples."""
    asked = await _asked(request, RawQuery)
    end_s = asked.before or host.now().epoch_s + 1
    limit = asked.max or WINDOW_S
    await host.settled()
    samples = await read(host, lambda reader: reader.samples(end_s - WINDOW_S, end_s, limit))
    return answer(RawDocument([_sample_document(sample) for sample in samples]))


@get(
    "/energy/daily",
    tags=_TAGS,
    summary="Energy by day",
    description="Of the last 30 days, or of one quarter of a year.",
    responses=_BAD_PARAMETER,
    operation_class=takes(query=DailyQuery),
)
async def daily(request: WebRequest, host: HostOf) -> Response[DailyDocument]:
    """Answer energy by day."""
    asked = await _asked(request, DailyQuery)
    today = host.status.clock.local.date()
    if asked.days is UNSET and (asked.year is not UNSET or asked.quarter is not UNSET):
        since, until = _quarter(asked.year or today.year, asked.quarter or (today.month + 2) // 3)
    else:
        since, until = _before(today, asked.days or 30), today
    buckets = await read(host, lambda reader: reader.energy_buckets(Calendar.DAY, since, min(until, today)))
    return answer(DailyDocument([_day_document(bucket) for bucket in buckets]))


@get(
    "/energy/weekly",
    tags=_TAGS,
    summary="Energy by week",
    description="Seven days each; the last ends yesterday.",
    responses=_BAD_PARAMETER,
    operation_class=takes(query=WeeklyQuery),
)
async def weekly(request: WebRequest, host: HostOf) -> Response[WeeklyDocument]:
    """Answer energy by week."""
    weeks = (await _asked(request, WeeklyQuery)).weeks
    today = host.status.clock.local.date()
    first = _before(today, 7 * weeks)
    days = await read(host, lambda reader: reader.energy_buckets(Calendar.DAY, first, today))
    return answer(WeeklyDocument([_day_document(week) for week in _weeks(days, first)]))


@get(
    "/energy/monthly",
    tags=_TAGS,
    summary="Energy by month",
    responses=_BAD_PARAMETER,
    operation_class=takes(query=MonthlyQuery),
)
async def monthly(request: WebRequest, host: HostOf) -> Response[MonthlyDocument]:
    """Answer energy by month of one year."""
    today = host.status.clock.local.date()
    year = (await _asked(request, MonthlyQuery)).year or today.year
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    buckets = await read(host, lambda reader: reader.energy_buckets(Calendar.MONTH, since, min(until, today)))
    return answer(
        MonthlyDocument(
            [
                MonthDocument(f"{bucket.start:%Y-%m}", *_temperatures(bucket), _kwh(bucket.energy_wh))
                for bucket in buckets
            ]
        )
    )


@get("/energy/annual", tags=_TAGS, summary="Energy by year")
async def annual(host: HostOf) -> Response[AnnualDocument]:
    """Answer energy by year, of all years."""
    today = host.status.clock.local.date()
    buckets = await read(host, lambda reader: reader.energy_buckets(Calendar.YEAR, None, today))
    return answer(
        AnnualDocument(
            [YearDocument(bucket.start.year, *_temperatures(bucket), _kwh(bucket.energy_wh)) for bucket in buckets]
        )
    )


async def _asked(request: WebRequest, query: type[Q]) -> Q:
    """Read the query.

    Raises:
        ApiError: a parameter cannot be that.

    """
    try:
        return msgspec.convert(await parameters(request), query, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        raise ApiError(f"{place.removesuffix('`')}: {reason}") from error


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    first = date(year, 3 * quarter - 2, 1)
    return first, date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)


def _before(day: date, days: int) -> date:
    """The day so many days earlier, or the first there is."""
    return date.fromordinal(max(1, day.toordinal() - days))


def _weeks(days: list[EnergyBucket], first: date) -> Iterator[EnergyBucket]:
    by_week: dict[int, list[EnergyBucket]] = {}
    for day in days:
        by_week.setdefault((day.start - first).days // 7, []).append(day)
    for number, of_week in by_week.items():
        yield EnergyBucket(
            start=first + timedelta(days=7 * number),
            energy_wh=sum(day.energy_wh for day in of_week),
            temperature_max_dc=max((dc for day in of_week if (dc := day.temperature_max_dc) is not None), default=None),
            temperature_min_dc=min((dc for day in of_week if (dc := day.temperature_min_dc) is not None), default=None),
        )


def _sample_document(sample: Sample) -> SampleDocument:
    return SampleDocument(
        ts=sample.epoch_s,
        a=round(sample.current_a, 3),
        t=_degrees(sample.temperature_dc),
        e=round(sample.session_wh, 6),
        s=UNSET if sample.vehicle_soc_pct is None else sample.vehicle_soc_pct,
        v=round(sample.voltage_v, 2),
        p=round(sample.power_w, 1),
        pilot=sample.pilot_a,
    )


def _day_document(bucket: EnergyBucket) -> DayDocument:
    return DayDocument(bucket.start.isoformat(), *_temperatures(bucket), round(bucket.energy_wh, 3))


def _temperatures(bucket: EnergyBucket) -> tuple[float, float]:
    return _degrees(bucket.temperature_max_dc), _degrees(bucket.temperature_min_dc)


def _degrees(tenths: int | None) -> float:
    return 0.0 if tenths is None else tenths / 10


def _kwh(energy_wh: float) -> float:
    return round(energy_wh / 1000, 6)


HANDLERS = [raw, daily, weekly, monthly, annual]
