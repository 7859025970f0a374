"""``/divert/trial``: what eco and the house limit would have made of a day, with other settings. Nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated, Any, Final, Literal

from litestar import Response, post
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.arbitration import Bounds
from pilotwire.station.divert_trial import MeterRow, TrialCar, TrialDay, recorded_day, try_day
from pilotwire.station.settings import Settings, SettingsError
from pilotwire.station.settings.update import read_values, updated
from pilotwire.station.surplus import follows_grid
from pilotwire.station.zone import zone_of

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes
from .sample_folding import LONGEST_SILENCE_S, newest_first, weighted
from .samples import PAGE
from .setting_descriptions import DESCRIPTIONS, SettingValue, problem_of
from .words import Instant, rounded

KEPT_DAYS: Final = 30
"""For how long there are measurements of each minute."""
POINT_S = 300
_DAY_S = 86_400
_GROUPS = ("eco", "house-limit")
_GUARD = ("contactor_min_on_time", "contactor_min_off_time", "contactor_closures_per_hour", "is_threephase")
_SETTINGS: Final[Mapping[str, Any]] = {
    name: described
    for name, described in DESCRIPTIONS.items()
    if described.where == "station" and (described.group in _GROUPS or name in _GUARD)
}
Feed = Literal["solar", "grid", "live_power"]


class TrialBody(Body, frozen=True):
    """Which day, which settings, which car."""

    settings: Annotated[
        dict[str, SettingValue],
        Meta(description="Those of eco, the house limit and the contactor that are to be tried; the rest is as it is."),
    ]
    date: Annotated[date | None, Meta(description="By local time; null: yesterday.")] = None
    car: Annotated[
        Literal["all_day", "as_it_was"],
        Meta(description="A car that is plugged in all day, or one that comes and goes as cars did on that day."),
    ] = "all_day"
    takes_wh: Annotated[
        Annotated[float, Meta(ge=100, le=500_000)] | None,
        Meta(description="How much it takes at most; null: whatever there is."),
    ] = None


class TrialSumsDocument(Document, frozen=True):
    """A day in sums."""

    charged_wh: float
    from_sun_wh: Annotated[float, Meta(description="By the grid meter if there is one, else by the production alone.")]
    from_grid_wh: float
    exported_wh: Annotated[float | None, Meta(description="Null without a grid meter.")]
    highest_import_w: Annotated[float | None, Meta(description="Of any minute; null without a grid meter.")]
    closures: Annotated[int | None, Meta(description="Of the contactor; null of what was recorded.")]


class TrialPointDocument(Document, frozen=True):
    """Means of five minutes."""

    start: Instant
    solar_w: float | None
    grid_w: Annotated[float | None, Meta(description="As it would have been with the settings that are tried.")]
    recorded_w: Annotated[float, Meta(description="What the car took on that day.")]
    now_w: Annotated[float, Meta(description="What it would have taken with today's settings.")]
    tried_w: Annotated[float, Meta(description="And with those that are tried.")]
    smoothed_w: Annotated[float, Meta(description="The smoothed surplus, with those that are tried.")]


class TrialDocument(Document, frozen=True):
    """What would have been."""

    date: date
    measured_s: Annotated[int, Meta(description="For how much of the day there are measurements (s).")]
    missing: Annotated[list[Feed], Meta(description="What the settings go by and was not measured on that day.")]
    recorded: TrialSumsDocument
    now: Annotated[TrialSumsDocument, Meta(description="With the settings in force, and eco on.")]
    tried: Annotated[TrialSumsDocument, Meta(description="With the settings that are tried, and eco on.")]
    points: list[TrialPointDocument]


@post(
    "/api/v1/divert/trial",
    status_code=200,
    tags=["Sources"],
    summary="Try settings of eco and the house limit on a day that was",
    description=(
        "The station's own decisions on what was measured each minute, for a car that takes what it is offered. "
        "A home battery is left out. Nothing is changed."
    ),
    response_description="Sums and curves: as it was, with today's settings, and with those that are tried.",
    responses=refuses(
        {
            400: "No such setting here, a value that can never be valid, or a day without measurements by the minute.",
            404: "Nothing was measured on that day.",
            503: "The store cannot be read now.",
        }
    ),
    operation_class=takes(TrialBody, TrialBody(settings={"divert_PV_ratio": 0.8})),
)
async def try_settings(body: RawBody, host: HostOf) -> Response[TrialDocument]:
    """Try settings on a day."""
    asked = read_body(body, TrialBody)
    status = host.status
    tried = _with(status.settings, asked.settings)
    begin, end = _day(asked.date, status.moment.utc, status.settings)
    await host.settled()
    rows, car = await asyncio.to_thread(_measured, host, begin, end, asked)
    if not rows:
        raise ApiError("Nothing was measured on that day; choose another one.", "date", status=404)
    bounds = Bounds(status.evse.minimum_a, status.evse.configured_maximum_a)
    days = await asyncio.to_thread(
        lambda: (
            recorded_day(rows),
            try_day(rows, status.settings, bounds, status.evse, car),
            try_day(rows, tried, bounds, status.evse, car),
        )
    )
    return Response(_document(begin.astimezone(zone_of(status.settings.time_zone)).date(), rows, tried, days))


def _with(settings: Settings, wanted: Mapping[str, SettingValue]) -> Settings:
    for name, value in wanted.items():
        if name not in _SETTINGS:
            raise ApiError(
                f"Only settings of eco, the house limit and the contactor can be tried, not {name}.", "settings"
            )
        problem = problem_of(name, value)
        if problem is not None:
            raise ApiError(f"{name}: {problem}", "settings")
    try:
        return updated(settings, read_values(wanted, hash_password=str))
    except SettingsError as error:
        raise ApiError(str(error), "settings") from error


def _day(wanted: date | None, now: datetime, settings: Settings) -> tuple[datetime, datetime]:
    zone = zone_of(settings.time_zone)
    today = now.astimezone(zone).date()
    day = today - timedelta(days=1) if wanted is None else wanted
    if not today - timedelta(days=KEPT_DAYS) < day <= today:
        raise ApiError(f"Choose one of the last {KEPT_DAYS} days: of those each minute is kept.", "date")
    begin = datetime.combine(day, time(), zone)
    return begin, min(datetime.combine(day + timedelta(days=1), time(), zone), now)


def _measured(host: Host, begin: datetime, end: datetime, asked: TrialBody) -> tuple[list[MeterRow], TrialCar]:
    since_s, until_s = int(begin.timestamp()), int(end.timestamp())
    samples = [*weighted(newest_first(host.reader, since_s, until_s, PAGE))][::-1]
    if samples:
        # What would say the same as the last one is left out; so that stands until now.
        samples[-1] = (samples[-1][0], until_s - samples[-1][0].epoch_s)
    zone = begin.tzinfo
    rows = [
        MeterRow(
            at=datetime.fromtimestamp(sample.epoch_s, zone),
            lasts_s=min(lasts_s, until_s - sample.epoch_s, LONGEST_SILENCE_S),
            car_w=sample.power_w,
            solar_w=sample.solar_w,
            grid_w=sample.grid_w,
            live_power_w=sample.live_power_w,
        )
        for sample, lasts_s in samples
    ]
    plugged = None
    if asked.car == "as_it_was":
        # Nobody leaves a car plugged in for longer than that without ever being seen in between.
        sessions = host.reader.sessions(begin - timedelta(days=KEPT_DAYS), end, limit=1000)
        plugged = tuple((session.started, session.ended or end) for session in sessions)
    return [row for row in rows if row.lasts_s > 0], TrialCar(plugged, asked.takes_wh)


def _document(
    day: date, rows: Sequence[MeterRow], tried: Settings, days: tuple[TrialDay, TrialDay, TrialDay]
) -> TrialDocument:
    recorded, now, wanted = days
    return TrialDocument(
        date=day,
        measured_s=sum(row.lasts_s for row in rows),
        missing=_missing(rows, tried),
        recorded=_sums(recorded, closures=None),
        now=_sums(now, now.closures),
        tried=_sums(wanted, wanted.closures),
        points=_points(rows, now, wanted),
    )


def _missing(rows: Sequence[MeterRow], settings: Settings) -> list[Feed]:
    feed: Feed = "grid" if follows_grid(settings) else "solar"
    known: dict[Feed, bool] = {
        feed: any((row.grid_w if feed == "grid" else row.solar_w) is not None for row in rows),
        "live_power": not settings.current_shaper_enabled or any(row.live_power_w is not None for row in rows),
    }
    return [name for name, there in known.items() if not there]


def _sums(day: TrialDay, closures: int | None) -> TrialSumsDocument:
    return TrialSumsDocument(
        charged_wh=round(day.charged_wh, 1),
        from_sun_wh=round(day.from_sun_wh, 1),
        from_grid_wh=round(day.from_grid_wh, 1),
        exported_wh=rounded(day.exported_wh, 1),
        highest_import_w=rounded(day.highest_import_w, 1),
        closures=closures,
    )


def _points(rows: Sequence[MeterRow], now: TrialDay, tried: TrialDay) -> list[TrialPointDocument]:
    """Five minutes each; both trials have the same steps, of a minute, and rows may be longer."""
    recorded_w = {}
    for row in rows:
        for second in range(0, row.lasts_s, 60):
            recorded_w[row.at + timedelta(seconds=second)] = row.car_w
    points = []
    steps = zip(now.points, tried.points, strict=True)
    for start_s, group in groupby(steps, lambda pair: int(pair[0].at.timestamp()) // POINT_S * POINT_S):
        pairs = list(group)
        points.append(
            TrialPointDocument(
                start=datetime.fromtimestamp(start_s, pairs[0][0].at.tzinfo),
                solar_w=_mean([after.solar_w for _, after in pairs]),
                grid_w=_mean([after.grid_w for _, after in pairs]),
                recorded_w=_mean([recorded_w.get(after.at, 0.0) for _, after in pairs]) or 0.0,
                now_w=_mean([before.car_w for before, _ in pairs]) or 0.0,
                tried_w=_mean([after.car_w for _, after in pairs]) or 0.0,
                smoothed_w=_mean([after.smoothed_w for _, after in pairs]) or 0.0,
            )
        )
    return points


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


HANDLERS = [try_settings]
