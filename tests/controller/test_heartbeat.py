"""Heartbeat supervision (open_evse 8.2.3, `$SY`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import Settings
from pilotwire.controller.heartbeat import Heartbeat, Trigger


def armed() -> Station:
    station = Station("us")
    station.charge()
    station.wait(5_000)
    assert station.ask("$SY 5 6^2D") == "$OK 5 6 0^33"
    return station


def test_the_exchange_of_the_reference_after_a_missed_pulse() -> None:
    station = armed()
    start_ms, seen = station.now, len(station.lines)
    station.wait(6_000)
    assert station.lines[seen:] == ["$AT 03 03 6 0540^06"]
    assert 5_000 <= station.lines_at[seen][0] - start_ms <= 5_100
    assert station.ask("$SY^2E") == "$NK 5 6 2^30"
    seen = len(station.lines)
    assert station.ask("$SY 165^3C") == "$OK 5 6 1^32"
    assert station.lines[seen:] == ["$OK 5 6 1^32", "$AT 03 03 24 0540^36"]


def test_pulses_keep_the_current() -> None:
    station = armed()
    for _ in range(10):
        station.wait(4_900)
        assert station.ask("$SY^2E") == "$OK 5 6 0^33"
    assert station.machine.capacity_a == 24


def test_a_wrong_cookie_is_refused() -> None:
    station = armed()
    station.wait(6_000)
    assert station.ask("$SY 164").startswith("$NK 5 6 2")
    assert station.machine.capacity_a == 6


def test_acknowledging_nothing_is_ok_without_effect() -> None:
    station = armed()
    station.ask("$SC 10 V")
    assert station.ask("$SY 165").startswith("$OK 5 6 0")
    assert station.machine.capacity_a == 10


def test_more_than_two_arguments_are_refused() -> None:
    assert armed().ask("$SY 1 2 3").startswith("$NK 5 6 0")


def test_a_fallback_of_zero_gives_six_amperes() -> None:
    station = armed()
    station.ask("$SY 5 0")
    station.wait(6_000)
    assert station.machine.capacity_a == 6
    assert station.closed


def test_a_fallback_above_the_capacity_raises_nothing() -> None:
    station = armed()
    station.ask("$SY 5 20")
    station.ask("$SC 10 V")
    station.wait(6_000)
    assert station.machine.capacity_a == 10
    assert station.data("$GY") == ["5", "20", "2"]


def test_rearming_hides_a_miss_and_keeps_the_fallback_current() -> None:
    station = armed()
    station.wait(6_000)
    assert station.ask("$SY 5 6") == "$OK 5 6 0^33"
    assert station.machine.capacity_a == 6


def test_switching_off_restores_the_current() -> None:
    station = armed()
    station.wait(6_000)
    assert station.ask("$SY 0 6").startswith("$OK 0 6 0")
    assert station.machine.capacity_a == 24
    station.wait(600_000)
    assert station.machine.capacity_a == 24


def test_interval_and_fallback_survive_a_power_cut_and_count_from_the_end_of_the_power_on_tests() -> None:
    station = Station("us", Settings(heartbeat_interval_s=5, heartbeat_fallback_a=8), booted=False)
    station.wait(4_600)
    assert station.data("$GY") == ["5", "8", "0"]
    station.wait(4_000)
    assert station.machine.capacity_a == 24
    station.wait(1_500)
    assert station.machine.capacity_a == 8


def test_settings_are_written_only_when_they_change() -> None:
    station = armed()
    before = station.settings
    station.ask("$SY 5 6")
    station.ask("$SY")
    assert station.settings is before


@pytest.mark.parametrize("command", ["$FS", "$FD"])
def test_nothing_is_missed_asleep_or_disabled(command: str) -> None:
    station = armed()
    station.ask(command)
    station.wait(60_000)
    assert station.machine.capacity_a == 24


def test_a_long_interval_is_what_was_asked_for() -> None:
    station = armed()
    station.ask("$SY 100 6")
    station.wait(99_000)
    assert station.machine.capacity_a == 24
    station.wait(1_500)
    assert station.machine.capacity_a == 6


def test_a_build_without_it_refuses() -> None:
    station = Station("menu")
    assert station.ask("$SY") == "$NK^21"
    assert station.ask("$GY") == "$NK^21"


@given(st.integers(1, 65_534), st.integers(0, 10**9))
def test_the_pulse_is_overdue_after_the_interval_and_not_before(interval_s: int, now_ms: int) -> None:
    heartbeat = Heartbeat(0, 0)
    assert heartbeat.deadline is None
    heartbeat.arm(interval_s, 6, now_ms)
    assert not heartbeat.check(now_ms + interval_s * 1000)
    assert heartbeat.check(now_ms + interval_s * 1000 + 1)
    assert heartbeat.trigger is Trigger.MISSED
