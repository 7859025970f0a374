"""The charging plan as a source of claims: a limit that is to be reached by a time is charged for in the best hours.

In a stretch of the plan it claims as a timer does that charges, with all the current there is; outside of it claims
that nothing is charged with the weight of a default, so that sun, schedule and people may charge meanwhile, which
leaves less to be planned. Where ready and cheap cannot both be had, ready wins: without a clock it charges at once, as
it does without prices; with too little time it does not pause; and once the time has come it goes on until the limit is
reached. To stop there is the limit's business. When a plan gives way to another is in ``charging_plan_kept``.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

import msgspec

from .calendar_time import instant_of, wall_time
from .charging_need import Need, PowerWatch, full_current_a, need_of, nominal_power_w, power_now_w
from .charging_plan_kept import Asked, KeptPlan
from .charging_plan_outlook import outlook
from .charging_plan_values import CarReading, ChargingPlan, DepartureKept, PlanState
from .charging_plan_words import due_words, goal_words, overshoot_words, plan_words, reckoned_words
from .claims import ChargeState, Claim, Client, Priority, Wish
from .limit import LimitSource
from .limit_values import Limit
from .source import Surroundings
from .vehicle import VehicleSource
from .zone import zone_of

LOOK_AGAIN_MS = 60_000
"""The clock is looked at at least this often, so that a step of it is noticed even if nobody tells."""
PATIENCE = timedelta(minutes=2)
"""A car that can tell how full it is gets so long to do so, before the worst is assumed."""


class Departure:
    """Has a limit reached by a time.

    Args:
        limit: whose limit it is; it is to have looked around before.
        kept: what was in force when the station stopped.

    """

    client = Client.PLAN

    def __init__(self, limit: LimitSource, kept: DepartureKept = DepartureKept()) -> None:
        self.claim: Claim | None = None
        self.next_deadline_ms: int | None = None
        self.plan: ChargingPlan | None = None
        """None without a limit that is due at a time."""
        self._limit = limit
        self._changes = limit.changes
        self._since = kept.since
        self._car = kept.car
        self._power = PowerWatch(kept.power_w)
        self._kept_plan = KeptPlan()
        self._told: object = None
        """What the stretches were told for."""

    @property
    def kept(self) -> DepartureKept:
        """What is to be kept over a restart."""
        limit = self._limit.limit
        if limit is None or limit.ready_by is None:
            return DepartureKept(power_w=self._power.power_w)
        return DepartureKept(self._since, self._car, self._power.power_w)

    @property
    def waiting_for(self) -> str:
        """The plan, for people."""
        return "" if self.plan is None else self.plan.text

    def advance(self, around: Surroundings) -> None:
        """Look at limit, car, clock and prices, and keep to the plan or make another."""
        self.next_deadline_ms = None
        if self._limit.changes != self._changes:
            self._changes = self._limit.changes
            self._give_up()
        self._follow_car(around)
        limit = self._limit.limit
        if limit is None or limit.ready_by is None:
            self._give_up()
            self.claim = self.plan = None
        elif not around.evse.connected:
            # What goes on goes on, but nothing starts before it is known what there is.
            if self.claim is None:
                self._hold(limit, PlanState.NO_CAR, "an answer of the controller")
        elif not around.evse.vehicle:
            self._give_up()
            self._hold(limit, PlanState.NO_CAR, f"a car that is to be ready by {due_words(limit.ready_by)}")
        elif self._limit.reached:
            self._kept_plan.pause()
            self._show(limit, PlanState.READY, f"{self._goal(limit, around)} reached")
            self.claim = None
        elif not around.moment.trusted:
            self._kept_plan.pause()
            self._show(limit, PlanState.NO_CLOCK, "charging at once: the time is not known, so nothing can be planned")
            self._charge(around)
        else:
            self._advance_by_clock(limit, limit.ready_by, around)

    def _give_up(self) -> None:
        self._since = None
        self._kept_plan.give_up()

    def _follow_car(self, around: Surroundings) -> None:
        evse, vehicle = around.evse, around.vehicle
        if not evse.connected:
            return
        if not evse.vehicle:
            self._car = None
            self._power.pause()
            return
        said = (vehicle.soc_pct, vehicle.range)
        # What is only repeated may be old: what was charged since it was new counts.
        if said != (None, None) and (self._car is None or (self._car.soc_pct, self._car.range) != said):
            self._car = CarReading(vehicle.soc_pct, vehicle.range, around.registers.session_wh)
        target = around.target
        ours = target.state_client == Client.PLAN and target.state is ChargeState.ACTIVE
        full = evse.charging and (ours or evse.pilot_a >= full_current_a(evse))
        self._power.watch(around.moment, power_now_w(evse, around.settings), full=full)

    def _advance_by_clock(self, limit: Limit, ready_by: time, around: Surroundings) -> None:
        now, settings = around.moment.utc, around.settings
        zone = zone_of(settings.time_zone)
        self._since = self._since or now
        due = next_time(ready_by, self._since, zone)
        power_w = self._power.power_w or nominal_power_w(around.evse, settings)
        need = need_of(limit, around.registers, self._car, settings, power_w)
        self.next_deadline_ms = around.moment.elapsed_ms + LOOK_AGAIN_MS
        left = timedelta(hours=need.energy_wh / power_w)
        if not left:
            self._enough(limit, need, around)
            return
        if (
            not need.known
            and settings.vehicle_data_src != VehicleSource.NONE
            and timedelta(0) <= now - self._since < PATIENCE
        ):
            self._hold(limit, PlanState.WAITING, "the car to say how full it is")
            self._look_at(self._since + PATIENCE, around)
            return
        series = self._kept_plan.known_series(around.prices, limit, due, now)
        asked = Asked(limit, due, series, need.known)
        current = self._kept_plan.follow(asked, now, left)
        self._show_stretches(asked, need, left, power_w, around)
        if current is None:
            self.claim = _idle(self.waiting_for)
        else:
            self._charge(around)
        self._look_at(due, around)

    def _enough(self, limit: Limit, need: Need, around: Surroundings) -> None:
        """As much was charged as was reckoned: what is measured counts, but is not waited for without end."""
        goal = self._goal(limit, around)
        if self._kept_plan.began is not None and need.overshoot_wh:
            self._show(limit, PlanState.CHARGING, overshoot_words(goal))
            self._charge(around)
            return
        self._kept_plan.pause()
        self._hold(limit, PlanState.READY, f"{goal} reached" if need.met else reckoned_words(goal))

    def _look_at(self, due: datetime, around: Surroundings) -> None:
        """Look again when a stretch begins or ends, and when it is due."""
        now = around.moment.utc
        edges = [edge for span in self._kept_plan.spans for edge in (span.begin, span.end)]
        for edge in (*edges, due):
            if edge > now:
                ahead_ms = -((now - edge) // timedelta(milliseconds=1))
                self.next_deadline_ms = min(self.next_deadline_ms or 0, around.moment.elapsed_ms + ahead_ms)

    # -- what is told and wanted -----------------------------------------------------------------------------------

    def _charge(self, around: Surroundings) -> None:
        wish = Wish(ChargeState.ACTIVE, charge_current_a=around.evse.hardware_maximum_a)
        self.claim = Claim(Client.PLAN, Priority.TIMER, wish, self.waiting_for)

    def _hold(self, limit: Limit, state: PlanState, text: str) -> None:
        self._show(limit, state, text)
        self.claim = _idle(text)

    def _show(self, limit: Limit, state: PlanState, text: str) -> None:
        """Tell a state in which there are no stretches."""
        self._told = None
        plan = ChargingPlan(state, text, limit.prefer)
        if plan != self.plan:
            self.plan = plan

    def _goal(self, limit: Limit, around: Surroundings) -> str:
        return goal_words(limit, miles=around.settings.mqtt_vehicle_range_miles)

    def _show_stretches(self, asked: Asked, need: Need, left: timedelta, power_w: float, around: Surroundings) -> None:
        """Tell the plan; what is expected of it is reckoned when it is another, not with every measurement."""
        kept, now = self._kept_plan, around.moment.utc
        edges = tuple((max(span.begin, kept.began or span.begin), span.end) for span in kept.spans)
        state = PlanState.WAITING if kept.began is None else PlanState.CHARGING
        state = PlanState.LATE if now >= asked.due else state
        told = (state, asked, edges, kept.began, around.settings.time_zone)
        if told == self._told:
            return
        self._told = told
        expected = outlook(kept.spans, asked.series, now, left, power_w, asked.limit.prefer)
        first, *others = expected.stretches
        began = first if kept.began is None else msgspec.structs.replace(first, begin=kept.began)
        plan = ChargingPlan(
            state,
            "",
            asked.limit.prefer,
            ready_by=asked.due,
            stretches=(began, *others),
            slots=expected.slots,
            energy_wh=expected.energy_wh,
            power_w=power_w,
            cost=expected.cost,
            currency=asked.series.currency,
            co2_g=expected.co2_g,
            finish=expected.finish,
            in_time=expected.finish <= asked.due,
        )
        text = plan_words(plan, asked.limit, need, now, zone_of(around.settings.time_zone))
        self.plan = msgspec.structs.replace(plan, text=text)


def next_time(of_day: time, since: datetime, zone: tzinfo) -> datetime:
    """The first instant (UTC) after another at which the clock on the wall shows a time of day."""
    wall = datetime.combine(wall_time(since, zone).date(), of_day)
    due = instant_of(wall, zone)
    while due <= since:
        wall += timedelta(days=1)
        due = instant_of(wall, zone)
    return due


def _idle(why: str) -> Claim:
    return Claim(Client.PLAN, Priority.DEFAULT, Wish(ChargeState.DISABLED), why)
