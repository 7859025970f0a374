"""The controller: time, inputs and requests in; outputs, display and notifications out.

This module owns the order of things at one instant (safety first, then blocking procedures, then one pass of the main
loop) and the next deadline. What each of them does is in its own module.
"""

from __future__ import annotations

from .board import Display, Inputs, Outputs
from .codes import EvseState, VolatileFlag
from .front_panel import FrontPanel
from .machine import Machine
from .main_loop import MainLoop, Phase
from .meter import CHECKPOINT_WH
from .notifications import Notification
from .panel import Panel
from .pilot import PASS_MS, READING_MS
from .power_on import load, power_on
from .procedure import Procedure, Runner
from .profile import Profile
from .protections import Protections
from .requests import Requests
from .rtc import Rtc
from .safety import Guard
from .settings import Settings
from .supervision import QUARTER_S

_LONG_BLOCK_MS = 1_000
_FOREVER = 2**62


def _only_load_differs(a: Inputs, b: Inputs) -> bool:
    """Two looks at the board that differ in the load's currents and voltages at most."""
    return (
        a.pilot_high_mv == b.pilot_high_mv
        and a.pilot_low_mv == b.pilot_low_mv
        and a.ac_sense_1 is b.ac_sense_1
        and a.ac_sense_2 is b.ac_sense_2
        and a.gfci_trip is b.gfci_trip
        and a.button is b.button
        and a.proximity_mv == b.proximity_mv
        and a.temperature_ds3231_dc == b.temperature_ds3231_dc
        and a.temperature_mcp9808_dc == b.temperature_mcp9808_dc
        and a.temperature_tmp007_dc == b.temperature_tmp007_dc
    )


class Controller(Requests):
    """One charging station controller, powered on at ``now_ms``."""

    def __init__(
        self, profile: Profile, settings: Settings | None = None, rtc: Rtc | None = None, now_ms: int = 0
    ) -> None:
        self.profile = profile
        self._now = now_ms
        self._deadline = self._deadline_but_ammeter = now_ms
        self._power_up(settings or Settings(), rtc or Rtc(), Inputs())

    def _power_up(self, settings: Settings, rtc: Rtc, inputs: Inputs) -> None:
        m = Machine(self.profile, settings, rtc)
        m.now = self._now
        m.inputs = inputs
        self._m = m
        load(m)
        self._runner = Runner()
        self._guard = Guard(m)
        self._protections = Protections(m)
        self._panel = Panel(m, self._protections)
        self._loop = MainLoop(m, self._runner, self._guard, self._protections, self._panel)
        self._front = FrontPanel(m, self._panel, self)
        self._blocked_since: int | None = None
        self._resume_ms = 0
        self._runner.start(self._boot())
        self._outputs = m.outputs

    def _power_cycle(self) -> None:
        notifications = self._m.notifications
        self._power_up(self._m.settings, self._m.rtc, self._m.inputs)
        self._m.notifications = notifications

    def _boot(self) -> Procedure:
        m = self._m
        yield from power_on(m, self._panel)
        if m.state.is_fault:
            m.report_state()
            self._panel.held = True
            self._loop.phase = Phase.POWER_ON_FAILED
        elif m.profile.boot_lock:
            self._panel.message("Waiting for", "Initialization..")
            self._loop.phase = Phase.BOOT_LOCKED
        else:
            self._start_running()

    def _start_running(self) -> None:
        m = self._m
        self._loop.phase = Phase.RUNNING
        m.change_flag(VolatileFlag.TIMER_ON, on=m.settings.timer_on)
        if m.profile.pp_auto_ampacity and m.look_at_cable() and m.cable_a < m.capacity_a:
            m.set_capacity(m.cable_a, persistent=False)

    # -- time ----------------------------------------------------------------------------------------------------

    def advance(self, now_ms: int, inputs: Inputs) -> None:
        """Bring the controller to ``now_ms``, at which the board looks like ``inputs``.

        Everything that was due earlier happens first, at its own time, with the inputs that held then: the result does
        not depend on how often this is called. Raises ValueError if time runs backwards.
        """
        if now_ms < self._now:
            msg = f"time runs backwards: {now_ms} ms after {self._now} ms"
            raise ValueError(msg)
        while self._deadline < now_ms:
            self._step(self._deadline, self._m.inputs)
        if now_ms >= self._deadline:
            self._step(now_ms, inputs)
        elif inputs is self._m.inputs or inputs == self._m.inputs:
            self._now = self._m.now = now_ms
        elif self._m.grace_until_ms is None and _only_load_differs(inputs, self._m.inputs):
            self._meter(now_ms)
            self._now = self._m.now = now_ms
            self._m.inputs = inputs
            self._deadline = self._with_ammeter(self._deadline_but_ammeter)
        else:
            self._step(now_ms, inputs)

    def _step(self, now_ms: int, inputs: Inputs) -> None:
        self._meter(now_ms)
        self._now = self._m.now = now_ms
        self._m.inputs = inputs
        self._guard.watch()
        if self._runner.busy:
            stepped: Runner | None = None
            while stepped is not self._runner:
                # A restart ends in new parts; they start at this instant too.
                stepped = self._runner
                stepped.step(now_ms)
            self._guard.watch()
        if self._runner.busy:
            if self._blocked_since is None:
                self._blocked_since = now_ms
        elif self._blocked_since is not None:
            # The answer to what blocked goes out before anything else can block: go on with the next pass.
            if now_ms - self._blocked_since > _LONG_BLOCK_MS:
                self._m.temperatures.restart(now_ms)
            self._blocked_since = None
            self._resume_ms = now_ms + PASS_MS
        else:
            self._unblocked(now_ms)
        self._guard.watch()
        self._settle()

    def _unblocked(self, now_ms: int) -> None:
        """Nothing blocks: inputs are served and a pass is made."""
        m = self._m
        if m.temperatures.read(now_ms, m.inputs):
            self._loop.supervision.temperatures_changed()
        self._front.look(down=m.inputs.button)
        if self._loop.phase in (Phase.RUNNING, Phase.LATCHED) and not self._runner.busy:
            if m.seen.value is None or m.seen.for_ms(now_ms) >= READING_MS:
                m.reading = m.seen.value
            self._loop.run_pass()
            self._loop.check_timer()
        if self._runner.busy:
            self._blocked_since = now_ms
            self._runner.step(now_ms)

    def _meter(self, now_ms: int) -> None:
        """Account for the time since the last event, during which nothing changed."""
        m = self._m
        m.energy.run(now_ms, m.power_uw)
        if m.energy.in_session and m.energy.session_wh >= m.settings.session_checkpoint_wh + CHECKPOINT_WH:
            m.store(session_checkpoint_wh=m.energy.session_wh)
        if m.ammeter.run(now_ms, m.inputs.current_ma[0]):
            scale = m.settings.ammeter_scale
            if scale > 0 and m.contactor_closed:
                counts = m.ammeter.average_counts or 0
                m.current_ma = max(0, counts * scale - m.settings.ammeter_offset_ma)
                m.update_power()

    def _settle(self) -> None:
        """Refresh outputs and the next deadline."""
        m = self._m
        old = self._outputs
        if (
            old.pilot is not m.pilot
            or old.relay_1 is not m.relay_1
            or old.relay_2 is not m.relay_2
            or old.gfci_test is not m.gfci_test
            or old.lock is not m.lock_drive
        ):
            self._outputs = m.outputs
        self._deadline_but_ammeter = self._next()
        self._deadline = self._with_ammeter(self._deadline_but_ammeter)

    def _with_ammeter(self, soonest: int) -> int:
        """A current that changes concerns the meter alone, until the reported value follows."""
        m = self._m
        change = m.ammeter.next_change(m.inputs.current_ma[0])
        return soonest if change is None else max(min(soonest, change), self._now + 1)

    def _next(self) -> int:
        soonest = _FOREVER
        for deadline in (self._guard.deadline, self._runner.deadline):
            if deadline is not None and deadline < soonest:
                soonest = deadline
        if not self._runner.busy:
            now = self._now
            # What is not in the future had its chance in the pass that was just made.
            for deadline in self._idle_deadlines():
                if deadline is not None and now < deadline < soonest:
                    soonest = deadline
        return max(soonest, self._now + 1)

    def _idle_deadlines(self) -> list[int | None]:
        """What may happen next while nothing blocks."""
        m = self._m
        deadlines = [
            self._resume_ms,
            self._front.button.next_deadline,
            m.temperatures.deadline(m.now, m.inputs),
        ]
        phase = self._loop.phase
        if phase is not Phase.RUNNING and phase is not Phase.LATCHED:
            return deadlines
        deadlines.append(self._loop.next_pass)
        if m.seen.value is not m.reading:
            deadlines.append(m.seen.since_ms + READING_MS)
        if phase is Phase.LATCHED:
            return deadlines
        if m.settings.timer_on:
            deadlines.append(m.timer.deadline(m.settings, m.rtc, m.now, m.state))
        for protection in self._protections.all:
            deadlines.append(protection.deadline(m))  # noqa: PERF401  measurably faster than building and joining lists
        if m.state is not EvseState.SLEEPING and m.state is not EvseState.DISABLED:
            deadlines.append(m.heartbeat.deadline)
        if m.contactor_closed:
            deadlines.append(self._next_checkpoint())
            if m.time_limit_15min:
                deadlines.append(m.clock.reaches(m.time_limit_15min * QUARTER_S))
        return deadlines

    def _next_checkpoint(self) -> int | None:
        """When the session's energy reaches the next checkpoint, or its limit (ms)."""
        m = self._m
        wh = m.settings.session_checkpoint_wh + CHECKPOINT_WH
        if m.charge_limit_kwh:
            wh = min(wh, m.charge_limit_kwh * 1_000)
        return m.energy.reaches(wh, m.power_uw)

    # -- what others see -----------------------------------------------------------------------------------------

    @property
    def machine(self) -> Machine:
        """The working memory, metered up to now, for reading: everything RAPI can report is there."""
        self._meter(self._now)
        return self._m

    @property
    def outputs(self) -> Outputs:
        """What the board is to do now."""
        return self._outputs

    @property
    def next_deadline(self) -> int:
        """When to call ``advance`` at the latest, even if nothing changes (ms)."""
        return self._deadline

    @property
    def settings(self) -> Settings:
        """Persistent settings: a new value whenever one changed."""
        return self._m.settings

    @property
    def rtc(self) -> Rtc:
        """The clock chip, for carrying over a power cut."""
        return self._m.rtc

    @property
    def state(self) -> EvseState:
        """The state of the station."""
        return self._m.state

    @property
    def phase(self) -> Phase:
        """Powering on, running, or held by a fault."""
        return self._loop.phase

    @property
    def busy(self) -> bool:
        """In one of the firmware's blocking periods: requests and the button wait until it ends."""
        return self._runner.busy

    @property
    def bolt_locked(self) -> bool:
        """Last commanded position of the socket lock."""
        return self._loop.socket_lock.locked

    @property
    def lock_manual(self) -> bool:
        """The socket lock only moves when told to."""
        return self._loop.socket_lock.manual

    @property
    def display(self) -> Display:
        """The front panel's display as it is now."""
        self._meter(self._now)
        return self._m.lcd.frame if self._runner.busy else self._panel.refresh()

    @property
    def display_deadline(self) -> int | None:
        """When the display will next change by itself (ms)."""
        return None if self._runner.busy else self._panel.next_refresh

    def take_notifications(self) -> list[Notification]:
        """What the controller has said since the last call."""
        taken = self._m.notifications
        if taken:
            self._m.notifications = []
        return taken

    def finish_request(self) -> None:
        """Call after a request: reports what it changed and brings outputs and deadline up to date."""
        self._m.report_change()
        self._step(self._now, self._m.inputs)
