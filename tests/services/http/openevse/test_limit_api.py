"""``/limit``."""

from __future__ import annotations

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]


def test_without_a_limit_there_is_an_empty_object(caller: Caller) -> None:
    assert caller.answer_to("GET", "/limit") == (b"{}", "application/json")
    assert caller.ask("DELETE", "/limit") == (200, {"msg": "no limit"})


@pytest.mark.parametrize("path", ["/limit", "/limits", "/limit/1"])
def test_a_limit_is_set_read_and_deleted(caller: Caller, path: str) -> None:
    assert caller.post(path, '{"type":"energy","value":12000}') == (201, {"msg": "done"})
    assert caller.get(path) == {"type": "energy", "value": 12000, "auto_release": True}
    assert caller.get("/status")["limit"] is True
    assert caller.ask("DELETE", path) == (200, {"msg": "done"})
    assert caller.get(path) == {}


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ('{"type":"time","value":60,"auto_release":false}', {"type": "time", "value": 60, "auto_release": False}),
        ('{"type":"soc","value":80}', {"type": "soc", "value": 80, "auto_release": True}),
        ('{"type":"r","value":"200"}', {"type": "range", "value": 200, "auto_release": True}),
        ('{"type":"energy","value":1.5}', {"type": "energy", "value": 1, "auto_release": True}),
        ('{"type":"time","value":16,"release":false}', {"type": "time", "value": 16, "auto_release": False}),
        ('{"type":"time","value":17,"x":1}', {"type": "time", "value": 17, "auto_release": True}),
    ],
)
def test_a_limit_is_read_as_clients_write_it(caller: Caller, body: str, limit: dict[str, object]) -> None:
    assert caller.post("/limit", body)[0] == 201
    assert caller.get("/limit") == limit


@pytest.mark.parametrize("body", ["", "{", "[]", "5", "null", "type=time&value=5"])
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/limit", body) == (400, {"msg": "failed to parse JSON"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"type":"none","value":10}', "type"),
        ('{"value":100}', "type"),
        ('{"type":"Energy","value":11}', "type"),
        ('{"type":5,"value":11}', "type"),
        ('{"type":"energy"}', "value"),
        ('{"type":"energy","value":0}', "value"),
        ('{"type":"energy","value":-5}', "value"),
        ('{"type":"energy","value":true}', "value"),
        ('{"type":"energy","value":4294967296}', "value"),
        ('{"type":"energy","value":10,"auto_release":"no"}', "auto_release"),
        ('{"type":"energy","value":10,"release":[]}', "release"),
    ],
)
def test_a_limit_that_cannot_be_changes_nothing_and_says_why(caller: Caller, body: str, field: str) -> None:
    caller.post("/limit", '{"type":"time","value":18}')
    status, answer = caller.post("/limit", body)
    assert (status, answer["msg"]) == (400, "failed to parse JSON")
    assert answer["reason"].startswith(field)
    assert caller.get("/limit")["value"] == 18


def test_listeners_hear_of_it(caller: Caller) -> None:
    caller.post("/limit", '{"type":"energy","value":12000}')
    caller.ask("DELETE", "/limit")
    assert caller.host.frames == [{"limit": True, "limit_version": 1}, {"limit": False, "limit_version": 2}]


def test_other_methods_are_not_known(caller: Caller) -> None:
    assert caller.ask("PUT", "/limit", "{}") == (405, {"msg": "Method not allowed"})
