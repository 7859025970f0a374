"""A station in real time: controller and plant in closed loop, advanced when something is due or somebody acts.

Nothing polls: one timer of the event loop waits for the next deadline, whatever the speed. Lines to the controller
come in through ``rapi_port``; what is shown to people is in ``headless`` and ``screen``; starting and stopping all of
it in order is in ``station_run``.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime

import msgspec

from pilotwire.controller import Controller, EvseState, Rtc
from pilotwire.controller.main_loop import Phase
from pilotwire.plant import CATALOGUE, Cable, CarModel, Fault, Plant, PlantError
from pilotwire.rapi.server import RapiServer

from .clock import WallClock
from .closed_loop import ClosedLoop
from .settings_keeper import SettingsKeeper
from .station_log import StationLog, state_text
from .station_options import StationOptions

SHORT_PRESS_MS = 150
LONG_PRESS_MS = 600
_BOOT_LIMIT_MS = 60_000
"""A controller that is held at power-on (boot lock, failed self-test) has booted as far as it will."""
_BOOT_STEP_MS = 100
STOP_LIMIT_MS = 3_000
"""How long a car is given to stop before the station ends regardless (station time)."""


class _Planned(msgspec.Struct, frozen=True, order=True):
    """Something to be done at an instant of station time."""

    at_ms: int
    number: int
    act: Callable[[int], None]


class LiveStation:
    """One simulated station, running. Create it in the event loop it runs in."""

    def __init__(self, options: StationOptions, keeper: SettingsKeeper, local_time: datetime) -> None:
        self.options = options
        self.keeper = keeper
        self.log = StationLog()
        self.car: CarModel | None = options.car
        """The car that is plugged in, or will be next."""
        self.plant = Plant(
            options.car,
            options.cable,
            options.supply,
            seed=options.seed,
            continuous_ground=options.profile.cgmi,
        )
        self.loop = ClosedLoop(options.profile, self.plant, keeper.settings, Rtc.from_local(local_time))
        self.server = RapiServer(self.loop.controller, self._mark_asked)
        self.on_change: Callable[[], None] = _nothing
        """Called when something may look different."""
        self.on_instant: Callable[[], None] = _nothing
        """Called at every instant of the closed loop."""
        self.on_deed: Callable[[str], None] = _nothing_done
        """Called with whatever somebody does, in the words of a scenario, before it is done."""
        self.on_rapi: Callable[[bytes], None] = _nothing_sent
        """Called with whatever a line brings, before it is carried out."""
        self._watchers: list[Callable[[], None]] = []
        self._asked = False
        self._eventful = False
        self._planned: list[_Planned] = []
        self._numbers = 0
        self._pressed = False
        self._due_ms = 0
        self._timer: asyncio.TimerHandle | None = None
        self._running = asyncio.get_running_loop()
        self.loop.on_event = self._on_event
        if options.skip_boot:
            self._boot(local_time)
        self.clock = WallClock(self.loop.now_ms, options.speed)
        if options.plugged:
            self._plug_in(self.loop.now_ms)
        self.loop.touched()
        self._schedule()

    @property
    def controller(self) -> Controller:
        """The controller; another one after a power cycle."""
        return self.loop.controller

    @property
    def local_time(self) -> datetime:
        """Date and time by the station's own clock."""
        return self.controller.rtc.read(self.loop.now_ms)

    # -- time ----------------------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Bring controller and world to the present."""
        now_ms = self.clock.now_ms()
        loop = self.loop
        if now_ms >= self._due_ms:
            self._run_to(now_ms)
        elif now_ms > loop.now_ms:
            # Nothing is due before: only the controller's own sense of time moves.
            loop.now_ms = now_ms
            loop.controller.advance(now_ms, loop.world.inputs)

    def settle(self) -> None:
        """Let controller and world see what a command changed, if one did; then wait for what is due next."""
        if self._asked:
            self._asked = False
            self.loop.touched()
        if self._eventful:
            self._eventful = False
            self._schedule()
            self._changed()

    def set_speed(self, speed: float) -> None:
        """Run at this many simulated seconds per real second, 1-1000, from now on."""
        self.catch_up()
        self.clock.set_speed(speed)
        self.note(f"speed x{speed:g}")
        self._eventful = True
        self.settle()

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have ``callback`` called when something may look different; the function returned ends that."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def heard(self, data: bytes) -> None:
        """Somebody on a line has sent something."""
        self.on_rapi(data)

    def _changed(self) -> None:
        self.on_change()
        for watcher in tuple(self._watchers):
            watcher()

    def _run_to(self, now_ms: int) -> None:
        loop = self.loop
        while self._planned and self._planned[0].at_ms <= now_ms:
            planned = heapq.heappop(self._planned)
            loop.run_to(max(planned.at_ms, loop.now_ms))
            planned.act(loop.now_ms)
            loop.touched()
        if now_ms >= loop.now_ms:
            loop.run_to(now_ms)

    def _schedule(self) -> None:
        due_ms = self.loop.next_deadline
        if self._planned and self._planned[0].at_ms < due_ms:
            due_ms = self._planned[0].at_ms
        self._due_ms = due_ms
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._running.call_later(self.clock.wall_seconds_until(due_ms), self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._eventful = True
        self.catch_up()
        self.settle()

    def _mark_asked(self) -> None:
        self._asked = True

    def _on_event(self) -> None:
        """Look after everything that follows the controller: runs at every instant of the closed loop."""
        controller = self.loop.controller
        if controller is not self.server.controller:
            self.server.power_cycled(controller)
        self.server.pump()
        self.keeper.look(controller.settings)
        self.log.look(self.loop.now_ms, controller, self.plant)
        self._eventful = True
        self.on_instant()
        if self._asked:
            # A command that waited for the controller was carried out just now.
            self._asked = False
            self.loop.touched()

    def _boot(self, local_time: datetime) -> None:
        """Let the controller power up before real time begins, until it has looked at its pilot."""
        loop = self.loop
        while loop.now_ms < _BOOT_LIMIT_MS:
            loop.run_to(loop.now_ms + _BOOT_STEP_MS)
            controller = loop.controller
            booting = controller.busy or controller.phase is Phase.POWER_ON
            if not booting and (controller.phase is not Phase.RUNNING or controller.state is not EvseState.STARTING):
                break
        # The clock chip has run on while no real time passed.
        t = local_time
        loop.controller.set_clock((t.year % 100, t.month, t.day, t.hour, t.minute, t.second))
        loop.controller.finish_request()
        self.log.forget()
        self.note(f"controller {self.options.profile.firmware_version} has booted: {state_text(self.controller.state)}")

    # -- what people do ------------------------------------------------------------------------------------------

    def act(self, action: Callable[[int], None]) -> None:
        """Do something to the plant at the present (ms). What the plant refuses (``PlantError``) goes to the caller."""
        self.catch_up()
        action(self.loop.now_ms)
        self.loop.touched()
        self.settle()

    def toggle_plug(self) -> None:
        """Plug the car in, or unplug it."""
        if self.plant.status.plugged:
            self.unplug()
        else:
            self.plug_in(self.car)

    def plug_in(self, car: CarModel | None, cable: Cable | None = None) -> None:
        """Plug this car in, or the one from before, with this cable, or the one from before.

        Raises:
            PlantError: one is plugged in already, or there is none.

        """
        if self.plant.status.plugged:
            raise PlantError("A car is plugged in already: unplug it first.")
        chosen = car or self.car
        if chosen is None:
            raise PlantError("There is no car to plug in: choose one.")
        self.car = chosen
        arrives = self.plant.status.car != chosen.name
        self.on_deed(f"plug {_id_of(chosen)}")
        self.act(lambda now_ms: self.plant.plug_in(now_ms, chosen if arrives else None, cable=cable))

    def unplug(self) -> None:
        """Pull the plug."""
        self.on_deed("unplug")
        self.act(self.plant.unplug)

    def toggle_charge(self) -> None:
        """Tell the car to charge, or not to; it then closes or opens S2.

        Raises:
            PlantError: there is no car, or it has never been plugged in.

        """
        if self.car is not None and self.plant.status.car != self.car.name:
            raise PlantError("This car is not here yet: plug it in first.")
        self.request_charge(wanted=not self.plant.status.charge_wanted)

    def request_charge(self, *, wanted: bool) -> None:
        """Tell the car to charge, or not to.

        Raises:
            PlantError: there is no car.

        """
        self.on_deed(f"charge {int(wanted)}")
        self.act(lambda now_ms: self.plant.request_charge(now_ms, wanted=wanted))
        self.note("car is told to charge" if wanted else "car is told not to charge")

    def next_car(self) -> None:
        """Unplug, and have the next car of the catalogue ready."""
        if self.plant.status.plugged:
            self.act(self.plant.unplug)
        cars = list(CATALOGUE.values())
        self.car = cars[(cars.index(self.car) + 1) % len(cars)] if self.car is not None else cars[0]
        self.note(f"next car: {self.car.name}")
        self._changed()

    def press_button(self, held_ms: int) -> None:
        """Press the front panel's button for so long (station time); while it is pressed nothing more happens."""
        if self._pressed:
            return
        self._pressed = True
        self.on_deed(f"press {held_ms}")
        self.act(self.plant.press_button)
        self._numbers += 1
        heapq.heappush(self._planned, _Planned(self.loop.now_ms + held_ms, self._numbers, self._release))
        self._schedule()

    @property
    def button_pressed(self) -> bool:
        """Whether the button is held down."""
        return self._pressed

    def toggle_fault(self, fault: Fault) -> None:
        """Switch a fault on with its usual magnitude, or off."""
        self.set_fault(fault, active=fault.value not in self.plant.status.faults)

    def set_fault(self, fault: Fault, *, active: bool) -> None:
        """Switch a fault on with its usual magnitude, or off."""
        self.on_deed(f"fault {fault.value} {int(active)}")
        self.note(f"fault {fault.value.replace('_', ' ')} switched {'on' if active else 'off'}")
        self.act(lambda now_ms: self.plant.set_fault(now_ms, fault, active=active))

    def power_cycle(self) -> None:
        """Cut the controller's power and give it back."""
        self.on_deed("power")
        self.catch_up()
        self.note("power cycle")
        self.loop.power_cycle()
        self.settle()

    def note(self, text: str, *, alarm: bool = False) -> None:
        """Put a sentence into the log."""
        self.log.note(self.loop.now_ms, self.controller, text, alarm=alarm)

    def _plug_in(self, now_ms: int) -> None:
        arrives = self.car is not None and (self.plant.status.car != self.car.name)
        self.plant.plug_in(now_ms, self.car if arrives else None)

    def _release(self, now_ms: int) -> None:
        self._pressed = False
        self.plant.release_button(now_ms)

    # -- the end -------------------------------------------------------------------------------------------------

    def shut_down(self) -> str:
        """Stop the charge as a person would, at once in real time, and keep what was metered; says how it went.

        The car is asked to stop, so that the contactor opens without load, within 3 s of station time. Then the
        controller's power goes.
        """
        self.catch_up()
        if self._timer is not None:
            self._timer.cancel()
        loop = self.loop
        self._wait_until(lambda: not loop.controller.busy)
        loop.controller.sleep()
        loop.controller.finish_request()
        loop.touched()
        self._wait_until(lambda: not loop.controller.outputs.contactor_closed and not loop.controller.busy)
        self._keep_session()
        in_time = not loop.controller.outputs.contactor_closed
        self.plant.advance(loop.now_ms, msgspec.structs.replace(loop.controller.outputs, relay_1=False, relay_2=False))
        if self.plant.status.contactor_closed:
            return "the contactor is welded: power stays on"
        return "contactor open" if in_time else "contactor opened by taking its power"

    def _wait_until(self, reached: Callable[[], bool]) -> None:
        loop = self.loop
        limit_ms = loop.now_ms + STOP_LIMIT_MS
        while not reached() and loop.now_ms < limit_ms:
            loop.run_to(min(max(loop.next_deadline, loop.now_ms), limit_ms))

    def _keep_session(self) -> None:
        """Note the energy of an unfinished session, which the controller itself checkpoints only now and then."""
        machine = self.controller.machine
        if machine.energy.in_session:
            settings = machine.settings
            self.keeper.look(msgspec.structs.replace(settings, session_checkpoint_wh=machine.energy.session_wh))


def _id_of(car: CarModel) -> str:
    """Its short name in the catalogue."""
    return next(name for name, model in CATALOGUE.items() if model is car or model.name == car.name)


def _nothing() -> None:
    return None


def _nothing_done(_: str) -> None:
    return None


def _nothing_sent(_: bytes) -> None:
    return None
