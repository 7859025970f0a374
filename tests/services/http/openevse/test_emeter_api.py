"""``/emeter``."""

from __future__ import annotations

import pytest
from driven_host import Caller

from pilotwire.rapi.codes import EvseState

pytest_plugins = ["driven_api"]


@pytest.fixture
def metered(caller: Caller) -> Caller:
    """A station that has charged for a minute, and charges."""
    controller = caller.host.controller
    controller.car = controller.wants = True
    controller.classify()
    caller.host.pass_s(1)
    assert caller.host.status.evse.state is EvseState.CHARGING
    for _ in range(60):
        caller.host.pass_s(1)
    caller.host.forget()
    return caller


def test_without_hard_the_energy_ever_stays(metered: Caller) -> None:
    before = metered.get("/status")
    assert before["session_energy"] > 0
    assert metered.ask("DELETE", "/emeter", '{"hard":false,"import":false}') == (200, {"msg": "Reset done"})
    after = metered.get("/status")
    keys = ("session_energy", "session_elapsed", "total_day", "total_week", "total_month", "total_year")
    assert [after[key] for key in keys] == [0] * 6
    assert after["total_energy"] == before["total_energy"]
    assert after["total_switches"] == before["total_switches"]


def test_with_hard_all_of_it_goes(metered: Caller) -> None:
    assert metered.ask("DELETE", "/emeter", '{"hard":true,"import":false}') == (200, {"msg": "Reset done"})
    after = metered.get("/status")
    assert (after["total_energy"], after["total_switches"]) == (0, 0)
    assert any(frame.get("total_switches") == 0 for frame in metered.host.frames)


def test_the_controllers_register_can_be_taken_over(metered: Caller) -> None:
    assert metered.ask("DELETE", "/emeter", '{"hard":true,"import":true}') == (200, {"msg": "Reset done"})
    assert metered.get("/status")["total_energy"] == metered.host.status.evse.total_wh / 1000 > 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "hard=true"])
def test_what_is_not_an_object_is_refused(metered: Caller, body: str) -> None:
    assert metered.ask("DELETE", "/emeter", body) == (500, {"msg": "reset Failed"})
    assert metered.get("/status")["session_energy"] > 0


@pytest.mark.parametrize("body", ["{}", '{"hard":true}', '{"import":false}'])
def test_both_fields_must_be_there(metered: Caller, body: str) -> None:
    status, answer = metered.ask("DELETE", "/emeter", body)
    assert (status, answer["msg"]) == (500, "Reset Failed")
    assert metered.get("/status")["session_energy"] > 0


@pytest.mark.parametrize("body", ['{"hard":"x","import":false}', '{"hard":true,"import":null}'])
def test_what_cannot_be_undone_is_not_guessed(metered: Caller, body: str) -> None:
    status, answer = metered.ask("DELETE", "/emeter", body)
    assert (status, answer["msg"]) == (400, "Reset Failed")
    assert answer["reason"].endswith("must be true or false")
    assert metered.get("/status")["total_energy"] > 0


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
def test_other_methods_are_not_known(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/emeter") == (405, {"msg": "Method not allowed"})
