"""What is asked of a controller, in which order and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from controller_model import FIFTH, OLDEST, REFUSED, TIMEOUT, Bench, ModelController, at

from pilotwire.rapi.client_values import FaultCounters, Heartbeat
from pilotwire.rapi.codes import EvseState, HeartbeatTrigger, ServiceLevel, SettingsFlag, Toggle
from pilotwire.station.asks import Acknowledge, Ask, AskFailed, Drive, Failure, Move, Offer, Pulse, Query, Question
from pilotwire.station.controller_link import ControllerLink
from pilotwire.station.evse import Aim, EvseChange, LinkState
from pilotwire.station.writes import (
    Restart,
    SetAmmeter,
    SetClock,
    SetConfiguredMaximum,
    SetHardwareMaximum,
    SetHeartbeat,
    SetServiceLevel,
    SetToggle,
    SetVoltage,
)

ARM = SetHeartbeat(5, 6)
TAKE_BUTTON = SetToggle(Toggle.BUTTON, enabled=False)


def queries(asks: list[Ask]) -> list[Question]:
    return [ask.question for ask in asks if isinstance(ask, Query)]


def test_nothing_is_asked_before_the_line_is_open() -> None:
    link = ControllerLink()
    link.request(SetVoltage(231))
    link.aim(Aim(active=True, pilot_a=16), at(0))
    assert link.next_ask(at(0)) is None
    assert link.next_deadline_ms is None
    assert link.idle
    assert not link.evse.connected


def test_a_new_controller_is_asked_everything_once_state_first() -> None:
    bench = Bench(link=ControllerLink(own_button=True))
    asks = bench.run(400)
    assert asks[0] == Query(Question.STATE)
    assert asks[1] == ARM
    before_button = asks[: asks.index(TAKE_BUTTON)]
    assert Counter(queries(before_button)) == dict.fromkeys(set(Question) - {Question.MEASUREMENT, Question.CAR}, 1)


def test_the_picture_is_complete_when_the_controller_counts_as_connected() -> None:
    bench = Bench()
    assert not bench.link.evse.connected
    bench.run(400)
    evse = bench.link.evse
    assert (evse.connected, evse.firmware, evse.serial) == (True, "8.2.3.EU", "AB12CD0C94E801")
    assert (evse.state, evse.pilot_a, evse.minimum_a, evse.hardware_maximum_a) == (EvseState.NOT_CONNECTED, 32, 6, 32)
    assert (evse.ammeter_scale, evse.total_wh, evse.ds3231_dc, evse.faults) == (220, 10, 250, FaultCounters(1, 0, 0))
    assert evse.heartbeat_armed
    assert evse.link.state is LinkState.CONNECTED
    changes = bench.link.take_changes()
    assert changes.index(EvseChange.CONNECTED) < changes.index(EvseChange.READY)
    assert EvseChange.PILOT_SET not in changes


def test_an_idle_controller_is_asked_as_the_gateway_asks_it() -> None:
    bench = Bench()
    bench.run(1_000)
    asks = Counter(bench.run(300_000))
    assert asks[Pulse()] == pytest.approx(300, abs=3)
    assert asks[Query(Question.STATE)] == pytest.approx(10, abs=1)
    assert asks[Query(Question.TEMPERATURES)] == pytest.approx(10, abs=1)
    assert asks[Query(Question.CAPACITY)] == pytest.approx(10, abs=1)
    assert asks[Query(Question.ENERGY)] == 1
    assert asks[Query(Question.MEASUREMENT)] == asks[Query(Question.SERIAL)] == 0


def test_current_is_measured_every_second_while_charging_and_only_then() -> None:
    bench = Bench(ModelController(car=True, wants=True, state=EvseState.CHARGING))
    asks = Counter(bench.run(30_000))
    assert asks[Query(Question.MEASUREMENT)] == pytest.approx(30, abs=2)
    assert bench.link.evse.current_ma == 15_840
    assert bench.link.take_changes().count(EvseChange.MEASURED) == asks[Query(Question.MEASUREMENT)]
    bench.controller.wants = False
    bench.controller.classify()
    assert Query(Question.MEASUREMENT) not in bench.run(10_000)
    assert bench.link.evse.current_ma == 0


def test_measuring_begins_as_soon_as_charging_is_reported() -> None:
    bench = Bench()
    bench.run(5_500)
    bench.controller.car = bench.controller.wants = True
    bench.controller.classify()
    assert Query(Question.MEASUREMENT) in bench.run(50)


def test_ready_is_told_about_every_thirty_seconds() -> None:
    bench = Bench()
    bench.run(1_000)
    bench.link.take_changes()
    bench.run(120_000)
    assert bench.link.take_changes().count(EvseChange.READY) == pytest.approx(4, abs=1)


def test_fault_counters_are_read_again_when_a_fault_is_seen() -> None:
    bench = Bench()
    bench.run()
    bench.controller.fault = EvseState.GFCI_TRIPPED
    bench.controller.classify()
    assert queries(bench.run(500)).count(Question.FAULTS) == 1


def test_energy_is_read_again_when_the_car_is_unplugged() -> None:
    bench = Bench(ModelController(car=True, state=EvseState.CONNECTED))
    bench.run()
    bench.controller.car = False
    bench.controller.classify()
    assert Question.ENERGY in queries(bench.run(500))


def test_a_slow_line_makes_the_schedule_slower_and_starves_nothing() -> None:
    bench = Bench(ModelController(car=True, wants=True, state=EvseState.CHARGING), latency_ms=1_400)
    bench.run(60_000)
    asks = Counter(bench.run(120_000))
    assert sum(asks.values()) == pytest.approx(120_000 / 1_400, abs=2)
    assert asks[Query(Question.STATE)] >= 2
    assert asks[Query(Question.MEASUREMENT)] >= 15
    assert asks[Pulse()] >= 24
    assert not bench.link.evse.heartbeat_missed


def test_features_decide_what_is_asked() -> None:
    bench = Bench(ModelController(features=OLDEST))
    asks = bench.run(60_000)
    assert set(queries(asks)) == {Question.STATE, Question.CAPACITY, Question.SETTINGS}
    assert not any(isinstance(ask, SetHeartbeat | Pulse | SetToggle) for ask in asks)
    assert bench.link.evse.connected
    assert bench.link.take_changes().count(EvseChange.READY) >= 2


def test_a_question_the_controller_never_answers_well_does_not_hold_up_the_connection() -> None:
    bench = Bench()
    unreadable = AskFailed(Failure.UNREADABLE, "It answered nonsense.")
    bench.spoil = lambda ask: unreadable if ask == Query(Question.AMMETER) else None
    bench.run(5_000)
    assert bench.link.evse.connected
    assert bench.times(Query(Question.AMMETER)) == pytest.approx([60, 1_080, 2_100], abs=150)
    assert bench.link.evse.link.values_ignored == 3


def test_a_flood_of_reports_does_not_become_a_flood_of_questions() -> None:
    bench = Bench()
    bench.run()
    first = len(bench.asks)
    for _ in range(500):
        bench.controller.car = not bench.controller.car
        bench.controller.classify()
        bench.run(1)
    assert len(bench.asks) - first < 200


def test_questions_out_of_turn_do_not_starve_the_regular_ones() -> None:
    bench = Bench(latency_ms=900)
    bench.run(60_000)
    first = len(bench.asks)
    for second in range(120):
        bench.controller.fault = EvseState.NO_GROUND if second % 2 else EvseState.GFCI_TRIPPED
        bench.controller.classify()
        bench.run(1_000)
    asks = [ask for _, ask in bench.asks[first:]]
    assert queries(asks).count(Question.TEMPERATURES) >= 2
    assert queries(asks).count(Question.STATE) >= 2


# -- supervision by the controller -----------------------------------------------------------------------------------


def test_pulses_keep_the_heartbeat_alive_and_follow_the_settings() -> None:
    link = ControllerLink()
    link.request(SetHeartbeat(20, 10))
    bench = Bench(link=link)
    asks = Counter(bench.run(60_000))
    assert asks[SetHeartbeat(20, 10)] == 1
    assert asks[Pulse()] == pytest.approx(15, abs=1)
    link.request(SetHeartbeat(600, 10))
    assert SetHeartbeat(65, 10) in bench.run(1_000), "more than 65 s overflows in the firmware"


def test_a_missed_pulse_is_acknowledged_and_the_current_restored_to_the_aim() -> None:
    bench = Bench()
    bench.link.aim(Aim(active=True, pilot_a=16), bench.now)
    bench.run()
    bench.controller.advance(bench.now_ms + 6_000)
    assert bench.controller.capacity_a == 6
    asks = bench.run(3_000)
    told = [ask for ask in asks if isinstance(ask, Pulse | Acknowledge | Offer)]
    # The report of the fallback current comes before the next pulse.
    assert told[:4] == [Offer(16), Pulse(), Acknowledge(), Offer(16)]
    assert bench.controller.capacity_a == 16
    assert bench.link.evse.pilot_a == 16
    assert not bench.link.evse.heartbeat_missed
    assert any("fell back" in sentence for sentence in bench.link.take_refusals())


def test_what_the_controller_restores_at_an_acknowledgement_is_corrected_without_waiting_for_its_report() -> None:
    bench = Bench()
    bench.link.aim(Aim(active=True, pilot_a=16), bench.now)
    bench.run()
    bench.controller.mute = True
    bench.controller.advance(bench.now_ms + 6_000)
    asks = bench.run(3_000)
    assert asks[asks.index(Acknowledge()) + 1] == Offer(16)


def test_current_stays_low_until_the_miss_is_acknowledged() -> None:
    bench = Bench()
    bench.link.aim(Aim(active=True, pilot_a=16), bench.now)
    bench.run()
    hot = Heartbeat(5, 6, HeartbeatTrigger.MISSED, accepted=False)
    bench.spoil = lambda ask: hot if isinstance(ask, Acknowledge) else None
    bench.controller.advance(bench.now_ms + 6_000)
    bench.run()
    assert bench.link.evse.heartbeat_missed
    bench.controller.offer(6)
    assert Offer(16) not in bench.run(30_000)
    assert bench.times(Acknowledge())[-1] > bench.now_ms - 2_000


def test_on_a_line_too_slow_for_its_supervision_the_controller_stays_at_its_safe_current_and_all_else_goes_on() -> None:
    link = ControllerLink()
    link.request(SetHeartbeat(1, 6))
    bench = Bench(link=link, latency_ms=1_300)
    link.aim(Aim(active=True, pilot_a=16), bench.now)
    bench.run(300_000)
    assert link.evse.connected
    asks = Counter(bench.run(600_000))
    assert bench.controller.capacity_a == 6
    assert 5 <= asks[Acknowledge()] <= 20
    assert asks[Query(Question.STATE)] >= 15


def test_supervision_can_be_switched_off() -> None:
    link = ControllerLink()
    link.request(SetHeartbeat(0, 6))
    bench = Bench(link=link)
    assert Pulse() not in bench.run(10_000)
    assert not link.evse.heartbeat_armed


def test_a_controller_whose_supervision_was_changed_by_hand_is_left_so() -> None:
    bench = Bench()
    bench.run()
    bench.controller.interval_s = 50
    asks = Counter(bench.run(60_000))
    assert asks[ARM] == 0
    assert asks[Pulse()] == pytest.approx(6, abs=1)


# -- settings --------------------------------------------------------------------------------------------------------


def test_a_setting_is_written_once_and_what_it_changed_is_read_back() -> None:
    bench = Bench()
    bench.run()
    bench.link.take_changes()
    bench.link.request(SetToggle(Toggle.DIODE_CHECK, enabled=False))
    assert not bench.link.idle
    asks = bench.run(500)
    assert asks.count(SetToggle(Toggle.DIODE_CHECK, enabled=False)) == 1
    assert Question.SETTINGS in queries(asks)
    assert SettingsFlag.DIODE_CHECK_OFF in bench.link.evse.stored_flags
    assert bench.link.take_changes() == [EvseChange.SETTINGS]
    assert bench.link.idle


def test_only_the_newest_value_of_a_setting_is_written() -> None:
    bench = Bench()
    bench.run()
    for current_a in (20, 24, 28):
        bench.link.request(SetConfiguredMaximum(current_a))
    written = [ask for ask in bench.run(1_000) if isinstance(ask, SetConfiguredMaximum)]
    assert written == [SetConfiguredMaximum(28)]
    assert bench.link.evse.configured_maximum_a == 28


def test_the_service_level_goes_before_what_it_resets() -> None:
    bench = Bench()
    bench.link.request(SetVoltage(231.4))
    bench.run()
    bench.link.request(SetConfiguredMaximum(20))
    bench.link.request(SetServiceLevel(ServiceLevel.LEVEL_2))
    written = [ask for ask in bench.run(1_000) if isinstance(ask, SetServiceLevel | SetConfiguredMaximum | SetVoltage)]
    assert written == [SetServiceLevel(ServiceLevel.LEVEL_2), SetConfiguredMaximum(20), SetVoltage(231.4)]


def test_what_the_controller_refuses_is_said_in_words() -> None:
    bench = Bench()
    bench.run()
    bench.spoil = lambda ask: REFUSED if isinstance(ask, SetAmmeter) else None
    bench.link.request(SetAmmeter(220, 0))
    bench.link.request(SetConfiguredMaximum(40))
    bench.run(1_000)
    refusals = bench.link.take_refusals()
    assert len(refusals) == 2
    assert "ammeter calibration" in refusals[0]
    assert "keeps to 32 A" in refusals[1]
    assert bench.link.take_refusals() == []
    assert bench.link.idle


def test_a_setting_that_gets_no_answer_is_tried_again_and_then_given_up() -> None:
    bench = Bench()
    bench.run()
    bench.spoil = lambda ask: TIMEOUT if isinstance(ask, SetAmmeter) else None
    bench.link.request(SetAmmeter(220, 0))
    asks = bench.run(30_000)
    assert asks.count(SetAmmeter(220, 0)) == 3
    assert len(bench.link.take_refusals()) == 1


@pytest.mark.parametrize("write", [SetHardwareMaximum(32), Restart()])
def test_what_can_be_done_only_once_is_never_repeated(write: Ask) -> None:
    bench = Bench()
    bench.run()
    bench.spoil = lambda ask: TIMEOUT if ask == write else None
    assert isinstance(write, SetHardwareMaximum | Restart)
    bench.link.request(write)
    assert bench.run(60_000).count(write) == 1
    assert len(bench.link.take_refusals()) == 1


def test_a_setting_asked_for_while_the_controller_is_away_waits_for_it_but_a_restart_does_not() -> None:
    bench = Bench(connected=False)
    bench.link.request(SetConfiguredMaximum(20))
    bench.link.request(Restart())
    assert ["restart" in sentence for sentence in bench.link.take_refusals()] == [True]
    bench.connect()
    asks = bench.run(1_000)
    assert SetConfiguredMaximum(20) in asks
    assert Restart() not in asks


def test_the_clock_is_set_to_the_time_it_is_when_it_is_written() -> None:
    bench = Bench(latency_ms=500)
    bench.link.request(SetClock(datetime(2026, 7, 6, 12, 0, 0)))
    written = [ask for ask in bench.run(10_000) if isinstance(ask, SetClock)]
    assert len(written) == 1
    (begun_ms,) = bench.times(written[0])
    assert (written[0].local_time - datetime(2026, 7, 6, 12, 0, 0)).total_seconds() * 1000 == begun_ms


def test_the_given_voltage_counts_also_where_the_firmware_cannot_take_it() -> None:
    bench = Bench(ModelController(features=FIFTH))
    unsupported = AskFailed(Failure.UNSUPPORTED, "It has no settable voltage.")
    bench.spoil = lambda ask: unsupported if isinstance(ask, SetVoltage) else None
    bench.link.request(SetVoltage(231.4))
    bench.run()
    assert bench.link.evse.voltage_v == 231.4
    assert EvseChange.VOLTAGE_SET in bench.link.take_changes()
    assert bench.link.take_refusals() == []


def test_the_assumed_voltage_of_a_controller_without_voltmeter_is_not_taken_over() -> None:
    bench = Bench(ModelController(car=True, wants=True, state=EvseState.CHARGING))
    bench.run(5_000)
    assert bench.link.evse.voltage_v == 240.0


def test_the_button_is_the_controllers_unless_it_is_wanted() -> None:
    assert TAKE_BUTTON not in Bench().run(60_000)


def test_the_button_is_taken_over_once_and_left_alone_when_somebody_wants_it_back() -> None:
    bench = Bench(link=ControllerLink(own_button=True))
    assert bench.run(60_000).count(TAKE_BUTTON) == 1
    bench.link.request(SetToggle(Toggle.BUTTON, enabled=True))
    bench.run()
    bench.link.link_down("The cable was pulled.", 1_000, bench.now)
    bench.connect()
    assert TAKE_BUTTON not in bench.run()
    assert not bench.link.evse.stored_flags & SettingsFlag.BUTTON_OFF


def test_everything_is_asked_again_after_somebody_elses_command() -> None:
    bench = Bench()
    bench.run()
    bench.link.passed("$GS", bench.now, answered=True)
    assert queries(bench.run(500)) == []
    bench.link.passed("$SA 230 0", bench.now, answered=True)
    asked = queries(bench.run(500))
    assert Question.AMMETER in asked
    assert Question.TEMPERATURES not in asked
    bench.link.refresh()
    assert Question.CAPACITY in queries(bench.run(500))


def test_knows_whether_a_change_of_state_may_come_from_something_the_controller_was_told() -> None:
    bench = Bench()
    bench.run()
    assert bench.link.left_alone
    bench.link.passing("$GS", bench.now)
    assert bench.link.left_alone
    told: list[Callable[[], None]] = [
        lambda: bench.link.passing("$FS", bench.now),
        lambda: bench.link.passed("$FS", bench.now, answered=True),
        lambda: bench.link.aim(Aim(active=False, pilot_a=32), bench.now),
    ]
    for tell in told:
        tell()
        bench.run(100)
        assert not bench.link.left_alone
        bench.run(5_000)
        assert bench.link.left_alone


def test_commands_are_counted() -> None:
    bench = Bench()
    bench.spoil = lambda ask: TIMEOUT if ask == Query(Question.TEMPERATURES) else None
    asks = bench.run(500)
    bench.link.passed("$GV", bench.now, answered=True)
    link = bench.link.evse.link
    assert (link.commands_sent, link.commands_answered) == (len(asks) + 1, len(asks))


def test_deadlines_come_true() -> None:
    """The bench checks it for every deadline it waits for; here: there always is one while the line is open."""
    bench = Bench()
    for _ in range(50):
        bench.run(700)
        assert bench.link.next_deadline_ms is not None


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    bench = Bench()
    bench.run()
    before = bench.link.evse
    bench.link.answered(Drive(Move.SLEEP), None, bench.now)
    bench.link.answered(Query(Question.SERIAL), "another", bench.now)
    assert bench.link.evse == before
