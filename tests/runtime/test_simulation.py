from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from pilotwire.runtime.plan_file import load_plan, parse_plan
from pilotwire.runtime.simulation import Result, Simulation

HOUR_MS = 3_600_000
STATION = "[station]\nstart = 2026-01-05\ndays = 2\n"
CAR = """
[[car]]
model = "nissan-leaf-40"
soc_percent = 50
km_per_day = 60
km_spread = 0
jitter_minutes = 0
weekday = { plug_in = "18:00", departure = "07:00" }
"""


def run(text: str) -> Result:
    return Simulation(parse_plan(text, "plan.toml")).run()


def test_a_car_is_charged_overnight() -> None:
    result = run(STATION + CAR)
    first, second = result.sessions
    assert (first.from_ms, first.to_ms) == (18 * HOUR_MS, 31 * HOUR_MS)
    assert (first.soc_before, first.ended_by) == (50, "at its charge limit")
    assert first.soc_after == pytest.approx(100, abs=0.1)
    assert first.battery_wh == pytest.approx(19_500, rel=0.01)
    assert first.metered_wh == pytest.approx(first.wall_wh, rel=0.03)
    assert second.ended_by == "still plugged in"
    assert second.soc_before == pytest.approx(100 - 100 * 60 * 0.164 / 39, abs=0.2)
    assert result.totals.contactor_closures == 2
    assert result.totals.peak_a == 29


def test_an_american_station_charges_at_more_than_32_a() -> None:
    text = STATION + 'profile = "us"\nmax_current_a = 48\n' + CAR.replace("nissan-leaf-40", "ford-f150-lightning")
    result = run(text)
    assert result.totals.peak_a == 48
    assert result.plan.station.supply.nominal_v == 240


def test_the_books_balance() -> None:
    result = Simulation(load_plan(Path("examples:faults"))).run()
    assert result.wall_wh == pytest.approx(result.battery_wh + result.preheat_wh + result.losses_wh)
    assert sum(session.wall_wh for session in result.sessions) == pytest.approx(result.wall_wh)
    assert sum(session.charging_ms for session in result.sessions) == result.totals.charging_ms
    assert {"residual current", "diode check failed", "over current", "contactor welded"} <= set(result.totals.faults)
    assert result.tally.power_cuts == 2


def test_time_in_the_samples_runs_forwards() -> None:
    times = [sample.at_ms for sample in Simulation(load_plan(Path("examples:faults"))).run().samples]
    assert all(first < second for first, second in pairwise(times))


def test_the_delay_timer_of_the_controller_decides_when_to_charge() -> None:
    result = run(STATION + CAR + '[timer]\nstart = "01:00"\nstop = "05:00"\n')
    charging = [sample.at_ms / HOUR_MS % 24 for sample in result.samples if max(sample.current_a) > 0]
    assert charging
    assert all(1 <= hour <= 5 for hour in charging)
    assert "sleeping" in {sample.state for sample in result.samples}


def test_a_short_timer_leaves_the_car_short_of_its_target() -> None:
    result = run(STATION + CAR + '[timer]\nstart = "01:00"\nstop = "02:00"\n')
    assert result.sessions[0].ended_by == "delay timer"
    assert result.tally.short_departures == {"nissan-leaf-40": 1}


def test_the_cheap_price_counts_from_its_hour() -> None:
    tariff = '[tariff]\npeak_per_kwh = 0.3\ncheap_per_kwh = 0.1\ncheap_from = "19:00"\ncheap_to = "06:00"\n'
    result = run(STATION + CAR + tariff)
    assert result.tally.cheap_wh + result.tally.peak_wh == pytest.approx(result.wall_wh)
    assert result.tally.peak_wh == pytest.approx(2 * 29 * 225, rel=0.02)


def test_a_plan_may_begin_in_the_cheap_hours() -> None:
    tariff = '[tariff]\npeak_per_kwh = 0.3\ncheap_per_kwh = 0.1\ncheap_from = "21:00"\ncheap_to = "06:00"\n'
    text = STATION.replace("05\n", "05T23:00:00\n").replace("days = 2", "days = 1") + CAR.replace("18:00", "23:10")
    result = run(text + tariff)
    assert result.tally.peak_wh == 0
    assert result.tally.cheap_wh > 10_000


def test_commands_reach_the_controller() -> None:
    commands = "".join(
        f"[[command]]\nday = 1\nat = '{at}'\nsend = '{send}'\n"
        for at, send in (("19:00", "SC 10 V"), ("20:00", "SC 90 V"))
    )
    result = run(STATION + CAR + commands)
    at_19_30 = [s for s in result.samples if 19.1 * HOUR_MS < s.at_ms < 20 * HOUR_MS]
    assert {sample.offered_a for sample in at_19_30} <= {10}
    assert result.tally.remarks == ["day 1, 20:00: $SC 90 V was refused: $NK 32"]


def test_a_power_cut_stops_the_charge_and_it_resumes() -> None:
    result = run(
        STATION
        + CAR
        + "[[power_cut]]\nday = 1\nat = '18:30'\nminutes = 20\n[[command]]\nday = 1\nat = '18:40'\nsend = '$GS'\n"
    )
    dark = [s for s in result.samples if 18.5 * HOUR_MS <= s.at_ms < (18 + 50 / 60) * HOUR_MS]
    assert {sample.state for sample in dark} == {"no power"}
    assert all(max(sample.current_a) == 0 for sample in dark)
    assert result.sessions[0].soc_after == pytest.approx(100, abs=0.1)
    assert result.tally.remarks == ["day 1, 18:40: $GS was not sent: the station has no power"]
    totals = [sample.total_wh for sample in result.samples]
    assert all(later >= earlier - 250 for earlier, later in pairwise(totals))


def test_overlapping_power_cuts_end_with_the_last() -> None:
    cuts = "[[power_cut]]\nday = 1\nat = '18:30'\nminutes = 60\n[[power_cut]]\nday = 1\nat = '18:40'\nminutes = 10\n"
    result = run(STATION + CAR + cuts)
    dark = [sample for sample in result.samples if sample.state == "no power"]
    powered = next(sample for sample in result.samples if sample.at_ms > dark[-1].at_ms)
    assert powered.at_ms == 19.5 * HOUR_MS


def test_a_lost_supply_that_ends_within_a_power_cut_does_not_bring_the_mains_back() -> None:
    cut = "[[power_cut]]\nday = 1\nat = '18:30'\nminutes = 30\n"
    result = run(STATION + CAR + cut + "[[fault]]\nname = 'supply_lost'\nday = 1\nat = '18:20'\nminutes = 20\n")
    flowing = [s.at_ms for s in result.samples if max(s.current_a) > 0 and s.at_ms > 18.5 * HOUR_MS]
    assert 19 * HOUR_MS < flowing[0] < 19.1 * HOUR_MS


def test_a_lost_supply_that_outlasts_a_power_cut_keeps_the_mains_away() -> None:
    cut = "[[power_cut]]\nday = 1\nat = '18:30'\nminutes = 30\n"
    result = run(STATION + CAR + cut + "[[fault]]\nname = 'supply_lost'\nday = 1\nat = '18:40'\nminutes = 60\n")
    assert not any(max(s.current_a) for s in result.samples if 18.5 * HOUR_MS < s.at_ms < (19 + 40 / 60) * HOUR_MS)


def test_two_cars_take_turns_at_one_cable() -> None:
    second = CAR.replace('"nissan-leaf-40"', '"vw-id3-pro"').replace("07:00", "09:30").replace("18:00", "18:20")
    result = run(STATION + CAR + second)
    first, waited, *_ = result.sessions
    assert (first.car, waited.car) == ("nissan-leaf-40", "vw-id3-pro")
    assert waited.from_ms == first.to_ms == 31 * HOUR_MS
    assert waited.to_ms == 33.5 * HOUR_MS


def test_a_battery_too_small_for_the_day_is_charged_on_the_way() -> None:
    result = run(STATION + CAR.replace("km_per_day = 60", "km_per_day = 300"))
    assert result.sessions[1].soc_before == 5
    assert result.tally.charged_elsewhere_wh == pytest.approx(300 * 164 - 0.95 * 39_000, rel=0.01)


def test_a_forgotten_cable_is_counted() -> None:
    result = run(STATION + CAR + "forget_probability = 1\n")
    assert (result.sessions, result.tally.forgotten) == ([], 2)
