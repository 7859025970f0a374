"""The delay timer (open_evse 8.2.3)."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import EvseState, Rtc, Settings
from pilotwire.controller.delay_timer import DelayTimer

NOON = datetime(2026, 3, 1, 12, 0)
HOUR_MS = 3_600_000


def window(start_h: int, stop_h: int) -> Settings:
    return Settings(timer_on=True, timer_start_min=start_h * 60, timer_stop_min=stop_h * 60)


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_the_window_is_closed_at_its_start_and_open_at_its_end(start: int, stop: int, minute: int) -> None:
    settings = Settings(timer_on=True, timer_start_min=start, timer_stop_min=stop)
    rtc = Rtc.from_local(datetime(2026, 1, 1, minute // 60, minute % 60, 30))
    assert DelayTimer.valid(settings) is (start != stop)
    if start != stop:
        # Walk the clock from start: inside until stop.
        assert DelayTimer.in_window(settings, rtc, 0) is ((minute - start) % 1440 < (stop - start) % 1440)


def test_factory_times_are_five_past_midnight_to_five_to_seven_and_off() -> None:
    assert (Settings().timer_on, Settings().timer_start_min, Settings().timer_stop_min) == (False, 5, 6 * 60 + 55)


def test_outside_the_window_it_goes_to_sleep_right_after_boot() -> None:
    station = Station(settings=window(22, 6), at=NOON)
    assert station.state() is EvseState.SLEEPING
    assert station.flags & 0x1000


def test_inside_the_window_it_is_awake() -> None:
    station = Station(settings=window(10, 14), at=NOON)
    assert station.state() is EvseState.A
    assert station.flags & 0x1000


@pytest.mark.parametrize(("start_h", "stop_h"), [(13, 15), (13, 1)])
def test_it_wakes_and_sleeps_on_time(start_h: int, stop_h: int) -> None:
    station = Station(settings=window(start_h, stop_h), at=NOON)
    assert station.state() is EvseState.SLEEPING
    station.wait(HOUR_MS - station.now - 500)
    assert station.state() is EvseState.SLEEPING
    station.wait(2_000)
    assert station.state() is EvseState.A
    station.wait(((stop_h - start_h) % 24) * HOUR_MS - 3_000)
    assert station.state() is EvseState.A
    station.wait(4_000)
    assert station.state() is EvseState.SLEEPING


def test_the_end_of_the_window_interrupts_a_charge_with_the_sleep_grace() -> None:
    station = Station(settings=window(11, 13), at=NOON)
    station.charge(16)
    station.wait(HOUR_MS - station.now - 1)
    assert station.closed
    start_ms = station.now
    station.wait(6_000)
    assert station.state() is EvseState.SLEEPING
    assert 2_900 <= station.opened_after(start_ms) - start_ms <= 4_200


def test_a_waiting_car_starts_when_the_window_opens() -> None:
    station = Station(settings=window(13, 15), at=NOON)
    station.do("ev C")
    station.wait(HOUR_MS - station.now - 1_000)
    assert not station.closed
    station.wait(6_000)
    assert station.closed


@pytest.mark.parametrize(("hours", "command", "state"), [((13, 15), "$FE", "fe"), ((11, 13), "$FS", "01")])
def test_enable_and_sleep_are_undone_within_a_second(hours: tuple[int, int], command: str, state: str) -> None:
    station = Station(settings=window(*hours), at=NOON)
    station.ask(command)
    station.wait(1_500)
    assert station.data("$GS")[0] == state


def asleep_with_a_car() -> Station:
    """Outside the window 13-15 h, connected."""
    station = Station(settings=window(13, 15), at=NOON)
    station.do("ev B")
    station.wait(2_000)
    assert station.state() is EvseState.SLEEPING
    return station


@pytest.mark.parametrize("how", ["$F1", "button"])
def test_a_press_overrides_the_schedule(how: str) -> None:
    station = asleep_with_a_car()
    station.press() if how == "button" else station.ask(how)
    station.wait(60_000)
    assert station.state() is EvseState.B


def test_without_a_car_a_press_does_not_last_because_state_a_ends_the_override() -> None:
    station = Station(settings=window(13, 15), at=NOON)
    station.press()
    station.wait(3_000)
    assert station.state() is EvseState.SLEEPING


def test_the_opposite_press_ends_the_override() -> None:
    station = asleep_with_a_car()
    station.press()
    station.wait(10_000)
    station.press()
    station.wait(10_000)
    assert station.state() is EvseState.SLEEPING
    station.wait(HOUR_MS)
    assert station.state() is EvseState.B


def test_an_override_ends_when_the_schedule_agrees_with_it() -> None:
    station = asleep_with_a_car()
    station.press()
    station.wait(2 * HOUR_MS)
    assert station.state() is EvseState.B
    station.wait(HOUR_MS)
    assert station.state() is EvseState.SLEEPING


def test_an_override_inside_the_window_lasts_until_it_ends_and_the_next_day_is_normal() -> None:
    station = Station(settings=window(11, 13), at=NOON)
    station.press()
    station.wait(HOUR_MS // 2)
    assert station.state() is EvseState.SLEEPING
    station.wait(24 * HOUR_MS)
    assert station.state() is EvseState.A


def test_unplugging_ends_an_override_in_state_a() -> None:
    station = Station(settings=window(13, 15), at=NOON)
    station.do("ev B")
    station.wait(2_000)
    station.press()
    station.wait(2_000)
    assert station.state() is EvseState.B
    station.do("ev A")
    station.wait(3_000)
    assert station.state() is EvseState.SLEEPING


def test_unplugging_asleep_ends_an_override() -> None:
    station = Station(settings=window(11, 13), at=NOON)
    station.connect()
    station.press()
    station.wait(5_000)
    assert station.state() is EvseState.SLEEPING
    station.do("ev A")
    station.wait(3_000)
    assert station.state() is EvseState.A


def test_clearing_a_limit_ends_the_override() -> None:
    station = Station("limits", settings=window(13, 15), at=NOON)
    station.do("ev B")
    station.wait(2_000)
    station.press()
    station.wait(2_000)
    assert station.ask("$SH 40") == "$OK^20"
    station.wait(60_000)
    assert station.state() is EvseState.B
    assert station.ask("$SH 0") == "$OK^20"
    station.wait(3_000)
    assert station.state() is EvseState.SLEEPING


def test_cancelling_the_timer_wakes_nobody_and_keeps_the_times() -> None:
    station = Station(settings=window(13, 15), at=NOON)
    assert station.ask("$ST 0 0 0 0") == "$OK^20"
    station.wait(10_000)
    assert station.state() is EvseState.SLEEPING
    assert not station.flags & 0x1000
    assert station.data("$GD") == ["0", "0", "0", "0"]
    assert (station.settings.timer_start_min, station.settings.timer_stop_min) == (13 * 60, 15 * 60)


def test_an_empty_window_is_stored_and_does_nothing() -> None:
    station = Station(at=NOON)
    assert station.ask("$ST 8 0 8 0") == "$OK^20"
    assert station.data("$GD") == ["8", "0", "8", "0"]
    station.wait(24 * HOUR_MS)
    assert station.state() is EvseState.A


def test_disabled_and_faulted_stations_are_left_alone() -> None:
    station = Station(settings=window(11, 13), at=NOON)
    station.ask("$FD")
    station.wait(2 * HOUR_MS)
    assert station.state() is EvseState.DISABLED
    station = Station(settings=window(11, 13), at=NOON)
    station.connect()
    station.do("ev D")
    station.wait(2 * HOUR_MS)
    assert station.state() is EvseState.D
