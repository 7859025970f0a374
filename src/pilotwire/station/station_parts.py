"""What the station consists of, and what it tells of itself: its parts, its status, its events and records.

Pure. How the parts work together is in ``station_core``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import msgspec

from .advisories import Advisories
from .arbitration import Target
from .books import Books
from .boost import BoostSource
from .claim_desk import ClaimDesk
from .claims import ChargeState
from .commissioning import Commissioned
from .commissioning_lock import CommissioningLock
from .commissioning_supplies import Supply
from .controller_link import ControllerLink
from .decision_log import DecisionLog
from .departure import Departure
from .display import Display
from .divert import Divert
from .eventlog import LogKind
from .events import Event, Topic
from .explanation_values import Explanation
from .feeds import Feeds
from .known_controller import ControllerWatch
from .limit import LimitSource
from .moment import Moment
from .price_shelf import PriceShelf
from .records import CommissioningRecord, Kept, Record, Standing, StandingRecord
from .rfid import RfidLock
from .schedule import Schedule
from .settings.areas import Areas
from .shaper import Shaper
from .source import Surroundings
from .status import BackEndStatus, Clock, Network, ServiceStatus, Status, Versions
from .throttle import Throttle
from .timer_features import RaisedSource, eco_by_timer, shaper_by_timer
from .vehicle import VehicleData
from .zone import zone_of

_NOTHING: Mapping[str, object] = {}
_WEIGHED = (Topic.CLAIMS, Topic.OVERRIDE_CLAIM, Topic.EVSE_STATE, Topic.PILOT)
"""Reasons to decide the target anew."""


class StationParts:
    """The parts.

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
        self._back_end: BackEndStatus | None = None
        self._versions = Versions()
        self._standing = kept.standing
        self._weigh = True
        self._energy_told_ms = moment.elapsed_ms
        self._limits_told = 0
        self._revision = 0
        self._status: tuple[int, int, Status] | None = None
        self.link = ControllerLink(car_before=kept.session is not None)
        self._evse = self.link.evse
        self._schedule = Schedule(kept.schedule, random)
        self._divert = Divert(held=kept.standing.held)
        self._limit = LimitSource(kept.standing.limit)
        self._departure = Departure(self._limit, kept.standing.departure)
        self._boost = BoostSource(kept.standing.boost)
        self._shaper = Shaper()
        self._rfid = RfidLock(kept.standing.authorised)
        self._lock = CommissioningLock()
        self._controllers = ControllerWatch(kept.standing.controller)
        self._display = Display()
        if kept.commissioned is not None:
            self._lock.done()
            self.link.state_maximum(kept.commissioned.current_a)
        sources = (
            self._schedule,
            RaisedSource(self._divert, eco_by_timer),
            self._limit,
            self._departure,
            self._boost,
            self._rfid,
            self._lock,
            RaisedSource(self._shaper, shaper_by_timer),
            Throttle(),
        )
        self._desk = ClaimDesk(sources, self._tell)
        self._books = Books(kept, settings, self._records.append)
        self._prices = PriceShelf(kept.prices)
        self._sun_forecast = kept.sun_forecast
        self._commissioned = kept.commissioned
        self._supplies: Mapping[str, Supply] = {}
        self._advisories = Advisories(kept.standing.acknowledged)
        self._decisions = DecisionLog()

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
            session_sums=self._books.cost.sums,
            prices=self._prices.series,
            sun_forecast=self._sun_forecast,
            limit=self._limit.limit,
            charging_plan=self._departure.plan,
            boost=self._boost.status,
            schedule=self._schedule.events,
            plan=self._schedule.plan_at(moment),
            timer_feature=self._schedule.feature,
            delayed_switch=self._schedule.delayed,
            divert=self._divert.status,
            shaper=self._shaper.status,
            contactor=self._desk.contactor,
            feeds=self._feeds,
            vehicle=self._vehicle,
            rfid_tag=self._rfid.tag,
            rfid_authorised=self._rfid.authorised,
            rfid_learning_until_ms=None if self._rfid.learning is None else self._rfid.learning.until_ms,
            network=self._network,
            services=self._services,
            back_end=self._back_end,
            advisories=self._advisories.current,
            versions=msgspec.structs.replace(
                self._versions, claims=self._desk.claims_version, override=self._desk.override_version
            ),
            settings=self._settings,
            commissioned=self._commissioned,
            commissioning_locked=self._lock.holds,
            controller_stranger=self._controllers.words,
            supplies=self._supplies,
        )

    def _at(self, moment: Moment) -> None:
        self._moment = moment
        self._vehicle = self._vehicle.believed(moment.elapsed_ms)
        self._revision += 1

    def _tell(self, topic: Topic, data: Mapping[str, object] = _NOTHING) -> None:
        self._revision += 1
        if topic in _WEIGHED:
            self._weigh = True
        self._events.append(Event(topic, self.status_at(self._moment), data))

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
            self._desk.held,
            self._prices.series,
            self._books.cost.sums.cost,
        )

    def _log(self, kind: LogKind, text: str, explanation: Explanation | None = None) -> None:
        entry = self._books.log(kind, text, self.status_at(self._moment), explanation)
        if entry is not None:
            self._tell(Topic.LOG, {"entry": entry})

    def _update_display(self) -> None:
        for write in self._display.advance(self._evse, self._moment.elapsed_ms):
            self.link.request(write)

    def _look_at_controller(self) -> None:
        """Whether it is another one than before, and what it is set to."""
        self._weigh = True
        if self._controllers.look(self._evse):
            self._log(LogKind.WARNING, self._controllers.words)

    def _keep_commissioned(self, commissioned: Commissioned, said: str) -> None:
        self._commissioned = commissioned
        self._lock.done()
        self.link.state_maximum(commissioned.current_a)
        self._controllers.accept()
        self._records.append(CommissioningRecord(commissioned))
        self._log(LogKind.INFORMATION, said)
        self._versions = msgspec.structs.replace(self._versions, config=self._versions.config + 1)
        self._tell(Topic.CONFIG, {"changed": []})

    @property
    def may_charge(self) -> bool:
        """Whether a car may charge when nobody says anything."""
        return self._settings.default_state

    @property
    def _default_state(self) -> ChargeState:
        return ChargeState.ACTIVE if self._settings.default_state else ChargeState.DISABLED

    def _keep_standing(self) -> None:
        """Have kept what people asked for, if that changed."""
        override, acknowledged = self._desk.override, self._advisories.acknowledged
        standing = Standing(
            None if override is None else override.wish,
            self._limit.standing,
            acknowledged,
            held=self._divert.held,
            departure=self._departure.kept,
            boost=self._boost.standing,
            authorised=self._rfid.authorised,
            controller=self._controllers.known,
        )
        if standing != self._standing:
            self._standing = standing
            self._records.append(StandingRecord(standing))
