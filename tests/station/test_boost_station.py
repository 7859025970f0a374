"""Boost on a whole station: whom it outranks and who outranks it, what is told and kept."""

from __future__ import annotations

import pytest
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.boost_values import Boost
from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.events import Topic
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Kept, LogRecord, StandingRecord
from pilotwire.station.status import DivertMode

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
HALF_HOUR = Boost(duration_ms=1_800_000)


def rig_with_car(**settings: object) -> StationRig:
    rig = StationRig(settings={"scheduler_start_window": 0, **settings})
    rig.plug_in()
    rig.forget()
    return rig


def kept_of(rig: StationRig) -> Kept:
    return Kept(standing=[record.standing for record in rig.records if isinstance(record, StandingRecord)][-1])


def logged(rig: StationRig) -> list[str]:
    return [record.entry.text for record in rig.records if isinstance(record, LogRecord)]


def test_it_charges_although_there_is_no_sun() -> None:
    rig = rig_with_car()
    rig.station.set_divert_mode(DivertMode.ECO, rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.SLEEPING)
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.status.target.state_client == Client.BOOST
    rig.run(1_800_000)
    assert rig.status.boost is None
    assert rig.controller_is(EvseState.SLEEPING)


def test_it_charges_with_its_own_current_and_not_with_that_of_the_sun() -> None:
    rig = rig_with_car()
    rig.station.claim(Client.DIVERT, Wish(ACTIVE, 7), rig.now, priority=50)
    rig.station.boost(HALF_HOUR, rig.now)
    assert rig.status.target.pilot_a == 32
    rig.station.boost(Boost(duration_ms=60_000, current_a=10), rig.now)
    assert rig.status.target.pilot_a == 10


@pytest.mark.parametrize("priority", [500, 1000, 1030, 1050, 1100, 5000])
def test_what_outranks_it_pauses(priority: int) -> None:
    rig = rig_with_car()
    rig.station.boost(HALF_HOUR, rig.now)
    rig.station.claim(20, Wish(DISABLED), rig.now, priority=priority)
    assert rig.status.target.state is DISABLED


def test_a_limit_that_is_reached_outranks_it() -> None:
    rig = rig_with_car()
    rig.station.set_limit(Limit(LimitType.TIME, 1), rig.now)
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(61_000)
    assert rig.status.target.state_client == Client.LIMIT
    assert rig.controller_is(EvseState.SLEEPING)


def test_it_is_told_kept_and_logged_at_both_ends() -> None:
    rig = rig_with_car()
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(1)
    assert Topic.BOOST in rig.topics
    assert kept_of(rig).standing.boost is not None
    assert "boost: 30 min" in logged(rig)
    rig.forget()
    assert rig.station.end_boost(rig.now)
    assert not rig.station.end_boost(rig.now)
    rig.run(1)
    assert Topic.BOOST in rig.topics
    assert kept_of(rig).standing.boost is None
    assert "the boost has ended: by hand" in logged(rig)


def test_it_ends_when_the_car_leaves() -> None:
    rig = rig_with_car()
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(500)
    rig.unplug()
    assert rig.status.boost is None
    assert rig.status.claim(Client.BOOST) is None
    rig.plug_in()
    assert rig.status.claim(Client.BOOST) is None


def test_it_ends_when_its_claim_is_released() -> None:
    rig = rig_with_car()
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(500)
    rig.station.release(Client.BOOST, rig.now)
    rig.run(1)
    assert rig.status.boost is None


def test_an_amount_is_charged_and_no_more() -> None:
    rig = rig_with_car(default_state=False)
    before_wh = rig.status.registers.session_wh
    rig.station.boost(Boost(energy_wh=1_000), rig.now)
    rig.run(3_600_000)
    assert rig.status.boost is None
    assert 1_000 <= rig.status.registers.session_wh - before_wh < 1_010


def test_it_goes_on_after_a_restart() -> None:
    rig = rig_with_car(default_state=False)
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(1)
    again = StationRig(kept_of(rig), rig.controller, settings={"default_state": False})
    again.run(5_000)
    assert again.status.boost is not None
    assert again.controller_is(EvseState.CHARGING)


def test_it_works_without_a_clock() -> None:
    rig = StationRig(settings={"default_state": False}, trusted=False)
    rig.plug_in()
    rig.station.boost(HALF_HOUR, rig.now)
    rig.run(500)
    assert rig.controller_is(EvseState.CHARGING)
    assert rig.status.boost is not None
    assert rig.status.boost.until is None
    rig.run(1_800_000)
    assert rig.controller_is(EvseState.SLEEPING)
