"""Restarts, losses, reports and nonsense: what the link makes of what it hears."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from controller_model import FIFTH, NEWEST, OLDEST, TIMEOUT, Bench, ModelController, at

from pilotwire.rapi.client_values import (
    BootReport,
    ButtonPressed,
    Capacity,
    ControllerFound,
    ControllerLost,
    ControllerRestarted,
    ControllerState,
    LinkClosed,
    Measurement,
    StateReport,
    Temperatures,
    UnknownNotification,
    WifiRequested,
)
from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.asks import Answer, Ask, Drive, Move, Offer, Pulse, Query, Question, Reopen
from pilotwire.station.evse import Aim, EvseChange, LinkState
from pilotwire.station.writes import Restart, SetConfiguredMaximum, SetHeartbeat, SetVoltage

CHARGE = Aim(active=True, pilot_a=16)
ARM = SetHeartbeat(5, 6)


def ready(controller: ModelController | None = None, aim: Aim = CHARGE) -> Bench:
    bench = Bench(controller)
    bench.link.aim(aim, bench.now)
    bench.run()
    bench.link.take_changes()
    return bench


def answering(bench: Bench, question: Question, answer: Answer) -> None:
    """Ask everything again, with this answer to one question."""

    def spoil(ask: Ask) -> Answer:
        return answer if ask == Query(question) else None

    bench.spoil = spoil
    bench.link.refresh()
    bench.run(1_000)


# -- restarts --------------------------------------------------------------------------------------------------------


def test_a_restarted_controller_is_left_alone_while_it_tests_itself_and_then_told_everything_again() -> None:
    bench = ready()
    bench.link.request(SetVoltage(231.0))
    bench.run(1_000)
    first = len(bench.asks)
    begun_ms = bench.now_ms
    bench.restart_controller()
    bench.run()
    asks = bench.asks[first:]
    assert asks[0][0] >= begun_ms + 3_000
    again = [ask for _, ask in asks]
    assert {ARM, Offer(16), SetVoltage(231.0), Query(Question.SERIAL)} <= set(again)
    assert bench.controller.capacity_a == 16
    changes = bench.link.take_changes()
    assert changes.index(EvseChange.RESTARTED) < changes.index(EvseChange.CONNECTED)


def test_a_restart_without_report_is_waited_for_no_longer_than_ten_seconds() -> None:
    bench = ready()
    bench.link.heard(ControllerRestarted(requested=False), bench.now)
    bench.controller.power_up()
    bench.controller.classify()
    assert not bench.link.evse.connected
    assert bench.run(9_900) == []
    bench.run()
    assert bench.link.evse.connected
    assert bench.controller.capacity_a == 16


def test_a_pause_is_restored_after_a_restart() -> None:
    bench = ready(aim=Aim(active=False, pilot_a=16))
    bench.restart_controller()
    bench.run()
    assert bench.controller.paused


def test_a_failed_self_test_is_said_in_words() -> None:
    bench = ready()
    bench.link.heard(ControllerRestarted(requested=False), bench.now)
    bench.link.heard(BootReport(7, "8.2.3.EU"), bench.now)
    assert any("no ground" in sentence for sentence in bench.link.take_refusals())


def test_a_restart_that_was_asked_for_is_no_failure() -> None:
    bench = ready()

    def restart(ask: Ask) -> None:
        if isinstance(ask, Restart):
            bench.link.heard(ControllerRestarted(requested=True), bench.now)
            bench.link.heard(BootReport(0, "8.2.3.EU"), bench.now)

    bench.spoil = restart
    bench.link.request(Restart())
    bench.run()
    assert bench.link.take_refusals() == []
    assert bench.link.evse.connected
    assert bench.link.idle


# -- losses ----------------------------------------------------------------------------------------------------------


def test_a_lost_controller_is_told_once_and_looked_for_until_it_is_found() -> None:
    bench = ready()
    bench.spoil = lambda _: TIMEOUT
    bench.link.heard(ControllerLost(), bench.now)
    evse = bench.link.evse
    assert (evse.connected, evse.link.state, evse.link.losses) == (False, LinkState.LOST, 1)
    assert "stopped answering" in evse.link.error
    assert bench.link.take_changes() == [EvseChange.LOST]
    assert bench.link.idle
    asks = bench.run(10_000)
    assert set(asks) == {Query(Question.STATE)}
    assert 4 <= len(asks) <= 6
    bench.spoil = lambda _: None
    bench.link.heard(ControllerFound(NEWEST), bench.now)
    bench.run()
    assert bench.link.evse.connected
    assert bench.link.evse.link.error == ""
    assert EvseChange.CONNECTED in bench.link.take_changes()


def test_values_stay_as_they_were_while_the_controller_is_lost() -> None:
    bench = ready(ModelController(state=EvseState.CONNECTED, car=True))
    before = bench.link.evse
    bench.link.heard(ControllerLost(), bench.now)
    after = bench.link.evse
    assert (after.state, after.pilot_a, after.serial) == (before.state, before.pilot_a, before.serial)


def test_a_line_on_which_nothing_is_heard_for_half_a_minute_is_opened_anew() -> None:
    bench = ready()
    bench.spoil = lambda ask: TIMEOUT if isinstance(ask, Query) else None
    bench.link.heard(ControllerLost(), bench.now)
    asks = bench.run(31_000)
    assert asks[-1] == Reopen()
    assert asks.count(Reopen()) == 1


def test_a_closed_line_is_told_once_and_everything_is_asked_again_on_the_next() -> None:
    bench = ready()
    bench.link.heard(LinkClosed("The adapter was pulled."), bench.now)
    bench.link.link_down("The adapter was pulled.", 1_500, bench.now)
    link = bench.link.evse.link
    assert (link.state, link.error, link.retry_in_ms, link.losses) == (
        LinkState.WAITING,
        "The adapter was pulled.",
        1_500,
        1,
    )
    assert bench.link.take_changes() == [EvseChange.LOST]
    assert bench.link.next_ask(bench.now) is None
    assert bench.run(60_000) == []
    bench.controller.power_up()
    bench.controller.classify()
    bench.connect()
    bench.run()
    assert bench.link.evse.connected
    assert bench.controller.capacity_a == 16


def test_a_line_that_never_opened_is_no_loss() -> None:
    bench = Bench(connected=False)
    bench.link.link_opening("serial:/dev/ttyACM0", at(0))
    assert bench.link.evse.link.state is LinkState.CONNECTING
    bench.link.link_down("There is no such device.", 2_000, at(0))
    link = bench.link.evse.link
    assert (link.name, link.error, link.losses) == ("serial:/dev/ttyACM0", "There is no such device.", 0)
    assert bench.link.take_changes() == []


def test_a_setting_under_way_when_the_line_breaks_is_written_on_the_next() -> None:
    bench = ready()
    bench.link.request(SetConfiguredMaximum(20))
    ask = bench.link.next_ask(bench.now)
    assert ask == SetConfiguredMaximum(20)
    bench.link.link_down("The cable was pulled.", 1_000, bench.now)
    bench.link.answered(ask, TIMEOUT, bench.now)
    bench.connect()
    bench.run()
    assert bench.controller.configured_a == 20
    assert bench.link.take_refusals() == []


def test_another_firmware_behind_the_same_line_is_asked_anew() -> None:
    bench = ready()
    bench.controller = ModelController(features=OLDEST)
    bench.link.heard(ControllerFound(OLDEST), bench.now)
    asks = bench.run(10_000)
    assert Pulse() not in asks
    assert bench.link.evse.firmware == "2.1.A2"
    assert bench.link.evse.connected


# -- reports ---------------------------------------------------------------------------------------------------------


def test_reports_are_taken_over_together_and_told_in_order() -> None:
    bench = ready(ModelController(state=EvseState.CONNECTED, car=True))
    flags = VolatileFlag.CAR_CONNECTED | VolatileFlag.CONTACTOR_CLOSED
    bench.link.heard(StateReport(EvseState.CHARGING, 3, EvseState.CHARGING, 16, flags), bench.now)
    bench.link.heard(ButtonPressed(long=False), bench.now)
    bench.link.heard(ButtonPressed(long=True), bench.now)
    bench.link.heard(WifiRequested(2), bench.now)
    bench.link.heard(WifiRequested(1), bench.now)
    evse = bench.link.evse
    assert (evse.state, evse.pilot_state, evse.pilot_a, evse.flags) == (
        EvseState.CHARGING,
        EvseState.CHARGING,
        16,
        flags,
    )
    assert bench.link.take_changes() == [
        EvseChange.STATE,
        EvseChange.BUTTON_SHORT,
        EvseChange.BUTTON_LONG,
        EvseChange.ACCESS_POINT_WANTED,
        EvseChange.ACCESS_POINT_UNWANTED,
    ]


def test_a_report_that_changes_nothing_is_not_told() -> None:
    bench = ready()
    bench.link.heard(bench.controller.report(), bench.now)
    assert bench.link.take_changes() == []


def test_a_state_without_a_name_is_kept_with_its_number() -> None:
    bench = ready()
    bench.link.heard(StateReport(EvseState.UNKNOWN, 0x12, EvseState.NOT_CONNECTED, 16, VolatileFlag(0)), bench.now)
    assert (bench.link.evse.state, bench.link.evse.state_code) == (EvseState.UNKNOWN, 0x12)


def test_a_state_without_a_name_is_not_believed_on_a_line_without_checksums() -> None:
    bench = ready(ModelController(features=OLDEST))
    bench.link.heard(StateReport(EvseState.UNKNOWN, 77), bench.now)
    assert bench.link.evse.state is EvseState.NOT_CONNECTED
    answering(bench, Question.STATE, ControllerState(EvseState.UNKNOWN, 77, 0, None, None))
    assert bench.link.evse.state is EvseState.NOT_CONNECTED
    assert bench.link.evse.link.values_ignored == 2


def test_a_car_is_seen_by_the_state_where_the_firmware_has_no_flag_for_it() -> None:
    bench = ready(ModelController(features=OLDEST))
    assert not bench.link.evse.vehicle
    bench.link.heard(StateReport(EvseState.CONNECTED, 2), bench.now)
    assert bench.link.evse.vehicle


def test_what_nobody_understands_is_counted() -> None:
    bench = ready()
    bench.link.heard(UnknownNotification("$AX 1^00"), bench.now)
    assert bench.link.evse.link.values_ignored == 1


# -- nonsense --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "capacity",
    [
        Capacity(6, 32, 255, 32),
        Capacity(6, 0, 16, 32),
        Capacity(0, 32, 16, 32),
        Capacity(40, 32, 16, 32),
        Capacity(6, 32, 16, 120),
        Capacity(6, 32, 0, 32),
    ],
)
def test_absurd_limits_are_not_taken_over(capacity: Capacity) -> None:
    bench = ready()
    before = bench.link.evse
    answering(bench, Question.CAPACITY, capacity)
    after = bench.link.evse
    assert (after.minimum_a, after.hardware_maximum_a, after.pilot_a, after.configured_maximum_a) == (
        before.minimum_a,
        before.hardware_maximum_a,
        before.pilot_a,
        before.configured_maximum_a,
    )
    assert after.link.values_ignored == 1


def test_an_absurd_capacity_in_a_report_is_not_taken_over_but_its_state_is() -> None:
    bench = ready()
    bench.link.heard(StateReport(EvseState.CONNECTED, 2, EvseState.CONNECTED, 3_200, VolatileFlag(0x700)), bench.now)
    assert bench.link.evse.state is EvseState.CONNECTED
    assert bench.link.evse.pilot_a == 16
    assert bench.link.evse.link.values_ignored == 1


def test_absurd_measurements_are_not_taken_over() -> None:
    features = msgspec.structs.replace(NEWEST, voltmeter=True)
    bench = ready(ModelController(features, EvseState.CHARGING, car=True, wants=True))
    bench.run(2_000)
    assert (bench.link.evse.current_ma, bench.link.evse.voltage_v) == (15_840, 230.0)
    bench.spoil = lambda ask: Measurement(500_000, 12_000) if ask == Query(Question.MEASUREMENT) else None
    bench.run(900)
    assert (bench.link.evse.current_ma, bench.link.evse.voltage_v) == (15_840, 230.0)
    assert bench.link.evse.link.values_ignored == 2


def test_a_given_voltage_goes_before_a_measured_one() -> None:
    features = msgspec.structs.replace(NEWEST, voltmeter=True)
    bench = ready(ModelController(features, EvseState.CHARGING, car=True, wants=True))
    bench.link.request(SetVoltage(235.5))
    bench.run(5_000)
    assert bench.link.evse.voltage_v == 235.5


def test_an_absurd_temperature_leaves_the_sensor_as_it_was() -> None:
    bench = ready()
    answering(bench, Question.TEMPERATURES, Temperatures(9_999, 310, None))
    bench.run(30_000)
    assert (bench.link.evse.ds3231_dc, bench.link.evse.mcp9808_dc) == (250, 310)
    assert bench.link.evse.link.values_ignored == 1


def test_a_state_that_lasts_only_a_moment_is_asked_for_again() -> None:
    bench = ready(aim=Aim(active=False, pilot_a=16))
    bench.spoil = lambda ask: (
        ControllerState(EvseState.STARTING, 0, 0, EvseState.NOT_CONNECTED, VolatileFlag(0))
        if ask == Query(Question.STATE)
        else None
    )
    bench.link.aim(CHARGE, bench.now)
    bench.run(300)
    bench.controller.heard.clear()
    bench.spoil = lambda _: None
    bench.run(1_500)
    assert bench.link.evse.state is EvseState.NOT_CONNECTED


def test_limits_of_firmware_that_does_not_tell_its_configured_maximum_are_those_of_the_wiring() -> None:
    bench = Bench(ModelController(features=FIFTH))
    bench.run()
    assert bench.link.evse.configured_maximum_a == 32


def test_nothing_is_driven_by_a_report_from_the_middle_of_a_self_test() -> None:
    bench = ready(aim=Aim(active=False, pilot_a=16))
    bench.link.heard(ControllerRestarted(requested=False), bench.now)
    bench.link.heard(replace_state(bench, EvseState.STARTING), bench.now)
    bench.link.heard(BootReport(9, "8.2.3.EU"), bench.now)
    bench.controller.fault = EvseState.GFCI_SELF_TEST_FAILED
    bench.controller.classify()
    bench.controller.heard.clear()
    assert Drive(Move.SLEEP) not in bench.run()


def replace_state(bench: Bench, state: EvseState) -> StateReport:
    return replace(bench.controller, state=state, heard=[]).report()
