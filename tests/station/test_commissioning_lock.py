"""The commissioning lock: nobody charges before it is known what the station hangs on."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from station_rig import StationRig

from pilotwire.rapi.codes import ServiceLevel
from pilotwire.station.claims import ChargeState, ClaimsFullError, Client, Wish
from pilotwire.station.commissioning import Answers, Commissioned, Inspection
from pilotwire.station.commissioning_warnings import Region
from pilotwire.station.explanation import explain
from pilotwire.station.records import CommissioningRecord, Kept
from pilotwire.station.writes import SetConfiguredMaximum, SetServiceLevel

ANSWERS = Answers(region=Region.EUROPE, supply="schuko")


def commissioned(rig: StationRig) -> Commissioned:
    return Commissioned(at=rig.now.utc, answers=ANSWERS, current_a=13, wiring_locked=False)


@pytest.fixture
def rig() -> StationRig:
    rig = StationRig()
    rig.station.demand_commissioning(rig.now)
    rig.plug_in()
    rig.run(5_000)
    return rig


def charges(rig: StationRig) -> bool:
    rig.run(5_000)
    return rig.status.evse.charging


def test_nobody_charges_whatever_they_want(rig: StationRig) -> None:
    assert not charges(rig)
    rig.station.override(Wish(ChargeState.ACTIVE), rig.now)
    rig.station.claim(70_000, Wish(ChargeState.ACTIVE), rig.now, priority=10_000)
    rig.station.claim(Client.COMMISSIONING, Wish(ChargeState.ACTIVE), rig.now, priority=10_000)
    rig.station.release(Client.COMMISSIONING, rig.now)
    assert not charges(rig)
    assert rig.status.commissioning_locked
    assert explain(rig.status).headline.code == "paused.not_commissioned"


def test_commissioning_opens_it_for_good(rig: StationRig) -> None:
    rig.station.commission(commissioned(rig), rig.now, writes=(SetConfiguredMaximum(13),))
    assert charges(rig)
    assert rig.status.evse.configured_maximum_a == 13
    kept = [record.commissioned for record in rig.records if isinstance(record, CommissioningRecord)]
    again = StationRig(kept=Kept(commissioned=kept[-1]))
    again.station.demand_commissioning(again.now)
    again.plug_in()
    assert charges(again)


def test_the_controllers_own_menu_opens_it(rig: StationRig) -> None:
    rig.run(130_000)
    rig.controller.configured_a = 10
    rig.run(40_000)
    assert charges(rig)
    done = rig.status.commissioned
    assert done is not None
    assert (done.answers, done.current_a) == (None, 10)


def test_what_software_sets_is_no_statement(rig: StationRig) -> None:
    rig.station.write(SetConfiguredMaximum(10), rig.now)
    rig.station.write(SetServiceLevel(ServiceLevel.LEVEL_1), rig.now)
    rig.run(400_000)
    assert not charges(rig)
    assert rig.status.commissioned is None


@pytest.mark.parametrize("command", ["$FE", "$F1", "$SB", "$FR", "$S4 0", "$SC 32 V", "$SC 40 M", "$FEXYZ"])
def test_until_then_raw_commands_can_only_ask(rig: StationRig, command: str) -> None:
    assert not rig.station.lets_through(command)
    assert rig.station.lets_through("$GS")
    rig.station.commission(commissioned(rig), rig.now, writes=())
    assert rig.station.lets_through(command) is (command != "$SC 40 M")


@pytest.mark.parametrize("command", ["$SC 40 M", "$SC 40 Mxyz", "$SCx 40 M", "$SC  40 M"])
def test_the_wirings_maximum_is_written_by_commissioning_only(rig: StationRig, command: str) -> None:
    rig.station.commission(commissioned(rig), rig.now, writes=())
    assert not rig.station.lets_through(command)
    assert StationRig().station.lets_through(command)


def test_without_the_demand_nothing_is_locked() -> None:
    rig = StationRig()
    rig.plug_in()
    assert charges(rig)
    assert not rig.status.commissioning_locked


def test_an_inspection_is_kept_with_what_was_commissioned(rig: StationRig) -> None:
    inspection = Inspection(at=rig.now.utc, installer="A. Sparks", confirmed=("polarity",), rcd_trip_ms=24.0)
    assert not rig.station.inspect(inspection, rig.now)
    rig.station.commission(commissioned(rig), rig.now, writes=())
    assert rig.station.inspect(inspection, rig.now)
    assert rig.status.commissioned is not None
    assert rig.status.commissioned.inspection == inspection
    rig.station.commission(commissioned(rig), rig.now, writes=())
    assert rig.status.commissioned is not None
    assert rig.status.commissioned.inspection is None


class Whatever(RuleBasedStateMachine):
    """People and programs want things, cars come and go: as long as nobody commissions, nothing charges."""

    def __init__(self) -> None:
        super().__init__()
        self.rig = StationRig()
        self.rig.station.demand_commissioning(self.rig.now)
        self.rig.run(1_000)

    @rule()
    def plug_in(self) -> None:
        self.rig.plug_in()

    @rule()
    def unplug(self) -> None:
        self.rig.unplug()

    @rule(client=st.sampled_from([*Client, 7]), priority=st.integers(0, 10_000), current_a=st.integers(6, 48))
    def claim(self, client: int, priority: int, current_a: int) -> None:
        with contextlib.suppress(ClaimsFullError):
            self.rig.station.claim(client, Wish(ChargeState.ACTIVE, current_a), self.rig.now, priority=priority)

    @rule(current_a=st.integers(6, 48))
    def set_maximum(self, current_a: int) -> None:
        self.rig.station.write(SetConfiguredMaximum(current_a), self.rig.now)

    @rule(milliseconds=st.integers(1, 120_000))
    def run(self, milliseconds: int) -> None:
        self.rig.run(milliseconds)

    @invariant()
    def never_wants_to_charge(self) -> None:
        assert self.rig.status.target.state is ChargeState.DISABLED


TestWhatever = Whatever.TestCase
TestWhatever.settings = hypothesis_settings(max_examples=20, stateful_step_count=15, deadline=None)
