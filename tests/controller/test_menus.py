"""Every menu, walked as a person would (open_evse 8.2.3)."""

from __future__ import annotations

from datetime import datetime

import pytest

from controller.scripted_station import Station
from pilotwire.controller import EvseState, Settings
from pilotwire.controller.board import Colour

FULL_SETUP = [
    "Date/Time",
    "Backlight Type",
    "Service Level",
    "Diode Check",
    "Vent Req'd Check",
    "Ground Check",
    "Stuck Relay Chk",
    "GFI Self Test",
    "Temperature Chk",
]
SETUP = {
    "eu": ["Max Current", "Date/Time", "Exit"],
    "us": ["Max Current", "Date/Time", "Exit"],
    "limits": ["Max Current", "Date/Time", "Exit"],
    "menu": [*FULL_SETUP, "Exit"],
    "full": ["Max Current", *FULL_SETUP, "Exit"],
}
AT = datetime(2026, 3, 9, 7, 5)


def walk(station: Station) -> list[str]:
    """Step through a menu until it comes round; returns its second lines."""
    first = station.screen[1]
    found = [first]
    while True:
        station.press()
        line = station.screen[1]
        if line.lstrip("+") == first.lstrip("+"):
            return found
        assert len(found) < 300, "the menu does not come round"
        found.append(line)


def choose(station: Station, text: str) -> None:
    """Step to an item (with or without ``+``) and select it."""
    for _ in range(300):
        if station.screen[1].lstrip("+") == text.lstrip("+"):
            station.long_press()
            station.wait(600)
            return
        station.press()
    pytest.fail(f"{text} is not in the menu")


def settings_menu(profile: str, *, letter: str = "A", settings: Settings | None = None) -> Station:
    station = Station(profile, settings, at=AT)
    if letter != "A":
        station.do("pp 900", f"ev {letter}")
        station.wait(3_000)
    station.long_press()
    assert station.screen[0] == "Settings"
    return station


def setup_menu(profile: str) -> Station:
    station = settings_menu(profile)
    choose(station, "Setup")
    assert station.screen[0] == "Setup"
    return station


# -- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["eu", "us", "menu", "limits", "full"])
def test_settings_without_a_car(profile: str) -> None:
    assert walk(settings_menu(profile)) == ["Delay Timer", "Setup", "Restart", "Exit"]


@pytest.mark.parametrize(("profile", "letter"), [("limits", "B"), ("limits", "C"), ("full", "B")])
def test_settings_with_a_car_where_there_are_limits(profile: str, letter: str) -> None:
    wanted = ["Time Limit", "Charge Limit", "Delay Timer", "Setup", "Restart", "Exit"]
    assert walk(settings_menu(profile, letter=letter)) == wanted


@pytest.mark.parametrize("profile", ["eu", "us", "menu"])
def test_settings_with_a_car_where_there_are_none(profile: str) -> None:
    assert walk(settings_menu(profile, letter="B")) == ["Delay Timer", "Setup", "Restart", "Exit"]


@pytest.mark.parametrize("profile", SETUP)
def test_setup(profile: str) -> None:
    assert walk(setup_menu(profile)) == SETUP[profile]


# -- leaving -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["$FE", "$FS", "$FD"])
def test_exit_always_enables(before: str) -> None:
    station = Station()
    station.ask(before)
    station.wait(1_000)
    station.long_press()
    choose(station, "Exit")
    station.wait(1_000)
    assert station.state() is EvseState.A
    assert station.screen == ("Ready     L2:32A", "    0Wh     0kWh")
    assert not station.flags & 0x0800


def test_leaving_setup_restarts() -> None:
    station = setup_menu("eu")
    seen = len(station.lines)
    while station.screen[1] != "Exit":
        station.press()
    station.do("btn 1")
    station.wait(700)
    assert station.screen[1] == "Restarting..."
    station.do("btn 0")
    station.wait(10_000)
    assert "$AT 00 00 0 0200^03" in station.lines[seen:]
    assert station.state() is EvseState.A


@pytest.mark.parametrize(("answer", "restarted"), [("Yes", True), ("No", False)])
def test_restart_asks(answer: str, restarted: bool) -> None:
    station = settings_menu("eu")
    choose(station, "Restart")
    assert station.screen[0] == "Restart Now?"
    assert walk(station) == ["Yes", "No"]
    seen = len(station.lines)
    choose(station, answer)
    station.wait(10_000)
    assert ("$AT 00 00 0 0200^03" in station.lines[seen:]) is restarted
    assert station.state() is EvseState.A


def test_no_menu_times_out() -> None:
    station = setup_menu("eu")
    station.wait(86_400_000)
    assert station.screen == ("Setup", "Max Current")
    assert station.controller.display.colour is Colour.WHITE


def test_a_fault_is_drawn_over_a_menu() -> None:
    station = settings_menu("eu")
    station.set_sense(lambda outputs: (True, True))
    station.wait(3_000)
    assert station.state() is EvseState.STUCK_RELAY
    assert station.screen[1] == "STUCK RELAY"


# -- selecting flashes -------------------------------------------------------------------------------------------------


def test_a_selection_is_confirmed_for_half_a_second_and_nothing_is_answered() -> None:
    station = setup_menu("menu")
    choose(station, "Diode Check")
    station.press()
    assert station.screen == ("Diode Check", "No")
    station.do("btn 1")
    station.wait(510)
    assert station.screen == ("Diode Check", "+No")
    start_ms = station.now
    station.ask("$GV")
    assert 400 <= station.now - start_ms <= 550


# -- max current -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "default_a", "maximum_a"), [("eu", 32, 32), ("us", 24, 80)])
def test_max_current(profile: str, default_a: int, maximum_a: int) -> None:
    station = setup_menu(profile)
    choose(station, "Max Current")
    assert station.screen == ("L2 Max Current", f"+{default_a}A")
    values = walk(station)
    around = [*range(default_a, maximum_a + 1), *range(6, default_a)]
    assert [value.lstrip("+") for value in values] == [f"{amps}A" for amps in around]
    choose(station, "16A")
    assert station.screen[0] == "Setup"
    assert station.settings.capacity_l2_a == 16
    assert station.machine.capacity_a == 16


def test_max_current_of_level_1() -> None:
    station = Station("us")
    station.ask("$SL 1")
    station.long_press()
    choose(station, "Setup")
    choose(station, "Max Current")
    assert station.screen[0] == "L1 Max Current"
    choose(station, "20A")
    assert (station.settings.capacity_l1_a, station.settings.capacity_l2_a) == (20, None)


# -- checks, backlight, level ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["menu", "full"])
@pytest.mark.parametrize(
    ("title", "flag"),
    [
        ("Diode Check", 0x0002),
        ("Vent Req'd Check", 0x0004),
        ("Ground Check", 0x0008),
        ("Stuck Relay Chk", 0x0010),
        ("GFI Self Test", 0x0200),
        ("Temperature Chk", 0x0400),
    ],
)
def test_each_check_can_be_switched_off_and_on(profile: str, title: str, flag: int) -> None:
    station = setup_menu(profile)
    for answer, is_off in (("No", True), ("Yes", False)):
        choose(station, title)
        assert station.screen[0] == title
        assert station.screen[1] == ("+Yes" if is_off else "+No")
        choose(station, answer)
        assert station.screen == ("Setup", title)
        assert bool((station.settings.flags or 0) & flag) is is_off


def test_backlight_type() -> None:
    station = setup_menu("menu")
    choose(station, "Backlight Type")
    assert [line.lstrip("+") for line in walk(station)] == ["RGB", "Monochrome"]
    choose(station, "Monochrome")
    assert (station.settings.flags or 0) & 0x0100
    station.ask("$FB 4")
    assert station.controller.display.colour is Colour.WHITE


@pytest.mark.parametrize(
    ("profile", "choices"),
    [
        ("menu", ["Level 1 (120V)", "Level 2 (240V)"]),
        ("full", ["Auto", "Level 1 (120V)", "Level 2 (240V)"]),
    ],
)
def test_service_level(profile: str, choices: list[str]) -> None:
    station = setup_menu(profile)
    choose(station, "Service Level")
    assert sorted(line.lstrip("+") for line in walk(station)) == choices
    choose(station, "Level 1 (120V)")
    assert (station.settings.flags or 0) & 0x0021 == 0x0020
    assert station.machine.capacity_a == 12
    if "Auto" in choices:
        choose(station, "Service Level")
        choose(station, "Auto")
        assert not (station.settings.flags or 0) & 0x0020


# -- date and time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["eu", "menu"])
def test_date_and_time(profile: str) -> None:
    station = setup_menu(profile)
    choose(station, "Date/Time")
    assert station.screen[0] == "Set Date/Time?"
    choose(station, "Yes")
    assert station.screen == ("Month", "+03/09/26 07:05")
    for heading, shown, chosen in (
        ("Month", "+03/09/26 07:05", "+12/09/26 07:05"),
        ("Day", "12/+09/26 07:05", "12/+31/26 07:05"),
        ("Year", "12/31/+26 07:05", "12/31/+33 07:05"),
        ("Hour", "12/31/33 +07:05", "12/31/33 +23:05"),
        ("Minute", "12/31/33 23:+05", "12/31/33 23:+59"),
    ):
        assert station.screen == (heading, shown)
        while station.screen[1] != chosen:
            station.press()
        station.long_press()
        station.wait(600)
    assert station.screen[0] == "Setup"
    assert station.data("$GT")[:5] == ["33", "12", "31", "23", "59"]
    assert int(station.data("$GT")[5]) <= 2


@pytest.mark.parametrize(("position", "length"), [(0, 12), (1, 31), (2, 11), (3, 24), (4, 60)])
def test_date_fields_wrap_around(position: int, length: int) -> None:
    station = setup_menu("eu")
    choose(station, "Date/Time")
    choose(station, "Yes")
    for _ in range(position):
        station.long_press()
        station.wait(600)
    first = station.screen[1]
    seen = [first]
    station.press()
    while station.screen[1] != first:
        seen.append(station.screen[1])
        station.press()
    assert len(seen) == length


def test_no_date_returns_to_setup() -> None:
    station = setup_menu("eu")
    choose(station, "Date/Time")
    choose(station, "No")
    assert station.screen[0] == "Setup"


# -- delay timer -------------------------------------------------------------------------------------------------------


def test_delay_timer_switch() -> None:
    station = settings_menu("eu")
    choose(station, "Delay Timer")
    assert walk(station) == ["Yes/No", "Set Start", "Set Stop"]
    choose(station, "Yes/No")
    assert station.screen[1] == "+No"
    choose(station, "Yes")
    assert station.screen[0] == "Settings"
    assert station.settings.timer_on
    assert station.flags & 0x1000
    choose(station, "Delay Timer")
    choose(station, "Yes/No")
    assert station.screen[1] == "+Yes"
    choose(station, "No")
    assert not station.settings.timer_on


@pytest.mark.parametrize(
    ("item", "heading", "first"),
    [("Set Start", "Start", ("+00:05", "00:+05")), ("Set Stop", "Stop", ("+06:55", "06:+55"))],
)
def test_setting_a_time_does_not_switch_the_timer_on(item: str, heading: str, first: tuple[str, str]) -> None:
    station = settings_menu("eu")
    choose(station, "Delay Timer")
    choose(station, item)
    assert station.screen == (f"{heading} Hour", first[0])
    for _ in range(24):
        station.press()
    assert station.screen[1] == first[0]
    station.press()
    station.long_press()
    station.wait(600)
    assert station.screen[0] == f"{heading} Min"
    for _ in range(60):
        station.press()
    assert station.screen[1][-3:] == first[1][-3:]
    station.press()
    station.long_press()
    station.wait(600)
    assert station.screen[0] == "Settings"
    assert not station.settings.timer_on
    minutes = station.settings.timer_start_min if heading == "Start" else station.settings.timer_stop_min
    assert minutes == (66 if heading == "Start" else 476)


def test_inside_its_window_the_timer_wakes_the_station_while_the_menu_is_shown() -> None:
    station = Station("eu", Settings(timer_on=True, timer_start_min=6 * 60, timer_stop_min=9 * 60), at=AT)
    station.long_press()
    station.wait(3_000)
    assert station.state() is EvseState.A
    assert station.screen[0] == "Settings"


# -- limits ------------------------------------------------------------------------------------------------------------

TIME_LIMITS = [
    "off",
    "15 min",
    "30 min",
    "45 min",
    "1 hr",
    "1.5 hr",
    "2 hr",
    "2.5 hr",
    "3 hr",
    "4 hr",
    "5 hr",
    "6 hr",
    "7 hr",
    "8 hr",
]
CHARGE_LIMITS = ["off", *(f"{kwh} kWh" for kwh in (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40))]


@pytest.mark.parametrize("profile", ["limits", "full"])
@pytest.mark.parametrize(("title", "choices"), [("Time Limit", TIME_LIMITS), ("Charge Limit", CHARGE_LIMITS)])
def test_limits(profile: str, title: str, choices: list[str]) -> None:
    station = settings_menu(profile, letter="B")
    choose(station, title)
    assert station.screen == (title, "+off")
    assert [line.lstrip("+") for line in walk(station)] == choices
    choose(station, choices[-1])
    station.wait(2_000)
    assert station.state() is EvseState.B
    assert station.data("$G3" if title == "Time Limit" else "$GH") == [{"8 hr": "32", "40 kWh": "40"}[choices[-1]]]
    assert station.flags & (0x0010 if title == "Time Limit" else 0x2000)
    station.long_press()
    choose(station, title)
    assert station.screen[1] == f"+{choices[-1]}"
    choose(station, "off")
    assert station.screen[0] == "Settings"
    assert not station.flags & 0x2010
