"""Solar divert below the minimum, and without a feed: stop, hold, hold within a budget; pause or minimum."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from eco_house import GRID, IDLE, SOLAR, EcoHouse
from house_bench import ACTIVE, OVERRIDE
from sources_around import later

from pilotwire.station.claims import Claim, Priority, Wish
from pilotwire.station.moment import Moment
from pilotwire.station.status import DivertDoing, DivertMode

MINIMUM = Wish(ACTIVE, 6)
QUICK = msgspec.structs.replace(SOLAR, divert_min_charge_time=0)
HOLD = msgspec.structs.replace(QUICK, divert_below_minimum="hold")
BUDGET = msgspec.structs.replace(QUICK, divert_below_minimum="budget", divert_hold_budget=1000)
SILENT = msgspec.structs.replace(QUICK, divert_feed_timeout=120)


def jump(house: EcoHouse, **step: float) -> None:
    """Set the clock, without any time passing."""
    house.moment = Moment(house.now_ms, house.moment.utc + timedelta(**step), house.moment.trusted)
    house.settle()


# -- hold ---------------------------------------------------------------------------------------------------------


def test_holding_charges_with_the_minimum_whatever_the_sun() -> None:
    house = EcoHouse(HOLD)
    assert house.wish == IDLE
    assert house.divert.waiting_for == "a first measurement of the sun"
    house.sun(0)
    assert house.wish == MINIMUM
    assert house.is_about(DivertDoing.HOLDING)
    assert house.divert.status.active
    assert house.why == "not enough sun, and the minimum is held"
    assert house.divert.waiting_for == "more sun, 0.0 A of surplus now; holding 6 A"
    house.sun(2400)
    assert house.wish == Wish(ACTIVE, 10)
    assert house.is_about(DivertDoing.SUN)
    house.sun(1000)
    assert house.wish == MINIMUM
    assert house.claims_told == [IDLE, MINIMUM, Wish(ACTIVE, 10), MINIMUM]


def test_the_other_feed_is_no_reason_to_hold_anything() -> None:
    house = EcoHouse(HOLD)
    house.grid(-5000)
    assert house.wish == IDLE
    assert house.divert.waiting_for == "a first measurement of the sun"


def test_a_car_that_is_plugged_in_at_night_is_charged_with_the_minimum() -> None:
    house = EcoHouse(HOLD)
    house.wants = False
    house.sunny(0, 3600)
    house.wants = True
    house.settle()
    assert house.current_a == 6


def test_holding_uses_no_budget_and_counts_all_the_same() -> None:
    house = EcoHouse(HOLD)
    house.sunny(0, 3 * 3600)
    assert house.charging
    assert house.divert.status.held_today_wh == 3 * 1440


def test_a_changed_mind_counts_with_the_next_measurement() -> None:
    house = EcoHouse(HOLD)
    house.sun(0)
    house.settings = QUICK
    house.settle()
    assert house.wish == MINIMUM
    house.sun(0)
    assert house.wish == IDLE


# -- budget -------------------------------------------------------------------------------------------------------


def test_the_budget_carries_a_charge_through_clouds_and_no_further() -> None:
    house = EcoHouse(BUDGET)
    house.sun(0)
    assert house.wish == IDLE
    house.sunny(2400, 600)
    began_ms = house.now_ms
    house.sun(0)
    assert house.wish == MINIMUM
    assert house.why == "not enough sun, and the minimum is held with at most 1000 Wh a day"
    house.pass_s(1051)
    assert house.divert.status.held_today_wh == 420
    assert house.divert.waiting_for == ("more sun, 0.0 A of surplus now; holding 6 A: 420 Wh of today's 1000 Wh used")
    house.sunny(0, 3600)
    assert not house.charging
    assert house.why == "not enough sun"
    assert house.charges_ms[-1][1] - began_ms == pytest.approx(2_500_000, abs=1)
    assert house.divert.status.held_today_wh == 1000


def test_when_it_is_used_up_that_is_said_and_no_cloud_is_held_through_any_more() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    house.sun(0)
    house.pass_s(2500)
    assert not house.charging
    assert house.why == "not enough sun, and today's 1000 Wh to hold the minimum with are used up"
    house.sunny(2400, 600)
    assert house.charging
    house.sun(0)
    assert not house.charging


def test_what_the_sun_gives_meanwhile_is_not_counted() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    house.sunny(1200, 3600)
    assert house.charging
    assert house.divert.status.held_today_wh == 240


def test_what_is_bought_while_the_average_is_high_is_not_counted() -> None:
    house = EcoHouse(msgspec.structs.replace(BUDGET, divert_decay_smoothing_time=600))
    house.sunny(4800, 1200)
    house.sunny(480, 300)
    assert house.charging
    assert house.divert.status.held_today_wh == 0


def test_what_somebody_else_wants_is_not_counted() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    house.others = (OVERRIDE,)
    house.sunny(0, 600)
    assert house.is_about(DivertDoing.HOLDING)
    assert house.divert.status.held_today_wh == 0


def test_a_grid_feed_counts_what_is_bought_and_no_reserve() -> None:
    house = EcoHouse(
        msgspec.structs.replace(GRID, divert_pv_ratio=1.1, divert_min_charge_time=0, divert_below_minimum="budget")
    )
    house.grid(-2400)
    house.grid(-20)
    for exchange_w, used_wh in ((-20, 0), (0, 0), (720, 720)):
        for _ in range(360):
            house.grid(exchange_w)
            assert house.is_about(DivertDoing.HOLDING) or exchange_w < 0
            house.pass_s(10)
        assert house.divert.status.held_today_wh == pytest.approx(used_wh, abs=1)


def test_holding_ends_with_the_charge() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    house.sun(0)
    house.wants = False
    house.settle()
    assert house.wish == IDLE
    house.wants = True
    house.sun(0)
    assert not house.charging


def test_an_override_that_charges_is_not_the_sun() -> None:
    house = EcoHouse(BUDGET)
    house.others = (OVERRIDE,)
    house.sunny(0, 60)
    house.others = ()
    house.sun(0)
    assert not house.charging


def test_a_fallback_that_charges_is_not_the_sun_either() -> None:
    house = EcoHouse(
        msgspec.structs.replace(
            BUDGET, divert_feed_timeout=120, divert_feed_fallback="minimum", divert_min_charge_time=600
        )
    )
    house.pass_s(121)
    house.sunny(0, 590)
    assert house.charging
    house.sunny(0, 30)
    assert not house.charging
    assert house.divert.status.held_today_wh == 0


def test_a_budget_that_ends_before_the_shortest_charge_ends_with_it() -> None:
    house = EcoHouse(msgspec.structs.replace(BUDGET, divert_hold_budget=100, divert_min_charge_time=600))
    house.sun(2400)
    house.sunny(0, 590)
    assert house.charging
    house.pass_s(11)
    assert not house.charging
    assert house.charges_ms[-1][1] - house.charges_ms[-1][0] == 600_000


def test_a_budget_of_nothing_is_a_stop() -> None:
    house = EcoHouse(msgspec.structs.replace(BUDGET, divert_hold_budget=0))
    house.sunny(2400, 600)
    house.sun(0)
    assert house.wish == IDLE


def test_without_measurements_the_budget_ends_all_the_same() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    house.sun(0)
    house.pass_s(100_000)
    assert not house.charging
    assert house.divert.status.held_today_wh <= 1000


def test_midnight_brings_a_new_budget_and_the_clock_is_read_where_the_station_lives() -> None:
    house = EcoHouse(msgspec.structs.replace(BUDGET, time_zone="Pacific/Auckland"))
    house.moment = Moment(house.now_ms, house.moment.utc.replace(hour=11, minute=30), trusted=True)
    house.sunny(2400, 600)
    house.sunny(0, 1100)
    assert house.divert.status.held_today_wh == 440
    house.sunny(0, 200)
    assert house.divert.status.held_today_wh < 80


def test_a_clock_that_steps_brings_no_second_budget() -> None:
    house = EcoHouse(BUDGET)
    house.sunny(2400, 600)
    for _ in range(200):
        jump(house, days=1)
        house.sunny(0, 60)
        jump(house, days=-1)
        house.sunny(0, 60)
    charged_wh = sum(ended - began for began, ended in house.charges_ms) / 3_600_000 * 1440
    assert not house.charging
    assert charged_wh <= 600 / 3600 * 1440 + 2 * 1000 + 30


# -- a feed that falls silent -------------------------------------------------------------------------------------


def test_a_silent_feed_pauses_and_says_why() -> None:
    house = EcoHouse(SILENT)
    house.sun(2400)
    house.pass_s(120)
    assert house.charging
    house.pass_s(0.002)
    assert house.wish == IDLE
    assert house.is_about(DivertDoing.FALLBACK)
    assert house.why == "no measurement of the sun for 120 s: paused until one comes"
    assert house.divert.waiting_for == "a new measurement of the sun"
    house.sun(0)
    assert house.is_about(DivertDoing.WAITING)
    assert house.why == "not enough sun"


def test_until_the_shortest_charge_is_over_a_silent_feed_leaves_the_minimum() -> None:
    house = EcoHouse(msgspec.structs.replace(SILENT, divert_min_charge_time=600))
    house.sun(4800)
    house.pass_s(121)
    assert house.wish == MINIMUM
    assert house.why == "no measurement of the sun for 120 s: paused when the shortest charge is over, until one comes"
    house.pass_s(480)
    assert house.wish == IDLE
    assert house.charges_ms == [(10_000, 610_000)]


@pytest.mark.parametrize("watts", [0, 2400])
def test_a_silent_feed_can_leave_the_minimum_until_it_comes_back(watts: int) -> None:
    house = EcoHouse(msgspec.structs.replace(SILENT, divert_feed_fallback="minimum"))
    house.sun(watts)
    house.pass_s(121)
    assert house.wish == MINIMUM
    assert house.is_about(DivertDoing.FALLBACK)
    assert house.divert.status.active
    assert house.why == "no measurement of the sun for 120 s: charging with the minimum until one comes"
    assert house.divert.waiting_for == "a new measurement of the sun"
    house.pass_s(10_000)
    assert house.charging
    house.sun(watts)
    assert house.wish == (Wish(ACTIVE, 10) if watts else IDLE)


def test_a_feed_that_never_came_is_waited_for_first() -> None:
    house = EcoHouse(msgspec.structs.replace(SILENT, divert_feed_fallback="minimum"))
    house.pass_s(119)
    assert house.wish == IDLE
    assert house.why == "nothing was measured yet"
    house.pass_s(3)
    assert house.wish == MINIMUM


def test_a_changed_fallback_counts_at_once() -> None:
    house = EcoHouse(msgspec.structs.replace(SILENT, divert_feed_fallback="minimum"))
    house.pass_s(121)
    house.settings = SILENT
    house.settle()
    assert house.wish == IDLE


def test_back_between_the_thresholds_a_charge_goes_on_and_a_pause_does_too() -> None:
    for fallback, wish in (("minimum", MINIMUM), ("pause", IDLE)):
        house = EcoHouse(msgspec.structs.replace(SILENT, divert_feed_fallback=fallback))
        house.sun(1500)
        house.pass_s(121)
        house.sun(1500)
        assert house.wish == wish
        assert "surplus" in house.why or "not enough" in house.why


def test_a_silent_feed_outweighs_holding_and_costs_no_budget() -> None:
    held = EcoHouse(msgspec.structs.replace(SILENT, divert_below_minimum="hold"))
    held.sun(0)
    held.pass_s(121)
    assert held.wish == IDLE
    left = EcoHouse(msgspec.structs.replace(SILENT, divert_below_minimum="budget", divert_feed_fallback="minimum"))
    left.sun(2400)
    left.pass_s(7200)
    assert left.charging
    assert left.divert.status.held_today_wh == 0


def test_back_in_normal_mode_nothing_is_wanted_or_counted() -> None:
    house = EcoHouse(msgspec.structs.replace(SILENT, divert_below_minimum="hold", divert_feed_fallback="minimum"))
    house.sun(0)
    house.divert.set_mode(DivertMode.NORMAL)
    house.pass_s(1000)
    assert house.divert.claim is None
    assert house.is_about(DivertDoing.WAITING)
    assert house.divert.next_deadline_ms is None
    house.divert.set_mode(DivertMode.ECO)
    house.sun(0)
    assert house.divert.status.held_today_wh == 0


def test_a_clock_that_steps_does_not_make_a_feed_old_or_young() -> None:
    house = EcoHouse(SILENT)
    house.sun(2400)
    jump(house, days=400)
    assert house.charging
    jump(house, days=-800)
    house.pass_s(121)
    assert not house.charging


# -- the pilot ----------------------------------------------------------------------------------------------------


def test_a_fast_feed_raises_the_pilot_once_a_second_and_lowers_it_at_once() -> None:
    house = EcoHouse()
    house.sun(2400)
    house.pass_s(1)
    pilots = []
    for number in range(100):
        house.sun(2400 if number % 2 else 4800)
        house.pass_s(0.1)
        pilots.append(house.target.pilot_a)
    raised = sum(after > before for before, after in pairwise(pilots))
    assert raised <= 10
    assert min(pilots) == 10


def test_one_absurd_measurement_keeps_nobody_charging_for_an_hour() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_decay_smoothing_time=600))
    house.sun(1_000_000)
    assert house.target.pilot_a == 32
    house.pass_s(10)
    house.sunny(0, 1900)
    assert not house.charging


def test_a_claim_of_another_that_disables_is_obeyed_while_holding() -> None:
    house = EcoHouse(HOLD)
    house.sun(0)
    house.others = (Claim(1, Priority.API, IDLE),)
    house.moment = later(house.moment, 1000)
    house.settle()
    assert not house.charging
    assert not house.divert.status.active or house.is_about(DivertDoing.HOLDING)
