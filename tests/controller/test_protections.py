"""The protections one by one: detection, reaction, retry, end and counter (open_evse 8.2.3)."""

from __future__ import annotations

import pytest

from controller.scripted_station import Station, earth_and_output
from pilotwire.controller import EvseState, Outputs, PilotLevel, Settings

MINUTE_MS = 60_000
RETRY_MS = 300_000


def charging(profile: str = "eu", amps: float = 16, seconds: int = 5) -> Station:
    station = Station(profile)
    station.do("pp 900")
    station.charge(amps)
    station.wait(seconds * 1_000)
    return station


def counters(station: Station) -> tuple[int, int, int]:
    return station.settings.gfci_trips, station.settings.ground_trips, station.settings.stuck_relay_trips


def lose_earth(station: Station) -> None:
    station.do("gnd 0")
    station.wait(200)
    assert station.state() is EvseState.NO_GROUND


def assert_latched(station: Station, state: EvseState) -> None:
    assert station.state() is state
    assert station.machine.hard_fault
    assert not station.closed
    assert station.pilot is not PilotLevel.PWM


def assert_ends_with_unplugging(station: Station) -> None:
    station.unplug()
    assert station.state() is EvseState.A
    assert not station.machine.hard_fault


# -- no ground, classic boards ---------------------------------------------------------------------------------------


def test_lost_earth_opens_counts_and_waits_five_minutes() -> None:
    station = charging()
    start_ms = station.now
    lose_earth(station)
    assert station.opened_after(start_ms - 1) - start_ms <= 100
    assert station.pilot is PilotLevel.HIGH
    assert counters(station) == (0, 1, 0)
    assert not station.machine.hard_fault
    station.do("gnd 1", "amps 0")
    station.wait(RETRY_MS - 1_000)
    assert station.state() is EvseState.NO_GROUND
    station.wait(10_000)
    assert station.state() is EvseState.C
    assert 300_000 <= station.closed_after(start_ms) - start_ms <= 303_000


def test_earth_that_does_not_come_back_latches_at_the_first_retry() -> None:
    station = charging()
    lose_earth(station)
    station.wait(RETRY_MS + 10_000)
    assert_latched(station, EvseState.NO_GROUND)
    assert counters(station) == (0, 2, 0)
    assert_ends_with_unplugging(station)


def test_unplugging_ends_a_ground_fault() -> None:
    station = charging()
    lose_earth(station)
    assert_ends_with_unplugging(station)


def test_a_charge_without_earth_latches_about_a_second_after_closing() -> None:
    station = Station()
    station.do("gnd 0")
    station.charge(16)
    start_ms = station.now
    station.wait(3_000)
    assert 1_000 <= station.opened_after(start_ms) - start_ms <= 1_100
    assert_latched(station, EvseState.NO_GROUND)
    assert counters(station) == (0, 1, 0)
    assert_ends_with_unplugging(station)


def exhaust_retries(station: Station) -> None:
    """Earth fails a few seconds into each of six retries."""
    for _ in range(6):
        lose_earth(station)
        station.do("gnd 1")
        station.wait(RETRY_MS + 10_000)
        assert station.state() is EvseState.C
    lose_earth(station)
    station.do("gnd 1")


def test_six_retries_then_the_fault_stays_until_unplug() -> None:
    station = charging()
    exhaust_retries(station)
    station.wait(3 * RETRY_MS)
    assert station.state() is EvseState.NO_GROUND
    assert not station.closed
    assert counters(station) == (0, 7, 0)
    assert_ends_with_unplugging(station)


def test_the_budget_of_retries_is_not_restored_by_unplugging() -> None:
    station = charging()
    exhaust_retries(station)
    station.unplug()
    station.charge(16)
    station.wait(5_000)
    lose_earth(station)
    station.do("gnd 1")
    station.wait(3 * RETRY_MS)
    assert station.state() is EvseState.NO_GROUND


@pytest.mark.parametrize("restore", ["$FF G 0", "power"])
def test_the_budget_is_restored_by_switching_the_check_or_the_power_off(restore: str) -> None:
    station = charging()
    exhaust_retries(station)
    if restore == "power":
        station.unplug()
        station.ask("$FD")
        station.send("$FR")
        station.wait(10_000)
        station.charge(16)
        station.wait(5_000)
        lose_earth(station)
        station.do("gnd 1")
    else:
        station.ask(restore)
        station.ask("$FF G 1")
    station.wait(RETRY_MS + 10_000)
    assert station.state() is EvseState.C


def test_switched_off_the_ground_check_sees_nothing() -> None:
    station = Station()
    station.ask("$FF G 0")
    station.do("gnd 0")
    station.charge(16)
    station.wait(10_000)
    assert station.state() is EvseState.C
    assert counters(station) == (0, 0, 0)


# -- residual current ------------------------------------------------------------------------------------------------


def test_a_trip_is_counted_and_retried_after_five_minutes() -> None:
    station = charging()
    start_ms = station.now
    station.do("gfi 1")
    station.wait(200)
    assert station.state() is EvseState.GFCI_TRIP
    assert counters(station) == (1, 0, 0)
    assert not station.machine.hard_fault
    station.do("gfi 0", "amps 0")
    station.wait(RETRY_MS - 1_000)
    assert station.state() is EvseState.GFCI_TRIP
    station.wait(10_000)
    assert station.state() is EvseState.C
    assert 300_000 <= station.closed_after(start_ms) - start_ms <= 303_000
    assert station.flags & 0x0080, "GFI_TRIPPED is never cleared"


def test_a_car_that_trips_after_every_restart_is_retried_without_end() -> None:
    station = charging()
    for trips in range(1, 11):
        station.do("gfi 1")
        station.wait(200)
        assert station.state() is EvseState.GFCI_TRIP
        assert counters(station) == (trips, 0, 0)
        station.do("gfi 0")
        station.wait(RETRY_MS + 10_000)
        assert station.state() is EvseState.C


def test_a_leak_that_lasts_latches_within_a_second_of_the_retry() -> None:
    station = charging()
    station.do("gfi 1")
    station.wait(RETRY_MS - 1_000)
    assert not station.machine.hard_fault
    station.wait(2_500)
    assert_latched(station, EvseState.GFCI_TRIP)
    station.do("gfi 0")
    station.wait(2 * RETRY_MS)
    assert_latched(station, EvseState.GFCI_TRIP)
    assert_ends_with_unplugging(station)


def test_a_trip_just_after_closing_latches() -> None:
    station = Station()
    station.charge(16)
    station.wait(1_500)
    station.do("gfi 1")
    station.wait(200)
    assert_latched(station, EvseState.GFCI_TRIP)
    assert counters(station)[0] >= 1
    station.do("gfi 0")
    assert_ends_with_unplugging(station)


def test_unplugging_ends_a_residual_current_fault() -> None:
    station = charging()
    station.do("gfi 1")
    station.wait(200)
    station.do("gfi 0")
    assert_ends_with_unplugging(station)


def test_a_trip_without_a_car_is_a_fault_that_ends_by_itself() -> None:
    station = Station()
    station.do("gfi 1")
    station.wait(50)
    station.do("gfi 0")
    station.wait(1_000)
    assert station.state() is EvseState.A
    assert counters(station)[0] == 1


# -- self-test before closing ----------------------------------------------------------------------------------------


def test_a_dead_sensor_keeps_the_contactor_open_until_unplug() -> None:
    station = Station()
    station.connect()
    station.do("gfitest 0", "ev C")
    station.wait(6_000)
    assert_latched(station, EvseState.SELF_TEST_FAILED)
    assert not any(outputs.contactor_closed for _, outputs in station.outputs_at)
    assert_ends_with_unplugging(station)
    station.do("gfitest 1")
    station.charge()


def test_a_sensor_that_is_tripped_before_the_test_fails_it() -> None:
    station = Station()
    station.connect()
    station.do("ev C")
    station.wait_until(lambda: station.controller.outputs.gfci_test or station.controller.busy, 1_000, step_ms=1)
    station.do("gfi 1")
    station.wait(6_000)
    assert_latched(station, EvseState.SELF_TEST_FAILED)
    assert not any(outputs.contactor_closed for _, outputs in station.outputs_at)


def test_switched_off_the_self_test_is_not_made() -> None:
    station = Station()
    station.ask("$FF F 0")
    station.connect()
    start_ms = station.now
    station.do("gfitest 0", "ev C")
    station.wait(2_000)
    assert station.closed_after(start_ms) - start_ms <= 400
    assert station.changes_after(start_ms, lambda outputs: outputs.gfci_test) == []


# -- welded contactor ------------------------------------------------------------------------------------------------


def weld(station: Station) -> None:
    station.set_sense(lambda outputs: (True, True))


@pytest.mark.parametrize("before", ["$FE", "$FS", "$FD"])
def test_mains_behind_an_open_contactor_is_noticed_in_every_state(before: str) -> None:
    station = Station()
    station.ask(before)
    station.wait(2_000)
    weld(station)
    station.wait(900)
    assert not station.machine.hard_fault
    station.wait(300)
    assert_latched(station, EvseState.STUCK_RELAY)
    assert counters(station) == (0, 0, 1)


def test_a_contactor_that_welds_in_a_charge_is_noticed_when_it_opens() -> None:
    station = charging()
    station.do("stuck 1", "ev B")
    station.wait(900)
    assert not station.machine.hard_fault
    station.wait(700)
    assert station.state() is EvseState.STUCK_RELAY
    assert counters(station) == (0, 0, 1)


def test_a_welded_contactor_is_permanent() -> None:
    station = Station()
    weld(station)
    station.wait(3_000)
    station.set_sense(None)
    for letter in "BA":
        station.do(f"ev {letter}")
        station.wait(5_000)
        assert_latched(station, EvseState.STUCK_RELAY)
    station.send("$FR")
    station.wait(10_000)
    assert station.state() is EvseState.A
    assert counters(station) == (0, 0, 1)


def test_mains_seen_for_less_than_a_second_is_no_weld() -> None:
    station = Station()
    for _ in range(5):
        weld(station)
        station.wait(950)
        station.set_sense(None)
        station.wait(100)
    assert station.state() is EvseState.A


def test_switched_off_the_weld_check_sees_nothing() -> None:
    station = Station()
    station.ask("$FF R 0")
    weld(station)
    station.wait(10_000)
    assert station.state() is EvseState.A


# -- boards with continuous ground monitoring ------------------------------------------------------------------------


def no_earth(outputs: Outputs) -> tuple[bool, bool]:
    return outputs.contactor_closed, False


@pytest.mark.parametrize("letter", ["A", "B"])
def test_cgmi_sees_lost_earth_in_any_state_and_ends_when_it_is_back(letter: str) -> None:
    station = Station("cgmi")
    station.do(f"ev {letter}")
    station.wait(2_000)
    normal = station.state()
    station.set_sense(no_earth)
    station.wait(100)
    assert station.state() is EvseState.NO_GROUND
    assert not station.machine.hard_fault
    assert counters(station) == (0, 1, 0)
    station.wait(RETRY_MS)
    assert station.state() is EvseState.NO_GROUND
    station.set_sense(earth_and_output)
    station.wait(1_000)
    assert station.state() is normal


def test_cgmi_lost_earth_in_a_charge_opens_and_resumes_without_a_timer() -> None:
    station = charging("cgmi")
    start_ms = station.now
    station.set_sense(no_earth)
    station.wait(500)
    assert station.opened_after(start_ms - 1) - start_ms <= 100
    assert station.state() is EvseState.NO_GROUND
    station.set_sense(earth_and_output)
    station.wait(5_000)
    assert station.state() is EvseState.C
    assert station.closed


def test_cgmi_lost_earth_just_after_closing_latches() -> None:
    station = Station("cgmi")
    station.charge(16)
    station.wait(500)
    station.set_sense(no_earth)
    station.wait(200)
    assert_latched(station, EvseState.NO_GROUND)
    station.set_sense(earth_and_output)
    assert_ends_with_unplugging(station)


def test_cgmi_sees_a_contactor_that_did_not_close() -> None:
    station = Station("cgmi", sense=lambda outputs: (False, True))
    station.charge(0)
    start_ms = station.now
    station.wait(3_000)
    assert 1_000 <= station.opened_after(start_ms) - start_ms <= 1_100
    assert_latched(station, EvseState.RELAY_OPEN)
    assert station.data("$GS")[0] == "0e"
    assert counters(station) == (0, 0, 0)
    assert_ends_with_unplugging(station)


def test_cgmi_earth_alone_is_no_weld() -> None:
    station = Station("cgmi")
    station.wait(10_000)
    assert station.state() is EvseState.A


def test_cgmi_checks_can_be_switched_off() -> None:
    station = Station("cgmi", sense=lambda outputs: (False, False), booted=False)
    station.wait(200)
    station.controller.machine.store(flags=0x1021 | 0x0008 | 0x0010)
    station.wait(20_000)
    station.charge(0)
    station.wait(10_000)
    assert station.state() is EvseState.C


# -- over-temperature ------------------------------------------------------------------------------------------------


SENSORS = [("temperature_ds3231_dc", 710), ("temperature_mcp9808_dc", 710), ("temperature_tmp007_dc", 750)]


@pytest.mark.parametrize(("sensor", "panic_dc"), SENSORS)
def test_any_sensor_at_its_panic_level_stops_the_charge(sensor: str, panic_dc: int) -> None:
    station = charging(amps=16)
    station.set_inputs(**{sensor: panic_dc - 1})
    station.wait(5_000)
    assert station.state() is EvseState.C
    start_ms = station.now
    station.set_inputs(**{sensor: panic_dc})
    station.wait(9_000)
    assert_latched(station, EvseState.OVER_TEMPERATURE)
    # Read at most once per second; then the car gets 3 s to stop.
    assert station.opened_after(start_ms) - start_ms <= 4_200
    highs = station.changes_after(start_ms, lambda outputs: outputs.pilot.level is PilotLevel.HIGH)
    assert highs[0] < station.opened_after(start_ms)


def test_a_car_that_stops_is_disconnected_before_the_three_seconds_are_over() -> None:
    station = charging(amps=16)
    station.set_inputs(temperature_ds3231_dc=750)
    station.wait_until(lambda: station.pilot is PilotLevel.HIGH, 2_000)
    start_ms = station.now
    station.wait(500)
    station.do("ev B")
    station.wait(1_000)
    assert station.opened_after(start_ms) - start_ms <= 600


def test_over_temperature_answers_only_after_its_five_seconds() -> None:
    station = charging(amps=16)
    station.set_inputs(temperature_ds3231_dc=750)
    station.wait_until(lambda: station.pilot is PilotLevel.HIGH, 2_000)
    start_ms = station.now
    station.ask("$GV")
    assert 4_900 <= station.now - start_ms <= 5_200


def test_over_temperature_ends_with_unplugging_when_cool() -> None:
    station = charging(amps=16)
    station.set_inputs(temperature_ds3231_dc=750)
    station.wait(9_000)
    station.set_inputs(temperature_ds3231_dc=300)
    station.wait(5_000)
    assert_latched(station, EvseState.OVER_TEMPERATURE)
    assert_ends_with_unplugging(station)


def test_over_temperature_stays_while_hot_without_a_car_and_ends_when_cool() -> None:
    station = charging(amps=16)
    station.set_inputs(temperature_ds3231_dc=750)
    station.wait(9_000)
    station.do("ev A")
    station.wait(60_000)
    assert_latched(station, EvseState.OVER_TEMPERATURE)
    assert station.ask("$GV").startswith("$OK")
    station.set_inputs(temperature_ds3231_dc=709)
    station.wait(3_000)
    assert station.state() is EvseState.A


def test_switched_off_temperature_monitoring_sees_nothing() -> None:
    station = charging(amps=16)
    station.ask("$FF T 0")
    station.set_inputs(temperature_ds3231_dc=900)
    station.wait(60_000)
    assert station.state() is EvseState.C


# -- over-current ----------------------------------------------------------------------------------------------------


def test_five_amperes_too_many_for_ten_seconds_end_the_charge() -> None:
    station = charging(amps=32)
    start_ms = station.now
    station.do("amps 38500")
    station.wait(9_900)
    assert station.state() is EvseState.C
    station.wait(6_000)
    assert_latched(station, EvseState.OVER_CURRENT)
    assert 10_000 <= station.opened_after(start_ms) - start_ms <= 14_500
    assert counters(station) == (0, 0, 0)
    assert_ends_with_unplugging(station)


def test_four_amperes_too_many_are_tolerated() -> None:
    station = charging(amps=36)
    station.wait(60_000)
    assert station.state() is EvseState.C


def test_an_over_current_that_pauses_starts_again() -> None:
    station = charging(amps=32)
    for _ in range(4):
        station.do("amps 40000")
        station.wait(8_000)
        station.do("amps 32000")
        station.wait(4_000)
    assert station.state() is EvseState.C


def test_the_us_build_has_no_over_current_fault() -> None:
    station = charging("us", amps=60)
    station.wait(60_000)
    assert station.state() is EvseState.C


# -- several at once, and counters -----------------------------------------------------------------------------------


def test_residual_current_wins_over_earth() -> None:
    station = charging()
    station.do("gnd 0", "gfi 1")
    station.wait(500)
    assert station.state() is EvseState.GFCI_TRIP


def test_counters_stop_at_254() -> None:
    station = Station(settings=Settings(gfci_trips=253))
    for expected in (254, 254):
        station.do("gfi 1")
        station.wait(100)
        station.do("gfi 0")
        station.wait(1_000)
        assert station.settings.gfci_trips == expected
    assert station.data("$GF") == ["fe", "0", "0"]


@pytest.mark.parametrize("command", ["$FS", "$FE", "$FD"])
def test_a_latched_fault_is_not_overwritten(command: str) -> None:
    station = Station()
    station.connect()
    station.do("ev D")
    station.wait(1_000)
    outputs = station.controller.outputs
    assert station.ask(command) == "$OK^20"
    station.wait(1_000)
    assert_latched(station, EvseState.D)
    assert station.controller.outputs == outputs
    assert_ends_with_unplugging(station)


def test_hard_fault_is_reported_with_its_flag() -> None:
    station = Station()
    station.do("gnd 0")
    station.charge(16)
    seen = len(station.lines)
    station.wait(3_000)
    assert "$AT 07 03 32 0502" in station.reports(seen)
