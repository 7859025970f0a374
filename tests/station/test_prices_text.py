"""Files with prices: JSON and tables, and what is wrong with them by line and key."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.price_list import PriceList
from pilotwire.station.prices import PriceSlot
from pilotwire.station.prices_text import read_prices
from pilotwire.station.slots_json import MOST_SLOTS, SlotsError

T0 = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def refused(text: str) -> str:
    with pytest.raises(SlotsError) as caught:
        read_prices(text)
    return caught.value.where


def test_a_json_document_is_read() -> None:
    text = (
        '\ufeff\n{"currency": "GBP", "slots": [{"start": "2026-11-23T00:00Z", "end": "2026-11-23T01:00Z", "price": 1}]}'
    )
    assert read_prices(text) == PriceList("GBP", (PriceSlot(T0, T0 + HOUR, 1.0),))


def test_a_table_is_read() -> None:
    text = (
        "start,end,price,co2_g\r\n"
        "2026-11-23T00:00:00+00:00,2026-11-23T01:00:00+00:00,0.085,120\r\n"
        "\r\n"
        '"2026-11-23T02:00:00+01:00", 2026-11-23T03:00:00+01:00 ,-1e-2,\r\n'
    )
    assert read_prices(text) == PriceList(
        slots=(PriceSlot(T0, T0 + HOUR, 0.085, 120.0), PriceSlot(T0 + HOUR, T0 + 2 * HOUR, -0.01))
    )


@pytest.mark.parametrize("header", ["co2_g,start", "start,co2_g"])
def test_columns_may_be_missing_and_in_any_order(header: str) -> None:
    values = {"start": ["2026-11-23T00:00Z", "2026-11-23T02:00Z"], "co2_g": ["50", "60"]}
    lines = [",".join(values[name][place] for name in header.split(",")) for place in range(2)]
    assert read_prices("\n".join([header, *lines])) == PriceList(
        slots=(PriceSlot(T0, T0 + 2 * HOUR, None, 50.0), PriceSlot(T0 + 2 * HOUR, T0 + 4 * HOUR, None, 60.0))
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1"),
        ("start,end\n", "line 1"),
        ("start,price,price\n", "line 1"),
        ("start,price,note\n", "line 1"),
        ("price,co2_g\n", "line 1"),
        ("root:x:0:0:root:/root:/bin/sh\n", "line 1"),
        ("start,price\n", "line 2"),
        ("start,price\n2026-11-23T00:00Z\n", "line 2"),
        ("start,price\n2026-11-23T00:00Z,1\n2026-11-23T01:00Z,1,2\n", "line 3"),
        ("start,price\n2026-11-23T00:00Z,1\n\n2026-11-23T00:00Z,1\n", "line 4, start"),
        ("start,price\n2026-11-23T00:00Z,1_0\n2026-11-23T01:00Z,1\n", "line 2, price"),
        ("start,price\n2026-11-23T00:00Z,nan\n2026-11-23T01:00Z,1\n", "line 2, price"),
        ("start,price\n2026-11-23T00:00Z,1e9\n2026-11-23T01:00Z,1\n", "line 2, price"),
        ("start,price\n2026-11-23 00:00,1\n", "line 2, start"),
        ('start,price\n"2026-11-23T00:00Z"x,1\n', "line 2"),
        ('start,price\n"2026-11-23T00:00Z,1\n', "line 3"),
        ("{", "line 1, column 2"),
        ('{"slots":\n[}', "line 2, column 2"),
        ('{"slots": [{"price": NaN}]}', "prices"),
        ('{"slots": [], "slots": []}', "prices"),
        ('{"slots": [{"price": ' + "9" * 5000 + "}]}", "prices"),
        ('{"slots": ' + "[" * 100_000, "prices"),
        ('{"slots": [{"start": "2026-11-23T00:00Z", "end": "2026-11-23T01:00Z", "price": 1e999}]}', "slots[0].price"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_line_and_key(text: str, where: str) -> None:
    assert refused(text) == where


def test_a_table_has_an_end() -> None:
    lines = [f"{(T0 + place * HOUR).isoformat()},1" for place in range(MOST_SLOTS + 1)]
    assert len(read_prices("\n".join(["start,price", *lines[:-1]])).slots) == MOST_SLOTS
    assert refused("\n".join(["start,price", *lines])) == f"line {MOST_SLOTS + 2}"


def test_what_a_file_says_is_not_repeated() -> None:
    """It may be another file than was meant, and hold secrets."""
    for text in ("secret\n", "start,price\nsecret,1\n", "start,price\n2026-11-23T00:00Z,secret\n", "{secret"):
        with pytest.raises(SlotsError) as caught:
            read_prices(text)
        assert "secret" not in str(caught.value)


lines = st.lists(
    st.sampled_from(["start", "end", "price", "co2_g", "2026-11-23T00:00Z", "1", "", '"', "\r", "\x1c"]), max_size=4
).map(",".join)


@given(st.text() | st.lists(lines, max_size=4).map("\n".join) | st.text().map(lambda text: "{" + text))
def test_whatever_a_file_says_is_read_or_refused(text: str) -> None:
    with suppress(SlotsError):
        assert read_prices(text) != PriceList()
