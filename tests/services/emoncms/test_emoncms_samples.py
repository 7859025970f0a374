"""When there is something to tell, and what."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from whole_host import FACTS, WholeHost

from pilotwire.services.emoncms.samples import SHORTEST_MS, SNAPSHOT_MS, Sampler
from pilotwire.services.openevse.numbers import numbers
from pilotwire.station.events import Event, Topic
from pilotwire.station.feeds import Feeds
from pilotwire.station.moment import START, Moment
from pilotwire.station.status import Status


def at(ms: int, *, trusted: bool = True) -> Status:
    moment = msgspec.structs.replace(START, elapsed_ms=ms, trusted=trusted)
    return Status(moment=moment, feeds=Feeds())


def sampler() -> Sampler:
    return Sampler(at(0), lambda: FACTS)


def test_there_is_a_snapshot_every_half_minute() -> None:
    one = sampler()
    told = [ms for ms in range(0, 121_000, 1_000) if one.take(at(ms)) is not None]
    assert told == [0, SNAPSHOT_MS, 2 * SNAPSHOT_MS, 3 * SNAPSHOT_MS, 4 * SNAPSHOT_MS]


def test_a_change_of_settings_is_told_at_once() -> None:
    one = sampler()
    one.take(at(0))
    one.note(Event(Topic.CONFIG, at(11_000)))
    assert one.next_deadline_ms == 11_000
    assert one.take(at(11_000)) is not None
    assert one.next_deadline_ms == 11_000 + SNAPSHOT_MS


def test_a_sample_has_no_time_before_the_clock_is_known() -> None:
    one = sampler()
    sample = one.take(at(0, trusted=False))
    assert sample is not None
    assert sample.at_s is None


@given(st.lists(st.integers(1, 20_000), max_size=40))
def test_samples_of_divert_are_told_once_each_or_together_and_never_too_often(gaps_ms: list[int]) -> None:
    one = sampler()
    told: list[int] = []
    now_ms = 0
    for gap_ms in gaps_ms:
        until_ms = now_ms + gap_ms
        while one.next_deadline_ms < until_ms:
            now_ms = max(now_ms, one.next_deadline_ms)
            assert one.take(at(now_ms)) is not None
            told.append(now_ms)
        now_ms = until_ms
        one.note(Event(Topic.DIVERT, at(now_ms)))
        assert one.next_deadline_ms <= now_ms + SHORTEST_MS
    assert all(later - earlier >= SHORTEST_MS for earlier, later in pairwise(told))


def test_only_numbers_are_numbers() -> None:
    document = {
        "amp": 6000,
        "voltage": 230.5,
        "divert_active": True,
        "limit": False,
        "temp": False,
        "temp1": 215,
        "tesla_vehicle_id": False,
        "status": "active",
        "time": 1,
        "Time": 2,
        "odd/name": 3,
        "x" * 65: 4,
        "nan": float("nan"),
        "inf": float("inf"),
        "notifications": {"count": 1},
        "nothing": None,
    }
    assert numbers(document) == {"amp": 6000, "voltage": 230.5, "divert_active": 1, "limit": 0, "temp1": 215}


def test_a_snapshot_of_a_whole_station_is_flat_and_short(tmp_path: Path) -> None:
    host = WholeHost(tmp_path)
    sample = Sampler(host.status, lambda: FACTS).take(host.status)
    host.close()
    assert sample is not None
    values = msgspec.json.decode(sample.values, type=dict[str, float])
    assert 40 < len(values) < 120
    assert len(bytes(sample.values)) < 3000


def test_values_taken_later_win_when_samples_become_one() -> None:
    one = sampler()
    one.take(at(0))
    moments: list[Moment] = []
    for ms in (10_000, 10_001):
        one.note(Event(Topic.DIVERT, at(ms)))
        moments.append(at(ms).moment)
    sample = one.take(at(10_001))
    assert sample is not None
    assert sample.at_s == moments[-1].epoch_s
    assert one.take(at(15_001)) is None
