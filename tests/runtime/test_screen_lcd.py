from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pilotwire.controller import Display
from pilotwire.controller.board import Colour
from pilotwire.runtime.screen_lcd import GLYPHS, lcd_text


def test_custom_glyphs_are_drawn() -> None:
    text = lcd_text(Display("\x00\x01\x02\x03\x04\x05\x06         ", " " * 16, Colour.TEAL)).plain
    assert "◷■▶↯⚿◔◷" in text


def test_every_glyph_is_one_cell_wide() -> None:
    assert {cell_len(glyph) for glyph in GLYPHS.values()} == {1}


def test_characters_of_the_display_itself_are_shown_as_it_shows_them() -> None:
    assert "25°C → ▯" in lcd_text(Display("25\xdfC \x7e \u4e16       ", " " * 16, Colour.WHITE)).plain


@given(line=st.text(st.characters(max_codepoint=0x2FF), min_size=16, max_size=16), colour=st.sampled_from(Colour))
def test_four_rows_of_nineteen_cells_whatever_is_written(line: str, colour: Colour) -> None:
    rows = lcd_text(Display(line, line, colour)).plain.split("\n")
    assert [cell_len(row) for row in rows] == [19] * 4
