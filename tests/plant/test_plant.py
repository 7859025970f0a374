"""The plant as a whole: what the board sees as cars come, charge, go, and things go wrong."""

from __future__ import annotations

import pytest
from simple_station import DAY_MS, HOUR_MS, IDLE, MINUTE_MS, SimpleStation, closed, pwm

from pilotwire.controller.board import PILOT_LOW, LockDrive, Outputs
from pilotwire.plant import (
    CATALOGUE,
    EU_SINGLE_PHASE,
    EU_THREE_PHASE,
    US_LEVEL_1,
    US_LEVEL_2,
    Ambient,
    Cable,
    CarState,
    Enclosure,
    Fault,
    FaultValueError,
    GfciSensor,
    Plant,
    PlantError,
    Supply,
)

LEAF = CATALOGUE["nissan-leaf-40"]
ID3 = CATALOGUE["vw-id3-pro"]
ZOE = CATALOGUE["renault-zoe-ze50"]
SMOOTH = Cable(bounce_ms=0)


def charging(supply: Supply = EU_SINGLE_PHASE, **options: object) -> SimpleStation:
    """A Leaf (unless told otherwise) one minute into a 16 A charge; the station's clock is at 60 s."""
    plant = Plant(options.pop("car", LEAF), options.pop("cable", SMOOTH), supply, **options)  # type: ignore[arg-type]
    station = SimpleStation(plant)
    plant.plug_in(0)
    station.run(MINUTE_MS)
    assert doing(plant) is CarState.CHARGING
    return station


def doing(plant: Plant) -> CarState:
    """What the car does now; a call, so that the type checker does not hold on to what it did before."""
    return plant.status.car_state


def test_an_empty_station_is_quiet() -> None:
    plant = Plant()
    plant.advance(DAY_MS, IDLE)
    assert plant.next_deadline is None
    inputs = plant.inputs
    assert (inputs.pilot_high_mv, inputs.pilot_low_mv, inputs.proximity_mv) == (12_000, -12_000, 5_000)
    assert inputs.current_ma == (0, 0, 0)
    assert inputs.voltage_mv == (230_000, 0, 0)
    assert not inputs.ac_sense_1
    assert not inputs.gfci_trip
    assert (inputs.temperature_ds3231_dc, inputs.temperature_mcp9808_dc) == (200, None)


def test_a_charge_is_seen_as_states_b_and_c_with_current() -> None:
    plant = Plant(LEAF, SMOOTH)
    station = SimpleStation(plant)
    plant.plug_in(0)
    assert plant.inputs.pilot_high_mv == pytest.approx(9_000, abs=100)
    assert plant.inputs.proximity_mv == pytest.approx(902, abs=1)
    station.run(MINUTE_MS)
    assert plant.inputs.pilot_high_mv == pytest.approx(6_000, abs=100)
    assert plant.inputs.current_ma == pytest.approx((16_000, 0, 0), abs=1)
    assert plant.inputs.voltage_mv[0] == pytest.approx(227_600)
    assert plant.status.grid_w == pytest.approx(16 * 227.6 * 0.99, rel=1e-3)


def test_inputs_are_the_same_object_while_nothing_changes() -> None:
    station = charging()
    before = station.plant.inputs
    station.plant.advance(MINUTE_MS + 1, station.outputs)
    station.plant.advance(MINUTE_MS + 2, closed(16.0))
    assert station.plant.inputs is before


def test_outputs_that_mean_nothing_to_the_plant_are_no_event() -> None:
    station = charging()
    plant, driven = station.plant, station.outputs
    before, deadline = plant.inputs, plant.next_deadline
    locking = Outputs(pilot=driven.pilot, relay_1=True, relay_2=True, lock=LockDrive.LOCK)
    plant.advance(MINUTE_MS + 1, locking)
    assert plant.status.locked
    plant.advance(MINUTE_MS + 2, driven)
    assert plant.status.locked
    assert plant.inputs is before
    assert plant.next_deadline == deadline


def test_opening_the_contactor_stops_the_current_at_once() -> None:
    station = charging()
    station.plant.advance(MINUTE_MS, Outputs(pilot=pwm(16)))
    assert station.plant.inputs.current_ma == (0, 0, 0)
    assert doing(station.plant) is CarState.READY


def test_withdrawing_the_offer_stops_the_car_within_three_seconds() -> None:
    station = charging()
    station.offer(0)
    assert station.plant.inputs.current_ma[0] > 0
    station.run(MINUTE_MS + 3_000)
    assert station.plant.inputs.current_ma == (0, 0, 0)
    assert not station.outputs.contactor_closed
    assert doing(station.plant) is CarState.WAITING


def test_the_pilot_at_minus_12_volts_is_no_offer() -> None:
    station = charging()
    station.plant.advance(MINUTE_MS, Outputs(pilot=PILOT_LOW, relay_1=True, relay_2=True))
    station.plant.advance(MINUTE_MS + 3_000, Outputs(pilot=PILOT_LOW))
    assert not station.plant.status.s2_closed


def test_a_three_phase_car_uses_three_phases() -> None:
    plant = charging(EU_THREE_PHASE, car=ID3).plant
    assert plant.inputs.current_ma == pytest.approx((16_000, 16_000, 16_000), abs=1)
    assert plant.inputs.voltage_mv[2] == plant.inputs.voltage_mv[0]


def test_a_day_charges_to_the_limit_and_costs_few_events() -> None:
    plant = Plant(ID3, Cable(), EU_THREE_PHASE, Enclosure(ambient=Ambient(swing_c=6)), soc_percent=20)
    station = SimpleStation(plant)
    plant.plug_in(0)
    station.run(DAY_MS)
    assert plant.soc_percent == pytest.approx(80, abs=0.01)
    assert doing(plant) is CarState.FULL
    assert plant.energies.battery_wh == pytest.approx(0.6 * 58_000, rel=1e-4)
    assert station.events < 150


def test_the_next_car_arrives_and_drives_away() -> None:
    plant = Plant(LEAF, soc_percent=50)
    plant.plug_in(0)
    plant.unplug(1_000)
    assert plant.drive(2_000, 100) == pytest.approx(100)
    assert plant.soc_percent == pytest.approx(50 - 100 * 16.4 / 39, abs=0.01)
    assert plant.drive(3_000, 100) < 100
    plant.plug_in(4_000, ZOE, soc_percent=77)
    assert plant.status.car == "Renault Zoe ZE50"
    assert plant.soc_percent == pytest.approx(77)


def test_what_cannot_be_done_says_so() -> None:
    plant = Plant()
    with pytest.raises(PlantError, match="no car"):
        plant.plug_in(0)
    with pytest.raises(PlantError, match="no car"):
        plant.set_soc(0, 50)
    plant.plug_in(0, LEAF)
    with pytest.raises(PlantError, match="unplug it first"):
        plant.plug_in(1_000)
    with pytest.raises(PlantError, match="unplug it before"):
        plant.drive(1_000, 10)
    plant.advance(1_000, IDLE)
    with pytest.raises(PlantError, match="forwards only"):
        plant.advance(999, IDLE)
    plant.unplug(1_000)
    with pytest.raises(PlantError, match="0 km or more"):
        plant.drive(1_000, -1)
    with pytest.raises(FaultValueError, match="no fault called"):
        plant.set_fault(1_000, "gremlins")


def test_wishes_of_the_driver() -> None:
    station = charging()
    plant = station.plant
    plant.request_charge(MINUTE_MS, wanted=False)
    station.run(2 * MINUTE_MS)
    assert plant.status.grid_w == 0
    assert not plant.status.charge_wanted
    plant.request_charge(2 * MINUTE_MS, wanted=True)
    station.run(3 * MINUTE_MS)
    assert plant.status.grid_w > 0
    plant.set_charge_limit(3 * MINUTE_MS, 10)
    station.run(4 * MINUTE_MS)
    assert doing(plant) is CarState.FULL
    plant.set_soc(4 * MINUTE_MS, 5)
    station.run(5 * MINUTE_MS)
    assert doing(plant) is CarState.CHARGING


def test_a_full_car_preheats_before_its_departure() -> None:
    plant = Plant(LEAF, SMOOTH, soc_percent=100)
    station = SimpleStation(plant)
    plant.plug_in(0)
    plant.set_departure(0, HOUR_MS)
    station.run(30 * MINUTE_MS)
    assert not plant.status.preheating
    station.run(50 * MINUTE_MS)
    assert plant.status.preheating
    station.run(2 * HOUR_MS)
    assert not plant.status.preheating
    assert plant.energies.preheat_wh == pytest.approx(2_500 / 3, rel=0.02)
    assert plant.energies.battery_wh == 0
    plant.preheat(2 * HOUR_MS, wanted=True)
    station.run(2 * HOUR_MS + MINUTE_MS)
    assert plant.status.preheating


def test_the_button_is_held_until_it_is_let_go() -> None:
    plant = Plant()
    plant.press_button(10)
    assert plant.inputs.button
    plant.advance(5_000, IDLE)
    assert plant.inputs.button
    plant.release_button(5_100)
    assert not plant.inputs.button


def test_ac_sense_sees_each_live_contact() -> None:
    only_first = Outputs(relay_1=True)
    only_second = Outputs(relay_2=True)
    seen = {}
    for name, supply in (("us-l1", US_LEVEL_1), ("us-l2", US_LEVEL_2)):
        plant = Plant(supply=supply)
        for outputs in (only_first, only_second):
            plant.advance(0, outputs)
            seen[name, outputs.relay_1] = (plant.inputs.ac_sense_1, plant.inputs.ac_sense_2)
    assert seen["us-l1", True] == (True, False)
    assert seen["us-l1", False] == (False, False)
    assert seen["us-l2", True] == (True, False)
    assert seen["us-l2", False] == (False, True)


def test_the_self_test_coil_is_answered() -> None:
    plant = Plant()
    plant.advance(1_000, Outputs(gfci_test=True))
    assert plant.next_deadline == 1_042
    plant.advance(1_042, Outputs(gfci_test=True))
    assert plant.inputs.gfci_trip
    plant.advance(1_043, IDLE)
    assert plant.next_deadline == 1_082
    plant.advance(1_082, IDLE)
    assert not plant.inputs.gfci_trip


def test_a_dead_self_test_is_not_answered() -> None:
    plant = Plant()
    plant.set_fault(0, Fault.GFCI_SELF_TEST_DEAD)
    plant.advance(1_000, Outputs(gfci_test=True))
    plant.advance(1_060, Outputs(gfci_test=True))
    assert not plant.inputs.gfci_trip


def test_a_leak_trips_only_while_the_contactor_is_closed() -> None:
    station = charging()
    plant = station.plant
    plant.set_fault(MINUTE_MS, Fault.RESIDUAL_CURRENT, 19)
    assert not plant.inputs.gfci_trip
    plant.set_fault(MINUTE_MS, "residual_current", 20)
    assert plant.inputs.gfci_trip
    plant.advance(MINUTE_MS, IDLE)
    assert not plant.inputs.gfci_trip
    plant.set_fault(MINUTE_MS, Fault.GFCI_TRIP_HELD)
    assert plant.inputs.gfci_trip


def test_dc_leaks_need_a_sensor_for_them() -> None:
    station = charging(gfci=GfciSensor(trip_dc_ma=6))
    station.plant.set_fault(MINUTE_MS, Fault.RESIDUAL_CURRENT_DC, 6)
    assert station.plant.inputs.gfci_trip


def test_a_contactor_that_welded_while_closed_shows_mains_when_open() -> None:
    station = charging(US_LEVEL_2)
    plant = station.plant
    plant.set_fault(MINUTE_MS, Fault.CONTACTOR_WELDED)
    plant.advance(MINUTE_MS + 1, Outputs(pilot=pwm(16)))
    assert (plant.inputs.ac_sense_1, plant.inputs.ac_sense_2) == (True, True)
    assert plant.status.contactor_welded
    assert plant.inputs.current_ma[0] > 0
    plant.set_fault(MINUTE_MS + 2, Fault.CONTACTOR_WELDED, active=False)
    assert not plant.inputs.ac_sense_1
    assert plant.inputs.current_ma == (0, 0, 0)


def test_a_contactor_that_was_open_all_the_time_does_not_weld() -> None:
    plant = Plant(supply=US_LEVEL_2)
    plant.set_fault(0, Fault.CONTACTOR_WELDED)
    plant.advance(10_000, IDLE)
    assert not plant.inputs.ac_sense_1


def test_supply_faults_reach_the_board() -> None:
    station = charging(EU_THREE_PHASE, car=ID3)
    plant = station.plant
    plant.set_fault(MINUTE_MS, Fault.PHASE_LOST, 2)
    assert plant.inputs.voltage_mv[1] == 0
    assert plant.inputs.current_ma[1] == 0
    assert plant.inputs.current_ma[2] > 0
    plant.set_fault(MINUTE_MS, Fault.SUPPLY_LOST)
    assert plant.inputs.voltage_mv == (0, 0, 0)
    assert plant.inputs.current_ma == (0, 0, 0)
    assert not plant.inputs.ac_sense_1
    plant.set_fault(MINUTE_MS, Fault.SUPPLY_LOST, active=False)
    plant.set_fault(MINUTE_MS, Fault.PHASE_LOST, active=False)
    plant.set_fault(MINUTE_MS, Fault.EARTH_LOST)
    assert not plant.inputs.ac_sense_1
    plant.set_supply(MINUTE_MS, EU_SINGLE_PHASE)
    assert plant.inputs.voltage_mv[1] == 0
    assert plant.status.faults == {"earth_lost": 1.0}


def test_current_readings_can_be_wrong_while_the_current_is_not() -> None:
    station = charging()
    plant = station.plant
    plant.set_fault(MINUTE_MS, Fault.CURRENT_DRIFT, 25)
    assert plant.inputs.current_ma[0] == pytest.approx(20_000, abs=1)
    plant.set_fault(MINUTE_MS, Fault.CURRENT_READS_ZERO)
    assert plant.inputs.current_ma == (0, 0, 0)
    assert plant.status.current_a[0] == pytest.approx(16)


def test_a_car_with_a_faulty_charger_draws_more_than_it_is_offered() -> None:
    station = charging()
    station.plant.set_fault(MINUTE_MS, Fault.OVER_CURRENT, 10)
    assert station.plant.inputs.current_ma[0] == pytest.approx(26_000, abs=1)


def test_a_broken_pilot_while_charging_stops_the_car() -> None:
    station = charging()
    plant = station.plant
    plant.set_fault(MINUTE_MS, Fault.PILOT_OPEN)
    assert plant.inputs.pilot_high_mv == 12_000
    plant.advance(MINUTE_MS + 3_000, station.outputs)
    assert plant.status.grid_w == 0


def test_a_pilot_shorted_to_earth_reads_zero() -> None:
    plant = Plant()
    plant.set_fault(0, Fault.PILOT_SHORTED)
    assert (plant.inputs.pilot_high_mv, plant.inputs.pilot_low_mv) == (0, 0)


def test_temperature_faults_and_weather() -> None:
    plant = Plant()
    plant.set_fault(0, Fault.OVERHEAT, 60)
    plant.advance(3 * HOUR_MS, IDLE)
    assert plant.inputs.temperature_ds3231_dc is not None
    assert plant.inputs.temperature_ds3231_dc >= 780
    plant.set_fault(3 * HOUR_MS, Fault.OVERHEAT, active=False)
    plant.set_ambient(3 * HOUR_MS, Ambient(mean_c=-5))
    plant.advance(10 * HOUR_MS, IDLE)
    assert plant.inputs.temperature_ds3231_dc == -50
    plant.set_fault(10 * HOUR_MS, Fault.TEMPERATURE_ABSENT)
    assert plant.inputs.temperature_ds3231_dc is None


def test_charging_warms_the_enclosure() -> None:
    station = charging()
    station.run(3 * HOUR_MS)
    assert station.plant.status.temperature_c > station.plant.status.ambient_c + 2


def test_the_clock_may_start_anywhere() -> None:
    plant = Plant(LEAF, SMOOTH, start_ms=5 * HOUR_MS)
    station = SimpleStation(plant, start_ms=5 * HOUR_MS)
    plant.plug_in(5 * HOUR_MS)
    station.run(6 * HOUR_MS)
    assert plant.energies.grid_wh == pytest.approx(3_600, rel=0.02)
