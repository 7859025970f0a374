"""``/api/v1/schedule``."""

from __future__ import annotations

from typing import Any

import pytest
from v1_caller import Caller

pytest_plugins = ["whole_api"]

NIGHT: dict[str, Any] = {"state": "active", "time": "22:30", "days": ["monday", "sunday"], "current_a": 16}
MORNING: dict[str, Any] = {"state": "disabled", "time": "06:00:30", "days": ["monday"]}
FIFTY: list[dict[str, Any]] = [
    {"state": "disabled", "time": f"{hour:02}:{minute:02}", "days": ["tuesday"]}
    for hour in range(10)
    for minute in range(5)
]


def told(event: dict[str, Any], event_id: int) -> dict[str, Any]:
    """What is answered about an event that was asked for."""
    times = {"22:30": "22:30:00", "06:00:30": "06:00:30"}
    days = sorted(event["days"], key=["sunday", "monday"].index)
    return (
        {"current_a": None, "feature": None, "limit": None}
        | event
        | {"id": event_id, "time": times[event["time"]], "days": days}
    )


def test_events_are_added_listed_replaced_and_deleted(caller: Caller) -> None:
    assert caller.get("/schedule") == []
    answered = caller.post("/schedule", NIGHT)
    assert (answered.status, answered.json) == (201, told(NIGHT, 1))
    assert caller.post("/schedule", MORNING).json == told(MORNING, 2)
    assert caller.get("/schedule") == [told(NIGHT, 1), told(MORNING, 2)]
    late = NIGHT | {"current_a": 10}
    assert caller.put("/schedule/1", late) == told(late, 1)
    assert caller.get("/schedule/1") == told(late, 1)
    assert caller.delete("/schedule/1") == 204
    assert caller.get("/schedule") == [told(MORNING, 2)]
    assert caller.host._store.load().schedule[0].id == 2


def test_an_event_can_be_put_with_an_id_of_ones_own(caller: Caller) -> None:
    assert caller.put("/schedule/77", NIGHT)["id"] == 77
    assert caller.post("/schedule", MORNING).json["id"] == 78


def test_the_whole_schedule_is_replaced_at_once(caller: Caller) -> None:
    caller.post("/schedule", NIGHT)
    caller.post("/schedule", MORNING)
    versions = caller.get("/status")["versions"]["schedule"]
    assert caller.put("/schedule", [MORNING | {"id": 9}, NIGHT]) == [told(MORNING, 9), told(NIGHT, 10)]
    assert caller.get("/schedule") == [told(MORNING, 9), told(NIGHT, 10)]
    assert caller.get("/status")["versions"]["schedule"] == versions + 1
    assert caller.put("/schedule", []) == []


def test_an_event_carries_a_limit(caller: Caller) -> None:
    for number, kind in enumerate(("time", "energy", "soc", "range", "cost"), 1):
        event = NIGHT | {"limit": {"type": kind, "value": 80}}
        assert caller.put("/schedule/1", event)["limit"] == {"type": kind, "value": 80}
        assert caller.get("/status")["versions"]["schedule"] == number


def test_an_event_switches_a_feature_on(caller: Caller) -> None:
    for feature in ("divert", "shaper", "rfid", "ocpp"):
        event = NIGHT | {"current_a": None, "feature": feature}
        assert caller.put("/schedule/1", event) == told(event, 1)
        stop = MORNING | {"feature": feature}
        assert caller.put("/schedule/2", stop) == told(stop, 2)
        kept = caller.host._store.load().schedule
        # As the web app that knows these events writes a window.
        assert [(one.feature.value, one.feature_value) for one in kept] == [(feature, 1), (feature, 0)]
    always = {"state": "active", "time": "00:00", "days": ["monday"], "feature": "ocpp"}
    caller.put("/schedule", [always])
    assert caller.get("/status")["plan"]["feature"] == "ocpp"


def test_the_plan_says_what_is_in_force_and_what_follows(caller: Caller) -> None:
    caller.patch("/settings", {"scheduler_start_window": 0})
    caller.put("/schedule", [NIGHT | {"days": ["monday"]}, MORNING])
    plan = caller.get("/schedule/plan")
    assert plan["now"] == {
        "current_event": 2,
        "next_event": 1,
        "next_at": "2026-07-06T21:30:00Z",
        "feature": None,
        "delayed": None,
    }
    assert [(entry["event"], entry["day"], entry["start_s"]) for entry in plan["entries"]] == [
        (2, "monday", 21_630),
        (1, "monday", 81_000),
    ]
    assert plan["entries"][0]["duration_s"] == 81_000 - 21_630
    assert caller.get("/target")["state"] == "disabled"
    assert caller.get("/status")["plan"] == plan["now"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"state": "on"}, "state"),
        ({"time": "24:00"}, "time"),
        ({"time": "6:00"}, "time"),
        ({"time": "06:00\n"}, "time"),
        ({"days": []}, "days"),
        ({"days": ["monday", "caturday"]}, "days[1]"),
        ({"current_a": 5}, "current_a"),
        ({"limit": {"type": "distance", "value": 80}}, "limit.type"),
        ({"limit": {"type": "soc", "value": 101}}, "limit.value"),
        ({"limit": {"type": "soc"}}, "limit.value"),
        ({"feature": "current"}, "feature"),
        ({"feature": "divert"}, "current_a"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_name(caller: Caller, change: dict[str, object], field: str) -> None:
    assert caller.refused("POST", "/schedule", NIGHT | change)[0] == field
    assert caller.refused("PUT", "/schedule/1", NIGHT | change)[0] == field
    assert caller.refused("PUT", "/schedule", [MORNING, NIGHT | change])[0] == f"[1].{field}"
    assert caller.get("/schedule") == []


def test_one_wrong_event_and_the_schedule_stays_as_it_was(caller: Caller) -> None:
    caller.post("/schedule", NIGHT)
    assert caller.refused("PUT", "/schedule", [MORNING | {"id": 3}, NIGHT | {"id": 3}]) == (
        "id",
        "Two events have the same id.",
    )
    caller.refused("PUT", "/schedule", [*FIFTY, MORNING])
    assert caller.get("/schedule") == [told(NIGHT, 1)]


def test_of_two_events_at_the_same_time_nobody_could_tell_which_counts(caller: Caller) -> None:
    caller.put("/schedule", [NIGHT, MORNING])
    at_night = MORNING | {"time": "22:30"}
    refusal = ("time", "Event 1 begins at the same time on monday already.")
    assert caller.refused("POST", "/schedule", at_night, 409) == refusal
    assert caller.refused("POST", "/schedule", NIGHT, 409) == (
        "time",
        "Event 1 begins at the same time on sunday already.",
    )
    assert caller.refused("PUT", "/schedule/2", at_night, 409) == refusal
    assert caller.refused("PUT", "/schedule", [MORNING, NIGHT, at_night]) == (
        "[2].time",
        "Event [1] begins at the same time on monday already.",
    )
    assert caller.get("/schedule") == [told(NIGHT, 1), told(MORNING, 2)]
    assert caller.post("/schedule", at_night | {"days": ["tuesday"]}).status == 201
    assert caller.put("/schedule/1", NIGHT)["id"] == 1


def test_there_can_be_fifty_events(caller: Caller) -> None:
    caller.put("/schedule", FIFTY)
    _, reason = caller.refused("POST", "/schedule", NIGHT, 409)
    assert "50" in reason
    caller.refused("PUT", "/schedule/51", NIGHT, 409)
    assert caller.put("/schedule/50", NIGHT)["id"] == 50


def test_an_event_that_is_not_there_can_be_neither_read_nor_deleted(caller: Caller) -> None:
    assert caller.refused("GET", "/schedule/5", status=404)[0] == "event_id"
    assert caller.refused("DELETE", "/schedule/5", status=404)[0] == "event_id"
    assert caller.refused("GET", "/schedule/0")[0] == "event_id"
    caller.refused("GET", "/schedule/first", status=404)
