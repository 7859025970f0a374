"""``80 % by 04:00`` on a whole station: controller, claims, meter, prices and what is kept, night by night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from controller_model import ModelController
from station_rig import StationRig

from pilotwire.rapi.client_values import Measurement
from pilotwire.rapi.codes import EvseState
from pilotwire.station.asks import Answer, Question
from pilotwire.station.charging_plan_values import PlanState
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.moment import Moment
from pilotwire.station.price_list import PriceList
from pilotwire.station.prices import PriceSlot
from pilotwire.station.records import Kept, PricesRecord, Record, RegistersRecord, SessionRecord, StandingRecord

HOUR = timedelta(hours=1)
CAPACITY_WH = 60_000
TO_80 = Limit(LimitType.SOC, 80, ready_by=time(4))
LONDON = "Europe/London|GMT0BST,M3.5.0/1,M10.5.0"


@dataclass
class CarAndController(ModelController):
    """The car takes what it is offered, up to ``takes_a``, at 230 V, and says how full it is."""

    takes_a: float = 32.0
    soc_pct: float = 50.0
    at_ms: int = 0

    def advance(self, now_ms: int) -> None:
        power_w = self.current_a * 230
        self.soc_pct += power_w * (now_ms - self.at_ms) / 3_600_000 * 0.9 / CAPACITY_WH * 100
        self.at_ms = now_ms
        super().advance(now_ms)

    @property
    def current_a(self) -> float:
        return min(self.capacity_a, self.takes_a) if self.state is EvseState.CHARGING else 0.0

    def _tell(self, question: Question) -> Answer:
        if question is Question.MEASUREMENT:
            return Measurement(round(self.current_a * 1000), 230_000)
        return super()._tell(question)


class Night(StationRig):
    """A station from one evening on; what is to be kept of it is kept."""

    def __init__(self, start: datetime, car: CarAndController, kept: Kept = Kept(), *, since_ms: int = 0) -> None:
        self.start = start
        self.car = car
        super().__init__(
            kept,
            car,
            settings={"time_zone": LONDON, "vehicle_data_src": 3, "vehicle_battery_capacity": CAPACITY_WH},
            connected=False,
        )
        self.now_ms = since_ms
        self.kept = kept
        self.charged: list[tuple[datetime, datetime]] = []
        self.connect()
        self.run(1_500)

    @property
    def now(self) -> Moment:
        return Moment(self.now_ms, self.start + timedelta(milliseconds=self.now_ms), trusted=self.trusted)

    def live(self, until: datetime, *, tell_every: timedelta = timedelta(minutes=5)) -> None:
        """Let time pass, in which the car says how full it is."""
        while self.now.utc < until:
            before, charging = self.now.utc, self.car.state is EvseState.CHARGING
            self.station.push({"battery_level": int(self.car.soc_pct)}, self.now)
            self.run(min(tell_every, until - before) // timedelta(milliseconds=1))
            if charging and self.car.state is EvseState.CHARGING:
                self.charged.append((before, self.now.utc))

    def restarted(self) -> Night:
        """The same night, on a station that starts anew."""
        kept = self.kept
        for record in self.records:
            kept = _keep(kept, record)
        night = Night(self.start, self.car, kept, since_ms=self.now_ms)
        night.charged = self.charged
        return night

    def charged_outside(self, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        return [(first, last) for first, last in self.charged if last <= begin or first >= end]


def _keep(kept: Kept, record: Record) -> Kept:
    match record:
        case StandingRecord(standing):
            return msgspec.structs.replace(kept, standing=standing)
        case RegistersRecord(registers):
            return msgspec.structs.replace(kept, registers=registers)
        case SessionRecord(session):
            return msgspec.structs.replace(kept, session=session, last_session_number=session.number)
        case PricesRecord(prices):
            return msgspec.structs.replace(kept, prices=prices)
    return kept


def prices(begin: datetime, end: datetime) -> PriceList:
    quarters = [datetime.combine(begin.date(), time(), UTC) + k * HOUR / 4 for k in range(-96, 192)]
    slots = (PriceSlot(q, q + HOUR / 4, 0.085 if begin <= q < end else 0.3) for q in quarters)
    return PriceList(slots=tuple(slots), currency="GBP")


NIGHTS = [
    pytest.param(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), datetime(2026, 3, 29, 3, 0, tzinfo=UTC), id="clocks-forward"),
    pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 4, 0, tzinfo=UTC), id="clocks-back"),
]


def begun(start: datetime, cheap: tuple[datetime, datetime], *, takes_a: float = 32.0) -> Night:
    """A night that has begun with a car that is to get ten parts of a hundred."""
    night = Night(start, CarAndController(soc_pct=70.0, takes_a=takes_a))
    night.station.set_prices(prices(*cheap), night.now)
    night.station.set_limit(TO_80, night.now)
    night.plug_in()
    return night


@pytest.mark.parametrize(("start", "due"), NIGHTS)
def test_it_charges_in_the_cheap_hours_and_is_ready_in_time(start: datetime, due: datetime) -> None:
    cheap = due - 1.75 * HOUR, due - HOUR / 2
    night = begun(start, cheap)
    night.live(start + HOUR / 4)
    plan = night.status.charging_plan
    assert plan is not None
    assert (plan.state, plan.ready_by) == (PlanState.WAITING, due)
    assert plan.text.endswith(", ready by 04:00")
    night.live(due)
    assert 80 <= night.car.soc_pct < 81
    assert night.charged
    assert not night.charged_outside(*cheap)
    assert night.status.registers.switches <= 2


def test_a_restart_while_it_charges_costs_nothing() -> None:
    start, due = datetime(2026, 7, 7, 0, 30, tzinfo=UTC), datetime(2026, 7, 7, 3, 0, tzinfo=UTC)
    cheap = due - 1.75 * HOUR, due - HOUR / 4
    night = begun(start, cheap)
    night.live(cheap[0] + HOUR / 4)
    night = night.restarted()
    night.run(5_000)
    assert night.controller_is(EvseState.CHARGING)
    assert night.status.limit == TO_80
    night.live(due)
    assert 80 <= night.car.soc_pct < 81
    assert not night.charged_outside(*cheap)


def test_a_car_that_takes_less_than_it_is_offered_is_ready_as_well() -> None:
    start, due = datetime(2026, 7, 7, 0, 15, tzinfo=UTC), datetime(2026, 7, 7, 3, 0, tzinfo=UTC)
    night = begun(start, (due - 2.5 * HOUR, due - 1.25 * HOUR), takes_a=16.0)
    night.live(due)
    assert 80 <= night.car.soc_pct < 81
    plan = night.status.charging_plan
    assert plan is not None
    assert plan.state is PlanState.READY
