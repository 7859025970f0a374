"""Time and energy limits and the temperature throttle of open_evse 8.2.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import EvseState, Settings

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def charging(profile: str = "limits", amps: float = 16) -> Station:
    station = Station(profile)
    station.charge(amps)
    station.wait(5_000)
    return station


# -- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["$S3 1", "$SH 1"])
def test_limits_are_refused_without_a_car(command: str) -> None:
    assert Station("limits").ask(command) == "$NK^21"


@pytest.mark.parametrize(("command", "query", "flag"), [("$S3", "$G3", 0x0010), ("$SH", "$GH", 0x2000)])
def test_a_limit_is_set_reported_and_cleared(command: str, query: str, flag: int) -> None:
    station = charging()
    assert not station.flags & flag
    assert station.ask(f"{command} 7") == "$OK^20"
    assert station.data(query) == ["7"]
    assert station.flags & flag
    assert station.ask(f"{command} 0") == "$OK^20"
    assert station.data(query) == ["0"]
    assert not station.flags & flag


def test_the_time_limit_counts_charging_time() -> None:
    station = charging()
    station.ask("$S3 1")
    station.wait(5 * MINUTE_MS)
    station.do("ev B")
    station.wait(60 * MINUTE_MS)
    assert station.state() is EvseState.B
    station.do("ev C")
    station.wait(9 * MINUTE_MS + 50_000)
    assert station.state() is EvseState.C
    station.wait(MINUTE_MS)
    assert station.state() is EvseState.SLEEPING
    assert station.data("$GS")[1] == "900"


def test_the_energy_limit_counts_the_session() -> None:
    station = charging(amps=20)
    station.ask("$SH 2")
    # 20 A x 230 V = 4.6 kW: 2 kWh take 26 minutes.
    station.wait(25 * MINUTE_MS)
    assert station.state() is EvseState.C
    station.wait(2 * MINUTE_MS)
    assert station.state() is EvseState.SLEEPING
    assert station.machine.energy.session_ws == pytest.approx(2 * HOUR_MS, rel=0.005)


def test_an_energy_limit_below_what_was_charged_ends_the_charge_now() -> None:
    station = charging(amps=20)
    station.wait(40 * MINUTE_MS)
    assert station.ask("$SH 2") == "$OK^20"
    station.wait(5_000)
    assert station.state() is EvseState.SLEEPING
    assert not station.closed


def test_a_reached_limit_clears_both_and_says_why_it_sleeps() -> None:
    station = charging()
    station.ask("$SH 20")
    station.ask("$S3 1")
    station.wait(16 * MINUTE_MS)
    assert station.flags & 0x0004
    assert not station.flags & (0x0010 | 0x2000)
    assert station.data("$G3") == station.data("$GH") == ["0"]


def test_unplugging_wakes_from_a_limit() -> None:
    station = charging()
    station.ask("$S3 1")
    station.wait(16 * MINUTE_MS)
    station.unplug()
    assert station.state() is EvseState.A
    assert not station.flags & 0x0004
    station.charge(16)


def test_enabling_after_a_limit_charges_on() -> None:
    station = charging()
    station.ask("$S3 1")
    station.wait(16 * MINUTE_MS)
    station.ask("$FE")
    station.wait(5_000)
    assert station.state() is EvseState.C
    assert not station.flags & 0x0004


def test_ordinary_sleep_does_not_end_with_unplugging() -> None:
    station = charging()
    station.ask("$FS")
    station.unplug()
    assert station.state() is EvseState.SLEEPING


def test_unplugging_clears_limits() -> None:
    station = charging()
    station.ask("$S3 4")
    station.ask("$SH 5")
    station.unplug()
    station.connect()
    assert station.data("$G3") == station.data("$GH") == ["0"]


@pytest.mark.parametrize("profile", ["eu", "us", "t2", "menu", "cgmi"])
@pytest.mark.parametrize("command", ["$S3 1", "$SH 1", "$G3", "$GH"])
def test_release_builds_have_no_limits(profile: str, command: str) -> None:
    station = Station(profile)
    station.do("pp 900")
    station.connect()
    assert station.ask(command) == "$NK^21"


# -- temperature throttle --------------------------------------------------------------------------------------------


def heat(station: Station, tenths: int) -> None:
    station.set_inputs(temperature_ds3231_dc=tenths)
    station.wait(3_500)


@pytest.mark.parametrize(
    ("changes", "capacity_a"),
    [
        ({"temperature_ds3231_dc": 649}, 32),
        ({"temperature_ds3231_dc": 650}, 16),
        ({"temperature_mcp9808_dc": 650}, 16),
        ({"temperature_tmp007_dc": 650}, 16),
        ({"temperature_ds3231_dc": 679}, 16),
        ({"temperature_ds3231_dc": 680}, 8),
        ({"temperature_mcp9808_dc": 680}, 8),
        ({"temperature_tmp007_dc": 690}, 16),
        ({"temperature_tmp007_dc": 700}, 8),
    ],
)
def test_each_sensor_throttles_to_half_and_to_a_quarter(changes: dict[str, int], capacity_a: int) -> None:
    station = charging("eu", 10)
    station.set_inputs(**changes)
    station.wait(6_000)
    assert station.machine.capacity_a == capacity_a
    assert station.state() is EvseState.C


def test_cooling_restores_in_two_steps() -> None:
    station = charging("eu", 10)
    heat(station, 685)
    heat(station, 685)
    assert station.machine.capacity_a == 8
    heat(station, 651)
    assert station.machine.capacity_a == 8
    heat(station, 650)
    assert station.machine.capacity_a == 16
    heat(station, 621)
    assert station.machine.capacity_a == 16
    heat(station, 620)
    assert station.machine.capacity_a == 32


def test_all_sensors_must_have_cooled() -> None:
    station = charging("eu", 10)
    station.set_inputs(temperature_ds3231_dc=655, temperature_mcp9808_dc=655, temperature_tmp007_dc=655)
    station.wait(4_000)
    assert station.machine.capacity_a == 16
    station.set_inputs(temperature_ds3231_dc=300, temperature_mcp9808_dc=300, temperature_tmp007_dc=601)
    station.wait(4_000)
    assert station.machine.capacity_a == 16
    station.set_inputs(temperature_tmp007_dc=600)
    station.wait(4_000)
    assert station.machine.capacity_a == 32


@pytest.mark.parametrize(("set_a", "half_a", "quarter_a"), [(10, 10, 8), (6, 6, 6), (20, 16, 8)])
def test_a_throttle_never_raises_and_restores_what_was_set(set_a: int, half_a: int, quarter_a: int) -> None:
    station = charging("eu", 5)
    station.ask(f"$SC {set_a} V")
    heat(station, 655)
    assert station.machine.capacity_a == half_a
    heat(station, 685)
    assert station.machine.capacity_a == quarter_a
    heat(station, 640)
    assert station.machine.capacity_a == half_a
    heat(station, 300)
    assert station.machine.capacity_a == set_a


def test_raising_is_refused_while_throttled_and_lowering_is_not() -> None:
    station = charging("eu", 5)
    heat(station, 655)
    assert station.ask("$SC 20 V").startswith("$NK 16")
    assert station.ask("$SC 20").startswith("$NK 16")
    assert station.ask("$SC 10 V").startswith("$OK 10")
    heat(station, 300)
    assert station.machine.capacity_a == 10


def test_throttling_stores_nothing() -> None:
    station = charging("eu", 5)
    before = station.settings.capacity_l2_a
    heat(station, 685)
    heat(station, 300)
    assert station.settings.capacity_l2_a == before


def test_small_maxima_are_throttled_to_six_amperes_at_least() -> None:
    station = Station("eu", Settings(capacity_l2_a=10))
    station.charge(5)
    station.wait(2_000)
    heat(station, 685)
    heat(station, 685)
    assert station.machine.capacity_a == 6


def test_a_hot_station_without_a_charge_is_not_throttled() -> None:
    station = Station("eu")
    heat(station, 690)
    assert station.machine.capacity_a == 32
    station.connect()
    assert station.machine.capacity_a == 32


def test_restoring_in_state_a_offers_nothing() -> None:
    station = charging("eu", 5)
    heat(station, 655)
    station.unplug()
    outputs = station.controller.outputs
    heat(station, 300)
    assert station.machine.capacity_a == 32
    assert station.controller.outputs == outputs


def test_absent_sensors_count_as_cool() -> None:
    station = charging("eu", 5)
    station.set_inputs(temperature_ds3231_dc=None)
    station.wait(5_000)
    assert station.data("$GP") == ["-2560", "-2560", "-2560"]
    assert station.machine.capacity_a == 32


@given(
    st.lists(st.integers(-400, 709), min_size=1, max_size=8),
    st.one_of(st.none(), st.integers(6, 32)),
)
def test_no_history_of_temperatures_raises_above_what_was_set(history: list[int], set_a: int | None) -> None:
    station = charging("eu", 5)
    if set_a is not None:
        station.ask(f"$SC {set_a} V")
    wanted = set_a or 32
    for tenths in history:
        heat(station, tenths)
        assert station.machine.capacity_a <= wanted
        if tenths <= 620:
            assert not station.machine.temperatures.throttled
    heat(station, 640)
    heat(station, 250)
    assert station.machine.capacity_a <= wanted


def test_cooling_past_both_steps_at_once_leaves_half_as_recorded() -> None:
    station = charging("eu", 5)
    heat(station, 685)
    heat(station, 685)
    heat(station, 250)
    assert station.machine.capacity_a == 16
    assert station.ask("$SC 32 V") == "$OK 32^01"
