"""Benchmarks inside this process: the controller's step, a day, many stations, a household's year, a house's year."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import msgspec

from bench.figures import BenchmarkError, Figure, Sizes, median_time, microseconds, milliseconds, whole_seconds
from pilotwire.controller import PROFILES, EvseState
from pilotwire.plant import CATALOGUE, Ambient, Enclosure, Plant, car_named
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.home.compare import compare
from pilotwire.runtime.plan_file import load_plan
from pilotwire.runtime.simulation import Simulation

_HOUR_MS = 3_600_000
_SESSIONS = ((7, 10), (18, 23))
"""Hours at which the car is plugged in and unplugged."""
_CHANGES: dict[str, dict[str, object]] = {
    "the load": {"current_ma": (20_000, 0, 0)},
    "the pilot": {"pilot_high_mv": 6_050},
}
"""Events for the controller: the most frequent one, and one that everything has to be judged anew for."""
_STATIONS_AIM = 1_000
_STATIONS_AIM_S = 60
_HOUSE_AIM_S = 60
"""For a year."""


def measure(sizes: Sizes) -> list[Figure]:
    """All of them."""
    return [
        *(_event(sizes, change) for change in _CHANGES),
        _nothing_due(sizes),
        _day(sizes),
        _many(sizes),
        _household(sizes),
        _house(sizes),
    ]


def _charging() -> ClosedLoop:
    plant = Plant(car_named("nissan-leaf-40"))
    loop = ClosedLoop(PROFILES["eu"], plant)
    loop.run_to(10_000)
    plant.plug_in(loop.now_ms)
    loop.touched()
    loop.run_to(60_000)
    if loop.controller.state is not EvseState.C:
        raise BenchmarkError(f"the benchmarked station does not charge: it is in state {loop.controller.state.label}")
    return loop


def _event(sizes: Sizes, change: str) -> Figure:
    controller = _charging().controller
    here = controller.machine.inputs
    there = msgspec.structs.replace(here, **_CHANGES[change])
    now_ms = controller.machine.now

    def run() -> None:
        nonlocal now_ms
        for _ in range(sizes.steps // 2):
            controller.advance(now_ms + 1, there)
            controller.advance(now_ms + 2, here)
            now_ms += 2

    seconds = median_time(run, sizes.repeats) / (sizes.steps // 2 * 2)
    if controller.state is not EvseState.C:
        raise BenchmarkError(f"the benchmarked station stopped charging: {controller.state.label}")
    method = f"Controller.advance while charging, 1 ms later each time, {change} different each time"
    return microseconds(f"controller step, {change} changes", seconds, method, 10)


def _nothing_due(sizes: Sizes) -> Figure:
    controller = _charging().controller
    inputs, now_ms = controller.machine.inputs, controller.machine.now

    def run() -> None:
        for _ in range(sizes.steps):
            controller.advance(now_ms, inputs)

    seconds = median_time(run, sizes.repeats) / sizes.steps
    return microseconds("controller step, nothing due", seconds, "Controller.advance before its deadline", 10)


class _Station:
    """One controller with a car, its two sessions a day."""

    def __init__(self, number: int) -> None:
        cars = list(CATALOGUE.values())
        self._plant = Plant(
            cars[number % len(cars)], enclosure=Enclosure(ambient=Ambient(mean_c=12, swing_c=6)), seed=number
        )
        self._loop = ClosedLoop(PROFILES["eu"], self._plant)

    def hour(self, hour: int) -> None:
        """Run to this hour of the day and do what is due then."""
        loop = self._loop
        loop.run_to(hour * _HOUR_MS)
        if hour in {plug for plug, _ in _SESSIONS}:
            self._plant.plug_in(loop.now_ms)
            self._plant.set_soc(loop.now_ms, 40)
            loop.touched()
        elif hour in {unplug for _, unplug in _SESSIONS}:
            self._plant.unplug(loop.now_ms)
            loop.touched()

    def check(self) -> None:
        """Raises ``BenchmarkError`` if nothing was charged."""
        if not self._plant.energies.grid_wh:
            raise BenchmarkError("a benchmarked station has charged nothing in a day")


def _day(sizes: Sizes) -> Figure:
    def run() -> None:
        station = _Station(0)
        for hour in range(25):
            station.hour(hour)
        station.check()

    method = "controller and plant in closed loop, virtual time, two charging sessions"
    return milliseconds("a day with two sessions", median_time(run, sizes.repeats), method, 100)


def _many(sizes: Sizes) -> Figure:
    started = perf_counter()
    stations = [_Station(number) for number in range(sizes.stations)]
    for hour in range(25):
        for station in stations:
            station.hour(hour)
    seconds = perf_counter() - started
    # The catalogue has a car that asks for ventilation and is refused: it charges nothing.
    stations[0].check()
    method = f"{sizes.stations} stations with cars, two sessions each, all alive at once, hour by hour; one run"
    aim = _STATIONS_AIM_S * sizes.stations / _STATIONS_AIM
    return whole_seconds(f"{sizes.stations:,} stations for a day", seconds, method, aim)


def _household(sizes: Sizes) -> Figure:
    plan = load_plan(Path("examples:year-two-cars"))
    shortened = msgspec.structs.replace(plan, station=msgspec.structs.replace(plan.station, days=sizes.days))
    started = perf_counter()
    Simulation(shortened).run()
    seconds = perf_counter() - started
    method = "the plan examples:year-two-cars without writing files; one run"
    return whole_seconds(f"{sizes.days} days of a household", seconds, method, 30 * sizes.days / 365)


def _house(sizes: Sizes) -> Figure:
    """One strategy; the sun is followed minute by minute, which is the most there is to decide."""
    plan = load_plan(Path("examples:house-with-roof"))
    if plan.home is None:
        raise BenchmarkError("the benchmarked plan has no house")
    home = msgspec.structs.replace(
        plan.home, strategies=tuple(one for one in plan.home.strategies if one.settings.divert_enabled)[:1]
    )
    station = msgspec.structs.replace(plan.station, days=sizes.days)
    started = perf_counter()
    (result,) = compare(msgspec.structs.replace(plan, station=station), home).results
    seconds = perf_counter() - started
    if not result.energies.car_wh:
        raise BenchmarkError("the benchmarked house has charged nothing")
    method = (
        f"the plan examples:house-with-roof, strategy {result.name!r}: sun, appliances, battery and the station's "
        "decisions every minute; one run"
    )
    return whole_seconds(f"{sizes.days} days of a house by the sun", seconds, method, _HOUSE_AIM_S * sizes.days / 365)
