from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.controller import PilotDrive, PilotLevel
from pilotwire.runtime.waveform import COMPACT_MV, FINE_MV, LINEAR_MV, draw_pilot

SCALES = (COMPACT_MV, LINEAR_MV, FINE_MV)


@pytest.mark.parametrize("scale_mv", SCALES)
def test_a_steady_line_is_one_row_at_its_voltage(scale_mv: tuple[int, ...]) -> None:
    high = draw_pilot(PilotDrive(PilotLevel.HIGH), 9_000, -12_000, width=20, scale_mv=scale_mv)
    assert [row for row in high if row.strip()] == ["━" * 20]
    assert high[scale_mv.index(9_000)] == "━" * 20
    low = draw_pilot(PilotDrive(PilotLevel.LOW), 12_000, -12_000, width=20, scale_mv=scale_mv)
    assert low[-1] == "━" * 20


def test_a_quarter_of_the_period_is_high_at_25_percent() -> None:
    rows = draw_pilot(PilotDrive(PilotLevel.PWM, 25.0), 6_000, -12_000, width=40, scale_mv=COMPACT_MV)
    assert rows[COMPACT_MV.index(6_000)] == ("┏━━━━┓" + " " * 14) * 2
    assert rows[-1] == ("┛    ┗" + "━" * 14) * 2
    assert rows[COMPACT_MV.index(3_000)] == ("┃    ┃" + " " * 14) * 2
    assert rows[0] == " " * 40


@given(
    duty=st.floats(0, 100),
    high_mv=st.integers(-15_000, 15_000),
    low_mv=st.integers(-15_000, 15_000),
    width=st.integers(2, 250),
    scale_mv=st.sampled_from(SCALES),
    level=st.sampled_from(PilotLevel),
)
def test_fits_its_place_whatever_is_on_the_line(
    duty: float, high_mv: int, low_mv: int, width: int, scale_mv: tuple[int, ...], level: PilotLevel
) -> None:
    rows = draw_pilot(PilotDrive(level, duty), high_mv, low_mv, width=width, scale_mv=scale_mv)
    assert [len(row) for row in rows] == [width] * len(scale_mv)
    # The line is somewhere at every instant.
    assert all(any(row[column] != " " for row in rows) for column in range(width))
