"""What the charge since plug-in has cost, in money and in carbon, and how much of it came from the sun.

Energy is worth what a kilowatt hour costs at the time it flows. Energy that flows while no price is known is not
counted, so a sum is that of the energy whose price was known, and None as long as none was. A sum has one currency,
that of its first price: prices in another do not count. Pure.
"""

from __future__ import annotations

import msgspec

from .energy_meter import Flow
from .prices import PriceSeries, PriceSlot
from .sessions import Session, SessionSums
from .status import Status
from .surplus import follows_grid, is_fresh


class SessionCost:
    """Adds up.

    Args:
        session: the one that had not ended when the station was last off.

    """

    def __init__(self, session: Session | None) -> None:
        self.sums = SessionSums() if session is None else session.sums

    def end_session(self) -> None:
        """Forget the plug-in cycle."""
        self.sums = SessionSums()

    def count(self, flow: Flow, status: Status) -> None:
        """Count what flowed up to now.

        Args:
            flow: how much, and for how long.
            status: with prices, feeds and whether anybody knows the time.

        """
        solar_w = _solar_w(flow.power_w, status)
        if solar_w is not None:
            self.sums = msgspec.structs.replace(
                self.sums, solar_wh=(self.sums.solar_wh or 0.0) + solar_w * flow.duration_h
            )
        until = status.moment.utc
        since = until - flow.duration
        if status.moment.trusted:
            for slot in status.prices.overlapping(since, until):
                share = (min(slot.end, until) - max(slot.start, since)) / flow.duration
                self._count(flow.energy_wh * share / 1000, slot, status.prices)

    def _count(self, energy_kwh: float, slot: PriceSlot, prices: PriceSeries) -> None:
        sums = self.sums
        if slot.price is not None and (sums.cost is None or sums.currency == prices.currency):
            cost = (sums.cost or 0.0) + energy_kwh * slot.price
            sums = msgspec.structs.replace(sums, cost=cost, currency=prices.currency)
        if slot.co2_g is not None:
            sums = msgspec.structs.replace(sums, co2_g=(sums.co2_g or 0.0) + energy_kwh * slot.co2_g)
        self.sums = sums


def _solar_w(power_w: float, status: Status) -> float | None:
    """How much of this power the sun gives (W): what the grid does not, or all it produces; None if nobody tells.

    Of two fresh feeds the one that divert follows counts.
    """
    feeds, settings, now_ms = status.feeds, status.settings, status.moment.elapsed_ms
    grid = feeds.grid_w if is_fresh(feeds.grid_w, settings, now_ms) else None
    solar = feeds.solar_w if is_fresh(feeds.solar_w, settings, now_ms) else None
    if grid is not None and (solar is None or follows_grid(settings)):
        return min(max(0.0, power_w - grid.value), power_w)
    return None if solar is None else min(solar.value, power_w)
