"""Controllers before firmware 6.0.0, which do not tell whether a car is plugged in while they sleep or fail."""

from __future__ import annotations

import pytest
from controller_model import FOURTH, OLDEST, START, ModelController
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.rapi.features import Features
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.commissioning import Commissioned
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Kept, SessionRecord, StandingRecord
from pilotwire.station.writes import SetConfiguredMaximum

PAUSE = Wish(ChargeState.DISABLED, auto_release=True)
old = pytest.mark.parametrize("features", [OLDEST, FOURTH], ids=["oldest", "fourth"])


def charging(features: Features, kept: Kept = Kept()) -> StationRig:
    rig = StationRig(kept, ModelController(features=features))
    rig.plug_in()
    rig.run(5_000)
    assert rig.status.evse.charging
    return rig


@old
def test_a_pause_until_the_car_is_unplugged_lasts_while_it_stays(features: Features) -> None:
    rig = charging(features)
    rig.station.override(PAUSE, rig.now)
    rig.run(600_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.evse.vehicle
    assert rig.status.target.state is ChargeState.DISABLED
    assert not [record for record in rig.records if isinstance(record, SessionRecord) and record.session.ended]


@old
def test_a_limit_that_was_reached_stays_reached(features: Features) -> None:
    rig = charging(features)
    rig.station.set_limit(Limit(LimitType.TIME, 1, auto_release=True), rig.now)
    rig.run(600_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert rig.status.target.state_client == Client.LIMIT


@old
def test_no_more_is_offered_than_was_commissioned_also_after_restarts(features: Features) -> None:
    stated = Commissioned(at=START, answers=None, current_a=16, wiring_locked=False)
    rig = charging(features)
    rig.station.commission(stated, rig.now, writes=(SetConfiguredMaximum(16),))
    rig.run(60_000)
    assert rig.controller.capacity_a == 16
    rig.disconnect()
    rig.connect()
    rig.run(60_000)
    again = StationRig(Kept(commissioned=stated), rig.controller)
    again.run(600_000)
    assert rig.controller.capacity_a == 16
    assert again.status.evse.configured_maximum_a == 16


@old
def test_a_fault_does_not_end_the_session(features: Features) -> None:
    rig = charging(features)
    began = rig.status.session
    rig.controller.fault = EvseState.GFCI_TRIPPED
    rig.controller.classify()
    rig.run(35_000)
    rig.controller.fault, rig.controller.state = None, EvseState.STARTING
    rig.controller.classify()
    rig.run(35_000)
    assert began is not None
    assert rig.status.session is not None
    assert rig.status.session.number == began.number


def test_where_it_can_be_asked_a_car_that_leaves_in_a_pause_ends_it() -> None:
    rig = charging(FOURTH)
    rig.station.override(PAUSE, rig.now)
    rig.run(60_000)
    rig.unplug()
    rig.run(10_000)
    assert not rig.status.evse.vehicle
    assert rig.status.target.state is ChargeState.ACTIVE


@old
def test_a_pause_lasts_over_a_restart_of_the_station(features: Features) -> None:
    rig = charging(features)
    rig.station.override(PAUSE, rig.now)
    rig.run(60_000)
    standing = [record.standing for record in rig.records if isinstance(record, StandingRecord)][-1]
    again = StationRig(Kept(standing=standing, session=rig.status.session), rig.controller)
    again.run(60_000)
    assert again.controller_is(EvseState.SLEEPING)
    assert again.status.target.state is ChargeState.DISABLED
