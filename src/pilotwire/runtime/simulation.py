"""A household's days at a charging station in virtual time: the plan's actions carried out on controller and plant.

The station is the real controller in closed loop with the plant, its RAPI line included; time jumps from one deadline
to the next. What is written down is in ``recorder``, what is planned in ``timetable``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

from pilotwire.controller import Controller, Outputs, Rtc
from pilotwire.plant import Cable, Fault, Plant
from pilotwire.rapi.codec import Reply, ReplyDecoder
from pilotwire.rapi.server import RapiServer
from pilotwire.rapi.server import Session as Line

from .closed_loop import ClosedLoop
from .plan import Plan
from .recorder import Recorder, Sample, Session, Totals
from .timetable import Action, Kind, span_of, timetable

ANSWER_WITHIN_MS = 20_000
"""A command that is not answered by then is given up; the longest blocking period is about 5 s."""
ARRIVES_WITH_PERCENT = 5.0
"""A battery too small for the day's distance is charged on the way: the car comes home with this."""
_SHORT_PERCENT = 0.5
_OFF = Outputs()


class Parked(msgspec.Struct):
    """One car while it is not at the cable."""

    soc_percent: float
    at_home: bool = False
    wants_plug: bool = False


class Tally(msgspec.Struct):
    """What befell the household."""

    departures: int = 0
    short_departures: Counter[str] = msgspec.field(default_factory=Counter)
    """Departures below the target, by car."""
    forgotten: int = 0
    charged_elsewhere_wh: float = 0.0
    faults_injected: Counter[str] = msgspec.field(default_factory=Counter)
    power_cuts: int = 0
    cheap_wh: float = 0.0
    peak_wh: float = 0.0
    remarks: list[str] = msgspec.field(default_factory=list)


class Result(msgspec.Struct, frozen=True):
    """Everything a report needs."""

    plan: Plan
    samples: list[Sample]
    sessions: list[Session]
    totals: Totals
    tally: Tally
    wall_wh: float
    battery_wh: float
    preheat_wh: float
    losses_wh: float
    metered_wh: float


class Simulation:
    """One run of a plan.

    Args:
        plan: the plan.
        keep_samples: keep all samples, not only the last; a plot needs them, sums do not.

    """

    def __init__(self, plan: Plan, *, keep_samples: bool = True) -> None:
        self._plan = plan
        self._start_ms, self._end_ms = span_of(plan)
        station = plan.station
        profile = station.profile
        self._plant = Plant(
            # A socket takes the car's own cable; every other build has one fixed to it that bears what it can offer.
            cable=Cable() if profile.pp_auto_ampacity else Cable(rating_a=profile.max_l2_a, tethered=True),
            supply=station.supply,
            enclosure=station.enclosure,
            seed=station.seed,
            start_ms=self._start_ms,
        )
        rtc = Rtc.from_local(station.start, self._start_ms)
        self._loop = ClosedLoop(profile, self._plant, rtc=rtc, now_ms=self._start_ms)
        self._recorder = Recorder(self._plant, keep_samples=keep_samples)
        self._tally = Tally()
        self._parked = [Parked(car.soc_percent) for car in plan.cars]
        self._plugged: int | None = None
        self._powered = True
        self._cheap = self._starts_cheap()
        self._counted_wh = 0.0
        self._ends_ms: dict[Fault | None, int] = {}
        self._replies: list[Reply] = []
        self._decoder = ReplyDecoder()
        self._loop.on_event = self._look
        self._connect()

    def run(self, progress: Callable[[int], None] = lambda _days: None) -> Result:
        """Simulate it all; ``progress`` is told the number of days that are over."""
        self._look()
        self._set_up()
        for action in timetable(self._plan):
            self._run_to(action.at_ms)
            self._act(action)
            progress((self._loop.now_ms - self._start_ms) // 86_400_000)
        self._run_to(self._end_ms)
        self._count_tariff()
        self._recorder.finish(self._loop.now_ms, self._controller)
        progress(self._plan.station.days)
        return self._result()

    # -- time and power ------------------------------------------------------------------------------------------

    @property
    def _controller(self) -> Controller | None:
        return self._loop.controller if self._powered else None

    def _look(self) -> None:
        controller = self._controller
        if controller is not None and self._server.sessions:
            self._server.pump()
        self._recorder.look(self._loop.now_ms, controller)

    def _run_to(self, at_ms: int) -> None:
        at_ms = max(at_ms, self._loop.now_ms)
        if self._powered:
            self._loop.run_to(at_ms)
            return
        while (due_ms := self._plant.next_deadline) is not None and due_ms < at_ms:
            self._without_power(due_ms)
        self._without_power(at_ms)

    def _without_power(self, at_ms: int) -> None:
        self._plant.advance(at_ms, _OFF)
        self._loop.now_ms = at_ms
        self._look()

    def _touched(self) -> None:
        if self._powered:
            self._loop.touched()
        else:
            self._look()

    def _connect(self) -> None:
        self._server = RapiServer(self._loop.controller)
        self._line: Line = self._server.open_session(self._received)

    # -- what happens --------------------------------------------------------------------------------------------

    def _act(self, action: Action) -> None:
        match action.kind:
            case Kind.TARIFF:
                self._count_tariff()
                self._cheap = bool(action.index)
            case Kind.CUT_BEGINS | Kind.CUT_ENDS:
                self._cut(action)
            case Kind.FAULT_ON | Kind.FAULT_OFF:
                self._fault(action)
            case Kind.COMMAND:
                self._command(self._plan.commands[action.index].text)
            case Kind.LEAVES:
                self._leaves(action.index)
            case Kind.COMES_HOME:
                self._comes_home(action)

    def _comes_home(self, action: Action) -> None:
        car, parked = self._plan.cars[action.index], self._parked[action.index]
        capacity_wh = car.model.battery.capacity_wh
        soc = parked.soc_percent - 100 * action.distance_km * car.model.kwh_per_km * 1_000 / capacity_wh
        if soc < min(ARRIVES_WITH_PERCENT, parked.soc_percent):
            self._tally.charged_elsewhere_wh += (ARRIVES_WITH_PERCENT - soc) * capacity_wh / 100
            soc = ARRIVES_WITH_PERCENT
        parked.soc_percent = soc
        parked.at_home = True
        parked.wants_plug = soc < car.plugs_below_percent
        if parked.wants_plug and not action.plugs:
            parked.wants_plug = False
            self._tally.forgotten += 1
        if self._plugged is None and parked.wants_plug:
            self._plug(action.index)

    def _plug(self, index: int) -> None:
        car = self._plan.cars[index]
        self._plugged = index
        now_ms = self._loop.now_ms
        self._plant.plug_in(now_ms, car.model, soc_percent=self._parked[index].soc_percent)
        self._recorder.plugged(now_ms, car.name)
        self._touched()

    def _leaves(self, index: int) -> None:
        car, parked = self._plan.cars[index], self._parked[index]
        now_ms = self._loop.now_ms
        if self._plugged == index:
            parked.soc_percent = self._plant.soc_percent
            self._recorder.unplugging(now_ms, self._controller, limit_percent=car.model.charge_limit_percent)
            self._plant.unplug(now_ms)
            self._plugged = None
            self._touched()
        parked.at_home = parked.wants_plug = False
        self._tally.departures += 1
        if parked.soc_percent < car.target_percent - _SHORT_PERCENT:
            self._tally.short_departures[car.name] += 1
        if self._plugged is None:
            waiting = [other for other, state in enumerate(self._parked) if state.at_home and state.wants_plug]
            if waiting:
                self._plug(waiting[0])

    def _fault(self, action: Action) -> None:
        planned = self._plan.faults[action.index]
        now_ms = self._loop.now_ms
        if action.kind is Kind.FAULT_ON:
            self._ends_ms[planned.fault] = max(
                self._ends_ms.get(planned.fault, 0), action.at_ms + round(planned.minutes * 60_000)
            )
            self._tally.faults_injected[planned.fault.value] += 1
            self._plant.set_fault(now_ms, planned.fault, planned.value)
        elif action.at_ms >= self._ends_ms[planned.fault] and (self._powered or planned.fault is not Fault.SUPPLY_LOST):
            self._plant.set_fault(now_ms, planned.fault, active=False)
        self._touched()

    def _cut(self, action: Action) -> None:
        now_ms = self._loop.now_ms
        if action.kind is Kind.CUT_BEGINS:
            ends_ms = action.at_ms + round(self._plan.power_cuts[action.index].minutes * 60_000)
            self._ends_ms[None] = max(self._ends_ms.get(None, 0), ends_ms)
            self._tally.power_cuts += 1
            self._powered = False
            self._plant.set_fault(now_ms, Fault.SUPPLY_LOST)
            self._without_power(now_ms)
        elif action.at_ms >= self._ends_ms[None]:
            if self._ends_ms.get(Fault.SUPPLY_LOST, 0) <= action.at_ms:
                self._plant.set_fault(now_ms, Fault.SUPPLY_LOST, active=False)
            self._powered = True
            self._server.sessions.clear()
            self._loop.power_cycle()
            self._connect()

    # -- the RAPI line -------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        """What an installer would send after the first power-on."""
        if self._plan.station.max_current_a is not None:
            self._command(f"$SC {self._plan.station.max_current_a}")
        timer = self._plan.timer
        if timer is not None:
            start, stop = divmod(timer.start_min, 60), divmod(timer.stop_min, 60)
            self._command(f"$ST {start[0]} {start[1]} {stop[0]} {stop[1]}")

    def _command(self, text: str) -> None:
        """Send a command as a gateway does: one at a time, waiting for its answer."""
        sent_ms = self._loop.now_ms
        if not self._powered:
            self._remark(sent_ms, f"{text} was not sent: the station has no power")
            return
        self._replies.clear()
        self._line.receive(text.encode("ascii") + b"\r")
        self._loop.touched()
        while not self._replies and self._loop.now_ms < sent_ms + ANSWER_WITHIN_MS:
            self._loop.run_to(min(self._loop.next_deadline, sent_ms + ANSWER_WITHIN_MS))
        if not self._replies:
            self._remark(sent_ms, f"{text} was not answered")
        elif not self._replies[0].ok:
            self._remark(sent_ms, f"{text} was refused: {' '.join(('$NK', *self._replies[0].words))}")

    def _received(self, data: bytes) -> None:
        self._replies += [frame for frame in self._decoder.feed(data) if isinstance(frame, Reply)]

    def _remark(self, at_ms: int, text: str) -> None:
        days, minute = divmod(at_ms // 60_000, 1_440)
        self._tally.remarks.append(f"day {days + 1}, {minute // 60:02d}:{minute % 60:02d}: {text}")

    # -- accounts ------------------------------------------------------------------------------------------------

    def _starts_cheap(self) -> bool:
        tariff = self._plan.tariff
        if tariff is None:
            return False
        minute = self._start_ms // 60_000
        start, stop = tariff.cheap_from_min, tariff.cheap_to_min
        return start <= minute < stop if start < stop else start > stop and (minute >= start or minute < stop)

    def _count_tariff(self) -> None:
        wall_wh = self._plant.energies.grid_wh
        if self._cheap:
            self._tally.cheap_wh += wall_wh - self._counted_wh
        else:
            self._tally.peak_wh += wall_wh - self._counted_wh
        self._counted_wh = wall_wh

    def _result(self) -> Result:
        energies = self._plant.energies
        samples = self._recorder.samples
        return Result(
            plan=self._plan,
            samples=samples,
            sessions=self._recorder.sessions,
            totals=self._recorder.totals,
            tally=self._tally,
            wall_wh=energies.grid_wh,
            battery_wh=energies.battery_wh,
            preheat_wh=energies.preheat_wh,
            losses_wh=energies.cable_wh + energies.charger_wh,
            metered_wh=samples[-1].total_wh,
        )
