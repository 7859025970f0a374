"""A whole station and a real back end: an authorised, limited, remotely stopped transaction with a power cut inside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from back_ends import BackEnd
from station_process import StationProcess

from pilotwire_process import PATIENCE_S

ANY_PORT = "127.0.0.1:0"
SETTINGS = {
    "ocpp_enabled": True,
    "ocpp_chargeBoxId": "PW-1",
    "ocpp_auth_auto": False,
    "ocpp_suspend_evse": True,
    "ocpp_energize_plug": True,
}


def ask(url: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON there is
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data), timeout=PATIENCE_S) as answer:  # noqa: S310 - our own loopback server
        return json.loads(answer.read())


def started(data_dir: Path) -> StationProcess:
    return StationProcess("--web", ANY_PORT, "--plugged", data_dir=data_dir)


def test_a_16_transaction_with_a_power_cut_in_the_middle(tmp_path: Path) -> None:
    with BackEnd("1.6") as back_end:
        with started(tmp_path) as station:
            url = station.url()
            ask(url, "/config", {**SETTINGS, "ocpp_server": back_end.url})
            back_end.wait_for("BootNotification")
            back_end.wait_for("StatusNotification", lambda p: p["connectorId"] == 1 and p["status"] == "Preparing")
            back_end.wait(lambda: ask(url, "/status")["state"] == 254)

            assert back_end.call("RemoteStartTransaction", id_tag="ADA", connector_id=1).status == "Accepted"
            begun = back_end.wait_for("StartTransaction")
            assert (begun["idTag"], begun["connectorId"]) == ("ADA", 1)
            back_end.wait_for("StatusNotification", lambda p: p["status"] == "Charging")
            back_end.wait(lambda: ask(url, "/status")["state"] == 3)
            assert limit_16(back_end, 10.0) == "Accepted"
            back_end.wait(lambda: ask(url, "/status")["pilot"] == 10)
            told = ask(url, "/api/v1/status")["back_end"]
            assert (told["protocol"], told["transaction"], told["who"]) == ("OCPP 1.6", "1", "ADA")
            station.kill()
        with started(tmp_path) as station:
            url = station.url()
            back_end.wait(lambda: len(back_end.of("BootNotification")) == 2)
            back_end.wait(lambda: ask(url, "/status")["state"] == 3)
            assert ask(url, "/status")["pilot"] == 10
            assert back_end.call("RemoteStopTransaction", transaction_id=1).status == "Accepted"
            ended = back_end.wait_for("StopTransaction")
            assert (ended["transactionId"], ended["reason"]) == (1, "Remote")
            assert ended["meterStop"] >= begun["meterStart"]
            back_end.wait(lambda: ask(url, "/status")["state"] == 254)
            assert station.stop()[0] == 0
        assert (len(back_end.of("StartTransaction")), len(back_end.of("StopTransaction"))) == (1, 1)
        assert back_end.wrong == []


def limit_16(back_end: BackEnd, limit_a: float) -> str:
    profile = {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit_a}],
        },
    }
    return str(back_end.call("SetChargingProfile", connector_id=1, cs_charging_profiles=profile).status)


def test_a_201_transaction_with_a_power_cut_in_the_middle(tmp_path: Path) -> None:
    with BackEnd("2.0.1") as back_end:
        with started(tmp_path) as station:
            url = station.url()
            ask(url, "/config", {**SETTINGS, "ocpp_server": back_end.url})
            back_end.wait_for("BootNotification", lambda p: p["reason"] == "PowerUp")
            back_end.wait_for("StatusNotification", lambda p: p["connectorStatus"] == "Occupied")
            token = {"idToken": "ADA", "type": "Central"}
            answer = back_end.call("RequestStartTransaction", id_token=token, remote_start_id=7, evse_id=1)
            assert answer.status == "Accepted"
            begun = back_end.wait_for("TransactionEvent", lambda p: p["eventType"] == "Started")
            number = begun["transactionInfo"]["transactionId"]
            back_end.wait(lambda: ask(url, "/status")["state"] == 3)
            assert limit_201(back_end, number, 10.0) == "Accepted"
            back_end.wait(lambda: ask(url, "/status")["pilot"] == 10)
            station.kill()
        with started(tmp_path) as station:
            url = station.url()
            back_end.wait(lambda: len(back_end.of("BootNotification")) == 2)
            back_end.wait(lambda: ask(url, "/status")["state"] == 3)
            assert ask(url, "/status")["pilot"] == 10
            assert back_end.call("RequestStopTransaction", transaction_id=number).status == "Accepted"
            ended = back_end.wait_for("TransactionEvent", lambda p: p["eventType"] == "Ended")
            assert ended["transactionInfo"]["stoppedReason"] == "Remote"
            back_end.wait(lambda: ask(url, "/status")["state"] == 254)
            assert station.stop()[0] == 0
        events = back_end.of("TransactionEvent")
        assert {event["transactionInfo"]["transactionId"] for event in events} == {number}
        assert [event["seqNo"] for event in events] == list(range(len(events)))
        assert back_end.wrong == []


def limit_201(back_end: BackEnd, transaction: str, limit_a: float) -> str:
    profile = {
        "id": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "transactionId": transaction,
        "chargingSchedule": [
            {
                "id": 1,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit_a}],
            }
        ],
    }
    return str(back_end.call("SetChargingProfile", evse_id=1, charging_profile=profile).status)


@pytest.mark.parametrize("version", ["1.6", "2.0.1"])
def test_nothing_is_charged_before_the_back_end_lets_it_even_right_after_a_start(tmp_path: Path, version: str) -> None:
    with BackEnd(version) as back_end:
        with started(tmp_path) as station:
            ask(station.url(), "/config", {**SETTINGS, "ocpp_server": back_end.url})
            back_end.wait_for("BootNotification")
            assert station.stop()[0] == 0
        back_end.shut()
        with started(tmp_path) as station:
            url = station.url()
            back_end.wait(lambda: ask(url, "/status")["state"] == 254)
            claim = next(one for one in ask(url, "/claims") if one["client"] == 0x10009)
            assert claim["state"] == "disabled"
            assert ask(url, "/status")["ocpp_connected"] == 0
            told = ask(url, "/api/v1/ocpp/check", {})
            assert [(step["name"], step["ok"]) for step in told["steps"]] == [("DNS", True), ("TCP", False)]
            assert station.stop()[0] == 0
