"""A controller as far as ``ControllerLink`` can tell, and a bench that lets the two talk in virtual time.

Written from the protocol's description, not with the code under test. The real (simulated) controller is used in the
tests of the runtime.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from pilotwire.rapi.client_values import (
    Ammeter,
    BootReport,
    Capacity,
    ControllerRestarted,
    ControllerState,
    CurrentSetting,
    Energy,
    FaultCounters,
    Heartbeat,
    Measurement,
    StateReport,
    StoredSettings,
    Temperatures,
)
from pilotwire.rapi.codec import ChecksumStyle
from pilotwire.rapi.codes import EvseState, HeartbeatTrigger, SettingsFlag, Toggle, VolatileFlag
from pilotwire.rapi.features import Features
from pilotwire.station.asks import (
    Acknowledge,
    Answer,
    Ask,
    AskFailed,
    Drive,
    Failure,
    Move,
    Offer,
    Pulse,
    Query,
    Question,
)
from pilotwire.station.controller_link import ControllerLink
from pilotwire.station.moment import Moment
from pilotwire.station.writes import (
    ReleaseBootLock,
    SetConfiguredMaximum,
    SetDisplay,
    SetHardwareMaximum,
    SetHeartbeat,
    SetToggle,
    ShowText,
)

NEWEST = Features(
    firmware="8.2.3.EU",
    protocol="5.2.1",
    checksum=ChecksumStyle.XOR,
    reply_checksum=True,
    sequence_ids=True,
    hex_state=True,
    capacity_words=4,
    connection_query=True,
    time_limit=False,
    energy_limit=False,
    auth_lock=False,
    boot_lock=False,
    lock_motor=True,
    heartbeat=True,
    mcu_id=True,
    delay_timer=True,
    ammeter=True,
    voltmeter=False,
    energy_meter=True,
    temperature=True,
    fault_counters=True,
    rtc=True,
)
OLDEST = msgspec.structs.replace(
    NEWEST,
    firmware="2.1.A2",
    protocol="1.0.0",
    reply_checksum=False,
    sequence_ids=False,
    hex_state=False,
    capacity_words=2,
    connection_query=False,
    lock_motor=False,
    heartbeat=False,
    mcu_id=False,
    delay_timer=False,
    ammeter=False,
    energy_meter=False,
    temperature=False,
    fault_counters=False,
)
FOURTH = msgspec.structs.replace(
    OLDEST, firmware="D4.8.0", protocol="3.0.1", reply_checksum=True, connection_query=True
)
"""It can be asked whether a car is plugged in, and does not tell by itself."""
FIFTH = msgspec.structs.replace(NEWEST, firmware="D6.1.3", protocol="5.0.0", capacity_words=3, mcu_id=False)
_OFF_FLAGS = {
    Toggle.BUTTON: SettingsFlag.BUTTON_OFF,
    Toggle.DIODE_CHECK: SettingsFlag.DIODE_CHECK_OFF,
    Toggle.GFCI_SELF_TEST: SettingsFlag.GFCI_SELF_TEST_OFF,
    Toggle.GROUND_CHECK: SettingsFlag.GROUND_CHECK_OFF,
    Toggle.STUCK_CONTACTOR_CHECK: SettingsFlag.STUCK_CONTACTOR_CHECK_OFF,
    Toggle.TEMPERATURE_CHECK: SettingsFlag.TEMPERATURE_CHECK_OFF,
    Toggle.VENT_CHECK: SettingsFlag.VENT_CHECK_OFF,
}
START = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)
REFUSED = AskFailed(Failure.REFUSED, "The controller refused it.")
TIMEOUT = AskFailed(Failure.TIMEOUT, "The controller gave no answer.")


def at(elapsed_ms: int) -> Moment:
    return Moment(elapsed_ms, START + timedelta(milliseconds=elapsed_ms))


@dataclass
class ModelController:
    """State, capacity and settings; reports what changes, as firmware 8.2.3 does."""

    features: Features = NEWEST
    state: EvseState = EvseState.NOT_CONNECTED
    car: bool = False
    wants: bool = False
    fault: EvseState | None = None
    configured_a: int = 32
    capacity_a: int = 32
    ceiling_a: int = 80
    """Too hot for more."""
    boot_locked: bool = False
    flags: SettingsFlag = SettingsFlag.SERVICE_LEVEL_2
    interval_s: int = 0
    fallback_a: int = 6
    trigger: HeartbeatTrigger = HeartbeatTrigger.NEVER_MISSED
    pulse_ms: int = 0
    sleeps_by_itself: bool = False
    """Its own delay timer keeps it asleep."""
    mute: bool = False
    """Its reports get lost."""
    heard: list[StateReport] = field(default_factory=list)
    told: list[Ask] = field(default_factory=list)
    draws: bool = True
    """Its display is its own."""
    shown: list[str] = field(default_factory=lambda: ["", ""])
    """What was written on its display."""

    def __post_init__(self) -> None:
        self._reported = self.report()

    def report(self) -> StateReport:
        if not self.features.hex_state:
            return StateReport(self.state, int(self.state))
        flags = VolatileFlag(0)
        if self.car:
            flags |= VolatileFlag.CAR_CONNECTED
        if self.state is EvseState.CHARGING:
            flags |= VolatileFlag.CONTACTOR_CLOSED
        if self.boot_locked:
            flags |= VolatileFlag.BOOT_LOCK
        pilot = EvseState.CONNECTED if self.car else EvseState.NOT_CONNECTED
        capacity_a = self.capacity_a if self.features.protocol_version >= (5, 1, 0) else self.configured_a
        return StateReport(self.state, int(self.state), pilot, capacity_a, flags)

    def classify(self) -> None:
        """Let the state follow what is connected, and report."""
        if self.boot_locked:
            self.state = EvseState.STARTING
        elif self.fault is not None:
            self.state = self.fault
        elif not self.paused:
            self.state = EvseState.NOT_CONNECTED
            if self.car:
                self.state = EvseState.CHARGING if self.wants else EvseState.CONNECTED
        self.report_change()

    @property
    def paused(self) -> bool:
        return self.state in (EvseState.SLEEPING, EvseState.DISABLED)

    def report_change(self) -> None:
        report = self.report()
        if report != self._reported:
            self._reported = report
            if not self.mute:
                self.heard.append(report)

    def press_button(self) -> None:
        if not self.boot_locked and self.fault is None:
            self.state = EvseState.STARTING if self.paused else EvseState.SLEEPING
            self.classify()

    def offer(self, current_a: int) -> None:
        self.capacity_a = current_a
        self.report_change()

    def power_up(self) -> None:
        self.capacity_a = min(self.configured_a, self.ceiling_a)
        self.trigger = HeartbeatTrigger.NEVER_MISSED
        self.fault = None
        self.state = EvseState.STARTING

    def advance(self, now_ms: int) -> None:
        if self.interval_s and now_ms - self.pulse_ms > self.interval_s * 1000:
            self.trigger = HeartbeatTrigger.MISSED
            self.pulse_ms = now_ms
            self.offer(min(self.capacity_a, self.fallback_a))

    # -- answers -------------------------------------------------------------------------------------------------

    def carry_out(self, ask: Ask, now_ms: int) -> Answer:
        self.told.append(ask)
        self.advance(now_ms)
        match ask:
            case Query(question):
                return self._tell(question)
            case Drive(move):
                return self._move(move)
            case Offer(current_a, volatile):
                return self._limit(current_a, volatile=volatile)
            case Pulse() | Acknowledge() | SetHeartbeat():
                return self._beat(ask, now_ms)
            case _:
                return self._write(ask)

    def _write(self, ask: Ask) -> Answer:
        match ask:
            case SetToggle(toggle, enabled):
                flag = _OFF_FLAGS[toggle]
                self.flags = self.flags & ~flag if enabled else self.flags | flag
            case SetConfiguredMaximum(current_a):
                self.configured_a = min(max(current_a, 6), 32)
                return self._limit(self.configured_a, volatile=False, asked_a=current_a)
            case SetHardwareMaximum():
                return CurrentSetting(32, accepted=False)
            case SetDisplay(by_controller):
                self.draws = by_controller
                return None
            case ShowText(row, text):
                self.shown[row] = text
                return None
            case ReleaseBootLock():
                self.boot_locked = False
                self.classify()
                return True
        return None

    def _tell(self, question: Question) -> Answer:
        report = self.report()
        match question:
            case Question.CAR:
                return self.car
            case Question.STATE:
                return ControllerState(self.state, int(self.state), 60, report.pilot_state, report.flags)
            case Question.CAPACITY:
                configured_a = self.configured_a if self.features.capacity_words > 3 else None
                return Capacity(6, 32, self.capacity_a, configured_a)
            case Question.SETTINGS:
                return StoredSettings(self.capacity_a, self.flags)
        return _FIXED[question]

    def _move(self, move: Move) -> Answer:
        if self.fault is not None:
            return AskFailed(Failure.FAULTED, "The controller reports a fault.")
        if move is Move.ENABLE:
            if self.paused and not self.sleeps_by_itself:
                self.state = EvseState.STARTING
                self.classify()
        else:
            self.state = EvseState.SLEEPING if move is Move.SLEEP else EvseState.DISABLED
            self.report_change()
        return None

    def _limit(self, current_a: int, *, volatile: bool, asked_a: int | None = None) -> Answer:
        if volatile and not self.features.volatile_current:
            return AskFailed(Failure.UNSUPPORTED, "It can only store a limit.")
        if not volatile and asked_a is None:
            self.configured_a = current_a
        wanted_a = min(max(current_a, 6), self.configured_a, self.ceiling_a)
        self.offer(wanted_a)
        return CurrentSetting(wanted_a, accepted=wanted_a == (current_a if asked_a is None else asked_a))

    def _beat(self, ask: Pulse | Acknowledge | SetHeartbeat, now_ms: int) -> Answer:
        self.pulse_ms = now_ms
        if isinstance(ask, SetHeartbeat):
            self.interval_s, self.fallback_a = ask.interval_s, ask.fallback_a
            self.trigger = HeartbeatTrigger.NEVER_MISSED
        elif isinstance(ask, Acknowledge) and self.trigger is HeartbeatTrigger.MISSED:
            self.trigger = HeartbeatTrigger.MISSED_AND_ACKNOWLEDGED
            self.offer(min(self.configured_a, self.ceiling_a))
        missed = self.trigger is HeartbeatTrigger.MISSED
        return Heartbeat(self.interval_s, self.fallback_a, self.trigger, accepted=not missed)


_FIXED: dict[Question, Answer] = {
    Question.FAULTS: FaultCounters(1, 0, 0),
    Question.AMMETER: Ammeter(220, 0),
    Question.SERIAL: "AB12CD0C94E801",
    Question.ENERGY: Energy(3_600, 10),
    Question.MEASUREMENT: Measurement(15_840, 230_000),
    Question.TEMPERATURES: Temperatures(250, None, None),
}


class Bench:
    """Link and controller, talking whenever one of them has something to say."""

    def __init__(
        self,
        controller: ModelController | None = None,
        link: ControllerLink | None = None,
        *,
        latency_ms: int = 20,
        connected: bool = True,
    ) -> None:
        self.controller = controller or ModelController()
        self.link = link or ControllerLink()
        self.latency_ms = latency_ms
        self.now_ms = 0
        self.asks: list[tuple[int, Ask]] = []
        self.spoil: Callable[[Ask], Answer | None] = lambda _: None
        """Returns what the link is told instead of the controller's answer, or None."""
        if connected:
            self.connect()

    @property
    def now(self) -> Moment:
        return at(self.now_ms)

    def connect(self) -> None:
        self.link.link_opening("memory:", self.now)
        self.link.link_up(self.controller.features, self.now)

    def deliver_reports(self) -> None:
        while self.controller.heard:
            self.link.heard(self.controller.heard.pop(0), self.now)

    def run(self, duration_ms: int = 2_000) -> list[Ask]:
        """Let time pass; returns what was asked."""
        end_ms = self.now_ms + duration_ms
        first = len(self.asks)
        self.deliver_reports()
        while self.now_ms <= end_ms:
            ask = self.link.next_ask(self.now)
            if ask is not None:
                self._talk(ask)
                continue
            due_ms = self.link.next_deadline_ms
            assert due_ms is None or due_ms > self.now_ms, "due, but nothing to ask"
            self.now_ms = end_ms + 1 if due_ms is None else min(due_ms, end_ms + 1)
            self.controller.advance(self.now_ms)
            self.deliver_reports()
            self.link.advance(self.now)
        self.now_ms = max(self.now_ms - 1, end_ms)
        return [ask for _, ask in self.asks[first:]]

    def _talk(self, ask: Ask) -> None:
        assert self.link.next_ask(self.now) is None, "two asks at once"
        self.asks.append((self.now_ms, ask))
        spoilt = self.spoil(ask)
        answer = self.controller.carry_out(ask, self.now_ms) if spoilt is None else spoilt
        self.now_ms += self.latency_ms
        self.link.answered(ask, answer, self.now)
        self.deliver_reports()

    def restart_controller(self) -> None:
        """It loses its power for a moment, and reports when it has tested itself."""
        self.controller.power_up()
        self.link.heard(ControllerRestarted(requested=False), self.now)
        self.link.heard(StateReport(EvseState.STARTING, 0, EvseState.STARTING, 0, VolatileFlag(0x200)), self.now)
        self.run(3_000)
        self.link.heard(BootReport(0, self.controller.features.firmware), self.now)
        self.controller.classify()
        self.deliver_reports()

    def times(self, ask: Ask) -> list[int]:
        """When this was asked."""
        return [at_ms for at_ms, asked in self.asks if asked == ask]
