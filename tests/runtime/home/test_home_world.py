"""What happens whatever the station does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pilotwire.runtime.home.world import MINUTES_A_DAY, World, world_of
from pilotwire.runtime.plan_file import parse_plan

STATION = "[station]\nstart = 2026-05-04T12:00:00\ndays = 3\nseed = 5\n"  # a Monday
MONDAY = datetime(2026, 5, 4, tzinfo=UTC)


def world(text: str) -> World:
    plan = parse_plan(STATION + text, "p.toml")
    assert plan.home is not None
    return world_of(plan, plan.home)


def price_at(found: World, day: int, clock: str) -> float:
    hour, minute = clock.split(":")
    return found.price[day * MINUTES_A_DAY + int(hour) * 60 + int(minute)]


def test_there_is_a_value_for_every_minute_to_the_end_of_the_last_day() -> None:
    found = world("[house]\n[roof]\npeak_kw = 4\nlatitude = 51\n")
    assert found.days == 4
    assert len(found.sun_w) == len(found.load_w) == 4 * MINUTES_A_DAY
    assert (len(found.price), len(found.co2_g)) == (0, 0)
    assert found.prices(0).slots == ()
    assert max(found.sun_w) > 1_000


def test_the_sun_stands_by_the_plans_clock() -> None:
    text = "[house]\n[roof]\npeak_kw = 4\nlatitude = 51\ncloudiness = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n"
    noon = {}
    for name, keys in {"home": "", "east": "longitude = 15\n", "summer time": "utc_offset_hours = 1\n"}.items():
        day = world(text + keys).sun_w[:MINUTES_A_DAY]
        noon[name] = list(day).index(max(day)) / 60
    assert noon["home"] == pytest.approx(noon["east"], abs=0.2)
    assert noon["summer time"] == pytest.approx(noon["home"] + 1, abs=0.2)


def test_without_a_roof_there_is_no_sun() -> None:
    assert not any(world("[house]\n").sun_w)


def test_the_same_seed_gives_the_same_world() -> None:
    text = "[house]\n[roof]\npeak_kw = 4\nlatitude = 51\n"
    assert world(text) == world(text)
    assert world(text).load_w != world(text.replace("[house]", "[house]\nyearly_kwh = 4000")).load_w


def test_cheap_hours_over_midnight_hold_from_the_first_night_on() -> None:
    found = world('[house]\n[tariff]\npeak_per_kwh = 3\ncheap_per_kwh = 1\ncheap_from = "23:30"\ncheap_to = "05:30"\n')
    prices = [price_at(found, 0, clock) for clock in ("00:00", "05:29", "05:30", "23:29", "23:30")]
    assert prices == [1, 1, 3, 3, 1]
    assert price_at(found, 1, "05:29") == 1


def test_the_last_window_that_holds_counts_and_belongs_to_the_day_it_begins_on() -> None:
    found = world(
        "[house]\n[tariff]\npeak_per_kwh = 2\nfeed_in_per_kwh = 0.5\n"
        '[[tariff.window]]\nfrom = "16:00"\nto = "19:00"\nper_kwh = 5\n'
        '[[tariff.window]]\nfrom = "18:00"\nto = "01:00"\nper_kwh = 1\ndays = ["monday", "sunday"]\n'
    )
    assert [price_at(found, 0, clock) for clock in ("00:59", "01:00", "16:00", "18:00", "23:59")] == [1, 2, 5, 1, 1]
    assert [price_at(found, 1, clock) for clock in ("00:59", "01:00", "18:30")] == [1, 2, 5]
    assert found.feed_in == 0.5


def test_the_station_knows_the_prices_of_today_and_tomorrow() -> None:
    found = world(
        '[house]\n[tariff]\ncurrency = "GBP"\npeak_per_kwh = 3\ncheap_per_kwh = 1\nco2_g_per_kwh = 200\n'
        'cheap_from = "00:30"\ncheap_to = "05:30"\n'
    )
    series = found.prices(1)
    assert series.currency == "GBP"
    assert series.slots[0].start == MONDAY + timedelta(days=1)
    assert series.slots[-1].end == MONDAY + timedelta(days=3)
    assert all(one.end == other.start for one, other in zip(series.slots, series.slots[1:], strict=False))
    slot = series.at(MONDAY + timedelta(days=1, minutes=45))
    assert slot is not None
    assert (slot.start, slot.price, slot.co2_g) == (MONDAY + timedelta(days=1, minutes=30), 1, 200)
    assert found.prices(3).slots[-1].end == MONDAY + timedelta(days=4)
