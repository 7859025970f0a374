"""What a fleet counts: messages, errors, times of answers. One object for all stations; no clock here."""

from __future__ import annotations

from array import array
from collections import Counter
from math import ceil, log

_FIRST_S = 1e-4
_STEP = 1.05
"""Each bucket is 5 % wider than the one before: that is how exact a quantile is."""
_BUCKETS = 320


class Durations:
    """Quantiles of any number of durations in a few kilobytes."""

    __slots__ = ("_buckets", "count")

    def __init__(self) -> None:
        self._buckets = array("L", bytes(array("L").itemsize * _BUCKETS))
        self.count = 0

    def add(self, seconds: float) -> None:
        """Count one."""
        bucket = 0 if seconds <= _FIRST_S else ceil(log(seconds / _FIRST_S) / log(_STEP))
        self._buckets[min(bucket, _BUCKETS - 1)] += 1
        self.count += 1

    def quantile(self, share: float) -> float | None:
        """The duration (s) that so large a share (0 to 1) does not exceed; None while there is none."""
        left = max(1, ceil(self.count * share))
        if not self.count:
            return None
        for bucket, counted in enumerate(self._buckets):
            left -= counted
            if left <= 0:
                return _FIRST_S * _STEP**bucket
        return None


class Counts:
    """Sums over all stations."""

    __slots__ = ("answers", "calls", "effects", "errors", "received", "sent")

    def __init__(self) -> None:
        self.sent = 0
        """Messages to the back end."""
        self.received = 0
        self.calls: Counter[str] = Counter()
        """Calls to the back end, by action."""
        self.errors: Counter[str] = Counter()
        """What went wrong, in words."""
        self.effects: Counter[str] = Counter()
        """What back ends had stations do, by name."""
        self.answers = Durations()
        """From a call of a station to its answer."""
