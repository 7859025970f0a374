"""Reading the control pilot: thresholds, debounce and the times the recordings show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station, profile_named
from pilotwire.controller import EvseState, Inputs, PilotDrive, PilotLevel
from pilotwire.controller.board import PILOT_HIGH, PILOT_LOW
from pilotwire.controller.pilot import Held, Reading, read

PWM = PilotDrive(PilotLevel.PWM, 50.0)


@pytest.mark.parametrize(
    ("high_mv", "reading"),
    [
        (12_600, Reading.A),
        (11_400, Reading.A),
        (10_600, Reading.A),
        (10_150, Reading.B),
        (9_560, Reading.B),
        (8_360, Reading.B),
        (7_500, Reading.B),
        (7_100, Reading.C),
        (6_490, Reading.C),
        (5_480, Reading.C),
        (4_600, Reading.C),
        (4_200, Reading.D),
        (3_250, Reading.D),
        (2_620, Reading.D),
        (1_000, Reading.E),
        (0, Reading.E),
        (-1_000, Reading.E),
    ],
)
@pytest.mark.parametrize("drive", [PILOT_HIGH, PWM])
def test_levels_of_the_standard_and_the_firmwares_thresholds(high_mv: int, reading: Reading, drive: PilotDrive) -> None:
    assert read(Inputs(pilot_high_mv=high_mv), drive, diode_check=True) is reading


@pytest.mark.parametrize("low_mv", [-8_800, -5_600, 0, 6_000])
def test_without_a_diode_the_low_half_wave_is_loaded(low_mv: int) -> None:
    inputs = Inputs(pilot_high_mv=9_000, pilot_low_mv=low_mv)
    assert read(inputs, PWM, diode_check=True) is Reading.NO_DIODE
    assert read(inputs, PWM, diode_check=False) is Reading.B
    assert read(inputs, PILOT_HIGH, diode_check=True) is Reading.B


def test_a_diode_within_tolerance_is_a_diode() -> None:
    assert read(Inputs(pilot_high_mv=6_000, pilot_low_mv=-11_400), PWM, diode_check=True) is Reading.C


@given(st.integers(-12_000, 12_600), st.integers(-12_000, 12_600), st.booleans())
def test_nothing_is_known_while_the_line_is_held_low(high_mv: int, low_mv: int, check: bool) -> None:
    assert read(Inputs(pilot_high_mv=high_mv, pilot_low_mv=low_mv), PILOT_LOW, diode_check=check) is None


def test_a_held_value_counts_from_when_it_was_first_seen() -> None:
    held = Held(Reading.A, 0)
    held.see(Reading.B, 100)
    held.see(Reading.B, 150)
    assert held.for_ms(180) == 80
    held.see(Reading.A, 200)
    held.see(Reading.B, 210)
    assert held.for_ms(210) == 0


# -- as seen from outside: measured on the firmware -------------------------------------------------------------------


def time_to(station: Station, state: EvseState, within_ms: int = 3_000) -> int:
    return station.wait_until(lambda: station.state() is state, within_ms, step_ms=1)


def test_plugging_in_reaches_b_and_pwm_in_about_a_third_of_a_second() -> None:
    station = Station("menu")
    station.do("ev B")
    assert 250 <= time_to(station, EvseState.B) <= 350
    assert station.pilot is PilotLevel.PWM


def test_the_lock_motor_makes_plugging_in_a_little_slower() -> None:
    station = Station("eu")
    station.do("ev B")
    assert 300 <= time_to(station, EvseState.B) <= 450


def test_closing_s2_closes_the_contactor_after_debounce_and_self_test() -> None:
    station = Station()
    station.connect()
    start_ms = station.now
    station.do("ev C")
    station.wait(2_000)
    assert 1_250 <= station.closed_after(start_ms) - start_ms <= 1_450


def test_opening_s2_returns_to_b_at_the_firmwares_time() -> None:
    station = Station()
    station.charge()
    station.wait(5_000)
    station.do("ev B")
    assert 250 <= time_to(station, EvseState.B) <= 350


def test_unplugging_in_b_returns_to_a() -> None:
    station = Station("menu")
    station.connect()
    station.do("ev A")
    assert 25 <= time_to(station, EvseState.A) <= 120
    assert station.pilot is PilotLevel.HIGH


@pytest.mark.parametrize(("letter", "state"), [("D", EvseState.D), ("E", EvseState.DIODE_FAILED)])
@pytest.mark.parametrize("first", ["B", "C"])
def test_d_and_a_short_under_pwm_are_debounced_faults(letter: str, state: EvseState, first: str) -> None:
    station = Station()
    station.charge() if first == "C" else station.connect()
    station.wait(5_000)
    station.do(f"ev {letter}")
    station.wait(240)
    assert station.state() is (EvseState.C if first == "C" else EvseState.B)
    station.wait(160)
    assert station.state() is state
    assert station.pilot is PilotLevel.HIGH
    assert not station.closed


@pytest.mark.parametrize("dip_ms", [1, 20, 100, 200, 240])
def test_a_dip_shorter_than_the_debounce_changes_no_state(dip_ms: int) -> None:
    station = Station()
    station.connect()
    seen = len(station.lines)
    for letter in "CD":
        station.do(f"ev {letter}")
        station.wait(dip_ms)
        station.do("ev B")
        station.wait(1_000)
    assert station.state() is EvseState.B
    assert not station.closed
    assert [line for line in station.reports(seen) if not line.startswith("$AT 02")] == []


def test_c_without_an_offer_goes_to_b_first() -> None:
    station = Station()
    start_ms = station.now
    station.do("ev C")
    assert time_to(station, EvseState.B) <= 450
    station.wait(3_000)
    assert station.state() is EvseState.C
    # About 0.3 s + 1.35 s, and the lock motor before them.
    assert 1_550 <= station.closed_after(start_ms) - start_ms <= 2_100


def test_a_diode_missing_in_b_is_a_fault_after_the_debounce() -> None:
    station = Station()
    station.connect()
    station.do("pilot 9000 -8800")
    station.wait(240)
    assert station.state() is EvseState.B
    station.wait(160)
    assert station.state() is EvseState.DIODE_FAILED
    assert station.pilot is PilotLevel.HIGH
    station.unplug()
    assert station.state() is EvseState.A


def test_the_pilot_state_goes_to_zero_a_quarter_second_into_a_fault() -> None:
    station = Station()
    station.charge()
    station.wait(5_000)
    seen = len(station.lines)
    start_ms = station.now
    station.do("gfi 1")
    station.wait(100)
    station.do("gfi 0")
    station.wait(1_000)
    assert station.reports(seen) == ["$AT 06 03 32 05c0", "$AT 06 00 32 0580"] or station.reports(seen) == [
        "$AT 06 03 32 0580",
        "$AT 06 00 32 0580",
    ]
    first, second = (at for at, line in station.lines_at[seen:] if line.startswith("$AT"))
    assert first - start_ms <= 100
    assert 250 <= second - first <= 350


def test_vent_ignored_charging_shows_d_in_the_pilot_state_only() -> None:
    station = Station(profile_named("eu"))
    station.ask("$FF V 0")
    station.connect()
    station.do("ev D")
    station.wait(3_000)
    assert station.state() is EvseState.C
    assert station.closed
    assert station.data("$GS")[2] == "04"


def test_zero_volts_never_charges_even_with_the_vent_check_off() -> None:
    station = Station()
    station.ask("$FF V 0")
    station.ask("$FF D 0")
    station.connect()
    station.do("ev E")
    station.wait(3_000)
    assert station.state() is EvseState.E
    assert station.data("$GS")[0] == "04"
    assert not any(outputs.contactor_closed for _, outputs in station.outputs_at)


def test_a_short_found_when_nothing_is_offered_is_state_e_and_ends_with_it() -> None:
    station = Station()
    station.do("ev E")
    station.wait(1_000)
    assert station.state() is EvseState.E
    assert station.screen == ("EVSE ERROR", "PILOT SHORTED")
    station.do("ev A")
    station.wait(1_000)
    assert station.state() is EvseState.A
