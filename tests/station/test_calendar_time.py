"""From wall times to instants, across every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zones_by_hand import FIRST, LAST, changes_of, first_showing, zone, zone_names

from pilotwire.station.calendar_time import instant_of, wall_time

BERLIN = zone("Europe/Berlin")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("shown", "instant"),
    [
        ("2026-07-06T12:00:00", "2026-07-06T10:00:00+00:00"),
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59+00:00"),
        ("2026-03-29T02:00:00", "2026-03-29T01:00:00+00:00"),
        ("2026-03-29T02:30:00", "2026-03-29T01:00:00+00:00"),
        ("2026-03-29T02:59:59", "2026-03-29T01:00:00+00:00"),
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T01:59:59", "2026-10-24T23:59:59+00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00+00:00"),
    ],
)
def test_a_skipped_time_is_the_jump_and_a_repeated_one_its_first(shown: str, instant: str) -> None:
    assert instant_of(wall(shown), BERLIN).isoformat() == instant


def test_a_skipped_day_is_the_moment_it_was_skipped() -> None:
    samoa = zone("Pacific/Apia")
    assert wall_time(instant_of(wall("2011-12-30T12:00:00"), samoa), samoa) == wall("2011-12-31T00:00:00")


@st.composite
def times_near_changes(draw: st.DrawFn) -> tuple[str, datetime]:
    name = draw(st.sampled_from(zone_names()))
    year = datetime(draw(st.integers(FIRST.year, LAST.year - 1)), 1, 1, tzinfo=UTC)
    changes = list(changes_of(zone(name), year, year + timedelta(days=365)))
    middle = draw(st.sampled_from(changes)) if changes else year + timedelta(seconds=draw(st.integers(0, 31_000_000)))
    return name, wall_time(middle, zone(name)) + timedelta(seconds=draw(st.integers(-8_000, 8_000)))


@given(times_near_changes())
def test_an_instant_is_the_first_at_which_the_wall_has_got_there(case: tuple[str, datetime]) -> None:
    name, shown = case
    assert instant_of(shown, zone(name)) == first_showing(shown, zone(name))


@given(times_near_changes(), st.integers(0, 8_000))
def test_later_on_the_wall_is_never_earlier(case: tuple[str, datetime], more_s: int) -> None:
    name, shown = case
    assert instant_of(shown, zone(name)) <= instant_of(shown + timedelta(seconds=more_s), zone(name))
