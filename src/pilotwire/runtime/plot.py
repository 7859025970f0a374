"""The picture of a simulation: states, current, energy, state of charge and temperature over one time axis.

Long runs are thinned to what a pixel can show. How shapes are written is in ``svg_plot``; a picture in PNG is the same
drawing rendered by resvg, which is an optional dependency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

import msgspec

from .plan import Plan
from .recorder import NO_POWER, Sample
from .report import local_time
from .simulation import Result
from .svg_plot import (
    FAINT_INK,
    GRID,
    INK,
    STRONG_GRID,
    Point,
    Scale,
    Svg,
    rounded_range,
    staircase,
    thinned,
    value_axis,
)
from .time_axis import Tick, time_ticks
from .timetable import DAY_MS

WIDTH = 1_200
_LEFT, _RIGHT = 62, WIDTH - 22
_TOP = 92
_GAP = 38
_BAND_HEIGHT = 26
_SHARES_HEIGHT = 64
_SHARES_FROM_DAYS = 45
"""From this many days on a day is too narrow for its states: each shows how much of it every state took."""
_TICKS = 16
_MANY_SESSIONS = 150
_PNG_ZOOM = 2

_CURRENT, _ENERGY, _HEAT = "#1f77b4", "#2e9e5b", "#d9822b"
_CAR_COLOURS = ("#7b52ab", "#c2476b", "#2a8f8f", "#8a6d1d")
_STATES = {
    "fault": "#d64545",
    "no power": "#3a3f47",
    "charging": "#2e9e5b",
    "connected": "#8fbfe8",
    "sleeping": "#b9a9de",
    "other": "#f0c674",
    "not connected": "#e4e7eb",
}
"""Colours of the states, the most noteworthy first."""


class PngUnavailableError(RuntimeError):
    """PNG was asked for and the renderer is not installed; the message says what to do."""


class Panel(msgspec.Struct, frozen=True):
    """One value over time."""

    title: str
    height: int
    low: float
    high: float
    draw: Callable[[Svg, Scale, Result], None]


def plot_svg(result: Result) -> str:
    """The picture as an SVG document."""
    panels = _panels(result)
    shares = result.plan.station.days >= _SHARES_FROM_DAYS
    band = _SHARES_HEIGHT if shares else _BAND_HEIGHT
    height = _TOP + band + sum(_GAP + panel.height for panel in panels) + 40
    first_ms, last_ms = result.samples[0].at_ms, result.samples[-1].at_ms
    svg = Svg(WIDTH, height, f"Simulation of {result.plan.name}")
    _heading(svg, result)
    ticks = time_ticks(local_time(result, first_ms), local_time(result, last_ms), _TICKS)
    origin = local_time(result, 0)
    top = float(_TOP)
    scale = Scale(_LEFT, _RIGHT, top, top + band, first_ms, last_ms, 0, 1)
    svg.text(_LEFT, top - 7, "State (share of each day)" if shares else "State", bold=True)
    (_state_shares if shares else _state_band)(svg, scale, result)
    for panel in panels:
        top = scale.bottom + _GAP
        low, high, values = rounded_range(panel.low, panel.high)
        scale = Scale(_LEFT, _RIGHT, top, top + panel.height, first_ms, last_ms, low, high)
        for tick in ticks:
            x = scale.x((tick.at - origin).total_seconds() * 1_000)
            svg.line((x, scale.top), (x, scale.bottom), STRONG_GRID if tick.major else GRID)
        value_axis(svg, scale, panel.title, values)
        panel.draw(svg, scale, result)
    _time_labels(svg, scale, [((tick.at - origin).total_seconds() * 1_000, tick) for tick in ticks])
    return svg.finish()


def plot_png(result: Result) -> bytes:
    """The picture as a PNG; raises ``PngUnavailableError`` without the renderer."""
    return rendered(plot_svg(result))


def rendered(svg: str) -> bytes:
    """An SVG document as a PNG; raises ``PngUnavailableError`` without the renderer."""
    try:
        renderer = import_module("resvg_py")
    except ImportError as error:
        message = "PNG plots need resvg: install it with `pip install 'pilotwire[png]'`, or use --plot svg."
        raise PngUnavailableError(message) from error
    return bytes(cast("bytes", renderer.svg_to_bytes(svg_string=svg, zoom=_PNG_ZOOM)))


def _panels(result: Result) -> list[Panel]:
    samples = result.samples
    temperatures = [sample.temperature_c for sample in samples]
    peak_a = max(*(sample.offered_a for sample in samples), result.totals.peak_a, 6.0)
    session_kwh = max(sample.session_wh for sample in samples) / 1_000
    panels = [
        Panel("Current per phase, A (grey: offered)", 120, 0, peak_a, _draw_current),
        Panel("Energy of the session, kWh (metered)", 84, 0, max(session_kwh, 1), _draw_session),
        Panel("Energy in total, kWh (metered)", 84, 0, max(result.metered_wh / 1_000, 1), _draw_total),
        Panel("Enclosure temperature, °C", 84, min(temperatures), max(temperatures), _draw_temperature),
    ]
    if result.plan.cars:
        panels.insert(3, Panel("State of charge, %", 110, 0, 100, _draw_soc))
    return panels


def _heading(svg: Svg, result: Result) -> None:
    plan: Plan = result.plan
    svg.text(_LEFT, 30, f"Simulation of {plan.name}", size=17, bold=True)
    faults = sum(result.totals.faults.values())
    days, sessions = plan.station.days, len(result.sessions)
    facts = (
        f"{days} {'day' if days == 1 else 'days'} from {plan.station.start.day} {plan.station.start:%b %Y}, "
        f"{sessions} {'session' if sessions == 1 else 'sessions'}, {result.wall_wh / 1_000:,.0f} kWh from the wall, "
        f"{faults} {'fault' if faults == 1 else 'faults'}"
    )
    svg.text(_LEFT, 50, facts, fill=FAINT_INK)
    x = float(_RIGHT)
    for name, colour in reversed(_STATES.items()):
        x -= 7.0 * len(name) + 26
        svg.rect(x, 69, 11, 11, colour)
        svg.text(x + 16, 79, name, size=11, fill=FAINT_INK)


def _time_labels(svg: Svg, scale: Scale, ticks: list[tuple[float, Tick]]) -> None:
    for at_ms, tick in ticks:
        x = scale.x(at_ms)
        svg.line((x, scale.bottom), (x, scale.bottom + 5), FAINT_INK)
        if x < _RIGHT - 12:
            svg.text(x, scale.bottom + 19, tick.label, anchor="middle", size=11, fill=INK if tick.major else FAINT_INK)


def _category(sample: Sample) -> str:
    if sample.is_fault:
        return "fault"
    return sample.state if sample.state in _STATES else "other"


def _stretches(result: Result) -> Iterator[tuple[int, int, str]]:
    """From, to, state: neighbours of the same state joined."""
    samples = result.samples
    since, state = samples[0].at_ms, _category(samples[0])
    for sample in samples[1:]:
        now = _category(sample)
        if now != state:
            yield since, sample.at_ms, state
            since, state = sample.at_ms, now
    yield since, samples[-1].at_ms, state


def _state_band(svg: Svg, scale: Scale, result: Result) -> None:
    """Who is narrower than a pixel is widened to one; the noteworthy states are drawn last."""
    height = scale.bottom - scale.top
    rects: dict[str, list[tuple[float, float, float, float]]] = {state: [] for state in _STATES}
    for since, until, state in _stretches(result):
        x = scale.x(since)
        rects[state].append((x, scale.top, max(scale.x(until) - x, 1.0 if state != "other" else 0.0), height))
    for state in reversed(_STATES):
        svg.blocks(rects[state], _STATES[state])


def _state_shares(svg: Svg, scale: Scale, result: Result) -> None:
    first, last = result.samples[0].at_ms, result.samples[-1].at_ms
    per_bin = max(1, round((last - first) / DAY_MS / (_RIGHT - _LEFT))) * DAY_MS
    shares: list[dict[str, int]] = [{} for _ in range(-(-(last - first) // per_bin))]
    for since, until, state in _stretches(result):
        at = since
        while at < until:
            position = (at - first) // per_bin
            upto = min(until, first + (position + 1) * per_bin)
            shares[position][state] = shares[position].get(state, 0) + upto - at
            at = upto
    rects: dict[str, list[tuple[float, float, float, float]]] = {state: [] for state in _STATES}
    for position, share in enumerate(shares):
        from_ms = first + position * per_bin
        until_ms = min(from_ms + per_bin, last)
        x, bottom = scale.x(from_ms), scale.bottom
        width = scale.x(until_ms) - x + 0.3
        # The darkest at the bottom: what was connected stands on the ground, "not connected" is the sky.
        for state in _STATES:
            rise = (scale.bottom - scale.top) * share.get(state, 0) / (until_ms - from_ms)
            if rise > 0:
                rise = max(rise, 2.0) if state in ("fault", NO_POWER) else rise
                rects[state].append((x, bottom - rise, width, rise))
                bottom -= rise
    for state in reversed(_STATES):
        svg.blocks(rects[state], _STATES[state])


def _steps(scale: Scale, result: Result, value: Callable[[Sample], float]) -> list[Point]:
    points = ((scale.x(sample.at_ms), scale.y(value(sample))) for sample in result.samples)
    return thinned(staircase(points, scale.right))


def _draw_current(svg: Svg, scale: Scale, result: Result) -> None:
    svg.curve(_steps(scale, result, lambda sample: sample.offered_a), "#9aa1ab", width=1)
    drawn = _steps(scale, result, lambda sample: max(sample.current_a))
    svg.area(drawn, scale.bottom, _CURRENT)
    svg.curve(drawn, _CURRENT)


def _draw_session(svg: Svg, scale: Scale, result: Result) -> None:
    points: list[Point] = []
    for sample in result.samples:
        x, y = scale.x(sample.at_ms), scale.y(sample.session_wh / 1_000)
        if points and y > points[-1][1]:
            points.append((x, points[-1][1]))
        points.append((x, y))
    points = thinned(points)
    svg.area(points, scale.bottom, _ENERGY)
    svg.curve(points, _ENERGY, width=1.2)


def _draw_total(svg: Svg, scale: Scale, result: Result) -> None:
    points = thinned([(scale.x(sample.at_ms), scale.y(sample.total_wh / 1_000)) for sample in result.samples])
    svg.area(points, scale.bottom, _ENERGY, opacity=0.12)
    svg.curve(points, _ENERGY)


def _draw_soc(svg: Svg, scale: Scale, result: Result) -> None:
    """A line while a car is at the cable; dots while it is away. In a long run one line goes through it all."""
    names = [car.name for car in result.plan.cars]
    colours = {name: _CAR_COLOURS[position % len(_CAR_COLOURS)] for position, name in enumerate(names)}
    joined: dict[str, list[Point]] = {name: [] for name in names}
    dense = len(result.sessions) > _MANY_SESSIONS
    for car, points in _plugged(scale, result):
        if not dense:
            svg.curve([*joined[car][-1:], points[0]], colours[car], width=1, dashed=True, opacity=0.55)
            svg.curve(thinned(points), colours[car], width=1.8)
        joined[car] += points
    if dense:
        for car, points in joined.items():
            svg.curve(thinned(points), colours[car], width=1)
    x = float(_RIGHT)
    for position in reversed(range(min(len(names), len(_CAR_COLOURS)))):
        x -= 7.0 * len(names[position]) + 24
        svg.rect(x, scale.top - 13, 14, 3, _CAR_COLOURS[position])
        svg.text(x + 19, scale.top - 7, names[position], size=11, fill=FAINT_INK)


def _plugged(scale: Scale, result: Result) -> Iterator[tuple[str, list[Point]]]:
    """Each session's car and its line."""
    samples = result.samples
    position = 0
    for session in result.sessions:
        points = [(scale.x(session.from_ms), scale.y(session.soc_before))]
        until_ms = samples[-1].at_ms if session.to_ms is None else session.to_ms
        while position < len(samples) and samples[position].at_ms <= until_ms:
            sample = samples[position]
            if sample.at_ms >= session.from_ms and sample.car == session.car:
                points.append((scale.x(sample.at_ms), scale.y(sample.soc_percent)))
            position += 1
        points.append((scale.x(until_ms), scale.y(session.soc_after)))
        yield session.car, points


def _draw_temperature(svg: Svg, scale: Scale, result: Result) -> None:
    points = thinned([(scale.x(sample.at_ms), scale.y(sample.temperature_c)) for sample in result.samples])
    svg.curve(points, _HEAT)
