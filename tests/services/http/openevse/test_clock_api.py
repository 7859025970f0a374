"""``/time`` and ``/settime``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]

JSON = {"Content-Type": "application/json; charset=utf-8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BERLIN = "Europe/Berlin|CET-1CEST,M3.5.0,M10.5.0/3"


def tell(caller: Caller, **asked: object) -> tuple[int, Any]:
    return caller.post("/time", msgspec.json.encode(asked), JSON)


def test_the_clock_is_told(caller: Caller) -> None:
    assert caller.get("/time") == {
        "time": "2026-07-06T12:00:01Z",
        "local_time": "2026-07-06T13:00:01+0100",
        "offset": "+0100",
        "uptime": 1,
        "ntp_status": "synchronized",
        "ntp_last_sync": 0,
    }


def test_the_zone_is_set(caller: Caller) -> None:
    assert tell(caller, sntp_enabled=True, time_zone=BERLIN) == (200, {"msg": "done"})
    assert caller.get("/time")["local_time"] == "2026-07-06T14:00:01+0200"
    assert caller.get("/config")["time_zone"] == BERLIN


def test_the_time_is_set_where_no_server_keeps_it(caller: Caller) -> None:
    asked = {"sntp_enabled": False, "time_zone": "UTC0", "time": "2026-12-24T15:00:00.250Z"}
    assert tell(caller, **asked) == (200, {"msg": "done"})
    assert caller.host.clock_set_to == datetime(2026, 12, 24, 15, tzinfo=UTC)
    told = caller.get("/time")
    assert (told["time"], told["offset"], told["ntp_status"]) == ("2026-12-24T15:00:00Z", "+0000", "disabled")
    assert caller.get("/config")["sntp_enabled"] is False


def test_the_time_is_left_to_a_server(caller: Caller) -> None:
    assert tell(caller, sntp_enabled=True, time="2026-12-24T15:00:00Z") == (200, {"msg": "done"})
    assert caller.host.clock_set_to is None


def test_who_sets_the_time_wants_it_to_stay(caller: Caller) -> None:
    assert tell(caller, time="2026-12-24T15:00:00Z") == (200, {"msg": "done"})
    config = caller.get("/config")
    assert config["sntp_enabled"] is False
    assert config["time_zone"].startswith("Europe/London|")


def test_a_server_is_asked_without_any_other_change(caller: Caller) -> None:
    before = caller.get("/config")
    assert tell(caller, sync_now=True) == (200, {"msg": "done"})
    assert caller.get("/config") == before


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"sntp_enabled": False, "time_zone": "UTC0"},
        {"time": 1783339200},
        {"sntp_enabled": False, "time_zone": "UTC0", "time": "2026-07-06T16:00:00"},
        {"sntp_enabled": False, "time_zone": "UTC0", "time": "2026-07-06T16:00:00+01:00"},
        {"sntp_enabled": False, "time_zone": "UTC0", "time": "2026-13-45T99:00:00Z"},
        {"sntp_enabled": False, "time_zone": "UTC0", "time": "1999-12-31T23:59:59Z"},
        {"sntp_enabled": "maybe", "time_zone": "UTC0"},
        {"sntp_enabled": True, "time_zone": ["UTC0"]},
        {"sntp_enabled": True, "time_zone": False},
    ],
)
def test_a_time_that_cannot_be_changes_nothing_and_says_why(caller: Caller, asked: dict[str, object]) -> None:
    before = caller.get("/config")
    status, answer = tell(caller, **asked)
    assert (status, answer["msg"]) == (400, "Could not parse time")
    assert answer["reason"]
    assert caller.get("/config") == before
    assert caller.host.clock_set_to is None


@pytest.mark.parametrize("body", ["", "{", "[]"])
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/time", body, JSON) == (400, {"msg": "Could not parse JSON"})


@pytest.mark.parametrize("path", ["/time", "/settime"])
def test_a_form_does_the_same(caller: Caller, path: str) -> None:
    body = f"ntp=0&tz={BERLIN}&time=2026-07-06T18:00:00Z"
    assert caller.post(path, body, FORM) == (200, "set")
    assert caller.get("/time")["local_time"] == "2026-07-06T20:00:00+0200"
    assert caller.post(path, "ntp=1", FORM) == (200, "set")
    assert caller.get("/config")["sntp_enabled"] is True
    assert caller.get("/config")["time_zone"] == BERLIN


@pytest.mark.parametrize("body", ["", "tz=UTC0", "ntp=0&time=noon"])
def test_a_form_without_a_time_changes_nothing(caller: Caller, body: str) -> None:
    before = caller.get("/config")
    assert caller.post("/time", body, FORM) == (400, "could not parse time")
    assert caller.get("/config") == before


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_settime_takes_any_method_and_a_query(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/settime?ntp=0&tz=UTC0&time=2026-07-06T19:30:00Z") == (200, "set")
    assert caller.get("/time")["time"] == "2026-07-06T19:30:00Z"
    before = caller.get("/config")
    assert caller.ask(method, "/settime") == (400, "could not parse time")
    assert caller.get("/config") == before


def test_what_is_neither_json_nor_a_form_is_refused(caller: Caller) -> None:
    headers = {"Content-Type": "text/plain"}
    assert caller.post("/time", '{"sntp_enabled":true}', headers) == (400, "could not parse time")


def test_listeners_hear_of_the_new_time(caller: Caller) -> None:
    tell(caller, sntp_enabled=False, time_zone="UTC0", time="2026-12-24T15:00:00Z")
    assert {
        "time": "2026-12-24T15:00:00Z",
        "local_time": "2026-12-24T15:00:00+0000",
        "offset": "+0000",
        "uptime": 1,
    } in caller.host.frames


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_on_time_are_not_known(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/time") == (405, None)
