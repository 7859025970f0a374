"""Frames flattened: one topic per key, as the recorded gateway writes them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.mqtt.values import DOCUMENT_NAMES, flattened, value_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_values_are_written_as_the_gateway_writes_them() -> None:
    frame = {"shaper_live_pwr": 1000, "unknown": {"a": [1, 2]}, "t": True, "n": None, "voltage": 240.0, "temp2": False}
    assert dict(flattened(frame)) == {
        "shaper_live_pwr": "1000",
        "unknown": '{"a":[1,2]}',
        "t": "true",
        "n": "null",
        "voltage": "240",
        "temp2": "false",
    }


def test_numbers_have_no_exponent() -> None:
    assert value_text(0.0000001) == "0.0000001"
    assert value_text(36.673333) == "36.673333"
    assert value_text(-1.5e20) == "-150000000000000000000"
    assert value_text(-0.0) == "0"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_back_as_they_were(number: float) -> None:
    assert float(value_text(number)) == number
    assert "e" not in value_text(number).lower()


@given(st.dictionaries(st.text(max_size=70), JSON, max_size=5))
def test_whatever_is_posted_makes_single_topics_only(frame: dict[str, object]) -> None:
    for name, text in flattened(frame):
        assert name in frame
        assert name not in DOCUMENT_NAMES
        assert not set(name) & set("/+#\x00")
        if isinstance(frame[name], dict | list):
            assert json.loads(text) == frame[name]


def test_nobody_posts_a_document() -> None:
    assert not dict(flattened({"override": {}, "claim": 1, "schedule": [], "config": "x", "override/set": "toggle"}))
