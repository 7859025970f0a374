"""``/override``."""

from __future__ import annotations

import pytest
from driven_host import Caller

from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.records import StandingRecord

pytest_plugins = ["driven_api"]


def test_without_an_override_there_is_an_empty_object(caller: Caller) -> None:
    assert caller.answer_to("GET", "/override") == (b"{}", "application/json")


def test_an_override_is_made_and_takes_effect_before_the_answer(caller: Caller) -> None:
    assert caller.post("/override", '{"state":"disabled"}') == (201, {"msg": "Created"})
    assert caller.get("/override") == {"state": "disabled", "auto_release": True}
    status = caller.get("/status")
    assert (status["status"], status["state"], status["manual_override"]) == ("disabled", 254, 1)
    assert caller.host.controller.state is EvseState.SLEEPING


def test_the_answer_waits_until_the_override_is_kept(caller: Caller) -> None:
    caller.post("/override", '{"charge_current":10,"auto_release":false}')
    kept = [record for record in caller.host.records if isinstance(record, StandingRecord)]
    assert [record.standing.override for record in kept] == [Wish(None, 10)]


def test_a_new_override_replaces_the_old_one_as_a_whole(caller: Caller) -> None:
    caller.post("/override", '{"state":"active","charge_current":16,"max_current":13,"auto_release":false}')
    assert caller.get("/override") == {
        "state": "active",
        "charge_current": 16,
        "max_current": 13,
        "auto_release": False,
    }
    assert caller.get("/status")["pilot"] == 13
    caller.post("/override", '{"charge_current":"clear"}')
    assert caller.get("/override") == {"auto_release": True}
    assert caller.get("/status")["pilot"] == 32


def test_what_older_firmware_could_limit_is_ignored(caller: Caller) -> None:
    assert caller.post("/override", '{"energy_limit":5000,"time_limit":3600}')[0] == 201
    assert caller.get("/override") == {"auto_release": True}


@pytest.mark.parametrize("body", ["", "{", "[]", "5", "null", '"x"', "state=disabled"])
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/override", body) == (400, {"msg": "Failed to parse JSON"})
    assert caller.get("/override") == {}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"charge_current":-3}', 'charge_current must be a current in amperes, 0 or more, or "clear"'),
        ('{"charge_current":true}', 'charge_current must be a current in amperes, 0 or more, or "clear"'),
        ('{"state":"active","max_current":"much"}', 'max_current must be a current in amperes, 0 or more, or "clear"'),
        ('{"state":7}', 'state must be "active" or "disabled"'),
        ('{"auto_release":"no"}', "auto_release must be true or false"),
    ],
)
def test_a_field_that_can_never_be_valid_is_named_and_nothing_happens(caller: Caller, body: str, message: str) -> None:
    assert caller.post("/override", body) == (400, {"msg": message})
    assert caller.get("/override") == {}


def test_an_override_finds_a_place_among_any_number_of_claims(caller: Caller) -> None:
    for client in range(10):
        assert caller.post(f"/claims/{client}", "{}")[0] == 200
    assert caller.post("/override", '{"state":"disabled"}') == (201, {"msg": "Created"})
    assert caller.get("/claims/target")["claims"] == {"state": 65537}


def test_toggling_does_the_opposite_and_then_releases(caller: Caller) -> None:
    assert caller.ask("PATCH", "/override", '{"state":"active"}') == (200, {"msg": "Updated"})
    assert caller.get("/override") == {"state": "disabled", "auto_release": True}
    assert caller.get("/status")["status"] == "disabled"
    assert caller.ask("PATCH", "/override") == (200, {"msg": "Updated"})
    assert caller.get("/override") == {}
    assert caller.get("/status")["status"] == "active"


def test_toggling_releases_an_override_that_says_nothing_of_the_state(caller: Caller) -> None:
    caller.post("/override", '{"charge_current":9}')
    caller.ask("PATCH", "/override")
    assert caller.get("/override") == {}


def test_an_override_is_released_once(caller: Caller) -> None:
    caller.post("/override", '{"state":"active"}')
    assert caller.ask("DELETE", "/override") == (200, {"msg": "Deleted"})
    assert caller.ask("DELETE", "/override") == (500, {"msg": "Failed to release manual override"})


def test_listeners_hear_of_it(caller: Caller) -> None:
    caller.post("/override", '{"charge_current":10}')
    assert caller.host.frames == [
        {"claims_version": 1, "override_version": 1},
        {"manual_override": 1},
        {"pilot": 10},
        {"manual_override": 1},
    ]
    caller.host.forget()
    caller.post("/override", '{"charge_current":10}')
    assert caller.host.frames == []
    caller.ask("DELETE", "/override")
    assert {"manual_override": 0} in caller.host.frames
    assert {"claims_version": 2, "override_version": 2} in caller.host.frames


def test_evcc_reads_and_writes_it_back(caller: Caller) -> None:
    caller.post("/override", '{"state":"disabled","max_current":13}')
    read = caller.get("/override")
    assert caller.post("/override", f'{{"state":"active","max_current":{read["max_current"]}}}')[0] == 201
    override = caller.host.status.override
    assert override is not None
    assert override.wish == Wish(ChargeState.ACTIVE, None, 13, auto_release=True)


def test_other_methods_are_not_known(caller: Caller) -> None:
    assert caller.ask("PUT", "/override", "{}") == (405, {"msg": "Method not allowed"})
