"""``/api/v1/explanation``, now and at moments that are over, and the explanation in status, events and log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from v1_caller import Caller, Followed

pytest_plugins = ["whole_api"]


def test_the_present_is_explained(caller: Caller) -> None:
    found = caller.get("/explanation")
    assert found["headline"] == {
        "code": "car.none",
        "values": {},
        "text": "Not charging: no car is plugged in.",
    }
    assert (found["state"], found["state_client"], found["pilot_client"]) == ("active", None, None)
    assert (found["since"], found["until"], found["restarted"]) == (None, None, False)
    assert found["at"].startswith("2026-07-06T12:00:0")
    assert [source["name"] for source in found["sources"]] == ["station"]


def test_who_wants_what_and_who_won(caller: Caller) -> None:
    caller.put("/divert", {"mode": "eco"})
    caller.put("/claims/20", {"max_current_a": 13, "why": "the heat pump is on", "lease_s": 600})
    caller.put("/boost", {"duration_s": 1800})
    found = caller.get("/explanation")
    assert [(source["name"], source["decides"]) for source in found["sources"]] == [
        ("client 20", ["maximum"]),
        ("boost", ["state", "current"]),
        ("solar divert", []),
        ("station", []),
    ]
    divert = found["sources"][2]
    assert divert["outranked"] == [{"property": "state", "by": 65539, "by_name": "boost"}]
    assert divert["waiting_for"] == "a first measurement of the grid"
    assert [item["code"] for item in found["next"]] == ["next.lease_end", "next.boost_end"]
    assert found["next"][1]["values"]["at"] == found["next"][1]["at"]


def test_it_is_part_of_the_status(caller: Caller) -> None:
    caller.put("/override", {"state": "disabled"})
    found = caller.get("/explanation")
    assert caller.get("/status")["explanation"] == {
        name: value for name, value in found.items() if name not in ("at", "since", "until", "restarted")
    }


def test_followers_are_told_when_it_changes(caller: Caller, follow: Callable[..., Followed]) -> None:
    followed = follow()
    followed.until("status")
    caller.put("/override", {"state": "disabled"})
    headline = followed.until("override")["changed"]["explanation"]["headline"]
    assert headline["text"] == "Not charging: no car is plugged in."
    entry = None
    caller.pass_s(20)
    while entry is None or entry["decision"] is None:
        entry = followed.until("log")["data"]["entry"]
    assert entry["text"] == headline["text"]


def pass_a_minute(caller: Caller) -> None:
    for _ in range(12):
        caller.pass_s(5)


def test_moments_that_are_over_are_explained_as_they_were(caller: Caller) -> None:
    pass_a_minute(caller)
    caller.do(caller.host.plug_in)
    pass_a_minute(caller)
    caller.put("/override", {"state": "disabled"})
    pass_a_minute(caller)
    first = caller.get("/explanation?at=2026-07-06T12:00:30Z")
    assert first["headline"]["text"] == "Not charging: no car is plugged in."
    second = caller.get(f"/explanation?at={first['until']}")
    assert (second["since"], second["headline"]["code"].partition(".")[0]) == (first["until"], "charging")
    last = caller.get("/explanation?at=2026-07-06T12:03:00.5Z")
    assert (last["headline"]["text"], last["until"]) == ("Paused by hand until the car is unplugged.", None)
    assert last["at"] == "2026-07-06T12:03:00.500000Z"
    assert last["sources"][0]["decides"] == ["state"]


def test_of_what_nobody_knows_nothing_is_told(caller: Caller) -> None:
    caller.pass_s(60)
    field, reason = caller.refused("GET", "/explanation?at=2026-07-06T11:00:00Z", status=404)
    assert (field, reason.startswith("Nothing that was decided by then is remembered. What is known begins at ")) == (
        "at",
        True,
    )
    assert caller.refused("GET", "/explanation?at=2026-07-06T23:00:00Z", status=404) == (
        "at",
        "That moment is still to come.",
    )


@pytest.mark.parametrize("query", ["at=yesterday", "at=2026-07-06T12:00:00", "when=now"])
def test_what_is_no_moment_is_refused(caller: Caller, query: str) -> None:
    assert caller.refused("GET", f"/explanation?{query}")[0] == query.partition("=")[0]


def test_the_log_has_decisions_with_what_translations_need(caller: Caller) -> None:
    caller.pass_s(60)
    entries = caller.get("/log")["entries"]
    assert [entry["decision"] for entry in entries if entry["decision"]] == [
        {"code": "car.none", "values": {}, "text": "Not charging: no car is plugged in."}
    ]


def test_the_log_of_the_compatible_api_has_none(caller: Caller) -> None:
    caller.pass_s(60)
    decided = [entry for entry in caller.host.reader.log() if entry.entry.explanation is not None]
    assert decided
    assert all(entry.explanation is None for entry in caller.host.reader.log_block(0) or ())
