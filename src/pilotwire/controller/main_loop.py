"""The main loop: what the controller does with a reading once nothing blocks it.

One pass reads the pilot, asks the protections, classifies the car, changes the state and looks after limits,
heartbeat, temperature and reports, in the firmware's order. The tables it follows are in ``charging`` and
``protections``.
"""

from __future__ import annotations

from enum import Enum, auto

from .board import PILOT_HIGH, PILOT_LOW
from .charging import COMMANDS, ENTRY, FAULT_EXIT, Command, Contactor, Latch, Pilot, target
from .codes import EvseState as S
from .codes import SettingsFlag, VolatileFlag
from .machine import GRACE_MS, Machine
from .panel import Panel
from .pilot import HOLD_MS, PASS_MS, READING_MS, Held, Reading
from .procedure import Procedure, Runner, pause
from .protections import Protections, Verdict
from .safety import Guard
from .self_test import gfci_self_test
from .socket_lock import SocketLock
from .supervision import Supervision

FAULT_SOON_AFTER_CLOSING_MS = 2_000
"""A fault this soon after closing is latched: it would only come back."""
_PILOT_CODES = {Reading.A: 1, Reading.B: 2, Reading.C: 3, Reading.D: 4, Reading.E: 4, Reading.NO_DIODE: 5, None: 0}


class Phase(Enum):
    """What the controller is doing as a whole."""

    POWER_ON = auto()
    RUNNING = auto()
    LATCHED = auto()
    """A fault holds it until unplug or power cycle."""
    POWER_ON_FAILED = auto()
    BOOT_LOCKED = auto()


class MainLoop:
    """Passes, state changes and the requests that change the state."""

    def __init__(self, m: Machine, runner: Runner, guard: Guard, protections: Protections, panel: Panel) -> None:
        self._m = m
        self._runner = runner
        self._guard = guard
        self._protections = protections
        self._panel = panel
        self.phase = Phase.POWER_ON
        self.next_pass: int | None = None
        self._candidate = Held(S.STARTING, 0)
        self._pilot_candidate = Held(0, 0)
        self.socket_lock = SocketLock(m)
        self.supervision = Supervision(m)

    # -- one pass ------------------------------------------------------------------------------------------------

    def run_pass(self) -> None:
        """Do one pass now."""
        self.next_pass = None
        m = self._m
        if self.phase is Phase.LATCHED:
            self._latched_pass()
        elif m.state is S.DISABLED:
            self._check_weld()
        elif self._read_pilot():
            self._judge(m.now)

    def _read_pilot(self) -> bool:
        """Take the settled reading: car connected or not, socket lock. False when the pass has to wait."""
        m = self._m
        reading = m.reading
        if reading is None:
            return m.state is not S.STARTING
        was_connected = m.ev_connected
        connected = reading is not Reading.A
        m.change_flag(VolatileFlag.EV_CONNECTED_PREV, on=was_connected)
        m.change_flag(VolatileFlag.EV_CONNECTED, on=connected)
        if not connected:
            m.change_flag(VolatileFlag.SESSION_ENDED, on=True)
        if connected is not was_connected:
            self._car_came_or_went(connected=connected)
            self._again_in(PASS_MS)
        if self.socket_lock.must_move(connected=connected):
            if m.contactor_closed and not connected:
                # The bolt is not drawn under load: the guard opens the contactor in a moment.
                return False
            self._runner.start(self._lock_and_judge(locked=connected))
            return False
        return True

    def _car_came_or_went(self, *, connected: bool) -> None:
        m = self._m
        if connected:
            m.clock.reset()
            m.energy.begin()
        else:
            m.store(total_wh=m.settings.total_wh + m.energy.end(), session_checkpoint_wh=0)

    def _lock_and_judge(self, *, locked: bool) -> Procedure:
        started_ms = self._m.now
        yield from self.socket_lock.move(locked=locked)
        if self.phase is Phase.RUNNING:
            self._judge(started_ms)

    def _judge(self, started_ms: int) -> None:
        m = self._m
        if m.state is S.SLEEPING:
            self._asleep()
            return
        if m.state is S.STARTING and m.contactor_closed:
            # Woken while the car is still being asked to stop: nothing is classified under load.
            return
        previous: S = m.state
        fault: S | None = None
        for protection in self._protections.sensed:
            verdict = protection.check(m, previous)
            if verdict is Verdict.OVER:
                m.state = FAULT_EXIT
                self._again_in(PASS_MS)
                return
            if verdict is Verdict.LATCH:
                self._latch()
                return
            if verdict is Verdict.FAULT:
                fault = protection.fault
        if fault is not None:
            m.state = fault
        elif previous.is_fault:
            m.drive_pilot(PILOT_HIGH)
            m.state = FAULT_EXIT
            previous = FAULT_EXIT
        self._classify(started_ms, previous, fault)
        if m.state is not previous:
            self._enter(m.state, previous, fault)
        else:
            self._finish()

    def _classify(self, started_ms: int, previous: S, fault: S | None) -> None:
        """Debounce the state the reading asks for, and the pilot level itself."""
        m = self._m
        reading = m.reading if fault is None else None
        row = None
        if reading is not None:
            vent_check = not m.setting(SettingsFlag.VENT_CHECK_OFF)
            row = target(previous, reading, pwm_on=m.pwm_on, vent_check=vent_check)
        wanted = fault or (row.target if row else previous)
        self._candidate.see(wanted, started_ms)
        if row is not None and wanted is not previous:
            if self._candidate.since_ms != started_ms and self._candidate.for_ms(m.now) >= row.hold_ms:
                m.state = wanted
            else:
                self._again_at(max(m.now + PASS_MS, self._candidate.since_ms + row.hold_ms))
        code = _PILOT_CODES[reading]
        self._pilot_candidate.see(code, started_ms)
        if code != m.pilot_code:
            if self._pilot_candidate.since_ms != started_ms and self._pilot_candidate.for_ms(m.now) >= HOLD_MS:
                m.pilot_code = code
            else:
                self._again_at(max(m.now + PASS_MS, self._pilot_candidate.since_ms + HOLD_MS))
        if m.locked and m.state is S.C:
            m.state = S.B
        if m.state is not previous and m.state in (S.A, S.B, S.C):
            m.pilot_code = code
            if m.state is not S.A and m.profile.pp_auto_ampacity and not self._cable_fits():
                m.state = S.A

    def _cable_fits(self) -> bool:
        """Limit the capacity to the cable; False when its coding is invalid."""
        m = self._m
        if not m.look_at_cable():
            return False
        if m.capacity_a > m.cable_a:
            m.set_capacity(m.cable_a, persistent=False)
        return True

    # -- entering a state ----------------------------------------------------------------------------------------

    def _enter(self, state: S, previous: S, fault: S | None) -> None:
        """Do what ``ENTRY`` says, then finish the pass; some entries block first."""
        m = self._m
        entry = ENTRY[state]
        self._again_in(PASS_MS)
        if state is not S.C:
            m.stop_counting()
        locked_out = m.locked and state is S.B
        if locked_out and m.contactor_closed:
            m.ask_car_to_stop()
        elif entry.contactor is Contactor.OPEN:
            m.open_contactor()
        if entry.pilot is Pilot.HIGH or (entry.pilot is Pilot.OFFER and locked_out):
            m.drive_pilot(PILOT_HIGH)
        elif entry.pilot is Pilot.OFFER:
            m.offer_current()
        if state is S.A:
            self._car_gone()
        if entry.contactor is Contactor.CLOSE:
            self._runner.start(self._close(resumed=False))
        elif entry.contactor in (Contactor.STOP_CAR_1S, Contactor.STOP_CAR_5S):
            self._runner.start(self._stop_car(1_000 if entry.contactor is Contactor.STOP_CAR_1S else 5_000))
        elif entry.latch in (Latch.UNPLUG, Latch.RESET) or (
            fault and previous is S.C and m.now - m.closed_at_ms <= FAULT_SOON_AFTER_CLOSING_MS
        ):
            self._latch()
        else:
            self._finish()

    def _car_gone(self) -> None:
        m = self._m
        if m.profile.auth_lock:
            self._set_lock_flag(locked=True)
        self.supervision.clear_limits()
        m.timer.override = False
        m.temperatures.high_temperature_seen = False

    def _close(self, *, resumed: bool) -> Procedure:
        """The closing sequence: self-test, a last look at the pilot, close."""
        m = self._m
        if not m.setting(SettingsFlag.GFCI_SELF_TEST_OFF):
            passed = yield from gfci_self_test(m)
            if not passed:
                m.state = S.SELF_TEST_FAILED
                m.drive_pilot(PILOT_HIGH)
                self._latch()
                return
        if not self._guard.permitted or m.gfci_latched or not m.pwm_on:
            # The car changed its mind during the test: state C goes on without power until the pass has decided.
            self._again_in(PASS_MS)
            return
        if m.profile.v6_board:
            m.say_relay_drive()
        m.close_contactor(resumed=resumed)
        self.supervision.temperatures_changed()
        if m.profile.v6_board:
            yield pause(m.settings.relay_close_ms)
        yield pause(PASS_MS)
        self._finish()

    def _stop_car(self, busy_ms: int) -> Procedure:
        """Ask the car to stop; the guard opens the contactor when it has, within the grace at the latest."""
        m = self._m
        m.ask_car_to_stop(min(busy_ms, GRACE_MS))
        yield pause(busy_ms)
        m.open_contactor()
        self._latch()

    def _latch(self) -> None:
        m = self._m
        self.phase = Phase.LATCHED
        m.change_flag(VolatileFlag.HARD_FAULT, on=True)
        self._panel.redraw()
        m.report_change()
        self._again_in(PASS_MS)

    def _latched_pass(self) -> None:
        """Only the pilot is watched, for the car to be unplugged."""
        m = self._m
        if not self._read_pilot() or m.reading is None:
            return
        cause_gone = not (m.state is S.OVER_TEMPERATURE and m.temperatures.panic)
        if ENTRY[m.state].latch is not Latch.RESET and not m.ev_connected and cause_gone:
            self.phase = Phase.RUNNING
            m.state = FAULT_EXIT
            m.change_flag(VolatileFlag.HARD_FAULT, on=False)
            self._again_in(PASS_MS)

    # -- the rest of a pass --------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """What follows the change of state: supervision, limits, reports, display."""
        m = self._m
        if self._reclose_wanted():
            self._runner.start(self._close(resumed=True))
        if self._protections.over_current.check(m, m.state) is Verdict.FAULT:
            m.state = S.OVER_CURRENT
            m.stop_counting()
            self._runner.start(self._stop_car(1_000))
            return
        if self.supervision.level_found() or self.supervision.heartbeat_missed():
            self._panel.redraw()
        if self.supervision.throttle():
            # What the car draws may be too much from now on.
            self._again_in(PASS_MS)
        if self.supervision.throttle_at is not None:
            self._again_at(self.supervision.throttle_at)
        if m.state is S.C and self.supervision.limit_reached():
            self.request(Command.SLEEP)
        m.report_change()
        self._panel.state_changed()

    def _reclose_wanted(self) -> bool:
        """State C without power: the pilot dipped for less than a change of state takes, and is steady again."""
        m = self._m
        if m.state is not S.C or m.contactor_closed or not self._guard.permitted or self._runner.busy:
            return False
        due_ms = m.seen.since_ms + READING_MS + HOLD_MS
        if m.now < due_ms:
            self._again_at(due_ms)
            return False
        return True

    # -- asleep and disabled -------------------------------------------------------------------------------------

    def _asleep(self) -> None:
        """Sleeping: car detection goes on, nothing is classified."""
        m = self._m
        if m.contactor_closed or self._check_weld():
            return
        if m.flag(VolatileFlag.LIMIT_SLEEP) and not m.ev_connected:
            m.change_flag(VolatileFlag.LIMIT_SLEEP, on=False)
            m.state = S.STARTING
            self._again_in(PASS_MS)
            return
        if m.ev_connected is not m.flag(VolatileFlag.EV_CONNECTED_PREV):
            if not m.ev_connected:
                m.timer.override = False
            self._panel.redraw()
            m.report_change()
        self._panel.state_changed()

    def _check_weld(self) -> bool:
        """A welded contact is a fault in sleep and when disabled too (the firmware does not look)."""
        m = self._m
        if m.contactor_closed or self._protections.weld.check(m, m.state) is not Verdict.FAULT:
            return False
        previous, m.state = m.state, self._protections.weld.fault
        self._enter(m.state, previous, m.state)
        return True

    def request(self, command: Command) -> None:
        """Follow a request where ``COMMANDS`` allows it; elsewhere it does nothing."""
        m = self._m
        sources, state = COMMANDS[command]
        if self.phase is not Phase.RUNNING or m.state not in sources:
            return
        self._panel.refresh(at_least_now=True)
        m.state = state
        m.stop_counting()
        if command is Command.ENABLE:
            m.change_flag(VolatileFlag.LIMIT_SLEEP, on=False)
            m.drive_pilot(PILOT_HIGH)
            self._panel.state_changed()
            self._again_in(PASS_MS)
        elif command is Command.SLEEP:
            m.ask_car_to_stop()
            self._show_and_report()
        else:
            m.drive_pilot(PILOT_LOW)
            m.open_contactor()
            if self.socket_lock.automatic:
                self._runner.start(self.socket_lock.move(locked=False))
            self._show_and_report()

    def _show_and_report(self) -> None:
        self._panel.state_changed()
        self._panel.redraw()
        self._m.report_change()

    def check_timer(self) -> None:
        """The delay timer's own look at the clock, after the pass."""
        m = self._m
        if self.phase is not Phase.RUNNING:
            return
        wanted = m.timer.check(m.settings, m.rtc, m.now, m.state)
        if wanted is S.SLEEPING:
            self.request(Command.SLEEP)
        elif wanted is not None:
            self.request(Command.ENABLE)

    def set_lock(self, *, locked: bool) -> None:
        """Auth lock: in state C locking asks the car to stop; unlocking in B makes the offer."""
        m = self._m
        self._set_lock_flag(locked=locked)
        if m.state is S.C and locked:
            m.state = S.B
            self._enter(S.B, S.C, None)
        elif m.state is S.B:
            self._enter(S.B, S.B, None)
        self._panel.redraw()

    def _set_lock_flag(self, *, locked: bool) -> None:
        self._m.locked = locked
        self._m.change_flag(VolatileFlag.AUTH_LOCKED, on=locked)

    # -- when to pass again --------------------------------------------------------------------------------------

    def _again_in(self, delay_ms: int) -> None:
        self._again_at(self._m.now + delay_ms)

    def _again_at(self, at_ms: int) -> None:
        if self.next_pass is None or at_ms < self.next_pass:
            self.next_pass = at_ms
