from __future__ import annotations

import pytest

from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.settings import Settings
from pilotwire.station.surplus import (
    BatteryRule,
    available_current_a,
    battery_share_w,
    charge_rate_a,
    follows_grid,
    is_fresh,
    trigger_current_a,
)

SUN, GRID = Settings(divert_type=0), Settings(divert_type=1, divert_pv_ratio=1.0)
RULE = BatteryRule(priority_soc_pct=50, buffer_soc_pct=90)


def feeds(power_w: float, soc_pct: float | None, at_ms: int = 0) -> Feeds:
    return Feeds(
        home_battery_w=Reading(power_w, at_ms),
        home_battery_soc_pct=None if soc_pct is None else Reading(soc_pct, at_ms),
    )


@pytest.mark.parametrize(
    ("divert_type", "topic", "by_grid"), [(0, "grid", False), (1, "", True), (-1, "", False), (-1, "grid", True)]
)
def test_which_feed_counts(divert_type: int, topic: str, by_grid: bool) -> None:
    assert follows_grid(Settings(divert_type=divert_type, mqtt_grid_ie=topic)) is by_grid


@pytest.mark.parametrize(
    ("grid_w", "charging_a", "ratio", "available_a"),
    [(-2400, 0, 1.0, 10), (-2400, 0, 1.1, 10 - 100 / 240), (-2400, 0, 0.5, 10), (0, 10, 1.0, 10), (2400, 6, 1.0, 0)],
)
def test_of_a_grid_feed(grid_w: float, charging_a: float, ratio: float, available_a: float) -> None:
    settings = Settings(divert_type=1, divert_pv_ratio=ratio)
    assert available_current_a(Reading(grid_w, 0), charging_a, 240, settings) == pytest.approx(available_a)


def test_of_a_solar_feed_neither_the_car_nor_a_reserve_is_taken() -> None:
    settings = Settings(divert_type=0, divert_pv_ratio=3.0)
    assert available_current_a(Reading(2400, 0), 16, 240, settings) == 10


@pytest.mark.parametrize(
    ("available_a", "ratio", "rate_a"),
    [(6.99, 1.1, 6), (6.99, 1.0, 6), (6.5, 0.5, 6), (6.51, 0.5, 7), (7.0, 0.0, 7), (7.01, 0.0, 8), (0.2, 1.0, 0)],
)
def test_the_rate_is_rounded_by_the_ratio(available_a: float, ratio: float, rate_a: int) -> None:
    assert charge_rate_a(available_a, ratio) == rate_a


@pytest.mark.parametrize(("ratio", "trigger_a"), [(1.1, 6), (1.0, 6), (0.5, 3), (0.0, 0)])
def test_the_trigger_follows_the_ratio(ratio: float, trigger_a: float) -> None:
    assert trigger_current_a(6, ratio) == trigger_a


@pytest.mark.parametrize(
    ("settings", "power_w", "soc_pct", "share_w"),
    [
        (GRID, 2000, 49, 0),  # charging, and it goes first
        (GRID, 2000, 50, 2000),  # charging with what the car could have
        (GRID, -1500, 50, -1500),  # what it gives is no surplus
        (GRID, -1500, 90, 0),  # unless it may help
        (GRID, 2000, None, 0),
        (GRID, -1500, None, -1500),
        (SUN, 2000, 49, -2000),
        (SUN, 2000, 50, 0),
        (SUN, -1500, 49, 0),
    ],
)
def test_car_and_battery_share_by_the_rule(
    settings: Settings, power_w: float, soc_pct: float | None, share_w: float
) -> None:
    assert battery_share_w(feeds(power_w, soc_pct), RULE, settings, 0) == share_w


def test_what_the_battery_was_told_to_do_long_ago_does_not_count() -> None:
    assert battery_share_w(feeds(2000, 80), RULE, GRID, 120_000) == 2000
    assert battery_share_w(feeds(2000, 80), RULE, GRID, 120_001) == 0


def test_without_a_timeout_nothing_grows_old() -> None:
    assert is_fresh(Reading(1, 0), Settings(divert_feed_timeout=0), 10**12)
    assert not is_fresh(None, Settings(divert_feed_timeout=0), 0)
