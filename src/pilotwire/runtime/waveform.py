"""The control pilot as a drawing in characters: two periods of what is on the line, on a scale of voltages.

Pure: what is on the line is told, where the drawing goes is the caller's business.
"""

from __future__ import annotations

from pilotwire.controller import PilotDrive, PilotLevel

PERIODS = 2

COMPACT_MV = (12_000, 9_000, 6_000, 3_000, 0, -6_000, -12_000)
"""Seven rows: the vehicle states in full, the negative half squeezed."""
LINEAR_MV = tuple(range(12_000, -12_001, -3_000))
"""Nine rows of 3 V."""
FINE_MV = tuple(range(12_000, -12_001, -1_500))
"""Seventeen rows of 1.5 V."""


def draw_pilot(drive: PilotDrive, high_mv: int, low_mv: int, *, width: int, scale_mv: tuple[int, ...]) -> list[str]:
    """One string of ``width`` characters for each row of ``scale_mv`` (from high to low).

    ``high_mv`` and ``low_mv`` are the voltages on the line, as the car loads it, while it is driven high and low.
    """
    high, low = _row(high_mv, scale_mv), _row(low_mv, scale_mv)
    rows = [[" "] * width for _ in scale_mv]
    if drive.level is not PilotLevel.PWM:
        rows[high if drive.level is PilotLevel.HIGH else low] = ["━"] * width
        return ["".join(row) for row in rows]
    period = max(3, width // PERIODS)
    falls_at = min(max(1, round(period * drive.duty_percent / 100)), period - 1)
    for column in range(width):
        phase = column % period
        if phase in (0, falls_at):
            _edge(rows, column, high, low, rising=phase == 0)
        else:
            rows[high if phase < falls_at else low][column] = "━"
    return ["".join(row) for row in rows]


def _edge(rows: list[list[str]], column: int, high: int, low: int, *, rising: bool) -> None:
    if high == low:
        rows[high][column] = "━"
        return
    rows[high][column] = "┏" if rising else "┓"
    rows[low][column] = "┛" if rising else "┗"
    for row in range(high + 1, low):
        rows[row][column] = "┃"


def _row(voltage_mv: int, scale_mv: tuple[int, ...]) -> int:
    return min(range(len(scale_mv)), key=lambda row: abs(scale_mv[row] - voltage_mv))
