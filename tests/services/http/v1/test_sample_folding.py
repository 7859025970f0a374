"""Samples combined to longer intervals."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.http.v1.sample_folding import folded, newest_first
from pilotwire.station.samples import Sample

HOUR_S = 3600


def sample(epoch_s: int, power_w: float = 0.0, *, interval_s: int = 60, solar_w: int | None = None) -> Sample:
    return Sample(
        epoch_s=epoch_s,
        current_a=power_w / 230,
        voltage_v=230.0,
        power_w=power_w,
        pilot_a=16,
        state_code=3,
        temperature_dc=None,
        session_wh=0.0,
        total_kwh=float(epoch_s),
        interval_s=interval_s,
        solar_w=solar_w,
    )


def newest(*samples: Sample) -> list[Sample]:
    return sorted(samples, key=lambda sample: -sample.epoch_s)


class Reads:
    """A reader of samples that are in memory."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = sorted(samples, key=lambda sample: sample.epoch_s)
        self.pages: list[int] = []

    def samples(self, since_s: int, until_s: int, limit: int) -> list[Sample]:
        found = [sample for sample in self._samples if since_s <= sample.epoch_s < until_s][-limit:]
        self.pages.append(len(found))
        return found


def test_samples_are_read_newest_first_and_no_page_is_larger_than_allowed() -> None:
    reads = Reads([sample(60 * n) for n in range(10)])
    found = [sample.epoch_s for sample in newest_first(reads, 60, 540, 3)]  # type: ignore[arg-type]
    assert found == [60 * n for n in range(8, 0, -1)]
    assert max(reads.pages) == 3


def test_an_interval_begins_at_a_multiple_of_its_length() -> None:
    combined = list(folded(newest(sample(3540), sample(3600), sample(3660)), HOUR_S))
    assert [(one.epoch_s, one.interval_s) for one in combined] == [(3600, HOUR_S), (0, HOUR_S)]


def test_what_is_no_mean_is_the_last_of_the_interval() -> None:
    (combined,) = folded(newest(sample(0), sample(60), sample(120)), HOUR_S)
    assert combined.total_kwh == 120.0


def test_means_are_weighted_by_time() -> None:
    (combined,) = folded(newest(sample(0, 100.0, interval_s=300), sample(300, 400.0, interval_s=100)), HOUR_S)
    assert combined.power_w == pytest.approx((100 * 300 + 400 * 100) / 400)


def test_a_sample_stands_for_the_time_until_the_next_that_an_idle_station_left_out() -> None:
    (combined,) = folded(newest(sample(0, 0.0), sample(900, 100.0)), HOUR_S)
    assert combined.power_w == pytest.approx(100 * 60 / 960)


def test_but_not_for_longer_than_a_station_ever_leaves_out() -> None:
    (combined,) = folded(newest(sample(0, 0.0), sample(2000, 100.0)), HOUR_S)
    assert combined.power_w == pytest.approx(50.0)


def test_what_was_not_known_all_the_time_is_the_mean_of_when_it_was() -> None:
    (combined,) = folded(newest(sample(0, solar_w=None), sample(60, solar_w=100), sample(120, solar_w=200)), HOUR_S)
    assert combined.solar_w == 150
    assert combined.temperature_dc is None


def test_samples_that_are_longer_stay_as_they_are() -> None:
    days = newest(sample(7200, 50.0, interval_s=86_400), sample(93_600, 60.0, interval_s=86_400))
    assert list(folded(days, HOUR_S)) == days


@given(
    st.lists(st.tuples(st.integers(0, 200), st.floats(0, 22_000)), unique_by=lambda pair: pair[0]),
    st.integers(60, 7200),
)
def test_means_stay_between_what_they_are_made_of(pairs: list[tuple[int, float]], interval_s: int) -> None:
    samples = newest(*(sample(60 * minute, power_w) for minute, power_w in pairs))
    combined = list(folded(samples, interval_s))
    assert [one.epoch_s for one in combined] == sorted(
        {s.epoch_s // interval_s * interval_s for s in samples}, reverse=True
    )
    for one in combined:
        powers = [s.power_w for s in samples if s.epoch_s // interval_s * interval_s == one.epoch_s]
        assert min(powers) - 1e-6 <= one.power_w <= max(powers) + 1e-6


@given(st.lists(st.tuples(st.integers(0, 200), st.floats(0, 22_000)), unique_by=lambda pair: pair[0]))
def test_intervals_of_a_sample_s_own_length_change_nothing(pairs: list[tuple[int, float]]) -> None:
    samples = newest(*(sample(60 * minute, power_w) for minute, power_w in pairs))
    for one, original in zip(folded(samples, 60), samples, strict=True):
        same = msgspec.structs.replace(one, power_w=0.0, current_a=0.0, voltage_v=0.0)
        assert same == msgspec.structs.replace(original, power_w=0.0, current_a=0.0, voltage_v=0.0)
        assert one.power_w == pytest.approx(original.power_w)
