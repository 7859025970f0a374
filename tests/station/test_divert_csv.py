from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codes import EvseState
from pilotwire.station.divert_csv import HEADER, Columns, read_feed, written
from pilotwire.station.divert_replay import FeedRow, ReplayRow

NOON = datetime(2020, 3, 16, 12, 0, 0, tzinfo=UTC)


def watts(cell: str, *, kilowatts: bool = False) -> int | None:
    rows = list(read_feed([f"2020-03-16 12:00:00,{cell}"], Columns(kilowatts=kilowatts)))
    return rows[0].solar_w if rows else None


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2020-03-16T12:00:00Z", NOON),
        ("2020-03-16T12:00:00+00:00", NOON),
        ("2020-3-16 12:0:0", NOON),
        ("2020-03-16 12:00:00.25", NOON),
        ("2020-03-16T13:30:00+01:30", NOON),
        ("2020-03-16 07:00:00 -0500", NOON),
        ("1584360000", NOON),
        ("12:00 AM", datetime(2020, 1, 1, 0, 0, tzinfo=UTC)),
        ("12:05 pm", datetime(2020, 1, 1, 12, 5, tzinfo=UTC)),
        ("1:30 PM", datetime(2020, 1, 1, 13, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_every_form(cell: str, at: datetime) -> None:
    assert [row.at for row in read_feed([f"{cell},5"])] == [at]


@pytest.mark.parametrize(
    "cell", ["", "noon", "2020-13-01 12:00:00", "2020-03-16", "25:00 PM", "12:60 AM", "-5", "0001-01-01T00:00:00+01:00"]
)
def test_a_row_without_a_date_is_left_out(cell: str) -> None:
    assert list(read_feed([f"{cell},5"])) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12", 12), (" 12.4", 12), ("0.5", 1), ("-0.5", -1), ("-1.4", -1), ("1e3", 1000), ("5 W", 5), ("1e9", 10**9)],
)
def test_power_is_rounded_half_away_from_zero(cell: str, expected: int) -> None:
    assert watts(cell) == expected


@pytest.mark.parametrize("cell", ["", "x", "nan", "inf", "1e99", "1.1e9", "-1.1e9"])
def test_a_row_without_a_power_is_left_out(cell: str) -> None:
    assert watts(cell) is None


def test_kilowatts_become_watts() -> None:
    assert watts("1.2344", kilowatts=True) == 1234
    assert watts("0.0005", kilowatts=True) == 1


def test_a_decimal_comma_is_read_where_it_separates_nothing_else() -> None:
    rows = list(read_feed(["2020-03-16 12:00:00;1,2344"], Columns(separator=";", kilowatts=True)))
    assert [row.solar_w for row in rows] == [1234]


def test_columns_are_where_they_are_said_to_be() -> None:
    columns = Columns(date=3, solar=0, grid=2, voltage=1, separator=";")
    assert list(read_feed(["100;231.9;-50;2020-03-16 12:00:00"], columns)) == [FeedRow(NOON, 100, -50, 231)]
    assert list(read_feed(["100;;-50;2020-03-16 12:00:00", "100;231.9;-50"], columns)) == []


def test_a_replayed_day_is_written_as_the_gateways_simulator_writes_it() -> None:
    rows = [
        ReplayRow(FeedRow(NOON, 2999, -40, 231), 12, EvseState.CHARGING, 2345.678 / 231),
        ReplayRow(FeedRow(NOON, 0), 0, EvseState.SLEEPING, 0.0),
    ]
    assert list(written(rows)) == [
        HEADER,
        "16/03/2020 12:00:00,2999,-40,12,2772,1386,3,2345.68",
        "16/03/2020 12:00:00,0,0,0,0,1440,254,0",
    ]


@given(st.lists(st.text()), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_any_text_is_read_without_complaint(lines: list[str], separator: str, kilowatts: bool) -> None:
    columns = Columns(grid=2, voltage=3, separator=separator, kilowatts=kilowatts)
    for row in read_feed([line.replace("\n", " ") for line in lines], columns):
        assert row.at.tzinfo is UTC
