"""The station in a terminal, as a person sees and works it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from station_terminal import StationTerminal

from pilotwire.plant import CATALOGUE, Fault
from pilotwire.runtime.screen import SPEEDS, faster, slower
from pilotwire.runtime.screen_layout import FAULT_KEYS


def test_from_ready_to_charging_and_back_with_two_keys(tmp_path: Path) -> None:
    with StationTerminal("--speed", "10", data_dir=tmp_path) as terminal:
        terminal.see("Ready     L2:32A", "Nissan Leaf 40 kWh", "A, not connected", "RAPI /dev/", "p plug", "12 V A")
        terminal.press("p")
        terminal.see("Charging   28.8A", "C, charging", "closed", "S2 closed", "┏━")
        terminal.press("p")
        terminal.see("Ready     L2:32A", "contactor open", "not plugged in")
        terminal.press("q")
        assert terminal.ended() == 0
        assert "Stopped: contactor open, settings saved in" in terminal.text().replace("\n", "")


def test_the_display_has_the_colour_of_its_backlight(tmp_path: Path) -> None:
    with StationTerminal("--speed", "10", data_dir=tmp_path) as terminal:
        terminal.see("Ready")
        ready = terminal.background_of("Ready")
        terminal.press("f7fp")
        terminal.see("GFCI FAULT")
        assert terminal.background_of("GFCI FAULT") != ready


def test_faults_are_switched_by_their_keys(tmp_path: Path) -> None:
    with StationTerminal("--speed", "10", "--plugged", data_dir=tmp_path) as terminal:
        terminal.see("charging")
        terminal.press("f")
        terminal.see("7 ○ residual current", "Esc back")
        terminal.press("7")
        terminal.see("7 ● residual current", "GFCI FAULT", "open")
        terminal.press("7\x1b")
        terminal.see("Control pilot", "none (f switches them)")


def test_the_car_can_be_told_to_wait(tmp_path: Path) -> None:
    with StationTerminal("--speed", "10", "--plugged", data_dir=tmp_path) as terminal:
        terminal.see("C, charging")
        terminal.press("c")
        terminal.see("B, connected", "told not to charge", "S2 open", "waiting")
        terminal.press("c")
        terminal.see("C, charging", "told to charge to")


def test_a_long_press_opens_the_menu_and_a_short_one_chooses(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("Ready")
        terminal.press("B")
        terminal.see("(●) pressed")
        terminal.see("Settings", "Delay Timer", "( ) button", "menu")
        terminal.press("b")
        terminal.see("(●) pressed")
        terminal.miss("Delay Timer")


def test_the_next_car_arrives_when_plugged_in(tmp_path: Path) -> None:
    first, second = list(CATALOGUE.values())[:2]
    with StationTerminal("--speed", "10", "--plugged", data_dir=tmp_path) as terminal:
        terminal.see(first.name, "charging")
        terminal.press("n")
        terminal.see(second.name, "not here yet: press p", "A, not connected")
        terminal.press("p")
        terminal.see(second.name, "C, charging")


def test_the_keys_are_explained(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("? help")
        terminal.press("?")
        terminal.see("plug the car in, or unplug it", "quit: the charge stops")
        terminal.press("?")
        terminal.see("Control pilot")


def test_speed_has_keys(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("  x1  ")
        terminal.press("+")
        terminal.see("  x2  ")
        terminal.press("++")
        terminal.see("  x10  ")
        terminal.press("-")
        terminal.see("  x5  ")


def test_a_power_cycle_boots_the_controller_again(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("Ready")
        terminal.press("r")
        terminal.see("Open EVSE", "8.2.3.EU")
        terminal.press("+++++")
        terminal.see("Ready")


def test_without_a_car_plugging_in_says_how_to_get_one(tmp_path: Path) -> None:
    with StationTerminal("--car", "none", data_dir=tmp_path) as terminal:
        terminal.see("No car.")
        terminal.press("p")
        terminal.see("There is no car to plug in")
        terminal.press("c")
        terminal.see("There is no car: plug one in first")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (100, 30), (120, 40), (200, 60)])
def test_everything_fits_from_80_by_24_up(tmp_path: Path, columns: int, rows: int) -> None:
    with StationTerminal(data_dir=tmp_path, columns=columns, rows=rows) as terminal:
        terminal.see("Station", "Charge", "Car", "Control pilot", "Log", "Faults", "q quit", "Lifetime 0.000 kWh")


def test_follows_the_size_of_the_terminal_and_says_when_it_is_too_small(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("Control pilot")
        terminal.resize(60, 20)
        terminal.see("this terminal has 60x20")
        terminal.resize(120, 40)
        terminal.see("Control pilot", "q quit")


def test_a_terminal_without_unicode_shows_what_it_can(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path, PYTHONIOENCODING="ascii") as terminal:
        terminal.see("Ready     L2:32A", "A, not connected")
        terminal.press("q")
        assert terminal.ended() == 0


def test_a_terminal_that_cannot_draw_gets_lines(tmp_path: Path) -> None:
    with StationTerminal(data_dir=tmp_path, TERM="dumb") as terminal:
        terminal.see("RAPI: /dev/", "has booted")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_put_back_whatever_ends_it(tmp_path: Path, number: signal.Signals) -> None:
    with StationTerminal(data_dir=tmp_path) as terminal:
        terminal.see("Control pilot")
        assert terminal.attributes() != terminal.before
        terminal.interrupt(number)
        assert terminal.ended() == 0
        assert terminal.attributes() == terminal.before


def test_every_fault_has_a_key_of_its_own_that_is_not_taken() -> None:
    assert len(set(FAULT_KEYS)) == len(Fault)
    assert not set(FAULT_KEYS) & set("fqr?+-=B")


def test_speeds_go_up_and_down_in_steps_and_end_at_the_ends() -> None:
    assert [faster(speed) for speed in SPEEDS] == [*SPEEDS[1:], SPEEDS[-1]]
    assert [slower(speed) for speed in SPEEDS] == [SPEEDS[0], *SPEEDS[:-1]]
    assert (faster(30), slower(30)) == (60, 10)
