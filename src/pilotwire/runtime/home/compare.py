"""All strategies of a plan, one after the other, in the same world."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from pilotwire.runtime.plan import Plan

from .books import StrategyResult, Traces
from .plan import Home
from .run import HomeRun
from .world import MINUTES_A_DAY, World, world_of

SAMPLE_DAYS = 4
"""So many days are written down minute by minute."""


class Comparison(msgspec.Struct, frozen=True):
    """Everything a report needs."""

    plan: Plan
    world: World
    results: tuple[StrategyResult, ...]


def compare(plan: Plan, home: Home, progress: Callable[[str, int], None] = lambda _name, _days: None) -> Comparison:
    """Live the plan's days once for each strategy; ``progress`` is told the strategy and its days that are over."""
    world = world_of(plan, home)
    first, count = sample_days(world, plan.station.days)
    results = tuple(
        HomeRun(plan, home, strategy, world, Traces.of(first, count)).run_home(partial(progress, strategy.name))
        for strategy in home.strategies
    )
    return Comparison(plan, world, results)


def sample_days(world: World, days: int) -> tuple[int, int]:
    """The stretch of days that differ most in their sun, the earliest of equals: where it begins (from 0), how many.

    The first day is left out if possible: the cars have not come home yet.
    """
    count = min(SAMPLE_DAYS, days)
    sun_wm = [sum(world.sun_w[day * MINUTES_A_DAY : (day + 1) * MINUTES_A_DAY]) for day in range(days)]

    def spread(first: int) -> float:
        stretch = sun_wm[first : first + count]
        return max(stretch) - min(stretch)

    firsts = range(min(1, days - count), days - count + 1)
    return max(firsts, key=lambda first: (spread(first), -first)), count
