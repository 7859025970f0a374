"""``/api/v1/schedule/delay`` and ``/api/v1/schedule/off-peak``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from v1_caller import Caller

pytest_plugins = ["whole_api"]

EVERY_DAY = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
LONDON = "Europe/London|GMT0BST,M3.5.0/1,M10.5.0"


@pytest.fixture
def caller(new_caller: Callable[..., Caller]) -> Caller:
    """Somebody who asks a station that keeps the rules; it is Monday, 13:00 in London."""
    return new_caller(connected=False, smart_charge_rules="uk", smart_charge_delay=1800, time_zone=LONDON)


def start_soon(caller: Caller) -> None:
    """Have a start come, a minute from now."""
    pause = {"state": "disabled", "time": "00:00", "days": EVERY_DAY}
    caller.put("/schedule", [pause, {"state": "active", "time": "13:01", "days": EVERY_DAY}])
    caller.pass_s(60)


# -- the delay -----------------------------------------------------------------------------------------------------


def test_a_delay_is_told_and_can_be_cancelled(caller: Caller) -> None:
    assert caller.get("/schedule/delay") is None
    assert caller.refused("DELETE", "/schedule/delay", status=404) == (None, "Nothing of the schedule is delayed.")
    start_soon(caller)
    delayed = caller.get("/schedule/delay")
    assert (delayed["event"], delayed["state"], delayed["due_at"]) == (2, "active", "2026-07-06T12:01:00Z")
    due, until = (datetime.fromisoformat(delayed[name]) for name in ("due_at", "until"))
    assert timedelta() < until - due <= timedelta(seconds=1800)
    assert caller.get("/schedule/plan")["now"]["delayed"] == caller.get("/status")["plan"]["delayed"] == delayed
    assert caller.get("/target")["state"] == "disabled"
    assert caller.delete("/schedule/delay") == 204
    assert caller.get("/schedule/delay") is None
    assert caller.get("/target")["state"] == "active"
    texts = [entry["text"] for entry in caller.get("/log?limit=5")["entries"]]
    assert "the random delay of the schedule's start at 13:01 is cancelled by the owner (smart charge rules)" in texts


def test_a_delay_passes_by_itself(caller: Caller) -> None:
    start_soon(caller)
    caller.pass_s(1800)
    assert caller.get("/schedule/delay") is None
    assert caller.get("/target")["state"] == "active"


def test_the_longest_delay_can_be_set_to_half_an_hour_and_no_more(caller: Caller) -> None:
    assert caller.patch("/settings", {"smart_charge_delay": 600}).status == 200
    field, _ = caller.refused("PATCH", "/settings", {"smart_charge_delay": 1801})
    assert field == "smart_charge_delay"


# -- the hours -----------------------------------------------------------------------------------------------------


def hours(caller: Caller) -> list[tuple[str, str]]:
    return [(event["state"], event["time"]) for event in caller.get("/schedule/off-peak")["events"]]


def test_the_hours_are_offered_and_the_owner_is_told(caller: Caller) -> None:
    off_peak = caller.get("/schedule/off-peak")
    assert {**off_peak, "events": []} == {"offered": True, "answer": "open", "in_force": True, "events": []}
    assert hours(caller) == [
        ("disabled", "08:00:00"),
        ("active", "11:00:00"),
        ("disabled", "16:00:00"),
        ("active", "22:00:00"),
    ]
    assert all(event["days"] == EVERY_DAY[1:6] for event in off_peak["events"])
    advisories = {advisory["id"]: advisory for advisory in caller.get("/advisories")}
    assert advisories["schedule.off_peak_offer"]["severity"] == "info"
    assert caller.get("/schedule") == []


def test_accepted_hours_are_the_schedule_and_can_be_edited(caller: Caller) -> None:
    off_peak = caller.get("/schedule/off-peak")
    answered = caller.put("/schedule/off-peak", {"answer": "accepted"})
    assert (answered["answer"], answered["in_force"]) == ("accepted", False)
    assert caller.get("/schedule") == off_peak["events"]
    assert caller.delete("/schedule/1") == 204
    assert caller.put("/schedule/off-peak", {"answer": "accepted"}) == answered
    assert caller.get("/schedule") == off_peak["events"][1:]
    assert "schedule.off_peak_offer" not in {advisory["id"] for advisory in caller.get("/advisories")}


def test_declined_hours_leave_no_trace(caller: Caller) -> None:
    caller.pass_s(4 * 3600)
    assert caller.get("/target")["state"] == "disabled"
    answered = caller.put("/schedule/off-peak", {"answer": "declined"})
    assert (answered["offered"], answered["answer"], answered["in_force"]) == (True, "declined", False)
    assert caller.get("/target")["state"] == "active"
    assert caller.get("/schedule") == []


def test_a_delay_of_hours_that_wait_for_an_answer_names_no_event(caller: Caller) -> None:
    caller.pass_s(3 * 3600)
    delayed = caller.get("/schedule/delay")
    assert (delayed["event"], delayed["state"], delayed["due_at"]) == (None, "disabled", "2026-07-06T15:00:00Z")


def test_where_a_schedule_is_the_hours_do_not_replace_it(caller: Caller) -> None:
    start_soon(caller)
    assert not caller.get("/schedule/off-peak")["in_force"]
    field, reason = caller.refused("PUT", "/schedule/off-peak", {"answer": "accepted"}, 409)
    assert (field, reason) == (
        None,
        "There is a schedule already: delete its events before the offered hours are accepted.",
    )
    assert len(caller.get("/schedule")) == 2


def test_without_the_rules_there_is_nothing_to_answer(caller: Caller) -> None:
    caller.patch("/settings", {"smart_charge_rules": ""})
    off_peak = caller.get("/schedule/off-peak")
    assert (off_peak["offered"], off_peak["in_force"]) == (False, False)
    for answer in ("accepted", "declined"):
        _, reason = caller.refused("PUT", "/schedule/off-peak", {"answer": answer}, 409)
        assert "smart_charge_rules" in reason


@pytest.mark.parametrize("body", [{}, {"answer": "open"}, {"answer": None}, {"answer": "accepted", "more": 1}, []])
def test_what_is_no_answer_is_refused(caller: Caller, body: object) -> None:
    caller.refused("PUT", "/schedule/off-peak", body)
    assert caller.get("/schedule/off-peak")["answer"] == "open"
