"""Voltages on the control pilot: vehicle states, the circuit that makes them, and the converter that reads them.

What the duty cycle says is in `duty`. How long a level must last before it counts is the controller's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

import msgspec

PILOT_POSITIVE_MV: Final = 12_000
"""Open-circuit voltage of the positive half-wave; 11.4-12.6 V allowed (SAE J1772, IEC 61851-1 Table A.2)."""
PILOT_NEGATIVE_MV: Final = -12_000
"""Open-circuit voltage of the negative half-wave."""
SOURCE_OHM: Final = 1_000.0
"""Resistance behind which the station drives the line, +-3 % (SAE J1772, IEC 61851-1 Table A.2)."""
DIODE_DROP_MV: Final = 700
"""Forward voltage of the car's diode, 0.55-0.85 V allowed (SAE J1772, IEC 61851-1 Table A.3)."""

EV_BASE_OHM: Final = 2_740.0
"""The car's resistor that is there whenever it is plugged in (SAE J1772, IEC 61851-1 Table A.3)."""
EV_CHARGE_OHM: Final = 1_300.0
"""What S2 adds in parallel to ask for energy."""
EV_VENTILATION_OHM: Final = 270.0
"""What S2 adds in parallel to ask for energy with the area ventilated."""


def _parallel(one_ohm: float, other_ohm: float) -> float:
    return one_ohm * other_ohm / (one_ohm + other_ohm)


EV_STATE_B_OHM: Final = EV_BASE_OHM
EV_STATE_C_OHM: Final = _parallel(EV_BASE_OHM, EV_CHARGE_OHM)
EV_STATE_D_OHM: Final = _parallel(EV_BASE_OHM, EV_VENTILATION_OHM)


@unique
class PilotState(Enum):
    """The states of SAE J1772 and IEC 61851-1 Annex A."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class StateLevel(msgspec.Struct, frozen=True, gc=False):
    """How one state looks on the line, while the line is driven high (F: always)."""

    nominal_mv: int
    min_mv: int
    max_mv: int
    meaning: str


STATE_LEVELS: Final[Mapping[PilotState, StateLevel]] = {
    PilotState.A: StateLevel(12_000, 11_400, 12_600, "no vehicle connected"),
    PilotState.B: StateLevel(9_000, 8_360, 9_560, "vehicle connected, asks for nothing"),
    PilotState.C: StateLevel(6_000, 5_480, 6_490, "vehicle asks for energy"),
    PilotState.D: StateLevel(3_000, 2_620, 3_250, "vehicle asks for energy and for ventilation"),
    PilotState.E: StateLevel(0, -1_000, 1_000, "pilot shorted to earth, or the station has no power"),
    PilotState.F: StateLevel(-12_000, -12_600, -11_400, "the station is not available"),
}
"""Nominal voltages and the ranges SAE J1772 allows at the station, tolerances of both sides included."""

EV_LOAD_OHM: Final[Mapping[PilotState, float | None]] = {
    PilotState.A: None,
    PilotState.B: EV_STATE_B_OHM,
    PilotState.C: EV_STATE_C_OHM,
    PilotState.D: EV_STATE_D_OHM,
}
"""What a car puts on the line behind its diode. E and F are no doing of a car."""


def pilot_high_mv(load_ohm: float | None, *, diode: bool = True, source_ohm: float = SOURCE_OHM) -> int:
    """Voltage (mV) on the line while it is driven to +12 V into a car of ``load_ohm`` (None: no car).

    ``12 V - (12 V - drop) * source / (source + load)``, with a drop of 0.7 V for the diode, or of 0 V without one.
    """
    if load_ohm is None:
        return PILOT_POSITIVE_MV
    drop_mv = DIODE_DROP_MV if diode else 0
    return round(PILOT_POSITIVE_MV - (PILOT_POSITIVE_MV - drop_mv) * _share(load_ohm, source_ohm))


def pilot_low_mv(load_ohm: float | None, *, diode: bool, source_ohm: float = SOURCE_OHM) -> int:
    """Voltage (mV) on the line while it is driven to -12 V into a car of ``load_ohm`` (None: no car).

    A diode blocks this half-wave, so the line keeps its -12 V; without one (a fault, or somebody's resistor) the load
    pulls it up, to -8.8 V in state B.
    """
    if load_ohm is None or diode:
        return PILOT_NEGATIVE_MV
    return round(PILOT_NEGATIVE_MV * (1 - _share(load_ohm, source_ohm)))


def _share(load_ohm: float, source_ohm: float) -> float:
    if load_ohm < 0 or source_ohm <= 0:
        raise ValueError(f"A load is 0 ohm or more and a source more than 0 ohm; got {load_ohm} and {source_ohm} ohm.")
    return source_ohm / (source_ohm + load_ohm)


def classify_standard(high_mv: int) -> PilotState | None:
    """State whose range in SAE J1772 contains the voltage; None between the ranges.

    A station must decide between the ranges as well: see the firmware's thresholds below.
    """
    for state, level in STATE_LEVELS.items():
        if level.min_mv <= high_mv <= level.max_mv:
            return state
    return None


ADC_MAX_COUNTS: Final = 1_023


class PilotAdc(msgspec.Struct, frozen=True, gc=False):
    """A straight line from volts on the pilot to counts of a 10-bit converter, which cuts off fractions."""

    offset_counts: float
    counts_per_volt: float

    def counts(self, voltage_mv: float) -> int:
        """Reading (0-1023) at a voltage on the line."""
        reading = math.floor(self.offset_counts + self.counts_per_volt * voltage_mv / 1_000)
        return max(0, min(ADC_MAX_COUNTS, reading))

    def threshold_mv(self, counts: float) -> int:
        """Lowest voltage (whole mV) which reads ``counts`` or more."""
        return math.ceil((counts - self.offset_counts) * 1_000 / self.counts_per_volt)


BOARD_ADC: Final = PilotAdc(549, 31)
"""The simulated board on which open_evse was recorded; its voltages are the ones our controller is compared by."""
SCHEMATIC_ADC: Final = PilotAdc(556.5, 31.165)
"""OpenEVSE boards by their schematic: 200 kohm from the pilot, 100 kohm to earth, 56 kohm to 5 V, 5 V reference."""


def pilot_counts(voltage_mv: float, adc: PilotAdc = SCHEMATIC_ADC) -> int:
    """Reading (0-1023) of a controller's converter at a voltage on the line, by default that of a real board."""
    return adc.counts(voltage_mv)


PILOT_AB_COUNTS: Final = 875
"""From here up open_evse (8.2.3, fixed table) reads state A."""
PILOT_BC_COUNTS: Final = 780
"""From here up to A it reads state B."""
PILOT_CD_COUNTS: Final = 690
"""From here up to B it reads state C, and below it state D."""
PILOT_DIODE_COUNTS: Final = 260
"""A low half-wave that reads this or more is not held down by a diode."""

PILOT_AB_MV: Final = BOARD_ADC.threshold_mv(PILOT_AB_COUNTS)
PILOT_BC_MV: Final = BOARD_ADC.threshold_mv(PILOT_BC_COUNTS)
PILOT_CD_MV: Final = BOARD_ADC.threshold_mv(PILOT_CD_COUNTS)
PILOT_DIODE_MV: Final = BOARD_ADC.threshold_mv(PILOT_DIODE_COUNTS)
PILOT_DE_MV: Final = 1_500
"""From here up to C it is state D, below it E; between the least D (2.62 V) and the most E (1 V). It is our own: the
firmware knows no state E and takes a pilot shorted to earth for a car that asks for ventilation."""
