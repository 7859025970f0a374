"""``/schedule``."""

from __future__ import annotations

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]

EVENING = '{"state":"active","time":"22:30","days":["friday","monday"]}'
MORNING = '{"id":5,"state":"disabled","time":"7:00","days":["tuesday"]}'


def test_without_events_there_is_an_empty_list_and_an_empty_plan(caller: Caller) -> None:
    assert caller.answer_to("GET", "/schedule") == (b"[]", "application/json")
    assert caller.get("/schedule/plan") == {
        "current_day": "monday",
        "current_offset": 46801,
        "next_event_delay": False,
        "current_event": False,
        "next_event": False,
    }


def test_an_event_is_made_read_replaced_and_deleted(caller: Caller) -> None:
    assert caller.post("/schedule", EVENING) == (200, {"msg": "done"})
    event = {"id": 1, "state": "active", "time": "22:30:00", "days": ["monday", "friday"]}
    assert caller.get("/schedule") == [event]
    assert caller.get("/schedule/1") == event
    assert caller.post("/schedule/1", '{"state":"dis","time":"8:05:30","days":["sunday"]}') == (200, {"msg": "done"})
    assert caller.get("/schedule/1") == {"id": 1, "state": "disabled", "time": "08:05:30", "days": ["sunday"]}
    assert caller.ask("DELETE", "/schedule/1") == (200, {"msg": "done"})
    assert caller.ask("DELETE", "/schedule/1") == (404, {"msg": "Not found"})


def test_events_are_listed_by_id_and_numbered_after_the_highest(caller: Caller) -> None:
    caller.post("/schedule", f"[{MORNING},{EVENING}]")
    caller.post("/schedule/2", EVENING)
    assert [event["id"] for event in caller.get("/schedule")] == [2, 5, 6]


def test_a_post_without_a_body_reads_the_schedule(caller: Caller) -> None:
    caller.post("/schedule", MORNING)
    assert caller.post("/schedule") == (200, caller.get("/schedule"))
    assert caller.post("/schedule/5") == (400, {"msg": "Could not parse JSON"})


def test_of_several_events_all_are_taken_or_none(caller: Caller) -> None:
    status, answer = caller.post("/schedule", f'[{EVENING},{{"state":"active","time":"24:00","days":["monday"]}}]')
    assert (status, answer["msg"]) == (400, "Could not parse JSON")
    assert answer["reason"].startswith("time: ")
    assert caller.get("/schedule") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"time":"22:30","days":["monday"]}', "state"),
        ('{"state":"active","days":["monday"]}', "time"),
        ('{"state":"active","time":"22:30"}', "days"),
        ('{"state":"active","time":"22:30","days":["monday"],"id":-1}', "id"),
        ('"active"', "schedule"),
    ],
)
def test_an_event_that_cannot_be_says_why(caller: Caller, body: str, field: str) -> None:
    status, answer = caller.post("/schedule", body)
    assert (status, answer["msg"]) == (400, "Could not parse JSON")
    assert answer["reason"].startswith(field)


@pytest.mark.parametrize("feature", ["divert", "shaper", "rfid", "ocpp"])
def test_a_window_with_a_feature_is_taken_as_a_web_app_writes_it(caller: Caller, feature: str) -> None:
    start = f'{{"id":1,"time":"13:00","state":"active","days":["monday"],"feature":"{feature}","feature_value":1}}'
    stop = f'{{"id":2,"time":"18:00","state":"disabled","days":["monday"],"feature":"{feature}","feature_value":0}}'
    for event in (start, stop):
        assert caller.post("/schedule", event) == (200, {"msg": "done"})
    extras = [(event["state"], event["feature"], event["feature_value"]) for event in caller.get("/schedule")]
    assert extras == [("active", feature, 1), ("disabled", feature, 0)]
    assert caller.get("/schedule/plan")["current_event"]["id"] == 1
    assert caller.host.status.timer_feature.value == feature


def test_eco_of_a_window_is_told_and_not_switched_off(caller: Caller) -> None:
    window = '{"time":"13:00","state":"active","days":["monday"],"feature":"divert","feature_value":1}'
    assert caller.post("/schedule", window) == (200, {"msg": "done"})
    assert caller.get("/status")["divertmode"] == 2
    claims = {claim["client"]: claim for claim in caller.get("/claims")}
    assert (claims[65538]["priority"], claims[65540]["priority"]) == (900, 100)
    caller.ask("POST", "/divertmode", "divertmode=1")
    assert caller.get("/status")["divertmode"] == 2
    caller.ask("DELETE", "/schedule/1")
    assert caller.get("/status")["divertmode"] == 1


@pytest.mark.parametrize("kind", ["time", "energy", "soc", "range", "cost"])
def test_an_event_carries_a_limit(caller: Caller, kind: str) -> None:
    event = f'{{"state":"active","time":"12:00","days":["monday"],"limit":"{kind}","limit_value":80}}'
    assert caller.post("/schedule", event) == (200, {"msg": "done"})
    (told,) = caller.get("/schedule")
    assert (told["limit"], told["limit_value"]) == (kind, 80)
    assert caller.get("/limit") == {"type": kind, "value": 80, "auto_release": True}


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ('"feature":"eco"', "feature"),
        ('"limit":"distance","limit_value":5', "limit"),
        ('"limit":"energy"', "limit_value"),
        ('"limit":"soc","limit_value":101', "limit_value"),
        ('"feature":"current","feature_value":-6', "feature_value"),
    ],
)
def test_an_extra_that_cannot_be_says_why(caller: Caller, extra: str, field: str) -> None:
    status, answer = caller.post("/schedule", f'{{"state":"active","time":"12:00","days":["monday"],{extra}}}')
    assert (status, answer["msg"]) == (400, "Could not parse JSON")
    assert answer["reason"].startswith(f"{field}: ")
    assert caller.get("/schedule") == []


def test_of_events_at_the_same_time_the_highest_id_counts(caller: Caller) -> None:
    for state in ("active", "disabled", "active"):
        caller.post("/schedule", f'{{"state":"{state}","time":"12:00","days":["monday"]}}')
    caller.post("/config", '{"scheduler_start_window":0}')
    assert len(caller.get("/schedule")) == 3
    assert caller.get("/schedule/plan")["current_event"]["id"] == 3
    caller.ask("DELETE", "/schedule/3")
    assert caller.get("/claims/target")["properties"]["state"] == "disabled"


def test_of_two_with_the_same_id_the_later_counts(caller: Caller) -> None:
    later = EVENING.replace('"22:30"', '"23:00"')
    assert caller.post("/schedule", f'[{EVENING[:-1]},"id":4}},{later[:-1]},"id":4}}]') == (200, {"msg": "done"})
    assert [(event["id"], event["time"]) for event in caller.get("/schedule")] == [(4, "23:00:00")]


def test_an_event_keeps_the_id_it_is_addressed_by(caller: Caller) -> None:
    assert caller.post("/schedule/9", EVENING) == (200, {"msg": "done"})
    assert caller.get("/schedule/9")["id"] == 9
    status, answer = caller.post("/schedule/9", MORNING)
    assert (status, answer["msg"]) == (400, "Could not parse JSON")


@pytest.mark.parametrize("event_id", ["0", "abc", "-1", "4294967296", "77"])
def test_an_event_that_is_not_there_is_not_found(caller: Caller, event_id: str) -> None:
    assert caller.ask("GET", f"/schedule/{event_id}") == (404, {"msg": "Not found"})
    assert caller.ask("DELETE", f"/schedule/{event_id}") == (404, {"msg": "Not found"})


def test_an_impossible_id_is_not_found_when_written_either(caller: Caller) -> None:
    assert caller.post("/schedule/abc", EVENING) == (404, {"msg": "Not found"})
    assert caller.get("/schedule") == []


def test_the_plan_tells_the_week(caller: Caller) -> None:
    caller.post("/config", '{"scheduler_start_window":0}')
    caller.post("/schedule", f"[{EVENING},{MORNING}]")
    plan = caller.get("/schedule/plan")
    assert plan["next_event"] == {
        "id": 6,
        "state": "active",
        "time": "22:30:00",
        "day": "monday",
        "offset": 81000,
        "start_offset": 81000,
        "diff": 0,
        "duration": 30600,
    }
    assert plan["next_event_delay"] == 81000 - plan["current_offset"]
    assert plan["current_event"]["day"] == "friday"
    assert [day for day in plan if day.endswith("day") and day != "current_day"] == ["monday", "tuesday", "friday"]


def test_an_event_in_force_claims(caller: Caller) -> None:
    caller.post("/schedule", '{"state":"disabled","time":"7:00","days":["monday"]}')
    assert caller.get("/claims") == [{"client": 65540, "priority": 10, "state": "disabled", "auto_release": False}]
    assert caller.host.frames[:3] == [
        {"schedule_version": 1, "schedule_plan_version": 1},
        {"claims_version": 1},
        {"schedule_plan_version": 2},
    ]


def test_the_schedule_holds_fifty(caller: Caller) -> None:
    fifty = ",".join([EVENING] * 50)
    assert caller.post("/schedule", f"[{fifty}]") == (200, {"msg": "done"})
    status, answer = caller.post("/schedule", EVENING)
    assert (status, answer["msg"]) == (400, "Could not parse JSON")
    assert len(caller.get("/schedule")) == 50


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/schedule"), ("PUT", "/schedule"), ("PATCH", "/schedule/1")])
def test_other_methods_are_not_known(caller: Caller, method: str, path: str) -> None:
    assert caller.ask(method, path) == (405, {"msg": "Method not allowed"})
