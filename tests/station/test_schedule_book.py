"""The collection of events: ids, order, all or nothing."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.claims import ChargeState
from pilotwire.station.schedule_book import HIGHEST_ID, MOST_EVENTS, ScheduleError, put_events, without_event
from pilotwire.station.schedule_values import ScheduleDraft, ScheduleEvent, Weekday


def draft(event_id: int | None = None, hour: int = 8) -> ScheduleDraft:
    return ScheduleDraft(ChargeState.ACTIVE, time(hour), (Weekday.MONDAY,), event_id)


def events(*ids: int) -> tuple[ScheduleEvent, ...]:
    return put_events((), [draft(event_id) for event_id in ids])


def ids(found: tuple[ScheduleEvent, ...]) -> list[int]:
    return [event.id for event in found]


def test_the_first_event_is_number_1() -> None:
    assert ids(put_events((), [draft()])) == [1]


def test_a_new_event_gets_the_id_after_the_highest() -> None:
    assert ids(put_events(events(1, 5), [draft(), draft()])) == [1, 5, 6, 7]


def test_a_new_event_never_takes_an_id_asked_for_beside_it() -> None:
    assert ids(put_events(events(9), [draft(hour=1), draft(10)])) == [9, 10, 11]


def test_a_known_id_replaces_and_an_unknown_one_creates() -> None:
    found = put_events(events(1, 5), [draft(5, 23), draft(3)])
    assert ids(found) == [1, 3, 5]
    assert found[2].time == time(23)


def test_of_two_with_the_same_id_the_later_counts() -> None:
    assert [event.time for event in put_events((), [draft(4, 1), draft(4, 2)])] == [time(2)]


def test_days_are_put_in_order() -> None:
    unordered = ScheduleDraft(ChargeState.ACTIVE, time(8), (Weekday.FRIDAY, Weekday.MONDAY, Weekday.FRIDAY))
    assert put_events((), [unordered])[0].days == (Weekday.MONDAY, Weekday.FRIDAY)


def test_too_many_are_refused_as_a_whole() -> None:
    full = put_events((), [draft() for _ in range(MOST_EVENTS)])
    assert len(full) == MOST_EVENTS
    assert len(put_events(full, [draft(1)])) == MOST_EVENTS
    with pytest.raises(ScheduleError, match="50 events and this would make 51; delete some"):
        put_events(full, [draft()])


def test_after_the_highest_possible_id_the_lowest_free_one_is_given() -> None:
    assert ids(put_events(events(1, HIGHEST_ID), [draft(), draft()])) == [1, 2, 3, HIGHEST_ID]


def test_an_event_is_deleted() -> None:
    assert ids(without_event(events(1, 5), 1)) == [5]
    assert ids(without_event(events(1, 5), 2)) == [1, 5]


some_ids = st.sampled_from([1, 2, 3, 7, HIGHEST_ID - 1, HIGHEST_ID])


@given(st.lists(st.lists(st.none() | some_ids, max_size=4) | some_ids, max_size=12))
def test_no_event_is_ever_lost_to_a_new_one(steps: list[list[int | None] | int]) -> None:
    """Lists are put, numbers deleted."""
    book: tuple[ScheduleEvent, ...] = ()
    for step in steps:
        before = set(ids(book))
        if isinstance(step, int):
            book = without_event(book, step)
            assert set(ids(book)) == before - {step}
            continue
        asked = {event_id for event_id in step if event_id is not None}
        book = put_events(book, [draft(event_id) for event_id in step])
        assert ids(book) == sorted(set(ids(book)))
        assert len(book) == len(before | asked) + step.count(None)
