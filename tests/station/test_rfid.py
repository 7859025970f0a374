"""The RFID lock: who may charge, for how long, and that nobody else can."""

from __future__ import annotations

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.events import Topic
from pilotwire.station.records import Kept, Standing
from pilotwire.station.rfid_names import is_id, listed_ids, rfid_names
from pilotwire.station.rfid_values import Authorised, CardVerdict
from pilotwire.station.status import BackEndStatus

ADA, BO, NOBODY = "04a2b3c4", "05b3c4d5", "ffffffff"
DEMANDED = {"rfid_enabled": True, "rfid_salt": "salt"}


def rig_with_cards(**settings: object) -> StationRig:
    rig = StationRig(settings={**DEMANDED, **settings})
    rig.station.add_card(ADA, "Ada", rig.now)
    rig.station.add_card(BO, "", rig.now)
    rig.forget()
    return rig


def show(rig: StationRig, token: str) -> CardVerdict:
    verdict = rig.station.show_card(token, rig.now)
    rig.run(500)
    return verdict


def charges(rig: StationRig) -> bool:
    return rig.status.evse.charging


def told(rig: StationRig) -> list[object]:
    rig.run(0)
    return [dict(event.data) for event in rig.events if event.topic is Topic.RFID]


def test_nobody_charges_before_a_known_card_was_shown() -> None:
    rig = rig_with_cards()
    rig.plug_in()
    rig.run(5_000)
    assert not charges(rig)
    assert any(one.client is Client.RFID for one in rig.status.waiting)
    assert show(rig, NOBODY) is CardVerdict.UNKNOWN
    rig.run(5_000)
    assert not charges(rig)
    assert show(rig, "04:A2:B3:C4") is CardVerdict.ACCEPTED
    rig.run(5_000)
    assert charges(rig)


def test_who_charges_is_part_of_the_session() -> None:
    rig = rig_with_cards()
    rig.plug_in()
    show(rig, ADA)
    assert rig.status.session is not None
    assert rig.status.session.who == "Ada"
    assert rig.status.rfid_tag == ADA


def test_a_card_without_a_name_is_known_by_its_last_digits() -> None:
    rig = rig_with_cards()
    show(rig, BO)
    rig.plug_in()
    assert rig.status.session is not None
    assert rig.status.session.who == "…c4d5"


def test_a_card_holds_for_thirty_seconds_without_a_car() -> None:
    rig = rig_with_cards()
    show(rig, ADA)
    rig.run(28_000)
    assert rig.status.rfid_authorised is not None
    rig.run(3_000)
    assert rig.status.rfid_authorised is None
    assert told(rig) == [{"authenticated": ADA}, {"authenticated": ""}]
    rig.plug_in()
    rig.run(5_000)
    assert not charges(rig)


def test_it_ends_in_time_although_the_controller_does_not_answer() -> None:
    rig = rig_with_cards()
    show(rig, ADA)
    rig.disconnect()
    rig.run(31_000)
    assert rig.status.rfid_authorised is None
    assert rig.station.next_deadline_ms > rig.now_ms
    rig.controller.car = rig.controller.wants = True
    rig.connect()
    rig.run(5_000)
    assert not charges(rig)


def test_a_card_that_there_is_no_room_for_is_said_and_nothing_fails() -> None:
    rig = rig_with_cards(rfid_storage=",".join(f"#{number:016x}" for number in range(225)))
    rig.station.learn_card(rig.now, name="Cy")
    assert show(rig, NOBODY) is CardVerdict.LEARNT
    assert len(listed_ids(rig.status.settings)) == 227
    assert any("was not added" in str(event.data.get("entry")) for event in rig.events)


def test_it_holds_as_long_as_the_car_stays_and_ends_when_it_leaves() -> None:
    rig = rig_with_cards()
    show(rig, ADA)
    rig.plug_in()
    rig.run(120_000)
    assert charges(rig)
    rig.unplug()
    rig.run(1_000)
    assert rig.status.rfid_authorised is None
    rig.plug_in()
    rig.run(5_000)
    assert not charges(rig)


def test_the_same_card_again_ends_it_and_another_does_not() -> None:
    rig = rig_with_cards()
    rig.plug_in()
    show(rig, ADA)
    assert show(rig, BO) is CardVerdict.OTHER
    rig.run(5_000)
    assert charges(rig)
    assert show(rig, ADA) is CardVerdict.ENDED
    rig.run(5_000)
    assert not charges(rig)


def test_a_card_never_starts_a_charge_that_something_else_holds_back() -> None:
    rig = rig_with_cards(default_state=False)
    rig.plug_in()
    show(rig, ADA)
    rig.run(5_000)
    assert not charges(rig)


def test_who_was_let_in_stays_so_over_a_loss_of_power_while_the_car_stays() -> None:
    rig = rig_with_cards()
    rig.plug_in()
    show(rig, ADA)
    authorised = rig.status.rfid_authorised
    assert authorised is not None
    again = StationRig(Kept(standing=Standing(authorised=authorised)), rig.controller, settings=dict(DEMANDED))
    again.run(5_000)
    assert charges(again)
    rig.controller.car = False
    gone = StationRig(Kept(standing=Standing(authorised=authorised)), settings=dict(DEMANDED))
    assert gone.status.rfid_authorised is None
    gone.plug_in()
    gone.run(5_000)
    assert not charges(gone)


def test_what_is_kept_does_not_have_the_token() -> None:
    rig = rig_with_cards()
    show(rig, ADA)
    rig.run(0)
    kept = repr(rig.records)
    assert "Authorised" in kept
    assert ADA not in kept


def test_the_next_card_is_learnt_first_of_all() -> None:
    rig = rig_with_cards()
    rig.station.learn_card(rig.now, name="Cy")
    assert rig.status.rfid_learning_until_ms == rig.now_ms + 60_000
    assert show(rig, NOBODY) is CardVerdict.LEARNT
    assert told(rig) == [{"waiting_s": 60}, {"input": NOBODY, "waiting_s": 0}]
    settings = rig.status.settings
    assert rig.status.rfid_authorised is None
    assert "Cy" in rfid_names(settings).values()
    assert len(listed_ids(settings)) == 3
    assert show(rig, NOBODY) is CardVerdict.ACCEPTED


def test_a_client_of_openevse_learns_a_card_by_being_told() -> None:
    rig = rig_with_cards()
    rig.station.learn_card(rig.now)
    show(rig, NOBODY)
    assert len(listed_ids(rig.status.settings)) == 2


def test_learning_ends_after_a_minute() -> None:
    rig = rig_with_cards()
    rig.station.learn_card(rig.now)
    rig.run(61_000)
    assert told(rig) == [{"waiting_s": 60}, {"waiting_s": 0}]
    assert show(rig, NOBODY) is CardVerdict.UNKNOWN


def test_with_a_back_end_every_card_goes_there_and_what_it_begins_opens_the_lock() -> None:
    rig = rig_with_cards(ocpp_enabled=True)
    rig.plug_in()
    assert show(rig, ADA) is CardVerdict.BACK_END
    rig.run(3_000)
    assert not charges(rig)
    rig.station.set_back_end(BackEndStatus("OCPP 1.6", transaction="7", who=ADA), rig.now)
    rig.run(5_000)
    assert charges(rig)
    rig.station.set_back_end(BackEndStatus("OCPP 1.6"), rig.now)
    rig.run(5_000)
    assert not charges(rig)


def test_a_transaction_that_is_anybodys_does_not_open_the_lock() -> None:
    rig = rig_with_cards(ocpp_enabled=True, ocpp_auth_auto=True, ocpp_idtag="DefaultIdTag")
    rig.plug_in()
    rig.station.set_back_end(BackEndStatus("OCPP 1.6", transaction="7", who="defaultidtag"), rig.now)
    rig.run(5_000)
    assert not charges(rig)


def test_without_demand_a_card_tells_who_charges_and_holds_nothing_back() -> None:
    rig = rig_with_cards(rfid_enabled=False)
    rig.plug_in()
    rig.run(3_000)
    assert charges(rig)
    show(rig, ADA)
    assert rig.status.session is not None
    assert rig.status.session.who == "Ada"


def test_cards_are_named_removed_and_kept_by_id() -> None:
    rig = rig_with_cards()
    card, other = listed_ids(rig.status.settings)
    assert is_id(card)
    rig.station.name_card(card, "Ada Lovelace", rig.now)
    assert rfid_names(rig.status.settings)[card] == "Ada Lovelace"
    assert rig.station.remove_card(card, rig.now)
    assert not rig.station.remove_card(card, rig.now)
    assert listed_ids(rig.status.settings) == (other,)
    assert show(rig, ADA) is CardVerdict.UNKNOWN


@hypothesis_settings(max_examples=25, stateful_step_count=25)
class NobodyWithoutACard(RuleBasedStateMachine):
    """Whatever happens in whatever order, energy flows only to the car of somebody whose card was accepted."""

    @initialize()
    def begin(self) -> None:
        self.rig = rig_with_cards()
        self.let_in = False

    @rule()
    def plug(self) -> None:
        self.rig.plug_in()

    @rule()
    def unplug(self) -> None:
        was_there = self.rig.status.evse.vehicle
        self.rig.unplug()
        self.rig.run(1_000)
        if was_there:
            self.let_in = False

    @rule(token=st.sampled_from([ADA, BO, NOBODY]))
    def show(self, token: str) -> None:
        verdict = show(self.rig, token)
        self.let_in = {CardVerdict.ACCEPTED: True, CardVerdict.ENDED: False}.get(verdict, self.let_in)

    @rule()
    def wait(self) -> None:
        self.rig.run(20_000)
        if self.rig.status.rfid_authorised is None:
            self.let_in = False

    @rule()
    def override(self) -> None:
        self.rig.station.toggle_override(self.rig.now)
        self.rig.run(500)

    @rule(for_s=st.sampled_from([1, 20, 60]), plugs=st.booleans())
    def lose_the_line(self, for_s: int, plugs: bool) -> None:
        self.rig.disconnect()
        self.rig.run(for_s * 1_000)
        if self.rig.status.rfid_authorised is None:
            self.let_in = False
        if plugs:
            self.rig.controller.car = self.rig.controller.wants = True
            self.rig.controller.classify()
        self.rig.connect()
        self.rig.run(2_000)

    @rule()
    def lose_power(self) -> None:
        standing = Standing(authorised=self.rig.status.rfid_authorised)
        settings = {
            **DEMANDED,
            "rfid_storage": self.rig.status.settings.rfid_storage,
            "rfid_users": self.rig.status.settings.rfid_users,
        }
        self.rig = StationRig(Kept(standing=standing), self.rig.controller, settings=settings)
        self.rig.run(2_000)
        if self.rig.status.rfid_authorised is None:
            self.let_in = False

    @invariant()
    def nobody_else_charges(self) -> None:
        rig = self.rig
        rig.run(4_000)
        if not self.let_in:
            assert rig.status.target.state is ChargeState.DISABLED or not rig.status.evse.vehicle
            assert rig.controller.state is not EvseState.CHARGING


TestNobodyWithoutACard = NobodyWithoutACard.TestCase


@pytest.mark.parametrize("who", ["Ada", "…b3c4"])
def test_what_was_kept_comes_back_as_it_was(who: str) -> None:
    kept = Authorised("#0123456789abcdef", who)
    rig = StationRig(Kept(standing=Standing(authorised=kept)), settings=dict(DEMANDED), connected=False)
    assert rig.status.rfid_authorised == kept
    assert rig.status.rfid_tag == kept.id
