"""Condenses measurements into one sample per interval, and leaves out what says nothing new.

An idle station gives a sample every quarter of an hour only: history needs no more, and memory cards wear out.
"""

from __future__ import annotations

from datetime import timedelta

from .moment import Moment
from .samples import Sample
from .status import Status

_IDLE_INTERVAL_S = 900


class Sampler:
    """Collects measurements and hands out samples when an interval of the wall clock is over."""

    def __init__(self, interval_s: int) -> None:
        self.interval_s = interval_s
        self._slot_s: int | None = None
        self._sums = [0.0, 0.0, 0.0]
        self._count = 0
        self._last: Sample | None = None

    def measured(self, status: Status) -> None:
        """Note a measurement."""
        self._sums[0] += status.evse.current_ma / 1000
        self._sums[1] += status.evse.voltage_v
        self._sums[2] += status.power_w
        self._count += 1

    def advance(self, moment: Moment, status: Status) -> Sample | None:
        """The sample of the interval that has ended, if one has and it is worth keeping."""
        slot_s = moment.epoch_s // self.interval_s * self.interval_s
        before_s, self._slot_s = self._slot_s, slot_s
        if before_s is None or slot_s == before_s or not moment.trusted:
            return None
        sample = self._sample(before_s, status)
        self._sums = [0.0, 0.0, 0.0]
        self._count = 0
        if self._says_nothing_new(sample):
            return None
        self._last = sample
        return sample

    def next_in_ms(self, moment: Moment) -> int:
        """Time until the interval ends."""
        return (self.interval_s - moment.epoch_s % self.interval_s) * 1000

    def _sample(self, epoch_s: int, status: Status) -> Sample:
        evse, feeds = status.evse, status.feeds
        count = self._count
        return Sample(
            epoch_s=epoch_s,
            current_a=round(self._sums[0] / count, 3) if count else 0.0,
            voltage_v=round(self._sums[1] / count, 1) if count else evse.voltage_v,
            power_w=round(self._sums[2] / count, 1) if count else 0.0,
            pilot_a=evse.pilot_a,
            state_code=evse.state_code,
            temperature_dc=evse.temperature_dc,
            session_wh=round(status.registers.session_wh, 3),
            total_kwh=round(status.registers.total_kwh, 6),
            solar_w=None if feeds.solar_w is None else int(feeds.solar_w.value),
            grid_w=None if feeds.grid_w is None else int(feeds.grid_w.value),
            live_power_w=None if feeds.live_power_w is None else int(feeds.live_power_w.value),
            vehicle_soc_pct=status.vehicle.soc_pct,
            interval_s=self.interval_s,
            utc_offset_s=int((status.clock.local.utcoffset() or timedelta()).total_seconds()),
        )

    def _says_nothing_new(self, sample: Sample) -> bool:
        last = self._last
        return (
            last is not None
            and not sample.power_w
            and not last.power_w
            and (sample.state_code, sample.pilot_a) == (last.state_code, last.pilot_a)
            and 0 <= sample.epoch_s - last.epoch_s < _IDLE_INTERVAL_S
        )
