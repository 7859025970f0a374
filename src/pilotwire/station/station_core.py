"""How the station works: it follows the controller, lets its sources look around, decides the target, does the books.

Pure. The order is always the same: what the controller reported, leases that ran out, sources, target, books. What
can be asked of the station is in ``station``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random

import msgspec

from .advisories import Advisories
from .arbitration import Bounds, Target, client_name
from .books import Books
from .calendar_time import wall_time
from .claim_desk import ClaimDesk, manual
from .claims import ChargeState, Client, Wish
from .controller_link import ControllerLink
from .divert import Divert
from .eventlog import LogKind
from .events import Event, Topic
from .evse import Aim, Evse, EvseChange
from .feeds import Feeds
from .limit import LimitSource
from .moment import Moment
from .records import Kept, Record, ScheduleRecord, Standing, StandingRecord
from .schedule import Schedule
from .settings.areas import Areas
from .shaper import Shaper
from .source import Surroundings
from .status import Clock, DivertMode, Network, ServiceStatus, Status, Versions
from .throttle import Throttle
from .vehicle import VehicleData
from .writes import SetHeartbeat, SetVoltage
from .zone import zone_of

_ENERGY_NEWS_MS = 5_000
"""How often the registers are told while charging."""
_ROUNDS = 4
"""Sources that react to the target settle within two; a claim that chases itself must not hold up the rest."""
_NOTHING: Mapping[str, object] = {}
_WRAP = 256
"""The gateway counts limits in 8 bits."""
_WEIGHED = (Topic.CLAIMS, Topic.OVERRIDE_CLAIM, Topic.EVSE_STATE, Topic.PILOT)
"""Reasons to decide the target anew."""


class StationCore:
    """Parts of the station and how they go on.

    Args:
        kept: what the store had.
        areas: the settings restored from it.
        moment: the present.
        hash_password: turns a password into what is stored; it brings its own salt.
        random: for randomised schedule starts.

    """

    def __init__(
        self,
        kept: Kept,
        areas: Areas,
        moment: Moment,
        *,
        hash_password: Callable[[str], str],
        random: Random,
    ) -> None:
        self._moment = moment
        self._areas = areas
        self._settings = settings = areas.current
        self._hash_password = hash_password
        self._zone = zone_of(settings.time_zone)
        self._events: list[Event] = []
        self._records: list[Record] = []
        self._feeds = Feeds()
        self._vehicle = VehicleData()
        self._network = Network()
        self._services: Mapping[str, ServiceStatus] = {}
        self._versions = Versions()
        self._standing = kept.standing
        self._weigh = True
        self._energy_told_ms = moment.elapsed_ms
        self._limits_told = 0
        self._revision = 0
        self._status: tuple[int, int, Status] | None = None
        self.link = ControllerLink()
        self._evse = self.link.evse
        self._schedule = Schedule(kept.schedule, random)
        self._divert = Divert()
        self._limit = LimitSource(kept.standing.limit)
        self._shaper = Shaper()
        sources = (self._schedule, self._divert, self._limit, self._shaper, Throttle())
        self._desk = ClaimDesk(sources, self._tell)
        self._books = Books(kept, settings, self._records.append)
        self._advisories = Advisories(kept.standing.acknowledged)
        self._follow: Mapping[EvseChange, Callable[[], None]] = {
            EvseChange.CONNECTED: self._on_connected,
            EvseChange.LOST: self._on_lost,
            EvseChange.RESTARTED: self._on_restarted,
            EvseChange.MEASURED: self._on_measured,
            EvseChange.READY: self._on_ready,
            EvseChange.PILOT_SET: lambda: self._tell(Topic.PILOT),
            EvseChange.VOLTAGE_SET: lambda: self._tell(Topic.VOLTAGE),
            EvseChange.SETTINGS: self._weigh_anew,
            EvseChange.BUTTON_SHORT: self._toggle_override,
        }
        self.link.request(SetHeartbeat(settings.heartbeat_interval, settings.heartbeat_current))
        self._set_voltage()
        if kept.standing.override is not None:
            self._desk.put(manual(kept.standing.override), moment.elapsed_ms)
        self._derive_divert_mode()
        self._shaper.switch(running=settings.current_shaper_enabled)
        self._settle()
        self._events.clear()

    # -- time, controller, store ---------------------------------------------------------------------------------

    def advance(self, moment: Moment) -> None:
        """Let the present be ``moment`` and do what is due; also after ``link`` was told something."""
        self._at(moment)
        self.link.advance(moment)
        self._settle()

    def close(self, moment: Moment) -> None:
        """Write down what was counted: the station ends."""
        self._at(moment)
        self._books.checkpoint(moment)

    @property
    def next_deadline_ms(self) -> int:
        """When to advance even if nothing happens (elapsed time)."""
        deadlines = (
            self.link.next_deadline_ms,
            self._desk.next_deadline_ms,
            self._books.next_deadline_ms(self._moment),
        )
        return min(ms for ms in deadlines if ms is not None)

    def take_events(self) -> list[Event]:
        """What has happened since the last call, in order."""
        taken = self._events[:]
        self._events.clear()
        return taken

    def take_records(self) -> list[Record]:
        """What is to be kept since the last call, in order."""
        taken = self._records[:]
        self._records.clear()
        return taken

    def status_at(self, moment: Moment) -> Status:
        """The status; the same object as long as nothing changes and the second is the same."""
        second = moment.elapsed_ms // 1000
        cached = self._status
        if cached is not None and cached[:2] == (self._revision, second):
            return cached[2]
        status = self._build_status(moment)
        self._status = (self._revision, second, status)
        return status

    def _build_status(self, moment: Moment) -> Status:
        return Status(
            moment=moment,
            clock=Clock(moment.utc.astimezone(self._zone), moment.trusted),
            evse=self._evse,
            temperature_max_dc=self._books.temperature_max_dc,
            target=self._desk.target or Target(self._default_state, self._evse.minimum_a),
            claims=self._desk.held,
            lease_ends_ms=self._desk.lease_ends_ms,
            waiting=self._desk.waiting,
            registers=self._books.meter.registers,
            session=self._books.tracker.session,
            limit=self._limit.limit,
            schedule=self._schedule.events,
            plan=self._schedule.plan_at(moment),
            divert=self._divert.status,
            shaper=self._shaper.status,
            feeds=self._feeds,
            vehicle=self._vehicle,
            network=self._network,
            services=self._services,
            advisories=self._advisories.current,
            versions=msgspec.structs.replace(
                self._versions, claims=self._desk.claims_version, override=self._desk.override_version
            ),
            settings=self._settings,
        )

    # -- one round -----------------------------------------------------------------------------------------------

    def _at(self, moment: Moment) -> None:
        self._moment = moment
        self._revision += 1

    def _tell(self, topic: Topic, data: Mapping[str, object] = _NOTHING) -> None:
        self._revision += 1
        if topic in _WEIGHED:
            self._weigh = True
        self._events.append(Event(topic, self.status_at(self._moment), data))

    def _settle(self) -> None:
        """Go round once: after any change and whenever something is due."""
        moment = self._moment
        self._follow_controller()
        for claim in self._desk.expire(moment.elapsed_ms):
            seconds = (claim.lease_ms or 0) / 1000
            self._log(LogKind.WARNING, f"{client_name(claim.client)} was not heard for {seconds:g} s: its claim ended")
            self._advisories.lease_ended(claim.client)
        for _ in range(_ROUNDS):
            self._look_around()
            if not self._decide():
                break
        self._advise()
        self._keep_standing()
        if self._books.advance(self.status_at(moment), wall_time(moment.utc, self._zone).date()):
            self._tell(Topic.ENERGY)
        self._revision += 1

    def _look_around(self) -> None:
        """Let the sources look, and tell what they changed of their own accord."""
        takeovers, shaper = self._schedule.takeovers, self._shaper.status
        around = self._around()
        # The others are to see the schedule's event of this moment, not of the last round.
        self._schedule.advance(around)
        self._desk.look_around(msgspec.structs.replace(around, timer=self._schedule.timer))
        if self._limit.changes != self._limits_told:
            self._limits_told = self._limit.changes
            self._versions = msgspec.structs.replace(self._versions, limit=(self._versions.limit + 1) % _WRAP)
            self._tell(Topic.LIMIT)
        if self._schedule.takeovers != takeovers:
            self._versions = msgspec.structs.replace(self._versions, schedule_plan=self._versions.schedule_plan + 1)
            self._tell(Topic.SCHEDULE_PLAN)
        if self._shaper.status != shaper and self._shaper.status.running:
            self._tell(Topic.SHAPER)

    def _around(self) -> Surroundings:
        return Surroundings(
            self._moment,
            self._evse,
            self._desk.target or Target(self._default_state, self._evse.minimum_a),
            self._books.meter.registers,
            self._feeds,
            self._vehicle,
            self._settings,
            self._schedule.timer,
        )

    def _decide(self) -> bool:
        """Decide the target if anything bears on it, and have the controller kept to it; says whether it changed."""
        if not self._weigh:
            return False
        self._weigh = False
        evse = self._evse
        changed = self._desk.decide(Bounds(evse.minimum_a, evse.configured_maximum_a, self._default_state))
        target = self._desk.target
        if target is not None and evse.firmware:
            # Before its bounds are known the controller is left alone, and locked if it is.
            active = target.state is ChargeState.ACTIVE
            self.link.aim(Aim(active, target.pilot_a, self._settings.pause_uses_disabled), self._moment)
        return changed

    # -- the controller ------------------------------------------------------------------------------------------

    def _follow_controller(self) -> None:
        changes = self.link.take_changes()
        before, self._evse = self._evse, self.link.evse
        if before is not self._evse:
            self._revision += 1
        for text in self.link.take_refusals():
            self._log(LogKind.WARNING, text)
        if EvseChange.STATE in changes or EvseChange.CONNECTED in changes:
            self._follow_state(before)
        for change in changes:
            if change in self._follow:
                self._follow[change]()

    def _follow_state(self, before: Evse) -> None:
        evse, moment = self._evse, self._moment
        power_w = self.status_at(moment).power_w if before.charging else 0.0
        # A session begins before energy flows and ends after it did.
        turned = evse.vehicle and self._books.follow_vehicle(evse, moment)
        closed = self._books.follow_charging(before, evse, self._desk.target, moment, power_w)
        turned = self._books.follow_vehicle(evse, moment) or turned
        if closed:
            self._tell(Topic.SWITCHES)
        self._tell(Topic.EVSE_STATE)
        if turned:
            self._tell(Topic.SESSION)
        if turned and not evse.vehicle:
            self._vehicle = VehicleData()
            self._desk.unplugged()
            self._tell(Topic.ENERGY)
        fault = evse.state.is_fault
        self._log(LogKind.WARNING if fault else LogKind.INFORMATION, _state_words(before, evse))

    def _on_connected(self) -> None:
        """All of the controller is known: now, and not before, it can be told what to do."""
        registers = self._books.meter.registers
        if not registers.imported and not registers.total_kwh:
            self._books.meter.import_total(self._evse.total_wh)
            self._books.checkpoint(self._moment)
        self._weigh = True
        self._tell(Topic.EVSE_LINK)

    def _weigh_anew(self) -> None:
        self._weigh = True

    def _set_voltage(self) -> None:
        """Have the controller compute with the configured voltage, if one is configured."""
        if self._settings.voltage:
            self.link.request(SetVoltage(self._settings.voltage / 100))

    def _on_lost(self) -> None:
        self._log(LogKind.WARNING, f"the controller does not answer: {self._evse.link.error or 'no reason known'}")
        self._tell(Topic.EVSE_LINK)

    def _on_restarted(self) -> None:
        self._log(LogKind.NOTIFICATION, "the controller started anew")
        self._tell(Topic.EVSE_LINK)

    def _on_measured(self) -> None:
        status = self.status_at(self._moment)
        self._books.measured(status)
        self._tell(Topic.EVSE_MEASURED)
        if self._moment.elapsed_ms >= self._energy_told_ms + _ENERGY_NEWS_MS:
            self._energy_told_ms = self._moment.elapsed_ms
            self._tell(Topic.ENERGY)

    def _on_ready(self) -> None:
        self._books.note_temperature(self._evse)
        self._tell(Topic.EVSE_READY)
        if not self._evse.charging:
            self._tell(Topic.ENERGY)

    def _toggle_override(self) -> None:
        """As the front panel's button and PATCH /override do: release, or the opposite of the target until unplug."""
        if self._desk.override is not None:
            self._desk.release(Client.MANUAL)
            return
        state = self._default_state if self._desk.target is None else self._desk.target.state
        self._desk.put(manual(Wish(state.opposite, auto_release=True)), self._moment.elapsed_ms)

    # -- settings and sources ------------------------------------------------------------------------------------

    def _apply_changes(self, changed: Collection[str]) -> None:
        """Let changed settings have their effect."""
        settings = self._settings
        self._books.configure(settings)
        if "time_zone" in changed:
            self._zone = zone_of(settings.time_zone)
            self._tell(Topic.CLOCK)
        if not {"time_zone", "scheduler_start_window"}.isdisjoint(changed):
            self._schedule_changed()
        if not {"divert_enabled", "charge_mode"}.isdisjoint(changed):
            self._derive_divert_mode()
        if any(name.startswith("current_shaper_") for name in changed):
            self._shaper.switch(running=settings.current_shaper_enabled)
            self._tell(Topic.SHAPER_SWITCHED)
        if not {"heartbeat_interval", "heartbeat_current"}.isdisjoint(changed):
            self.link.request(SetHeartbeat(settings.heartbeat_interval, settings.heartbeat_current))
        if "voltage" in changed:
            self._set_voltage()
        self._weigh = True

    def _derive_divert_mode(self) -> None:
        settings = self._settings
        eco = settings.divert_enabled and settings.charge_mode == "eco"
        self._set_divert_mode(DivertMode.ECO if eco else DivertMode.NORMAL)

    def _set_divert_mode(self, mode: DivertMode) -> None:
        if self._divert.set_mode(mode):
            self._tell(Topic.DIVERT_MODE)

    def _schedule_changed(self) -> None:
        versions = self._versions
        self._versions = msgspec.structs.replace(
            versions, schedule=versions.schedule + 1, schedule_plan=versions.schedule_plan + 1
        )
        self._records.append(ScheduleRecord(self._schedule.events))
        self._tell(Topic.SCHEDULE)

    def _advise(self) -> None:
        store = self._services.get("store")
        storage_error = "" if store is None else store.error
        if self._advisories.advance(self._evse, self._settings, self._desk.held, storage_error, self._moment):
            self._tell(Topic.ADVISORIES)

    def _keep_standing(self) -> None:
        """Have kept what people asked for, if that changed."""
        override, acknowledged = self._desk.override, self._advisories.acknowledged
        standing = Standing(None if override is None else override.wish, self._limit.standing, acknowledged)
        if standing != self._standing:
            self._standing = standing
            self._records.append(StandingRecord(standing))

    def _log(self, kind: LogKind, text: str) -> None:
        entry = self._books.log(kind, text, self.status_at(self._moment))
        if entry is not None:
            self._tell(Topic.LOG, {"entry": entry})

    @property
    def may_charge(self) -> bool:
        """Whether a car may charge when nobody says anything."""
        return self._settings.default_state

    @property
    def _default_state(self) -> ChargeState:
        return ChargeState.ACTIVE if self._settings.default_state else ChargeState.DISABLED


def _state_words(before: Evse, after: Evse) -> str:
    name = after.state.name.replace("_", " ").lower()
    if before.vehicle != after.vehicle:
        return f"{'plugged in' if after.vehicle else 'unplugged'}, {name}"
    return name
