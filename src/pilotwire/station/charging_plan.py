"""Which stretches of time to charge in: the cheapest or greenest ones, as few as that allows. Pure functions.

Time is split where the price changes. Prices are taken in their order, the lowest first, each for as long as it lasts;
only the last is cut. So nothing cheaper exists, and where there is a choice at the last price (it lasts longer than is
needed), what joins stretches is taken first, then what prolongs one, then the earliest single stretch that suffices.
Time without a known price comes last; where nothing is known at all, that means to charge at once.

A price that lasts less than ``SHORTEST`` between two higher ones is not worth a start of its own: it counts as the
lower of these. A stretch that would only be so long because of the cut is prolonged within its price.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import inf

import msgspec

from .limit_values import Preference
from .prices import PriceSeries, PriceSlot

SHORTEST = timedelta(minutes=15)
"""No stretch is planned shorter than this, unless there is no more time or need."""


class Cell(msgspec.Struct, frozen=True):
    """Time with one value; adjacent cells touch."""

    begin: datetime
    end: datetime
    value: float
    """Price, or carbon intensity; infinite where it is not known."""
    fixed: bool = False
    """Taken already."""

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.begin


class Span(msgspec.Struct, frozen=True):
    """Time to charge in."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.begin


def rate_of(slot: PriceSlot, prefer: Preference) -> float | None:
    """What a kWh costs, in money or in grams: what is to be low."""
    return slot.price if prefer is Preference.CHEAPEST else slot.co2_g


def cells_of(series: PriceSeries, prefer: Preference, begin: datetime, end: datetime) -> tuple[Cell, ...]:
    """The time from begin to end without a hole, split where the value changes."""
    found: list[Cell] = []
    at = begin
    for slot in series.slots:
        first, last = max(slot.start, begin), min(slot.end, end)
        if first >= last:
            continue
        if at < first:
            found.append(Cell(at, first, inf))
        value = rate_of(slot, prefer)
        found.append(Cell(first, last, inf if value is None else value))
        at = last
    if at < end:
        found.append(Cell(at, end, inf))
    return _joined(found)


def choose(cells: Sequence[Cell], need: timedelta, *, fixed_until: datetime | None = None) -> tuple[Span, ...]:
    """Choose when to charge.

    Args:
        cells: the time there is, in order and without holes.
        need: how long to charge.
        fixed_until: charge until then in any case.

    """
    if not cells or need <= timedelta(0):
        return ()
    begin, end = cells[0].begin, cells[-1].end
    if need >= end - begin:
        return (Span(begin, end),)
    cells = list(cells) if fixed_until is None else _with_fixed(cells, min(fixed_until, begin + need))
    taken: list[Span] = []
    left = need
    for _, group in groupby(sorted(_without_short(cells), key=_rank), key=_rank):
        level = [Span(cell.begin, cell.end) for cell in group]
        whole = sum((span.length for span in level), timedelta(0))
        if whole > left:
            taken += _cut(level, left, taken)
            break
        taken += level
        left -= whole
    return merged(taken)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as possible, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.begin):
        if found and span.begin <= found[-1].end:
            found[-1] = Span(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def pieces(spans: Iterable[Span], series: PriceSeries) -> Iterator[tuple[Span, PriceSlot | None]]:
    """The spans in order, split by the slots of the series; no slot where there is none."""
    starts = [slot.start for slot in series.slots]
    for span in spans:
        at = span.begin
        while at < span.end:
            slot = series.at(at)
            following = bisect_right(starts, at)
            until = series.slots[following].start if following < len(starts) else span.end
            end = min(span.end, until if slot is None else slot.end)
            yield Span(at, end), slot
            at = end


def total(spans: Iterable[Span]) -> timedelta:
    """How long all of them last."""
    return sum((span.length for span in spans), timedelta(0))


def from_on(spans: Iterable[Span], instant: datetime) -> tuple[Span, ...]:
    """What is left of the spans from an instant on."""
    return tuple(Span(max(span.begin, instant), span.end) for span in spans if span.end > instant)


def _rank(cell: Cell) -> tuple[bool, float]:
    return not cell.fixed, cell.value


def _joined(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Neighbours of one value as one."""
    found: list[Cell] = []
    for cell in cells:
        if found and _rank(found[-1]) == _rank(cell):
            found[-1] = msgspec.structs.replace(found[-1], end=cell.end)
        else:
            found.append(cell)
    return tuple(found)


def _with_fixed(cells: Sequence[Cell], until: datetime) -> list[Cell]:
    begin = cells[0].begin
    if until <= begin:
        return list(cells)
    later = [msgspec.structs.replace(cell, begin=max(cell.begin, until)) for cell in cells if cell.end > until]
    return [Cell(begin, until, -inf, fixed=True), *later]


def _without_short(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The same with every short dip filled to the lower of its banks."""
    current = _joined(cells)
    while (place := _short_dip(current)) is not None:
        banks = [current[beside].value for beside in (place - 1, place + 1) if 0 <= beside < len(current)]
        filled = msgspec.structs.replace(current[place], value=min(banks))
        current = _joined([*current[:place], filled, *current[place + 1 :]])
    return current


def _short_dip(cells: Sequence[Cell]) -> int | None:
    if len(cells) == 1:
        return None
    for place, cell in enumerate(cells):
        beside = [*cells[max(place - 1, 0) : place], *cells[place + 1 : place + 2]]
        if cell.length < SHORTEST and not cell.fixed and all(_rank(cell) < _rank(other) for other in beside):
            return place
    return None


def _cut(level: Sequence[Span], left: timedelta, taken: Sequence[Span]) -> list[Span]:
    """Choose as much as is left from spans of one price, none of which touch each other."""
    ends = {span.end for span in taken}
    begins = {span.begin for span in taken}
    chosen: list[Span] = []
    bridges = sorted(
        (span for span in level if span.begin in ends and span.end in begins),
        key=lambda span: (span.length, span.begin),
    )
    for span in bridges:
        if span.length <= left:
            chosen.append(span)
            left -= span.length
    open_spans = [span for span in level if span not in chosen]
    for span in open_spans:
        if left and (span.begin in ends or span.end in begins):
            # A pause too short to be worth it is not left over.
            length = span.length if span.length - left < SHORTEST and span in bridges else min(span.length, left)
            chosen.append(
                Span(span.begin, span.begin + length) if span.begin in ends else Span(span.end - length, span.end)
            )
            left -= min(length, left)
    alone = [span for span in open_spans if span.begin not in ends and span.end not in begins]
    return chosen + _fewest(alone, left)


def _fewest(alone: Sequence[Span], left: timedelta) -> list[Span]:
    """As much as is left from as few of these as possible; the cut one is the earliest that will do."""
    # Of equal lengths the earliest is popped first.
    by_length = sorted(sorted(alone, key=lambda span: span.begin, reverse=True), key=lambda span: span.length)
    lengths = [span.length for span in by_length]
    chosen: list[Span] = []
    while left > timedelta(0) and by_length:
        if lengths[-1] <= left:
            span, length = by_length.pop(), lengths.pop()
            chosen.append(span)
            left -= length
            continue
        enough = by_length[bisect_left(lengths, max(left, min(SHORTEST, lengths[-1]))) :]
        span = min(enough, key=lambda span: span.begin)
        chosen.append(Span(span.begin, span.begin + max(left, min(SHORTEST, span.length))))
        break
    return chosen
