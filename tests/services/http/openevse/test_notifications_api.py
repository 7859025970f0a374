"""What the owner should know, over HTTP."""

from __future__ import annotations

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]

TRIPPED = "fault.gfci_tripped"
"""The controller of these tests has tripped once before."""


def test_each_is_told_with_its_history(caller: Caller) -> None:
    started_s = caller.host.now().epoch_s - caller.host.now().elapsed_ms // 1000
    told = caller.get("/notifications")
    assert (told["count"], told["max_severity"]) == (1, "critical")
    (one,) = told["notifications"]
    assert one.pop("last_seen") == caller.host.now().epoch_s
    assert abs(one.pop("first_seen") - started_s) <= 1
    assert one == {"id": TRIPPED, "category": "fault", "severity": "critical", "sticky": False, "acked": False}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/notifications/ack", f'{{"id":"{TRIPPED}"}}'),
        ("/notifications/ack", f"id={TRIPPED}"),
        (f"/notifications/ack?id={TRIPPED}", ""),
    ],
)
def test_taking_note_takes_it_out_of_the_count_and_tells_everybody(caller: Caller, path: str, body: str) -> None:
    caller.host.forget()
    assert caller.post(path, body) == (200, "acknowledged")
    told = caller.get("/notifications")
    assert (told["count"], told["max_severity"]) == (0, "info")
    assert told["notifications"][0]["acked"] is True
    assert {"notifications": {"count": 0, "severity": "info"}} in caller.host.frames
    assert caller.get("/status")["notifications"] == {"count": 0, "severity": "info"}


@pytest.mark.parametrize("body", ["", "{}", '{"id":5}', '{"id":null}', "id=", "[]"])
def test_without_an_id_nothing_is_taken_note_of(caller: Caller, body: str) -> None:
    assert caller.post("/notifications/ack", body) == (400, "id required")


def test_broken_json_is_said_to_be_that(caller: Caller) -> None:
    assert caller.post("/notifications/ack", '{"id":') == (400, {"msg": "Could not parse JSON"})


@pytest.mark.parametrize("wrong", ["safety.ground_check", "nonsense", "FAULT.GFCI_TRIPPED"])
def test_what_is_not_so_now_is_not_found(caller: Caller, wrong: str) -> None:
    assert caller.post("/notifications/ack", f"id={wrong}") == (404, "no such active notification")


def test_other_methods_are_refused(caller: Caller) -> None:
    for method, path in (("POST", "/notifications"), ("GET", "/notifications/ack"), ("DELETE", "/notifications/ack")):
        assert caller.ask(method, path) == (405, {"msg": "Method not allowed"})
