"""Clocks: real time at any speed, and time that jumps."""

from __future__ import annotations

import time

import pytest

from pilotwire.runtime.clock import WallClock


class Seconds:
    """A monotonic clock in the test's hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    return Seconds(monkeypatch)


def test_real_time_is_real_time(seconds: Seconds) -> None:
    clock = WallClock(5_000)
    assert clock.now_ms() == 5_000
    seconds.now += 1.5
    assert clock.now_ms() == 6_500
    assert clock.wall_seconds_until(7_000) == pytest.approx(0.5)


def test_faster_time_passes_faster_and_waits_shorter(seconds: Seconds) -> None:
    clock = WallClock(speed=100.0)
    seconds.now += 2
    assert clock.now_ms() == 200_000
    assert clock.wall_seconds_until(300_000) == pytest.approx(1.0)


def test_a_change_of_speed_does_not_jump(seconds: Seconds) -> None:
    clock = WallClock()
    seconds.now += 10
    clock.set_speed(10)
    assert clock.now_ms() == 10_000
    assert clock.speed == 10
    seconds.now += 1
    assert clock.now_ms() == 20_000
    clock.set_speed(1)
    seconds.now += 1
    assert clock.now_ms() == 21_000


@pytest.mark.parametrize("speed", [0, 0.5, -1, 1_000.1, float("inf")])
def test_speeds_out_of_range_are_refused(seconds: Seconds, speed: float) -> None:
    clock = WallClock()
    with pytest.raises(ValueError, match="from 1 to 1000"):
        clock.set_speed(speed)
    assert clock.speed == 1.0


def test_the_past_needs_no_waiting(seconds: Seconds) -> None:
    clock = WallClock()
    seconds.now += 1
    assert clock.wall_seconds_until(500) == 0.0
