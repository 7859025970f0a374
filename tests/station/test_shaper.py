from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sources_around import CHARGING, MONDAY, NO_CAR, PAUSED, around, moment_at

from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.evse import Evse
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.settings import Settings
from pilotwire.station.shaper import Shaper
from pilotwire.station.status import ShaperStatus

RECORDED = Settings(
    current_shaper_enabled=True,
    current_shaper_max_pwr=9000,
    current_shaper_smoothing_time=2,
    current_shaper_min_pause_time=10,
    current_shaper_data_maxinterval=25,
)
"""As in the recording of the gateway."""
DISABLED = ChargeState.DISABLED


class House:
    """A shaper and what it sees."""

    def __init__(self, settings: Settings = RECORDED, evse: Evse = NO_CAR, *, running: bool = True) -> None:
        self.shaper = Shaper()
        self.shaper.switch(running=running)
        self.settings = settings
        self.evse = evse
        self.feeds = Feeds()
        self.now_ms = 0
        self.look()

    def look(self) -> Shaper:
        seen = around(moment_at(MONDAY, elapsed_ms=self.now_ms), evse=self.evse, settings=self.settings)
        self.shaper.advance(msgspec.structs.replace(seen, feeds=self.feeds))
        return self.shaper

    def meter(self, watts: float, *, at_s: float | None = None, car_a: float | None = None) -> Shaper:
        """Total power arrives; the car draws this much from now on, if that is said."""
        self.now_ms = self.now_ms if at_s is None else round(at_s * 1000)
        if car_a is not None:
            self.evse = msgspec.structs.replace(CHARGING if car_a else PAUSED, current_ma=round(car_a * 1000))
        self.feeds = msgspec.structs.replace(self.feeds, live_power_w=Reading(watts, self.now_ms))
        return self.look()

    def sun(self, watts: float) -> Shaper:
        self.feeds = msgspec.structs.replace(self.feeds, solar_w=Reading(watts, self.now_ms))
        return self.look()

    def wait(self, seconds: float) -> Shaper:
        """Time passes, with a look at every deadline."""
        end_ms = self.now_ms + round(seconds * 1000)
        while (due_ms := self.shaper.next_deadline_ms) is not None and due_ms <= end_ms:
            assert due_ms > self.now_ms
            self.now_ms = due_ms
            self.look()
        self.now_ms = end_ms
        return self.look()

    @property
    def claim(self) -> Claim:
        assert self.shaper.claim is not None
        return self.shaper.claim

    @property
    def wish(self) -> Wish:
        return self.claim.wish


# -- what the supply can spare ------------------------------------------------------------------------------------


def test_spares_what_is_left_of_the_limit() -> None:
    house = House()
    status = house.meter(2000).status
    assert status == ShaperStatus(True, 9000, 2000, 7000 / 240, updated=True, evaluated_ms=0)
    assert status.current_a == pytest.approx(29.16666667)
    assert house.claim.priority == Priority.SAFETY
    assert house.claim.client == Client.SHAPER
    assert house.wish == Wish(max_current_a=29)
    assert "2000 W of 9000 W" in house.claim.why


@pytest.mark.parametrize(
    ("live_w", "spare_a", "allowed_a"),
    [
        (4000, 36.67333333, 36),
        (5680, 29.67333333, 29),
        (6500, 26.25666667, 26),
        (8000, 20.00666667, 20),
        (9000, 15.84, 15),
        (9500, 13.75666667, 13),
        (10400, 10.00666667, 10),
    ],
)
def test_what_the_car_draws_is_to_be_had_again(live_w: int, spare_a: float, allowed_a: int) -> None:
    house = House()
    assert house.meter(live_w, car_a=15.84).status.current_a == pytest.approx(spare_a, abs=1e-8)
    assert house.wish == Wish(max_current_a=allowed_a)


def test_a_measurement_keeps_the_current_it_was_taken_at() -> None:
    house = House()
    house.meter(8000, car_a=15.84)
    house.evse = msgspec.structs.replace(house.evse, current_ma=3_000)
    house.settings = msgspec.structs.replace(house.settings, current_shaper_max_pwr=9100)
    house.wait(5)
    assert house.shaper.status.current_a == pytest.approx((9100 - 8000) / 240 + 15.84)


def test_three_phases_share_the_power() -> None:
    house = House(msgspec.structs.replace(RECORDED, is_threephase=True))
    assert house.meter(1800).status.current_a == pytest.approx(7200 / 720)


def test_the_fullest_phase_decides() -> None:
    house = House(msgspec.structs.replace(RECORDED, is_threephase=True))
    phases = (Reading(200, 0), Reading(1400, 0), Reading(200, 0))
    house.feeds = Feeds(live_power_phases_w=phases)
    house.meter(1800)
    assert house.shaper.status.current_a == pytest.approx((3000 - 1400) / 240)


def by_phase(watts: tuple[float, float, float], at_ms: int) -> tuple[Reading, Reading, Reading]:
    first, second, third = (Reading(value, at_ms) for value in watts)
    return first, second, third


def test_a_car_on_one_phase_is_held_by_the_fullest_one_too() -> None:
    house = House()
    house.feeds = Feeds(live_power_phases_w=by_phase((2600, 100, 100), 0))
    house.meter(2800)
    assert house.shaper.status.current_a == pytest.approx((3000 - 2600) / 240)
    assert house.wish.state is DISABLED


def test_phases_older_than_the_whole_are_paired_with_what_the_car_drew_then() -> None:
    house = House()
    house.feeds = Feeds(live_power_phases_w=by_phase((1000, 0, 0), 0))
    house.meter(1000)
    assert house.wish.max_current_a == 8
    house.meter(2920, at_s=10, car_a=8)
    assert house.shaper.status.current_a == pytest.approx(2000 / 240)


def test_phases_that_are_not_told_any_more_are_forgotten_when_they_are_too_old() -> None:
    house = House()
    house.feeds = Feeds(live_power_phases_w=by_phase((1000, 0, 0), 0))
    house.meter(1000)
    house.meter(1000, at_s=20)
    house.wait(5)
    assert house.wish.max_current_a == 8
    house.wait(0.001)
    assert house.wish.max_current_a == 33


def test_the_sun_does_not_come_on_top_of_a_phase() -> None:
    house = House(msgspec.structs.replace(RECORDED, divert_enabled=True, divert_type=0))
    house.feeds = Feeds(live_power_phases_w=by_phase((1000, 0, 0), 0))
    house.meter(1000)
    assert house.sun(8000).status.current_a == pytest.approx(2000 / 240)


def test_the_sun_comes_on_top_where_divert_follows_it() -> None:
    following = msgspec.structs.replace(RECORDED, divert_enabled=True, divert_type=0)
    for settings, spare_a in (
        (RECORDED, 5000 / 240),
        (following, 6500 / 240),
        (msgspec.structs.replace(following, divert_type=1), 5000 / 240),
    ):
        house = House(settings)
        house.meter(4000)
        house.wait(2)
        assert house.sun(1500).status.current_a == pytest.approx(spare_a)


def test_the_sun_is_believed_no_longer_than_the_load() -> None:
    house = House(msgspec.structs.replace(RECORDED, divert_enabled=True, divert_type=0))
    house.meter(4000)
    house.sun(1500)
    house.meter(4000, at_s=20)
    house.wait(6)
    assert house.shaper.status.current_a == pytest.approx(5000 / 240)


def test_a_new_limit_counts_at_once() -> None:
    house = House()
    house.meter(2000)
    house.settings = msgspec.structs.replace(RECORDED, current_shaper_max_pwr=4400)
    house.look()
    assert house.wish == Wish(max_current_a=10)
    assert house.shaper.status.max_w == 4400


def test_less_is_claimed_at_once_and_more_every_2_s() -> None:
    house = House()
    house.meter(2000)
    house.meter(4000, at_s=0.5)
    assert house.wish.max_current_a == 20
    house.meter(3000, at_s=1)
    assert house.wish.max_current_a == 20
    assert house.shaper.next_deadline_ms == 2500
    house.wait(1.5)
    assert house.wish.max_current_a == 25


# -- pause and resume ---------------------------------------------------------------------------------------------


def test_below_the_controllers_minimum_it_pauses() -> None:
    house = House()
    house.meter(12_000, car_a=15.84)
    assert house.shaper.status.current_a == pytest.approx(3.34)
    assert house.wish == Wish(DISABLED, max_current_a=3)
    assert "6.5 A that the supply can spare, 3.3 A now, and a pause of another 10 s" in house.shaper.waiting_for


def test_beyond_the_limit_it_allows_nothing() -> None:
    house = House()
    house.meter(12_000, car_a=0)
    assert house.shaper.status.current_a == pytest.approx(-12.5)
    assert house.wish == Wish(DISABLED, max_current_a=0)


def test_a_falling_load_counts_slowly_in_a_pause_and_a_rising_one_at_once() -> None:
    house = House()
    house.meter(12_000, at_s=46, car_a=0)
    assert house.meter(8600, at_s=50).status.smoothed_w == pytest.approx(10_879.08816)
    assert house.shaper.status.current_a == pytest.approx(-7.829166667)
    assert house.meter(11_000, at_s=52).status.smoothed_w == 11_000


def test_it_resumes_after_the_shortest_pause_when_there_is_enough() -> None:
    house = House()
    house.meter(12_000, car_a=0)
    house.meter(12_000, at_s=2)
    house.meter(3000, at_s=9)
    assert house.wish.state is DISABLED
    house.meter(3000, at_s=24)
    assert house.wish.state is None
    assert house.wish.max_current_a == math.floor(house.shaper.status.current_a)
    assert house.shaper.waiting_for == ""


def test_enough_alone_does_not_end_a_pause() -> None:
    house = House(msgspec.structs.replace(RECORDED, current_shaper_smoothing_time=0))
    house.meter(12_000, car_a=0)
    house.meter(2000, at_s=2)
    assert house.wish == Wish(DISABLED, max_current_a=29)
    house.wait(7.9)
    assert house.wish.state is DISABLED
    house.wait(0.1)
    assert house.wish == Wish(max_current_a=29)


def test_time_alone_does_not_end_a_pause() -> None:
    house = House(msgspec.structs.replace(RECORDED, current_shaper_smoothing_time=0))
    house.meter(12_000, car_a=0)
    for live_w, state in ((7560, DISABLED), (7441, DISABLED), (7440, None)):
        house.meter(live_w, at_s=house.now_ms / 1000 + 12)
        assert house.wish.state is state


# -- without fresh data -------------------------------------------------------------------------------------------


def test_without_any_measurement_charging_is_blocked() -> None:
    house = House()
    assert house.claim.priority == Priority.LIMIT
    assert house.wish == Wish(DISABLED)
    assert house.shaper.waiting_for == "a measurement of the load of the house"
    assert house.shaper.next_deadline_ms is None
    house.meter(2000)
    assert house.wish == Wish(max_current_a=29)


def test_data_that_has_become_too_old_blocks_charging_with_the_weight_of_a_limit() -> None:
    house = House()
    house.meter(3000)
    assert house.shaper.next_deadline_ms == 25_001
    house.wait(25)
    assert house.wish == Wish(max_current_a=25)
    house.wait(0.001)
    assert (house.claim.priority, house.wish) == (1100, Wish(DISABLED))
    status = house.shaper.status
    assert (status.updated, status.smoothed_w, status.current_a) == (False, 3000, 25)


def test_data_that_comes_back_ends_the_blockade_after_the_shortest_pause() -> None:
    house = House()
    house.meter(3000)
    house.wait(30)
    house.meter(2500, at_s=31)
    assert house.claim.priority == Priority.SAFETY
    assert house.wish.state is DISABLED
    house.meter(2500, at_s=35)
    assert house.wish.state is DISABLED
    house.meter(2500, at_s=37)
    assert house.wish.state is None


# -- switching ----------------------------------------------------------------------------------------------------


def test_off_it_wants_nothing_and_still_knows_the_limit() -> None:
    house = House(running=False)
    assert house.meter(20_000).claim is None
    assert house.shaper.next_deadline_ms is None
    assert house.shaper.waiting_for == ""
    assert house.shaper.status.max_w == 9000
    assert not house.shaper.status.running


def test_switching_off_ends_a_pause_and_switching_on_judges_anew() -> None:
    house = House()
    house.meter(12_000, car_a=0)
    house.shaper.switch(running=False)
    assert house.look().claim is None
    house.meter(2000, at_s=1)
    house.shaper.switch(running=True)
    house.look()
    assert house.wish == Wish(max_current_a=29)


def test_switching_on_what_is_on_changes_nothing() -> None:
    house = House()
    house.meter(12_000, car_a=0)
    before = house.shaper.status, house.shaper.claim
    house.shaper.switch(running=True)
    assert (house.shaper.status, house.shaper.claim) == before


# -- for all houses -----------------------------------------------------------------------------------------------


powers = st.floats(-1e6, 1e6)


@given(
    st.lists(st.tuples(powers, st.floats(0, 200), st.floats(0, 80), powers), max_size=20),
    st.integers(0, 1_000_000),
    st.booleans(),
)
def test_claims_are_always_within_bounds(
    story: list[tuple[float, float, float, float]], max_w: int, three: bool
) -> None:
    house = House(
        msgspec.structs.replace(
            RECORDED, current_shaper_max_pwr=max_w, is_threephase=three, divert_enabled=True, divert_type=0
        )
    )
    for live_w, wait_s, car_a, sun_w in story:
        house.wait(wait_s)
        house.sun(max(0.0, sun_w))
        house.meter(live_w, car_a=car_a)
        status = house.shaper.status
        assert math.isfinite(status.current_a)
        assert math.isfinite(status.smoothed_w)
        allowed_a = house.wish.max_current_a
        assert allowed_a is None or allowed_a >= 0
        assert house.wish.state is DISABLED or (allowed_a is not None and allowed_a >= 6)
        assert house.wish.charge_current_a is None


def drawn_a(wish: Wish, wanted_a: int) -> float:
    return 0.0 if wish.state is DISABLED else float(min(wanted_a, wish.max_current_a or 0))


@given(st.integers(0, 15_000), st.integers(6, 40), st.integers(3_000, 12_000), st.integers(1, 8))
@hypothesis_settings(deadline=None)
def test_with_a_constant_house_the_total_is_within_the_limit_after_one_measurement(
    house_w: int, wanted_a: int, max_w: int, cadence_s: int
) -> None:
    house = House(msgspec.structs.replace(RECORDED, current_shaper_max_pwr=max_w))
    car_a = float(wanted_a)
    for _ in range(40):
        house.wait(cadence_s)
        house.meter(house_w + car_a * 240, car_a=car_a)
        car_a = drawn_a(house.wish, wanted_a)
        assert car_a == 0 or house_w + car_a * 240 <= max_w
    if house_w + 7 * 240 <= max_w:
        assert car_a == min(wanted_a, (max_w - house_w) // 240)


@given(st.lists(st.tuples(st.integers(0, 12_000), st.integers(1, 24)), min_size=1, max_size=60))
@hypothesis_settings(deadline=None)
def test_a_pause_is_never_shorter_than_its_minimum(story: list[tuple[int, int]]) -> None:
    house = House(msgspec.structs.replace(RECORDED, current_shaper_smoothing_time=0))
    paused_ms: int | None = None
    house.meter(0)
    for house_w, wait_s in story:
        house.wait(wait_s)
        house.meter(house_w)
        if house.wish.state is DISABLED:
            paused_ms = house.now_ms if paused_ms is None else paused_ms
        elif paused_ms is not None:
            assert house.now_ms - paused_ms >= 10_000
            paused_ms = None
