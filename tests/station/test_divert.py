"""Solar divert as a source of claims: starting, stopping, and what it tells."""

from __future__ import annotations

import math

import msgspec
import pytest
from eco_house import GRID, IDLE, SOLAR, EcoHouse
from house_bench import ACTIVE, OVERRIDE
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.claims import Client, Priority, Wish
from pilotwire.station.feeds import Reading
from pilotwire.station.settings import Settings
from pilotwire.station.status import DivertMode

# -- mode ---------------------------------------------------------------------------------------------------------


def test_eco_begins_idle_with_nothing_available() -> None:
    house = EcoHouse()
    assert house.wish == IDLE
    assert house.divert.claim is not None
    assert house.divert.claim.priority == Priority.DEFAULT
    status = house.divert.status
    assert (status.mode, status.active, status.charge_rate_a) == (DivertMode.ECO, False, 0)
    assert (status.available_a, status.smoothed_a) == (0, 0)


def test_the_same_mode_again_changes_nothing() -> None:
    house = EcoHouse()
    house.sun(2400)
    before = (house.divert.claim, house.divert.status)
    assert not house.divert.set_mode(DivertMode.ECO)
    assert (house.divert.claim, house.divert.status) == before


def test_normal_wants_nothing_and_keeps_what_was_told_last() -> None:
    house = EcoHouse()
    house.sun(2400)
    house.sun(2400)
    assert house.divert.status.active
    assert house.divert.set_mode(DivertMode.NORMAL)
    house.settle()
    assert house.divert.claim is None
    assert house.divert.waiting_for == ""
    status = house.divert.status
    assert (status.active, status.charge_rate_a, status.available_a) == (False, 10, 10.0)


def test_a_sample_in_normal_mode_is_only_noted() -> None:
    house = EcoHouse()
    house.divert.set_mode(DivertMode.NORMAL)
    house.pass_s(5)
    house.sun(4800)
    assert house.divert.claim is None
    assert house.divert.status.evaluated_ms == house.now_ms
    assert house.divert.status.available_a == 0


# -- sun ----------------------------------------------------------------------------------------------------------


def test_the_surplus_sets_the_current() -> None:
    house = EcoHouse()
    house.sun(2760)
    claim = house.divert.claim
    assert claim is not None
    assert (claim.client, claim.priority) == (Client.DIVERT, Priority.DIVERT)
    assert claim.wish == Wish(ACTIVE, 11)
    assert claim.why == "11.5 A of surplus"
    assert house.charging
    assert house.target.pilot_a == 11


@pytest.mark.parametrize(("watts", "starts"), [(1559, False), (1560, True)])
def test_charging_starts_half_an_ampere_above_the_minimum(watts: int, starts: bool) -> None:
    house = EcoHouse()
    house.sun(watts)
    assert house.charging is starts


def test_it_stops_at_the_minimum_and_in_between_the_pilot_is_left_alone() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_min_charge_time=0))
    house.sun(2400)
    house.sun(1500)
    assert house.target.pilot_a == 10
    assert house.divert.status.charge_rate_a == 6
    house.sun(1440)
    assert not house.charging
    house.sun(1500)
    assert not house.charging


def test_less_than_the_minimum_is_charged_with_the_minimum_while_the_average_is_high() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_decay_smoothing_time=600))
    house.sun(4800)
    house.pass_s(10)
    house.sun(480)
    assert house.wish == Wish(ACTIVE, 2)
    assert house.target.pilot_a == 6


def test_with_a_small_ratio_the_grid_helps() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_pv_ratio=0.5))
    house.sun(839)
    assert not house.charging
    house.sun(840)
    assert house.wish == Wish(ACTIVE, 3)
    assert house.divert.status.trigger_a == 3
    house.pass_s(1)
    house.sun(1824)
    assert house.wish == Wish(ACTIVE, 8)


def test_three_phases_share_the_sun() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, is_threephase=True))
    house.sun(7200)
    assert house.wish == Wish(ACTIVE, 10)


def test_the_average_rises_and_falls_with_its_time_constants() -> None:
    settings = Settings(divert_type=0, divert_feed_timeout=0)
    house = EcoHouse(settings)
    house.sun(2400)
    assert house.divert.status.smoothed_a == 0
    house.pass_s(20)
    house.sun(2400)
    assert house.divert.status.smoothed_a == pytest.approx(10 * (1 - 1 / math.e))
    house.pass_s(60)
    house.sun(0)
    assert house.divert.status.smoothed_a == pytest.approx(10 * (1 - 1 / math.e) * math.exp(-0.1))


# -- grid ---------------------------------------------------------------------------------------------------------


def test_what_the_car_already_draws_is_surplus_too() -> None:
    house = EcoHouse(GRID)
    house.grid(-2400)
    assert house.wish == Wish(ACTIVE, 10)
    house.grid(0)
    assert house.wish == Wish(ACTIVE, 10)
    house.grid(480)
    assert house.wish == Wish(ACTIVE, 8)


def test_a_ratio_above_one_keeps_a_reserve() -> None:
    house = EcoHouse(msgspec.structs.replace(GRID, divert_pv_ratio=1.1))
    house.grid(-2400)
    assert house.divert.status.available_a == pytest.approx((2400 - 100) / 240)


def test_the_other_feed_does_not_count_the_cars_current_twice() -> None:
    house = EcoHouse(GRID)
    house.grid(-1700)
    for watts in range(10):
        house.pass_s(1)
        house.sun(watts)
    assert house.wish == Wish(ACTIVE, 7)


def test_without_a_choice_the_configured_feed_counts() -> None:
    by_grid = EcoHouse(msgspec.structs.replace(GRID, divert_type=-1, mqtt_grid_ie="emon/grid"))
    by_grid.grid(-2400)
    assert by_grid.charging
    by_sun = EcoHouse(msgspec.structs.replace(GRID, divert_type=-1, mqtt_grid_ie=""))
    by_sun.grid(-2400)
    assert not by_sun.charging
    by_sun.sun(2400)
    assert by_sun.charging


# -- minimum time of charging -------------------------------------------------------------------------------------


def test_charging_goes_on_for_its_minimum_time() -> None:
    house = EcoHouse()
    house.sun(2400)
    for _ in range(59):
        house.pass_s(10)
        house.sun(0)
    assert house.charging
    assert house.wish == Wish(ACTIVE, 10)
    assert house.divert.status.min_charge_remaining_s == 10
    assert house.divert.waiting_for == "more sun, or the end of the shortest charge in 10 s"
    house.pass_s(10)
    house.sun(0)
    assert not house.charging


def test_the_minimum_time_begins_anew_with_every_charge_whoever_began_it() -> None:
    house = EcoHouse()
    house.sun(2400)
    house.pass_s(590)
    house.wants = False
    house.settle()
    house.pass_s(60)
    house.wants = True
    house.settle()
    house.pass_s(590)
    house.sun(0)
    assert house.charging
    house.pass_s(10)
    house.sun(0)
    assert not house.charging


def test_the_minimum_time_is_told_once_divert_is_active() -> None:
    house = EcoHouse()
    house.sun(2400)
    assert (house.divert.status.active, house.divert.status.min_charge_remaining_s) == (False, 0)
    house.pass_s(10)
    house.sun(2400)
    assert (house.divert.status.active, house.divert.status.min_charge_remaining_s) == (True, 0)
    house.pass_s(10)
    house.sun(2400)
    assert (house.divert.status.active, house.divert.status.min_charge_remaining_s) == (True, 580)


def test_it_is_not_active_while_somebody_overrides_it_to_charge() -> None:
    house = EcoHouse()
    house.others = (OVERRIDE,)
    for _ in range(3):
        house.pass_s(10)
        house.sun(0)
    assert house.charging
    assert not house.divert.status.active


# -- silence ------------------------------------------------------------------------------------------------------


def test_a_feed_that_falls_silent_is_not_believed_after_the_minimum_time() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_feed_timeout=120))
    house.sun(2400)
    house.pass_s(599)
    assert house.charging
    house.pass_s(2)
    assert not house.charging
    assert house.divert.waiting_for == "a new measurement of the sun"
    assert house.divert.claim is not None
    assert house.divert.claim.priority == Priority.DEFAULT
    assert not house.divert.status.active


def test_after_a_long_charge_silence_counts_at_once() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_feed_timeout=120))
    for _ in range(70):
        house.sun(2400)
        house.pass_s(10)
    house.pass_s(109)
    assert house.charging
    house.pass_s(2)
    assert not house.charging


def test_a_car_that_comes_late_is_not_charged_by_an_old_measurement() -> None:
    house = EcoHouse(msgspec.structs.replace(SOLAR, divert_feed_timeout=120))
    house.wants = False
    house.sun(2400)
    house.pass_s(121)
    house.wants = True
    house.settle()
    assert not house.charging


def test_the_other_feed_does_not_keep_a_silent_one_believed() -> None:
    house = EcoHouse(msgspec.structs.replace(GRID, divert_feed_timeout=120, divert_min_charge_time=0))
    house.grid(-2400)
    for _ in range(20):
        house.pass_s(10)
        house.sun(5000)
    assert not house.charging
    assert house.claims_told == [IDLE, Wish(ACTIVE, 10), IDLE]
    house.grid(-2400)
    assert house.charging


def test_what_was_not_believed_is_not_averaged_either() -> None:
    settings = msgspec.structs.replace(GRID, divert_feed_timeout=120, divert_decay_smoothing_time=600)
    house = EcoHouse(settings)
    house.grid(-2400)
    for _ in range(360):
        house.pass_s(10)
        house.sun(5000)
    house.grid(500)
    assert house.divert.status.smoothed_a < 0.1
    assert not house.charging


def test_without_a_timeout_the_last_measurement_holds_for_ever() -> None:
    house = EcoHouse()
    house.sun(2400)
    house.pass_s(100_000)
    assert house.charging


# -- for people ---------------------------------------------------------------------------------------------------


def test_it_says_what_it_waits_for() -> None:
    house = EcoHouse(Settings(divert_type=0))
    assert house.divert.waiting_for == "a first measurement of the sun"
    house.sun(984)
    house.pass_s(5)
    house.sun(984)
    assert house.divert.waiting_for == "6.5 A of surplus, 4.1 A now, 0.9 A on average of 20 s"
    house.pass_s(120)
    house.sun(2400)
    assert house.divert.waiting_for == ""
    assert EcoHouse(GRID).divert.waiting_for == "a first measurement of the grid"


# -- whatever happens ---------------------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(st.sampled_from(["sun", "grid", "wait"]), st.integers(-1_000_000, 1_000_000), st.floats(0, 700)),
    max_size=40,
)
any_settings = st.builds(
    Settings,
    divert_type=st.integers(-1, 1),
    divert_pv_ratio=st.floats(0, 3),
    divert_attack_smoothing_time=st.integers(0, 900),
    divert_decay_smoothing_time=st.integers(0, 900),
    divert_min_charge_time=st.integers(0, 900),
    divert_feed_timeout=st.sampled_from([0, 30, 120]),
    is_threephase=st.booleans(),
)


@given(steps, any_settings, st.floats(60, 300), st.floats(0, 40))
def test_any_feed_keeps_the_pilot_in_bounds_and_every_charge_long_enough(
    plan: list[tuple[str, int, float]], settings: Settings, volts: float, car_a: float
) -> None:
    house = EcoHouse(settings, volts=volts, car_a=car_a)
    for what, watts, seconds in plan:
        if what == "sun":
            house.sun(max(0, watts))
        elif what == "grid":
            house.grid(watts)
        house.pass_s(seconds)
        status = house.divert.status
        assert 6 <= house.target.pilot_a <= 32
        assert house.wish is not None
        assert (house.wish.charge_current_a or 0) >= 0
        assert all(map(math.isfinite, (status.available_a, status.smoothed_a, status.trigger_a)))
        assert min(status.available_a, status.smoothed_a, status.charge_rate_a) >= 0
        assert 0 <= status.min_charge_remaining_s <= settings.divert_min_charge_time
    shortest_ms = settings.divert_min_charge_time * 1000
    assert all(ended - began >= shortest_ms for began, ended in house.charges_ms)


@given(st.integers(-8_000, 0))
def test_with_a_constant_house_the_exchange_with_the_grid_settles(house_w: int) -> None:
    house = EcoHouse(msgspec.structs.replace(GRID, divert_min_charge_time=0))
    for _ in range(5):
        house.pass_s(5)
        house.grid(round(house_w + house.car_w))
    if house.charging:
        assert house_w + house.car_w < 240
    else:
        assert -house_w < 6.5 * 240 + 1


def test_an_old_reading_is_not_paired_with_a_new_current() -> None:
    house = EcoHouse(GRID)
    house.feeds = msgspec.structs.replace(house.feeds, grid_w=Reading(-1700, house.now_ms))
    house.sun(0)
    house.sun(1)
    house.sun(2)
    assert house.divert.status.available_a == pytest.approx(1700 / 240)
