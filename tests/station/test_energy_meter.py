"""Energy registers: what they count, when they turn, and that they never go backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.energy import Registers
from pilotwire.station.energy_meter import EnergyMeter

SATURDAY = date(2026, 7, 4)


def charged(kwh: float = 1.0, day: date = SATURDAY) -> EnergyMeter:
    return EnergyMeter(
        Registers(total_kwh=10 * kwh, day_kwh=kwh, week_kwh=2 * kwh, month_kwh=3 * kwh, year_kwh=4 * kwh, day=day)
    )


def test_counts_power_times_time_into_every_register() -> None:
    meter = EnergyMeter(Registers())
    meter.start(0)
    for second in range(1, 3601):
        meter.measure(second * 1000, 3680.0)
    r = meter.registers
    assert r.session_wh == pytest.approx(3680)
    assert r.session_elapsed_s == pytest.approx(3600)
    for register in (r.total_kwh, r.day_kwh, r.week_kwh, r.month_kwh, r.year_kwh):
        assert register == pytest.approx(3.68)


def test_nothing_is_counted_across_a_gap_nobody_measured() -> None:
    meter = EnergyMeter(Registers())
    meter.start(0)
    meter.measure(60_000, 7000.0)
    assert meter.registers.total_kwh == 0
    meter.measure(61_000, 7200.0)
    assert meter.registers.session_wh == pytest.approx(2)


def test_counts_up_to_the_end_of_charging_and_no_further() -> None:
    meter = EnergyMeter(Registers())
    meter.start(0)
    meter.stop(500, 7200.0)
    meter.stop(5_000, 7200.0)
    assert meter.registers.session_wh == pytest.approx(1)


def test_a_day_turns_at_midnight_and_the_week_on_sunday() -> None:
    meter = charged()
    assert meter.turn_to(SATURDAY + timedelta(days=1))
    r = meter.registers
    assert (r.day_kwh, r.week_kwh, r.month_kwh, r.year_kwh, r.total_kwh) == (0, 0, 3, 4, 10)


def test_a_week_that_began_while_the_station_was_off_is_noticed() -> None:
    meter = charged(day=SATURDAY)
    meter.turn_to(SATURDAY + timedelta(days=3))
    assert meter.registers.week_kwh == 0


def test_month_and_year_turn() -> None:
    meter = charged(day=date(2026, 12, 30))
    meter.turn_to(date(2026, 12, 31))
    assert meter.registers.month_kwh == 3
    meter.turn_to(date(2027, 1, 1))
    r = meter.registers
    assert (r.week_kwh, r.month_kwh, r.year_kwh) == (2, 0, 0)


def test_a_clock_that_steps_back_wipes_nothing() -> None:
    meter = charged()
    assert not meter.turn_to(SATURDAY - timedelta(days=1))
    assert meter.registers == charged().registers
    assert meter.turn_to(SATURDAY - timedelta(days=40))
    assert meter.registers.day_kwh == 1
    assert meter.registers.day == SATURDAY - timedelta(days=40)


def test_a_reset_keeps_the_total_unless_it_is_hard() -> None:
    meter = charged()
    meter.reset(hard=False)
    assert meter.registers == Registers(total_kwh=10, day=SATURDAY)
    meter.reset(hard=True)
    assert meter.registers == Registers(day=SATURDAY)
    meter.import_total(48)
    assert meter.registers.total_kwh == pytest.approx(0.048)


steps = st.lists(
    st.tuples(
        st.sampled_from(["measure", "start", "stop", "turn", "unplug"]), st.integers(0, 20_000), st.floats(-1e5, 1e5)
    ),
    max_size=40,
)


@given(steps)
def test_the_total_never_goes_backwards(actions: list[tuple[str, int, float]]) -> None:
    meter = EnergyMeter(Registers())
    now_ms = 0
    for action, gap_ms, power_w in actions:
        before = meter.registers
        now_ms += gap_ms
        match action:
            case "measure":
                meter.measure(now_ms, power_w)
            case "start":
                meter.start(now_ms)
            case "stop":
                meter.stop(now_ms, power_w)
            case "turn":
                meter.turn_to(SATURDAY + timedelta(days=gap_ms % 400))
            case _:
                meter.end_session()
        after = meter.registers
        assert after.total_kwh >= before.total_kwh
        assert after.switches >= before.switches
        assert after.day_kwh <= after.total_kwh + 1e-9
