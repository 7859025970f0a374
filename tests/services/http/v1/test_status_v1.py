"""``/api/v1/status``, ``/target`` and ``/health``."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from v1_caller import Caller

from pilotwire.rapi.codes import EvseState
from pilotwire.services.http.v1.status_values import StatusDocument
from pilotwire.station.status import Network, NetworkMode, ServiceStatus

pytest_plugins = ["whole_api"]

HIDDEN = "hunter2"


def test_everything_is_told_in_one_document(caller: Caller) -> None:
    answered = caller.ask("GET", "/status")
    assert answered.headers["content-type"] == "application/json"
    document = msgspec.json.decode(answered.body, type=StatusDocument, strict=True)
    assert document.identity.id == "246f28ab7b2c"
    assert document.controller.link.state == "connected"
    assert document.controller.firmware == "8.2.3.EU"
    assert document.target.state == "active"
    assert document.claims == []
    assert document.session is None


def test_instants_are_told_in_utc_and_as_on_the_wall(caller: Caller) -> None:
    clock = caller.get("/status")["clock"]
    assert clock["utc"].startswith("2026-07-06T12:00:0")
    assert clock["utc"].endswith("Z")
    assert clock["local"].endswith("+01:00")
    assert (clock["trusted"], clock["kept_by_server"]) == (True, True)


def test_a_charge_is_told_with_what_flows(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.pass_s(2)
    status = caller.get("/status")
    assert (status["controller"]["state"], status["controller"]["charging"]) == ("charging", True)
    assert "car_connected" in status["controller"]["flags"]
    measurement = status["measurement"]
    assert measurement["current_a"] == 15.84
    assert measurement["phases"] == [
        {"phase": 1, "current_a": 15.84, "voltage_v": measurement["voltage_v"], "power_w": measurement["power_w"]}
    ]
    assert status["session"]["number"] == 1
    assert status["session"]["energy_wh"] == status["registers"]["session_wh"] > 0


def test_three_phases_are_told_one_by_one(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(is_threephase=True)
    caller.do(caller.host.plug_in)
    caller.pass_s(2)
    measurement = caller.get("/status")["measurement"]
    assert [phase["phase"] for phase in measurement["phases"]] == [1, 2, 3]
    assert sum(phase["power_w"] for phase in measurement["phases"]) == pytest.approx(measurement["power_w"], abs=0.2)


def test_without_a_controller_it_says_so(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(connected=False)
    status = caller.get("/status")
    assert (status["controller"]["connected"], status["controller"]["link"]["state"]) == (False, "connecting")
    assert status["target"]["why"].endswith(" The controller does not answer.")


def test_a_lost_line_is_told_in_words(caller: Caller) -> None:
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    link = caller.get("/status")["controller"]["link"]
    assert (link["state"], link["error"], link["retry_in_s"], link["losses"]) == (
        "waiting",
        "The cable was pulled.",
        4.0,
        1,
    )


def test_while_paused_it_says_what_would_be_offered(caller: Caller) -> None:
    caller.put("/override", {"state": "disabled", "charge_current_a": 13})
    assert caller.get("/target")["why"] == (
        "Charging is paused by the manual override. 13 A would be offered: the manual override asks for 13 A."
    )


def test_sources_say_what_they_wait_for(caller: Caller) -> None:
    caller.put("/divert", {"mode": "eco"})
    (waiting,) = caller.get("/status")["waiting"]
    assert (waiting["client"], waiting["name"], waiting["wants"]) == (65538, "solar divert", "disabled")
    assert waiting["text"].startswith("a first measurement")


def test_network_and_services_are_told(caller: Caller) -> None:
    def arrive() -> None:
        network = Network(NetworkMode.STATION, wifi_connected=True, ip_address="192.168.1.7", signal_dbm=-52)
        service = ServiceStatus(enabled=True, connected=True, state="connected", connected_since_s=1_783_339_200)
        caller.host.run(lambda station, moment: station.set_network(network, moment))
        caller.host.run(lambda station, moment: station.set_service("mqtt", service, moment))
        caller.host.obey()

    caller.do(arrive)
    status = caller.get("/status")
    assert (status["network"]["mode"], status["network"]["signal_dbm"]) == ("station", -52)
    assert status["services"]["mqtt"]["connected_since"] == "2026-07-06T12:00:00Z"
    assert status["services"]["mqtt"]["last_received"] is None


def test_a_station_that_works_is_healthy(caller: Caller) -> None:
    health = caller.get("/health")
    assert (health["healthy"], health["problems"]) == (True, [])
    assert health["link"]["commands_answered"] > 0
    assert health["store"] == {"readable": True, "error": "", "free_bytes": 106496, "used_bytes": 24576}
    assert health["identity"]["version"] == "1.2.3"


def test_problems_are_told_in_sentences(caller: Caller) -> None:
    def fail() -> None:
        service = ServiceStatus(enabled=True, state="connecting", error="connection refused")
        caller.host.run(lambda station, moment: station.set_service("mqtt", service, moment))
        caller.host.fault(EvseState.NO_GROUND)

    caller.do(fail)
    health = caller.get("/health")
    assert not health["healthy"]
    assert health["problems"] == [
        "The controller reports a fault: no ground",
        "mqtt is not connected: connection refused",
    ]
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    assert caller.get("/health")["problems"][0] == "The controller is not connected: The cable was pulled."


def test_a_store_that_cannot_be_read_is_a_problem_and_no_failure(caller: Caller) -> None:
    caller.do(caller.host.reader.close)
    health = caller.get("/health")
    assert (health["healthy"], health["store"]["readable"]) == (False, False)
    assert health["store"]["error"] in health["problems"][0]
    assert caller.refused("GET", "/log", status=503) == (
        None,
        f"{health['store']['error']}.",
    )


def test_nothing_secret_is_told(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(mqtt_pass=HIDDEN, emoncms_apikey=HIDDEN)
    for path in ("/status", "/health", "/settings", "/controller"):
        text = caller.ask("GET", path).text
        assert HIDDEN not in text


def test_what_is_not_there_is_told_in_the_same_shape(caller: Caller) -> None:
    assert caller.refused("GET", "/nothing", status=404)[1].startswith("There is nothing at /api/v1/nothing;")
    answered = caller.ask("POST", "/status", {})
    assert (answered.status, answered.headers["allow"]) == (405, "GET, OPTIONS")
    assert answered.json["error"]["field"] is None


def test_a_defect_is_told_without_a_traceback(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pilotwire.services.http.v1.status.status_document", lambda *_: 1 // 0)
    _, reason = caller.refused("GET", "/status", status=500)
    assert reason == "Something went wrong inside the station; its log says what."
    assert "ZeroDivisionError" in caplog.text


def test_advisories_are_told_and_can_be_acknowledged(caller: Caller) -> None:
    advisory = caller.get("/advisories")[0]
    assert advisory == {
        "id": "fault.gfci_tripped",
        "category": "fault",
        "severity": "critical",
        "text": "residual current has stopped charging before (1 in all)",
        "since": advisory["since"],
        "acknowledged": False,
    }
    answered = caller.post("/advisories/fault.gfci_tripped/acknowledge", None)
    assert (answered.status, answered.json) == (200, advisory | {"acknowledged": True})
    assert caller.get("/status")["advisories"][0]["acknowledged"]
    assert caller.refused("POST", "/advisories/nothing/acknowledge", status=404)[0] == "advisory_id"
