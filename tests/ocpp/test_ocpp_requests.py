"""What back ends of both versions ask for besides transactions: lists, reservations, triggers, limits, replays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ocpp_bench import SETTINGS, Bench, Bench201

from pilotwire.ocpp.effects import CheckSigner, MakeSigningRequest, Reset, UpdateFirmware, UseCertificate
from pilotwire.ocpp.exchange import REMEMBERED_IDS
from pilotwire.ocpp.frames import LONGEST_MESSAGE, Call, Error, Result
from pilotwire.station.claims import ChargeState

AnyBench = Bench | Bench201


@pytest.fixture(params=[Bench, Bench201], ids=["1.6", "2.0.1"])
def bench(request: pytest.FixtureRequest) -> AnyBench:
    made: AnyBench = request.param()
    return made


def plug_in(bench: AnyBench) -> None:
    bench.look(plugged=True, offered=True, charging=True)


# -- messages that should not be ---------------------------------------------------------------------------------------


def test_a_call_that_comes_again_is_refused_and_done_once(bench: AnyBench) -> None:
    reset = Call("the same", "Reset", {"type": "Soft" if isinstance(bench, Bench) else "Immediate"})
    bench.session.received(reset.text, bench.moment)
    bench.exchange()
    assert isinstance(bench.results["the same"], Result)
    bench.session.received(reset.text, bench.moment)
    bench.exchange()
    refused = bench.results["the same"]
    assert isinstance(refused, Error)
    assert (refused.code, "came before" in refused.description) == ("ProtocolError", True)
    assert sum(isinstance(effect, Reset) for effect in bench.effects) == 1


def test_ids_count_for_one_connection_and_are_forgotten_in_time(bench: AnyBench) -> None:
    for number in [0, *range(1, REMEMBERED_IDS + 1), 0]:
        clear = Call(f"n{number}", "ClearCache", {})
        bench.session.received(clear.text, bench.moment)
        bench.exchange()
        assert isinstance(bench.results.pop(clear.id), Result)
    bench.disconnect()
    bench.connect()
    bench.session.received(Call("n0", "ClearCache", {}).text, bench.moment)
    bench.exchange()
    assert isinstance(bench.results["n0"], Result)


def test_a_message_that_is_too_long_gets_an_error_and_changes_nothing(bench: AnyBench) -> None:
    before = (dict(bench.documents), bench.session.summary, list(bench.effects))
    bench.session.received(json.dumps([2, "long", "ClearCache", {"x": "y" * LONGEST_MESSAGE}]), bench.moment)
    bench.exchange()
    answer = bench.results["-1"]
    assert isinstance(answer, Error)
    assert answer.code == ("GenericError" if isinstance(bench, Bench) else "RpcFrameworkError")
    assert (bench.documents, bench.session.summary, bench.effects) == before


def test_an_answer_that_was_long_in_the_making_is_not_said_to_another_connection(bench: AnyBench) -> None:
    certificate_type = "ManufacturerRootCertificate"
    asked = Call("slow", "InstallCertificate", {"certificateType": certificate_type, "certificate": "PEM"})
    bench.session.received(asked.text, bench.moment)
    bench.exchange()
    bench.disconnect()
    bench.connect()
    bench.session.done(1, bench.moment, ok=True)
    bench.exchange()
    assert "slow" not in bench.results


# -- the local list ----------------------------------------------------------------------------------------------------


def send_list(bench: AnyBench, version: int, kind: str, *entries: tuple[str, str]) -> str:
    told: list[Any]
    if isinstance(bench, Bench):
        told = [{"idTag": token, "idTagInfo": {"status": status}} for token, status in entries]
        number = {"listVersion": version}
    else:
        told = [
            {"idToken": {"idToken": token, "type": "ISO14443"}, "idTokenInfo": {"status": status}}
            for token, status in entries
        ]
        number = {"versionNumber": version}
    more = {"localAuthorizationList": told} if told else {}
    return str(bench.ask("SendLocalList", updateType=kind, **number, **more)["status"])


def list_version(bench: AnyBench) -> int:
    name = "listVersion" if isinstance(bench, Bench) else "versionNumber"
    return int(bench.ask("GetLocalListVersion")[name])


def test_the_list_has_a_version_that_outlives_a_crash(bench: AnyBench) -> None:
    bench.settings = {**SETTINGS, "ocpp_auth_offline": False}
    bench.crash()
    bench.connect()
    assert list_version(bench) == 0
    assert send_list(bench, 4, "Full", ("ADA", "Accepted"), ("EVE", "Blocked")) == "Accepted"
    assert send_list(bench, 4, "Differential", ("BOB", "Accepted")) == "VersionMismatch"
    assert send_list(bench, 5, "Differential", ("EVE", "Accepted")) == "Accepted"
    bench.crash()
    bench.look(plugged=True)
    for token, state in (("BOB", ChargeState.DISABLED), ("EVE", ChargeState.ACTIVE)):
        bench.card(token)
        assert bench.session.permission.state is state
    bench.connect()
    assert list_version(bench) == 5
    assert send_list(bench, 6, "Full") == "Accepted"
    assert list_version(bench) == 0


# -- reservations ------------------------------------------------------------------------------------------------------


def reserve(bench: AnyBench, number: int = 5, expires: str = "2026-11-23T13:00:00Z") -> str:
    if isinstance(bench, Bench):
        answer = bench.ask("ReserveNow", connectorId=1, expiryDate=expires, idTag="ADA", reservationId=number)
    else:
        token = {"idToken": "ADA", "type": "ISO14443"}
        answer = bench.ask("ReserveNow", id=number, expiryDateTime=expires, idToken=token, evseId=1)
    return str(answer["status"])


def test_a_reservation_outlives_a_crash_keeps_others_out_and_ends_with_its_use(bench: AnyBench) -> None:
    assert reserve(bench) == "Accepted"
    bench.crash()
    bench.connect()
    assert bench.statuses()[-1] == "Reserved"
    assert reserve(bench, 6) == "Occupied"
    bench.card("EVE")
    plug_in(bench)
    assert bench.session.summary.transaction == ""
    bench.card("ADA")
    assert bench.session.summary.who == "ADA"
    name = "StartTransaction" if isinstance(bench, Bench) else "TransactionEvent"
    assert [told["reservationId"] for told in bench.of(name) if "reservationId" in told] == [5]
    bench.card("ADA")
    bench.look(plugged=False, charging=False)
    assert bench.statuses()[-1] == "Available"


def test_a_reservation_ends_with_its_time_or_by_being_cancelled(bench: AnyBench) -> None:
    assert reserve(bench, expires="2026-11-23T12:10:00Z") == "Accepted"
    assert bench.ask("CancelReservation", reservationId=4)["status"] == "Rejected"
    assert bench.ask("CancelReservation", reservationId=5)["status"] == "Accepted"
    assert bench.statuses()[-1] == "Available"
    assert reserve(bench, expires="2026-11-23T12:10:00Z") == "Accepted"
    bench.pass_s(601)
    assert bench.statuses()[-1] == "Available"
    if isinstance(bench, Bench201):
        assert bench.last("ReservationStatusUpdate") == {"reservationId": 5, "reservationUpdateStatus": "Expired"}
    assert reserve(bench, expires="2026-11-23T12:10:00Z") == "Rejected"


def test_a_reservation_is_also_for_those_of_the_same_group(bench: AnyBench) -> None:
    groups = {"BOB": "FAMILY", "EVE": "OTHERS"}
    token = {"idToken": "ADA", "type": "ISO14443"}
    expires = "2026-11-23T13:00:00Z"
    if isinstance(bench, Bench):
        bench.answers["Authorize"] = lambda asked: {
            "idTagInfo": {"status": "Accepted", "parentIdTag": groups[asked["idTag"]]}
        }
        asked: dict[str, Any] = {"connectorId": 1, "expiryDate": expires, "idTag": "ADA", "reservationId": 5}
        bench.ask("ReserveNow", **asked, parentIdTag="FAMILY")
    else:
        bench.answers["Authorize"] = lambda asked: {
            "idTokenInfo": {
                "status": "Accepted",
                "groupIdToken": {"idToken": groups[asked["idToken"]["idToken"]], "type": "Central"},
            }
        }
        group = {"idToken": "FAMILY", "type": "Central"}
        bench.ask("ReserveNow", id=5, expiryDateTime=expires, idToken=token, groupIdToken=group)
    plug_in(bench)
    bench.card("EVE")
    assert bench.session.summary.who == ""
    bench.card("BOB")
    assert bench.session.summary.who == "BOB"


# -- triggers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    ["Heartbeat", "MeterValues", "StatusNotification", "FirmwareStatusNotification", "LogStatusNotification"],
)
def test_what_is_triggered_is_said_once(bench: AnyBench, message: str) -> None:
    plug_in(bench)
    before = len(bench.of(message))
    extended = isinstance(bench, Bench) and message == "LogStatusNotification"
    more = {} if isinstance(bench, Bench201) or extended else {"connectorId": 1}
    action = "ExtendedTriggerMessage" if extended else "TriggerMessage"
    assert bench.ask(action, requestedMessage=message, **more)["status"] == "Accepted"
    assert len(bench.of(message)) == before + 1


def test_a_trigger_for_another_connector_is_rejected(bench: AnyBench) -> None:
    more: dict[str, Any] = {"connectorId": 2} if isinstance(bench, Bench) else {"evse": {"id": 2}}
    assert bench.ask("TriggerMessage", requestedMessage="StatusNotification", **more)["status"] == "Rejected"


def test_a_certificate_is_asked_for_by_trigger_and_only_the_answer_to_it_is_judged(bench: AnyBench) -> None:
    if isinstance(bench, Bench):
        trigger = {"requestedMessage": "SignChargePointCertificate"}
        assert bench.ask("ExtendedTriggerMessage", **trigger)["status"] == "Rejected"
        assert bench.ask("ChangeConfiguration", key="CpoName", value="A company")["status"] == "Accepted"
        assert bench.ask("ExtendedTriggerMessage", **trigger)["status"] == "Accepted"
    else:
        trigger = {"requestedMessage": "SignChargingStationCertificate"}
        assert bench.ask("TriggerMessage", **trigger)["status"] == "Accepted"
    asked = next(effect for effect in bench.effects if isinstance(effect, MakeSigningRequest))
    bench.answers["SignCertificate"] = lambda _: {"status": "Rejected"}
    bench.session.signing_request(asked.number, "CSR", bench.moment)
    bench.exchange()
    assert bench.last("SignCertificate")["csr"] == "CSR"
    assert "did not accept" in bench.session.summary.last_error
    # Nothing is said before it is known whether the chain is good.
    assert bench.ask_raw("CertificateSigned", {"certificateChain": "PEM"}) is None
    use = next(effect for effect in bench.effects if isinstance(effect, UseCertificate))
    bench.session.done(use.number, bench.moment, ok=False, reason="it has expired")
    bench.exchange()
    answer = list(bench.results.values())[-1]
    assert isinstance(answer, Result)
    assert answer.payload == {"status": "Rejected"}
    told = bench.last("SecurityEventNotification")
    assert (told["type"].startswith("InvalidCharg"), told["techInfo"]) == (True, "it has expired")


def test_a_second_update_takes_the_place_of_the_first_once_its_signer_is_known(bench: AnyBench) -> None:
    action = "SignedUpdateFirmware" if isinstance(bench, Bench) else "UpdateFirmware"
    firmware = {
        "location": "http://files/new",
        "retrieveDateTime": bench.iso,
        "signingCertificate": "PEM",
        "signature": "c2lnbmF0dXJl",
    }
    for request in (1, 2):
        assert bench.ask_raw(action, {"requestId": request, "firmware": firmware}) is None
        check = [effect for effect in bench.effects if isinstance(effect, CheckSigner)][-1]
        bench.session.done(check.number, bench.moment, ok=request == 1, reason="a stranger")
        bench.exchange()
    updates = [effect for effect in bench.effects if isinstance(effect, UpdateFirmware)]
    assert len(updates) == 1
    told = [answer.payload["status"] for answer in bench.results.values() if isinstance(answer, Result)]
    assert told[-2:] == ["Accepted", "InvalidCertificate"]
    assert bench.last("SecurityEventNotification")["type"] == "InvalidFirmwareSigningCertificate"


# -- the rest ----------------------------------------------------------------------------------------------------------


def test_a_data_transfer_of_nobody_we_know(bench: AnyBench) -> None:
    assert bench.ask("DataTransfer", vendorId="com.example", data="{}")["status"] == "UnknownVendorId"


def test_limits_go_on_while_the_link_is_gone_and_end_with_their_time(bench: AnyBench) -> None:
    """What a back end has set is its lease: it holds without the link for as long as it says, and then the default."""
    bench.card("ADA")
    plug_in(bench)
    number = bench.session.summary.transaction
    periods = {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8.0}]}
    usual = {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 20.0}]}
    brief = {**periods, "duration": 600, "startSchedule": bench.iso}
    common = {"stackLevel": 0, "chargingProfileKind": "Relative"}
    absolute = {"stackLevel": 0, "chargingProfileKind": "Absolute", "chargingProfilePurpose": "TxProfile"}
    default = {**common, "chargingProfilePurpose": "TxDefaultProfile"}
    if isinstance(bench, Bench):
        profiles: list[dict[str, Any]] = [
            {"chargingProfileId": 1, **default, "chargingSchedule": usual},
            {"chargingProfileId": 2, **absolute, "chargingSchedule": brief, "transactionId": int(number)},
        ]
        for made in profiles:
            answer = bench.ask("SetChargingProfile", connectorId=1, csChargingProfiles=made)
            assert answer["status"] == "Accepted"
    else:
        profiles = [
            {"id": 1, **default, "chargingSchedule": [{"id": 1, **usual}]},
            {"id": 2, **absolute, "chargingSchedule": [{"id": 2, **brief}], "transactionId": number},
        ]
        for made in profiles:
            assert bench.ask("SetChargingProfile", evseId=1, chargingProfile=made)["status"] == "Accepted"
    bench.disconnect()
    bench.pass_s(599)
    assert (bench.session.permission.state, bench.session.permission.limit_a) == (ChargeState.ACTIVE, 8)
    bench.pass_s(2)
    assert (bench.session.permission.state, bench.session.permission.limit_a) == (ChargeState.ACTIVE, 20)
    bench.card("ADA")
    assert bench.session.permission.state is ChargeState.DISABLED
