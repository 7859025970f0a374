"""Settings of eco and the house limit tried on a measured day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.arbitration import Bounds
from pilotwire.station.divert_trial import MeterRow, TrialCar, TrialDay, recorded_day, try_day
from pilotwire.station.evse import Evse
from pilotwire.station.settings import Settings

DAY = datetime(2026, 6, 1, tzinfo=UTC)
BOUNDS = Bounds(6, 32)
EVSE = Evse(voltage_v=230.0)
BY_GRID = Settings(divert_type=1)
HOUSE_W = 400.0


def sunny(*, cloudy: bool = False, car_w: float = 0.0, minutes: int = 1440) -> list[MeterRow]:
    """A day of sun from 6 to 18 h, 6 kW at noon, and a house that takes 400 W."""
    rows = []
    for minute in range(minutes):
        sun_w = max(0.0, 6_000 * math.sin((minute - 360) / 720 * math.pi)) if 360 < minute < 1080 else 0.0
        if cloudy and minute % 40 < 20:
            sun_w *= 0.2
        row = MeterRow(DAY + timedelta(minutes=minute), 60, car_w, sun_w, HOUSE_W - sun_w + car_w, HOUSE_W + car_w)
        rows.append(row)
    return rows


def tried(rows: Sequence[MeterRow], car: TrialCar = TrialCar(), **changes: object) -> TrialDay:
    return try_day(rows, Settings(**({"divert_type": 1} | changes)), BOUNDS, EVSE, car)  # type: ignore[arg-type]


def test_the_car_is_charged_by_the_sun() -> None:
    day = tried(sunny())
    sun_wh = sum(point.solar_w or 0.0 for point in day.points) / 60
    assert 20_000 < day.charged_wh < sun_wh
    assert day.from_grid_wh < 0.05 * day.charged_wh
    assert day.closures == 1
    assert all(point.car_w == 0 for point in day.points if point.at.hour < 6)


def test_other_settings_make_another_day() -> None:
    rows = sunny(cloudy=True)
    careful, greedy = tried(rows, divert_pv_ratio=1.1), tried(rows, divert_pv_ratio=0.3)
    assert greedy.charged_wh > careful.charged_wh
    assert greedy.from_grid_wh > careful.from_grid_wh
    assert (greedy.exported_wh or 0.0) < (careful.exported_wh or 0.0)


def test_what_the_car_took_then_makes_no_difference() -> None:
    assert tried(sunny(car_w=3_000.0)).charged_wh == tried(sunny()).charged_wh


def test_the_house_limit_holds() -> None:
    rows = [MeterRow(row.at, 60, 0.0, row.solar_w, row.grid_w, 2_500.0) for row in sunny()]
    free = tried(rows, divert_pv_ratio=0.0)
    limited = tried(rows, divert_pv_ratio=0.0, current_shaper_enabled=True, current_shaper_max_pwr=5_000)
    assert max(point.car_w for point in limited.points) <= 2_500.0
    assert limited.charged_wh < free.charged_wh


def test_without_its_measurement_the_house_limit_lets_nothing_charge() -> None:
    rows = [MeterRow(row.at, 60, 0.0, row.solar_w, row.grid_w, None) for row in sunny()]
    assert tried(rows, current_shaper_enabled=True, current_shaper_max_pwr=5_000).charged_wh == 0.0


def test_a_car_that_comes_and_goes_is_charged_while_it_is_there() -> None:
    here = (DAY + timedelta(hours=11), DAY + timedelta(hours=13))
    day = tried(sunny(), TrialCar(plugged=(here,)))
    assert day.charged_wh > 0
    assert all(here[0] <= point.at < here[1] for point in day.points if point.car_w)


def test_a_car_that_is_full_takes_no_more() -> None:
    day = tried(sunny(), TrialCar(takes_wh=5_000.0))
    assert 5_000.0 <= day.charged_wh < 5_000.0 + 32 * 230 / 60


def test_production_alone_is_enough() -> None:
    rows = [MeterRow(row.at, 60, 0.0, row.solar_w) for row in sunny()]
    day = tried(rows, divert_type=0)
    assert day.charged_wh > 20_000
    assert (day.exported_wh, day.highest_import_w) == (None, None)
    assert day.charged_wh == pytest.approx(day.from_sun_wh + day.from_grid_wh)


def test_what_was_recorded_is_summed_up() -> None:
    day = recorded_day(sunny(car_w=1_000.0))
    assert day.charged_wh == pytest.approx(24_000.0)
    assert day.from_sun_wh + day.from_grid_wh == pytest.approx(24_000.0)
    assert day.highest_import_w == 1_400.0


def test_rows_of_any_length_are_gone_through_minute_by_minute() -> None:
    long = MeterRow(DAY, 930, 0.0, 4_000.0, -4_000.0)
    day = tried([long])
    assert len(day.points) == 16
    assert [after.at - before.at for before, after in pairwise(day.points)] == [timedelta(minutes=1)] * 15


@settings(max_examples=40, deadline=None)
@given(
    sun_w=st.lists(st.floats(0, 12_000), min_size=30, max_size=240),
    house_w=st.floats(100, 5_000),
    ratio=st.floats(0, 2),
    closures=st.integers(1, 12),
    shortest_s=st.integers(0, 900),
)
def test_books_balance_and_the_contactor_is_spared_whatever_the_sun_does(
    sun_w: list[float], house_w: float, ratio: float, closures: int, shortest_s: int
) -> None:
    rows = [MeterRow(DAY + timedelta(minutes=at), 60, 0.0, sun, house_w - sun) for at, sun in enumerate(sun_w)]
    day = tried(
        rows,
        divert_pv_ratio=ratio,
        divert_min_charge_time=0,
        divert_attack_smoothing_time=0,
        divert_decay_smoothing_time=0,
        contactor_closures_per_hour=closures,
        contactor_min_on_time=shortest_s,
    )
    assert day.charged_wh == pytest.approx(day.from_sun_wh + day.from_grid_wh)
    balance_wh = sum((point.grid_w or 0.0) - (house_w - (point.solar_w or 0.0)) for point in day.points) / 60
    assert balance_wh == pytest.approx(day.charged_wh, abs=0.1)
    assert all(0 <= point.car_w <= 32 * 230 for point in day.points)
    assert day.closures <= closures * math.ceil(len(rows) / 60)
