"""The board of a real controller as it is concluded from what that reports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from whole_host import WholeHost

from pilotwire.runtime.reported_board import ReportedBoard
from pilotwire.services.board import BenchChange, BoardError, Drive, Letter


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    made = WholeHost(tmp_path)
    yield made
    made.close()


def plug_in(host: WholeHost) -> None:
    host.controller.car = host.controller.wants = True
    host.controller.classify()
    host.pass_s(5)


def test_it_says_that_nothing_of_it_is_measured(host: WholeHost) -> None:
    board = ReportedBoard(host)
    assert not board.pilot.measured
    assert not board.panel.measured
    assert board.bench is None


def test_pilot_and_display_follow_the_reports(host: WholeHost) -> None:
    board = ReportedBoard(host)
    assert (board.pilot.now.drive, board.pilot.now.letter, board.pilot.now.high_mv) == (Drive.HIGH, Letter.A, 12_000)
    assert board.panel.lines[0].startswith("Ready")
    plug_in(host)
    pilot = board.pilot
    assert (pilot.now.drive, pilot.now.letter, pilot.now.contactor_closed) == (Drive.PWM, Letter.C, True)
    assert pilot.offered_a == host.status.evse.pilot_a
    assert board.panel.lines[0].startswith("Charging")
    assert [one.letter for one in pilot.transitions][-1] is Letter.C
    assert all(len(line) == 16 for line in board.panel.lines)


def test_a_current_no_pilot_can_offer_has_no_duty_cycle(host: WholeHost) -> None:
    board = ReportedBoard(host)
    plug_in(host)
    host.controller.configured_a = host.controller.ceiling_a = host.controller.capacity_a = 96
    host.pass_s(40)
    assert host.status.evse.pilot_a == 96
    assert board.pilot.now.duty_percent is None


def test_a_short_press_goes_to_the_controller_and_a_long_one_does_not(host: WholeHost) -> None:
    asked: list[str] = []

    async def rapi(command: str) -> str:
        asked.append(command)
        return "$OK^20"

    async def main() -> None:
        host.rapi = rapi  # type: ignore[method-assign]
        board = ReportedBoard(host)
        assert board.panel.can_press
        board.press_button(150)
        await asyncio.sleep(0)
        with pytest.raises(BoardError, match="by hand"):
            board.press_button(1_000)

    asyncio.run(main())
    assert asked == ["$F1"]


def test_there_is_no_world_to_change(host: WholeHost) -> None:
    board = ReportedBoard(host)
    for act in (
        lambda: board.plug(None, plugged=True),
        lambda: board.change(BenchChange(soc_percent=50)),
        board.power_cycle,
        lambda: board.record(on=True),
        lambda: board.recording,
    ):
        with pytest.raises(BoardError, match="real controller"):
            act()
