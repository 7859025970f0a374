"""The station's 16x2 display in characters of a terminal: its backlight, its custom glyphs, its own character set."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from pilotwire.controller import Display
from pilotwire.controller.board import Colour

GLYPHS = {"\x00": "◷", "\x01": "■", "\x02": "▶", "\x03": "↯", "\x04": "⚿", "\x05": "◔", "\x06": "◷", "\x07": " "}
"""Clock, stop, play, lightning, padlock, limit clock; slot 6 is where the firmware wants its timer's clock."""
_OWN_CHARACTERS = {"\x5c": "¥", "\x7e": "→", "\x7f": "←", "\xa5": "·", "\xdf": "°", "\xff": "█"}
"""Where the display's character set (HD44780, A00) differs from ASCII, as far as it can turn up."""
_STYLES = {
    Colour.OFF: Style(color="grey50", bgcolor="grey11"),
    Colour.RED: Style(color="bright_white", bgcolor="red3"),
    Colour.GREEN: Style(color="black", bgcolor="green3"),
    Colour.YELLOW: Style(color="black", bgcolor="gold1"),
    Colour.BLUE: Style(color="bright_white", bgcolor="blue3"),
    Colour.VIOLET: Style(color="bright_white", bgcolor="dark_violet"),
    Colour.TEAL: Style(color="black", bgcolor="dark_turquoise"),
    Colour.WHITE: Style(color="black", bgcolor="grey85"),
}


def lcd_text(display: Display) -> Text:
    """The display as four rows of 18 characters on its backlight, between two blank columns."""
    style = _STYLES[display.colour] + Style(bold=True)
    text = Text()
    for number, line in enumerate(("", display.line_1, display.line_2, "")):
        text.append("\n " if number else " ")
        text.append(f" {''.join(map(_visible, line)):<16} ", style=style)
    return text


def _visible(character: str) -> str:
    if character < "\x10":
        # Eight glyphs, at 0-7 and once more at 8-15.
        return GLYPHS[chr(ord(character) & 7)]
    character = _OWN_CHARACTERS.get(character, character)
    return character if " " <= character <= "~" or character in _OWN_CHARACTERS.values() else "▯"
