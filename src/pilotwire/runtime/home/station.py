"""The station's own decisions on a simulated controller: its real sources and claims, without line, store and services.

It does what ``station.station_core`` does with them, in the same order, and what the controller link does about the
target: ``$SC``, ``$FE``, ``$FS`` or ``$FD``, repeated when the controller is seen to differ. Measurements are told as
meters tell them, all at once; the plan's clock is taken for UTC and trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

import msgspec

from pilotwire.controller import Controller
from pilotwire.plant.home import HousePower
from pilotwire.rapi.codes import VolatileFlag
from pilotwire.runtime.recorder import metered_wh
from pilotwire.station.arbitration import Bounds, Target
from pilotwire.station.claim_desk import ClaimDesk
from pilotwire.station.claims import ChargeState
from pilotwire.station.departure import Departure
from pilotwire.station.divert import Divert
from pilotwire.station.energy import Registers
from pilotwire.station.events import Topic
from pilotwire.station.evse import Evse
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.limit import LimitSource
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.moment import Moment
from pilotwire.station.prices import NO_PRICES, PriceSeries
from pilotwire.station.rfid import RfidLock
from pilotwire.station.schedule import Schedule
from pilotwire.station.schedule_book import put_events
from pilotwire.station.shaper import Shaper
from pilotwire.station.source import Surroundings
from pilotwire.station.status import DivertMode
from pilotwire.station.throttle import Throttle
from pilotwire.station.vehicle import VehicleData, VehicleSource

from .controller_view import ControllerView
from .plan import Strategy

_ROUNDS = 4
"""As in ``station_core``."""
_AGAIN_MS = 30_000
"""A command that has not brought about what it should is sent again after so long."""
_ASSUMED_V = 240.0


class Measured(msgspec.Struct, frozen=True):
    """What was measured at one time, for the station to be told."""

    at_ms: int
    power: HousePower
    battery_soc_percent: float | None


class PluggedCar(msgspec.Struct, frozen=True):
    """What people tell the station of the car they plug in."""

    capacity_wh: int
    target_percent: int


class HomeStation:
    """Decides for one controller.

    Args:
        strategy: what it is set to and told.
        midnight: when its time is 0.
        random: for randomised starts.
        send: sends a RAPI command.

    """

    def __init__(self, strategy: Strategy, midnight: datetime, random: Random, send: Callable[[str], None]) -> None:
        self._strategy = strategy
        self._settings = settings = strategy.settings
        self._midnight = midnight
        self._send = send
        self._view = ControllerView(settings.voltage / 100 if settings.voltage else _ASSUMED_V)
        self._limit = LimitSource()
        self._schedule = Schedule(put_events((), strategy.schedule), random)
        self._divert = Divert()
        self._shaper = Shaper()
        departure = Departure(self._limit)
        # Those of ``station_parts`` but the boost, which nobody asks for here, and the lock of real hardware.
        sources = (self._schedule, self._divert, self._limit, departure, RfidLock(), self._shaper, Throttle())
        self._desk = ClaimDesk(sources, self._told)
        self._default = ChargeState.ACTIVE if settings.default_state else ChargeState.DISABLED
        self._feeds = Feeds()
        self._vehicle = VehicleData()
        self._evse = self._view.evse(None)
        self._session = _Session()
        self._prices: PriceSeries = NO_PRICES
        self._weigh = True
        self._settling = False
        self._asked_ms: dict[str, int] = {}
        eco = settings.divert_enabled and settings.charge_mode == "eco"
        self._divert.set_mode(DivertMode.ECO if eco else DivertMode.NORMAL)
        self._shaper.switch(running=settings.current_shaper_enabled)

    @property
    def target(self) -> Target | None:
        """As last decided; None at first."""
        return self._desk.target

    @property
    def next_deadline_ms(self) -> int | None:
        """When it wants to look again even if nothing happens."""
        return self._desk.next_deadline_ms

    def set_prices(self, prices: PriceSeries) -> None:
        """Prices have become known; they are looked at the next time."""
        self._prices = prices

    @property
    def follows_meters(self) -> bool:
        """Whether any decision depends on what is measured, beyond what the controller reports by itself."""
        settings = self._settings
        by_power = settings.divert_enabled or settings.current_shaper_enabled
        return by_power or self.hears_car or bool(settings.limit_default_type)

    @property
    def hears_car(self) -> bool:
        """Whether what the car tells counts."""
        return self._settings.vehicle_data_src == VehicleSource.HTTP

    def car_comes(self, car: PluggedCar) -> None:
        """Somebody plugs a car in, and tells what is known of it and what it is to reach."""
        if self._strategy.car_capacity:
            self._settings = msgspec.structs.replace(self._settings, vehicle_battery_capacity=car.capacity_wh)
        reach = self._strategy.reach
        if reach is not None:
            wanted = car.target_percent if reach.soc_percent is None else reach.soc_percent
            self._limit.set(Limit(LimitType.SOC, wanted, ready_by=reach.ready_by, prefer=reach.prefer))

    def catch_up(self, measured: Iterable[Measured]) -> None:
        """Be told what was measured while nobody watched: filters and pauses are then as if somebody had."""
        for one in measured:
            self._note(one, None)
            self._desk.look_around(self._sampled(one.at_ms))

    def measured(self, measured: Measured, car_soc_percent: float | None, controller: Controller | None) -> None:
        """Meters, and the car, have told something."""
        self._look(measured.at_ms, controller)
        self._note(measured, car_soc_percent)
        self._settle(self._sampled(measured.at_ms), controller)

    def look(self, now_ms: int, controller: Controller | None) -> None:
        """Something has happened at the controller, or a deadline has come."""
        if not self._settling:
            self._look(now_ms, controller)
            self._settle(self._around(now_ms), controller)

    # -- what is known -------------------------------------------------------------------------------------------

    def _look(self, now_ms: int, controller: Controller | None) -> None:
        before, evse = self._evse, self._view.evse(controller)
        self._session.follow(now_ms, controller, evse, self._price)
        if before is evse:
            return
        self._evse = evse
        if before.state is not evse.state or before.pilot_a != evse.pilot_a or before.vehicle is not evse.vehicle:
            self._weigh = True
            self._asked_ms.clear()
        if before.vehicle and not evse.vehicle and evse.connected:
            self._session = _Session()
            self._vehicle = VehicleData()
            self._desk.unplugged()

    def _note(self, measured: Measured, car_soc_percent: float | None) -> None:
        at_ms, power = measured.at_ms, measured.power
        soc = measured.battery_soc_percent
        self._feeds = Feeds(
            solar_w=Reading(round(max(0.0, power.sun_w)), at_ms),
            grid_w=Reading(round(power.grid_w), at_ms),
            live_power_w=Reading(round(self._live_w(power)), at_ms),
            home_battery_soc_pct=None if soc is None else Reading(round(soc), at_ms),
            home_battery_w=None if soc is None else Reading(round(power.battery_w), at_ms),
        )
        if car_soc_percent is not None:
            self._vehicle = self._vehicle.with_heard({"soc_pct": int(car_soc_percent)}, at_ms)

    def _live_w(self, power: HousePower) -> float:
        """What the shaper compares with its limit: it adds the sun to the limit where divert follows the sun."""
        by_sun = self._settings.divert_enabled and self._settings.divert_type == 0
        return power.grid_w + power.sun_w if by_sun else power.grid_w

    def _price(self, now_ms: int) -> float | None:
        slot = self._prices.at(self._midnight + timedelta(milliseconds=now_ms))
        return None if slot is None else slot.price

    def _around(self, now_ms: int) -> Surroundings:
        session = self._session
        return Surroundings(
            Moment(now_ms, self._midnight + timedelta(milliseconds=now_ms)),
            self._evse,
            self._desk.target or Target(self._default, self._evse.minimum_a),
            Registers(session_wh=session.energy_wh, session_elapsed_s=session.charging_ms / 1_000),
            self._feeds,
            self._vehicle,
            self._settings,
            self._schedule.timer,
            self._desk.held,
            self._prices,
            session.cost,
        )

    # -- what is decided -----------------------------------------------------------------------------------------

    def _told(self, topic: Topic) -> None:
        if topic in (Topic.CLAIMS, Topic.OVERRIDE_CLAIM):
            self._weigh = True

    def _sampled(self, now_ms: int) -> Surroundings:
        """What there is to be seen after divert has judged a measurement."""
        around = self._around(now_ms)
        if self._settings.divert_enabled:
            self._divert.sample(around)
        return around

    def _settle(self, around: Surroundings, controller: Controller | None) -> None:
        """Decide and have the controller kept to it, until neither sees anything new in what the other did."""
        self._settling = True
        now_ms = around.moment.elapsed_ms
        for _ in range(_ROUNDS):
            self._decide(around)
            if controller is None or not self._steer(now_ms):
                break
            self._look(now_ms, controller)
            around = self._around(now_ms)
        self._settling = False

    def _decide(self, around: Surroundings) -> None:
        """Let the sources look and decide the target; they may react to that."""
        for _ in range(_ROUNDS):
            self._desk.look_around(around)
            if not self._weigh and not self._desk.unsettled:
                break
            self._weigh = False
            evse = self._evse
            if not self._desk.decide(Bounds(evse.minimum_a, evse.configured_maximum_a, self._default)):
                break
            around = self._around(around.moment.elapsed_ms)

    # -- what is done --------------------------------------------------------------------------------------------

    def _steer(self, now_ms: int) -> bool:
        """Send what the controller differs in, a pause first and a raise before a start; says whether it was."""
        target, evse = self._desk.target, self._evse
        if target is None:
            return False
        active = target.state is ChargeState.ACTIVE
        wanted_a = max(evse.minimum_a, min(target.pilot_a, evse.configured_maximum_a))
        free = not (evse.state.is_fault or VolatileFlag.HARD_FAULT in evse.flags)
        pause = "$FD" if self._settings.pause_uses_disabled else "$FS"
        paused = free and not active and not evse.paused and self._ask(pause, now_ms)
        offered = wanted_a != evse.pilot_a and self._ask(f"$SC {wanted_a} V", now_ms)
        enabled = free and active and evse.paused and self._ask("$FE", now_ms)
        return paused or offered or enabled

    def _ask(self, command: str, now_ms: int) -> bool:
        """Send a command, but not again and again while the controller is busy or refuses and nothing changes."""
        if now_ms < self._asked_ms.get(command, -_AGAIN_MS) + _AGAIN_MS:
            return False
        self._asked_ms[command] = now_ms
        self._send(command)
        return True


class _Session:
    """What was charged since plug-in, as the station's books count it."""

    def __init__(self) -> None:
        self.energy_wh = 0.0
        self.charging_ms = 0
        self.cost: float | None = None
        self._at_ms: int | None = None
        self._charging = False
        self._counted_wh: float | None = None

    def follow(
        self, now_ms: int, controller: Controller | None, evse: Evse, price_at: Callable[[int], float | None]
    ) -> None:
        """Count what the controller has metered up to now."""
        if controller is None or not (self._charging or evse.charging or self._counted_wh is None):
            return
        total_wh = metered_wh(controller)[1]
        if self._counted_wh is not None and total_wh > self._counted_wh:
            added_wh = total_wh - self._counted_wh
            self.energy_wh += added_wh
            price = price_at(now_ms)
            if price is not None:
                self.cost = (self.cost or 0.0) + added_wh / 1_000 * price
        if self._charging and self._at_ms is not None:
            self.charging_ms += now_ms - self._at_ms
        self._counted_wh, self._at_ms, self._charging = total_wh, now_ms, evse.charging
