"""The simulated board as services see it: what it shows, and what people do to it at the bench."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from pilotwire import j1772
from pilotwire.plant import CATALOGUE, FAULTS, INSTALLATIONS, Ambient, Cable, Fault, PlantError
from pilotwire.services.board import (
    Bench,
    BenchChange,
    BenchFault,
    BoardError,
    Choice,
    Panel,
    Pilot,
    Proximity,
)

from .clock import MAX_SPEED
from .lcd_glyphs import panel
from .live import LiveStation
from .pilot_record import BANDS, PilotRecord, offered_a
from .scenario_recorder import ScenarioRecorder

_COLDEST_C, _HOTTEST_C = -40.0, 80.0
_FIXED = "fixed"


class SimulatedBoard:
    """The board of a simulated station.

    Args:
        station: the one that runs.

    """

    def __init__(self, station: LiveStation) -> None:
        self._station = station
        self._began_s = time.time() - station.clock.now_ms() / 1000
        self._record = PilotRecord(self._instant)
        self._recorder = ScenarioRecorder(station)
        self._supply = next(name for name, supply in INSTALLATIONS.items() if supply is station.options.supply)
        self._cable = station.options.cable
        station.on_instant = self._look
        self._look()

    # -- what it shows -------------------------------------------------------------------------------------------

    @property
    def pilot(self) -> Pilot:
        """The control pilot."""
        self._station.catch_up()
        station, inputs = self._station, self._station.plant.inputs
        controller = station.controller
        now = self._record.present(station.loop.now_ms, controller.outputs, inputs.pilot_high_mv, inputs.pilot_low_mv)
        return Pilot(
            measured=True,
            now=now,
            offered_a=offered_a(controller.outputs.pilot),
            state=controller.state.label,
            proximity=self._proximity(),
            bands=BANDS,
            transitions=tuple(self._record.transitions),
        )

    @property
    def panel(self) -> Panel:
        """The front panel."""
        self._station.catch_up()
        shown = self._station.controller.display
        pressed = self._station.button_pressed
        return panel((shown.line_1, shown.line_2), shown.colour, measured=True, pressed=pressed, can_press=True)

    @property
    def bench(self) -> Bench:
        """The simulated world."""
        self._station.catch_up()
        station, status = self._station, self._station.plant.status
        car = station.car
        return Bench(
            cars=tuple(Choice(name, model.name) for name, model in CATALOGUE.items()),
            car="" if car is None else next(name for name, model in CATALOGUE.items() if model.name == car.name),
            plugged=status.plugged,
            soc_percent=round(status.soc_percent, 1),
            charge_wanted=status.charge_wanted,
            s2_closed=status.s2_closed,
            cables=self._cables(),
            cable=_FIXED if self._cable.tethered else str(self._cable.rating_a),
            supplies=tuple(Choice(name, _supply_name(name)) for name in INSTALLATIONS),
            supply=self._supply,
            faults=tuple(
                BenchFault(fault.value, fault.value.replace("_", " "), text.description, fault.value in status.faults)
                for fault, text in FAULTS.items()
            ),
            speed=station.clock.speed,
            ambient_c=round(status.ambient_c, 1),
            time=station.local_time,
            recording=self._recorder.status(self._instant),
        )

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have ``callback`` called when something may look different."""
        return self._station.watch(callback)

    def seconds_to_change(self) -> float | None:
        """Real time until the display changes by itself."""
        due_ms = self._station.controller.display_deadline
        return None if due_ms is None else self._station.clock.wall_seconds_until(due_ms)

    # -- what people do ------------------------------------------------------------------------------------------

    def press_button(self, held_ms: int) -> None:
        """Press the front panel's button."""
        if self._station.button_pressed:
            raise BoardError("The button is being pressed already.")
        self._station.press_button(held_ms)

    def plug(self, car: str | None, *, plugged: bool) -> None:
        """Plug a car in, or unplug it."""
        if not plugged:
            self._station.unplug()
            return
        if car is not None and car not in CATALOGUE:
            raise BoardError(f"There is no such car. Choose one of: {', '.join(CATALOGUE)}.", "car")
        try:
            self._station.plug_in(None if car is None else CATALOGUE[car], self._cable)
        except PlantError as error:
            raise BoardError(str(error)) from error

    def change(self, change: BenchChange) -> None:
        """Change the simulated world; all of it or, if something cannot be, nothing."""
        faults = self._checked(change)
        station, plant = self._station, self._station.plant
        if change.speed is not None:
            station.set_speed(change.speed)
        if change.cable is not None and not self._cable.tethered:
            self._cable = Cable(rating_a=int(change.cable))
            station.on_deed(f"cable {change.cable}")
        if change.supply is not None:
            self._supply = change.supply
            supply = INSTALLATIONS[change.supply]
            station.on_deed(f"supply {change.supply}")
            station.act(lambda now_ms: plant.set_supply(now_ms, supply))
        if change.ambient_c is not None:
            ambient = Ambient(mean_c=change.ambient_c)
            station.on_deed(f"ambient {change.ambient_c:g}")
            station.act(lambda now_ms: plant.set_ambient(now_ms, ambient))
        for fault, active in faults.items():
            station.set_fault(fault, active=active)
        if change.soc_percent is not None:
            soc_percent = change.soc_percent
            station.on_deed(f"soc {soc_percent:g}")
            station.act(lambda now_ms: plant.set_soc(now_ms, soc_percent))
        if change.charge_wanted is not None:
            station.request_charge(wanted=change.charge_wanted)

    def power_cycle(self) -> None:
        """Cut the controller's power and give it back."""
        self._station.power_cycle()

    def record(self, *, on: bool) -> None:
        """Begin to record, or end that."""
        if on:
            self._recorder.begin(self._supply, self._cable)
        else:
            self._recorder.end()
        self._station.loop.touched()
        self._station.settle()

    @property
    def recording(self) -> str:
        """What was recorded, as a file for ``pilotwire play``."""
        if not self._recorder.events and not self._recorder.on:
            raise BoardError("Nothing was recorded: begin a recording first.")
        return self._recorder.text()

    # -- inside --------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        station, inputs = self._station, self._station.plant.inputs
        controller = station.controller
        self._record.look(
            station.loop.now_ms, controller.outputs, inputs.pilot_high_mv, inputs.pilot_low_mv, controller.state
        )

    def _instant(self, now_ms: int) -> datetime:
        return datetime.fromtimestamp(self._began_s + now_ms / 1000, UTC)

    def _proximity(self) -> Proximity | None:
        station, cable = self._station, self._cable
        if not cable.tethered and not station.plant.status.plugged:
            return None
        limit_a = min(cable.rating_a, station.controller.machine.capacity_a)
        return Proximity(None if cable.tethered else j1772.CABLE_OHM[cable.rating_a], cable.rating_a, limit_a)

    def _cables(self) -> tuple[Choice, ...]:
        if self._cable.tethered:
            return (Choice(_FIXED, f"{self._cable.rating_a} A, fixed to the station"),)
        return tuple(Choice(str(rating_a), f"{rating_a} A") for rating_a in sorted(j1772.CABLE_OHM))

    def _checked(self, change: BenchChange) -> dict[Fault, bool]:
        """Refuse what cannot be; returns the faults that move."""
        status = self._station.plant.status
        if change.speed is not None and not 1 <= change.speed <= MAX_SPEED:
            raise BoardError(f"Use a speed from 1 to {MAX_SPEED:g}.", "speed")
        if change.supply is not None and change.supply not in INSTALLATIONS:
            raise BoardError(f"There is no such supply. Choose one of: {', '.join(INSTALLATIONS)}.", "supply")
        if change.cable is not None:
            self._check_cable(change.cable)
        if change.ambient_c is not None and not _COLDEST_C <= change.ambient_c <= _HOTTEST_C:
            raise BoardError(f"Use a temperature from {_COLDEST_C:g} to {_HOTTEST_C:g} degrees.", "ambient_c")
        if change.soc_percent is not None and not 0 <= change.soc_percent <= 100:
            raise BoardError("Use a state of charge from 0 to 100 %.", "soc_pct")
        if status.car is None and (change.soc_percent is not None or change.charge_wanted is not None):
            raise BoardError("There is no car yet: plug one in first.")
        unknown = [name for name in change.faults if name not in {fault.value for fault in Fault}]
        if unknown:
            raise BoardError(f"There is no fault called {unknown[0]!r}.", "faults")
        return {Fault(name): active for name, active in change.faults.items() if (name in status.faults) is not active}

    def _check_cable(self, cable: str) -> None:
        if cable not in {choice.id for choice in self._cables()}:
            raise BoardError("There is no such cable at this station.", "cable")
        if not self._cable.tethered and self._station.plant.status.plugged:
            raise BoardError("The cable is in use: unplug the car first.", "cable")


def _supply_name(name: str) -> str:
    supply = INSTALLATIONS[name]
    phases = ", three phases" if supply.phases > 1 else ""
    return f"{supply.nominal_v:g} V, {supply.frequency_hz:g} Hz{phases} ({name})"
