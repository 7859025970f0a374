from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.settings import Settings
from pilotwire.station.surplus import (
    Battery,
    BatteryRule,
    available_current_a,
    battery_known,
    battery_rule,
    battery_share_w,
    charge_rate_a,
    follows_grid,
    is_fresh,
    surplus_w,
    trigger_current_a,
)

SUN, GRID = Settings(divert_type=0), Settings(divert_type=1, divert_pv_ratio=1.0)
RULE = BatteryRule(priority_soc_pct=50, buffer_soc_pct=90)


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
        (GRID, 0, 50, 0),
        (SUN, 2000, 49, -2000),
        (SUN, 2000, 50, 0),
        (SUN, -1500, 49, 0),
        (SUN, -1500, 95, 0),
    ],
)
@pytest.mark.parametrize("exchange_w", [-800, 0, 800])
def test_car_and_battery_share_by_the_rule(
    settings: Settings, power_w: float, soc_pct: float | None, share_w: float, exchange_w: float
) -> None:
    assert battery_share_w(Battery(power_w, soc_pct), RULE, Reading(exchange_w, 0), settings) == share_w


@pytest.mark.parametrize(
    ("settings", "soc_pct", "exchange_w", "share_w"),
    [
        (GRID, 60, -50, 0),  # something is exported: the battery does not feed the car
        (GRID, 60, -49, -math.inf),  # it might
        (GRID, 90, 0, 0),  # it may
        (GRID, None, 0, -math.inf),
        (SUN, 60, 0, 0),  # the car goes first anyway
        (SUN, 40, 0, -math.inf),  # it may take all
        (SUN, None, 0, -math.inf),
    ],
)
def test_what_is_not_known_of_the_battery_is_against_the_car(
    settings: Settings, soc_pct: float | None, exchange_w: float, share_w: float
) -> None:
    assert battery_share_w(Battery(None, soc_pct), RULE, Reading(exchange_w, 0), settings) == share_w


@pytest.mark.parametrize(
    ("power_w", "soc_pct", "exchange_w", "share_w"),
    [
        (2000, 60, -500, 500),  # 1500 W of it went to the car since
        (2000, 60, 500, 500),
        (1000, 60, -500, 0),  # all of it, but not more: something is exported
        (1000, 60, 0, -500),  # perhaps the battery even gives the rest
        (1000, 90, 0, 0),  # it may
        (-200, 60, 0, -1700),
        (-200, 60, -100, -200),
    ],
)
def test_what_the_car_took_since_the_battery_was_measured_does_not_count_twice(
    power_w: float, soc_pct: float, exchange_w: float, share_w: float
) -> None:
    battery = Battery(power_w, soc_pct)
    assert battery_share_w(battery, RULE, Reading(exchange_w, 0), GRID, taken_since_w=1500) == share_w


def test_what_the_battery_was_told_to_do_long_ago_does_not_count() -> None:
    feeds = Feeds(home_battery_w=Reading(2000, 0), home_battery_soc_pct=Reading(80, 0))
    assert battery_known(feeds, GRID, 120_000) == Battery(2000, 80)
    assert battery_known(feeds, GRID, 120_001) == Battery(None, 80)
    assert battery_known(feeds, GRID, 900_001) == Battery()
    assert battery_known(feeds, msgspec.structs.replace(GRID, divert_feed_timeout=0), 10**9) == Battery(2000, 80)
    assert battery_known(Feeds(), GRID, 0) == Battery()


@pytest.mark.parametrize(
    ("priority_pct", "buffer_pct", "rule"),
    [
        (50, 0, BatteryRule(50, 101)),
        (50, 80, BatteryRule(50, 80)),
        (80, 50, BatteryRule(80, 80)),
        (0, 1, BatteryRule(0, 1)),
        (100, 100, BatteryRule(100, 100)),
    ],
)
def test_the_settings_make_the_rule(priority_pct: int, buffer_pct: int, rule: BatteryRule) -> None:
    settings = Settings(
        home_battery_aware=True, home_battery_priority_soc=priority_pct, home_battery_buffer_soc=buffer_pct
    )
    assert battery_rule(settings) == rule
    assert battery_rule(msgspec.structs.replace(settings, home_battery_aware=False)) is None


def test_a_priority_of_0_needs_no_state_of_charge_and_a_buffer_does() -> None:
    assert BatteryRule(0, 1).car_first(None)
    assert not BatteryRule(1, 1).car_first(None)
    assert not BatteryRule(0, 1).may_help(None)
    assert not BatteryRule(0).may_help(100)


battery_powers = st.floats(0, 20_000)
"""Most the battery takes or gives."""


@given(
    st.floats(-15_000, 20_000),
    battery_powers,
    st.floats(0, 32),
    st.floats(0, 32),
    st.none() | st.integers(0, 100),
    st.booleans(),
)
def test_no_watt_counts_twice_whenever_the_battery_was_measured(
    sun_w: float, most_w: float, then_a: float, now_a: float, soc_pct: int | None, known: bool
) -> None:
    """The house leaves ``sun_w`` over; the battery takes what the car leaves, and gives what it lacks."""

    def battery_at(car_a: float) -> float:
        return max(-most_w, min(most_w, sun_w - car_a * 240))

    measured_w = battery_at(then_a) if known else None
    grid_w = now_a * 240 + battery_at(now_a) - sun_w
    reading = Reading(grid_w, 0)
    share_w = battery_share_w(Battery(measured_w, soc_pct), RULE, reading, GRID, taken_since_w=(now_a - then_a) * 240)
    helped = RULE.may_help(soc_pct)
    found_w = surplus_w(reading, now_a, 240, GRID, battery_w=share_w)
    assert found_w <= max(0.0, sun_w + (most_w if helped else 0.0)) + 1e-6
    assert available_current_a(reading, now_a, 240, GRID, battery_w=share_w) * 240 == pytest.approx(found_w)


def test_without_a_timeout_nothing_grows_old() -> None:
    assert is_fresh(Reading(1, 0), Settings(divert_feed_timeout=0), 10**12)
    assert not is_fresh(None, Settings(divert_feed_timeout=0), 0)
