"""Whole numbers out of JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.json_numbers import whole_number


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (5, 5),
        (-5, -5),
        (1.9, 1),
        (-1.9, -1),
        ("500", 500),
        ("-7", -7),
        ("1.9", 1),
        ("+3", 3),
        (True, None),
        (None, None),
        ("", None),
        ("5 ", None),
        ("0x10", None),
        ("٣", None),
        ("9" * 5000, None),
        (float("inf"), None),
        (float("nan"), None),
        (1e300, None),
        ([5], None),
    ],
)
def test_numbers_are_read_as_the_gateway_does(value: object, read: int | None) -> None:
    assert whole_number(value) == read


@given(st.integers(-(10**20) + 1, 10**20 - 1))
def test_digits_in_text_are_the_number(number: int) -> None:
    assert whole_number(str(number)) == number
