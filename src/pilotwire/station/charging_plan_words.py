"""Charging plans in words: what the plan is, what it waits for, and why."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from .calendar_time import wall_time
from .charging_need import Need
from .charging_plan_values import ChargingPlan, PlanState
from .limit_values import Limit, LimitType, Preference

_HUNDREDTHS = {"GBP": "p", "EUR": "ct", "CHF": "Rp.", "USD": "¢", "CAD": "¢", "AUD": "c", "NZD": "c"}


def price_words(price: float, currency: str) -> str:
    """Price of a kWh, in the hundredths people name it in ("8.5 p")."""
    hundredths = _HUNDREDTHS.get(currency)
    if hundredths is not None:
        return f"{round(price * 100, 1):g} {hundredths}"
    return f"{round(price, 4):g} {currency}".rstrip()


def clock_words(instant: datetime, zone: tzinfo) -> str:
    """What the clock on the wall shows, to the minute that has begun."""
    return wall_time(instant, zone).strftime("%H:%M")


def goal_words(limit: Limit, *, miles: bool) -> str:
    """What is to be reached ("80 %")."""
    match limit.type:
        case LimitType.ENERGY:
            return f"{limit.value / 1000:g} kWh"
        case LimitType.TIME:
            return f"{limit.value} min of charging"
        case LimitType.RANGE:
            return f"{limit.value} {'miles' if miles else 'km'}"
        case _:
            return f"{limit.value} %"


def due_words(ready_by: time) -> str:
    """When it is to be reached ("07:00")."""
    return ready_by.strftime("%H:%M")


def plan_words(plan: ChargingPlan, limit: Limit, need: Need, now: datetime, zone: tzinfo) -> str:
    """The plan as a clause: ``charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00``."""
    due = due_words(limit.ready_by or time())
    assumed = "" if need.known else "; how full the car is is not known, so it is taken to have come empty"
    amount = f"{plan.energy_wh / 1000:.1f} kWh"
    if plan.state is PlanState.LATE:
        return f"{due} is past: charging on, {amount} left{_until(plan, zone)}{assumed}"
    if not plan.in_time:
        return f"not enough time until {due}: charging without a pause, {amount} left{_until(plan, zone)}{assumed}"
    following = [stretch for stretch in plan.stretches if stretch.end > now]
    when = [
        f"{'until' if stretch.begin <= now else 'from'} "
        f"{clock_words(stretch.end if stretch.begin <= now else stretch.begin, zone)}"
        for stretch in following
    ]
    return f"charging {_listed(when)}: {_slots(plan)}{amount}{_rate(plan)}, ready by {due}{assumed}"


def reckoned_words(goal: str) -> str:
    """As much was charged as was reckoned."""
    return f"enough was charged for {goal} by reckoning; the car has not said so yet"


def overshoot_words(goal: str) -> str:
    """A little more, in one go."""
    return f"a little more than was reckoned, until the car says that it has {goal}"


def _until(plan: ChargingPlan, zone: tzinfo) -> str:
    return "" if plan.finish is None else f", ready at about {clock_words(plan.finish + timedelta(seconds=30), zone)}"


def _slots(plan: ChargingPlan) -> str:
    if not plan.slots:
        return f"no {_what(plan.prefer)} is known, so at once, "
    return f"{plan.slots} slot{'s' if plan.slots > 1 else ''}, "


def _rate(plan: ChargingPlan) -> str:
    kwh = plan.energy_wh / 1000
    if not kwh:
        return ""
    if plan.prefer is Preference.CHEAPEST:
        return "" if plan.cost is None else f" at {price_words(plan.cost / kwh, plan.currency)}"
    return "" if plan.co2_g is None else f" at {plan.co2_g / kwh:.0f} g"


def _what(prefer: Preference) -> str:
    return "price" if prefer is Preference.CHEAPEST else "carbon intensity"


def _listed(parts: list[str]) -> str:
    """Join as one says it; of many the first two."""
    if len(parts) > 3:
        return f"{parts[0]}, {parts[1]} and {len(parts) - 2} times more"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
