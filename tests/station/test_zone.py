"""The time zone setting, against every zone there is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zones_by_hand import (
    DAY,
    FIRST,
    LAST,
    SECOND,
    changes_of,
    rule_applies_from,
    rule_in,
    zone,
    zone_file,
    zone_names,
)

from pilotwire.station.zone import zone_of, zone_problem

SUMMER = datetime(2026, 7, 6, 12, tzinfo=UTC)
WINTER = datetime(2026, 1, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "summer", "winter"),
    [
        ("Europe/London|GMT0BST,M3.5.0/1,M10.5.0", "+0100", "+0000"),
        ("Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3", "+0200", "+0100"),
        ("UTC0", "+0000", "+0000"),
        ("Etc/UTC|UTC0", "+0000", "+0000"),
        ("<+0330>-3:30", "+0330", "+0330"),
        ("Europe/Paris", "+0200", "+0100"),
        ("EST5EDT", "-0400", "-0500"),
        ("America/New_York|EST5EDT,M3.2.0,M11.1.0", "-0400", "-0500"),
        ("Europe/Dublin|IST-1GMT0,M10.5.0,M3.5.0/1", "+0100", "+0000"),
        ("Asia/Gaza|EET-2EEST,M3.4.4/50,M10.4.4/50", "+0300", "+0200"),
        ("America/Nuuk|<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "-0100", "-0200"),
        ("XXX-5:45", "+0545", "+0545"),
        (" Europe/Paris ", "+0200", "+0100"),
        ("Somewhere|NFT-11NFDT,J275,J91", "+1100", "+1200"),
    ],
)
def test_what_follows_the_bar_is_applied_or_the_name_is_looked_up(text: str, summer: str, winter: str) -> None:
    clock = zone_of(text)
    assert zone_problem(text) is None
    assert f"{SUMMER.astimezone(clock):%z}" == summer
    assert f"{WINTER.astimezone(clock):%z}" == winter


def test_the_part_before_the_bar_is_only_a_label() -> None:
    assert SUMMER.astimezone(zone_of("Asia/Tokyo|UTC0")).utcoffset() == timedelta(0)
    assert SUMMER.astimezone(zone_of("a|b|CET-1")).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Europe/London|",
        "bogus",
        "Nowhere/Nothing|XXX",
        "null",
        "XXX",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0/3",
        "CET-1CEST,M3.5.0,M10.5.0/3,M3.5.0",
        "CET-1CEST,M3.5.0/170,M10.5.0",
        "CET-1CEST,J366,J1",
        "EST5EDT4",
        "UTC24",
        "UTC-24:59:59",
        "é0",
        "UTC0\nUTC0",
        "\0UTC0",
        "../UTC",
        "/etc/localtime",
        "Europe",
        "zone.tab",
        "Europe/London\0",
        "a" * 5000,
    ],
)
def test_what_cannot_be_used_is_utc_and_says_why(text: str) -> None:
    assert zone_of(text) is UTC
    problem = zone_problem(text)
    assert problem is not None
    assert "Europe/Paris" in problem


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z]{3}[+-]?[0-9]{1,2}([A-Za-z]{3},[MJ0-9./]{1,9},[MJ0-9./]{1,9})?"))
def test_any_text_gives_a_zone_that_can_be_reckoned_with(text: str) -> None:
    clock = zone_of(text)
    for month in range(1, 13):
        assert datetime(2028, month, 15, tzinfo=UTC).astimezone(clock).astimezone(UTC).month == month


def test_a_zone_is_understood_once() -> None:
    assert zone_of("Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3") is zone_of("Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3")


@pytest.fixture
def local_rule() -> Iterator[Callable[[str], None]]:
    """Has the C library follow a rule."""
    before = os.environ.get("TZ")

    def follow(rule: str) -> None:
        os.environ["TZ"] = rule
        time.tzset()

    yield follow
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_every_rule_there_is_means_what_the_c_library_makes_of_it(local_rule: Callable[[str], None]) -> None:
    """On every day of twelve years, and to the second at every change."""
    for rule in sorted({rule_in(zone_file(name)) for name in zone_names()}):
        clock = zone_of(f"label|{rule}")
        assert zone_problem(rule) is None, rule
        local_rule(rule)
        changes = list(changes_of(clock, FIRST, LAST)) if "," in rule else []
        days = [FIRST + day * DAY for day in range((LAST - FIRST) // DAY)]
        for instant in (*days, *changes, *(change - SECOND for change in changes)):
            there = time.localtime(instant.timestamp())
            here = instant.astimezone(clock)
            assert (here.utcoffset(), here.tzname()) == (timedelta(seconds=there.tm_gmtoff), there.tm_zone), rule


@given(st.sampled_from(zone_names()), st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)))
def test_a_rule_shows_the_same_time_as_its_zone(name: str, naive: datetime) -> None:
    data = zone_file(name)
    instant = max(naive.replace(tzinfo=UTC), rule_applies_from(data))
    assert instant.astimezone(zone_of(rule_in(data))).isoformat() == instant.astimezone(zone(name)).isoformat()
