"""OCPP 1.6: boot, status, transactions, authorisation, over lost connections and power cuts."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ocpp_bench import SETTINGS, Bench

from pilotwire.ocpp.effects import Identified, Reset, SetStationClock, Tell
from pilotwire.ocpp.frames import Error, Result
from pilotwire.ocpp.outlook import FaultKind
from pilotwire.station.claims import ChargeState

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED


def charging(token: str = "ADA") -> Bench:  # noqa: S107 - an RFID token
    bench = Bench()
    bench.card(token)
    bench.look(plugged=True, offered=True, charging=True)
    return bench


# -- boot ----------------------------------------------------------------------------------------------------------


def test_it_says_who_it_is_and_then_how_it_is() -> None:
    bench = Bench()
    assert [call.action for call in bench.said] == [
        "BootNotification",
        "SecurityEventNotification",
        "StatusNotification",
        "StatusNotification",
    ]
    assert bench.last("BootNotification") == {
        "chargePointVendor": "OpenEVSE",
        "chargePointModel": "Advanced Series",
        "chargePointSerialNumber": "0A1B2C3D4E5F",
        "firmwareVersion": "v5.1.5",
        "meterSerialNumber": "8.2.3",
    }
    assert bench.statuses() == ["Available"]
    assert any(isinstance(effect, SetStationClock) for effect in bench.effects)


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_until_it_is_accepted_it_says_nothing_else_and_asks_again(status: str) -> None:
    bench = Bench(connected=False)
    bench.answers["BootNotification"] = lambda _: {"status": status, "currentTime": bench.iso, "interval": 20}
    bench.connect()
    bench.look(plugged=True)
    assert [call.action for call in bench.said] == ["BootNotification"]
    assert status in bench.session.summary.waits_for
    bench.pass_s(19)
    assert len(bench.said) == 1
    bench.answers["BootNotification"] = lambda _: {"status": "Accepted", "currentTime": bench.iso, "interval": 20}
    bench.pass_s(2)
    assert bench.session.summary.accepted
    assert "Preparing" in bench.statuses()


def test_heartbeats_come_at_the_interval_the_back_end_gives() -> None:
    bench = Bench()
    bench.pass_s(901)
    assert len(bench.of("Heartbeat")) == 3
    assert bench.ask("ChangeConfiguration", key="HeartbeatInterval", value="60")["status"] == "Accepted"
    bench.pass_s(60)
    assert len(bench.of("Heartbeat")) == 4


def test_a_connection_that_comes_back_needs_no_new_boot() -> None:
    bench = Bench()
    bench.disconnect()
    bench.look(plugged=True)
    bench.connect()
    assert len(bench.of("BootNotification")) == 1
    assert bench.statuses() == ["Available", "Preparing"]


# -- transactions --------------------------------------------------------------------------------------------------


def test_a_card_and_a_cable_make_a_transaction() -> None:
    bench = Bench()
    assert bench.session.permission.state is DISABLED
    bench.card("ADA")
    assert bench.last("Authorize") == {"idTag": "ADA"}
    assert bench.statuses()[-1] == "Preparing"
    assert bench.of("StartTransaction") == []
    bench.look(plugged=True)
    start = bench.last("StartTransaction")
    assert (start["idTag"], start["meterStart"], start["connectorId"]) == ("ADA", 1000, 1)
    assert bench.session.permission.state is ACTIVE
    assert bench.session.summary.transaction == "100"
    assert Identified("ADA") in bench.effects
    bench.look(offered=True, charging=True, register_wh=3500.4)
    bench.card("ada")
    stop = bench.last("StopTransaction")
    assert (stop["transactionId"], stop["meterStop"], stop["reason"], stop["idTag"]) == (100, 3500, "Local", "ada")
    assert bench.session.permission.state is DISABLED
    assert bench.statuses() == ["Available", "Preparing", "SuspendedEVSE", "Charging", "Finishing"]
    bench.look(plugged=False)
    assert bench.statuses()[-1] == "Available"


def test_nobody_who_shows_a_card_has_for_ever_to_plug_in() -> None:
    bench = Bench()
    bench.card("ADA")
    bench.pass_s(29)
    assert bench.session.summary.waits_for == "a cable within 1 s"
    bench.pass_s(2)
    bench.look(plugged=True)
    assert bench.of("StartTransaction") == []


def test_a_token_the_back_end_does_not_know_charges_nothing() -> None:
    bench = Bench()
    bench.answers["Authorize"] = lambda _: {"idTagInfo": {"status": "Invalid"}}
    bench.look(plugged=True)
    bench.card("EVE")
    assert bench.of("StartTransaction") == []
    assert any(isinstance(effect, Tell) and effect.display == "Card unknown" for effect in bench.effects)


def test_somebody_elses_card_does_not_end_a_transaction_but_one_of_the_same_group_does() -> None:
    bench = Bench()
    bench.answers["Authorize"] = lambda said: {
        "idTagInfo": {"status": "Accepted", "parentIdTag": "OTHERS" if said["idTag"] == "EVE" else "FAMILY"}
    }
    bench.look(plugged=True)
    bench.card("ADA")
    bench.card("EVE")
    assert bench.of("StopTransaction") == []
    bench.card("BOB")
    assert bench.last("StopTransaction")["idTag"] == "BOB"


def test_unplugging_ends_a_transaction() -> None:
    bench = charging()
    bench.look(plugged=False, charging=False, offered=False)
    assert bench.last("StopTransaction")["reason"] == "EVDisconnected"


def test_unplugging_only_suspends_it_where_the_back_end_wants_that() -> None:
    bench = charging()
    bench.ask("ChangeConfiguration", key="StopTransactionOnEVSideDisconnect", value="false")
    bench.look(plugged=False, charging=False)
    assert bench.of("StopTransaction") == []
    assert bench.statuses()[-1] == "SuspendedEV"
    bench.look(plugged=True, charging=True)
    assert bench.statuses()[-1] == "Charging"


def test_a_tag_that_turns_out_not_to_be_valid_ends_its_transaction() -> None:
    bench = Bench()
    bench.answers["StartTransaction"] = lambda _: {"idTagInfo": {"status": "Blocked"}, "transactionId": 7}
    bench.look(plugged=True)
    bench.card("ADA")
    stop = bench.last("StopTransaction")
    assert (stop["transactionId"], stop["reason"]) == (7, "DeAuthorized")


def test_or_may_charge_what_the_back_end_grants_it() -> None:
    bench = Bench()
    bench.ask("ChangeConfiguration", key="StopTransactionOnInvalidId", value="false")
    bench.ask("ChangeConfiguration", key="MaxEnergyOnInvalidId", value="500")
    bench.answers["StartTransaction"] = lambda _: {"idTagInfo": {"status": "Expired"}, "transactionId": 7}
    bench.look(plugged=True, offered=True)
    bench.card("ADA")
    assert bench.session.permission.state is ACTIVE
    bench.look(register_wh=1499.0)
    assert bench.session.permission.state is ACTIVE
    bench.look(register_wh=1500.0)
    assert bench.session.permission.state is DISABLED
    assert bench.statuses()[-1] == "SuspendedEVSE"


def test_anybody_may_charge_where_that_is_set_once_for_each_cable() -> None:
    bench = Bench({**SETTINGS, "ocpp_auth_auto": True})
    bench.look(plugged=True)
    assert bench.last("StartTransaction")["idTag"] == "FREE"
    assert bench.of("Authorize") == []
    bench.ask("RemoteStopTransaction", transactionId=100)
    bench.look(charging=False)
    assert len(bench.of("StartTransaction")) == 1
    bench.look(plugged=False)
    bench.look(plugged=True)
    assert len(bench.of("StartTransaction")) == 2


def test_the_back_end_starts_and_stops() -> None:
    bench = Bench()
    assert bench.ask("RemoteStartTransaction", idTag="ADA")["status"] == "Accepted"
    assert bench.ask("RemoteStartTransaction", idTag="BOB")["status"] == "Rejected"
    bench.look(plugged=True)
    assert bench.last("StartTransaction")["idTag"] == "ADA"
    assert bench.ask("RemoteStopTransaction", transactionId=99)["status"] == "Rejected"
    assert bench.ask("RemoteStopTransaction", transactionId=100)["status"] == "Accepted"
    assert bench.last("StopTransaction")["reason"] == "Remote"


def test_a_remote_start_can_be_authorised_first() -> None:
    bench = Bench()
    bench.ask("ChangeConfiguration", key="AuthorizeRemoteTxRequests", value="true")
    bench.answers["Authorize"] = lambda _: {"idTagInfo": {"status": "Blocked"}}
    bench.look(plugged=True)
    assert bench.ask("RemoteStartTransaction", idTag="ADA")["status"] == "Accepted"
    assert bench.of("StartTransaction") == []


# -- offline -------------------------------------------------------------------------------------------------------


def test_what_happened_offline_is_delivered_in_order_with_the_number_the_back_end_gives() -> None:
    bench = charging()
    bench.card("ADA")
    bench.look(plugged=False, charging=False)
    bench.disconnect()
    bench.card("BOB")
    bench.look(plugged=True, charging=True, offered=True)
    bench.pass_s(130)
    bench.card("BOB")
    assert bench.session.summary.queued == 4
    seen = len(bench.said)
    bench.connect()
    delivered = [(call.action, call.payload.get("transactionId")) for call in bench.said[seen:]]
    assert delivered[:4] == [
        ("StartTransaction", None),
        ("MeterValues", 101),
        ("MeterValues", 101),
        ("StopTransaction", 101),
    ]
    assert bench.session.summary.queued == 0


def test_an_unknown_token_may_charge_offline_only_where_that_is_allowed() -> None:
    for allowed in (True, False):
        bench = Bench({**SETTINGS, "ocpp_auth_offline": allowed})
        bench.disconnect()
        bench.look(plugged=True)
        bench.card("ADA")
        assert (bench.session.permission.state is ACTIVE) is allowed


def test_a_back_end_that_says_nothing_is_not_waited_for_for_ever() -> None:
    bench = Bench()
    bench.look(plugged=True)
    bench.silent = True
    bench.card("ADA")
    assert bench.session.permission.state is DISABLED
    bench.pass_s(31)
    assert bench.session.permission.state is ACTIVE


def test_the_list_and_what_was_answered_before_are_known_offline() -> None:
    bench = Bench({**SETTINGS, "ocpp_auth_offline": False})
    bench.card("ADA")
    bench.pass_s(40)
    entries = [
        {"idTag": "BOB", "idTagInfo": {"status": "Accepted"}},
        {"idTag": "EVE", "idTagInfo": {"status": "Blocked"}},
    ]
    answer = bench.ask("SendLocalList", listVersion=3, updateType="Full", localAuthorizationList=entries)
    assert answer["status"] == "Accepted"
    assert bench.ask("GetLocalListVersion")["listVersion"] == 3
    bench.crash()
    for token, may in (("EVE", False), ("UNKNOWN", False), ("ADA", True)):
        bench.look(plugged=True)
        bench.card(token)
        assert (bench.session.permission.state is ACTIVE) is may, token


def test_a_transaction_goes_on_after_a_power_cut_and_is_stopped_by_the_back_end() -> None:
    bench = charging()
    bench.look(register_wh=2000.0)
    bench.crash()
    bench.look(fault=FaultKind.CONTROLLER_LOST, plugged=False, charging=False)
    bench.connect()
    bench.look(fault=None, plugged=True, charging=True, offered=True, register_wh=2000.0)
    assert bench.session.summary.transaction == "100"
    assert bench.session.permission.state is ACTIVE
    assert bench.ask("RemoteStopTransaction", transactionId=100)["status"] == "Accepted"
    stop = bench.last("StopTransaction")
    assert (stop["transactionId"], stop["meterStop"], stop["reason"]) == (100, 2000, "Remote")
    assert len(bench.of("StartTransaction")) == 1


def test_a_car_that_left_during_a_power_cut_has_ended_its_transaction() -> None:
    bench = charging()
    bench.crash()
    bench.look(plugged=False, charging=False)
    bench.connect()
    assert bench.last("StopTransaction")["reason"] == "EVDisconnected"


def test_a_start_the_back_end_never_takes_leaves_the_rest_without_a_number() -> None:
    bench = Bench()
    bench.answers["StartTransaction"] = lambda _: Error("", "InternalError", "not today")
    bench.look(plugged=True)
    bench.card("ADA")
    bench.card("ADA")
    bench.pass_s(400)
    assert len(bench.of("StartTransaction")) == 3
    assert bench.last("StopTransaction")["transactionId"] == -1
    assert "not today" in bench.session.summary.last_error


# -- what the station is like --------------------------------------------------------------------------------------


def test_faults_are_told_at_once_and_by_name() -> None:
    bench = Bench()
    bench.ask("ChangeConfiguration", key="MinimumStatusDuration", value="60")
    bench.look(fault=FaultKind.NO_GROUND)
    told = bench.last("StatusNotification")
    assert (told["status"], told["errorCode"], told["info"]) == ("Faulted", "GroundFailure", "no earth / ground")
    bench.look(fault=None)
    assert bench.statuses() == ["Available", "Faulted"]
    bench.pass_s(61)
    assert bench.statuses() == ["Available", "Faulted", "Available"]


def test_out_of_service_waits_for_the_end_of_the_transaction_and_outlives_a_crash() -> None:
    bench = charging()
    assert bench.ask("ChangeAvailability", connectorId=0, type="Inoperative")["status"] == "Scheduled"
    assert bench.session.permission.state is ACTIVE
    bench.look(plugged=False, charging=False)
    assert bench.statuses()[-1] == "Unavailable"
    bench.crash()
    bench.connect()
    bench.card("ADA")
    bench.look(plugged=True)
    assert bench.of("StartTransaction")[1:] == []
    assert bench.ask("ChangeAvailability", connectorId=1, type="Operative")["status"] == "Accepted"
    assert bench.statuses()[-1] == "Preparing"


def test_a_reservation_keeps_the_connector_for_one() -> None:
    bench = Bench()
    expires = "2026-11-23T13:00:00Z"
    reserve = {"connectorId": 1, "expiryDate": expires, "idTag": "ADA", "reservationId": 5}
    assert bench.ask("ReserveNow", **reserve)["status"] == "Accepted"
    assert bench.statuses()[-1] == "Reserved"
    assert bench.ask("ReserveNow", **{**reserve, "reservationId": 6})["status"] == "Occupied"
    bench.card("EVE")
    bench.look(plugged=True)
    assert bench.of("StartTransaction") == []
    bench.card("ADA")
    assert bench.last("StartTransaction")["reservationId"] == 5


def test_a_reservation_ends_with_its_time_or_by_being_cancelled() -> None:
    bench = Bench()
    reserve = {"connectorId": 0, "expiryDate": "2026-11-23T12:10:00Z", "idTag": "ADA", "reservationId": 5}
    bench.ask("ReserveNow", **reserve)
    assert bench.ask("CancelReservation", reservationId=4)["status"] == "Rejected"
    assert bench.ask("CancelReservation", reservationId=5)["status"] == "Accepted"
    bench.ask("ReserveNow", **reserve)
    bench.crash()
    bench.connect()
    assert bench.statuses()[-1] == "Reserved"
    bench.pass_s(601)
    assert bench.statuses()[-1] == "Available"
    assert bench.ask("ReserveNow", **reserve)["status"] == "Rejected"


def test_a_reset_ends_the_transaction_first() -> None:
    bench = charging()
    assert bench.ask("Reset", type="Hard")["status"] == "Accepted"
    assert bench.last("StopTransaction")["reason"] == "HardReset"
    assert Reset(hard=True) in bench.effects


# -- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Reset", {"type": "Warm"}, "PropertyConstraintViolation"),
        ("Reset", {}, "OccurenceConstraintViolation"),
        ("Authorize", {"idTag": "x"}, "NotImplemented"),
        ("MakeCoffee", {}, "NotImplemented"),
    ],
)
def test_what_is_wrong_gets_the_protocols_own_error(action: str, payload: dict[str, object], code: str) -> None:
    answer = Bench().ask_raw(action, payload)
    assert isinstance(answer, Error)
    assert answer.code == code


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '[3,"nobody",{}]', '[4,"nobody","X"]', "[2]", "\x00", '["2","a","b",{}]']
)
def test_rubbish_changes_nothing(text: str) -> None:
    bench = charging()
    before = (bench.session.summary, bench.documents)
    bench.session.received(text, bench.moment)
    bench.exchange()
    assert (bench.session.summary, bench.documents) == before


def test_an_answer_that_is_not_as_the_schema_wants_it_counts_as_refused() -> None:
    bench = Bench(connected=False)
    bench.session.connected(bench.moment)
    (boot,) = bench.session.take_outgoing()
    message_id = boot.split('"')[1]
    bench.session.received(Result(message_id, {"status": "Sure"}).text, bench.moment)
    assert not bench.session.summary.accepted
    assert "BootNotification" in bench.session.summary.last_error


class Deliveries(RuleBasedStateMachine):
    """Whatever befalls the line and the power: the back end's books of transactions are those of the station."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.began: list[tuple[str, int]] = []
        self.ended = 0
        self.energy = 1000

    def _note(self, before: str) -> None:
        after = self.bench.session.summary.transaction
        if before and after != before and not after:
            self.ended += 1

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

    @rule()
    def remote_stop(self) -> None:
        number = self.bench.session.summary.transaction
        if self.bench.online and number and int(number) > 0:
            self.bench.ask("RemoteStopTransaction", transactionId=int(number))

    @invariant()
    def starts_and_stops_alternate(self) -> None:
        opened: list[int] = []
        number = 100
        for call in self.bench.said:
            if call.action == "StartTransaction":
                assert not opened
                opened.append(number)
                number += 1
            elif call.action == "StopTransaction":
                assert opened == [call.payload["transactionId"]]
                opened.clear()

    def teardown(self) -> None:
        bench = self.bench
        bench.losing = False
        bench.look(plugged=False, charging=False)
        if not bench.online:
            bench.connect()
        bench.pass_s(300)
        assert bench.session.summary.queued == 0
        assert len(bench.of("StartTransaction")) == len(bench.of("StopTransaction"))
        for start, stop in zip(bench.of("StartTransaction"), bench.of("StopTransaction"), strict=True):
            assert start["meterStart"] <= stop["meterStop"]
            assert start["timestamp"] <= stop["timestamp"]


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
