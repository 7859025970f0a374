"""Everything that can be made to go wrong in the plant: the switches, their texts for people, and what they amount to.

A fault is on or off and may carry a magnitude in its own unit. The parts never look at the switches: they read the
:class:`Effects` worked out here when a switch moves. How a part behaves under an effect lives in that part.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

BOTH_CONTACTS: Final = 3


@unique
class Fault(Enum):
    """The fault switches. The texts are stable: they are used by scenarios and by the user interface."""

    DIODE_SHORTED = "diode_shorted"
    DIODE_OPEN = "diode_open"
    PILOT_SHORTED = "pilot_shorted"
    PILOT_OPEN = "pilot_open"
    PILOT_DRIFT = "pilot_drift"
    EARTH_LOST = "earth_lost"
    RESIDUAL_CURRENT = "residual_current"
    RESIDUAL_CURRENT_DC = "residual_current_dc"
    GFCI_TRIP_HELD = "gfci_trip_held"
    GFCI_SELF_TEST_DEAD = "gfci_self_test_dead"
    CONTACTOR_WELDED = "contactor_welded"
    CONTACTOR_DEAD = "contactor_dead"
    OVERHEAT = "overheat"
    PROXIMITY_OPEN = "proximity_open"
    PROXIMITY_SHORTED = "proximity_shorted"
    PROXIMITY_DRIFT = "proximity_drift"
    SUPPLY_LOST = "supply_lost"
    BROWN_OUT = "brown_out"
    PHASE_LOST = "phase_lost"
    OVER_CURRENT = "over_current"
    CURRENT_READS_ZERO = "current_reads_zero"
    CURRENT_DRIFT = "current_drift"
    TEMPERATURE_DRIFT = "temperature_drift"
    TEMPERATURE_STUCK = "temperature_stuck"
    TEMPERATURE_ABSENT = "temperature_absent"


class FaultText(msgspec.Struct, frozen=True):
    """What a person is told about a fault, and the magnitude it takes."""

    description: str
    """One line, fit for the user interface."""
    unit: str = ""
    """Unit of the magnitude; empty when the fault is only on or off."""
    usual: float = 1.0
    """Magnitude used when none is given."""
    lowest: float = 1.0
    highest: float = 1.0


FAULTS: Final[dict[Fault, FaultText]] = {
    Fault.DIODE_SHORTED: FaultText("The car's pilot diode is shorted: the negative half of the pilot is loaded too"),
    Fault.DIODE_OPEN: FaultText("The car's pilot diode is open: the station cannot see the car"),
    Fault.PILOT_SHORTED: FaultText("The control pilot is shorted to earth (state E, 0 V)"),
    Fault.PILOT_OPEN: FaultText("The control pilot wire is broken: neither side sees the other"),
    Fault.PILOT_DRIFT: FaultText("The station misreads the pilot voltage", "mV", 500, -5_000, 5_000),
    Fault.EARTH_LOST: FaultText("The protective earth is missing: the AC sense inputs see nothing"),
    Fault.RESIDUAL_CURRENT: FaultText("AC current leaks to earth while the contactor is closed", "mA", 30, 0, 1_000),
    Fault.RESIDUAL_CURRENT_DC: FaultText("Smooth DC leaks to earth while the contactor is closed", "mA", 10, 0, 1_000),
    Fault.GFCI_TRIP_HELD: FaultText("The residual-current sensor reports a trip all the time"),
    Fault.GFCI_SELF_TEST_DEAD: FaultText("The residual-current sensor does not answer its test coil"),
    Fault.CONTACTOR_WELDED: FaultText(
        "Contacts weld when next closed (1 first, 2 second, 3 both)", "contacts", 3, 1, 3
    ),
    Fault.CONTACTOR_DEAD: FaultText("The contactor does not close although it is told to"),
    Fault.OVERHEAT: FaultText("Something in the enclosure gets hot: final rise above ambient", "°C", 60, 0, 200),
    Fault.PROXIMITY_OPEN: FaultText("The proximity contact of the plug is broken"),
    Fault.PROXIMITY_SHORTED: FaultText("The proximity contact is shorted to earth"),
    Fault.PROXIMITY_DRIFT: FaultText("The cable's coding resistor is off its value", "%", 30, -99, 1_000),
    Fault.SUPPLY_LOST: FaultText("The mains is off"),
    Fault.BROWN_OUT: FaultText("The mains is low: share of the nominal voltage left", "%", 70, 1, 100),
    Fault.PHASE_LOST: FaultText("One phase of the mains is missing", "phase", 2, 1, 3),
    Fault.OVER_CURRENT: FaultText("The car draws more than it is offered, by", "A", 10, 0, 100),
    Fault.CURRENT_READS_ZERO: FaultText("The current transformer is not connected: it reads zero"),
    Fault.CURRENT_DRIFT: FaultText("The current reading is off", "%", 10, -100, 500),
    Fault.TEMPERATURE_DRIFT: FaultText("The temperature readings are off", "°C", 5, -100, 100),
    Fault.TEMPERATURE_STUCK: FaultText("The temperature readings no longer move"),
    Fault.TEMPERATURE_ABSENT: FaultText("The temperature sensors do not answer"),
}


class Effects(msgspec.Struct, frozen=True, gc=False):
    """What the switches that are on amount to, in the terms of the parts."""

    diode_shorted: bool = False
    diode_open: bool = False
    pilot_shorted: bool = False
    pilot_open: bool = False
    pilot_offset_mv: int = 0
    earth_lost: bool = False
    leak_ac_ma: float = 0.0
    leak_dc_ma: float = 0.0
    trip_held: bool = False
    self_test_dead: bool = False
    welding: int = 0
    """Contacts that weld when closed: bit 0 the first, bit 1 the second."""
    contactor_dead: bool = False
    overheat_c: float = 0.0
    proximity_open: bool = False
    proximity_shorted: bool = False
    proximity_factor: float = 1.0
    voltage_factor: float = 1.0
    lost_phase: int = 0
    """Number of the missing phase, 1-3; 0 when none is."""
    excess_current_a: float | None = None
    current_factor: float = 1.0
    temperature_offset_dc: int = 0
    temperature_stuck: bool = False
    temperature_absent: bool = False


NO_EFFECTS: Final = Effects()


class FaultValueError(ValueError):
    """A fault name or magnitude that the plant does not know; the message says what is allowed."""


def fault_named(fault: Fault | str) -> Fault:
    """The fault of this name.

    Raises:
        FaultValueError: no fault has this name.
    """
    try:
        return Fault(fault)
    except ValueError:
        names = ", ".join(known.value for known in Fault)
        message = f"There is no fault called {fault!r}. Choose one of: {names}."
        raise FaultValueError(message) from None


def fault_value(fault: Fault, value: float | None) -> float:
    """The magnitude to use, in the fault's own unit; the usual one when ``value`` is None.

    Raises:
        FaultValueError: the magnitude is outside the fault's range.
    """
    text = FAULTS[fault]
    if value is None:
        return text.usual
    if not text.lowest <= value <= text.highest:
        message = f"{fault.value} takes {text.lowest:g} to {text.highest:g} {text.unit}; got {value:g}.".replace(
            "  ", " "
        )
        raise FaultValueError(message)
    return float(value)


def effects_of(active: Mapping[Fault, float]) -> Effects:
    """Work out what the given switches (with their magnitudes) amount to."""
    if not active:
        return NO_EFFECTS
    voltage_factor = 0.0 if Fault.SUPPLY_LOST in active else active.get(Fault.BROWN_OUT, 100.0) / 100
    current_factor = 0.0 if Fault.CURRENT_READS_ZERO in active else 1 + active.get(Fault.CURRENT_DRIFT, 0.0) / 100
    return Effects(
        diode_shorted=Fault.DIODE_SHORTED in active,
        diode_open=Fault.DIODE_OPEN in active,
        pilot_shorted=Fault.PILOT_SHORTED in active,
        pilot_open=Fault.PILOT_OPEN in active,
        pilot_offset_mv=round(active.get(Fault.PILOT_DRIFT, 0.0)),
        earth_lost=Fault.EARTH_LOST in active,
        leak_ac_ma=active.get(Fault.RESIDUAL_CURRENT, 0.0),
        leak_dc_ma=active.get(Fault.RESIDUAL_CURRENT_DC, 0.0),
        trip_held=Fault.GFCI_TRIP_HELD in active,
        self_test_dead=Fault.GFCI_SELF_TEST_DEAD in active,
        welding=int(active.get(Fault.CONTACTOR_WELDED, 0)),
        contactor_dead=Fault.CONTACTOR_DEAD in active,
        overheat_c=active.get(Fault.OVERHEAT, 0.0),
        proximity_open=Fault.PROXIMITY_OPEN in active,
        proximity_shorted=Fault.PROXIMITY_SHORTED in active,
        proximity_factor=1 + active.get(Fault.PROXIMITY_DRIFT, 0.0) / 100,
        voltage_factor=voltage_factor,
        lost_phase=int(active.get(Fault.PHASE_LOST, 0)),
        excess_current_a=active.get(Fault.OVER_CURRENT),
        current_factor=current_factor,
        temperature_offset_dc=round(active.get(Fault.TEMPERATURE_DRIFT, 0.0) * 10),
        temperature_stuck=Fault.TEMPERATURE_STUCK in active,
        temperature_absent=Fault.TEMPERATURE_ABSENT in active,
    )
