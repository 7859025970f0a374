"""The station's books: energy registers, sessions and their cost, samples, the event log, and when they are written.

Pure: it is told what happened and hands every record to ``keep``. What is counted is in ``energy_meter``,
``session_tracker``, ``session_cost`` and ``sampler``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pilotwire.rapi.codes import EvseState, VolatileFlag

from .arbitration import Target
from .claims import ChargeState
from .energy_meter import EnergyMeter, Flow
from .eventlog import LogEntry, LogKind
from .evse import Evse
from .explanation_values import Explanation
from .moment import Moment
from .records import Kept, LogRecord, Record, RegistersRecord, SampleRecord, SessionRecord
from .sampler import Sampler
from .session_cost import SessionCost
from .session_tracker import SessionTracker
from .sessions import StopReason
from .settings import Settings
from .status import Status


class Books:
    """Everything that is counted and remembered.

    Args:
        kept: what the store had.
        settings: for the intervals.
        keep: takes every record.

    """

    def __init__(self, kept: Kept, settings: Settings, keep: Callable[[Record], None]) -> None:
        self._keep = keep
        self.meter = EnergyMeter(kept.registers)
        self.tracker = SessionTracker(kept.session, kept.last_session_number)
        self.cost = SessionCost(kept.session)
        self._sampler = Sampler(settings.sample_interval)
        self._commit_interval_ms = settings.commit_interval * 1000
        self._checkpoint_ms = 0
        self._dirty = False
        self.temperature_max_dc: int | None = None

    def configure(self, settings: Settings) -> None:
        """Take over changed intervals."""
        self._sampler.interval_s = settings.sample_interval
        self._commit_interval_ms = settings.commit_interval * 1000

    # -- the controller ------------------------------------------------------------------------------------------

    def follow_vehicle(self, evse: Evse, moment: Moment) -> bool:
        """Begin, go on with or end the session; says whether it began or ended."""
        if evse.vehicle:
            began = self.tracker.vehicle_seen(moment)
            if began:
                self.temperature_max_dc = evse.temperature_dc
                # What a start with the car gone left behind belongs to nobody.
                self._end_session()
                self.checkpoint(moment)
            return began
        ended = self.tracker.vehicle_gone(moment, self.meter.registers, self.cost.sums)
        if ended is None:
            return False
        self._keep(SessionRecord(ended))
        self._end_session()
        self._keep(RegistersRecord(self.meter.registers))
        self._dirty = False
        return True

    def follow_charging(self, before: Evse, target: Target | None, status: Status) -> bool:
        """Count closures and follow the beginning and end of charging; says whether the contactor closed.

        Args:
            before: the controller as last followed.
            target: what it had been told.
            status: as it is.

        """
        after, moment = status.evse, status.moment
        if after.charging and not before.charging:
            self.meter.start(moment.elapsed_ms)
            self.tracker.charging_began()
        elif before.charging and not after.charging:
            self._count(self.meter.stop(moment.elapsed_ms, status.power_w), status)
            self._dirty = True
            self.tracker.charging_ended(moment, *_why_stopped(after, target))
        if _contactor_closed(after) and not _contactor_closed(before):
            self.meter.contactor_closed()
            self._dirty = True
            return True
        return False

    def measured(self, status: Status) -> None:
        """Count what flows."""
        self._count(self.meter.measure(status.moment.elapsed_ms, status.power_w), status)
        self.tracker.measured(status.evse, status.power_w)
        self._sampler.measured(status)
        self._dirty = True

    def note_temperature(self, evse: Evse) -> None:
        """Follow the highest temperature of the plug-in cycle."""
        now_dc = evse.temperature_dc
        if now_dc is not None and (self.temperature_max_dc is None or now_dc > self.temperature_max_dc):
            self.temperature_max_dc = now_dc

    # -- time ----------------------------------------------------------------------------------------------------

    def advance(self, status: Status, today: date) -> bool:
        """Turn the calendar, take a sample and write down what is due; says whether the calendar turned."""
        moment = status.moment
        turned = moment.trusted and self.meter.turn_to(today)
        sample = self._sampler.advance(moment, status)
        if sample is not None:
            self._keep(SampleRecord(sample))
        if turned or (self._dirty and moment.elapsed_ms >= self._checkpoint_ms):
            self.checkpoint(moment)
        return turned

    def next_deadline_ms(self, moment: Moment) -> int:
        """When it wants to be advanced even if nothing happens (elapsed time)."""
        sample_ms = moment.elapsed_ms + self._sampler.next_in_ms(moment)
        return min(sample_ms, max(self._checkpoint_ms, moment.elapsed_ms + 1)) if self._dirty else sample_ms

    def checkpoint(self, moment: Moment) -> None:
        """Write down registers and session."""
        self._dirty = False
        self._checkpoint_ms = moment.elapsed_ms + self._commit_interval_ms
        self._keep(RegistersRecord(self.meter.registers))
        session = self.tracker.checkpoint(self.meter.registers, self.cost.sums)
        if session is not None:
            self._keep(SessionRecord(session))

    def reset(self, moment: Moment, *, hard: bool, imported_wh: int) -> None:
        """Zero the registers as ``EnergyMeter.reset`` does, then add this much of the controller's (Wh).

        The session's cost goes with its energy.
        """
        self.checkpoint(moment)
        self.meter.reset(hard=hard)
        self.cost.end_session()
        if imported_wh:
            self.meter.import_total(imported_wh)
        self._keep(RegistersRecord(self.meter.registers, reset=True))

    def _count(self, flow: Flow | None, status: Status) -> None:
        if flow is not None:
            self.cost.count(flow, status)

    def _end_session(self) -> None:
        self.meter.end_session()
        self.cost.end_session()

    # -- the log -------------------------------------------------------------------------------------------------

    def log(self, kind: LogKind, text: str, status: Status, explanation: Explanation | None = None) -> LogEntry | None:
        """Add an entry to the event log and return it; None while nobody knows the time."""
        if not status.moment.trusted:
            return None
        evse = status.evse
        entry = LogEntry(
            at=status.moment.utc,
            kind=kind,
            target=status.target.state,
            state_code=max(evse.state_code, 0),
            flags=evse.flags,
            pilot_a=evse.pilot_a,
            session_wh=status.registers.session_wh,
            session_elapsed_s=status.registers.session_elapsed_s,
            temperature_dc=evse.temperature_dc,
            temperature_max_dc=status.temperature_max_dc,
            divert_active=status.divert.active,
            shaper_active=status.shaper.running,
            text=text,
            explanation=explanation,
        )
        self._keep(LogRecord(entry))
        return entry


def _contactor_closed(evse: Evse) -> bool:
    return evse.charging or VolatileFlag.CONTACTOR_CLOSED in evse.flags


def _why_stopped(evse: Evse, target: Target | None) -> tuple[StopReason, str]:
    if evse.state.is_fault:
        return StopReason.FAULT, evse.state.name.replace("_", " ").lower()
    if evse.paused:
        if target is not None and target.state is ChargeState.DISABLED:
            return StopReason.CLAIM, target.reasons[0].text
        return StopReason.CONTROLLER, "the controller paused by itself: its button, menu, timer or limit"
    if evse.state is EvseState.CONNECTED:
        return StopReason.VEHICLE, "the car stopped asking for energy"
    return StopReason.CONTROLLER, f"the controller went to state {evse.state_code}"
