"""What flows: limits, phases, sag, losses, pre-heating and a car that no longer obeys."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.charger import NO_DRAW, Charger, Draw, Mains, draw

THREE = Charger(max_current_a=(32, 16, 16), efficiency=0.9, overhead_w=200, power_factor=1)
ONE = Charger(max_current_a=(29, 0, 0), efficiency=0.9, overhead_w=200, power_factor=1)
STIFF_1 = Mains((230, 0, 0), 0, 0)
STIFF_3 = Mains((230, 230, 230), 0, 0)


def drawn(charger: Charger, mains: Mains, cap_a: float = 16, accepted_w: float = inf, preheat_w: float = 0) -> Draw:
    return draw(charger, mains, cap_a=cap_a, accepted_w=accepted_w, preheat_w=preheat_w)


def test_a_stiff_single_phase() -> None:
    flow = drawn(THREE, STIFF_1)
    assert flow.current_a == (16, 0, 0)
    assert flow.grid_w == flow.inlet_w == 16 * 230
    assert flow.battery_w == pytest.approx(16 * 230 * 0.9 - 200)


def test_three_phases_carry_the_same_current() -> None:
    assert drawn(THREE, STIFF_3).current_a == (16, 16, 16)
    assert drawn(THREE, STIFF_3).grid_w == pytest.approx(3 * 16 * 230)


def test_the_limit_depends_on_the_phases_in_use() -> None:
    assert drawn(THREE, STIFF_1, cap_a=40).current_a == (32, 0, 0)
    assert drawn(THREE, STIFF_3, cap_a=40).current_a == (16, 16, 16)


def test_a_single_phase_charger_uses_the_first_of_three() -> None:
    assert drawn(ONE, STIFF_3).current_a == (16, 0, 0)


def test_a_lost_phase_leaves_the_others() -> None:
    assert drawn(THREE, Mains((230, 0, 230), 0, 0)).current_a == (16, 0, 16)
    assert drawn(ONE, Mains((0, 230, 230), 0, 0)) is NO_DRAW


def test_mains_too_low_to_start() -> None:
    assert drawn(ONE, Mains((79, 0, 0), 0, 0)) is NO_DRAW


def test_voltage_sags_and_the_cable_warms() -> None:
    flow = drawn(ONE, Mains((230, 0, 0), 0.2, 0.05), cap_a=20)
    assert flow.grid_w == pytest.approx(20 * (230 - 0.2 * 20))
    assert flow.grid_w - flow.inlet_w == pytest.approx(20 * 20 * 0.05)


def test_efficiency_is_worse_at_low_current() -> None:
    low, high = drawn(ONE, STIFF_1, cap_a=6), drawn(ONE, STIFF_1, cap_a=29)
    assert low.battery_w / low.grid_w < high.battery_w / high.grid_w


def test_a_battery_that_accepts_little_lowers_the_current() -> None:
    flow = drawn(ONE, Mains((230, 0, 0), 0.2, 0.05), cap_a=20, accepted_w=1_000)
    assert flow.battery_w == pytest.approx(1_000)
    assert flow.inlet_w == pytest.approx((1_000 + 200) / 0.9)


def test_preheating_alone_charges_nothing() -> None:
    flow = drawn(ONE, STIFF_1, accepted_w=0, preheat_w=2_300)
    assert flow.current_a == pytest.approx((10, 0, 0))
    assert flow.preheat_w == pytest.approx(2_300)
    assert flow.battery_w == 0


def test_preheating_comes_before_the_battery() -> None:
    flow = drawn(ONE, STIFF_1, cap_a=16, preheat_w=2_300)
    assert flow.preheat_w == 2_300
    assert flow.battery_w == pytest.approx(6 * 230 * 0.9 - 200)
    assert drawn(ONE, STIFF_1, cap_a=6, preheat_w=2_300).preheat_w == pytest.approx(6 * 230)


def test_wanting_nothing_draws_nothing() -> None:
    assert drawn(ONE, STIFF_1, accepted_w=0) is NO_DRAW


def test_a_faulty_car_draws_what_it_draws_and_wastes_the_rest() -> None:
    flow = draw(ONE, STIFF_1, cap_a=6, accepted_w=500, preheat_w=0, faulty_current_a=40)
    assert flow.current_a == (40, 0, 0)
    assert flow.battery_w == 500


def test_no_more_flows_than_the_mains_can_push() -> None:
    flow = draw(ONE, Mains((230, 0, 0), 10, 0), cap_a=6, accepted_w=inf, preheat_w=0, faulty_current_a=100)
    assert flow.current_a == (11.5, 0, 0)
    assert flow.grid_w > 0


CHARGERS = st.sampled_from([ONE, THREE, Charger(max_current_a=(32, 32, 32)), Charger(max_current_a=(16, 16, 0))])
MAINS = st.builds(
    Mains,
    st.tuples(*[st.sampled_from([0.0, 100.0, 230.0, 240.0])] * 3),
    st.floats(0, 2),
    st.floats(0, 0.5),
)


@given(CHARGERS, MAINS, st.floats(0, 80), st.floats(0, 25_000) | st.just(inf), st.floats(0, 6_000))
def test_power_is_conserved_and_current_within_its_limits(
    charger: Charger, mains: Mains, cap_a: float, accepted_w: float, preheat_w: float
) -> None:
    flow = drawn(charger, mains, cap_a, accepted_w, preheat_w)
    assert flow.grid_w >= flow.inlet_w - 1e-9
    assert flow.inlet_w + 1e-6 >= flow.preheat_w + flow.battery_w
    assert 0 <= flow.battery_w <= accepted_w
    assert 0 <= flow.preheat_w <= preheat_w
    for amps, volts in zip(flow.current_a, mains.open_circuit_v, strict=True):
        assert 0 <= amps <= min(cap_a, 32)
        assert amps == 0 or volts > 0
    if flow.battery_w > 0:
        used_w = flow.inlet_w - flow.preheat_w
        assert flow.battery_w == pytest.approx(used_w * charger.efficiency - charger.overhead_w, abs=1e-3)


def test_impossible_chargers_are_refused() -> None:
    with pytest.raises(ValueError, match="one phase"):
        Charger(max_current_a=(0, 0, 0))
    with pytest.raises(ValueError, match="efficiency"):
        Charger(max_current_a=(16, 0, 0), efficiency=1.1)


def test_ratings() -> None:
    assert [ONE.phases, THREE.phases, Charger(max_current_a=(16, 16, 0)).phases] == [1, 3, 2]
    assert THREE.rated_w == pytest.approx(3 * 16 * 230 * 0.9 - 200)
