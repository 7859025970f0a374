"""The picture of a comparison: bars of where each strategy's energy came from, and a few days of each below them.

How shapes are written is in ``svg_plot``.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import timedelta

from pilotwire.runtime.svg_plot import (
    FAINT_INK,
    GRID,
    INK,
    STRONG_GRID,
    Point,
    Scale,
    Svg,
    rounded_range,
    value_axis,
)
from pilotwire.runtime.time_axis import time_ticks

from .books import StrategyResult, Traces
from .compare import Comparison
from .report import facts
from .world import MINUTES_A_DAY

WIDTH = 1_200
_LEFT, _RIGHT = 62, WIDTH - 46
_BARS_TOP = 108
_BAR, _BAR_STEP = 20, 32
_BARS_LEFT, _BARS_RIGHT = 230, 700
_FIGURES = (800, 900, 1_000, _RIGHT)
"""Where the columns of figures beside the bars end."""
_PANEL, _PANEL_GAP = 112, 40
_STRIP = 12
_MEAN_MIN = 15
"""Days are drawn as means of so many minutes."""
_MINUTE_MS = 60_000
_MEAN_MS = _MEAN_MIN * _MINUTE_MS
_TICKS = 16
_SUN, _BATTERY, _FROM_GRID, _LOAD, _CAR = "#e0a100", "#2e9e5b", "#8a5aa8", "#6b7280", "#1f77b4"
_PRICES = ("#dcefe3", "#bfe0cb", "#f3e3c3", "#eec6a0", "#e2a08f")
"""From the cheapest to the dearest."""


def comparison_svg(comparison: Comparison) -> str:
    """The picture as an SVG document."""
    count = len(comparison.results)
    days_top = _BARS_TOP + count * _BAR_STEP + 62
    has_prices = bool(comparison.world.price)
    panels_top = days_top + (_STRIP + 34 if has_prices else 0)
    svg = Svg(WIDTH, panels_top + count * (_PANEL + _PANEL_GAP) + 6, f"Simulation of {comparison.plan.name}")
    svg.text(_LEFT, 30, f"Simulation of {comparison.plan.name}", size=17, bold=True)
    svg.text(_LEFT, 50, facts(comparison), fill=FAINT_INK)
    _bars(svg, comparison)
    _days(svg, comparison, days_top, panels_top)
    return svg.finish()


# -- bars ----------------------------------------------------------------------------------------------------------


def _bars(svg: Svg, comparison: Comparison) -> None:
    currency = comparison.world.currency
    titles = (
        f"home, {currency}" if currency else "",
        f"car, {currency}" if currency else "",
        "closures",
        "short of target",
    )
    svg.text(_LEFT, _BARS_TOP - 16, "Charged, kWh", bold=True)
    for title, x in zip(titles, _FIGURES, strict=True):
        svg.text(x, _BARS_TOP - 16, title, anchor="end", size=11, fill=FAINT_INK)
    _legend(svg, _BARS_RIGHT, _BARS_TOP - 16, [("sun", _SUN), ("battery", _BATTERY), ("grid", _FROM_GRID)])
    most_wh = max(1.0, *(result.energies.car_wh for result in comparison.results))
    for place, result in enumerate(comparison.results):
        _bar(svg, result, _BARS_TOP + place * _BAR_STEP, most_wh)


def _bar(svg: Svg, result: StrategyResult, top: float, most_wh: float) -> None:
    books = result.energies
    baseline = top + _BAR * 0.72
    svg.text(_BARS_LEFT - 12, baseline, result.name[:26], anchor="end")
    x = float(_BARS_LEFT)
    parts = ((books.car_from_sun_wh, _SUN), (books.car_from_battery_wh, _BATTERY), (books.car_from_grid_wh, _FROM_GRID))
    for energy_wh, colour in parts:
        width = (_BARS_RIGHT - _BARS_LEFT - 60) * energy_wh / most_wh
        if width >= 0.05:
            svg.rect(x, top, width, _BAR, colour)
        x += width
    svg.text(x + 8, baseline, f"{books.car_wh / 1_000:,.0f}", fill=FAINT_INK)
    figures = (
        "" if result.cost is None else f"{result.cost:,.2f}",
        "" if result.car_cost is None else f"{result.car_cost:,.2f}",
        f"{result.closures:,}",
        f"{result.short_departures.total():,} of {result.departures:,}",
    )
    for text, right in zip(figures, _FIGURES, strict=True):
        svg.text(right, baseline, text, anchor="end")


def _legend(svg: Svg, right: float, y: float, entries: Sequence[tuple[str, str]]) -> None:
    x = right
    for name, colour in reversed(entries):
        x -= 7.0 * len(name) + 24
        svg.rect(x, y - 8, 11, 9, colour)
        svg.text(x + 16, y, name, size=11, fill=FAINT_INK)


# -- days ----------------------------------------------------------------------------------------------------------


def _days(svg: Svg, comparison: Comparison, top: float, panels_top: float) -> None:
    traces = comparison.results[0].traces
    world = comparison.world
    first, last = _minutes(traces)
    sun_kw, load_kw = (_means(values[first:last]) for values in (world.sun_w, world.load_w))
    cars_kw = [_means(result.traces.car_w) for result in comparison.results]
    _, high, ticks = rounded_range(0, max(1.0, *sun_kw, *load_kw, *(power for car in cars_kw for power in car)))
    since = world.midnight + timedelta(days=traces.first_day)
    svg.text(_LEFT, top - 24, f"{traces.days} of the days, from {since:%a} {since.day} {since:%b}", bold=True)
    entries = [("sun, kW", _SUN), ("house, kW", _LOAD), ("car, kW", _CAR)]
    if comparison.results[0].battery_soc_percent is not None:
        entries.append(("home battery, %", _BATTERY))
    _legend(svg, _RIGHT + 20, top - 24, entries)
    if world.price:
        _price_strip(svg, comparison, top)
    for place, result in enumerate(comparison.results):
        panel_top = panels_top + place * (_PANEL + _PANEL_GAP)
        scale = Scale(_LEFT, _RIGHT, panel_top, panel_top + _PANEL, first * _MINUTE_MS, last * _MINUTE_MS, 0, high)
        _times(svg, comparison, scale, labelled=place == len(comparison.results) - 1)
        value_axis(svg, scale, result.name, ticks)
        svg.area(_points(scale, sun_kw), scale.bottom, _SUN, opacity=0.35)
        svg.curve(_steps(scale, load_kw), _LOAD, width=0.9)
        car = _steps(scale, cars_kw[place])
        svg.area(car, scale.bottom, _CAR)
        svg.curve(car, _CAR)
        if result.battery_soc_percent is not None:
            _battery(svg, scale, result)


def _battery(svg: Svg, scale: Scale, result: StrategyResult) -> None:
    percent = Scale(scale.left, scale.right, scale.top, scale.bottom, scale.from_ms, scale.to_ms, 0, 100)
    for value in (0, 50, 100):
        svg.text(scale.right + 8, percent.y(value) + 4, f"{value} %", size=11, fill=_BATTERY)
    soc = [value * 1_000 for value in _means(result.traces.battery_percent)]
    svg.curve(_points(percent, soc), _BATTERY, width=1.2, dashed=True)


def _price_strip(svg: Svg, comparison: Comparison, top: float) -> None:
    """Below its title a band of colours, from the cheapest to the dearest of these days."""
    traces, world = comparison.results[0].traces, comparison.world
    first, last = _minutes(traces)
    prices = world.price[first:last]
    low, high = min(prices), max(prices)
    svg.text(_LEFT, top - 4, f"Price of a kWh: {low:g} to {high:g} {world.currency}", size=11, fill=FAINT_INK)
    scale = Scale(_LEFT, _RIGHT, top, top + _STRIP, first * _MINUTE_MS, last * _MINUTE_MS, 0, 1)
    since = 0
    for minute in range(1, len(prices) + 1):
        if minute == len(prices) or prices[minute] != prices[since]:
            share = (prices[since] - low) / (high - low) if high > low else 0.5
            x = scale.x((first + since) * _MINUTE_MS)
            svg.rect(
                x, top, scale.x((first + minute) * _MINUTE_MS) - x, _STRIP, _PRICES[round(share * (len(_PRICES) - 1))]
            )
            since = minute


def _times(svg: Svg, comparison: Comparison, scale: Scale, *, labelled: bool) -> None:
    midnight = comparison.world.midnight.replace(tzinfo=None)
    start, end = (midnight + timedelta(milliseconds=at_ms) for at_ms in (scale.from_ms, scale.to_ms))
    for tick in time_ticks(start, end, _TICKS):
        x = scale.x((tick.at - midnight) / timedelta(milliseconds=1))
        svg.line((x, scale.top), (x, scale.bottom), STRONG_GRID if tick.major else GRID)
        if labelled and x < _RIGHT - 12:
            fill = INK if tick.major else FAINT_INK
            svg.text(x, scale.bottom + 17, tick.label, anchor="middle", size=11, fill=fill)


def _minutes(traces: Traces) -> tuple[int, int]:
    """The first minute of the plan that is drawn, and the one after the last."""
    first = traces.first_day * MINUTES_A_DAY
    return first, first + traces.days * MINUTES_A_DAY


def _means(values: array[float]) -> list[float]:
    """Thousandths, averaged."""
    return [sum(values[at : at + _MEAN_MIN]) / _MEAN_MIN / 1_000 for at in range(0, len(values), _MEAN_MIN)]


def _points(scale: Scale, values: Sequence[float]) -> list[Point]:
    """A line through the middles."""
    return [(scale.x(scale.from_ms + (place + 0.5) * _MEAN_MS), scale.y(value)) for place, value in enumerate(values)]


def _steps(scale: Scale, values: Sequence[float]) -> list[Point]:
    """A line that holds each value; what does not change is not said again."""
    corners: list[Point] = []
    for place, value in enumerate(values):
        x, y = scale.x(scale.from_ms + place * _MEAN_MS), scale.y(value)
        if corners and abs(corners[-1][1] - y) < 0.05:
            continue
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    corners.append((scale.right, corners[-1][1]))
    return corners
