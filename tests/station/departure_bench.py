"""A car that is to be ready by a time: limit, plan, prices and battery in virtual time, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
from sources_around import moment_at

from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.station.arbitration import Bounds, Target, arbitrate
from pilotwire.station.charging_need import EFFICIENCY
from pilotwire.station.charging_plan_values import ChargingPlan
from pilotwire.station.claims import ChargeState, Claim
from pilotwire.station.departure import Departure
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse
from pilotwire.station.feeds import Feeds
from pilotwire.station.limit import LimitSource
from pilotwire.station.limit_values import Limit
from pilotwire.station.prices import NO_PRICES, PriceSeries, PriceSlot
from pilotwire.station.settings import Settings
from pilotwire.station.source import Surroundings
from pilotwire.station.vehicle import VehicleData

HOUR = timedelta(hours=1)
EVENING = datetime(2026, 7, 6, 17, 0, tzinfo=UTC)
"""18:00 in London."""
LONDON = Settings()


def hourly(
    *prices: float | None, start: datetime = EVENING, each: timedelta = HOUR, currency: str = "GBP"
) -> PriceSeries:
    slots = (PriceSlot(start + k * each, start + (k + 1) * each, price) for k, price in enumerate(prices))
    return PriceSeries(tuple(slots), currency)


def night_tariff(
    cheap_from: datetime, cheap_until: datetime, *, cheap: float = 0.085, dear: float = 0.3
) -> PriceSeries:
    """Half hours of two days: cheap between, else dear."""
    start = cheap_from.replace(hour=0, minute=0) - timedelta(days=1)
    halves = [start + k * HOUR / 2 for k in range(144)]
    return hourly(*(cheap if cheap_from <= half < cheap_until else dear for half in halves), start=start, each=HOUR / 2)


class Garage:
    """The controller obeys at once. The car takes what it is offered, up to ``car_a``, until it is full."""

    def __init__(
        self,
        limit: Limit | None = None,
        *,
        settings: Settings = LONDON,
        start: datetime = EVENING,
        prices: PriceSeries = NO_PRICES,
        soc_pct: float = 50.0,
        capacity_wh: float = 60_000,
        car_a: float = 32.0,
        feed_s: int | None = 300,
        efficiency: float = EFFICIENCY,
        trusted: bool = True,
    ) -> None:
        self.settings, self.prices = settings, prices
        self.moment = moment_at(start, elapsed_ms=1_000, trusted=trusted)
        self.soc_pct, self.capacity_wh, self.car_a, self.volts = soc_pct, capacity_wh, car_a, 230.0
        self.feed_s, self.efficiency = feed_s, efficiency
        self.plugged, self.connected, self.known, self.charging = True, True, True, False
        self.others: tuple[Claim, ...] = ()
        self.registers = Registers()
        self.vehicle = VehicleData()
        self.target = Target(ChargeState.ACTIVE, 32)
        self.charges: list[tuple[datetime, datetime]] = []
        """When it charged."""
        self.plans: list[ChargingPlan | None] = []
        """Each that was told."""
        self.reached_at: datetime | None = None
        """When the limit was."""
        self.limit = LimitSource()
        self.departure = Departure(self.limit)
        self._began = start
        self._feed_due = start
        self.look()
        if limit is not None:
            self.limit.set(limit)
            self.look()

    @property
    def now(self) -> datetime:
        return self.moment.utc

    @property
    def plan(self) -> ChargingPlan:
        assert self.departure.plan is not None
        return self.departure.plan

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        return [(stretch.begin, stretch.end) for stretch in self.plan.stretches]

    @property
    def power_w(self) -> float:
        current_a = min(self.target.pilot_a, self.car_a)
        return current_a * self.volts * (3 if self.settings.is_threephase else 1) if self.charging else 0.0

    @property
    def pauses(self) -> int:
        return max(0, len(self.all_charges) - 1)

    @property
    def all_charges(self) -> list[tuple[datetime, datetime]]:
        return [*self.charges, *([(self._began, self.now)] if self.charging else [])]

    def charged_between(self, begin: datetime, end: datetime) -> timedelta:
        return sum(
            (max(timedelta(0), min(end, last) - max(begin, first)) for first, last in self.all_charges), timedelta(0)
        )

    @property
    def evse(self) -> Evse:
        if not self.known:
            return Evse()
        state = EvseState.SLEEPING if self.target.state is ChargeState.DISABLED else EvseState.NOT_CONNECTED
        if self.charging:
            state = EvseState.CHARGING
        elif self.plugged and state is not EvseState.SLEEPING:
            state = EvseState.CONNECTED
        return Evse(
            connected=self.connected,
            state=state,
            flags=VolatileFlag.CAR_CONNECTED if self.plugged else VolatileFlag(0),
            pilot_state=EvseState.CONNECTED if self.plugged else EvseState.NOT_CONNECTED,
            hardware_maximum_a=32,
            configured_maximum_a=32,
            pilot_a=self.target.pilot_a,
            current_ma=round(min(self.target.pilot_a, self.car_a) * 1000) if self.charging else 0,
            voltage_v=self.volts,
        )

    @property
    def around(self) -> Surroundings:
        return Surroundings(
            moment=self.moment,
            evse=self.evse,
            target=self.target,
            registers=self.registers,
            feeds=Feeds(),
            vehicle=self.vehicle,
            settings=self.settings,
            prices=self.prices,
        )

    def look(self) -> None:
        """Go round as the station does."""
        self._feed()
        for _ in range(4):
            before = self.target
            self.limit.advance(self.around)
            self.departure.advance(self.around)
            own = [claim for claim in (self.limit.claim, self.departure.claim) if claim is not None]
            self.target = arbitrate([*self.others, *own], Bounds(6, 32))
            self._switch()
            if self.target == before:
                break
        if not self.plans or self.plans[-1] != self.departure.plan:
            self.plans.append(self.departure.plan)
        if self.limit.reached and self.reached_at is None:
            self.reached_at = self.now

    def run(self, duration: timedelta, *, each: Callable[[], None] = lambda: None, step_s: int = 60) -> None:
        """Let time pass, from deadline to deadline, looking at least every ``step_s``."""
        end_ms = self.moment.elapsed_ms + duration // timedelta(milliseconds=1)
        while (now_ms := self.moment.elapsed_ms) < end_ms:
            due_ms = self.departure.next_deadline_ms
            assert due_ms is None or due_ms > now_ms, "a deadline that does not pass"
            until_ms = min(end_ms, now_ms + step_s * 1000, end_ms if due_ms is None else due_ms)
            self._pass_ms(until_ms - now_ms)
            self.look()
            each()

    def run_to(self, instant: datetime) -> None:
        self.run(instant - self.now)

    def restart(self, *, vehicle_kept: bool = False) -> None:
        """The station starts anew with what was kept; what the car said is lost."""
        kept = msgspec.json.decode(msgspec.json.encode(self.departure.kept), type=type(self.departure.kept))
        self.limit = LimitSource(self.limit.standing)
        self.departure = Departure(self.limit, kept)
        if not vehicle_kept:
            self.vehicle = VehicleData()
        self.connected = self.known = False
        self.look()
        self.connected = self.known = True
        self.look()

    def unplug(self) -> None:
        self.plugged = False
        self.look()
        self.registers = Registers()
        self.vehicle = VehicleData()
        self.look()

    def plug_in(self, *, soc_pct: float) -> None:
        self.plugged, self.soc_pct = True, soc_pct
        self._feed_due = self.now
        self.look()

    def _feed(self) -> None:
        if self.feed_s is not None and self.plugged and self.now >= self._feed_due:
            self._feed_due = self.now + timedelta(seconds=self.feed_s)
            self.vehicle = self.vehicle.with_heard({"soc_pct": int(self.soc_pct)}, self.moment.elapsed_ms)

    def _pass_ms(self, duration_ms: int) -> None:
        energy_wh = self.power_w * duration_ms / 3_600_000
        self.soc_pct = min(100.0, self.soc_pct + energy_wh * self.efficiency / self.capacity_wh * 100)
        r = self.registers
        self.registers = msgspec.structs.replace(
            r,
            session_wh=r.session_wh + energy_wh,
            session_elapsed_s=r.session_elapsed_s + (duration_ms / 1000 if self.charging else 0),
        )
        moment = self.moment
        self.moment = msgspec.structs.replace(
            moment,
            elapsed_ms=moment.elapsed_ms + duration_ms,
            utc=moment.utc + timedelta(milliseconds=duration_ms),
        )
        if self.soc_pct >= 100:
            self._switch()

    def _switch(self) -> None:
        wants = self.plugged and self.soc_pct < 100 and self.connected
        charging = wants and self.target.state is ChargeState.ACTIVE
        if not self.connected:
            charging = self.charging
        if charging and not self.charging:
            self._began = self.now
        elif self.charging and not charging:
            self.charges += [(self._began, self.now)] if self.now > self._began else []
        self.charging = charging


def tidy(spans: list[tuple[datetime, datetime]]) -> bool:
    """Whether they are in order and do not touch."""
    return all(first[1] < second[0] for first, second in pairwise(spans))
