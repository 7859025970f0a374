"""What waits to be sent to a server: bounded in number and age, thinned evenly where there is too much. Pure.

Nothing goes from the front: when the buffer is full, the time between samples doubles over all of its length, so that
a long outage leaves a coarser curve and no hole. The fullest sample of each stretch of time stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from .samples import Sample

MAX_SAMPLES = 2_880
"""A day of snapshots; a month at one sample in about 20 minutes."""
MAX_AGE_S = 31 * 86_400
"""Older ones are of no use any more."""


class Buffer:
    """The samples that wait, in the order they came, by the time each is of."""

    def __init__(self, max_samples: int = MAX_SAMPLES, max_age_s: int = MAX_AGE_S) -> None:
        self._max_samples = max_samples
        self._max_age_s = max_age_s
        self._spacing_s = 1
        self._waiting: dict[int, Sample] = {}
        """By the number of the stretch of time that each is in."""

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All of them."""
        return tuple(self._waiting.values())

    @property
    def spacing_s(self) -> int:
        """Of each stretch of so many seconds one sample is kept."""
        return self._spacing_s

    def add(self, samples: Iterable[Sample]) -> None:
        """Take samples. One without a time cannot wait: nobody would know later when it was."""
        for sample in samples:
            if sample.at_s is not None:
                self._put(sample.at_s, sample)
                while len(self._waiting) > self._max_samples:
                    self._thin()

    def expire(self, now_s: int) -> None:
        """Give up what is too old, from the front."""
        oldest_s = now_s - self._max_age_s
        while self._waiting and (next(iter(self._waiting.values())).at_s or 0) < oldest_s:
            del self._waiting[next(iter(self._waiting))]

    def first(self, count: int) -> tuple[Sample, ...]:
        """The next to be sent, at most so many."""
        return tuple(islice(self._waiting.values(), count))

    def taken(self, samples: Iterable[Sample]) -> None:
        """These have arrived. One that has been added to meanwhile waits on."""
        for sample in samples:
            stretch = (sample.at_s or 0) // self._spacing_s
            if self._waiting.get(stretch) is sample:
                del self._waiting[stretch]
        if not self._waiting:
            self._spacing_s = 1

    def _put(self, at_s: int, sample: Sample) -> None:
        stretch = at_s // self._spacing_s
        there = self._waiting.get(stretch)
        if there is None:
            self._waiting[stretch] = sample
        elif there.at_s == at_s:
            self._waiting[stretch] = sample.over(there)
        elif len(bytes(sample.values)) > len(bytes(there.values)):
            self._waiting[stretch] = sample

    def _thin(self) -> None:
        self._spacing_s *= 2
        kept, self._waiting = self.samples, {}
        for sample in kept:
            self._put(sample.at_s or 0, sample)
