"""``/api/v1/controller``, ``/restart`` and ``/factory-reset``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from v1_caller import Caller

from pilotwire.services.host import RapiFailure
from pilotwire.station.known_controller import KnownController
from pilotwire.station.writes import Restart

pytest_plugins = ["whole_api"]


def test_all_that_is_known_of_the_controller_is_told(caller: Caller) -> None:
    picture = caller.get("/controller")
    assert picture["checks"] == dict.fromkeys(
        ("diode", "vent", "ground", "stuck_contactor", "gfci_self_test", "temperature"), True
    )
    assert picture["temperatures"] == {"ds3231_c": 25.0, "mcp9808_c": None, "tmp007_c": None}
    assert picture["faults"] == {"gfci": 1, "no_ground": 0, "stuck_contactor": 0}
    assert (picture["ammeter_scale"], picture["total_wh"]) == (220, 10)
    assert picture.items() >= caller.get("/status")["controller"].items()


def test_a_command_is_sent_and_answered(caller: Caller) -> None:
    caller.host.lines["$GS"] = "$OK 03 1234 03 0540^20"
    answered = caller.post("/controller/rapi", {"command": "$GS"})
    assert answered.status == 200
    assert answered.json == {"command": "$GS", "reply": "$OK 03 1234 03 0540", "ok": True, "words": None}
    assert caller.host.sent == ["$GS"]


def test_a_refusal_by_the_controller_is_an_answer_too(caller: Caller) -> None:
    assert caller.post("/controller/rapi", {"command": "$ZZ"}).json == {
        "command": "$ZZ",
        "reply": "$NK",
        "ok": False,
        "words": None,
    }


def test_an_answer_is_put_into_words_by_who_can(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(lambda command, line: f"{command} means {line}")
    assert caller.post("/controller/rapi", {"command": "$ZZ"}).json["words"] == "$ZZ means $NK^21"


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RapiFailure.TIMEOUT, 409),
        (RapiFailure.INVALID, 409),
        (RapiFailure.TOO_LONG, 400),
        (RapiFailure.BLOCKED, 422),
    ],
)
def test_a_command_without_an_answer_is_refused_in_words(caller: Caller, failure: RapiFailure, status: int) -> None:
    caller.host.lines["$GS"] = failure
    assert caller.refused("POST", "/controller/rapi", {"command": "$GS"}, status)[0] == "command"


@pytest.mark.parametrize("command", ["", "GS", "$", "$GS\n", "$GS\r$FD", "$GÜ", "$GS^30", "$" + "x" * 200, None, 5])
def test_what_can_be_no_command_is_not_sent(caller: Caller, command: object) -> None:
    assert caller.refused("POST", "/controller/rapi", {"command": command})[0] == "command"
    assert caller.host.sent == []


def test_the_controller_is_restarted(caller: Caller) -> None:
    answered = caller.post("/controller/restart", None)
    assert (answered.status, answered.json) == (202, {"restarting": "controller"})
    assert Restart() in caller.host.controller.told
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    caller.refused("POST", "/controller/restart", status=409)


def test_the_station_is_restarted(caller: Caller) -> None:
    answered = caller.post("/restart", None)
    assert (answered.status, answered.json) == (202, {"restarting": "station"})
    assert caller.host.restarts == 1


def test_everything_is_forgotten_only_when_that_is_meant(caller: Caller) -> None:
    caller.patch("/settings", {"hostname": "garage"})
    assert caller.refused("POST", "/factory-reset", {}) == ("confirm", 'Use "forget everything".')
    caller.refused("POST", "/factory-reset", b"")
    assert caller.host.restarts == 0
    assert caller.post("/factory-reset", {"confirm": "forget everything"}).status == 202
    assert caller.host.restarts == 1
    assert caller.host._store.load().settings == {}


def test_another_controller_is_accepted_by_its_serial_number(caller: Caller) -> None:
    serial = caller.get("/controller")["serial"]
    caller.refused("POST", "/controller/accept", {"serial": serial}, 409)
    watch = caller.host.station._controllers
    watch.known = KnownController("another", 10)
    caller.do(lambda: caller.host.run(lambda station, moment: station.demand_commissioning(moment)))
    caller.do(lambda: caller.host.run(lambda station, moment: station._look_at_controller()))
    caller.pass_s(1)
    assert any(one["id"] == "controller.another" for one in caller.get("/advisories"))
    assert caller.refused("POST", "/controller/accept", {"serial": "nonsense"})[0] == "serial"
    assert caller.post("/controller/accept", {"serial": serial}).status == 200
    caller.pass_s(1)
    assert not any(one["id"] == "controller.another" for one in caller.get("/advisories"))
