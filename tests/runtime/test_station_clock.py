"""The station's sense of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.station_clock import StationClock, TimeSource

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)


class Times:
    def __init__(self) -> None:
        self.monotonic_s = 100.0
        self.utc = NOON
        self.speed = 1.0
        self.source = TimeSource(lambda: self.monotonic_s, self.epoch_s, lambda: self.speed)

    def epoch_s(self) -> float:
        return self.utc.timestamp()


def test_elapsed_time_begins_at_nothing_and_never_steps() -> None:
    times = Times()
    clock = StationClock(times.source)
    assert clock.moment().elapsed_ms == 0
    times.monotonic_s += 1.5
    times.utc -= timedelta(days=400)
    assert clock.moment().elapsed_ms == 1500


def test_a_clock_that_was_never_set_is_not_trusted() -> None:
    times = Times()
    times.utc = datetime(2020, 1, 1, tzinfo=UTC)
    clock = StationClock(times.source)
    assert not clock.moment().trusted
    times.utc = NOON
    assert clock.moment().trusted


def test_a_clock_behind_what_was_already_seen_is_not_trusted() -> None:
    assert not StationClock(Times().source, NOON + timedelta(hours=1)).moment().trusted


def test_a_person_sets_the_clock_and_the_system_can_have_it_back() -> None:
    times = Times()
    times.utc = datetime(1970, 1, 2, tzinfo=UTC)
    clock = StationClock(times.source)
    clock.set(NOON)
    times.utc += timedelta(seconds=5)
    assert clock.moment().utc == NOON + timedelta(seconds=5)
    assert clock.moment().trusted
    clock.follow_system()
    assert clock.moment().utc == times.utc


def test_a_faster_clock_is_waited_for_less() -> None:
    times = Times()
    clock = StationClock(times.source)
    times.speed = 60.0
    assert clock.seconds_until(60_000) == 1.0


@given(st.floats(0, 1e6), st.integers(0, 10**9))
def test_whoever_waits_as_told_arrives(elapsed_s: float, target_ms: int) -> None:
    times = Times()
    clock = StationClock(times.source)
    times.monotonic_s += elapsed_s
    for _ in range(4):
        wait_s = clock.seconds_until(target_ms)
        if wait_s == 0.0:
            break
        times.monotonic_s += wait_s
    assert clock.moment().elapsed_ms >= target_ms
