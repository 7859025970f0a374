"""The picture of a replayed day of solar divert: the power of sun, grid and car, and the current offered.

How shapes are written is in ``svg_plot``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pilotwire.station.divert_replay import ReplayRow

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
from .time_axis import time_ticks

WIDTH = 1_200
_LEFT, _RIGHT = 62, WIDTH - 22
_TOP, _GAP = 92, 38
_POWER_HEIGHT, _CURRENT_HEIGHT = 260, 120
_TICKS = 16
_SUN, _CAR, _GRID_FEED, _SMOOTHED = "#e0a100", "#1f77b4", "#8a5aa8", "#6b7280"

_Value = Callable[[ReplayRow], float]


def divert_svg(rows: Sequence[ReplayRow], title: str, facts: str, *, by_grid: bool) -> str:
    """The picture as an SVG document.

    Args:
        rows: at least one, in the order of their times.
        title: above it.
        facts: below the title.
        by_grid: draw the grid's power too.

    """
    last_ms = max(_at_ms(rows, rows[-1]), 1)
    svg = Svg(WIDTH, _TOP + _POWER_HEIGHT + _GAP + _CURRENT_HEIGHT + 40, title)
    svg.text(_LEFT, 30, title, size=17, bold=True)
    svg.text(_LEFT, 50, facts, fill=FAINT_INK)
    _legend(svg, by_grid=by_grid)
    power: list[_Value] = [lambda row: row.feed.solar_w, lambda row: row.charge_w, lambda row: row.smoothed_w]
    if by_grid:
        power.append(lambda row: row.feed.grid_w)
    low, high, ticks = rounded_range(
        min(0.0, *(value(row) for value in power for row in rows)), max(value(row) for value in power for row in rows)
    )
    scale = Scale(_LEFT, _RIGHT, _TOP, _TOP + _POWER_HEIGHT, 0, last_ms, low, high)
    _axes(svg, scale, rows, "Power, W", ticks)
    sun = thinned(_line(scale, rows, power[0]))
    svg.area(sun, scale.y(0), _SUN, opacity=0.3)
    svg.curve(sun, _SUN, width=1)
    if by_grid:
        svg.curve(thinned(_line(scale, rows, power[3])), _GRID_FEED, width=1)
    svg.curve(thinned(_line(scale, rows, power[2])), _SMOOTHED, width=1, dashed=True)
    svg.curve(_steps(scale, rows, power[1]), _CAR)
    top = scale.bottom + _GAP
    low, high, ticks = rounded_range(0, max(6, *(row.pilot_a for row in rows)))
    scale = Scale(_LEFT, _RIGHT, top, top + _CURRENT_HEIGHT, 0, last_ms, low, high)
    _axes(svg, scale, rows, "Current offered while charging, A", ticks)
    offered = _steps(scale, rows, lambda row: row.pilot_a)
    svg.area(offered, scale.bottom, _CAR)
    svg.curve(offered, _CAR)
    _time_labels(svg, scale, rows)
    return svg.finish()


def _at_ms(rows: Sequence[ReplayRow], row: ReplayRow) -> int:
    return round((row.feed.at - rows[0].feed.at).total_seconds() * 1000)


def _line(scale: Scale, rows: Sequence[ReplayRow], value: _Value) -> list[Point]:
    return [(scale.x(_at_ms(rows, row)), scale.y(value(row))) for row in rows]


def _steps(scale: Scale, rows: Sequence[ReplayRow], value: _Value) -> list[Point]:
    return thinned(staircase(_line(scale, rows, value), scale.right))


def _tick_places(rows: Sequence[ReplayRow]) -> list[tuple[float, str, bool]]:
    first, last = (row.feed.at.replace(tzinfo=None) for row in (rows[0], rows[-1]))
    ticks = time_ticks(first, last, _TICKS)
    return [((tick.at - first).total_seconds() * 1000, tick.label, tick.major) for tick in ticks]


def _axes(svg: Svg, scale: Scale, rows: Sequence[ReplayRow], title: str, ticks: Sequence[float]) -> None:
    for at_ms, _, major in _tick_places(rows):
        x = scale.x(at_ms)
        svg.line((x, scale.top), (x, scale.bottom), STRONG_GRID if major else GRID)
    value_axis(svg, scale, title, ticks)


def _time_labels(svg: Svg, scale: Scale, rows: Sequence[ReplayRow]) -> None:
    for at_ms, label, major in _tick_places(rows):
        x = scale.x(at_ms)
        svg.line((x, scale.bottom), (x, scale.bottom + 5), FAINT_INK)
        if x < _RIGHT - 12:
            svg.text(x, scale.bottom + 19, label, anchor="middle", size=11, fill=INK if major else FAINT_INK)


def _legend(svg: Svg, *, by_grid: bool) -> None:
    entries = [("sun", _SUN), ("car", _CAR), ("smoothed surplus", _SMOOTHED)]
    if by_grid:
        entries.append(("grid, import positive", _GRID_FEED))
    x = float(_RIGHT)
    for name, colour in reversed(entries):
        x -= 7.0 * len(name) + 26
        svg.rect(x, 74, 14, 3, colour)
        svg.text(x + 19, 80, name, size=11, fill=FAINT_INK)
