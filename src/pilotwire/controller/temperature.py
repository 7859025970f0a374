"""Temperatures as the controller knows them: read once per second, and the two throttle steps.

Thresholds in tenths of a degree Celsius: open_evse 8.2.x (since 3.9.7).
"""

from __future__ import annotations

from .board import Inputs
from .cadence import Cadence

ABSENT_DC = -2560
READ_PERIOD_MS = 1_010
"""Recorded average between two reads (the first pass after a second)."""

THROTTLE_DC = 650
AMBIENT_SHUTDOWN_DC = 680
AMBIENT_PANIC_DC = 710
AMBIENT_RESTORE_DC = 620
INFRARED_SHUTDOWN_DC = 700
INFRARED_PANIC_DC = 750
INFRARED_RESTORE_DC = 600


class Temperatures:
    """The last values read, which sensors trip on, and which throttle step is in force."""

    __slots__ = (
        "_cadence",
        "_infrared_ready",
        "_unchanged",
        "ambient_dc",
        "clock_dc",
        "deep_throttled",
        "high_temperature_seen",
        "infrared_dc",
        "throttled",
        "unthrottled_a",
    )

    def __init__(self) -> None:
        self.clock_dc = 0
        self.ambient_dc = 0
        self.infrared_dc = 0
        self.throttled = False
        self.deep_throttled = False
        self.high_temperature_seen = False
        """Keeps HIGH TEMP on the display after cooling, until a button press or state A."""
        self.unthrottled_a = 0
        """Capacity before throttling: what restoring goes back to."""
        self._cadence: Cadence | None = None
        self._infrared_ready = False
        self._unchanged: Inputs | None = None
        """The last look at the board whose temperatures are those that were read."""

    def first_read(self, now_ms: int, inputs: Inputs, *, infrared_ready: bool) -> None:
        """Start reading; before the power-on tests end the infra-red sensor is not initialised and reads 0."""
        self._cadence = Cadence(now_ms, READ_PERIOD_MS)
        self._infrared_ready = infrared_ready
        self._unchanged = None
        self._take(inputs)

    def restart(self, now_ms: int) -> None:
        """A blocking period of more than a second ended: the sensors are read in its next pass."""
        if self._cadence is not None:
            self._cadence.restart(now_ms)

    def deadline(self, now_ms: int, inputs: Inputs) -> int | None:
        """When a changed sensor will be read (ms); None while nothing differs from the last read."""
        if self._cadence is None or inputs is self._unchanged:
            return None
        if self._current(inputs) == (self.clock_dc, self.ambient_dc, self.infrared_dc):
            self._unchanged = inputs
            return None
        return self._cadence.next_from(now_ms)

    def read(self, now_ms: int, inputs: Inputs) -> bool:
        """Read the sensors if it is time; True when a value changed."""
        deadline = self.deadline(now_ms, inputs)
        if deadline is None or deadline > now_ms:
            return False
        self._take(inputs)
        return True

    def _take(self, inputs: Inputs) -> None:
        self.clock_dc, self.ambient_dc, self.infrared_dc = self._current(inputs)

    def _current(self, inputs: Inputs) -> tuple[int, int, int]:
        clock, ambient, infrared = (
            inputs.temperature_ds3231_dc,
            inputs.temperature_mcp9808_dc,
            inputs.temperature_tmp007_dc,
        )
        return (
            ABSENT_DC if clock is None else clock,
            ABSENT_DC if ambient is None else ambient,
            (ABSENT_DC if infrared is None else infrared) if self._infrared_ready else 0,
        )

    def _any(self, ambient_dc: int, infrared_dc: int) -> bool:
        return self.infrared_dc >= infrared_dc or self.ambient_dc >= ambient_dc or self.clock_dc >= ambient_dc

    def _all_down(self, ambient_dc: int, infrared_dc: int) -> bool:
        return self.infrared_dc <= infrared_dc and self.ambient_dc <= ambient_dc and self.clock_dc <= ambient_dc

    @property
    def panic(self) -> bool:
        """Any sensor is at the level at which charging must end."""
        return self._any(AMBIENT_PANIC_DC, INFRARED_PANIC_DC)

    def throttle_step(self, capacity_a: int, maximum_a: int) -> int | None:
        """Once per second of charging: the lower capacity a hot enclosure asks for (A), or None.

        The firmware computes from the configured maximum, which can raise a lower volatile setting; a throttle here
        never raises anything.
        """
        if not self.throttled and self._any(THROTTLE_DC, THROTTLE_DC):
            self.throttled = self.high_temperature_seen = True
            if not self.deep_throttled:
                self.unthrottled_a = capacity_a
            return min(capacity_a, maximum_a // 2)
        if not self.deep_throttled and self._any(AMBIENT_SHUTDOWN_DC, INFRARED_SHUTDOWN_DC):
            if not self.throttled:
                self.unthrottled_a = capacity_a
            self.deep_throttled = True
            return min(capacity_a, maximum_a // 4)
        return None

    def restore_step(self, maximum_a: int) -> int | None:
        """In every pass: the higher capacity a cooled enclosure allows again (A), or None."""
        if self.throttled and self._all_down(AMBIENT_RESTORE_DC, INFRARED_RESTORE_DC):
            self.throttled = False
            return self.unthrottled_a
        if self.deep_throttled and self._all_down(THROTTLE_DC, THROTTLE_DC):
            self.deep_throttled = False
            return min(self.unthrottled_a, maximum_a // 2)
        return None
