"""What never waits: the contactor opens in time, whatever else the controller is doing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import EvseState, LockDrive, PilotLevel

OPEN_WITHIN_MS = 100


def opening_time(station: Station, *stimuli: str) -> int:
    start_ms = station.now
    station.do(*stimuli)
    station.wait(1_500)
    return station.opened_after(start_ms - 1) - start_ms


@pytest.mark.parametrize("profile", ["eu", "us", "t2", "menu", "limits", "full", "cgmi"])
@pytest.mark.parametrize("letter", ["A", "B", "D", "E"])
def test_power_goes_within_100_ms_of_its_permission(profile: str, letter: str) -> None:
    station = Station(profile)
    if profile == "full":
        station.ask("$S4 0")
    station.do("pp 900")
    station.ask("$S4 0")
    station.do("ev B")
    station.wait(1_000)
    station.ask("$S4 0")
    station.do("ev C", "amps 16000")
    station.wait_until(lambda: station.closed, 4_000)
    station.wait(5_000)
    assert opening_time(station, f"ev {letter}") <= OPEN_WITHIN_MS


def test_power_goes_within_100_ms_of_the_diode() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    assert opening_time(station, "pilot 6000 -5600") <= OPEN_WITHIN_MS


@pytest.mark.parametrize("letter", ["A", "B"])
@pytest.mark.parametrize("delay_ms", [0, 10, 100, 250, 299])
def test_a_lock_motor_pulse_delays_nothing(letter: str, delay_ms: int) -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    station.send("$S5 1")
    assert station.controller.outputs.lock is LockDrive.LOCK
    station.wait(delay_ms)
    assert opening_time(station, f"ev {letter}") <= OPEN_WITHIN_MS


@settings(max_examples=30)
@given(st.sampled_from("ABDE"), st.integers(0, 4_000))
def test_permission_withdrawn_at_any_time_of_the_closing_sequence(letter: str, delay_ms: int) -> None:
    station = Station()
    station.connect()
    station.do("ev C")
    station.wait(delay_ms)
    start_ms = station.now
    station.do(f"ev {letter}")
    station.wait(5_000)
    assert not station.closed
    for at_ms, outputs in station.outputs_at:
        if at_ms > start_ms + OPEN_WITHIN_MS:
            assert not outputs.contactor_closed


def test_a_dip_shorter_than_fast_opening_does_nothing() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    start_ms = station.now
    station.do("ev B")
    station.wait(30)
    station.do("ev C")
    station.wait(5_000)
    assert station.changes_after(start_ms, lambda outputs: not outputs.contactor_closed) == []


def test_after_a_dip_power_returns_within_c_after_a_full_self_test() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    seen = len(station.lines)
    start_ms = station.now
    station.do("ev B")
    station.wait(150)
    station.do("ev C")
    station.wait(4_000)
    opened, closed = station.opened_after(start_ms), station.closed_after(start_ms)
    assert opened - start_ms <= OPEN_WITHIN_MS
    tests = station.changes_after(start_ms, lambda outputs: outputs.gfci_test)
    assert len(tests) == 1
    assert opened < tests[0] < closed
    assert closed - start_ms >= 150 + 1_050
    assert station.state() is EvseState.C
    assert [line for line in station.reports(seen) if not line.startswith("$AT 03")] == []


def test_residual_current_opens_in_the_same_instant() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    assert opening_time(station, "gfi 1") == 0
    assert station.pilot is PilotLevel.HIGH
    assert station.flags & 0x0080


def test_residual_current_during_a_lock_pulse_opens_in_the_same_instant() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    station.send("$S5 1")
    assert opening_time(station, "gfi 1") == 0


def test_residual_current_in_the_sleep_grace_opens_in_the_same_instant() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    station.ask("$FS")
    assert station.closed
    assert opening_time(station, "gfi 1") == 0


def test_a_trip_while_disabled_keeps_minus_12_volts() -> None:
    station = Station()
    station.charge(16)
    station.ask("$FD")
    station.do("gfi 1")
    station.wait(1_000)
    assert station.pilot is PilotLevel.LOW
    assert station.data("$GS")[0] == "ff"
    assert station.flags & 0x0080


def test_a_trip_while_disabled_is_a_fault_after_enabling() -> None:
    station = Station()
    station.charge(16)
    station.ask("$FD")
    station.do("gfi 1")
    station.wait(1_000)
    station.do("gfi 0")
    station.ask("$FE")
    station.wait(1_000)
    assert station.state() is EvseState.GFCI_TRIP


# -- ways to stop for the controller's own reasons ------------------------------------------------------------------


def test_sleep_opens_after_three_seconds_if_the_car_goes_on() -> None:
    station = Station()
    station.charge(20)
    station.wait(5_000)
    start_ms = station.now
    station.send("$FS")
    assert station.pilot is PilotLevel.HIGH
    station.wait(4_000)
    assert 2_900 <= station.opened_after(start_ms) - start_ms <= 3_100


@pytest.mark.parametrize(
    ("stop", "within_ms"),
    [
        (lambda station: station.do("ev B"), 40),
        (lambda station: station.do("amps 1000"), 60),
        (lambda station: station.do("amps 0"), 60),
        (lambda station: station.do("ev A"), 100),
    ],
)
def test_sleep_opens_as_soon_as_the_car_has_stopped(stop: Callable[[Station], None], within_ms: int) -> None:
    station = Station()
    station.charge(20)
    station.wait(5_000)
    station.send("$FS")
    station.wait(1_000)
    assert station.closed
    start_ms = station.now
    stop(station)
    station.wait(500)
    assert station.opened_after(start_ms - 1) - start_ms <= within_ms


def test_sleep_while_the_car_draws_nothing_opens_at_once() -> None:
    station = Station()
    station.charge(0)
    station.wait(5_000)
    start_ms = station.now
    station.send("$FS")
    station.wait(500)
    assert station.opened_after(start_ms - 1) - start_ms <= 60


def test_disable_opens_at_once_and_unlocks() -> None:
    station = Station()
    station.charge(20)
    station.wait(5_000)
    start_ms = station.now
    station.send("$FD")
    assert not station.closed
    assert station.pilot is PilotLevel.LOW
    assert station.controller.outputs.lock.value == LockDrive.UNLOCK.value
    station.wait(500)
    assert station.opened_after(start_ms - 1) == start_ms
    assert station.controller.outputs.lock.value == LockDrive.IDLE.value


def test_waking_in_the_grace_does_not_keep_the_contactor_closed_without_an_offer() -> None:
    station = Station()
    station.charge(20)
    station.wait(5_000)
    start_ms = station.now
    station.send("$FS")
    station.wait(500)
    station.send("$FE")
    station.wait(3_000)
    assert station.opened_after(start_ms) - start_ms <= 3_100
