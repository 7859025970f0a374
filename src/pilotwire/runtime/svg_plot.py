"""Writing SVG: shapes, text, and value panels that share a time axis. What is plotted is decided in ``plot``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

from .time_axis import value_ticks

Point = tuple[float, float]

INK = "#2b3038"
FAINT_INK = "#6b7280"
GRID = "#e7e9ed"
STRONG_GRID = "#cfd4da"
PAPER = "#ffffff"
_FONT = "system-ui, 'DejaVu Sans', 'Segoe UI', Helvetica, Arial, sans-serif"
_VALUE_TICKS = 5


class Svg:
    """A drawing that grows from back to front; lengths are user units (pixels)."""

    def __init__(self, width: int, height: int, title: str) -> None:
        size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        text = f'role="img" aria-label={quoteattr(title)} font-family="{_FONT}" font-size="12" fill="{INK}"'
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {text}>',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{PAPER}" stroke="{STRONG_GRID}"/>',
        ]

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle."""
        self._parts.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"/>')

    def line(self, start: Point, end: Point, stroke: str) -> None:
        """A thin straight line."""
        self._parts.append(
            f'<path d="M{_n(start[0])} {_n(start[1])}L{_n(end[0])} {_n(end[1])}" stroke="{stroke}" fill="none"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: int = 12,
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """A line of text; ``y`` is its baseline."""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"{weight}>'
            f"{escape(text)}</text>"
        )

    def curve(
        self, points: Sequence[Point], stroke: str, *, width: float = 1.5, dashed: bool = False, opacity: float = 1.0
    ) -> None:
        """A line through points."""
        if len(points) > 1:
            dash = ' stroke-dasharray="2 4"' if dashed else ""
            faint = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
            self._parts.append(
                f'<path d="{_path(points)}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
                f'stroke-linejoin="round"{dash}{faint}/>'
            )

    def area(self, points: Sequence[Point], base_y: float, fill: str, *, opacity: float = 0.25) -> None:
        """The area between points and a base line."""
        if len(points) > 1:
            closed = [(points[0][0], base_y), *points, (points[-1][0], base_y)]
            self._parts.append(f'<path d="{_path(closed)}Z" fill="{fill}" fill-opacity="{opacity:g}"/>')

    def blocks(self, rects: Iterable[tuple[float, float, float, float]], fill: str) -> None:
        """Many rectangles (x, y, width, height) of one colour."""
        path = "".join(f"M{_n(x)} {_n(y)}h{_n(w)}v{_n(h)}h{_n(-w)}z" for x, y, w, h in rects)
        if path:
            self._parts.append(f'<path d="{path}" fill="{fill}"/>')

    def finish(self) -> str:
        """The document."""
        return "\n".join((*self._parts, "</svg>")) + "\n"


class Scale(msgspec.Struct, frozen=True):
    """One panel: a range of values over a range of times (ms), placed on the drawing."""

    left: float
    right: float
    top: float
    bottom: float
    from_ms: int
    to_ms: int
    low: float
    high: float

    def x(self, at_ms: float) -> float:
        """Across."""
        return self.left + (self.right - self.left) * (at_ms - self.from_ms) / (self.to_ms - self.from_ms)

    def y(self, value: float) -> float:
        """Up."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)


def value_axis(svg: Svg, scale: Scale, title: str, ticks: Sequence[float]) -> None:
    """Horizontal grid lines with their values, and the panel's title above its left end."""
    for value in ticks:
        y = scale.y(value)
        svg.line((scale.left, y), (scale.right, y), GRID)
        svg.text(scale.left - 8, y + 4, f"{value:,g}", anchor="end", size=11, fill=FAINT_INK)
    svg.text(scale.left, scale.top - 7, title, bold=True)


def rounded_range(low: float, high: float) -> tuple[float, float, list[float]]:
    """The axis that covers these values: its ends, which are ticks, and all ticks."""
    if high - low < 1e-6:
        high = low + 1
    ticks = value_ticks(low, high, _VALUE_TICKS)
    return ticks[0], ticks[-1], ticks


def staircase(points: Iterable[Point], end: float) -> list[Point]:
    """The corners of a line that holds each value until the next point, the last one until ``end``."""
    corners: list[Point] = []
    for x, y in points:
        if corners and corners[-1][1] != y:
            corners.append((x, corners[-1][1]))
        if not corners or corners[-1][1] != y:
            corners.append((x, y))
    if corners:
        corners.append((max(end, corners[-1][0]), corners[-1][1]))
    return corners


def thinned(points: Sequence[Point]) -> list[Point]:
    """The same line with at most four points for each pixel across: where it enters, lowest, highest, leaves."""
    kept: list[Point] = []
    column: list[Point] = []
    for point in points:
        if column and int(point[0]) != int(column[0][0]):
            kept += _corners(column)
            column = []
        column.append(point)
    return kept + _corners(column)


def _corners(column: list[Point]) -> list[Point]:
    if len(column) <= 4:
        return column
    by_height = sorted(range(len(column)), key=lambda index: column[index][1])
    return [column[index] for index in sorted({0, by_height[0], by_height[-1], len(column) - 1})]


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A number as short as a tenth of a pixel allows."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")
