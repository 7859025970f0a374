"""How the station works: it follows the controller, lets its sources look around, decides the target, does the books.

Pure. The order is always the same: what the controller reported, leases that ran out, sources, target, books. What
can be asked of the station is in ``station``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random

import msgspec

from .arbitration import Bounds, Target, client_name
from .by_hand import moved_by_hand
from .calendar_time import wall_time
from .claim_desk import manual
from .claims import ChargeState, Client, Wish
from .commissioning import Commissioned
from .eventlog import LogKind
from .events import Topic
from .evse import Aim, Evse, EvseChange
from .explanation import decision, explain
from .moment import Moment
from .records import Kept, ScheduleRecord
from .rfid_values import Learning
from .schedule_values import ScheduleFeature
from .settings.areas import Areas
from .source import Surroundings
from .station_parts import StationParts
from .status import ContactorHold, DivertMode
from .vehicle import VehicleData
from .writes import SetHeartbeat, SetVoltage
from .zone import zone_of

_ENERGY_NEWS_MS = 5_000
"""How often the registers are told while charging."""
_ROUNDS = 4
"""Sources that react to the target settle within two; a claim that chases itself must not hold up the rest."""
_WRAP = 256
"""The gateway counts limits in 8 bits."""


class StationCore(StationParts):
    """How the parts work together; the arguments are those of ``StationParts``."""

    def __init__(
        self,
        kept: Kept,
        areas: Areas,
        moment: Moment,
        *,
        hash_password: Callable[[str], str],
        random: Random,
    ) -> None:
        super().__init__(kept, areas, moment, hash_password=hash_password, random=random)
        settings = areas.current
        self._feature = ScheduleFeature.NONE
        """What a timer has switched on."""
        self._met = False
        """The controller has been known once."""
        self._closures_logged_ms: int | None = None
        """Until when charging was to wait when that was last written down."""
        self._follow: Mapping[EvseChange, Callable[[], None]] = {
            EvseChange.CONNECTED: self._on_connected,
            EvseChange.LOST: self._on_lost,
            EvseChange.RESTARTED: self._on_restarted,
            EvseChange.MEASURED: self._on_measured,
            EvseChange.READY: self._on_ready,
            EvseChange.PILOT_SET: lambda: self._tell(Topic.PILOT),
            EvseChange.VOLTAGE_SET: lambda: self._tell(Topic.VOLTAGE),
            EvseChange.SETTINGS: self._look_at_controller,
            EvseChange.BUTTON_SHORT: self._toggle_override,
            EvseChange.ACCESS_POINT_WANTED: lambda: self._tell(Topic.ACCESS_POINT, {"open": True}),
            EvseChange.ACCESS_POINT_UNWANTED: lambda: self._tell(Topic.ACCESS_POINT, {"open": False}),
        }
        self.link.request(SetHeartbeat(settings.heartbeat_interval, settings.heartbeat_current))
        self._set_voltage()
        if kept.standing.override is not None:
            self._desk.put(manual(kept.standing.override), moment.elapsed_ms)
        self._derive_divert_mode()
        self._derive_shaper()
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
            self._decisions.next_deadline_ms,
            self._prices.next_deadline_ms,
            self._display.next_deadline_ms,
        )
        return min(ms for ms in deadlines if ms is not None)

    # -- one round -----------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Go round once: after any change and whenever something is due."""
        moment = self._moment
        prices_changed = self._prices.advance(moment, self._settings, self._zone)
        self._follow_controller()
        for claim in self._desk.expire(moment.elapsed_ms):
            seconds = (claim.lease_ms or 0) / 1000
            self._log(LogKind.WARNING, f"{client_name(claim.client)} was not heard for {seconds:g} s: its claim ended")
            self._advisories.lease_ended(claim.client)
        for _ in range(_ROUNDS):
            self._look_around()
            if not self._decide():
                break
        if prices_changed:
            self._tell(Topic.PRICES)
        self._advise()
        self._keep_standing()
        if self._books.advance(self.status_at(moment), wall_time(moment.utc, self._zone).date()):
            self._tell(Topic.ENERGY)
        self._note_decision()
        self._update_display()
        self._revision += 1

    def _look_around(self) -> None:
        """Let the sources look, and tell what they changed of their own accord."""
        takeovers, shaper, plan = self._schedule.takeovers, self._shaper.status, self._departure.plan
        learning = self._rfid.learning
        around = self._around()
        # The others are to see the schedule's event of this moment, not of the last round.
        self._advance_schedule(around)
        self._desk.look_around(msgspec.structs.replace(around, timer=self._schedule.timer))
        if self._limit.changes != self._limits_told:
            self._limits_told = self._limit.changes
            self._versions = msgspec.structs.replace(self._versions, limit=(self._versions.limit + 1) % _WRAP)
            self._tell(Topic.LIMIT)
        if self._departure.plan != plan:
            self._tell(Topic.CHARGING_PLAN)
        for text in self._boost.take_news():
            self._log(LogKind.NOTIFICATION, text)
            self._tell(Topic.BOOST)
        self._follow_cards(learning)
        if self._schedule.takeovers != takeovers:
            self._plan_changed()
        if self._shaper.status != shaper and self._shaper.status.running:
            self._tell(Topic.SHAPER)

    def _follow_cards(self, learning: Learning | None) -> None:
        """Tell what the lock has done of its own accord."""
        if learning is not None and self._rfid.learning is None:
            self._tell(Topic.RFID, {"waiting_s": 0})
        for text in self._rfid.take_news():
            self._log(LogKind.NOTIFICATION, text)
            self._tell(Topic.RFID, {"authenticated": ""})

    def _note_decision(self) -> None:
        """Write down what was decided, and why, when it is another decision than before."""
        if not self._moment.trusted:
            return
        status, first = self.status_at(self._moment), self._decisions.first
        if self._decisions.advance(decision(status), self._moment.elapsed_ms):
            explanation = msgspec.structs.replace(explain(status), after_start=first)
            self._log(LogKind.INFORMATION, explanation.headline.text, explanation)

    def _decide(self) -> bool:
        """Decide the target if anything bears on it, and have the controller kept to it; says whether it changed."""
        if not self._weigh and not self._desk.unsettled:
            return False
        self._weigh = False
        evse = self._evse
        ceiling_a = self._controllers.ceiling_a
        maximum_a = evse.configured_maximum_a if ceiling_a is None else min(ceiling_a, evse.configured_maximum_a)
        bounds = Bounds(evse.minimum_a, maximum_a, self._default_state, self._lock.claim)
        changed = self._desk.decide(bounds)
        target = self._desk.target
        if target is not None and evse.firmware:
            # Before its bounds are known the controller is left alone, and locked if it is.
            active = target.state is ChargeState.ACTIVE
            self.link.boot_locked = self._lock.holds
            self.link.aim(Aim(active, target.pilot_a, self._settings.pause_uses_disabled), self._moment)
            self._note_contactor(target)
        return changed

    def _note_contactor(self, target: Target) -> None:
        """Write down, once each time, that the contactor has closed too often."""
        contactor = self._desk.contactor
        if contactor.held is ContactorHold.MOST_CLOSURES and contactor.until_ms != self._closures_logged_ms:
            self._closures_logged_ms = contactor.until_ms
            self._log(LogKind.WARNING, target.reasons[0].text)

    # -- the controller ------------------------------------------------------------------------------------------

    def _follow_controller(self) -> None:
        changes = self.link.take_changes()
        before, self._evse = self._evse, self.link.evse
        if before is not self._evse:
            self._revision += 1
        set_by_hand = EvseChange.SETTINGS in changes and self.link.settings_left_alone
        if set_by_hand and self._lock.set_at_panel(before, self._evse):
            self._commissioned_at_panel()
        for text in self.link.take_refusals():
            self._log(LogKind.WARNING, text)
        if EvseChange.CONNECTED in changes or (EvseChange.STATE in changes and self._met):
            # Before it is known for the first time there is half a picture only, and nothing to compare it with.
            self._follow_state(before if self._met else Evse())
            self._met = True
        for change in changes:
            if change in self._follow:
                self._follow[change]()

    def _follow_state(self, before: Evse) -> None:
        evse, moment = self._evse, self._moment
        # A session begins before energy flows and ends after it did.
        turned = evse.vehicle and self._books.follow_vehicle(evse, moment)
        closed = self._books.follow_charging(before, self._desk.target, self.status_at(moment))
        # What is logged of a plug-in cycle's end is what was charged in it.
        fault = evse.state.is_fault
        self._log(LogKind.WARNING if fault else LogKind.INFORMATION, _state_words(before, evse))
        turned = self._books.follow_vehicle(evse, moment) or turned
        if closed:
            self._tell(Topic.SWITCHES)
        self._tell(Topic.EVSE_STATE)
        if turned:
            self._tell(Topic.SESSION)
        if turned and not evse.vehicle:
            self._vehicle = VehicleData()
            self._desk.unplugged()
            self._rfid.unplugged()
            self._tell(Topic.ENERGY)
            self._tell(Topic.RFID, {"authenticated": ""})
        if turned and evse.vehicle and self._rfid.authorised is not None:
            self._books.tracker.identified(self._rfid.authorised.who)
        if moved_by_hand(before, evse, self._desk.target, left_alone=self.link.left_alone):
            self._obey_hand()

    def _obey_hand(self) -> None:
        """Somebody has paused or resumed at the controller: that is an override, or the end of one."""
        wanted = ChargeState.DISABLED if self._evse.paused else ChargeState.ACTIVE
        self._log(LogKind.NOTIFICATION, f"{'paused' if self._evse.paused else 'resumed'} at the controller")
        self._toggle_override()
        self._weigh = True
        self._decide()
        if self._desk.target is not None and self._desk.target.state is not wanted:
            self._desk.put(manual(Wish(wanted, auto_release=True)), self._moment.elapsed_ms)

    def _commissioned_at_panel(self) -> None:
        current_a = self._evse.configured_maximum_a
        commissioned = Commissioned(at=self._moment.utc, answers=None, current_a=current_a, wiring_locked=False)
        self._keep_commissioned(commissioned, f"commissioned for {commissioned.current_a} A at the controller's menu")

    def _on_connected(self) -> None:
        """All of the controller is known: now, and not before, it can be told what to do."""
        registers = self._books.meter.registers
        if not registers.imported and not registers.total_kwh:
            self._books.meter.import_total(self._evse.total_wh)
            self._books.checkpoint(self._moment)
        self._look_at_controller()
        self._tell(Topic.EVSE_LINK)

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
            if self._schedule.events:
                self._plan_changed()
        if not {"vehicle_data_src", "mqtt_vehicle_range_miles"}.isdisjoint(changed):
            # What another source said, or in another unit, is not believed any more.
            self._vehicle = VehicleData()
        if "smart_charge_rules" in changed:
            self._plan_changed()
        if "scheduler_start_window" in changed:
            self._schedule_changed()
        if not {"divert_enabled", "charge_mode"}.isdisjoint(changed):
            self._derive_divert_mode()
        if any(name.startswith("current_shaper_") for name in changed):
            self._derive_shaper()
            self._tell(Topic.SHAPER_SWITCHED, {"max_w": settings.current_shaper_max_pwr})
        if not {"heartbeat_interval", "heartbeat_current"}.isdisjoint(changed):
            self.link.request(SetHeartbeat(settings.heartbeat_interval, settings.heartbeat_current))
        if "voltage" in changed:
            self._set_voltage()
        self._weigh = True

    def _derive_divert_mode(self) -> None:
        settings = self._settings
        eco = settings.divert_enabled and settings.charge_mode == "eco"
        self._set_divert_mode(DivertMode.ECO if eco else DivertMode.NORMAL)

    def _derive_shaper(self) -> None:
        self._shaper.switch(running=self._settings.current_shaper_enabled or self._feature is ScheduleFeature.SHAPER)

    def _set_divert_mode(self, mode: DivertMode) -> None:
        # A timer that has eco run ends it itself; who wants to charge without the sun meanwhile overrides by hand.
        by_timer = self._feature is ScheduleFeature.DIVERT
        if self._divert.set_mode(DivertMode.ECO if by_timer else mode):
            self._tell(Topic.DIVERT_MODE)

    def _advance_schedule(self, around: Surroundings) -> None:
        """Let the schedule look, begin and end what its event switches on, and note what is delayed."""
        waited = self._schedule.delayed
        self._schedule.advance(around)
        feature, before = self._schedule.feature, self._feature
        if feature is not before:
            self._feature = feature
            if ScheduleFeature.DIVERT in (feature, before):
                self._derive_divert_mode()
            if ScheduleFeature.SHAPER in (feature, before):
                self._derive_shaper()
                self._tell(Topic.SHAPER_SWITCHED)
        delayed = self._schedule.delayed
        if delayed is not None and (waited is None or not delayed.switch.is_same(waited.switch)):
            words = self._schedule.switch_words(delayed.switch)
            self._log(LogKind.INFORMATION, f"{words} is delayed by {delayed.delay_s} s at random (smart charge rules)")

    def _schedule_changed(self) -> None:
        versions = self._versions
        self._versions = msgspec.structs.replace(
            versions, schedule=versions.schedule + 1, schedule_plan=versions.schedule_plan + 1
        )
        self._records.append(ScheduleRecord(self._schedule.events))
        self._tell(Topic.SCHEDULE)

    def _plan_changed(self) -> None:
        self._versions = msgspec.structs.replace(self._versions, schedule_plan=self._versions.schedule_plan + 1)
        self._tell(Topic.SCHEDULE_PLAN)

    def _advise(self) -> None:
        store = self._services.get("store")
        storage_error = "" if store is None else store.error
        hours_offered = self._schedule.offers_hours
        if self._advisories.advance(
            self._evse,
            self._settings,
            self._desk.held,
            storage_error,
            self._moment,
            hours_offered=hours_offered,
            stranger=self._controllers.words,
        ):
            self._tell(Topic.ADVISORIES)


def _state_words(before: Evse, after: Evse) -> str:
    name = after.state.name.replace("_", " ").lower()
    if before.vehicle != after.vehicle:
        return f"{'plugged in' if after.vehicle else 'unplugged'}, {name}"
    return name
