"""One strategy's days: the household of ``runtime.simulation`` in its house, with the station deciding.

Power is booked minute by minute, and at everything that happens in between. While a car is at the cable meters tell
the station every minute; while none is, nobody decides anything, so the house runs by itself, and what its meters would
have told lately is made up for when a car comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from random import Random

import msgspec

from pilotwire.controller import Controller
from pilotwire.plant.home import House, HousePower, Storage
from pilotwire.runtime.plan import Plan
from pilotwire.runtime.simulation import Simulation

from .books import Closures, StrategyResult, Traces
from .plan import Home, Strategy
from .station import HomeStation, Measured, PluggedCar
from .world import MINUTES_A_DAY, World

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_FORGOTTEN_AFTER = 6
"""Time constants after which a filter knows a quarter of a per cent of what was before."""
_LEAST_HISTORY_MIN = 60
_MOST_HISTORY_MIN = MINUTES_A_DAY


class HomeRun(Simulation):
    """Lives the plan's days with one strategy.

    Args:
        plan: with a house.
        home: the plan's.
        strategy: one of its strategies.
        world: of the plan.
        traces: the days to be written down minute by minute.

    """

    def __init__(self, plan: Plan, home: Home, strategy: Strategy, world: World, traces: Traces) -> None:
        self._strategy = strategy
        self._world = world
        self._traces = traces
        self._house = House(_storage(home, strategy))
        self._closures = Closures()
        self._contactor_closed = False
        self._seen: tuple[object, ...] = ()
        self._cost = self._car_cost = self._co2_g = 0.0
        self._highest_import_w = 0.0
        self._minute_import_wh = 0.0
        self._car_wh = 0.0
        settings = strategy.settings
        slowest_s = max(
            settings.divert_attack_smoothing_time,
            settings.divert_decay_smoothing_time,
            settings.current_shaper_smoothing_time,
        )
        self._history_min = min(max(_LEAST_HISTORY_MIN, _FORGOTTEN_AFTER * slowest_s // 60), _MOST_HISTORY_MIN)
        self._history: deque[Measured] = deque(maxlen=self._history_min)
        random = Random(f"{plan.station.seed}/schedule")  # noqa: S311  seeded, nothing secret
        self._station = HomeStation(strategy, world.midnight, random, self._send)
        super().__init__(plan, keep_samples=False)
        self._now_ms = self._booked_ms = self._loop.now_ms
        self._prices_of_day: int | None = None

    def run_home(self, progress: Callable[[int], None] = lambda _days: None) -> StrategyResult:
        """Live them; ``progress`` is told the number of days that are over."""
        result = self.run(progress)
        has_prices, storage = bool(self._world.price), self._house.storage
        plugged = self._plugged
        if plugged is not None:
            self._parked[plugged].soc_percent = self._plant.soc_percent
        return StrategyResult(
            name=self._strategy.name,
            energies=self._house.energies,
            cost=self._cost if has_prices else None,
            car_cost=self._car_cost if has_prices else None,
            co2_kg=self._co2_g / 1_000 if self._world.co2_g else None,
            closures=self._closures.count,
            most_closures_in_an_hour=self._closures.most_in_an_hour,
            departures=result.tally.departures,
            short_departures=result.tally.short_departures,
            car_soc_percent={
                car.name: parked.soc_percent for car, parked in zip(self._plan.cars, self._parked, strict=True)
            },
            battery_soc_percent=None if storage is None else storage.soc_percent,
            car_battery_wh=result.battery_wh,
            highest_import_w=self._highest_import_w,
            faults=result.totals.faults,
            remarks=result.tally.remarks,
            traces=self._traces,
        )

    # -- time ----------------------------------------------------------------------------------------------------

    def _run_to(self, at_ms: int) -> None:
        at_ms = max(at_ms, self._loop.now_ms)
        while self._plugged is not None and (due_ms := self._next_look_ms()) < at_ms:
            self._pass_to(due_ms)
            self._book(due_ms)
            if due_ms % _MINUTE_MS:
                self._station.look(due_ms, self._controller)
            else:
                self._minute(due_ms)
        super()._run_to(at_ms)
        self._now_ms = at_ms
        self._book(at_ms)

    def _pass_to(self, due_ms: int) -> None:
        """Let time pass; while nothing flows and nothing is due there is nothing to work out."""
        if self._recorder.power_w or not self._powered or self._loop.next_deadline <= due_ms:
            super()._run_to(due_ms)
        self._now_ms = due_ms

    def _next_look_ms(self) -> int:
        now_ms = self._now_ms
        minute_ms = (now_ms // _MINUTE_MS + 1) * _MINUTE_MS
        deadline_ms = self._station.next_deadline_ms
        return minute_ms if deadline_ms is None or deadline_ms <= now_ms else min(minute_ms, deadline_ms)

    def _look(self) -> None:
        super()._look()
        self._now_ms = self._loop.now_ms
        controller = self._controller
        closed = controller is not None and controller.outputs.contactor_closed
        if closed is not self._contactor_closed:
            self._contactor_closed = closed
            if closed:
                self._closures.closed(self._loop.now_ms)
        seen = _picture(controller)
        if seen != self._seen:
            self._seen = seen
            self._station.look(self._loop.now_ms, controller)

    # -- people and commands -------------------------------------------------------------------------------------

    def _plug(self, index: int) -> None:
        now_ms, car = self._loop.now_ms, self._plan.cars[index]
        self._station.catch_up(one for one in self._history if one.at_ms > now_ms - self._history_min * _MINUTE_MS)
        self._history.clear()
        capacity_wh = round(car.model.battery.capacity_wh)
        self._station.car_comes(PluggedCar(capacity_wh, max(1, round(car.target_percent))))
        super()._plug(index)
        self._tell(self._loop.now_ms)

    def _send(self, command: str) -> None:
        self._loop.run_to(self._now_ms)
        self._line.receive(command.encode("ascii") + b"\r")
        self._loop.touched()

    # -- what meters show and books say --------------------------------------------------------------------------

    def _minute(self, now_ms: int) -> None:
        """A minute begins: meters tell what they show, and if nobody listens a deadline may have come."""
        if self._station.follows_meters:
            self._tell(now_ms)
        elif (deadline_ms := self._station.next_deadline_ms) is not None and deadline_ms <= now_ms:
            self._station.look(now_ms, self._controller)

    def _tell(self, now_ms: int) -> None:
        """Have the station told what the meters show now."""
        day = now_ms // _DAY_MS
        if day != self._prices_of_day:
            self._prices_of_day = day
            self._station.set_prices(self._world.prices(day))
        hears_car = self._plugged is not None and self._station.hears_car
        self._station.measured(
            self._measured(now_ms, self._recorder.power_w),
            self._plant.soc_percent if hears_car else None,
            self._controller,
        )

    def _measured(self, now_ms: int, car_w: float) -> Measured:
        minute, storage = now_ms // _MINUTE_MS, self._house.storage
        power: HousePower = self._house.power(self._world.sun_w[minute], self._world.load_w[minute], car_w)
        return Measured(now_ms, power, None if storage is None else storage.soc_percent)

    def _book(self, until_ms: int) -> None:
        """Account for the time since the last booking, minute by minute."""
        drawn_wh = self._plant.energies.grid_wh
        span_ms = until_ms - self._booked_ms
        if span_ms <= 0:
            return
        car_w = (drawn_wh - self._car_wh) * _HOUR_MS / span_ms
        self._car_wh = drawn_wh
        remember_from_ms = until_ms - self._history_min * _MINUTE_MS if self._plugged is None else until_ms
        at_ms = self._booked_ms
        while at_ms < until_ms:
            minute = at_ms // _MINUTE_MS
            end_ms = min(until_ms, (minute + 1) * _MINUTE_MS)
            if at_ms >= remember_from_ms:
                self._history.append(self._measured(at_ms, car_w))
            self._book_step(minute, car_w, (end_ms - at_ms) / _HOUR_MS)
            if end_ms % _MINUTE_MS == 0:
                self._highest_import_w = max(self._highest_import_w, self._minute_import_wh * 60)
                self._minute_import_wh = 0.0
                self._trace(minute, car_w)
            at_ms = end_ms
        self._booked_ms = until_ms

    def _book_step(self, minute: int, car_w: float, hours: float) -> None:
        world, books = self._world, self._house.energies
        own_before_wh = books.car_wh - books.car_from_grid_wh
        grid_before_wh = books.car_from_grid_wh
        import_wh = self._house.run(world.sun_w[minute], world.load_w[minute], car_w, hours)
        self._minute_import_wh += import_wh
        if world.price:
            price = world.price[minute]
            self._cost += import_wh / 1_000 * (price if import_wh > 0 else world.feed_in)
            own_wh = books.car_wh - books.car_from_grid_wh - own_before_wh
            self._car_cost += ((books.car_from_grid_wh - grid_before_wh) * price + own_wh * world.feed_in) / 1_000
        if world.co2_g and import_wh > 0:
            self._co2_g += import_wh / 1_000 * world.co2_g[minute]

    def _trace(self, minute: int, car_w: float) -> None:
        traces, place = self._traces, self._traces.place(minute)
        if place is None:
            return
        power = self._measured(minute * _MINUTE_MS, car_w)
        traces.car_w[place] = car_w
        traces.battery_w[place] = power.power.battery_w
        traces.grid_w[place] = power.power.grid_w
        traces.battery_percent[place] = power.battery_soc_percent or 0.0
        traces.car_percent[place] = self._plant.soc_percent if self._plugged is not None else -1.0


def _storage(home: Home, strategy: Strategy) -> Storage | None:
    battery = home.battery
    if battery is None:
        return None
    model = battery.model
    if strategy.battery_feeds_car is not None:
        model = msgspec.structs.replace(model, feeds_car=strategy.battery_feeds_car)
    return Storage(model, battery.soc)


def _picture(controller: Controller | None) -> tuple[object, ...]:
    """What the station is to hear of at once: what the controller reports by itself, and every degree."""
    if controller is None:
        return ()
    machine = controller.machine
    temperatures = machine.temperatures
    warmth = temperatures.clock_dc // 10, temperatures.ambient_dc // 10, temperatures.infrared_dc // 10
    return machine.state, machine.capacity_a, machine.ev_connected, machine.contactor_closed, warmth
