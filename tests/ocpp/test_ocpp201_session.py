"""OCPP 2.0.1: boot, status, transactions and their events, over lost connections and power cuts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ocpp_bench import SETTINGS, Bench201

from pilotwire.ocpp.effects import ChangeSettings, Reconnect, Reset
from pilotwire.ocpp.frames import Error
from pilotwire.ocpp.outlook import FaultKind, Pause
from pilotwire.station.claims import ChargeState

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
ADA = {"idToken": "ADA", "type": "ISO14443"}


def charging() -> Bench201:
    bench = Bench201()
    bench.card("ADA")
    bench.look(plugged=True, offered=True, charging=True)
    return bench


def variable(component: str, name: str, value: str | None = None, **more: object) -> dict[str, Any]:
    wanted: dict[str, Any] = {"component": {"name": component}, "variable": {"name": name}, **more}
    return wanted if value is None else {**wanted, "attributeValue": value}


def set_variable(bench: Bench201, component: str, name: str, value: str) -> str:
    answer = bench.ask("SetVariables", setVariableData=[variable(component, name, value)])
    status: str = answer["setVariableResult"][0]["attributeStatus"]
    return status


def get_variable(bench: Bench201, component: str, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = bench.ask("GetVariables", getVariableData=[variable(component, name)])[
        "getVariableResult"
    ][0]
    return found


# -- boot ----------------------------------------------------------------------------------------------------------


def test_it_says_who_it_is_and_then_how_it_is() -> None:
    bench = Bench201()
    assert [call.action for call in bench.said] == [
        "BootNotification",
        "SecurityEventNotification",
        "StatusNotification",
    ]
    assert bench.last("BootNotification")["reason"] == "PowerUp"
    assert bench.statuses() == ["Available"]


def test_until_it_is_accepted_it_says_nothing_else() -> None:
    bench = Bench201(connected=False)
    bench.answers["BootNotification"] = lambda _: {"status": "Pending", "currentTime": bench.iso, "interval": 20}
    bench.connect()
    bench.look(plugged=True)
    assert [call.action for call in bench.said] == ["BootNotification"]
    assert bench.ask("TriggerMessage", requestedMessage="BootNotification")["status"] == "Accepted"
    assert len(bench.of("BootNotification")) == 2


# -- transactions --------------------------------------------------------------------------------------------------


def test_a_card_and_a_cable_make_a_transaction_whose_events_have_no_gap() -> None:
    bench = Bench201()
    bench.card("ADA")
    assert bench.last("Authorize") == {"idToken": ADA}
    assert bench.of("TransactionEvent") == []
    bench.look(plugged=True)
    started = bench.of("TransactionEvent")[0]
    assert (started["eventType"], started["triggerReason"], started["idToken"]) == ("Started", "Authorized", ADA)
    assert started["meterValue"][0]["sampledValue"][0]["value"] == 1000
    assert bench.session.permission.state is ACTIVE
    bench.look(offered=True, charging=True)
    bench.pass_s(125)
    bench.look(charging=False)
    bench.look(offered=False, pause=Pause.OTHER)
    bench.card("ada")
    assert bench.events() == [
        ("Started", "Authorized"),
        ("Updated", "ChargingStateChanged"),
        ("Updated", "ChargingStateChanged"),
        ("Updated", "MeterValuePeriodic"),
        ("Updated", "MeterValuePeriodic"),
        ("Updated", "ChargingStateChanged"),
        ("Updated", "ChargingStateChanged"),
        ("Ended", "StopAuthorized"),
    ]
    events = bench.of("TransactionEvent")
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert len({event["transactionInfo"]["transactionId"] for event in events}) == 1
    states = [event["transactionInfo"]["chargingState"] for event in events]
    assert states == [
        "EVConnected",
        "SuspendedEVSE",
        "Charging",
        "Charging",
        "Charging",
        "SuspendedEV",
        "SuspendedEVSE",
        "SuspendedEVSE",
    ]
    ended = events[-1]
    assert ended["transactionInfo"]["stoppedReason"] == "Local"
    assert ended["transactionInfo"]["timeSpentCharging"] == 125
    assert bench.session.permission.state is DISABLED
    assert bench.statuses() == ["Available", "Occupied"]


def test_a_transaction_can_begin_with_the_cable_and_last_until_it_is_gone() -> None:
    bench = Bench201()
    assert set_variable(bench, "TxCtrlr", "TxStartPoint", "EVConnected") == "Accepted"
    assert set_variable(bench, "TxCtrlr", "TxStopPoint", "EVConnected") == "Accepted"
    bench.look(plugged=True)
    assert bench.events() == [("Started", "CablePluggedIn")]
    assert bench.session.permission.state is DISABLED
    bench.card("ADA")
    assert bench.events()[-2:] == [("Updated", "Authorized"), ("Updated", "ChargingStateChanged")]
    assert bench.session.permission.state is ACTIVE
    bench.card("ADA")
    assert ("Updated", "StopAuthorized") in bench.events()
    assert bench.session.permission.state is DISABLED
    bench.look(plugged=False)
    assert bench.last("TransactionEvent")["transactionInfo"]["stoppedReason"] == "EVDisconnected"


def test_a_transaction_can_begin_when_somebody_is_authorised() -> None:
    bench = Bench201()
    set_variable(bench, "TxCtrlr", "TxStartPoint", "Authorized")
    bench.card("ADA")
    assert bench.events() == [("Started", "Authorized")]
    bench.look(plugged=True)
    assert ("Updated", "CablePluggedIn") in bench.events()


def test_and_ends_when_no_cable_comes() -> None:
    bench = Bench201()
    set_variable(bench, "TxCtrlr", "TxStartPoint", "Authorized")
    bench.card("ADA")
    bench.pass_s(31)
    ended = bench.last("TransactionEvent")
    assert (ended["triggerReason"], ended["transactionInfo"]["stoppedReason"]) == ("EVConnectTimeout", "Timeout")


def test_or_when_energy_flows() -> None:
    bench = Bench201()
    set_variable(bench, "TxCtrlr", "TxStartPoint", "EnergyTransfer")
    bench.card("ADA")
    bench.look(plugged=True, offered=True)
    assert bench.events() == []
    assert bench.session.permission.state is ACTIVE
    bench.look(charging=True)
    assert bench.events()[0] == ("Started", "ChargingStateChanged")


def test_what_a_limit_of_the_station_does_is_told_by_name() -> None:
    bench = charging()
    bench.look(offered=False, charging=False, pause=Pause.LIMIT_ENERGY)
    assert bench.events()[-1] == ("Updated", "EnergyLimitReached")


def test_the_back_end_starts_and_stops() -> None:
    bench = Bench201()
    assert bench.ask("RequestStartTransaction", idToken=ADA, remoteStartId=7, evseId=1)["status"] == "Accepted"
    assert bench.ask("RequestStartTransaction", idToken=ADA, remoteStartId=8)["status"] == "Rejected"
    bench.look(plugged=True)
    started = bench.of("TransactionEvent")[0]
    assert started["transactionInfo"]["remoteStartId"] == 7
    number = bench.session.summary.transaction
    assert bench.ask("RequestStopTransaction", transactionId="nobody")["status"] == "Rejected"
    assert bench.ask("RequestStopTransaction", transactionId=number)["status"] == "Accepted"
    assert bench.last("TransactionEvent")["transactionInfo"]["stoppedReason"] == "Remote"


def test_a_token_that_turns_out_not_to_be_valid_ends_its_transaction() -> None:
    bench = Bench201()
    bench.answers["TransactionEvent"] = lambda said: (
        {"idTokenInfo": {"status": "Blocked"}} if said["eventType"] == "Started" else {}
    )
    bench.look(plugged=True)
    bench.card("ADA")
    ended = bench.last("TransactionEvent")
    assert (ended["triggerReason"], ended["transactionInfo"]["stoppedReason"]) == ("Deauthorized", "DeAuthorized")
    assert bench.session.permission.state is DISABLED


def test_anybody_may_charge_where_that_is_set() -> None:
    bench = Bench201({**SETTINGS, "ocpp_auth_auto": True})
    bench.look(plugged=True)
    assert bench.of("TransactionEvent")[0]["idToken"] == {"idToken": "", "type": "NoAuthorization"}
    assert bench.session.permission.state is ACTIVE


def test_what_happened_offline_is_delivered_in_order_and_marked() -> None:
    bench = Bench201()
    bench.disconnect()
    bench.look(plugged=True, offered=True)
    bench.card("BOB")
    bench.look(charging=True)
    bench.pass_s(61)
    bench.look(plugged=False, charging=False)
    assert bench.of("TransactionEvent") == []
    bench.connect()
    events = bench.of("TransactionEvent")
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert all(event["offline"] for event in events)
    assert events[-1]["eventType"] == "Ended"


def test_a_transaction_goes_on_after_a_power_cut_and_is_stopped_by_the_back_end() -> None:
    bench = charging()
    number = bench.session.summary.transaction
    bench.crash()
    bench.look(fault=FaultKind.CONTROLLER_LOST, plugged=False, charging=False)
    bench.connect()
    bench.look(fault=None, plugged=True, charging=True, offered=True, register_wh=2000.0)
    assert bench.session.summary.transaction == number
    assert bench.session.permission.state is ACTIVE
    assert bench.ask("RequestStopTransaction", transactionId=number)["status"] == "Accepted"
    events = bench.of("TransactionEvent")
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert [event["eventType"] for event in events].count("Started") == 1


def test_it_can_be_asked_whether_messages_wait() -> None:
    bench = charging()
    number = bench.session.summary.transaction
    assert bench.ask("GetTransactionStatus", transactionId=number) == {
        "ongoingIndicator": True,
        "messagesInQueue": False,
    }
    assert bench.ask("GetTransactionStatus") == {"messagesInQueue": False}


# -- the device model ----------------------------------------------------------------------------------------------


def test_variables_are_read_and_written_and_outlive_a_crash() -> None:
    bench = Bench201()
    assert get_variable(bench, "ChargingStation", "VendorName")["attributeValue"] == "OpenEVSE"
    assert set_variable(bench, "sampleddatactrlr", "txupdatedinterval", "15") == "Accepted"
    bench.crash()
    bench.connect()
    assert get_variable(bench, "SampledDataCtrlr", "TxUpdatedInterval")["attributeValue"] == "15"


@pytest.mark.parametrize(
    ("component", "name", "value", "status"),
    [
        ("Kitchen", "Kettle", "1", "UnknownComponent"),
        ("TxCtrlr", "Kettle", "1", "UnknownVariable"),
        ("ChargingStation", "Model", "x", "Rejected"),
        ("SampledDataCtrlr", "TxUpdatedInterval", "soon", "Rejected"),
        ("SampledDataCtrlr", "TxUpdatedInterval", "-1", "Rejected"),
        ("TxCtrlr", "TxStartPoint", "ParkingBayOccupancy", "Rejected"),
        ("TxCtrlr", "TxStartPoint", "", "Rejected"),
        ("SampledDataCtrlr", "TxEndedMeasurands", "Frequency", "Rejected"),
        ("SecurityCtrlr", "BasicAuthPassword", "short", "Rejected"),
        ("OCPPCommCtrlr", "NetworkConfigurationPriority", "3", "Rejected"),
        ("AuthCtrlr", "LocalPreAuthorize", "TRUE", "Accepted"),
    ],
)
def test_what_cannot_be_set_is_refused(component: str, name: str, value: str, status: str) -> None:
    assert set_variable(Bench201(), component, name, value) == status


def test_a_password_is_taken_over_and_never_shown() -> None:
    bench = Bench201()
    assert set_variable(bench, "SecurityCtrlr", "BasicAuthPassword", "sixteen or longer") == "Accepted"
    assert ChangeSettings({"ocpp_authkey": "sixteen or longer"}) in bench.effects
    assert any(isinstance(effect, Reconnect) for effect in bench.effects)
    assert get_variable(bench, "SecurityCtrlr", "BasicAuthPassword")["attributeStatus"] == "Rejected"
    assert "sixteen" not in str(bench.documents)


def test_the_whole_model_is_reported_in_parts() -> None:
    bench = Bench201()
    assert bench.ask("GetBaseReport", requestId=4, reportBase="FullInventory")["status"] == "Accepted"
    reports = bench.of("NotifyReport")
    assert [report["seqNo"] for report in reports] == list(range(len(reports)))
    assert [report.get("tbc", False) for report in reports] == [True] * (len(reports) - 1) + [False]
    names = {(e["component"]["name"], e["variable"]["name"]) for report in reports for e in report["reportData"]}
    required = {
        ("OCPPCommCtrlr", "OfflineThreshold"),
        ("TxCtrlr", "EVConnectionTimeOut"),
        ("SecurityCtrlr", "SecurityProfile"),
        ("SmartChargingCtrlr", "RateUnit"),
        ("Connector", "ConnectorType"),
        ("EVSE", "Power"),
    }
    assert required <= names


def test_a_part_of_the_model_is_reported() -> None:
    bench = Bench201()
    wanted = [{"component": {"name": "TxCtrlr"}, "variable": {"name": "TxStartPoint"}}]
    assert bench.ask("GetReport", requestId=5, componentVariable=wanted)["status"] == "Accepted"
    assert len(bench.last("NotifyReport")["reportData"]) == 1
    assert bench.ask("GetReport", requestId=6, componentCriteria=["Problem"])["status"] == "EmptyResultSet"
    assert bench.ask("GetReport", requestId=7, componentVariable=[{"component": {"name": "Kettle"}}])["status"] == (
        "EmptyResultSet"
    )


# -- smart charging ------------------------------------------------------------------------------------------------


def profile(limit: float, number: int = 1, level: int = 0, purpose: str = "TxDefaultProfile") -> dict[str, Any]:
    schedule = {
        "id": 1,
        "startSchedule": "2026-11-23T00:00:00Z",
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
    }
    return {
        "id": number,
        "stackLevel": level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule],
    }


def test_a_profile_limits_is_reported_and_cleared() -> None:
    bench = Bench201()
    assert bench.ask("SetChargingProfile", evseId=1, chargingProfile=profile(10.5))["status"] == "Accepted"
    assert bench.session.permission.limit_a == 10.5
    bench.crash()
    bench.connect()
    assert bench.session.permission.limit_a == 10.5
    assert bench.ask("GetChargingProfiles", requestId=1, chargingProfile={})["status"] == "Accepted"
    assert bench.last("ReportChargingProfiles")["chargingProfile"] == [profile(10.5)]
    composed = bench.ask("GetCompositeSchedule", evseId=1, duration=3600)
    assert composed["schedule"]["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 10.5, "numberPhases": 1}]
    assert bench.ask("ClearChargingProfile", chargingProfileId=1)["status"] == "Accepted"
    assert bench.session.permission.limit_a is None
    assert bench.ask("ClearChargingProfile", chargingProfileId=1)["status"] == "Unknown"


@pytest.mark.parametrize(
    ("evse", "document", "reason"),
    [
        (2, profile(10), "UnknownEvse"),
        (1, profile(10, purpose="ChargingStationExternalConstraints"), "InvalidProfile"),
        (1, profile(10, purpose="ChargingStationMaxProfile"), "InvalidProfile"),
        (1, {**profile(10, purpose="TxProfile"), "transactionId": "nobody's"}, "TxNotFound"),
        (1, profile(10, level=99), "InvalidStackLevel"),
        (1, profile(10, number=2), "DuplicateProfile"),
    ],
)
def test_profiles_that_cannot_be_are_refused_with_a_reason(evse: int, document: dict[str, Any], reason: str) -> None:
    bench = Bench201()
    bench.ask("SetChargingProfile", evseId=1, chargingProfile=profile(16))
    answer = bench.ask("SetChargingProfile", evseId=evse, chargingProfile=document)
    assert (answer["status"], answer["statusInfo"]["reasonCode"]) == ("Rejected", reason)


def test_a_profile_of_the_transaction_ends_with_it() -> None:
    bench = charging()
    number = bench.session.summary.transaction
    document = {**profile(8, purpose="TxProfile"), "transactionId": number}
    assert bench.ask("SetChargingProfile", evseId=1, chargingProfile=document)["status"] == "Accepted"
    assert bench.session.permission.limit_a == 8
    bench.card("ADA")
    assert bench.session.permission.limit_a is None


def test_the_back_end_learns_what_the_house_allows() -> None:
    bench = charging()
    bench.look(external_limit_a=10.0, offered_a=10.0)
    assert bench.last("NotifyChargingLimit")["chargingLimit"] == {"chargingLimitSource": "EMS"}
    assert bench.events()[-1] == ("Updated", "ChargingRateChanged")
    bench.look(external_limit_a=10.2)
    assert len(bench.of("NotifyChargingLimit")) == 1
    bench.look(external_limit_a=None, offered_a=32.0)
    assert bench.last("ClearedChargingLimit")["chargingLimitSource"] == "EMS"


# -- upkeep --------------------------------------------------------------------------------------------------------


def test_a_reset_on_idle_waits_for_the_transaction() -> None:
    bench = charging()
    assert bench.ask("Reset", type="OnIdle")["status"] == "Scheduled"
    assert Reset(hard=True) not in bench.effects
    bench.look(plugged=False, charging=False)
    assert Reset(hard=True) in bench.effects


def test_a_reset_at_once_ends_the_transaction() -> None:
    bench = charging()
    assert bench.ask("Reset", type="Immediate")["status"] == "Accepted"
    assert bench.last("TransactionEvent")["transactionInfo"]["stoppedReason"] == "ImmediateReset"


def test_another_network_profile_is_used_when_the_priority_names_it_and_never_a_weaker_one() -> None:
    bench = Bench201()
    data = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": "wss://csms.example/ocpp",
        "messageTimeout": 30,
        "securityProfile": 2,
        "ocppInterface": "Wired0",
    }
    assert bench.ask("SetNetworkProfile", configurationSlot=2, connectionData=data)["status"] == "Accepted"
    assert set_variable(bench, "OCPPCommCtrlr", "NetworkConfigurationPriority", "2") == "Accepted"
    wanted: dict[str, str | int | float | bool] = {
        "ocpp_server": "wss://csms.example/ocpp",
        "ocpp_security_profile": 2,
    }
    assert ChangeSettings(wanted) in bench.effects
    assert get_variable(bench, "OCPPCommCtrlr", "ActiveNetworkProfile")["attributeValue"] == "0"
    bench.session.configured({**bench.settings, **wanted}, bench.moment)
    bench.session.secured(2, 1)
    assert get_variable(bench, "OCPPCommCtrlr", "ActiveNetworkProfile")["attributeValue"] == "2"
    for wrong in (
        {"ocppCsmsUrl": "ftp://csms.example"},
        {"ocppCsmsUrl": "ws://csms.example"},
        {"ocppCsmsUrl": "ws://csms.example", "securityProfile": 1},
        {"securityProfile": 4},
        {"ocppTransport": "SOAP"},
        {"ocppVersion": "OCPP16"},
    ):
        answer = bench.ask("SetNetworkProfile", configurationSlot=3, connectionData={**data, **wrong})
        assert answer["status"] == "Rejected"
    assert set_variable(bench, "OCPPCommCtrlr", "NetworkConfigurationPriority", "3") == "Rejected"


def test_faults_are_told_as_status_and_as_an_event() -> None:
    bench = charging()
    bench.look(fault=FaultKind.GFCI, offered=False, charging=False)
    assert bench.statuses()[-1] == "Faulted"
    assert bench.last("NotifyEvent")["eventData"][0]["techInfo"] == "residual current"
    assert bench.events()[-1] == ("Updated", "AbnormalCondition")


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Reset", {"type": "Hard"}, "PropertyConstraintViolation"),
        ("Reset", {}, "OccurrenceConstraintViolation"),
        ("RemoteStartTransaction", {}, "NotImplemented"),
        ("SetVariableMonitoring", {"setMonitoringData": []}, "OccurrenceConstraintViolation"),
        ("ClearVariableMonitoring", {"id": [1]}, "NotImplemented"),
    ],
)
def test_what_is_wrong_gets_the_protocols_own_error(action: str, payload: dict[str, object], code: str) -> None:
    answer = Bench201().ask_raw(action, payload)
    assert isinstance(answer, Error)
    assert answer.code == code


class Deliveries(RuleBasedStateMachine):
    """Whatever befalls the line and the power: every transaction's events arrive, in order, once and without a gap."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench201()
        self.energy = 1000

    @rule(token=st.sampled_from(["ADA", "BOB"]))
    def card(self, token: str) -> None:
        self.bench.card(token)

    @rule(plugged=st.booleans(), charges=st.booleans(), wh=st.integers(0, 500))
    def look(self, plugged: bool, charges: bool, wh: int) -> None:
        self.energy += wh if plugged and charges else 0
        self.bench.look(plugged=plugged, charging=plugged and charges, offered=True, register_wh=float(self.energy))

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds: int) -> None:
        self.bench.pass_s(seconds)

    @rule()
    def line(self) -> None:
        if self.bench.online:
            self.bench.disconnect()
        else:
            self.bench.connect()

    @rule(losing=st.booleans())
    def answers_get_lost(self, losing: bool) -> None:
        self.bench.losing = losing

    @rule()
    def crash(self) -> None:
        self.bench.crash()

    @rule(
        start=st.sampled_from(["PowerPathClosed", "EVConnected", "Authorized", "EnergyTransfer"]),
        stop=st.sampled_from(["PowerPathClosed", "EVConnected", "Authorized"]),
    )
    def points(self, start: str, stop: str) -> None:
        if self.bench.online:
            set_variable(self.bench, "TxCtrlr", "TxStartPoint", start)
            set_variable(self.bench, "TxCtrlr", "TxStopPoint", stop)

    @invariant()
    def transactions_come_one_after_the_other_without_a_gap(self) -> None:
        current, number = "", 0
        for event in self.bench.of("TransactionEvent"):
            if event["eventType"] == "Started":
                assert not current
                current, number = event["transactionInfo"]["transactionId"], 0
            assert (event["transactionInfo"]["transactionId"], event["seqNo"]) == (current, number)
            number += 1
            if event["eventType"] == "Ended":
                current = ""

    def teardown(self) -> None:
        bench = self.bench
        bench.losing = False
        bench.look(plugged=False, charging=False)
        if not bench.online:
            bench.connect()
        bench.pass_s(300)
        assert bench.session.summary.queued == 0
        kinds = [event["eventType"] for event in bench.of("TransactionEvent")]
        assert kinds.count("Started") == kinds.count("Ended")


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
