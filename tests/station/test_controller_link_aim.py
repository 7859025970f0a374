"""The controller is kept at its aim, whoever else has a hand on it, and without an endless quarrel."""

from __future__ import annotations

from itertools import pairwise

import pytest
from controller_model import FIFTH, NEWEST, OLDEST, TIMEOUT, Bench, ModelController, at
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codes import EvseState, SettingsFlag, Toggle
from pilotwire.rapi.features import Features
from pilotwire.station.asks import Answer, Ask, AskFailed, Drive, Failure, Move, Offer, Pulse, Query, Question
from pilotwire.station.controller_link import ControllerLink
from pilotwire.station.evse import Aim, EvseChange
from pilotwire.station.writes import ReleaseBootLock, SetConfiguredMaximum, SetHeartbeat, SetToggle

CHARGE = Aim(active=True, pilot_a=32)
PAUSE = Aim(active=False, pilot_a=32)
ENABLE, SLEEP, DISABLE = Drive(Move.ENABLE), Drive(Move.SLEEP), Drive(Move.DISABLE)


def charging(features: Features = NEWEST) -> ModelController:
    return ModelController(features, EvseState.CHARGING, car=True, wants=True)


def aimed(aim: Aim, controller: ModelController | None = None, run_ms: int = 2_000) -> Bench:
    bench = Bench(controller)
    bench.link.aim(aim, bench.now)
    bench.run(run_ms)
    return bench


def drives_and_offers(asks: list[Ask]) -> list[Ask]:
    return [ask for ask in asks if isinstance(ask, Drive | Offer)]


def test_nothing_is_changed_when_the_controller_is_at_its_aim() -> None:
    assert drives_and_offers([ask for _, ask in aimed(CHARGE).asks]) == []


def test_nothing_is_changed_without_an_aim() -> None:
    bench = Bench(ModelController(state=EvseState.SLEEPING))
    assert drives_and_offers(bench.run(60_000)) == []


@pytest.mark.parametrize(("by_disabling", "move"), [(False, SLEEP), (True, DISABLE)])
def test_pauses_by_sleeping_or_by_disabling(by_disabling: bool, move: Drive) -> None:
    bench = aimed(CHARGE, charging())
    bench.link.aim(Aim(active=False, pilot_a=32, pause_by_disabling=by_disabling), bench.now)
    asks = [ask for ask in bench.run(500) if ask != Pulse()]
    assert asks[:2] == [move, Query(Question.STATE)]
    assert bench.link.evse.paused
    assert drives_and_offers(bench.run(60_000)) == []


def test_a_pause_of_the_other_kind_is_a_pause() -> None:
    bench = aimed(PAUSE, ModelController(state=EvseState.DISABLED))
    assert drives_and_offers([ask for _, ask in bench.asks]) == []


def test_looks_again_when_the_contactor_must_have_opened_after_a_pause() -> None:
    bench = aimed(CHARGE, charging())
    bench.link.aim(PAUSE, bench.now)
    bench.run(500)
    begun_ms = bench.times(SLEEP)[0]
    bench.run(6_000)
    assert any(3_900 <= at_ms - begun_ms <= 4_200 for at_ms in bench.times(Query(Question.STATE)))


def test_a_pause_goes_before_a_lower_current_and_both_before_everything_else() -> None:
    bench = Bench(charging())
    bench.link.aim(Aim(active=False, pilot_a=10), bench.now)
    asks = bench.run(500)
    assert asks[:2] == [Query(Question.STATE), SLEEP]
    assert asks.index(Offer(10)) < asks.index(Query(Question.TEMPERATURES))


def test_current_is_raised_before_charging_is_enabled() -> None:
    bench = aimed(Aim(active=False, pilot_a=6))
    bench.link.aim(CHARGE, bench.now)
    assert drives_and_offers(bench.run(500)) == [Offer(32), ENABLE]


def test_idle_says_when_the_aim_is_reached() -> None:
    bench = aimed(CHARGE)
    assert bench.link.idle
    bench.link.aim(Aim(active=False, pilot_a=16), bench.now)
    assert not bench.link.idle
    bench.run(500)
    assert bench.link.idle
    assert (bench.controller.state, bench.controller.capacity_a) == (EvseState.SLEEPING, 16)


def test_each_current_set_is_told_once_with_its_value() -> None:
    bench = aimed(CHARGE)
    bench.link.take_changes()
    bench.link.aim(Aim(active=True, pilot_a=16), bench.now)
    bench.run(500)
    assert bench.link.take_changes() == [EvseChange.PILOT_SET]
    assert bench.link.evse.pilot_a == 16


@given(st.integers(0, 90), st.integers(6, 32))
def test_never_more_than_the_configured_maximum_nor_less_than_the_minimum(pilot_a: int, configured_a: int) -> None:
    bench = aimed(Aim(active=True, pilot_a=pilot_a), ModelController(configured_a=configured_a, capacity_a=20))
    assert bench.controller.capacity_a == max(6, min(pilot_a, configured_a))
    assert bench.link.take_refusals() == []


# -- other hands -----------------------------------------------------------------------------------------------------


def test_what_somebody_else_changes_is_changed_back_at_once() -> None:
    bench = aimed(CHARGE, ModelController(state=EvseState.CONNECTED, car=True))
    bench.controller.press_button()
    assert drives_and_offers(bench.run(200)) == [ENABLE]
    bench.controller.offer(10)
    assert drives_and_offers(bench.run(200)) == [Offer(32)]
    bench.link.aim(PAUSE, bench.now)
    bench.run(500)
    bench.controller.press_button()
    assert drives_and_offers(bench.run(200)) == [SLEEP]


def test_a_change_that_is_changed_back_is_not_told_as_a_new_current() -> None:
    bench = aimed(CHARGE)
    bench.link.take_changes()
    bench.controller.offer(10)
    bench.run(200)
    assert bench.link.take_changes() == [EvseChange.PILOT_SET]
    assert bench.link.evse.pilot_a == 32


def test_a_current_changed_by_somebody_else_is_told_when_there_is_no_aim() -> None:
    bench = Bench()
    bench.run()
    bench.link.take_changes()
    bench.controller.offer(10)
    bench.run(200)
    assert bench.link.take_changes() == [EvseChange.PILOT_SET]
    assert bench.link.evse.pilot_a == 10


def test_a_configured_maximum_lowered_by_somebody_else_is_accepted() -> None:
    bench = aimed(CHARGE)
    bench.controller.configured_a = 16
    bench.controller.offer(16)
    bench.run(1_000)
    assert bench.link.evse.configured_maximum_a == 16
    assert drives_and_offers(bench.run(60_000)) == []


def test_a_controller_that_falls_asleep_by_itself_is_woken_less_and_less() -> None:
    bench = aimed(CHARGE)
    bench.controller.sleeps_by_itself = True
    bench.controller.press_button()
    bench.run(600_000)
    times_ms = bench.times(ENABLE)
    gaps_ms = [b - a for a, b in pairwise(times_ms)]
    assert max(gaps_ms[:7]) < 1_000
    assert gaps_ms[-1] == pytest.approx(60_000, abs=200)
    assert len(times_ms) < 25
    refusals = bench.link.take_refusals()
    assert len(refusals) == 1
    assert "delay timer" in refusals[0]
    assert bench.link.idle


def test_a_new_aim_is_tried_at_once_however_long_the_last_one_was_fought_over() -> None:
    bench = aimed(CHARGE)
    bench.controller.sleeps_by_itself = True
    bench.controller.press_button()
    bench.run(600_000)
    while ENABLE not in bench.run(1_000):
        pass
    bench.link.aim(PAUSE, bench.now)
    bench.run(5_000)
    bench.controller.sleeps_by_itself = False
    bench.link.aim(CHARGE, bench.now)
    assert drives_and_offers(bench.run(200)) == [ENABLE]


def test_a_controller_that_keeps_being_started_is_paused_before_it_closes_its_contactor() -> None:
    bench = aimed(PAUSE, charging())

    def starts_again(ask: Ask) -> Answer | None:
        if ask == Query(Question.STATE) and bench.controller.paused:
            bench.controller.press_button()
            bench.controller.heard.clear()
        return None

    bench.spoil = starts_again
    bench.controller.press_button()
    bench.run(120_000)
    gaps_ms = [b - a for a, b in pairwise(bench.times(SLEEP)[-60:])]
    assert max(gaps_ms) <= 300
    assert min(gaps_ms) >= 100
    assert len(bench.link.take_refusals()) == 1


def test_an_order_that_may_not_have_arrived_is_checked_before_it_is_repeated() -> None:
    bench = aimed(CHARGE)
    lost = iter([TIMEOUT])
    bench.spoil = lambda ask: next(lost, None) if ask == SLEEP else None
    bench.link.aim(PAUSE, bench.now)
    asks = [ask for ask in bench.run(3_000) if ask != Pulse()]
    first = asks.index(SLEEP)
    assert asks[first + 1] == Query(Question.STATE)
    assert asks.count(SLEEP) == 2
    assert bench.controller.paused


def test_current_a_hot_controller_refuses_is_asked_for_less_and_less() -> None:
    bench = aimed(CHARGE)
    bench.controller.ceiling_a = 16
    bench.controller.offer(16)
    asks = bench.run(300_000)
    assert 3 <= asks.count(Offer(32)) <= 12
    assert bench.link.evse.pilot_a == 16
    assert len(bench.link.take_refusals()) == 1
    bench.controller.ceiling_a = 80
    bench.run(61_000)
    assert bench.controller.capacity_a == 32


def test_a_limit_that_changes_all_the_time_is_followed_without_complaining_each_time() -> None:
    bench = aimed(CHARGE)
    bench.controller.ceiling_a = 8
    bench.controller.offer(8)
    for second in range(60):
        bench.link.aim(Aim(active=True, pilot_a=20 + second % 5), bench.now)
        bench.run(1_000)
    assert len(bench.link.take_refusals()) == 1


@pytest.mark.parametrize("failure", [Failure.REFUSED, Failure.TIMEOUT, Failure.UNREADABLE])
def test_a_lower_current_is_insisted_on_every_second(failure: Failure) -> None:
    bench = aimed(CHARGE, charging())
    bench.spoil = lambda ask: AskFailed(failure, "It did not work.") if isinstance(ask, Offer) else None
    bench.link.aim(Aim(active=True, pilot_a=10), bench.now)
    bench.run(30_000)
    assert len(bench.times(Offer(10))) == pytest.approx(30, abs=3)
    assert len(bench.link.take_refusals()) == 1


def test_nothing_is_changed_while_the_controller_reports_a_fault() -> None:
    bench = aimed(CHARGE, charging())
    bench.controller.fault = EvseState.GFCI_TRIPPED
    bench.controller.classify()
    bench.run()
    bench.link.aim(PAUSE, bench.now)
    assert drives_and_offers(bench.run(60_000)) == []
    bench.controller.fault = None
    bench.controller.classify()
    assert drives_and_offers(bench.run(200)) == [SLEEP]


# -- boot lock -------------------------------------------------------------------------------------------------------


def test_a_boot_lock_is_released_only_once_there_is_an_aim() -> None:
    controller = ModelController(boot_locked=True, state=EvseState.STARTING)
    controller.classify()
    bench = Bench(controller)
    assert ReleaseBootLock() not in bench.run(10_000)
    bench.link.aim(PAUSE, bench.now)
    asks = bench.run(500)
    assert asks.index(ReleaseBootLock()) < asks.index(SLEEP)
    assert not controller.boot_locked
    assert controller.paused


def test_a_boot_lock_that_cannot_be_released_is_tried_every_second() -> None:
    controller = ModelController(boot_locked=True, state=EvseState.STARTING)
    controller.classify()
    bench = Bench(controller)
    bench.spoil = lambda ask: False if isinstance(ask, ReleaseBootLock) else None
    bench.link.aim(CHARGE, bench.now)
    bench.run(10_000)
    assert len(bench.times(ReleaseBootLock())) == pytest.approx(10, abs=1)


# -- old firmware ----------------------------------------------------------------------------------------------------


def test_firmware_that_can_only_store_a_limit_is_told_at_once_to_lower_it_but_seldom_to_raise_it() -> None:
    bench = aimed(CHARGE, ModelController(features=OLDEST))
    for second in range(600):
        bench.link.aim(Aim(active=True, pilot_a=10 if second % 2 else 20), bench.now)
        bench.run(1_000)
    stored = [ask for _, ask in bench.asks if isinstance(ask, Offer)]
    assert not any(ask.volatile for ask in stored)
    assert len(stored) <= 6


def test_firmware_that_does_not_report_is_corrected_when_it_is_asked() -> None:
    bench = aimed(CHARGE, ModelController(features=OLDEST))
    bench.controller.press_button()
    bench.controller.heard.clear()
    bench.run(31_000)
    assert not bench.controller.paused


def test_a_report_of_old_firmware_tells_the_configured_maximum() -> None:
    bench = aimed(Aim(active=True, pilot_a=10), ModelController(features=FIFTH, configured_a=24, capacity_a=24))
    assert bench.controller.capacity_a == 10
    bench.controller.car = True
    bench.controller.classify()
    bench.run()
    assert bench.link.evse.configured_maximum_a == 24
    assert bench.link.evse.pilot_a == 10


# -- leaving ---------------------------------------------------------------------------------------------------------


def leave(bench: Bench, *, may_charge: bool) -> list[Ask]:
    asks = bench.link.closing_asks(bench.now, may_charge=may_charge)
    for ask in asks:
        bench.controller.carry_out(ask, bench.now_ms)
    return asks


def test_leaves_a_charge_to_the_controllers_own_supervision_and_gives_the_button_back() -> None:
    bench = Bench(charging(), ControllerLink(own_button=True))
    bench.link.aim(CHARGE, bench.now)
    bench.run()
    assert leave(bench, may_charge=True) == [SetToggle(Toggle.BUTTON, enabled=True)]
    bench.controller.advance(bench.now_ms + 6_000)
    assert bench.controller.capacity_a == 6
    assert SettingsFlag.BUTTON_OFF not in bench.controller.flags


def test_leaves_nothing_charging_that_charges_only_because_somebody_wanted_it() -> None:
    bench = aimed(CHARGE, charging())
    leave(bench, may_charge=False)
    assert bench.controller.paused


def test_leaves_a_pause_as_it_is() -> None:
    bench = aimed(PAUSE, charging())
    leave(bench, may_charge=True)
    assert bench.controller.paused


@pytest.mark.parametrize("features", [OLDEST, NEWEST], ids=["oldest", "newest"])
def test_leaves_a_controller_that_does_not_supervise_with_the_fallback_current(features: Features) -> None:
    bench = Bench(charging(features))
    bench.link.request(SetHeartbeat(0, 8))
    bench.link.aim(CHARGE, bench.now)
    bench.run()
    leave(bench, may_charge=True)
    assert bench.controller.capacity_a == 8


def test_says_nothing_to_a_controller_that_is_not_there() -> None:
    bench = Bench(connected=False)
    assert bench.link.closing_asks(at(0)) == []


def test_a_lower_maximum_stored_by_the_station_changes_what_is_offered() -> None:
    bench = aimed(CHARGE)
    bench.link.request(SetConfiguredMaximum(16))
    bench.run(1_000)
    assert (bench.link.evse.configured_maximum_a, bench.link.evse.pilot_a) == (16, 16)
    assert bench.link.take_refusals() == []
