"""The battery-backed clock chip (DS3231): local date and time that run on while the controller has no power.

It is fed the controller's milliseconds; the runtime carries ``epoch_s`` over a power cut.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  the chip has local time and no zone
_SPAN_S = 100 * 365 * 86_400


class Rtc(msgspec.Struct, frozen=True):
    """Local seconds since 2000-01-01 at ``now_ms`` = 0, with the sub-second phase of the last setting."""

    epoch_ms: int = 26 * 365 * 86_400_000 + 7 * 86_400_000
    """Default: 2026-01-01 00:00:00."""

    @classmethod
    def from_local(cls, local: datetime, now_ms: int = 0) -> Rtc:
        """Build a clock that reads ``local`` (naive local time) at ``now_ms``."""
        return cls(int((local - _EPOCH) / timedelta(milliseconds=1)) - now_ms)

    def read(self, now_ms: int) -> datetime:
        """Local date and time at ``now_ms``, whole seconds, years 2000-2099."""
        seconds = (self.epoch_ms + now_ms) // 1000 % _SPAN_S
        return _EPOCH + timedelta(seconds=seconds)

    def minute_of_day(self, now_ms: int) -> int:
        """Minutes since local midnight (0-1439)."""
        return (self.epoch_ms + now_ms) // 60_000 % 1440

    def next_minute_of_day(self, minute: int, now_ms: int) -> int:
        """First instant (ms) after ``now_ms`` at which the clock turns to ``minute`` (0-1439)."""
        day_ms = 86_400_000
        now_of_day = (self.epoch_ms + now_ms) % day_ms
        wait = (minute * 60_000 - now_of_day) % day_ms
        return now_ms + (wait or day_ms)

    def set(self, fields: tuple[int, int, int, int, int, int], now_ms: int) -> Rtc:
        """Set to (yy, month, day, hour, minute, second).

        The firmware does not validate; here fields that overflow carry (month 13 is January of the next year), so
        that whatever is sent leaves a clock that runs.
        """
        year, month, day, hour, minute, second = fields
        months = (year % 100) * 12 + month - 1
        first = _EPOCH.replace(year=2000 + months // 12 % 100, month=months % 12 + 1)
        local = first + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
        return Rtc.from_local(local, now_ms)
