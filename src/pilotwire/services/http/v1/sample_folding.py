"""Samples combined to longer intervals, as they are read: newest first, a page at a time. Pure but for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import msgspec

from pilotwire.station.samples import Sample
from pilotwire.store.reader import Reader

LONGEST_SILENCE_S = 1_000
"""An idle station leaves out samples that would say the same for up to so long."""

Weighted = tuple[Sample, int]
"""A sample and the time it stands for (s)."""


def newest_first(reader: Reader, since_s: int, until_s: int, page: int) -> Iterator[Sample]:
    """Read all samples of a period, newest first.

    Args:
        reader: of the store.
        since_s: beginning, seconds since 1970.
        until_s: end, not included.
        page: how many to read at a time.

    """
    while samples := reader.samples(since_s, until_s, page):
        yield from reversed(samples)
        if len(samples) < page:
            return
        until_s = samples[0].epoch_s


def folded(samples: Iterable[Sample], interval_s: int) -> Iterator[Sample]:
    """Combine samples to intervals that begin at multiples of their length since 1970.

    Means are weighted by the time each sample stands for; what is not a mean is the last of the interval. Samples
    that are longer stay as they are.
    """
    for start_s, group in groupby(weighted(samples), lambda item: item[0].epoch_s // interval_s * interval_s):
        yield _combined(list(group), start_s, interval_s)


def weighted(samples: Iterable[Sample]) -> Iterator[Weighted]:
    """Samples, newest first, each with the time it stands for."""
    following_s: int | None = None
    for sample in samples:
        gap_s = sample.interval_s if following_s is None else following_s - sample.epoch_s
        yield sample, gap_s if sample.interval_s <= gap_s <= LONGEST_SILENCE_S else sample.interval_s
        following_s = sample.epoch_s


def _combined(group: list[Weighted], start_s: int, interval_s: int) -> Sample:
    last = group[0][0]
    longest_s = max(sample.interval_s for sample, _ in group)
    if len(group) == 1 and longest_s >= interval_s:
        return last
    return msgspec.structs.replace(
        last,
        epoch_s=start_s if longest_s <= interval_s else group[-1][0].epoch_s,
        interval_s=max(interval_s, longest_s),
        current_a=_mean(group, lambda sample: sample.current_a) or 0.0,
        voltage_v=_mean(group, lambda sample: sample.voltage_v) or 0.0,
        power_w=_mean(group, lambda sample: sample.power_w) or 0.0,
        temperature_dc=_rounded(_mean(group, lambda sample: sample.temperature_dc)),
        solar_w=_rounded(_mean(group, lambda sample: sample.solar_w)),
        grid_w=_rounded(_mean(group, lambda sample: sample.grid_w)),
        live_power_w=_rounded(_mean(group, lambda sample: sample.live_power_w)),
        vehicle_soc_pct=_rounded(_mean(group, lambda sample: sample.vehicle_soc_pct)),
    )


def _mean(group: list[Weighted], of: Callable[[Sample], float | None]) -> float | None:
    known = [(value, weight) for sample, weight in group if (value := of(sample)) is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
