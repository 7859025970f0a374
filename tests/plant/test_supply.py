"""What each wiring puts on the phases and on the AC sense inputs."""

from __future__ import annotations

import pytest

from pilotwire.j1772 import SUPPLIES
from pilotwire.plant.faults import FAULTS, NO_EFFECTS, Effects, Fault, effects_of
from pilotwire.plant.supply import (
    EU_SINGLE_PHASE,
    EU_THREE_PHASE,
    INSTALLATIONS,
    US_LEVEL_1,
    US_LEVEL_2,
    Supply,
    supply_of,
)


def under(fault: Fault, value: float | None = None) -> Effects:
    return effects_of({fault: FAULTS[fault].usual if value is None else value})


def test_a_single_phase_has_a_neutral_that_ac_sense_does_not_see() -> None:
    assert EU_SINGLE_PHASE.live_to_earth(NO_EFFECTS) == (True, False)
    assert US_LEVEL_1.live_to_earth(NO_EFFECTS) == (True, False)


def test_split_phase_and_three_phase_have_two_live_conductors() -> None:
    assert US_LEVEL_2.live_to_earth(NO_EFFECTS) == (True, True)
    assert EU_THREE_PHASE.live_to_earth(NO_EFFECTS) == (True, True)


@pytest.mark.parametrize("supply", list(INSTALLATIONS.values()))
def test_nothing_is_seen_without_earth(supply: Supply) -> None:
    assert supply.live_to_earth(under(Fault.EARTH_LOST)) == (False, False)


@pytest.mark.parametrize("supply", list(INSTALLATIONS.values()))
def test_a_lost_supply_has_no_volts(supply: Supply) -> None:
    assert supply.open_circuit_v(under(Fault.SUPPLY_LOST)) == (0, 0, 0)
    assert supply.live_to_earth(under(Fault.SUPPLY_LOST)) == (False, False)


def test_phases_carry_the_nominal_voltage() -> None:
    assert EU_SINGLE_PHASE.open_circuit_v(NO_EFFECTS) == (230, 0, 0)
    assert EU_THREE_PHASE.open_circuit_v(NO_EFFECTS) == (230, 230, 230)
    assert US_LEVEL_2.open_circuit_v(NO_EFFECTS) == (240, 0, 0)
    assert (EU_SINGLE_PHASE.phases, EU_THREE_PHASE.phases, US_LEVEL_2.phases) == (1, 3, 1)


@pytest.mark.parametrize(("phase", "volts"), [(1, (0, 230, 230)), (2, (230, 0, 230)), (3, (230, 230, 0))])
def test_one_of_three_phases_can_be_lost(phase: int, volts: tuple[float, float, float]) -> None:
    assert EU_THREE_PHASE.open_circuit_v(under(Fault.PHASE_LOST, phase)) == volts


def test_losing_either_line_of_split_phase_leaves_no_power_but_one_live_conductor() -> None:
    lost = under(Fault.PHASE_LOST, 2)
    assert US_LEVEL_2.open_circuit_v(lost) == (0, 0, 0)
    assert US_LEVEL_2.live_to_earth(lost) == (True, False)


def test_a_brown_out_lowers_every_phase() -> None:
    assert EU_THREE_PHASE.open_circuit_v(under(Fault.BROWN_OUT, 50)) == (115, 115, 115)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="0-1000 V"):
        Supply(nominal_v=-1)


def test_every_supply_type_of_the_standard_has_a_mains_behind_it() -> None:
    for kind in SUPPLIES.values():
        supply = supply_of(kind)
        assert supply.phases == kind.phases
        assert supply.nominal_v == kind.voltage_v


def test_american_supplies_above_120_volts_have_two_lines() -> None:
    assert supply_of(SUPPLIES["nema-5-15"]) == US_LEVEL_1
    assert supply_of(SUPPLIES["nema-14-50"]) == US_LEVEL_2
    assert supply_of(SUPPLIES["schuko"]) == EU_SINGLE_PHASE
