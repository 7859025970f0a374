"""The current shaper in a house: whatever is measured how often, the supply is not overloaded by the car."""

from __future__ import annotations

import math

import msgspec
import pytest
from house_bench import House
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.settings import Settings
from pilotwire.station.shaper import Shaper

LIMIT_W = 9000
SHAPED = Settings(
    current_shaper_max_pwr=LIMIT_W,
    current_shaper_smoothing_time=60,
    current_shaper_min_pause_time=60,
    current_shaper_data_maxinterval=120,
    mqtt_grid_ie="",
)


def shaped_house(settings: Settings = SHAPED, *, volts: float = 240.0, car_a: float = 32.0) -> House:
    shaper = Shaper()
    shaper.switch(running=True)
    return House(shaper, settings, volts=volts, car_a=car_a)


def metered(house: House, others_w: float) -> float:
    """Have the site's meter read; returns the total with what the car makes of it."""
    house.measure(live_power_w=others_w + house.car_w)
    return others_w + house.car_w


def test_other_measurements_do_not_add_the_cars_current_again_and_again() -> None:
    house = shaped_house()
    metered(house, 6000)
    for number in range(30):
        house.pass_s(3)
        house.measure(grid_w=number, solar_w=number)
        assert 6000 + house.car_w <= LIMIT_W
    assert house.charging


def test_switched_on_late_it_does_not_add_todays_current_to_an_old_measurement() -> None:
    house = shaped_house()
    shaper = house.source
    assert isinstance(shaper, Shaper)
    shaper.switch(running=False)
    house.wants = False
    house.settle()
    metered(house, 6000)
    house.wants = True
    house.pass_s(60)
    assert house.current_a == 32
    shaper.switch(running=True)
    house.settle()
    assert 6000 + house.car_w <= LIMIT_W


def test_switched_on_in_an_overloaded_house_it_pauses_at_once() -> None:
    house = shaped_house()
    shaper = house.source
    assert isinstance(shaper, Shaper)
    shaper.switch(running=False)
    house.settle()
    assert house.charging
    metered(house, 8900)
    shaper.switch(running=True)
    house.settle()
    assert not house.charging


def test_after_a_silence_the_load_is_smoothed_from_where_it_was_last_measured() -> None:
    house = shaped_house()
    metered(house, 12_000)
    house.pass_s(1)
    metered(house, 3000)
    house.pass_s(121)
    shaper = house.source
    assert isinstance(shaper, Shaper)
    assert shaper.status.smoothed_w == 3000
    metered(house, 2000)
    assert shaper.status.smoothed_w == pytest.approx(2000 + 1000 * math.exp(-121 / 60))


def test_believed_longer_a_measurement_counts_again() -> None:
    house = shaped_house()
    metered(house, 3000)
    house.pass_s(130)
    shaper = house.source
    assert isinstance(shaper, Shaper)
    assert not shaper.status.updated
    house.settings = msgspec.structs.replace(SHAPED, current_shaper_data_maxinterval=600)
    house.settle()
    assert shaper.status.updated
    house.pass_s(60)
    assert house.current_a == 25


def test_in_a_pause_everything_measured_moves_the_smoothed_load_on() -> None:
    house = shaped_house()
    metered(house, 12_000)
    metered(house, 2000)
    for _ in range(10):
        house.pass_s(9)
        house.measure(grid_w=0)
    assert house.charging


def test_the_sun_that_has_set_unseen_is_not_counted_on() -> None:
    house = shaped_house(msgspec.structs.replace(SHAPED, divert_enabled=True, divert_type=0))
    house.measure(solar_w=5000)
    for _ in range(12):
        metered(house, 8000)
        house.pass_s(10)
    assert house.current_a == 25
    house.pass_s(1)
    assert not house.charging


@given(
    st.floats(0, 20_000),
    st.floats(100, 260),
    st.floats(0, 40),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(["meter", "sun", "grid"]), st.floats(0, 30)), min_size=1, max_size=40),
)
def test_with_a_constant_house_the_total_never_exceeds_the_limit_after_a_judgement(
    others_w: float, volts: float, car_a: float, three: bool, plan: list[tuple[str, float]]
) -> None:
    house = shaped_house(msgspec.structs.replace(SHAPED, is_threephase=three), volts=volts, car_a=car_a)
    assert not house.charging
    # The car's current is known to a milliampere, power is reckoned in whole watts.
    margin_w = 1 + volts * 0.003
    for what, seconds in plan:
        if what == "meter":
            metered(house, others_w)
        elif what == "sun":
            house.measure(solar_w=others_w)
        else:
            house.measure(grid_w=others_w)
        house.pass_s(seconds)
        assert not house.charging or others_w + house.car_w <= LIMIT_W + margin_w
        claim = house.source.claim
        assert claim is not None
        assert math.isfinite(claim.wish.max_current_a or 0)


@given(st.lists(st.tuples(st.floats(0, 20_000), st.floats(0, 30)), min_size=1, max_size=40))
def test_a_pause_lasts_its_time_whatever_the_house_does(plan: list[tuple[float, float]]) -> None:
    house = shaped_house()
    for others_w, seconds in plan:
        metered(house, others_w)
        house.pass_s(seconds)
    pauses_ms = [began - ended for (_, ended), (began, _) in zip(house.charges_ms, house.charges_ms[1:], strict=False)]
    assert all(pause_ms >= 60_000 for pause_ms in pauses_ms)


def metered_by_phase(house: House, others_w: tuple[float, float, float], phase: int) -> list[float]:
    """Have the meter tell the phases apart, the car being on one of them; returns what each carries then."""
    before_w = [watts + (house.car_w if number == phase else 0.0) for number, watts in enumerate(others_w)]
    first, second, third = (house.reading(watts) for watts in before_w)
    house.feeds = msgspec.structs.replace(house.feeds, live_power_phases_w=(first, second, third))
    house.measure(live_power_w=sum(before_w))
    return [watts + (house.car_w if number == phase else 0.0) for number, watts in enumerate(others_w)]


phase_powers = st.floats(0, 6_000)


@given(
    st.lists(st.tuples(phase_powers, phase_powers, phase_powers, st.floats(0, 30)), min_size=1, max_size=30),
    st.integers(0, 2),
    st.floats(200, 260),
    st.floats(0, 40),
)
def test_whatever_the_house_does_a_car_never_overloads_its_phase_when_that_was_just_measured(
    plan: list[tuple[float, float, float, float]], phase: int, volts: float, car_a: float
) -> None:
    house = shaped_house(volts=volts, car_a=car_a)
    for first, second, third, seconds in plan:
        carried_w = metered_by_phase(house, (first, second, third), phase)
        margin_w = 1 + volts * 0.003
        assert not house.charging or carried_w[phase] <= LIMIT_W / 3 + margin_w
        assert not house.charging or sum(carried_w) <= LIMIT_W + margin_w
        house.pass_s(seconds)


@given(
    st.lists(st.tuples(st.floats(-5_000, 20_000), st.floats(0, 130)), min_size=1, max_size=40),
    st.floats(100, 260),
    st.booleans(),
)
def test_whatever_the_house_does_the_total_is_within_the_limit_when_it_was_just_measured(
    plan: list[tuple[float, float]], volts: float, three: bool
) -> None:
    house = shaped_house(msgspec.structs.replace(SHAPED, is_threephase=three), volts=volts)
    for others_w, seconds in plan:
        metered(house, others_w)
        assert not house.charging or others_w + house.car_w <= LIMIT_W + 1 + volts * 0.003
        house.pass_s(seconds)
        assert not house.charging or seconds <= 120


@given(st.lists(st.integers(0, 20_000), min_size=2, max_size=60))
def test_a_meter_that_flips_every_100_ms_is_obeyed_downwards_at_once_and_upwards_every_2_s(loads_w: list[int]) -> None:
    house = shaped_house()
    for others_w in loads_w:
        metered(house, others_w)
        assert not house.charging or others_w + house.car_w <= LIMIT_W + 2
        house.pass_s(0.1)
    raised = sum(
        after is not None
        and before is not None
        and after.state is None
        and (after.max_current_a or 0) > (before.max_current_a or 0)
        for before, after in zip(house.claims_told, house.claims_told[1:], strict=False)
    )
    assert raised <= 2 + len(loads_w) // 20
