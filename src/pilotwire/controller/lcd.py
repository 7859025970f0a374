"""The 16x2 character display as a device: a cursor, two lines of memory, a backlight. What to draw is in ``screens``.

The line memory is 40 characters wide as in the HD44780; the window shows the first 16.
"""

from __future__ import annotations

from .board import Colour, Display

COLUMNS = 16
_MEMORY = 40

GLYPH_STOP = "\x01"
GLYPH_PLAY = "\x02"
GLYPH_LIGHTNING = "\x03"
GLYPH_PADLOCK = "\x04"
GLYPH_LIMIT_CLOCK = "\x05"
GLYPH_TIMER = "\x06"
"""The slot the firmware prints for the timer icon; it never loads it. Draw a clock."""

BLANKS = "\x11\xfe"
"""Codes that show as blanks on the real display and that gateways send in ``$FP`` in place of spaces."""


class Lcd:
    """The display's memory and backlight."""

    __slots__ = ("_column", "_frame", "_lines", "_row", "colour", "monochrome")

    def __init__(self) -> None:
        self._lines = [[" "] * _MEMORY, [" "] * _MEMORY]
        self._column = 0
        self._row = 0
        self._frame: Display | None = None
        self.colour = Colour.OFF
        self.monochrome = False

    @property
    def frame(self) -> Display:
        """What a person sees."""
        shown = (Colour.WHITE if self.colour else Colour.OFF) if self.monochrome else self.colour
        if self._frame is None or self._frame.colour is not shown:
            line_1, line_2 = ("".join(line[:COLUMNS]) for line in self._lines)
            self._frame = Display(line_1, line_2, shown)
        return self._frame

    def clear(self) -> None:
        """Blank both lines, cursor home."""
        self._lines = [[" "] * _MEMORY, [" "] * _MEMORY]
        self._column = self._row = 0
        self._frame = None

    def write(self, text: str) -> None:
        """Write at the cursor; beyond the end of a line the memory continues on the other one."""
        for char in text:
            self._lines[self._row][self._column] = " " if char in BLANKS else char
            self._column += 1
            if self._column == _MEMORY:
                self._column, self._row = 0, 1 - self._row
        self._frame = None

    def write_at(self, column: int, row: int, text: str) -> None:
        """Move the cursor and write; a row below the second is the second, as in the display driver."""
        self._column = column % _MEMORY
        self._row = min(row, 1)
        self.write(text)

    def write_line(self, row: int, text: str) -> None:
        """Replace a whole line."""
        self.write_at(0, row, f"{text[:COLUMNS]:<{COLUMNS}}")
