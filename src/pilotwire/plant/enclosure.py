"""The enclosure: ambient temperature over the day, warming with the square of the current, and the sensors in it.

Temperature follows its final value exponentially (one time constant). Only the moments at which a sensor's rounded
reading changes, or the ambient steps, are events; between them nothing is computed. What the controller does about
heat is not known here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from .deadlines import MS_PER_HOUR, NEVER
from .faults import NO_EFFECTS

if TYPE_CHECKING:
    from .faults import Effects

MS_PER_DAY: Final = 24 * MS_PER_HOUR
AMBIENT_STEP_MS: Final = MS_PER_HOUR
"""An ambient that swings over the day is held for this long at its value in the middle of the step."""
REFERENCE_CURRENT_A: Final = 32.0


class Ambient(msgspec.Struct, frozen=True, kw_only=True):
    """Air temperature around the enclosure: constant, or a sine over the day."""

    mean_c: float = 20.0
    swing_c: float = 0.0
    """How far the warmest moment of the day is above the mean."""
    warmest_ms: int = 15 * MS_PER_HOUR
    """The warmest moment, on the plant's own clock (ms, repeated every 24 h)."""

    def at_c(self, now_ms: int) -> float:
        """The held temperature at this moment (°C)."""
        if self.swing_c == 0:
            return self.mean_c
        middle_ms = now_ms - now_ms % AMBIENT_STEP_MS + AMBIENT_STEP_MS // 2
        turn = 2 * math.pi * ((middle_ms - self.warmest_ms) % MS_PER_DAY) / MS_PER_DAY
        return self.mean_c + self.swing_c * math.cos(turn)

    def next_step(self, now_ms: int) -> int:
        """When the held temperature changes next."""
        return NEVER if self.swing_c == 0 else now_ms - now_ms % AMBIENT_STEP_MS + AMBIENT_STEP_MS


class Sensor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fitted temperature sensor."""

    step_dc: int = 10
    """Resolution in tenths of a degree; readings are rounded down, as a register with its fraction cut off."""
    offset_dc: int = 0
    """How much it reads too high, in tenths of a degree."""

    def reading_dc(self, temperature_c: float) -> int:
        """What it reports, in tenths of a degree."""
        return math.floor((temperature_c * 10 + self.offset_dc) / self.step_dc) * self.step_dc


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """The box and what is fitted in it. The recordings' board has the DS3231 alone, reading whole degrees."""

    ambient: Ambient = Ambient()
    rise_c: float = 12.0
    """Final rise above ambient at a continuous 32 A through one phase."""
    time_constant_s: float = 1_800.0
    ds3231: Sensor | None = Sensor()
    mcp9808: Sensor | None = None
    tmp007: Sensor | None = None

    def __post_init__(self) -> None:
        if self.time_constant_s <= 0:
            message = f"An enclosure's time constant must be above 0 s; got {self.time_constant_s}."
            raise ValueError(message)


class Warmth:
    """The enclosure's temperature as it develops, and what its sensors read."""

    __slots__ = (
        "_anchor_ms",
        "_effects",
        "_enclosure",
        "_final_c",
        "_sensors",
        "_step_ms",
        "_tau_ms",
        "_temperature_c",
        "deadline",
        "readings_dc",
    )

    def __init__(self, enclosure: Enclosure, now_ms: int) -> None:
        self._enclosure = enclosure
        self._tau_ms = enclosure.time_constant_s * 1_000
        self._anchor_ms = now_ms
        self._temperature_c = enclosure.ambient.at_c(now_ms)
        self._final_c = self._temperature_c
        self._step_ms = enclosure.ambient.next_step(now_ms)
        self._effects = NO_EFFECTS
        self._sensors = (enclosure.ds3231, enclosure.mcp9808, enclosure.tmp007)
        self.readings_dc: tuple[int | None, int | None, int | None] = self._read()
        self.deadline = now_ms

    def set_ambient(self, ambient: Ambient, now_ms: int) -> None:
        """Change the air around the enclosure; the temperature inside goes on from where it is."""
        self._enclosure = msgspec.structs.replace(self._enclosure, ambient=ambient)
        self._step_ms = ambient.next_step(now_ms)
        self.deadline = now_ms

    def ambient_c(self, now_ms: int) -> float:
        """Temperature of the air around the enclosure (°C)."""
        return self._enclosure.ambient.at_c(now_ms)

    def temperature_c(self, now_ms: int) -> float:
        """The real temperature inside (°C)."""
        gap = self._temperature_c - self._final_c
        return self._final_c + gap * math.exp((self._anchor_ms - now_ms) / self._tau_ms) if gap else self._final_c

    def settle(self, now_ms: int, square_a2: float, effects: Effects) -> None:
        """Take the heat from ``now_ms`` on (sum of the squares of the phase currents, A²) and read the sensors."""
        if now_ms >= self._step_ms:
            self._step_ms = self._enclosure.ambient.next_step(now_ms)
        rise = self._enclosure.rise_c * square_a2 / REFERENCE_CURRENT_A**2 + effects.overheat_c
        final = self._enclosure.ambient.at_c(now_ms) + rise
        if final == self._final_c and now_ms < self.deadline and effects is self._effects:
            return
        self._anchor(now_ms)
        self._final_c = final
        self._effects = effects
        if effects.temperature_absent:
            self.readings_dc = (None, None, None)
        elif not effects.temperature_stuck:
            self.readings_dc = self._read()
        self.deadline = min(self._step_ms, self._next_reading(now_ms))

    def _anchor(self, now_ms: int) -> None:
        self._temperature_c = self.temperature_c(now_ms)
        self._anchor_ms = now_ms

    def _read(self) -> tuple[int | None, int | None, int | None]:
        celsius = self._temperature_c + self._effects.temperature_offset_dc / 10
        first, second, third = self._sensors
        return (
            None if first is None else first.reading_dc(celsius),
            None if second is None else second.reading_dc(celsius),
            None if third is None else third.reading_dc(celsius),
        )

    def _next_reading(self, now_ms: int) -> int:
        """The earliest moment at which a sensor's rounded reading differs from what the temperature gives now."""
        soonest = NEVER
        gap = self._temperature_c - self._final_c
        for sensor in self._sensors:
            if sensor is None or gap == 0:
                continue
            offset_dc = sensor.offset_dc + self._effects.temperature_offset_dc
            level_dc = sensor.reading_dc(self._temperature_c + self._effects.temperature_offset_dc / 10)
            if gap < 0:
                level_dc += sensor.step_dc
            rest = (level_dc - offset_dc) / 10 - self._final_c
            if rest == 0 or (rest > 0) is not (gap > 0):
                continue
            crossing_ms = self._tau_ms * math.log(gap / rest)
            soonest = min(soonest, now_ms + max(1, int(crossing_ms) + 1))
        return soonest
