"""Whatever happens in whatever order: the picture comes to agree with the controller, and the aim comes to hold."""

from __future__ import annotations

from collections import Counter

from controller_model import FIFTH, NEWEST, OLDEST, Bench, ModelController
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pilotwire.rapi.client_values import (
    ButtonPressed,
    ControllerFound,
    ControllerLost,
    ControllerRestarted,
    LinkClosed,
    UnknownNotification,
)
from pilotwire.rapi.codes import EvseState, Toggle
from pilotwire.station.asks import Answer, Ask, AskFailed, Failure, Query, Question
from pilotwire.station.evse import Aim, EvseChange
from pilotwire.station.writes import Restart, SetConfiguredMaximum, SetHeartbeat, SetToggle, SetVoltage

ASKS_IN_TEN_SECONDS = 250
"""With answers that take 10 ms; what the rules below bring about included."""

failures = st.sampled_from([Failure.TIMEOUT, Failure.UNREADABLE, Failure.REFUSED])


class AnyCourse(RuleBasedStateMachine):
    """A station, a controller, a bad line, and people with their hands on all of them."""

    @initialize(
        features=st.sampled_from([NEWEST, FIFTH, OLDEST]),
        latency_ms=st.sampled_from([10, 10, 200, 1_300]),
        boot_locked=st.booleans(),
    )
    def begin(self, features: object, latency_ms: int, boot_locked: bool) -> None:
        chosen = next(f for f in (NEWEST, FIFTH, OLDEST) if f is features)
        controller = ModelController(features=chosen, boot_locked=boot_locked and chosen.hex_state)
        controller.classify()
        self.bench = Bench(controller, latency_ms=latency_ms)
        self.aim: Aim | None = None
        self.spoilt: list[AskFailed] = []
        self.bench.spoil = self.spoil
        self.reports_lost = False

    def spoil(self, ask: Ask) -> Answer | None:
        return self.spoilt.pop() if self.spoilt else None

    # -- people ------------------------------------------------------------------------------------------------------

    @rule(active=st.booleans(), pilot_a=st.integers(0, 40), by_disabling=st.booleans())
    def set_aim(self, active: bool, pilot_a: int, by_disabling: bool) -> None:
        self.aim = Aim(active, pilot_a, by_disabling)
        self.bench.link.aim(self.aim, self.bench.now)

    @rule()
    def press_the_button(self) -> None:
        self.bench.controller.press_button()
        self.bench.link.heard(ButtonPressed(long=False), self.bench.now)

    @rule(current_a=st.integers(6, 32))
    def offer_by_hand(self, current_a: int) -> None:
        controller = self.bench.controller
        controller.offer(min(current_a, controller.configured_a, controller.ceiling_a))
        self.bench.link.refresh()

    @rule(enabled=st.booleans())
    def switch_a_check(self, enabled: bool) -> None:
        self.bench.link.request(SetToggle(Toggle.DIODE_CHECK, enabled))

    @rule(current_a=st.integers(0, 50))
    def configure(self, current_a: int) -> None:
        self.bench.link.request(SetConfiguredMaximum(current_a))

    @rule(interval_s=st.sampled_from([0, 10, 30, 80]))
    def supervise(self, interval_s: int) -> None:
        self.bench.link.request(SetHeartbeat(interval_s, 6))

    @rule(voltage_v=st.floats(61, 299))
    def give_the_voltage(self, voltage_v: float) -> None:
        self.bench.link.request(SetVoltage(voltage_v))

    @rule()
    def want_a_restart(self) -> None:
        self.bench.link.request(Restart())

    # -- the car and the world ---------------------------------------------------------------------------------------

    @rule(car=st.booleans(), wants=st.booleans())
    def plug(self, car: bool, wants: bool) -> None:
        self.bench.controller.car, self.bench.controller.wants = car, car and wants
        self.bench.controller.classify()

    @rule(fault=st.sampled_from([None, None, EvseState.GFCI_TRIPPED, EvseState.NO_GROUND]))
    def fail(self, fault: EvseState | None) -> None:
        controller = self.bench.controller
        if fault is None and controller.fault is not None:
            controller.state = EvseState.STARTING
        controller.fault = fault
        controller.classify()

    @rule(ceiling_a=st.sampled_from([8, 16, 80, 80]))
    def heat(self, ceiling_a: int) -> None:
        controller = self.bench.controller
        controller.ceiling_a = ceiling_a
        controller.offer(min(controller.capacity_a, ceiling_a))

    @rule()
    def restart(self) -> None:
        self.bench.restart_controller()

    # -- the line ----------------------------------------------------------------------------------------------------

    @rule(failed=st.lists(failures, max_size=8))
    def spoil_answers(self, failed: list[Failure]) -> None:
        self.spoilt = [AskFailed(failure, "The line is bad.") for failure in failed]

    @rule()
    def lose_reports(self) -> None:
        self.bench.controller.heard.clear()

    @rule()
    def hear_nonsense(self) -> None:
        self.bench.link.heard(UnknownNotification("$A? what"), self.bench.now)

    @rule()
    def lose_and_find(self) -> None:
        self.bench.link.heard(ControllerLost(), self.bench.now)
        self.bench.run(3_000)
        self.bench.link.heard(ControllerFound(self.bench.controller.features), self.bench.now)

    @rule(away_ms=st.integers(0, 90_000), told_by_event=st.booleans())
    def break_the_line(self, away_ms: int, told_by_event: bool) -> None:
        bench = self.bench
        if told_by_event:
            bench.link.heard(LinkClosed("The cable was pulled."), bench.now)
        bench.link.link_down("The cable was pulled.", 1_000, bench.now)
        assert bench.run(away_ms) == []
        assert not bench.link.evse.connected
        bench.connect()

    @rule()
    def break_the_line_while_asking(self) -> None:
        bench = self.bench
        ask = bench.link.next_ask(bench.now)
        bench.link.link_down("The cable was pulled.", 1_000, bench.now)
        if ask is not None:
            bench.link.answered(ask, AskFailed(Failure.LINK, "The cable was pulled."), bench.now)
        bench.connect()

    @rule()
    def restart_unseen(self) -> None:
        controller = self.bench.controller
        controller.power_up()
        controller.classify()
        self.bench.link.heard(ControllerRestarted(requested=False), self.bench.now)

    @rule(ms=st.integers(0, 40_000))
    def wait(self, ms: int) -> None:
        self.bench.run(ms)

    # -- what has to hold --------------------------------------------------------------------------------------------

    @precondition(lambda self: hasattr(self, "bench"))
    @rule()
    def everything_settles(self) -> None:
        """Left in peace for some minutes, the controller is what it should be and the picture says so."""
        bench, controller = self.bench, self.bench.controller
        self.spoilt.clear()
        bench.run(320_000)
        evse = bench.link.evse
        assert evse.connected
        assert any(self.idle_after(ms) for ms in (0, 3_000, 3_000))
        assert (evse.state, evse.pilot_a) == (controller.state, controller.capacity_a)
        assert evse.stored_flags == controller.flags
        if controller.features.capacity_words > 3:
            assert evse.configured_maximum_a == controller.configured_a
        if self.aim is not None:
            self.the_aim_holds(self.aim)

    def idle_after(self, ms: int) -> bool:
        """At any one instant something that is tried once a minute may be under way."""
        self.bench.run(ms)
        return self.bench.link.idle

    def the_aim_holds(self, aim: Aim) -> None:
        controller = self.bench.controller
        assert not controller.boot_locked
        if controller.fault is None:
            assert controller.paused is not aim.active
        wanted_a = max(6, aim.pilot_a)
        assert controller.capacity_a <= wanted_a
        if controller.features.volatile_current:
            assert controller.capacity_a == min(wanted_a, controller.configured_a, controller.ceiling_a)

    @precondition(lambda self: hasattr(self, "bench"))
    @invariant()
    def the_line_is_never_flooded(self) -> None:
        asks = self.bench.asks
        if asks:
            last_ms = asks[-1][0]
            assert sum(at_ms > last_ms - 10_000 for at_ms, _ in asks[-2 * ASKS_IN_TEN_SECONDS :]) < ASKS_IN_TEN_SECONDS

    @precondition(lambda self: hasattr(self, "bench"))
    @invariant()
    def changes_make_sense(self) -> None:
        changes = Counter(self.bench.link.take_changes())
        assert changes[EvseChange.CONNECTED] <= 1 + changes[EvseChange.LOST] + changes[EvseChange.RESTARTED] + 1
        assert self.bench.link.evse.link.commands_answered <= self.bench.link.evse.link.commands_sent

    def teardown(self) -> None:
        if hasattr(self, "bench"):
            self.everything_settles()
            assert Query(Question.STATE) in [ask for _, ask in self.bench.asks]


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
