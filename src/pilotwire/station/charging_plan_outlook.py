"""What is expected of a plan: energy, cost and carbon of each stretch, and when the limit will be reached. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from .charging_plan import Span, from_on, pieces, rate_of
from .charging_plan_values import Stretch
from .limit_values import Preference
from .prices import PriceSeries, PriceSlot

_HOUR = timedelta(hours=1)


class Outlook(msgspec.Struct, frozen=True):
    """What comes of stretches."""

    stretches: tuple[Stretch, ...]
    slots: int
    """With a known value, charged in."""
    energy_wh: float
    cost: float | None
    co2_g: float | None
    finish: datetime
    """When all that is needed was charged; what is lacking at the end is charged right after it."""


class _Piece(msgspec.Struct, frozen=True):
    energy_wh: float
    slot: PriceSlot | None

    def times(self, prefer: Preference) -> float | None:
        """What it costs, in money or grams; None where that is not known."""
        rate = None if self.slot is None else rate_of(self.slot, prefer)
        return None if rate is None else self.energy_wh / 1000 * rate


def outlook(
    spans: Sequence[Span], series: PriceSeries, now: datetime, left: timedelta, power_w: float, prefer: Preference
) -> Outlook:
    """What comes of charging in these spans.

    Args:
        spans: in order.
        series: what it costs.
        now: the present.
        left: how long it still has to charge.
        power_w: with what.
        prefer: what slots are counted by.

    """
    stretches: list[Stretch] = []
    every: list[_Piece] = []
    finish = max(now, spans[-1].end) if spans else now
    for span in spans:
        found: list[_Piece] = []
        for piece, slot in pieces(from_on([span], now), series):
            length = min(piece.length, left)
            if length:
                left -= length
                finish = piece.begin + length
                found.append(_Piece(length / _HOUR * power_w, slot))
        if found:
            price, co2_g = _mean(found, Preference.CHEAPEST), _mean(found, Preference.GREENEST)
            stretches.append(Stretch(span.begin, span.end, _energy(found), price, co2_g))
            every += found
    if left:
        # Time was too short: it goes on at the end, at a price nobody has looked for.
        finish += left
        every.append(_Piece(left / _HOUR * power_w, None))
    known = sum(piece.times(prefer) is not None for piece in every)
    cost = _sum(piece.times(Preference.CHEAPEST) for piece in every)
    co2_g = _sum(piece.times(Preference.GREENEST) for piece in every)
    return Outlook(tuple(stretches), known, _energy(every), cost, co2_g, finish)


def _energy(found: Iterable[_Piece]) -> float:
    return sum(piece.energy_wh for piece in found)


def _mean(found: Sequence[_Piece], prefer: Preference) -> float | None:
    cost = _sum(piece.times(prefer) for piece in found)
    return None if cost is None else cost / (_energy(found) / 1000)


def _sum(parts: Iterable[float | None]) -> float | None:
    known = list(parts)
    return None if None in known else sum(part for part in known if part is not None)
