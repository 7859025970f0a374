from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.divert_presets import PROFILES, Profile
from pilotwire.station.divert_replay import (
    FeedRow,
    Legacy,
    ReplayRow,
    Summary,
    replay,
    summarise,
)

RECORDINGS = Path(__file__).parent / "recordings" / "divert"
CURRENT = sorted(path.name for path in (RECORDINGS / "current").glob("*_*.csv"))
LEGACY = sorted(path.name for path in (RECORDINGS / "legacy").glob("*[0-9se].csv"))
START = datetime(2026, 7, 6, 12, tzinfo=UTC)
PLAIN = Profile(pv_ratio=1.0, attack_s=0, decay_s=0, min_charge_s=600)
"""Nothing is smoothed."""


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(line: dict[str, str]) -> FeedRow:
    """The measurements are repeated in the results."""
    utc = datetime.strptime(line["Date"], "%d/%m/%Y %H:%M:%S").replace(tzinfo=UTC)
    return FeedRow(utc, int(line["Solar"]), int(line["Grid IE"]), int(line["Min Charge Power"]) // 6)


def recorded(folder: str, name: str) -> tuple[list[dict[str, str]], list[ReplayRow]]:
    expected = lines(RECORDINGS / folder / name)
    profile = name.removesuffix(".csv").rpartition("_")[2]
    legacy = None
    if folder == "legacy":
        legacy = Legacy(decay_share=0.4 if name.startswith("Energy") else 0.05)
    made = replay(
        [measured(line) for line in expected],
        PROFILES.get(profile, PROFILES["default"]),
        by_grid="grid_ie" in name,
        legacy=legacy,
    )
    return expected, list(made)


def every(seconds: int, watts: Sequence[int]) -> Iterator[FeedRow]:
    return (FeedRow(START + timedelta(seconds=seconds * number), value) for number, value in enumerate(watts))


# -- the recordings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "name"), [*(("current", name) for name in CURRENT), *(("legacy", name) for name in LEGACY)]
)
def test_agrees_with_the_recording_row_for_row(folder: str, name: str) -> None:
    expected, made = recorded(folder, name)
    assert len(expected) > 90
    for line, row in zip(expected, made, strict=True):
        state = 3 if row.charging else 254
        found = (state, row.pilot_a, row.charge_w, row.min_charge_w, f"{row.smoothed_w:.6g}")
        columns = ("State", "Pilot", "Charge Power", "Min Charge Power", "Smoothed Available")
        assert tuple(map(str, found)) == tuple(line[column] for column in columns), line["Date"]


@pytest.mark.parametrize(
    ("folder", "line"),
    [(folder, line) for folder in ("current", "legacy") for line in lines(RECORDINGS / folder / "summary.csv")],
    ids=lambda value: value if isinstance(value, str) else f"{value['Dataset']}-{value['Config']}",
)
def test_agrees_with_the_recorded_summary(folder: str, line: dict[str, str]) -> None:
    name = f"{line['Dataset']}_{line['Config']}.csv" if folder == "current" else f"{line['Dataset']}.csv"
    summary = summarise(recorded(folder, name)[1])
    energies = (summary.solar_kwh, summary.charged_kwh, summary.from_solar_kwh, summary.from_grid_kwh)
    counts = (summary.charges, summary.shortest_s, summary.longest_s, summary.total_s)
    values = list(line.values())[2:]
    assert energies == pytest.approx([float(value) for value in values[:4]], abs=1e-9)
    assert list(counts) == [int(value) for value in values[4:]]


def test_nothing_recorded_is_left_out() -> None:
    assert (len(CURRENT), len(LEGACY)) == (24, 8)


# -- what is peculiar to the simulator ----------------------------------------------------------------------------


def test_the_first_row_counts_for_nothing_and_the_second_for_all() -> None:
    smoothed = [row.smoothed_w for row in replay(every(60, (2400, 4800, 4800)), PROFILES["default"])]
    assert smoothed == [0, 4800, 4800]


def test_a_charge_begins_in_the_row_with_enough_sun() -> None:
    made = list(replay(every(60, (2400, 2400, 2640)), PROFILES["default"]))
    assert [(row.charging, row.pilot_a, row.charge_w) for row in made] == [
        (False, 0, 0),
        (True, 10, 2400),
        (True, 11, 2640),
    ]


def test_the_minimum_time_of_charging_begins_a_row_late() -> None:
    made = list(replay(every(60, (0, 2400, 2400, *[0] * 20)), PLAIN))
    assert [number for number, row in enumerate(made) if row.charging] == list(range(1, 12))


@pytest.mark.parametrize(("dark_rows", "charging_rows"), [(11, 2), (12, 11)])
def test_a_restart_in_the_very_next_row_has_no_minimum_time_of_charging(dark_rows: int, charging_rows: int) -> None:
    """Row 12 is the first without a charge; the restart comes in row 13 or 14."""
    made = list(replay(every(60, (0, 2400, 2400, *[0] * (dark_rows - 1), 2400, 2400, *[0] * 20)), PLAIN))
    assert not made[12].charging
    assert sum(row.charging for row in made[12:]) == charging_rows


def test_a_pilot_of_exactly_the_maximum_is_never_sent() -> None:
    made = replay(every(60, (0, 4800, 7680, 9000, 7440)), PLAIN)
    assert [row.pilot_a for row in made] == [0, 20, 20, 20, 31]


def test_a_measured_voltage_changes_the_power_and_not_the_current() -> None:
    made = list(replay([FeedRow(START, 2400, voltage_v=230), FeedRow(START, 2400, voltage_v=230)], PLAIN))[1]
    assert (made.pilot_a, made.charge_w, made.min_charge_w, made.smoothed_w) == (10, 2300, 1380, 2300)


def test_the_grid_is_followed_only_if_asked_to() -> None:
    rows = [FeedRow(START, 0, -4900), FeedRow(START + timedelta(seconds=60), 0, -4900)]
    assert [row.pilot_a for row in replay(rows, PROFILES["default"], by_grid=True)] == [0, 20]
    assert [row.pilot_a for row in replay(rows, PROFILES["default"])] == [0, 0]


def test_firmware_before_2023_counts_samples_and_not_seconds() -> None:
    smoothed = [row.smoothed_w for row in replay(every(900, (1000, 1000, 0)), PLAIN, legacy=Legacy())]
    assert smoothed == pytest.approx([400, 640, 608])


def test_firmware_before_2023_starts_at_the_level_it_stops_below() -> None:
    straight = Legacy(1.0, 1.0)
    made = replay(every(3600, (1440, 1440, 1439, 1440)), PLAIN, legacy=straight)
    assert [row.charging for row in made] == [True, True, False, True]


# -- the summary --------------------------------------------------------------------------------------------------


def test_each_rows_power_counts_since_the_row_before() -> None:
    rows = list(replay(every(1800, (9600, 2400, 3000, 1200, 0, 0)), PROFILES["nowaste"]))
    assert [row.charge_w for row in rows] == [0, 2400, 2880, 1440, 0, 0]
    summary = summarise(rows)
    assert summary.solar_kwh == pytest.approx((2400 + 3000 + 1200) / 2000)
    assert summary.charged_kwh == pytest.approx((2400 + 2880 + 1440) / 2000)
    assert summary.from_solar_kwh == pytest.approx((2400 + 2880 + 1200) / 2000)
    assert summary.from_grid_kwh == pytest.approx(240 / 2000)
    assert (summary.charges, summary.longest_s) == (1, 3 * 1800)


def test_a_charge_that_does_not_end_counts_but_has_no_duration() -> None:
    summary = summarise(replay(every(60, (0, 2400, 2400)), PLAIN))
    assert (summary.charges, summary.shortest_s, summary.longest_s, summary.total_s) == (1, 0, 0, 0)


@pytest.mark.parametrize("watts", [(), (5000,)])
def test_a_day_without_an_interval_has_nothing_in_it(watts: tuple[int, ...]) -> None:
    assert summarise(replay(every(60, watts), PLAIN)) == Summary()


days = st.lists(st.tuples(st.integers(0, 3600), st.integers(-20_000, 20_000), st.integers(-20_000, 20_000)))


@given(days, st.sampled_from(sorted(PROFILES)), st.booleans(), st.booleans())
def test_whatever_the_day_the_pilot_stays_within_bounds_and_energy_adds_up(
    day: list[tuple[int, int, int]], name: str, by_grid: bool, old: bool
) -> None:
    now, rows = START, []
    for seconds, solar_w, grid_w in day:
        now += timedelta(seconds=seconds)
        rows.append(FeedRow(now, max(0, solar_w), grid_w))
    legacy = Legacy() if old else None
    made = list(replay(rows, PROFILES[name], by_grid=by_grid, legacy=legacy))
    assert [row.feed for row in made] == rows
    assert all(6 <= row.pilot_a <= 32 if row.charging else row.pilot_a == 0 for row in made)
    summary = summarise(made)
    assert summary.from_solar_kwh + summary.from_grid_kwh == pytest.approx(summary.charged_kwh)
    assert summary.from_solar_kwh <= summary.solar_kwh + 1e-9
    assert 0 <= summary.shortest_s <= summary.longest_s <= summary.total_s
