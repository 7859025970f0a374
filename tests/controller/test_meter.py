"""Metering and charge time (open_evse 8.2.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station, profile_named
from pilotwire.controller import EvseState, Settings
from pilotwire.controller.meter import Ammeter, ChargeClock, EnergyMeter

HOUR_MS = 3_600_000


def charging(profile: str = "eu", amps: float = 20) -> Station:
    station = Station(profile)
    station.charge(amps)
    return station


def session_ws(station: Station) -> int:
    return int(station.data("$GU")[0])


def total_wh(station: Station) -> int:
    return int(station.data("$GU")[1])


# -- current ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amps", [6, 10, 16.5, 20, 30, 32])
def test_current_is_reported_in_steps_of_220_ma(amps: float) -> None:
    station = charging(amps=amps)
    station.wait(5_000)
    current_ma, voltage_mv = (int(word) for word in station.data("$GG"))
    assert current_ma == pytest.approx(amps * 1000, abs=500)
    assert current_ma % 220 == 0
    assert voltage_mv == 230_000


def test_a_new_current_is_known_after_32_readings() -> None:
    station = charging(amps=10)
    station.wait(10_000)
    station.do("amps 20000")
    station.wait(2 * 32 * 40 + 50)
    assert int(station.data("$GG")[0]) == pytest.approx(20_000, abs=300)


def test_current_is_zero_when_the_contactor_is_open() -> None:
    station = charging()
    station.wait(5_000)
    station.do("ev B")
    station.wait(1_000)
    assert station.data("$GG")[0] == "0"


@pytest.mark.parametrize(("scale", "offset", "expected_ma"), [(110, 0, 10_000), (220, 1_000, 19_000), (220, 30_000, 0)])
def test_calibration(scale: int, offset: int, expected_ma: int) -> None:
    station = charging(amps=20)
    station.ask(f"$SA {scale} {offset}")
    station.wait(5_000)
    assert int(station.data("$GG")[0]) == pytest.approx(expected_ma, abs=300)
    assert (station.settings.ammeter_scale, station.settings.ammeter_offset_ma) == (scale, offset)


def test_a_negative_offset_adds() -> None:
    station = charging(amps=20)
    station.ask("$SA 220 64536")
    assert station.data("$GA") == ["220", "-1000"]
    station.wait(5_000)
    assert int(station.data("$GG")[0]) == pytest.approx(21_000, abs=300)


def test_a_scale_of_zero_switches_the_meter_off() -> None:
    station = Station(settings=Settings(ammeter_scale=0))
    station.charge(20)
    station.wait(10_000)
    assert station.data("$GG")[0] in ("0", "-1")


# -- energy ------------------------------------------------------------------------------------------------------------


def test_an_hour_at_twenty_amperes() -> None:
    station = charging(amps=20)
    station.wait(HOUR_MS)
    current_ma = int(station.data("$GG")[0])
    assert session_ws(station) == pytest.approx(current_ma * 230 / 1000 * 3600, rel=0.002)
    assert total_wh(station) == 0, "the total does not include the running session"


def test_three_phase_builds_count_three_phases() -> None:
    one, three = charging(), Station(profile_named("eu", three_phase=True))
    three.charge(20)
    for station in (one, three):
        station.wait(HOUR_MS)
    assert session_ws(three) == pytest.approx(3 * session_ws(one), rel=0.002)


def test_a_told_voltage_counts_until_the_level_changes() -> None:
    station = charging("us", 20)
    station.wait(5_000)
    assert station.ask("$SV 208000") == "$OK^20"
    assert station.data("$GG")[1] == "208000"
    before = session_ws(station)
    station.wait(HOUR_MS)
    current_ma = int(station.data("$GG")[0])
    assert session_ws(station) - before == pytest.approx(current_ma * 208 / 1000 * 3600, rel=0.002)
    station.ask("$SL 2")
    assert station.data("$GG")[1] == "240000"


def test_nothing_is_counted_with_the_contactor_open() -> None:
    station = Station()
    station.do("amps 20000")
    station.connect()
    station.wait(HOUR_MS)
    assert session_ws(station) == 0


def test_a_pause_counts_nothing_and_does_not_end_the_session() -> None:
    station = charging()
    station.wait(HOUR_MS // 2)
    station.do("ev B")
    station.wait(1_000)
    paused = session_ws(station)
    station.wait(HOUR_MS)
    assert session_ws(station) == paused
    station.do("ev C")
    station.wait(HOUR_MS // 2)
    assert session_ws(station) == pytest.approx(2 * paused, rel=0.02)


def test_energy_in_the_sleep_grace_counts() -> None:
    station = charging()
    station.wait(10_000)
    before = session_ws(station)
    station.send("$FS")
    station.wait(5_000)
    assert session_ws(station) - before == pytest.approx(3 * 4_600, rel=0.15)


def test_the_session_is_added_to_the_total_at_unplug_and_readable_until_the_next() -> None:
    station = charging()
    station.wait(HOUR_MS)
    session = session_ws(station)
    station.unplug()
    assert session_ws(station) == pytest.approx(session, rel=0.001)
    assert total_wh(station) == session_ws(station) // 3600
    assert station.settings.session_checkpoint_wh == 0
    station.connect()
    assert session_ws(station) == 0
    station.unplug()
    assert total_wh(station) == session // 3600


def test_the_total_can_be_set() -> None:
    station = Station()
    station.ask("$SK 123456")
    assert total_wh(station) == 123_456
    station.ask("$SK 0")
    assert total_wh(station) == 0


def test_a_power_cut_loses_at_most_250_wh() -> None:
    station = charging()
    station.wait(HOUR_MS)
    delivered_wh = session_ws(station) // 3600
    station.loop.power_cycle()
    station.wait(10_000)
    settings = station.loop.controller.settings
    assert delivered_wh - 250 <= settings.total_wh <= delivered_wh
    assert settings.session_checkpoint_wh == 0


def test_a_second_power_cut_counts_nothing_twice() -> None:
    station = charging()
    station.wait(HOUR_MS)
    station.loop.power_cycle()
    station.wait(100)
    after_one = station.loop.controller.settings.total_wh
    station.loop.power_cycle()
    assert station.loop.controller.settings.total_wh == after_one


# -- charge time -------------------------------------------------------------------------------------------------------


def elapsed_s(station: Station) -> int:
    return int(station.data("$GS")[1])


def test_charge_time_sums_over_pauses_and_keeps_its_value_until_the_next_car() -> None:
    station = charging()
    station.wait(60_000)
    assert elapsed_s(station) == 60
    station.do("ev B")
    station.wait(60_000)
    assert elapsed_s(station) == 60
    station.do("ev C")
    station.wait_until(lambda: station.closed, 3_000)
    station.wait(30_000)
    assert elapsed_s(station) == 90
    station.unplug()
    assert elapsed_s(station) == 90
    station.connect()
    assert elapsed_s(station) == 0


def test_sleep_does_not_reset_the_charge_time() -> None:
    station = charging()
    station.wait(60_000)
    station.ask("$FS")
    station.wait(60_000)
    assert 60 <= elapsed_s(station) <= 63
    station.ask("$FE")
    station.wait(5_000)
    assert station.state() is EvseState.C
    assert 60 <= elapsed_s(station) <= 68


# -- closed form: however often it is looked at ------------------------------------------------------------------------

STEPS = st.lists(st.integers(1, 5_000), min_size=1, max_size=30)


@given(STEPS, st.integers(0, 80_000))
def test_the_ammeter_does_not_depend_on_when_it_is_asked(steps: list[int], current_ma: int) -> None:
    often, once = Ammeter(), Ammeter()
    for meter in (often, once):
        meter.start(0)
    now = 0
    for step in steps:
        now += step
        often.run(now, current_ma)
    once.run(now, current_ma)
    assert often.average_counts == once.average_counts
    assert often.next_change(current_ma) == once.next_change(current_ma)


@given(STEPS, st.integers(0, 3 * 80 * 250_000_000))
def test_the_energy_meter_does_not_depend_on_when_it_is_asked(steps: list[int], power_uw: int) -> None:
    often, once = EnergyMeter(), EnergyMeter()
    for meter in (often, once):
        meter.begin()
        meter.start(0)
    now = 0
    for step in steps:
        now += step
        often.run(now, power_uw)
    often.stop(now, power_uw)
    once.stop(now, power_uw)
    assert often.session_ws == once.session_ws == now * power_uw // 1_000_000_000


@given(st.integers(1, 80_000_000_000), st.integers(1, 100_000))
def test_energy_reaches_a_limit_when_it_says(power_uw: int, wh: int) -> None:
    meter = EnergyMeter()
    meter.begin()
    meter.start(0)
    at_ms = meter.reaches(wh, power_uw)
    assert at_ms is not None
    before = EnergyMeter()
    before.begin()
    before.start(0)
    before.run(at_ms - 1, power_uw)
    assert before.session_wh < wh
    meter.run(at_ms, power_uw)
    assert meter.session_wh >= wh


def test_energy_outside_a_session_does_not_count() -> None:
    meter = EnergyMeter()
    meter.start(0)
    meter.run(HOUR_MS, 10**9)
    assert meter.session_ws == 0
    assert meter.end() == 0
    assert meter.reaches(1, 10**9) is None


@given(st.integers(1, 10_000), st.integers(0, 10**9))
def test_charge_time_reaches_a_limit_when_it_says(seconds: int, start_ms: int) -> None:
    clock = ChargeClock()
    clock.closed(start_ms, first=True)
    at_ms = clock.reaches(seconds)
    assert at_ms is not None
    assert clock.elapsed_s(at_ms - 1) == seconds - 1
    assert clock.elapsed_s(at_ms) == seconds
    clock.opened(at_ms)
    assert clock.elapsed_s(at_ms + 10_000) == seconds
    assert clock.reaches(seconds) is None
