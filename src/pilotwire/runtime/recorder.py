"""What is written down while a simulation runs: samples, sessions and totals, as values.

Nothing here acts on the station. How the records look in files is in ``report`` and ``plot``.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from pilotwire.controller import Controller, EvseState, Inputs, Outputs, PilotLevel
from pilotwire.plant import Plant, PlantStatus

NO_POWER = "no power"
"""State of a station during a power cut."""
_FLOWING_A = 0.5
_AT_LIMIT_PERCENT = 0.5


class Sample(msgspec.Struct, frozen=True, gc=False):
    """The station at one instant, and until the next sample."""

    at_ms: int
    state: str
    is_fault: bool
    duty_percent: float | None
    """None while there is no PWM."""
    offered_a: float
    current_a: tuple[float, float, float]
    power_w: float
    session_wh: float
    total_wh: float
    """Metered by the controller since the beginning."""
    car: str
    """Name of the plugged-in car; empty for none."""
    soc_percent: float
    temperature_c: float


class Session(msgspec.Struct, kw_only=True):
    """From plug-in to unplug."""

    car: str
    from_ms: int
    to_ms: int | None = None
    soc_before: float
    soc_after: float = 0.0
    metered_wh: float
    """While the session runs: the meter's total at its beginning."""
    wall_wh: float
    battery_wh: float
    peak_a: float = 0.0
    charging_ms: int = 0
    ended_by: str = ""


class Totals(msgspec.Struct):
    """Sums over the whole run."""

    contactor_closures: int = 0
    charging_ms: int = 0
    peak_a: float = 0.0
    peak_temperature_c: float = -273.15
    lowest_soc: float | None = None
    highest_soc: float | None = None
    faults: Counter[str] = msgspec.field(default_factory=Counter)
    """How often the controller entered each fault state."""


class Recorder:
    """Watches a station after every event.

    Args:
        plant: of the station.
        keep_samples: all of them, or only the last.

    """

    def __init__(self, plant: Plant, *, keep_samples: bool = True) -> None:
        self.samples: list[Sample] = []
        self.sessions: list[Session] = []
        self.totals = Totals()
        self._plant = plant
        self._keep_samples = keep_samples
        self._car = ""
        self._seen: tuple[object, ...] = ()
        self._inputs: Inputs | None = None
        self._outputs: Outputs | None = None
        self._state: EvseState | None = None
        self._closed = False
        self._flowing_since_ms: int | None = None

    def look(self, now_ms: int, controller: Controller | None) -> None:
        """Take a sample if something to be seen in one has changed; no controller means no power."""
        inputs = self._plant.inputs
        outputs, state = (None, None) if controller is None else (controller.outputs, controller.state)
        if inputs is self._inputs and outputs is self._outputs and state is self._state:
            return
        if state is not self._state and state is not None and state.is_fault:
            self.totals.faults[state.label] += 1
        self._inputs, self._outputs, self._state = inputs, outputs, state
        closed = outputs is not None and outputs.contactor_closed
        pilot = None if outputs is None else outputs.pilot
        seen = (state, pilot, closed, inputs.current_ma, inputs.temperature_ds3231_dc)
        if seen != self._seen:
            self._seen = seen
            self.totals.contactor_closures += closed and not self._closed
            self._closed = closed
            self.sample(now_ms, controller)

    def sample(self, now_ms: int, controller: Controller | None) -> None:
        """Take a sample."""
        status = self._plant.status
        session_wh, total_wh = metered_wh(controller)
        state = None if controller is None else controller.state
        pilot = None if controller is None else controller.outputs.pilot
        pwm = pilot is not None and pilot.level is PilotLevel.PWM
        sample = Sample(
            at_ms=now_ms,
            state=NO_POWER if state is None else state.label,
            is_fault=state is not None and state.is_fault,
            duty_percent=pilot.duty_percent if pilot is not None and pwm else None,
            offered_a=float(controller.machine.capacity_a) if controller is not None and pwm else 0.0,
            current_a=status.current_a,
            power_w=status.grid_w,
            session_wh=session_wh if controller is not None else self._last_session_wh,
            total_wh=total_wh if controller is not None else self._last_total_wh,
            car=self._car,
            soc_percent=status.soc_percent,
            temperature_c=status.temperature_c,
        )
        if self.samples and (self.samples[-1].at_ms == now_ms or not self._keep_samples):
            self.samples.pop()
        self.samples.append(sample)
        self._add_up(now_ms, status)

    def plugged(self, now_ms: int, car: str) -> None:
        """A car was plugged in just now."""
        self._car = car
        status = self._plant.status
        self.sessions.append(
            Session(
                car=car,
                from_ms=now_ms,
                soc_before=status.soc_percent,
                metered_wh=self._last_total_wh,
                wall_wh=status.energies.grid_wh,
                battery_wh=status.energies.battery_wh,
            )
        )

    def unplugging(self, now_ms: int, controller: Controller | None, *, limit_percent: float) -> None:
        """The plug is about to be pulled."""
        self.sample(now_ms, controller)
        session = self.sessions[-1]
        status = self._plant.status
        session.to_ms = now_ms
        self._close(session, status)
        self._stop_flowing(now_ms)
        session.ended_by = _why(session, status, controller, limit_percent)
        self._car = ""

    def finish(self, now_ms: int, controller: Controller | None) -> None:
        """The simulation is over; a session that runs is written down as far as it got."""
        self.sample(now_ms, controller)
        self._stop_flowing(now_ms)
        if self.sessions and self.sessions[-1].to_ms is None:
            self._close(self.sessions[-1], self._plant.status)
            self.sessions[-1].ended_by = "still plugged in"

    @property
    def power_w(self) -> float:
        """What the car draws since the last sample."""
        return self.samples[-1].power_w if self.samples else 0.0

    @property
    def _last_total_wh(self) -> float:
        return self.samples[-1].total_wh if self.samples else 0.0

    @property
    def _last_session_wh(self) -> float:
        return self.samples[-1].session_wh if self.samples else 0.0

    def _close(self, session: Session, status: PlantStatus) -> None:
        session.soc_after = status.soc_percent
        session.metered_wh = self._last_total_wh - session.metered_wh
        session.wall_wh = status.energies.grid_wh - session.wall_wh
        session.battery_wh = status.energies.battery_wh - session.battery_wh

    def _add_up(self, now_ms: int, status: PlantStatus) -> None:
        totals = self.totals
        current_a = max(status.current_a)
        totals.peak_a = max(totals.peak_a, current_a)
        totals.peak_temperature_c = max(totals.peak_temperature_c, status.temperature_c)
        if not self._car:
            return
        self.sessions[-1].peak_a = max(self.sessions[-1].peak_a, current_a)
        soc = status.soc_percent
        totals.lowest_soc = soc if totals.lowest_soc is None else min(totals.lowest_soc, soc)
        totals.highest_soc = soc if totals.highest_soc is None else max(totals.highest_soc, soc)
        if current_a < _FLOWING_A:
            self._stop_flowing(now_ms)
        elif self._flowing_since_ms is None:
            self._flowing_since_ms = now_ms

    def _stop_flowing(self, now_ms: int) -> None:
        if self._flowing_since_ms is not None:
            self.totals.charging_ms += now_ms - self._flowing_since_ms
            self.sessions[-1].charging_ms += now_ms - self._flowing_since_ms
            self._flowing_since_ms = None


def metered_wh(controller: Controller | None) -> tuple[float, float]:
    """Energy of this session, and of all with it (Wh), as the controller counts it."""
    if controller is None:
        return 0.0, 0.0
    machine = controller.machine
    running_wh = machine.energy.session_ws / 3_600 if machine.energy.in_session else 0.0
    return machine.energy.session_ws / 3_600, machine.settings.total_wh + running_wh


def _why(session: Session, status: PlantStatus, controller: Controller | None, limit_percent: float) -> str:
    """Why the charge ended, or did not begin, as seen when the plug is pulled."""
    if controller is None:
        return NO_POWER
    state = controller.state
    if max(status.current_a) >= _FLOWING_A:
        return "unplugged while charging"
    if status.soc_percent >= limit_percent - _AT_LIMIT_PERCENT:
        return "at its charge limit"
    if state is EvseState.SLEEPING and controller.settings.timer_on:
        return "delay timer"
    if state.is_fault or state in (EvseState.SLEEPING, EvseState.DISABLED):
        return f"fault: {state.label}" if state.is_fault else state.label
    return "the car stopped" if session.wall_wh > 1 else "never started"
