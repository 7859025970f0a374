"""Controller and world in closed loop."""

from __future__ import annotations

import pytest

from pilotwire.controller import PROFILES, EvseState, Inputs, Outputs, Settings
from pilotwire.plant.scripted import ScriptedBoard
from pilotwire.runtime.closed_loop import ClosedLoop


def loop_with_board(settings: Settings | None = None, now_ms: int = 0) -> tuple[ClosedLoop, ScriptedBoard]:
    board = ScriptedBoard(now_ms)
    return ClosedLoop(PROFILES["eu"], board, settings, now_ms=now_ms), board


def act(loop: ClosedLoop, board: ScriptedBoard, line: str) -> None:
    board.command(loop.now_ms, line)
    loop.touched()


def test_a_charge_comes_about() -> None:
    loop, board = loop_with_board()
    loop.run_to(6_000)
    act(loop, board, "ev C")
    loop.run_to(12_000)
    assert loop.controller.state is EvseState.C
    assert board.inputs.ac_sense_1


def test_an_act_is_seen_in_the_same_instant() -> None:
    loop, board = loop_with_board()
    loop.run_to(6_000)
    act(loop, board, "ev C")
    loop.run_to(12_000)
    act(loop, board, "gfi 1")
    assert loop.now_ms == 12_000
    assert not loop.controller.outputs.contactor_closed
    assert not board.inputs.ac_sense_1


@pytest.mark.parametrize("step_ms", [1, 7, 100, 3_000, 20_000])
def test_the_size_of_steps_does_not_matter(step_ms: int) -> None:
    histories = []
    for step in (step_ms, 20_000):
        loop, board = loop_with_board()
        seen: list[tuple[int, Outputs]] = []

        def note(loop: ClosedLoop = loop, seen: list[tuple[int, Outputs]] = seen) -> None:
            if not seen or seen[-1][1] != loop.controller.outputs:
                seen.append((loop.now_ms, loop.controller.outputs))

        loop.on_event = note
        act(loop, board, "ev C")
        act(loop, board, "amps 16000")
        for at in range(step, 20_001, step):
            loop.run_to(at)
        loop.run_to(20_000)
        histories.append(seen)
    assert histories[0] == histories[1]


def test_the_next_deadline_lies_ahead_and_nothing_happens_before_it() -> None:
    loop, board = loop_with_board()
    loop.run_to(6_000)
    act(loop, board, "ev C")
    for _ in range(200):
        deadline = min(loop.next_deadline, loop.now_ms + 60_000)
        assert deadline > loop.now_ms
        before = loop.controller.outputs
        if deadline - 1 > loop.now_ms:
            loop.run_to(deadline - 1)
        assert loop.controller.outputs is before
        loop.run_to(deadline)


def test_a_power_cycle_keeps_settings_and_clock_and_opens_the_contactor() -> None:
    loop, board = loop_with_board(Settings(capacity_l2_a=20, total_wh=77))
    loop.run_to(6_000)
    act(loop, board, "ev C")
    loop.run_to(12_000)
    rtc = loop.controller.rtc
    old = loop.controller
    loop.power_cycle()
    assert loop.controller is not old
    assert loop.now_ms == 12_000
    assert not loop.controller.outputs.contactor_closed
    assert not board.inputs.ac_sense_1
    assert loop.controller.rtc == rtc
    assert loop.controller.settings.total_wh == 77
    loop.run_to(24_000)
    assert loop.controller.state is EvseState.C
    assert loop.controller.machine.capacity_a == 20


def test_it_can_start_at_any_time() -> None:
    loop, _ = loop_with_board(now_ms=10**12)
    loop.run_to(10**12 + 6_000)
    assert loop.controller.state is EvseState.A


class Restless:
    """A world whose coil answer never comes to rest: it reacts to what it is told with something else every time."""

    def __init__(self) -> None:
        self.inputs = Inputs(pilot_high_mv=6_000)
        self.next_deadline: int | None = None

    def advance(self, now_ms: int, outputs: Outputs) -> None:
        self.inputs = Inputs(pilot_high_mv=6_000 if self.inputs.pilot_high_mv != 6_000 else 12_000)


def test_a_world_that_changes_forever_is_not_waited_for() -> None:
    loop = ClosedLoop(PROFILES["eu"], Restless())
    loop.run_to(20_000)
    assert loop.now_ms == 20_000
