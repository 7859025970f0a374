"""``/api/v1/claims``, ``/override`` and ``/limit``."""

from __future__ import annotations

import pytest
from v1_caller import Caller

pytest_plugins = ["whole_api"]


def test_a_claim_is_made_read_and_released(caller: Caller) -> None:
    made = caller.put("/claims/20", {"state": "active", "charge_current_a": 12, "why": "cheap until 6:00"})
    assert made == {
        "client": 20,
        "name": "client 20",
        "priority": 500,
        "state": "active",
        "charge_current_a": 12,
        "max_current_a": None,
        "auto_release": False,
        "why": "cheap until 6:00",
        "lease_s": None,
        "lease_remaining_s": None,
    }
    assert caller.get("/claims/20") == made
    assert caller.get("/claims") == [made]
    assert caller.delete("/claims/20") == 204
    assert caller.get("/claims") == []


def test_a_claim_counts_at_once_and_its_reason_is_told(caller: Caller) -> None:
    caller.put("/claims/20", {"max_current_a": 10, "why": "the fuse bears no more"})
    target = caller.get("/target")
    assert (target["state"], target["pilot_a"], target["max_current_a"]) == ("active", 10, 10)
    assert target["why"] == (
        "Charging is allowed: nothing else was asked for. "
        "10 A is offered: the client 20 allows 10 A: the fuse bears no more."
    )
    assert [(reason["about"], reason["client"]) for reason in target["reasons"]] == [
        ("state", None),
        ("current", 20),
        ("current", None),
    ]
    assert caller.host.controller.capacity_a == 10


def test_a_lease_runs_out_unless_the_claim_is_made_again(caller: Caller) -> None:
    body = {"state": "disabled", "lease_s": 60}
    assert caller.put("/claims/20", body)["lease_remaining_s"] == 60
    caller.pass_s(40)
    assert 19 <= caller.get("/claims/20")["lease_remaining_s"] <= 20
    assert caller.put("/claims/20", body)["lease_remaining_s"] == 60
    caller.pass_s(61)
    assert caller.get("/claims") == []
    assert caller.get("/target")["state"] == "active"


def test_putting_a_claim_again_changes_nothing(caller: Caller) -> None:
    body = {"charge_current_a": 12}
    first = caller.put("/claims/20", body)
    versions = caller.get("/status")["versions"]
    assert caller.put("/claims/20", body) == first
    assert caller.get("/status")["versions"] == versions


def test_a_claim_replaces_what_the_same_client_claimed_before(caller: Caller) -> None:
    caller.put("/claims/20", {"state": "disabled", "charge_current_a": 12})
    made = caller.put("/claims/20", {"max_current_a": 20})
    assert (made["state"], made["charge_current_a"], made["max_current_a"]) == (None, None, 20)


def test_the_higher_priority_decides(caller: Caller) -> None:
    caller.put("/claims/20", {"state": "disabled"})
    caller.put("/claims/21", {"state": "active", "priority": 501})
    assert caller.get("/target")["state"] == "active"
    caller.put("/claims/21", {"state": "active", "priority": 499})
    assert caller.get("/target")["state"] == "disabled"


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"colour": "red"}, "colour", "There is no such field."),
        ({"charge_current_a": 81}, "charge_current_a", "Use a whole number from 6 to 80 or null."),
        ({"charge_current_a": "16"}, "charge_current_a", "Use a whole number from 6 to 80 or null."),
        ({"charge_current_a": True}, "charge_current_a", "Use a whole number from 6 to 80 or null."),
        ({"state": "on"}, "state", 'Use one of "active", "disabled" or null.'),
        ({"state": "active", "priority": 1000}, "priority", "Use a whole number from 1 to 999."),
        ({"state": "active", "lease_s": 0}, "lease_s", "Use a number from 1 to 604800 or null."),
        ({"state": "active", "why": "x" * 201}, "why", "Use text of at most 200 characters."),
        ({"state": "active", "auto_release": 1}, "auto_release", "Use true or false."),
        ({}, None, "Nothing is asked for: give state, charge_current_a or max_current_a."),
        ([], None, "Use an object."),
    ],
)
def test_what_can_never_be_is_refused_by_name_and_nothing_is_done(
    caller: Caller, body: object, field: str | None, reason: str
) -> None:
    assert caller.refused("PUT", "/claims/20", body) == (field, reason)
    assert caller.get("/claims") == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b'{"state": "active"} {}', b"\xff", b'{"state": "\xff"}', b"[" * 5000]
)
def test_what_is_not_json_is_refused(caller: Caller, body: bytes) -> None:
    _, reason = caller.refused("PUT", "/claims/20", body)
    assert reason


@pytest.mark.parametrize("client", ["-1", "4294967296", "1" * 40])
def test_a_client_is_an_unsigned_number_of_32_bits(caller: Caller, client: str) -> None:
    field, _ = caller.refused("PUT", f"/claims/{client}", {"state": "active"})
    assert field == "client"


def test_a_client_that_is_no_number_is_nowhere(caller: Caller) -> None:
    caller.refused("GET", "/claims/evcc", status=404)


@pytest.mark.parametrize("client", [0x10001, 0x10002, 0x10003, 0x10004, 0x10006, 0x10007, 0x10009, 0x1000C, 0x1000D])
def test_the_stations_own_claims_are_not_for_others(caller: Caller, client: int) -> None:
    caller.put("/override", {"state": "disabled"})
    assert caller.refused("PUT", f"/claims/{client}", {"state": "active"}, 409)[0] == "client"
    assert caller.refused("DELETE", f"/claims/{client}", status=409)[0] == "client"
    assert caller.get("/override")["state"] == "disabled"


def test_when_all_claims_are_taken_another_client_is_told_so(caller: Caller) -> None:
    for client in range(10):
        caller.put(f"/claims/{client}", {"state": "active"})
    _, reason = caller.refused("PUT", "/claims/10", {"state": "active"}, 409)
    assert "release one" in reason
    caller.put("/claims/9", {"state": "disabled"})


def test_a_claim_that_is_not_there_can_be_neither_read_nor_released(caller: Caller) -> None:
    assert caller.refused("GET", "/claims/20", status=404)[0] == "client"
    assert caller.refused("DELETE", "/claims/20", status=404)[0] == "client"


def test_an_override_is_made_by_default_until_the_car_leaves(caller: Caller) -> None:
    assert caller.get("/override") is None
    caller.do(caller.host.plug_in)
    made = caller.put("/override", {"state": "disabled"})
    assert (made["client"], made["name"], made["priority"], made["auto_release"]) == (
        65537,
        "manual override",
        1000,
        True,
    )
    assert caller.get("/override") == made
    assert caller.get("/target")["state"] == "disabled"
    caller.do(caller.host.unplug)
    assert caller.get("/override") is None


def test_an_override_wins_over_every_client_of_the_api(caller: Caller) -> None:
    caller.put("/claims/20", {"state": "active", "priority": 999})
    caller.put("/override", {"state": "disabled"})
    assert caller.get("/target")["state"] == "disabled"
    assert caller.delete("/override") == 204
    assert caller.get("/target")["state"] == "active"
    caller.refused("DELETE", "/override", status=404)


def test_an_override_survives_a_restart_of_the_station(caller: Caller) -> None:
    caller.put("/override", {"charge_current_a": 9, "auto_release": False})
    kept = caller.host._store.load().standing.override
    assert kept is not None
    assert (kept.charge_current_a, kept.auto_release) == (9, False)


def test_an_override_that_asks_for_nothing_is_refused(caller: Caller) -> None:
    caller.refused("PUT", "/override", {"auto_release": False})
    assert caller.refused("PUT", "/override", {"lease_s": 3})[0] == "lease_s"


@pytest.mark.parametrize(
    ("kind", "value", "unit"),
    [
        ("time", 30, "min"),
        ("energy", 12000, "Wh"),
        ("soc", 80, "%"),
        ("range", 300, "km"),
        ("cost", 250, "hundredths"),
    ],
)
def test_a_limit_is_set_read_and_forgotten(caller: Caller, kind: str, value: int, unit: str) -> None:
    assert caller.get("/limit") is None
    made = caller.put("/limit", {"type": kind, "value": value})
    assert made == {
        "type": kind,
        "value": value,
        "unit": unit,
        "auto_release": True,
        "ready_by": None,
        "prefer": None,
    }
    assert caller.get("/limit") == made
    assert caller.delete("/limit") == 204
    assert caller.get("/limit") is None
    caller.refused("DELETE", "/limit", status=404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "money", "value": 5}, "type"),
        ({"type": "energy"}, "value"),
        ({"value": 5}, "type"),
        ({"type": "energy", "value": 0}, "value"),
        ({"type": "energy", "value": 1.5}, "value"),
        ({"type": "soc", "value": 101}, "value"),
        ({"type": "soc", "value": 80, "release": True}, "release"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_by_name(caller: Caller, body: object, field: str) -> None:
    assert caller.refused("PUT", "/limit", body)[0] == field
    assert caller.get("/limit") is None
