"""The wiring around the controller's board: what it sees, worked out from the parts.

A :class:`Circuit` is everything that stays the same until a fault, the supply, the cable or the car is changed; it is
worked out then, so that an event only looks things up. What changes with time is handed to :meth:`Circuit.seen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pilotwire import j1772
from pilotwire.controller.board import Inputs, Outputs, PilotDrive, PilotLevel

from .charger import Draw, Mains
from .faults import Effects
from .pilot_circuit import PilotLevels, pilot_levels

if TYPE_CHECKING:
    from .cable import Cable
    from .car import CarModel
    from .contactor import Contactor
    from .gfci import GfciSensor
    from .supply import Supply

VOLTAGE_STEP_MV: Final = 100
"""Resolution of the voltages the board reports."""

Readings = tuple[int | None, int | None, int | None]
"""What the DS3231, MCP9808 and TMP007 report, in tenths of a degree Celsius."""


class Circuit(msgspec.Struct, frozen=True, kw_only=True):
    """The installation as it is wired at present, faults included."""

    effects: Effects
    levels: PilotLevels
    mains: Mains
    live_1: bool
    """An AC sense input on the first contact sees mains when that contact is closed."""
    live_2: bool
    proximity_plugged_mv: int
    proximity_free_mv: int
    continuous_ground: bool
    """The second AC sense input watches earth at all times, as on CGMI boards."""
    leak_trips: bool
    """The residual current that flows while the contactor is closed trips the sensor."""
    pilot_passes: bool
    """The car sees what is driven onto the pilot."""

    def seen(
        self,
        *,
        contactor: Contactor,
        plugged: bool,
        contact_made: bool,
        s2_closed: bool,
        draw: Draw,
        coil_tripped: bool,
        readings_dc: Readings,
        pressed: bool,
    ) -> Inputs:
        """What the board sees with the parts like this."""
        levels = self.levels
        if contact_made:
            high_mv, low_mv = levels.s2_closed if s2_closed else levels.s2_open
        else:
            high_mv, low_mv = levels.unplugged
        ds3231_dc, mcp9808_dc, tmp007_dc = readings_dc
        factor = 1_000 * self.effects.current_factor
        first_a, second_a, third_a = draw.current_a
        return Inputs(
            pilot_high_mv=high_mv,
            pilot_low_mv=low_mv,
            proximity_mv=self.proximity_plugged_mv if plugged else self.proximity_free_mv,
            current_ma=(round(first_a * factor), round(second_a * factor), round(third_a * factor)),
            voltage_mv=self._voltages_mv(draw),
            ac_sense_1=self.live_1 and contactor.closed_1,
            ac_sense_2=self.live_1 if self.continuous_ground else self.live_2 and contactor.closed_2,
            gfci_trip=coil_tripped or self.effects.trip_held or (self.leak_trips and contactor.closed),
            temperature_ds3231_dc=ds3231_dc,
            temperature_mcp9808_dc=mcp9808_dc,
            temperature_tmp007_dc=tmp007_dc,
            button=pressed,
        )

    def _voltages_mv(self, draw: Draw) -> tuple[int, int, int]:
        first_v, second_v, third_v = self.mains.open_circuit_v
        first_a, second_a, third_a = draw.current_a
        ohm = self.mains.source_ohm
        scale = 1_000 / VOLTAGE_STEP_MV
        return (
            round((first_v - ohm * first_a) * scale) * VOLTAGE_STEP_MV,
            round((second_v - ohm * second_a) * scale) * VOLTAGE_STEP_MV,
            round((third_v - ohm * third_a) * scale) * VOLTAGE_STEP_MV,
        )


def wire(
    car: CarModel | None,
    cable: Cable,
    supply: Supply,
    gfci: GfciSensor,
    effects: Effects,
    *,
    ground: bool = False,
) -> Circuit:
    """Work out the circuit for these parts under these faults; ``ground`` for a board that watches earth itself."""
    live_1, live_2 = supply.live_to_earth(effects)
    volts = supply.open_circuit_v(effects)
    leaks = gfci.leak_trips(supply.leak_ac_ma + effects.leak_ac_ma, supply.leak_dc_ma + effects.leak_dc_ma)
    return Circuit(
        effects=effects,
        levels=pilot_levels(car, effects),
        mains=Mains(volts, supply.source_ohm, cable.loop_ohm),
        live_1=live_1,
        live_2=live_2,
        proximity_plugged_mv=cable.proximity_mv(effects, plugged=True),
        proximity_free_mv=cable.proximity_mv(effects, plugged=False),
        continuous_ground=ground,
        leak_trips=leaks and max(volts) > 0,
        pilot_passes=not (effects.pilot_shorted or effects.pilot_open or effects.diode_open),
    )


def offered_a(pilot: PilotDrive) -> float:
    """Current a car reads from what is driven onto the pilot (A); 0 for none."""
    if pilot.level is not PilotLevel.PWM:
        return 0.0
    return j1772.offer(pilot.duty_percent).current_a


def reaches_plant(before: Outputs, after: Outputs) -> bool:
    """Whether the change from one to the other means anything to car, contactor or sensor."""
    return (
        after.pilot != before.pilot
        or after.relay_1 is not before.relay_1
        or after.relay_2 is not before.relay_2
        or after.gfci_test is not before.gfci_test
    )
