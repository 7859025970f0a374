"""Recorded days."""

from __future__ import annotations

import pytest

from pilotwire.runtime.home.recording import CARBON, PRICE, WATTS, RecordingError, parse_recording

DAY = [f"2026-05-01 {minute // 60:02d}:{minute % 60:02d},{minute}" for minute in range(0, 1_440, 15)]


def watts(lines: list[str]) -> list[float]:
    (recorded,) = parse_recording("\n".join(lines), "r.csv", (WATTS,))
    return list(recorded.minutes)


def test_a_line_holds_until_the_next() -> None:
    minutes = watts(DAY)
    assert len(minutes) == 1_440
    assert minutes[:15] == [0.0] * 15
    assert (minutes[15], minutes[29], minutes[30], minutes[1_439]) == (15, 15, 30, 1_425)


def test_a_heading_can_say_kilowatts() -> None:
    assert watts(["time,load kW", *DAY])[15] == 15_000
    assert watts(["time,load", *DAY])[15] == 15


def test_a_last_line_at_midnight_only_ends_the_day() -> None:
    assert len(watts([*DAY, "2026-05-02 00:00,7"])) == 1_440


def test_a_little_may_be_missing_at_the_ends() -> None:
    minutes = watts(DAY[4:-4])
    assert (minutes[0], minutes[1_439]) == (60, 1_365)


def test_several_columns_and_separators() -> None:
    lines = ["time;price;co2", *(f"2026-05-01T{hour:02d}:00;0.{hour:02d};{hour}" for hour in range(24))]
    price, carbon = parse_recording("\n".join(lines), "r.csv", (PRICE, CARBON))
    assert (price.minutes[61], carbon.minutes[61]) == (0.01, 1)
    (alone,) = parse_recording("\n".join(line.rpartition(";")[0] for line in lines), "r.csv", (PRICE, CARBON))
    assert alone.minutes == price.minutes


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "r.csv: has no line with a time and watts"),
        (["time,W"], "r.csv: has no line with a time and watts"),
        ([*DAY, "soon,1"], "r.csv, line 97: must begin with a time such as 2026-05-01T12:30, not 'soon'"),
        ([*DAY, DAY[3]], "r.csv, line 97: is not later than the line before"),
        ([*DAY, "2026-05-02T00:00Z,1"], "line 97: the time must be local, as in the plan, without a zone"),
        ([*DAY, "2026-05-02 00:00,-5"], "line 97: watts must be from 0 to 1e+06, not -5"),
        ([*DAY, "2026-05-02 00:00,nan"], "line 97: watts must be from 0 to 1e+06, not nan"),
        ([*DAY, "2026-05-02 00:00"], "line 97: must have watts after the time, separated by ','"),
        ([*DAY[:8], *DAY[40:]], "line 9: there are 8.2 h without a measurement before it"),
        (DAY[40:], "begins at 10:00: a recording has whole days"),
        (DAY[:40], "ends at 09:45: a recording has whole days"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(lines: list[str], message: str) -> None:
    with pytest.raises(RecordingError) as caught:
        watts(lines)
    assert message in str(caught.value)


def test_lines_that_differ_in_length_are_a_mistake() -> None:
    text = "2026-05-01T00:00,1,2\n2026-05-01T12:00,1\n"
    with pytest.raises(RecordingError, match="line 2: has 1 values; others have 2"):
        parse_recording(text, "r.csv", (PRICE, CARBON))
