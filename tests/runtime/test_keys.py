from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.keys import ESCAPE, KeyDecoder


def test_every_character_is_a_key() -> None:
    assert KeyDecoder().feed("pB?é".encode()) == ["p", "B", "?", "é"]


def test_arrows_and_function_keys_are_left_out() -> None:
    assert KeyDecoder().feed(b"a\x1b[Ab\x1bOPc\x1b[15~d") == ["a", "b", "c", "d"]


def test_escape_by_itself_is_a_key() -> None:
    assert KeyDecoder().feed(b"\x1b") == [ESCAPE]
    assert KeyDecoder().feed(b"7\x1bq") == ["7", ESCAPE, "q"]


def test_a_character_cut_in_two_arrives_whole() -> None:
    keys = KeyDecoder()
    assert keys.feed(b"\xc3") == []
    assert keys.feed(b"\xa9") == ["é"]


@given(st.lists(st.binary(max_size=20)))
def test_takes_whatever_a_terminal_sends(pieces: list[bytes]) -> None:
    keys = KeyDecoder()
    for piece in pieces:
        assert all(len(key) == 1 for key in keys.feed(piece))
