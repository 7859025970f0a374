"""The custom characters of the front panel as dots: our drawings of what the controller's codes 0-7 stand for."""

from __future__ import annotations

from pilotwire.services.board import Panel

_DRAWN = """
.....  .....  .....  ...#.  .###.  .....  .....  .....
.###.  .....  #....  ..#..  #...#  .###.  #####  .....
#.#.#  .###.  ##...  .#...  #...#  #.#.#  .###.  .....
#.#.#  .###.  ###..  ####.  #####  #.###  ..#..  .....
#.###  .###.  ####.  ..#..  ##.##  #...#  .###.  .....
#...#  .....  ###..  .#...  ##.##  .###.  #####  .....
.###.  .....  ##...  #....  #####  .#.#.  .....  .....
.....  .....  #....  .....  .....  .....  .....  .....
"""
"""Clock, stop, play, lightning, padlock, limit clock, timer, blank."""


def _glyphs() -> tuple[tuple[int, ...], ...]:
    rows = [line.split() for line in _DRAWN.strip().splitlines()]
    return tuple(tuple(int(row[n].replace("#", "1").replace(".", "0"), 2) for row in rows) for n in range(8))


GLYPHS = _glyphs()
BACKLIGHTS = ("off", "red", "green", "yellow", "blue", "violet", "teal", "white")
"""By the controller's code."""


def panel(
    lines: tuple[str, str], colour: int, *, measured: bool, pressed: bool = False, can_press: bool = False
) -> Panel:
    """A front panel; lines are cut or filled to 16 characters."""
    first, second = (f"{line:<16}"[:16] for line in lines)
    return Panel(measured, (first, second), BACKLIGHTS[colour], GLYPHS, pressed, can_press)
