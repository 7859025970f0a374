"""The power-on decision table (open_evse 8.2.3) and the residual-current self-test."""

from __future__ import annotations

from itertools import product

import pytest

from controller.scripted_station import Station
from pilotwire.controller import EvseState, Outputs, ServiceLevel, Settings, SettingsFlag
from pilotwire.controller.self_test import PowerOnResult, judge_contacts

NONE, ONE, TWO, BOTH = (False, False), (True, False), (False, True), (True, True)
L1, L2 = PowerOnResult.LEVEL_1, PowerOnResult.LEVEL_2
STUCK, NO_GROUND, UNKNOWN = PowerOnResult.STUCK_RELAY, PowerOnResult.NO_GROUND, PowerOnResult.UNKNOWN

Live = tuple[bool, bool]

TABLE: list[tuple[Live, Live, Live, PowerOnResult]] = [
    *((off, one, two, STUCK) for off, one, two in product((ONE, TWO, BOTH), (NONE, ONE, TWO, BOTH), (NONE, BOTH))),
    (NONE, BOTH, NONE, L2),
    (NONE, BOTH, ONE, STUCK),
    (NONE, BOTH, TWO, STUCK),
    (NONE, BOTH, BOTH, STUCK),
    (NONE, NONE, NONE, NO_GROUND),
    (NONE, NONE, BOTH, L2),
    (NONE, NONE, ONE, L1),
    (NONE, NONE, TWO, L1),
    (NONE, ONE, NONE, L1),
    (NONE, TWO, NONE, L1),
    (NONE, ONE, TWO, L2),
    (NONE, TWO, ONE, L2),
    (NONE, ONE, ONE, STUCK),
    (NONE, TWO, TWO, STUCK),
    (NONE, ONE, BOTH, STUCK),
    (NONE, TWO, BOTH, STUCK),
]


@pytest.mark.parametrize(("off", "relay_1", "relay_2", "result"), TABLE)
@pytest.mark.parametrize("stuck_check", [True, False])
@pytest.mark.parametrize("ground_check", [True, False])
def test_every_row_of_the_table(
    off: Live, relay_1: Live, relay_2: Live, result: PowerOnResult, stuck_check: bool, ground_check: bool
) -> None:
    if (result is STUCK and not stuck_check) or (result is NO_GROUND and not ground_check):
        result = UNKNOWN
    assert judge_contacts(off, relay_1, relay_2, stuck_check=stuck_check, ground_check=ground_check) is result


def test_the_table_covers_everything_seen_with_open_contacts() -> None:
    assert {row[1:3] for row in TABLE if row[0] == NONE} == set(product((NONE, ONE, TWO, BOTH), repeat=2))


def board(off: Live, relay_1: Live, relay_2: Live) -> Station:
    def sense(outputs: Outputs) -> Live:
        if outputs.contactor_closed:
            return BOTH
        return relay_1 if outputs.relay_1 else relay_2 if outputs.relay_2 else off

    return Station("us", sense=sense)


@pytest.mark.parametrize(
    ("off", "relay_1", "relay_2", "state", "level"),
    [
        (NONE, ONE, TWO, EvseState.A, ServiceLevel.L2),
        (NONE, ONE, NONE, EvseState.A, ServiceLevel.L1),
        (NONE, NONE, BOTH, EvseState.A, ServiceLevel.L2),
        (NONE, NONE, NONE, EvseState.NO_GROUND, None),
        (NONE, ONE, ONE, EvseState.STUCK_RELAY, None),
        (ONE, ONE, BOTH, EvseState.STUCK_RELAY, None),
    ],
)
def test_the_table_decides_at_power_on(
    off: Live, relay_1: Live, relay_2: Live, state: EvseState, level: ServiceLevel | None
) -> None:
    station = board(off, relay_1, relay_2)
    assert station.state() is state
    if level is not None:
        assert station.machine.level is level
        assert station.machine.capacity_a == (24 if level is ServiceLevel.L2 else 12)
        assert station.machine.voltage_mv == (240_000 if level is ServiceLevel.L2 else 120_000)
        assert station.settings.flags == (0x0001 if level is ServiceLevel.L2 else 0x0000)


@pytest.mark.parametrize("flag", [SettingsFlag.STUCK_RELAY_CHECK_OFF, SettingsFlag.GROUND_CHECK_OFF])
def test_an_undecided_level_stays_what_it_was(flag: SettingsFlag) -> None:
    def sense(outputs: Outputs) -> Live:
        return ONE if flag is SettingsFlag.STUCK_RELAY_CHECK_OFF else NONE

    station = Station("us", Settings(flags=int(flag)), sense=sense)
    station.wait(2_000)
    assert station.state() is EvseState.A
    assert station.machine.level is ServiceLevel.L1


# -- 7.3 -------------------------------------------------------------------------------------------------------------


def coil_times(station: Station, start_ms: int = 0) -> tuple[int, int]:
    on = station.changes_after(start_ms, lambda outputs: outputs.gfci_test)
    off = station.changes_after(on[0], lambda outputs: not outputs.gfci_test)
    return on[0], off[0]


def test_the_coil_is_driven_only_until_the_sensor_answers() -> None:
    on, off = coil_times(Station())
    assert off - on <= 100


def test_a_sensor_that_does_not_answer_sixty_pulses_is_dead() -> None:
    station = Station(before=("gfitest 0",))
    on, off = coil_times(station)
    assert 990 <= off - on <= 1_010
    assert station.state() is EvseState.SELF_TEST_FAILED


def test_a_trip_input_that_does_not_clear_fails_the_test() -> None:
    station = Station(booted=False)
    station.wait_until(lambda: station.controller.outputs.gfci_test, 6_000, step_ms=1)
    station.do("gfi 1")
    station.wait(5_000)
    assert station.state() is EvseState.SELF_TEST_FAILED


def test_a_trip_input_high_before_the_test_fails_it_without_driving_the_coil() -> None:
    station = Station(before=("gfi 1",))
    assert station.state() is EvseState.SELF_TEST_FAILED
    assert not any(outputs.gfci_test for _, outputs in station.outputs_at)


def test_a_self_test_is_no_trip() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    assert station.settings.gfci_trips == 0
    assert not station.flags & 0x0080
