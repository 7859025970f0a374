"""Schedule events and plan as clients write and read them; values as recorded from the gateway (July 2026)."""

from __future__ import annotations

from datetime import time
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources_around import MONDAY, around, moment_at

from pilotwire.station.claims import ChargeState
from pilotwire.station.limit_values import LimitType
from pilotwire.station.schedule import Schedule
from pilotwire.station.schedule_book import ScheduleError
from pilotwire.station.schedule_json import event_document, parse_drafts, plan_document
from pilotwire.station.schedule_plan import entries_of_week
from pilotwire.station.schedule_values import Plan, ScheduleDraft, ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.settings import Settings

NIGHT: dict[str, Any] = {"state": "active", "time": "22:30", "days": ["monday", "friday"]}


def draft(**changes: object) -> ScheduleDraft:
    (found,) = parse_drafts(NIGHT | changes)
    return found


# -- reading -------------------------------------------------------------------------------------------------------


def test_an_event_is_read() -> None:
    assert draft() == ScheduleDraft(ChargeState.ACTIVE, time(22, 30), (Weekday.MONDAY, Weekday.FRIDAY))


def test_a_list_is_read_in_order() -> None:
    found = parse_drafts([NIGHT, NIGHT | {"id": 5, "state": "disabled", "time": "6:05"}])
    assert [(one.id, one.state, one.time) for one in found] == [
        (None, ChargeState.ACTIVE, time(22, 30)),
        (5, ChargeState.DISABLED, time(6, 5)),
    ]
    assert parse_drafts([]) == ()


@pytest.mark.parametrize("text", ["active", "a", "alpha", "ac tive"])
def test_the_first_letter_of_the_state_decides(text: str) -> None:
    assert draft(state=text).state is ChargeState.ACTIVE
    assert draft(state="d" + text).state is ChargeState.DISABLED


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0:00", time(0)),
        ("6:05", time(6, 5)),
        ("06:05", time(6, 5)),
        ("6:5", time(6, 5)),
        ("23:59:59", time(23, 59, 59)),
        ("23:15:30", time(23, 15, 30)),
        (" 7:00 ", time(7)),
    ],
)
def test_times_are_read(text: str, read: time) -> None:
    assert draft(time=text).time == read


def test_days_it_does_not_know_are_passed_over_and_repeated_ones_count_once() -> None:
    assert draft(days=["friday", "someday", 3, "friday", "sunday"]).days == (Weekday.SUNDAY, Weekday.FRIDAY)


@pytest.mark.parametrize(("given_id", "read"), [(None, None), (0, None), (3, 3), ("3", 3), (3.0, 3), (4294967295,) * 2])
def test_ids_are_read(given_id: object, read: int | None) -> None:
    assert draft(id=given_id).id == read


@pytest.mark.parametrize("own", [None, 0, 5, "5"])
def test_the_id_in_the_path_counts(own: object) -> None:
    (found,) = parse_drafts(NIGHT | {"id": own}, path_id=5)
    assert found.id == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "on"),
        ("state", "Active"),
        ("state", ""),
        ("state", None),
        ("state", 1),
        ("time", "24:00"),
        ("time", "12:60"),
        ("time", "12:00:60"),
        ("time", "12"),
        ("time", "12:00Z"),
        ("time", "-1:00"),
        ("time", ""),
        ("time", None),
        ("time", 1200),
        ("days", []),
        ("days", ["Monday", "someday"]),
        ("days", "monday"),
        ("days", None),
        ("days", {"monday": True}),
        ("id", -1),
        ("id", "five"),
        ("id", True),
        ("id", 4294967296),
        ("id", []),
        ("feature", "eco"),
        ("feature", ["none"]),
        ("feature_value", -6),
        ("feature_value", "much"),
        ("limit", "distance"),
        ("limit_value", 4294967296),
    ],
)
def test_what_has_no_meaning_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_drafts([NIGHT, NIGHT | {field: value}])
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")
    assert caught.value.reason


@pytest.mark.parametrize("missing", ["state", "time", "days"])
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_drafts({key: value for key, value in NIGHT.items() if key != missing})
    assert caught.value.field == missing


@pytest.mark.parametrize("document", [None, 5, "x", True, [5], [[NIGHT]]])
def test_anything_but_objects_is_refused(document: object) -> None:
    with pytest.raises(ScheduleError):
        parse_drafts(document)


def test_a_path_takes_one_object_with_its_own_id() -> None:
    with pytest.raises(ScheduleError, match="addressed to event 5 but the event says 6"):
        parse_drafts(NIGHT | {"id": 6}, path_id=5)
    with pytest.raises(ScheduleError):
        parse_drafts([NIGHT], path_id=5)


def test_a_limit_needs_a_value_that_can_be_reached() -> None:
    with pytest.raises(ScheduleError, match="limit_value"):
        draft(limit="energy")
    with pytest.raises(ScheduleError, match="limit_value: a state of charge is 100 % at most"):
        draft(limit="soc", limit_value=101)
    assert draft(limit="energy", limit_value=5000).limit_value == 5000


@pytest.mark.parametrize("kind", [kind for kind in LimitType if kind is not LimitType.NONE])
def test_every_limit_can_be_one_of_an_event(kind: LimitType) -> None:
    found = draft(limit=kind.value, limit_value=80)
    assert (found.limit, found.limit_value) == (kind, 80)


@pytest.mark.parametrize("feature", ["divert", "shaper", "ocpp", "rfid", "current"])
def test_features_are_read_as_web_apps_write_them(feature: str) -> None:
    start = draft(feature=feature, feature_value=1)
    assert (start.feature, start.feature_value) == (ScheduleFeature(feature), 1)
    # The stop of a window names the feature too, so that an app finds the pair again.
    stop = draft(state="disabled", feature=feature, feature_value=0)
    assert (stop.state, stop.feature, stop.feature_value) == (ChargeState.DISABLED, ScheduleFeature(feature), 0)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NIGHT, "id", "limit"]), inner),
    max_leaves=12,
)


@given(json_values, st.none() | st.integers(1, 100))
def test_whatever_is_sent_is_read_or_refused(document: object, path_id: int | None) -> None:
    try:
        drafts = parse_drafts(document, path_id=path_id)
    except ScheduleError:
        return
    assert all(one.days for one in drafts)


# -- writing -------------------------------------------------------------------------------------------------------


def test_an_event_is_written_as_the_gateway_does() -> None:
    event = ScheduleEvent(1, ChargeState.ACTIVE, time(22, 30), (Weekday.MONDAY, Weekday.FRIDAY))
    assert event_document(event) == {"id": 1, "state": "active", "time": "22:30:00", "days": ["monday", "friday"]}


def test_extras_are_written_only_where_they_are_set() -> None:
    event = ScheduleEvent(
        1, ChargeState.ACTIVE, time(6, 5), (Weekday.MONDAY,), ScheduleFeature.CURRENT, 10, LimitType.ENERGY, 5000
    )
    assert event_document(event) == {
        "id": 1,
        "state": "active",
        "time": "06:05:00",
        "days": ["monday"],
        "feature": "current",
        "feature_value": 10,
        "limit": "energy",
        "limit_value": 5000,
    }


@pytest.mark.parametrize("feature", [feature for feature in ScheduleFeature if feature is not ScheduleFeature.NONE])
def test_a_feature_is_written_also_of_an_event_that_stops(feature: ScheduleFeature) -> None:
    event = ScheduleEvent(2, ChargeState.DISABLED, time(18), (Weekday.MONDAY,), feature, 0)
    written = event_document(event)
    assert (written["feature"], written["feature_value"]) == (feature.value, 0)
    assert "limit" not in written


@given(
    st.builds(
        ScheduleEvent,
        st.integers(1, 4294967295),
        st.sampled_from(ChargeState),
        st.times().map(lambda at: at.replace(microsecond=0)),
        st.frozensets(st.sampled_from(Weekday), min_size=1).map(lambda days: tuple(sorted(days))),
    )
)
def test_what_is_written_reads_as_the_same(event: ScheduleEvent) -> None:
    (found,) = parse_drafts(event_document(event))
    assert (found.id, found.state, found.time, found.days) == (event.id, event.state, event.time, event.days)


def test_without_events_the_plan_says_false() -> None:
    assert plan_document(Plan(day=Weekday.MONDAY, day_offset_s=46_801)) == {
        "current_day": "monday",
        "current_offset": 46_801,
        "next_event_delay": False,
        "current_event": False,
        "next_event": False,
    }


class Drawn(Random):
    """Draws the starts the gateway drew when it was recorded."""

    def __init__(self, *above_the_lowest: int) -> None:
        super().__init__(0)
        self._left = list(above_the_lowest)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        del start, stop, step
        return self._left.pop(0)


def plan_of(random: Random, *events: ScheduleEvent) -> dict[str, object]:
    schedule = Schedule(events, random)
    schedule.advance(around(settings=Settings(time_zone="Europe/London|GMT0BST,M3.5.0/1,M10.5.0")))
    return plan_document(schedule.plan_at(moment_at(MONDAY)))


RECORDED_FRIDAY = {
    "id": 1,
    "state": "active",
    "time": "22:30:00",
    "day": "friday",
    "offset": 81000,
    "start_offset": 80639,
    "diff": -361,
    "duration": 259226,
}
RECORDED_MONDAY = {
    "id": 1,
    "state": "active",
    "time": "22:30:00",
    "day": "monday",
    "offset": 81000,
    "start_offset": 80665,
    "diff": -335,
    "duration": 345574,
}


def test_the_plan_is_the_recorded_one_for_the_recorded_starts() -> None:
    event = ScheduleEvent(1, ChargeState.ACTIVE, time(22, 30), (Weekday.MONDAY, Weekday.FRIDAY))
    assert plan_of(Drawn(265, 239), event) == {
        "current_day": "monday",
        "current_offset": 46802,
        "next_event_delay": 33863,
        "current_event": RECORDED_FRIDAY,
        "next_event": RECORDED_MONDAY,
        "monday": [RECORDED_MONDAY],
        "friday": [RECORDED_FRIDAY],
    }


def test_two_events_make_the_recorded_plan() -> None:
    evenings = ScheduleEvent(1, ChargeState.ACTIVE, time(22, 30), (Weekday.MONDAY, Weekday.FRIDAY))
    mornings = ScheduleEvent(5, ChargeState.DISABLED, time(7), tuple(Weekday))
    entries = entries_of_week([evenings, mornings], 600, Drawn(79, 145).randrange)
    assert [(entry.event.id, entry.day, entry.start_offset_s, entry.duration_s) for entry in entries] == [
        (5, 0, 25200, 86400),
        (5, 1, 25200, 55279),
        (1, 1, 80479, 31121),
        (5, 2, 25200, 86400),
        (5, 3, 25200, 86400),
        (5, 4, 25200, 86400),
        (5, 5, 25200, 55345),
        (1, 5, 80545, 31055),
        (5, 6, 25200, 86400),
    ]
    plan = plan_of(Drawn(79, 145), evenings, mornings)
    assert (plan["current_event"], plan["next_event_delay"]) == (
        {
            "id": 5,
            "state": "disabled",
            "time": "07:00:00",
            "day": "monday",
            "offset": 25200,
            "start_offset": 25200,
            "diff": 0,
            "duration": 55279,
        },
        33677,
    )
    assert [key for key in plan if key.endswith("day") and key != "current_day"] == [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ]
