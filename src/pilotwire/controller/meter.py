"""Metering: the ammeter's averaging window, session and lifetime energy, and charge time.

All of it advances in closed form from one event to the next; nothing ticks. Energy does not lose what the firmware
truncates on every step (about 2 W); see ``docs/deviations.md``.
"""

from __future__ import annotations

WINDOW = 32
"""Readings that the firmware averages, without overlap, into one reported value."""
MA_PER_COUNT = 220
"""The board's current transformer and burden: rms mA per ADC count (recorded board; also the factory scale)."""
_READING_PER_MILLE = 995
"""Whole-number sampling of a sine reads a little low: 30 A gives 135 counts, 16.5 A gives 74 (recorded)."""
READING_PERIOD_MS = 40
"""One pass while current flows: the meter waits for three zero crossings of 50 Hz."""
READING_PERIOD_IDLE_MS = 47
"""One pass while none flows: the meter gives up after 35 ms."""
CHECKPOINT_WH = 250
"""How much running-session energy a power cut may lose (an EEPROM or SD card wears out; see docs/safety.md)."""

STEP_MS = 280
"""Energy is added up once in seven passes (the first after more than 250 ms)."""

_NJ_PER_WH = 3_600_000_000_000


def counts_of(current_ma: int) -> int:
    """ADC counts of a load current (rms mA), as the recorded board reads it."""
    return current_ma * _READING_PER_MILLE // (MA_PER_COUNT * 1000)


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
        """The contactor closed: the first reading is there at the end of the pass."""
        self._next_ms = now_ms + READING_PERIOD_IDLE_MS
        self.average_counts = None

    def stop(self) -> None:
        """Readings end; the window keeps what it has."""
        self._next_ms = None
        self.average_counts = None

    def run(self, now_ms: int, current_ma: int) -> bool:
        """Take the readings due up to ``now_ms`` of a current that was constant; True when a window ended."""
        if self._next_ms is None or now_ms < self._next_ms:
            return False
        counts = counts_of(current_ma)
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
        counts = counts_of(current_ma)
        if self.average_counts == counts and self._sum == self._count * counts:
            return None
        period = READING_PERIOD_MS if counts else READING_PERIOD_IDLE_MS
        return self._next_ms + (WINDOW - self._count - 1) * period


class EnergyMeter:
    """Session energy: counted only between plug-in and unplug, and only through a closed contactor.

    It is counted in the firmware's steps: each step takes the power reported at its end. Nothing has to wake up for
    them; ``run`` takes all steps since the last call at once.
    """

    __slots__ = ("_counted_to_ms", "_session_nj", "in_session")

    def __init__(self) -> None:
        self._session_nj = 0
        self._counted_to_ms: int | None = None
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

    def start(self, now_ms: int) -> None:
        """The contactor closed."""
        self._counted_to_ms = now_ms

    def run(self, now_ms: int, power_uw: int) -> None:
        """Take the steps that are over by ``now_ms``, at a power (uW) that held since the last call."""
        if self._counted_to_ms is not None:
            self._count((now_ms - self._counted_to_ms) // STEP_MS * STEP_MS, power_uw)

    def stop(self, now_ms: int, power_uw: int) -> None:
        """The contactor opened: what is left of a step counts too (the firmware loses it)."""
        if self._counted_to_ms is not None:
            self._count(now_ms - self._counted_to_ms, power_uw)
            self._counted_to_ms = None

    def _count(self, duration_ms: int, power_uw: int) -> None:
        if self._counted_to_ms is not None:
            self._counted_to_ms += duration_ms
        if self.in_session:
            self._session_nj += duration_ms * power_uw

    def reaches(self, wh: int, power_uw: int) -> int | None:
        """When the session reaches ``wh`` at this power (ms), or None when it never does."""
        if self._counted_to_ms is None or not self.in_session or power_uw <= 0:
            return None
        steps = -(-(wh * _NJ_PER_WH - self._session_nj) // (power_uw * STEP_MS))
        return self._counted_to_ms + max(0, steps) * STEP_MS


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

    def reaches(self, seconds: int) -> int | None:
        """When ``elapsed_s`` reaches ``seconds`` (ms), or None while the contactor is open."""
        if self._closed_at_ms is None:
            return None
        return self._closed_at_ms + (seconds - self._earlier_s) * 1000
