"""What keyboard-wedge readers type, as the kernel tells it."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.card_reader.keystrokes import EVENT_BYTES, MOST_DIGITS, REPEATED_MS, SLOWEST_MS, Keystrokes

DIGITS = {"1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 7, "7": 8, "8": 9, "9": 10, "0": 11}
LETTERS = {"a": 30, "b": 48, "c": 46, "d": 32, "e": 18, "f": 33}
CODES = {**DIGITS, **LETTERS}
ENTER = 28


def event(kind: int, code: int, value: int) -> bytes:
    return struct.pack("@llHHi", 1, 2, kind, code, value)


def key(code: int) -> bytes:
    """A key as the kernel tells it: scan code, press, end of the report, release, end of the report."""
    return event(4, 4, code) + event(1, code, 1) + event(0, 0, 0) + event(1, code, 0) + event(0, 0, 0)


def typed(token: str) -> bytes:
    return b"".join(key(CODES[digit]) for digit in token) + key(ENTER)


@given(st.text(alphabet=sorted(CODES), min_size=1, max_size=MOST_DIGITS), st.data())
def test_a_card_is_what_was_typed_however_the_bytes_are_cut(token: str, data: st.DataObject) -> None:
    keys, whole, found = Keystrokes(), typed(token), []
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        found += keys.feed(whole[begin:end], 1_000)
    assert found == [token]


@given(st.binary(max_size=40 * EVENT_BYTES))
def test_nonsense_is_survived(noise: bytes) -> None:
    keys = Keystrokes()
    for token in keys.feed(noise, 0):
        assert token.isalnum()
        assert len(token) <= MOST_DIGITS


def test_the_number_pad_and_its_enter_count() -> None:
    assert Keystrokes().feed(key(79) + key(80) + key(71) + key(82) + key(96), 0) == ["1270"]


def test_shift_does_not_matter() -> None:
    shift = 42
    assert Keystrokes().feed(event(1, shift, 1) + key(LETTERS["a"]) + event(1, shift, 0) + key(ENTER), 0) == ["a"]


def test_a_held_key_is_one_key() -> None:
    assert Keystrokes().feed(key(2) + event(1, 2, 2) * 5 + key(ENTER), 0) == ["1"]


def test_what_is_typed_too_slowly_is_no_card() -> None:
    keys = Keystrokes()
    keys.feed(key(2), 0)
    assert keys.feed(key(3) + key(ENTER), SLOWEST_MS + 1) == ["2"]


def test_what_is_too_long_is_no_card() -> None:
    assert Keystrokes().feed(typed("1" * (MOST_DIGITS + 1)), 0) == []
    assert Keystrokes().feed(key(ENTER), 0) == []


def test_a_card_that_lies_on_the_reader_was_shown_once() -> None:
    keys = Keystrokes()
    assert keys.feed(typed("04a2"), 0) == ["04a2"]
    assert keys.feed(typed("04a2"), REPEATED_MS - 1) == []
    assert keys.feed(typed("04a2"), 2 * REPEATED_MS - 2) == []
    assert keys.feed(typed("04a2"), 3 * REPEATED_MS) == ["04a2"]
    assert keys.feed(typed("05b3"), 3 * REPEATED_MS + 1) == ["05b3"]
