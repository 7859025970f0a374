"""Voltages of the pilot line for every car and fault, and the bouncing plug."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.cable import Cable
from pilotwire.plant.catalogue import car_named
from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.faults import NO_EFFECTS, Fault, effects_of
from pilotwire.plant.pilot_circuit import PilotLevels, PlugContact, pilot_levels

CAR = car_named("nissan-leaf-40")
FREE = (12_000, -12_000)


def levels(fault: Fault, value: float = 1) -> PilotLevels:
    return pilot_levels(CAR, effects_of({fault: value}))


def test_the_standard_levels() -> None:
    normal = pilot_levels(CAR, NO_EFFECTS)
    assert normal.unplugged == FREE
    assert normal.s2_open[0] == pytest.approx(9_000, abs=100)
    assert normal.s2_closed[0] == pytest.approx(6_000, abs=100)
    assert normal.s2_open[1] == normal.s2_closed[1] == -12_000


def test_a_car_that_needs_ventilation_asks_with_3_volts() -> None:
    ventilated = pilot_levels(car_named("lead-acid-conversion"), NO_EFFECTS)
    assert ventilated.s2_closed[0] == pytest.approx(3_000, abs=100)


def test_no_car_leaves_the_line_free() -> None:
    assert pilot_levels(None, NO_EFFECTS) == PilotLevels(FREE, FREE, FREE)


def test_a_short_to_earth_is_zero_in_both_directions_even_without_a_car() -> None:
    assert levels(Fault.PILOT_SHORTED) == PilotLevels((0, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("fault", [Fault.PILOT_OPEN, Fault.DIODE_OPEN])
def test_a_broken_line_looks_like_no_car(fault: Fault) -> None:
    assert levels(fault) == PilotLevels(FREE, FREE, FREE)


def test_a_shorted_diode_loads_the_negative_half() -> None:
    shorted = levels(Fault.DIODE_SHORTED)
    assert shorted.unplugged == FREE
    assert shorted.s2_open[1] == pytest.approx(-8_800, abs=100)
    assert shorted.s2_closed[1] == pytest.approx(-5_600, abs=100)


def test_drift_moves_both_levels() -> None:
    assert levels(Fault.PILOT_DRIFT, -300).unplugged == (11_700, -12_300)


@given(st.integers(0, 1_000))
def test_a_plug_bounces_and_then_stays_in_contact(seed: int) -> None:
    contact = PlugContact()
    contact.plug(5_000, Cable(bounce_ms=6), Random(seed))
    assert contact.made
    now_ms = 5_000
    while contact.deadline != NEVER:
        assert contact.deadline > now_ms
        now_ms = contact.deadline
        before = contact.made
        contact.settle(now_ms)
        assert contact.made is not before
    assert contact.made
    assert now_ms <= 5_000 + 6 * 6


def test_an_unplugged_contact_no_longer_bounces() -> None:
    contact = PlugContact()
    contact.plug(0, Cable(bounce_ms=50), Random(3))
    contact.unplug()
    assert not contact.made
    assert contact.deadline == NEVER
