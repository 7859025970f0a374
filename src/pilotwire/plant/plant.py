"""The plant: car, cable, supply, sensors and enclosure joined into what the controller's board sees.

The plant is pure and event-driven. :meth:`Plant.advance` says what the controller has driven; between two events every
power is constant, so energy and temperature follow in closed form and nothing is computed. A day costs as many steps
as things happen in it. The parts' own physics are in their modules; what the controller does with its inputs is not
known here.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from pilotwire.controller.board import Inputs, LockDrive, Outputs

from .behaviour import CarState
from .cable import Cable
from .charger import NO_DRAW, Draw
from .circuit import offered_a, reaches_plant, wire
from .contactor import Contactor
from .deadlines import MS_PER_HOUR, NEVER, or_none
from .enclosure import Ambient, Enclosure, Warmth
from .faults import Fault, effects_of, fault_named, fault_value
from .gfci import CoilAnswer, GfciSensor
from .ledger import Energies, Ledger
from .pilot_circuit import PlugContact
from .status import PlantStatus
from .supply import EU_SINGLE_PHASE, Supply
from .vehicle import Vehicle

if TYPE_CHECKING:
    from .car import CarModel

DEFAULT_SOC_PERCENT: Final = 40.0


class PlantError(ValueError):
    """Something was asked of the plant that is impossible as things stand; the message says what to do first."""


class Plant:
    """The physical world around one controller.

    Every method that takes ``now_ms`` first lets the time up to then pass under what was driven before; time never
    runs backwards. ``inputs`` stays the same object until something in it changes.
    """

    __slots__ = (
        "_anchor_ms",
        "_cable",
        "_circuit",
        "_coil",
        "_contact",
        "_contactor",
        "_draw",
        "_faults",
        "_gfci",
        "_ground",
        "_inputs",
        "_ledger",
        "_locked",
        "_next",
        "_now",
        "_offer_a",
        "_outputs",
        "_plugged",
        "_pressed",
        "_random",
        "_supply",
        "_vehicle",
        "_warmth",
    )

    def __init__(
        self,
        car: CarModel | None = None,
        cable: Cable | None = None,
        supply: Supply = EU_SINGLE_PHASE,
        enclosure: Enclosure | None = None,
        seed: int = 0,
        *,
        gfci: GfciSensor | None = None,
        soc_percent: float = DEFAULT_SOC_PERCENT,
        start_ms: int = 0,
        continuous_ground: bool = False,
    ) -> None:
        """Everything unplugged and cold.

        Args:
            car: The car that will be plugged in; None for none yet.
            cable: The charging cable; a detachable 32 A one if not given.
            supply: The mains.
            enclosure: The box and its sensors; 20 °C all day and a DS3231 if not given.
            seed: Decides the bounces of the plug contact. Equal seeds give equal runs.
            gfci: The residual-current sensor.
            soc_percent: State of charge of ``car``, 0-100.
            start_ms: The plant's clock at the beginning; a day begins at multiples of 24 h.
            continuous_ground: The second AC sense input watches earth (profile ``cgmi``).
        """
        self._cable = cable or Cable()
        self._supply = supply
        self._gfci = gfci or GfciSensor()
        self._ground = continuous_ground
        self._random = Random(seed)
        self._vehicle = None if car is None else Vehicle(car, soc_percent)
        self._faults: dict[Fault, float] = {}
        self._outputs = Outputs()
        self._offer_a = 0.0
        self._plugged = False
        self._pressed = False
        self._locked = False
        self._draw: Draw = NO_DRAW
        self._contact = PlugContact()
        self._contactor = Contactor()
        self._coil = CoilAnswer()
        self._ledger = Ledger()
        self._warmth = Warmth(enclosure or Enclosure(), start_ms)
        self._now = self._anchor_ms = start_ms
        self._next = NEVER
        self._inputs = Inputs()
        self._rewire()
        self._settle(start_ms)

    # --- the seam to the controller -----------------------------------------------------------------------------

    def advance(self, now_ms: int, outputs: Outputs) -> None:
        """Let time pass to ``now_ms`` under what was driven until now; from then on ``outputs`` is driven.

        Raises:
            ValueError: ``now_ms`` is before an earlier call.
        """
        if outputs is self._outputs and self._now <= now_ms < self._next:
            self._now = now_ms
            return
        self._run(now_ms)
        if outputs is not self._outputs:
            self._drive(now_ms, outputs)

    @property
    def inputs(self) -> Inputs:
        """What the controller's board sees."""
        return self._inputs

    @property
    def next_deadline(self) -> int | None:
        """The earliest moment (ms) at which anything changes by itself; always later than the last call."""
        return or_none(self._next)

    # --- what people do -----------------------------------------------------------------------------------------

    def plug_in(
        self,
        now_ms: int,
        car: CarModel | None = None,
        *,
        cable: Cable | None = None,
        soc_percent: float = DEFAULT_SOC_PERCENT,
    ) -> None:
        """Plug the car in, or another one (which arrives with ``soc_percent``), with this cable or the one before.

        Raises:
            PlantError: a car is plugged in already, or there is none.
        """
        if self._plugged:
            raise PlantError("A car is plugged in already: unplug it first.")
        if car is None and self._vehicle is None:
            raise PlantError("There is no car to plug in: name one.")
        self._begin(now_ms)
        if car is not None:
            self._vehicle = Vehicle(car, soc_percent)
        if self._vehicle is not None:
            self._vehicle.plug()
        self._cable = cable or self._cable
        self._plugged = True
        self._contact.plug(now_ms, self._cable, self._random)
        self._rewire()
        self._settle(now_ms)

    def unplug(self, now_ms: int) -> None:
        """Pull the plug; a current that flows stops at once. Without a car at the cable nothing happens."""
        self._begin(now_ms)
        if self._vehicle is not None:
            self._vehicle.unplug()
        self._plugged = False
        self._contact.unplug()
        self._settle(now_ms)

    def request_charge(self, now_ms: int, *, wanted: bool) -> None:
        """Ask the car to charge when it can (it will close S2), or not to; asking wakes a sleeping car."""
        self._begin(now_ms)
        self._car().request(wanted=wanted)
        self._settle(now_ms)

    def preheat(self, now_ms: int, *, wanted: bool) -> None:
        """Pre-heat the car now for a while from the mains, or stop that."""
        self._begin(now_ms)
        self._car().preheat.request(now_ms, wanted=wanted)
        self._settle(now_ms)

    def set_departure(self, now_ms: int, departure_ms: int | None) -> None:
        """Tell the car when it will leave (plant clock, ms): it pre-heats before. None clears it."""
        self._begin(now_ms)
        self._car().preheat.departure_ms = departure_ms
        self._settle(now_ms)

    def set_soc(self, now_ms: int, soc_percent: float) -> None:
        """Put the car's battery at this state of charge, 0-100 %."""
        self._begin(now_ms)
        self._car().pack.set_soc(soc_percent)
        self._settle(now_ms)

    def set_charge_limit(self, now_ms: int, limit_percent: float) -> None:
        """Tell the car to charge no further than this, 0-100 %."""
        self._begin(now_ms)
        self._car().pack.set_limit(limit_percent)
        self._settle(now_ms)

    def drive(self, now_ms: int, distance_km: float) -> float:
        """Drive the car; returns how far the battery lasted (km). It takes no time here.

        Raises:
            PlantError: the car is plugged in, there is none, or the distance is negative.
        """
        if self._plugged:
            raise PlantError("The car is plugged in: unplug it before driving.")
        if distance_km < 0:
            raise PlantError(f"A distance is 0 km or more; got {distance_km} km.")
        self._begin(now_ms)
        vehicle = self._car()
        wh_per_km = vehicle.model.kwh_per_km * 1_000
        return vehicle.pack.discharge(distance_km * wh_per_km) / wh_per_km

    def press_button(self, now_ms: int) -> None:
        """Hold the front-panel button down."""
        self._begin(now_ms)
        self._pressed = True
        self._settle(now_ms)

    def release_button(self, now_ms: int) -> None:
        """Let the front-panel button go."""
        self._begin(now_ms)
        self._pressed = False
        self._settle(now_ms)

    # --- what happens to the installation -----------------------------------------------------------------------

    def set_fault(self, now_ms: int, fault: Fault | str, value: float | None = None, *, active: bool = True) -> None:
        """Switch a fault on (with this magnitude, or its usual one) or off.

        Raises:
            FaultValueError: there is no such fault, or it does not take this magnitude.
        """
        fault = fault_named(fault)
        value = fault_value(fault, value)
        self._begin(now_ms)
        if active:
            self._faults[fault] = value
        else:
            self._faults.pop(fault, None)
        self._rewire()
        self._settle(now_ms)

    def set_supply(self, now_ms: int, supply: Supply) -> None:
        """Change the mains."""
        self._begin(now_ms)
        self._supply = supply
        self._rewire()
        self._settle(now_ms)

    def set_ambient(self, now_ms: int, ambient: Ambient) -> None:
        """Change the air temperature around the enclosure."""
        self._begin(now_ms)
        self._warmth.set_ambient(ambient, now_ms)
        self._settle(now_ms)

    # --- the truth ----------------------------------------------------------------------------------------------

    @property
    def soc_percent(self) -> float:
        """State of charge of the car at the last call, 0-100; 0 without a car."""
        if self._vehicle is None:
            return 0.0
        flowing_wh = self._draw.battery_w * (self._now - self._anchor_ms) / MS_PER_HOUR
        return min(100.0, self._vehicle.pack.soc_percent + 100 * flowing_wh / self._vehicle.model.battery.capacity_wh)

    @property
    def energies(self) -> Energies:
        """Energy totals up to the last call."""
        return self._ledger.totals(self._draw, self._now - self._anchor_ms)

    @property
    def status(self) -> PlantStatus:
        """Everything worth looking at, as of the last call."""
        vehicle = self._vehicle
        preheat = None if vehicle is None else vehicle.preheat
        return PlantStatus(
            now_ms=self._now,
            car=None if vehicle is None else vehicle.model.name,
            car_state=CarState.AWAY if vehicle is None else vehicle.state,
            plugged=self._plugged,
            s2_closed=vehicle is not None and vehicle.s2_closed,
            charge_wanted=vehicle is not None and vehicle.requested,
            soc_percent=self.soc_percent,
            charge_limit_percent=100.0 if vehicle is None else vehicle.pack.limit_percent,
            departure_ms=None if preheat is None else preheat.departure_ms,
            preheating=self._draw.preheat_w > 0,
            offered_a=self._offer_at_car(),
            current_a=self._draw.current_a,
            grid_w=self._draw.grid_w,
            battery_w=self._draw.battery_w,
            energies=self.energies,
            temperature_c=self._warmth.temperature_c(self._now),
            ambient_c=self._warmth.ambient_c(self._now),
            contactor_closed=self._contactor.closed,
            contactor_welded=self._contactor.welded,
            locked=self._locked,
            faults={fault.value: magnitude for fault, magnitude in self._faults.items()},
        )

    # --- inside -------------------------------------------------------------------------------------------------

    def _car(self) -> Vehicle:
        if self._vehicle is None:
            raise PlantError("There is no car: plug one in first.")
        return self._vehicle

    def _run(self, now_ms: int) -> None:
        """Let everything happen that is due up to and including ``now_ms``."""
        if now_ms < self._now:
            raise PlantError(f"Time runs forwards only: asked for {now_ms} ms after {self._now} ms.")
        while self._next <= now_ms:
            at = self._next
            self._accrue(at)
            self._settle(at)
        self._now = now_ms

    def _begin(self, now_ms: int) -> None:
        """Bring everything to ``now_ms`` before something is changed then."""
        self._run(now_ms)
        self._accrue(now_ms)

    def _accrue(self, at_ms: int) -> None:
        """Account for the time since the last event, whose powers were constant."""
        elapsed_ms = at_ms - self._anchor_ms
        self._anchor_ms = at_ms
        if elapsed_ms and self._vehicle is not None and self._draw is not NO_DRAW:
            self._vehicle.accrue(elapsed_ms)
            self._ledger.accrue(self._draw, elapsed_ms)

    def _drive(self, now_ms: int, outputs: Outputs) -> None:
        """Take new outputs; only those that mean a change in the plant are an event."""
        before, self._outputs = self._outputs, outputs
        if outputs.lock is not LockDrive.IDLE:
            self._locked = outputs.lock is LockDrive.LOCK
        if reaches_plant(before, outputs):
            self._offer_a = offered_a(outputs.pilot)
            self._accrue(now_ms)
            self._settle(now_ms)

    def _rewire(self) -> None:
        car = None if self._vehicle is None else self._vehicle.model
        self._circuit = wire(car, self._cable, self._supply, self._gfci, effects_of(self._faults), ground=self._ground)

    def _offer_at_car(self) -> float:
        return self._offer_a if self._contact.made and self._circuit.pilot_passes else 0.0

    def _settle(self, now_ms: int) -> None:
        """Work out everything that follows at this instant from what is driven, switched and plugged."""
        circuit, outputs, vehicle, contactor = self._circuit, self._outputs, self._vehicle, self._contactor
        effects = circuit.effects
        self._contact.settle(now_ms)
        self._coil.settle(now_ms, driven=outputs.gfci_test, answers=not effects.self_test_dead)
        contactor.command(
            relay_1=outputs.relay_1, relay_2=outputs.relay_2, welding=effects.welding, dead=effects.contactor_dead
        )
        s2_closed = False
        deadline = NEVER
        self._draw = NO_DRAW
        if vehicle is not None and self._plugged:
            mains = circuit.mains if contactor.closed else None
            vehicle.settle(
                now_ms, self._offer_at_car(), mains, cable_a=self._cable.rating_a, excess_a=effects.excess_current_a
            )
            s2_closed = vehicle.s2_closed
            deadline = vehicle.deadline
            self._draw = vehicle.draw
        self._warmth.settle(now_ms, self._draw.square_a2, effects)
        self._next = min(deadline, self._contact.deadline, self._coil.deadline, self._warmth.deadline)
        seen = circuit.seen(
            contactor=contactor,
            plugged=self._plugged,
            contact_made=self._contact.made,
            s2_closed=s2_closed,
            draw=self._draw,
            coil_tripped=self._coil.tripped,
            readings_dc=self._warmth.readings_dc,
            pressed=self._pressed,
        )
        if seen != self._inputs:
            self._inputs = seen
