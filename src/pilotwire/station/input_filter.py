"""The low-pass filter of divert and shaper: one time constant for rising input, one for falling.

First order, evaluated at irregular times: the weight of a new value grows with the time since the last one. Unlike the
gateway's (firmware 5.1), which counts whole seconds, it takes every millisecond, so a fast feed does not freeze it.
"""

from __future__ import annotations

import math
from typing import Protocol

MIN_TIME_CONSTANT_S = 10.0
"""Shorter ones are taken for this, except 0, which means no smoothing at all."""


class Smoothing(Protocol):
    """One smoothed quantity."""

    @property
    def value(self) -> float:
        """As it is now."""

    def feed(self, value: float, now_ms: int, *, rising_s: float, falling_s: float) -> float:
        """Take a value and return the smoothed one."""

    def restart(self, value: float = 0.0) -> None:
        """Begin with this value."""


class InputFilter:
    """Smooths by time constants."""

    def __init__(self) -> None:
        self.value = 0.0
        self._last_ms: int | None = None

    def feed(self, value: float, now_ms: int, *, rising_s: float, falling_s: float) -> float:
        """Take a value and return the smoothed one. The first value of all only starts the time, unless unsmoothed.

        Args:
            value: as measured.
            now_ms: elapsed time.
            rising_s: time constant while the value is above the smoothed one (s).
            falling_s: the same while below.

        """
        since_s = 0.0 if self._last_ms is None else max(0, now_ms - self._last_ms) / 1000
        self._last_ms = now_ms
        self.value = blended(value, self.value, weight(since_s, rising_s if value > self.value else falling_s))
        return self.value

    def restart(self, value: float = 0.0) -> None:
        """Begin with this value; when the last one came is remembered, as in the gateway."""
        self.value = value


def weight(since_s: float, time_constant_s: float) -> float:
    """How much a new value counts, 0 to 1."""
    if time_constant_s <= 0:
        return 1.0
    return 1.0 - math.exp(-since_s / max(time_constant_s, MIN_TIME_CONSTANT_S))


def blended(value: float, smoothed: float, share: float) -> float:
    """The smoothed value with this share of a new one in it.

    Written as the gateway computes it, to the last bit: a feed that rests exactly on a threshold starts and stops
    where it does there.
    """
    return value * share + smoothed * (1.0 - share)
