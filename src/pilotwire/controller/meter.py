"""Metering: the ammeter's averaging window, session and lifetime energy, and charge time.

All of it advances in closed form from one event to the next; nothing ticks. Energy is exact where the firmware
truncates on every step (it loses about 2 W); see ``docs/deviations.md``.
"""

from __future__ import annotations

WINDOW = 32
"""Readings that the firmware averages, without overlap, into one reported value."""
MA_PER_COUNT = 220
"""The board's current transformer and burden: rms mA per ADC count (recorded board; also the factory scale)."""
READING_PERIOD_MS = 40
"""One pass while current flows: the meter waits for three zero crossings of 50 Hz."""
READING_PERIOD_IDLE_MS = 47
"""One pass while none flows: the meter gives up after 35 ms."""
CHECKPOINT_WH = 250
"""How much running-session energy a power cut may lose (an EEPROM or SD card wears out; see docs/safety.md)."""

_NJ_PER_WH = 3_600_000_000_000


class Ammeter:
    """The reported current: an average over 32 readings, taken in state C only.

    The window is not restarted at the start of a charge, so its first value can mix old readings (as recorded).
    """

    __slots__ = ("_count", "_next_ms", "_sum", "average_counts")

    def __init__(self) -> None:
        self._sum = 0
        self._count = 0
        self._next_ms: int | None = None
        self.average_counts: int | None = None
        """Mean of the last full window since ``start``; None before the first."""

    def start(self, now_ms: int) -> None:
        """Readings begin (state C entered)."""
        self._next_ms = now_ms
        self.average_counts = None

    def stop(self) -> None:
        """Readings end; the window keeps what it has."""
        self._next_ms = None
        self.average_counts = None

    def run(self, now_ms: int, current_ma: int) -> bool:
        """Take the readings due up to ``now_ms`` of a current that was constant; True when a window ended."""
        if self._next_ms is None or now_ms < self._next_ms:
            return False
        counts = current_ma // MA_PER_COUNT
        period = READING_PERIOD_MS if counts else READING_PERIOD_IDLE_MS
        readings = (now_ms - self._next_ms) // period + 1
        self._next_ms += readings * period
        missing = WINDOW - self._count
        if readings < missing:
            self._sum += readings * counts
            self._count += readings
            return False
        full_windows, self._count = divmod(readings - missing, WINDOW)
        self.average_counts = counts if full_windows else (self._sum + missing * counts) // WINDOW
        self._sum = self._count * counts
        return True

    def next_change(self, current_ma: int) -> int | None:
        """When the reported value will next differ if the current stays (ms), or None."""
        if self._next_ms is None:
            return None
        counts = current_ma // MA_PER_COUNT
        if self.average_counts == counts and self._sum == self._count * counts:
            return None
        period = READING_PERIOD_MS if counts else READING_PERIOD_IDLE_MS
        return self._next_ms + (WINDOW - self._count - 1) * period


class EnergyMeter:
    """Session energy: counted only between plug-in and unplug, and only through a closed contactor."""

    __slots__ = ("_session_nj", "in_session")

    def __init__(self) -> None:
        self._session_nj = 0
        self.in_session = False

    @property
    def session_ws(self) -> int:
        """Energy of this session, or of the last one until the next begins (Ws)."""
        return self._session_nj // 1_000_000_000

    @property
    def session_wh(self) -> int:
        """The same in whole Wh."""
        return self._session_nj // _NJ_PER_WH

    def begin(self) -> None:
        """A car was connected."""
        self._session_nj = 0
        self.in_session = True

    def end(self) -> int:
        """The car was disconnected; returns the Wh to add to the lifetime total."""
        wh = self.session_wh if self.in_session else 0
        self.in_session = False
        return wh

    def count(self, duration_ms: int, power_uw: int) -> None:
        """Add the energy of a constant power (uW) over a time."""
        if self.in_session:
            self._session_nj += duration_ms * power_uw

    def ms_until_wh(self, wh: int, power_uw: int) -> int | None:
        """Time until the session reaches ``wh`` at this power (ms), or None when it never does."""
        if not self.in_session or power_uw <= 0:
            return None
        missing_nj = wh * _NJ_PER_WH - self._session_nj
        return max(0, -(-missing_nj // power_uw))


class ChargeClock:
    """Seconds with the contactor closed since the car was connected (``$GS``, second value)."""

    __slots__ = ("_closed_at_ms", "_earlier_s", "_last_s")

    def __init__(self) -> None:
        self._closed_at_ms: int | None = None
        self._earlier_s = 0
        self._last_s = 0

    def reset(self) -> None:
        """A car was connected; a charge that is running (the pilot flickered) keeps its own time."""
        self._earlier_s = self._last_s = 0

    def closed(self, now_ms: int, *, first: bool) -> None:
        """The contactor closed; ``first`` when nothing was charged since the last disconnect."""
        self._earlier_s = 0 if first else self._earlier_s + self._last_s
        self._last_s = 0
        self._closed_at_ms = now_ms

    def opened(self, now_ms: int) -> None:
        """The contactor opened; opening an open one changes nothing."""
        if self._closed_at_ms is not None:
            self._last_s = (now_ms - self._closed_at_ms) // 1000
            self._closed_at_ms = None

    def elapsed_s(self, now_ms: int) -> int:
        """Charge time so far (s)."""
        running = self._last_s if self._closed_at_ms is None else (now_ms - self._closed_at_ms) // 1000
        return self._earlier_s + running

    def ms_until(self, seconds: int, now_ms: int) -> int | None:
        """Time until ``elapsed_s`` reaches ``seconds`` (ms), or None while the contactor is open."""
        if self._closed_at_ms is None:
            return None
        return max(0, self._closed_at_ms + (seconds - self._earlier_s) * 1000 - now_ms)
