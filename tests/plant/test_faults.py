"""Fault switches: every one is described, ranged and has an effect."""

from __future__ import annotations

import pytest

from pilotwire.plant.faults import FAULTS, NO_EFFECTS, Fault, FaultValueError, effects_of, fault_named, fault_value


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_one_line_for_people(fault: Fault) -> None:
    text = FAULTS[fault].description
    assert text
    assert "\n" not in text


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_alone_has_an_effect(fault: Fault) -> None:
    assert effects_of({fault: FAULTS[fault].usual}) != NO_EFFECTS


@pytest.mark.parametrize("fault", list(Fault))
def test_the_usual_magnitude_is_in_range(fault: Fault) -> None:
    text = FAULTS[fault]
    assert fault_value(fault, None) == text.usual
    assert text.lowest <= text.usual <= text.highest


def test_no_switch_no_effect() -> None:
    assert effects_of({}) == NO_EFFECTS


def test_names_and_members_name_faults() -> None:
    assert fault_named("earth_lost") is Fault.EARTH_LOST
    assert fault_named(Fault.EARTH_LOST) is Fault.EARTH_LOST


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(FaultValueError, match="residual_current"):
        fault_named("gremlins")


def test_a_magnitude_out_of_range_is_refused_with_the_range() -> None:
    with pytest.raises(FaultValueError, match="0 to 1000 mA"):
        fault_value(Fault.RESIDUAL_CURRENT, -1)


def test_a_lost_supply_outweighs_a_brown_out() -> None:
    assert effects_of({Fault.SUPPLY_LOST: 1, Fault.BROWN_OUT: 70}).voltage_factor == 0


def test_an_unconnected_transformer_outweighs_its_drift() -> None:
    assert effects_of({Fault.CURRENT_READS_ZERO: 1, Fault.CURRENT_DRIFT: 20}).current_factor == 0
