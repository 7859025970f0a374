"""The forced redraw of the European builds: whatever a gateway left on the display is gone after two minutes."""

from __future__ import annotations

from pilotwire.controller import PROFILES
from pilotwire.controller.board import Colour
from pilotwire.plant import ScriptedBoard
from pilotwire.runtime.closed_loop import ClosedLoop


def disturbed(profile: str) -> ClosedLoop:
    loop = ClosedLoop(PROFILES[profile], ScriptedBoard())
    loop.run_to(6_000)
    assert loop.controller.display.line_1.startswith("Ready")
    loop.controller.machine.lcd.write_at(0, 0, "disturbed")
    loop.controller.machine.lcd.colour = Colour.RED
    return loop


def test_the_european_display_is_drawn_again_every_two_minutes() -> None:
    loop = disturbed("eu")
    assert loop.controller.display_deadline == 120_000
    loop.run_to(119_999)
    assert loop.controller.display.line_1.startswith("disturbed")
    loop.run_to(120_000)
    assert loop.controller.display.line_1.startswith("Ready")
    assert loop.controller.display.colour is Colour.GREEN
    assert loop.controller.display_deadline == 240_000


def test_the_american_display_is_left_alone() -> None:
    loop = disturbed("us")
    assert loop.controller.display_deadline is None
    loop.run_to(600_000)
    assert loop.controller.display.line_1.startswith("disturbed")
