"""The button: short, long and very long presses, and what they do where (open_evse 8.2.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import EvseState
from pilotwire.controller.board import Colour
from pilotwire.controller.button import Button, Press


def presses(held_ms: int) -> list[tuple[int, Press]]:
    """Everything that comes of holding a button, looked at exactly when it says."""
    button = Button()
    button.look(0, down=True)
    found = []
    while (deadline := button.next_deadline) is not None and deadline < held_ms:
        press = button.look(deadline, down=True)
        assert press is not None
        found.append((deadline, press))
    press = button.look(held_ms, down=False)
    return [*found, (held_ms, press)] if press is not None else found


@pytest.mark.parametrize(
    ("held_ms", "expected"),
    [
        (10, []),
        (49, []),
        (50, [(50, Press.SHORT)]),
        (499, [(499, Press.SHORT)]),
        (501, [(500, Press.LONG)]),
        (9_999, [(500, Press.LONG)]),
        (10_001, [(500, Press.LONG), (10_000, Press.VERY_LONG)]),
        (60_000, [(500, Press.LONG), (10_000, Press.VERY_LONG)]),
    ],
)
def test_what_a_press_is(held_ms: int, expected: list[tuple[int, Press]]) -> None:
    assert presses(held_ms) == expected


@given(st.lists(st.integers(1, 49), max_size=20))
def test_bounces_are_nothing(bounces: list[int]) -> None:
    button = Button()
    now = 0
    for bounce in bounces:
        assert button.look(now, down=True) is None
        now += bounce
        assert button.look(now, down=False) is None
        now += 1


def test_a_short_press_toggles_between_sleep_and_awake() -> None:
    station = Station()
    station.press()
    assert station.state() is EvseState.SLEEPING
    station.press()
    station.wait(1_000)
    assert station.state() is EvseState.A


def test_a_short_press_enables_a_disabled_station() -> None:
    station = Station()
    station.ask("$FD")
    station.press()
    station.wait(1_000)
    assert station.state() is EvseState.A


def test_a_short_press_acts_on_release() -> None:
    station = Station()
    station.do("btn 1")
    station.wait(300)
    assert station.state() is EvseState.A
    station.do("btn 0")
    station.wait(50)
    assert station.state() is EvseState.SLEEPING


def test_a_long_press_acts_while_held_sleeps_and_opens_settings() -> None:
    station = Station()
    station.do("btn 1")
    station.wait(450)
    assert station.state() is EvseState.A
    station.wait(150)
    assert station.state() is EvseState.SLEEPING
    assert station.screen == ("Settings", "Delay Timer")
    assert station.controller.display.colour is Colour.WHITE
    assert station.flags & 0x0800


def test_a_long_press_in_a_charge_gives_the_car_three_seconds() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    start_ms = station.now
    station.do("btn 1")
    station.wait(6_000)
    assert 3_400 <= station.opened_after(start_ms) - start_ms <= 3_650


@pytest.mark.parametrize("fault", ["latched", "retry", "power-on"])
@pytest.mark.parametrize("held_ms", [100, 1_000])
def test_any_press_in_a_fault_opens_setup(fault: str, held_ms: int) -> None:
    if fault == "power-on":
        station = Station(before=("gfitest 0",))
        state = EvseState.SELF_TEST_FAILED
    elif fault == "latched":
        station = Station()
        station.connect()
        station.do("ev D")
        station.wait(1_000)
        state = EvseState.D
    else:
        station = Station()
        station.charge(16)
        station.wait(5_000)
        station.do("gfi 1")
        station.wait(1_000)
        state = EvseState.GFCI_TRIP
    station.press(held_ms)
    assert station.screen[0] == "Setup"
    assert station.state() is state


def test_leaving_setup_after_a_failed_power_on_test_restarts() -> None:
    station = Station(before=("gfitest 0",))
    station.do("gfitest 1")
    station.press()
    while station.screen[1] != "Exit":
        station.press()
    station.long_press()
    station.wait(10_000)
    assert station.state() is EvseState.A


def test_ten_seconds_ask_for_an_access_point() -> None:
    station = Station()
    seen, start_ms = len(station.lines), station.now
    station.do("btn 1")
    station.wait(15_000)
    wifi = [(at, line) for at, line in station.lines_at[seen:] if line.startswith("$WF")]
    assert [line for _, line in wifi] == ["$WF 02^17"]
    assert abs(wifi[0][0] - start_ms - 10_000) <= 100


def test_a_disabled_button_is_reported_and_does_nothing() -> None:
    station = Station()
    station.ask("$FF B 0")
    seen = len(station.lines)
    station.press()
    station.long_press()
    assert station.lines[seen:] == ["$AN 0^3B", "$AN 1^3A"]
    assert station.state() is EvseState.A
    station.do("btn 1")
    station.wait(11_000)
    station.do("btn 0")
    assert station.lines[seen + 2 :] == ["$AN 1^3A", "$WF 02^17"]


def test_builds_without_button_events_say_nothing() -> None:
    station = Station("menu")
    station.ask("$FF B 0")
    seen = len(station.lines)
    station.press()
    station.long_press()
    assert station.lines[seen:] == []
    assert station.state() is EvseState.A


def test_a_remote_press_in_a_menu_is_the_next_item() -> None:
    station = Station()
    station.long_press()
    station.ask("$F1")
    assert station.screen == ("Settings", "Setup")


def test_a_remote_press_in_a_fault_does_nothing() -> None:
    station = Station()
    station.connect()
    station.do("ev D")
    station.wait(1_000)
    screen = station.screen
    assert station.ask("$F1") == "$OK^20"
    station.wait(1_000)
    assert station.screen == screen
    assert station.state() is EvseState.D
