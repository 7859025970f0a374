"""The recordings' board: every stimulus, and the two things that react to the controller."""

from __future__ import annotations

import pytest

from pilotwire.controller.board import Inputs, Outputs
from pilotwire.plant import ScriptedBoard, ScriptError

CLOSED = Outputs(relay_1=True, relay_2=True)
OPEN = Outputs()


def after(*lines: str) -> Inputs:
    board = ScriptedBoard()
    for line in lines:
        board.command(0, line)
    return board.inputs


def test_power_up() -> None:
    inputs = ScriptedBoard().inputs
    assert (inputs.pilot_high_mv, inputs.pilot_low_mv, inputs.proximity_mv) == (12_000, -12_000, 5_000)
    assert inputs.temperature_ds3231_dc == 250
    assert inputs.temperature_mcp9808_dc is None
    assert not inputs.gfci_trip


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("ev A", (12_000, -12_000)),
        ("ev B", (9_000, -12_000)),
        ("ev C", (6_000, -12_000)),
        ("ev D", (3_000, -12_000)),
        ("ev E", (0, 0)),
        ("pilot 8700 -8800", (8_700, -8_800)),
    ],
)
def test_pilot_stimuli(line: str, levels: tuple[int, int]) -> None:
    inputs = after(line)
    assert (inputs.pilot_high_mv, inputs.pilot_low_mv) == levels


def test_current_flows_as_told_whatever_the_contactor_does() -> None:
    assert after("amps 16000").current_ma == (16_000, 0, 0)


@pytest.mark.parametrize(("tenths", "reads"), [(655, 650), (650, 650), (619, 610), (9, 0), (-1, -10), (-50, -50)])
def test_the_clock_chip_reports_whole_degrees(tenths: int, reads: int) -> None:
    assert after(f"temp {tenths}").temperature_ds3231_dc == reads


def test_other_stimuli() -> None:
    assert after("pp 1100").proximity_mv == 1_100
    assert after("btn 1").button
    assert not after("btn 1", "btn 0").button
    assert after("gfi 1").gfci_trip
    assert not after("gfi 1", "gfi 0").gfci_trip


def test_ac_sense_follows_each_contact_while_there_is_earth() -> None:
    board = ScriptedBoard()
    board.advance(0, Outputs(relay_1=True))
    assert (board.inputs.ac_sense_1, board.inputs.ac_sense_2) == (True, False)
    board.advance(1, CLOSED)
    assert (board.inputs.ac_sense_1, board.inputs.ac_sense_2) == (True, True)
    board.command(2, "gnd 0")
    assert (board.inputs.ac_sense_1, board.inputs.ac_sense_2) == (False, False)
    board.command(3, "gnd 1")
    board.advance(4, OPEN)
    assert (board.inputs.ac_sense_1, board.inputs.ac_sense_2) == (False, False)


def test_stuck_shows_only_on_a_contactor_that_was_closed() -> None:
    board = ScriptedBoard()
    board.command(0, "stuck 1")
    board.advance(1_000, OPEN)
    assert not board.inputs.ac_sense_1
    board.advance(2_000, CLOSED)
    board.advance(3_000, OPEN)
    assert board.inputs.ac_sense_1
    board.command(4_000, "stuck 0")
    assert not board.inputs.ac_sense_1


def test_the_self_test_is_answered_after_the_third_pulse_for_40_ms() -> None:
    board = ScriptedBoard()
    board.advance(100, Outputs(gfci_test=True))
    assert board.next_deadline == 142
    board.advance(141, Outputs(gfci_test=True))
    assert not board.inputs.gfci_trip
    board.advance(142, OPEN)
    assert board.inputs.gfci_trip
    assert board.next_deadline == 182
    board.advance(200, OPEN)
    assert not board.inputs.gfci_trip
    assert board.next_deadline is None


def test_gfitest_0_silences_the_sensor() -> None:
    board = ScriptedBoard()
    board.command(0, "gfitest 0")
    board.advance(0, Outputs(gfci_test=True))
    board.advance(60, Outputs(gfci_test=True))
    assert not board.inputs.gfci_trip


def test_inputs_are_the_same_object_while_nothing_changes() -> None:
    board = ScriptedBoard()
    before = board.inputs
    board.command(0, "ev A")
    board.advance(5, Outputs())
    assert board.inputs is before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dance 1", "no stimulus"),
        ("", "no stimulus"),
        ("ev", "takes 1 argument"),
        ("ev F", "A, B, C, D or E"),
        ("pilot 9000", "takes 2 argument"),
        ("amps many", "whole number"),
        ("gfi 2", "0 or 1"),
    ],
)
def test_wrong_commands_are_refused(line: str, says: str) -> None:
    board = ScriptedBoard()
    with pytest.raises(ScriptError, match=says):
        board.command(0, line)


def test_time_runs_forwards_only() -> None:
    board = ScriptedBoard(start_ms=100)
    with pytest.raises(ScriptError, match="forwards only"):
        board.advance(99, OPEN)
