"""Where the newest prices of every source lie, and which of them count.

Pure: sources put their lists here through ``Station.set_prices``; what waits for a file or asks a market is in
``runtime.price_sources``. While the setting ``price_file`` names a file only that counts, even if it could not be read
yet; otherwise what was posted does.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from .calendar_time import wall_time
from .moment import Moment
from .price_list import PriceList
from .prices import NO_PRICES, PriceSeries, PriceSlot
from .settings import Settings

_MS = timedelta(milliseconds=1)


class PriceOrigin(Enum):
    """What kinds of sources there are, with what people are told."""

    FILE = "file"
    POSTED = "posted over the API"


def origin_in_force(settings: Settings) -> PriceOrigin:
    """Whose prices count."""
    return PriceOrigin.FILE if settings.price_file else PriceOrigin.POSTED


class PriceShelf:
    """The newest list of each source, and the series that is made of the one that counts.

    Args:
        posted: what the store had.

    """

    def __init__(self, posted: PriceList | None) -> None:
        self.series: PriceSeries = NO_PRICES
        self._lists: dict[PriceOrigin, PriceList] = {} if posted is None else {PriceOrigin.POSTED: posted}
        self._made_of: tuple[PriceList | None, date, tzinfo, str] | None = None
        self._current: PriceSlot | None = None
        self.next_deadline_ms: int | None = None
        """When another price holds (elapsed time)."""

    def put(self, origin: PriceOrigin, prices: PriceList) -> None:
        """Have these in the place of what this source gave before."""
        self._lists[origin] = prices

    def clear(self, origin: PriceOrigin) -> bool:
        """Forget what this source gave; says whether it had given anything."""
        return self._lists.pop(origin, None) is not None

    def advance(self, moment: Moment, settings: Settings, zone: tzinfo) -> bool:
        """Look what counts now; says whether the series or the price of this moment is another."""
        before, current = self.series, self._current
        origin = origin_in_force(settings)
        prices = self._lists.get(origin)
        source = f"file {settings.price_file}" if origin is PriceOrigin.FILE else origin.value
        made_of = (prices, wall_time(moment.utc, zone).date(), zone, source)
        if prices is None:
            self.series = NO_PRICES
        elif made_of != self._made_of:
            made = prices.series(made_of[1], zone, source)
            self.series = made if made != before else before
        self._made_of = made_of
        self._current = self.series.at(moment.utc) if moment.trusted else None
        self.next_deadline_ms = self._next_change_ms(moment)
        return self.series is not before or self._current != current

    def _next_change_ms(self, moment: Moment) -> int | None:
        if not moment.trusted:
            return None
        change = self._current.end if self._current is not None else self._next_start(moment)
        return None if change is None else moment.elapsed_ms + max(1, -((moment.utc - change) // _MS))

    def _next_start(self, moment: Moment) -> datetime | None:
        reach = self.series.reach
        return None if reach is None or reach <= moment.utc else self.series.overlapping(moment.utc, reach)[0].start
