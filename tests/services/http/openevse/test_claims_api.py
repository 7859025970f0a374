"""``/claims``."""

from __future__ import annotations

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]


def test_without_claims_the_list_is_empty(caller: Caller) -> None:
    assert caller.answer_to("GET", "/claims") == (b"[]", "application/json")
    assert caller.answer_to("GET", "/claims/target") == (
        b'{"properties":{"state":"active","auto_release":false},"claims":{}}',
        "application/json",
    )


def test_a_claim_is_made_read_and_released(caller: Caller) -> None:
    assert caller.post("/claims/20", '{"state":"active","charge_current":12,"auto_release":true}') == (
        200,
        {"msg": "done"},
    )
    assert caller.get("/claims/20") == {"state": "active", "charge_current": 12, "auto_release": True}
    assert caller.get("/claims") == [
        {"client": 20, "priority": 500, "state": "active", "charge_current": 12, "auto_release": True}
    ]
    assert caller.get("/claims/target") == {
        "properties": {"state": "active", "charge_current": 12, "auto_release": False},
        "claims": {"state": 20, "charge_current": 20},
    }
    assert caller.get("/status")["pilot"] == 12
    assert caller.ask("DELETE", "/claims/20") == (200, {"msg": "done"})
    assert caller.get("/claims") == []
    assert caller.get("/status")["pilot"] == 32


def test_a_claim_replaces_what_the_client_claimed_before(caller: Caller) -> None:
    caller.post("/claims/20", '{"state":"disabled"}')
    caller.post("/claims/20", '{"max_current":16}')
    assert caller.get("/claims/20") == {"max_current": 16, "auto_release": False}


def test_clients_do_not_choose_who_they_are_or_what_they_weigh(caller: Caller) -> None:
    caller.post("/claims/20", '{"client":5,"priority":9999,"state":"active"}')
    assert caller.get("/claims") == [{"client": 20, "priority": 500, "state": "active", "auto_release": False}]


def test_claims_are_listed_in_the_order_of_their_slots(caller: Caller) -> None:
    for client in (30, 20, 40):
        caller.post(f"/claims/{client}", "{}")
    caller.ask("DELETE", "/claims/30")
    caller.post("/claims/50", "{}")
    assert [claim["client"] for claim in caller.get("/claims")] == [50, 20, 40]


def test_a_claim_nobody_made_is_not_found(caller: Caller) -> None:
    assert caller.ask("GET", "/claims/20") == (404, {"msg": "Not found"})
    assert caller.ask("DELETE", "/claims/20") == (404, {"msg": "Not found"})


@pytest.mark.parametrize("client", ["abc", "-1", "4294967296", "1.5", "0x14"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_client_that_cannot_be_is_not_found(caller: Caller, method: str, client: str) -> None:
    assert caller.ask(method, f"/claims/{client}", '{"state":"active"}') == (404, {"msg": "Not found"})
    assert caller.get("/claims") == []


def test_ids_are_as_large_as_32_bits_allow(caller: Caller) -> None:
    caller.post("/claims/4294967295", '{"state":"active"}')
    assert caller.get("/claims/target")["claims"] == {"state": 4294967295}


@pytest.mark.parametrize("body", ["", "{", "[]", "5", "null"])
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/claims/20", body) == (400, {"msg": "Could not parse JSON"})
    assert caller.get("/claims") == []


def test_a_field_that_can_never_be_valid_is_named(caller: Caller) -> None:
    status, body = caller.post("/claims/20", '{"state":"active","charge_current":"fast"}')
    assert status == 400
    assert body["msg"].startswith("charge_current must be")
    assert caller.get("/claims") == []


def test_without_a_free_slot_there_is_no_claim(caller: Caller) -> None:
    for client in range(10):
        caller.post(f"/claims/{client}", "{}")
    status, body = caller.post("/claims/10", "{}")
    assert (status, body["msg"]) == (400, "Could not make claim")
    assert caller.post("/claims/9", '{"max_current":8}') == (200, {"msg": "done"})


def test_a_claim_lasts_until_released_unless_the_settings_give_it_a_lease(caller: Caller) -> None:
    caller.post("/claims/20", '{"charge_current":8}')
    caller.host.pass_s(3600)
    assert len(caller.get("/claims")) == 1
    caller.post("/config", '{"claims_lease_time":60}')
    caller.post("/claims/20", '{"charge_current":8}')
    caller.host.pass_s(59)
    assert len(caller.get("/claims")) == 1
    caller.host.pass_s(2)
    assert caller.get("/claims") == []


def test_listeners_hear_of_changes_only(caller: Caller) -> None:
    caller.post("/claims/20", '{"max_current":16}')
    assert caller.host.frames == [{"claims_version": 1}, {"pilot": 16}]
    caller.host.forget()
    caller.post("/claims/20", '{"max_current":16}')
    assert caller.host.frames == []


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/claims"), ("DELETE", "/claims"), ("PUT", "/claims/20"), ("PATCH", "/claims/20")]
)
def test_other_methods_are_not_known(caller: Caller, method: str, path: str) -> None:
    assert caller.ask(method, path, "{}") == (405, {"msg": "Method not allowed"})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_target_is_told_whatever_the_method(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/claims/target")[1]["properties"] == {"state": "active", "auto_release": False}
