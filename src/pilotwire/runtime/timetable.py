"""What happens when: a plan turned into one list of actions in order of time, with all its chance decided by the seed.

Each car's day, each fault and each cut draws from a generator of its own, so that changing one line of a plan leaves
the rest as it was. What an action does is in ``simulation``.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from random import Random

import msgspec

from .plan import DayTimes, HouseholdCar, Plan, When

DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_MONTH_MS = 30 * DAY_MS
_APART_MS = 10 * _MINUTE_MS
"""A car stays, and stays away, at least this long."""
_SATURDAY = 5


class Kind(IntEnum):
    """What happens; at the same instant in this order."""

    TARIFF = 0
    CUT_ENDS = 1
    CUT_BEGINS = 2
    FAULT_OFF = 3
    FAULT_ON = 4
    COMMAND = 5
    LEAVES = 6
    COMES_HOME = 7


class Action(msgspec.Struct, frozen=True, order=True):
    """One thing that happens. Times are ms since the midnight before the plan's start."""

    at_ms: int
    kind: Kind
    index: int
    """Which car, fault, cut or command of the plan; for TARIFF 1 is the cheap price, 0 the other."""
    distance_km: float = 0.0
    """COMES_HOME: how far the car went since it left."""
    plugs: bool = True
    """COMES_HOME: somebody thinks of the cable."""


def span_of(plan: Plan) -> tuple[int, int]:
    """First and last instant of the simulation (ms since the midnight before its start)."""
    start = plan.station.start
    start_ms = ((start.hour * 60 + start.minute) * 60 + start.second) * 1_000
    return start_ms, start_ms + plan.station.days * DAY_MS


def timetable(plan: Plan) -> list[Action]:
    """All actions within the span, in order."""
    first_ms, last_ms = span_of(plan)
    actions = [action for index in range(len(plan.cars)) for action in _car(plan, index)]
    for index, fault in enumerate(plan.faults):
        for at_ms in _moments(plan, fault.when, f"fault {index}"):
            actions.append(Action(at_ms, Kind.FAULT_ON, index))
            actions.append(Action(at_ms + round(fault.minutes * _MINUTE_MS), Kind.FAULT_OFF, index))
    for index, cut in enumerate(plan.power_cuts):
        for at_ms in _moments(plan, cut.when, f"cut {index}"):
            actions.append(Action(at_ms, Kind.CUT_BEGINS, index))
            actions.append(Action(at_ms + round(cut.minutes * _MINUTE_MS), Kind.CUT_ENDS, index))
    for index, command in enumerate(plan.commands):
        actions += [Action(at_ms, Kind.COMMAND, index) for at_ms in _moments(plan, command.when, "")]
    actions += _tariff(plan)
    return sorted(action for action in actions if first_ms <= action.at_ms < last_ms)


def _moments(plan: Plan, when: When, stream: str) -> list[int]:
    first_ms, last_ms = span_of(plan)
    if when.per_month is not None:
        random = Random(f"{plan.station.seed}/{stream}")  # noqa: S311  seeded, nothing secret
        moments: list[int] = []
        at_ms = float(first_ms)
        while when.per_month > 0:
            at_ms += random.expovariate(when.per_month / _MONTH_MS)
            if at_ms >= last_ms:
                break
            moments.append(round(at_ms))
        return moments
    if when.day is not None:
        return [(when.day - 1) * DAY_MS + when.minute * _MINUTE_MS]
    return [day * DAY_MS + when.minute * _MINUTE_MS for day in range(plan.station.days + 1)]


def _tariff(plan: Plan) -> list[Action]:
    tariff = plan.tariff
    if tariff is None or tariff.cheap_from_min == tariff.cheap_to_min:
        return []
    return [
        Action(day * DAY_MS + minute * _MINUTE_MS, Kind.TARIFF, cheap)
        for day in range(plan.station.days + 1)
        for minute, cheap in ((tariff.cheap_from_min, 1), (tariff.cheap_to_min, 0))
    ]


def _car(plan: Plan, index: int) -> list[Action]:
    """A car comes home and leaves, day by day; it begins away."""
    car = plan.cars[index]
    first_ms, _ = span_of(plan)
    actions: list[Action] = []
    free_from_ms = first_ms
    for day in range(plan.station.days + 1):
        random = Random(f"{plan.station.seed}/car {index}/day {day}")  # noqa: S311  the same
        times = _times(plan, car, day)
        home_ms = _jittered(random, car, day, times.plug_in_min)
        distance_km = max(0.0, random.gauss(car.km_per_day, car.km_spread))
        plugs = random.random() >= car.forget_probability
        leaves_on = day if times.departure_min > times.plug_in_min else day + 1
        leaves_ms = _jittered(random, car, leaves_on, _times(plan, car, leaves_on).departure_min)
        home_ms = max(home_ms, free_from_ms)
        leaves_ms = max(leaves_ms, home_ms + _APART_MS)
        if day * DAY_MS + times.plug_in_min * _MINUTE_MS < first_ms:
            continue
        actions.append(Action(home_ms, Kind.COMES_HOME, index, distance_km if actions else 0.0, plugs))
        actions.append(Action(leaves_ms, Kind.LEAVES, index))
        free_from_ms = leaves_ms + _APART_MS
    return actions


def _times(plan: Plan, car: HouseholdCar, day: int) -> DayTimes:
    weekday = (plan.station.start + timedelta(days=day)).weekday()
    return car.weekend if weekday >= _SATURDAY else car.weekday


def _jittered(random: Random, car: HouseholdCar, day: int, minute: int) -> int:
    jitter_min = max(-3.0, min(3.0, random.gauss(0.0, 1.0))) * car.jitter_min
    return day * DAY_MS + round((minute + jitter_min) * _MINUTE_MS)
