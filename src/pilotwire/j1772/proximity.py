"""Proximity: the resistor that tells a station's socket which current its detachable cable can carry.

The cable itself is the plant's; what follows from its rating is the controller's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import msgspec

PROXIMITY_PULL_UP_OHM: Final = 1_000.0
"""From the proximity contact to 5 V on an OpenEVSE board (schematic)."""
PROXIMITY_SUPPLY_MV: Final = 5_000
ADC_STEPS: Final = 1_024

HANDLE_LATCHED_OHM: Final = 150.0
"""SAE J1772 type 1 handle with its latch closed. The car reads it, a station never does."""
HANDLE_PRESSED_OHM: Final = 480.0
"""The same with the release button pressed: the car stops drawing before the contacts part."""


class CableCode(msgspec.Struct, frozen=True, gc=False):
    """One coding resistor and the resistances a station takes for it: from ``min_ohm`` to below ``max_ohm``."""

    rating_a: int
    nominal_ohm: float
    min_ohm: float
    max_ohm: float


CABLE_CODES: Final = (
    CableCode(63, 100.0, 80.0, 140.0),
    CableCode(32, 220.0, 140.0, 308.0),
    CableCode(20, 680.0, 308.0, 936.0),
    CableCode(13, 1_500.0, 936.0, 2_460.0),
)
"""Ratings and resistors are IEC 61851-1 Annex B (resistors +-3 %; 100 ohm also means 70 A where there is one phase).

The bands are those of EVerest's simulator, without gaps. Phoenix Contact's controllers use 75, 150, 330, 1000 and
2200 ohm in their place. Each contains the nominal value with its tolerance and leaves the rest to aged contacts.
"""

CABLE_OHM: Final[Mapping[int, float]] = {code.rating_a: code.nominal_ohm for code in CABLE_CODES}
"""Nominal coding resistor by cable rating (A)."""


class FirmwareCableCode(msgspec.Struct, frozen=True, gc=False):
    """Readings from ``min_counts`` up which open_evse takes for one rating; 0 A is "no valid cable"."""

    min_counts: int
    rating_a: int


FIRMWARE_CABLE_CODES: Final = (
    FirmwareCableCode(820, 0),
    FirmwareCableCode(516, 13),
    FirmwareCableCode(301, 20),
    FirmwareCableCode(140, 32),
    FirmwareCableCode(48, 63),
    FirmwareCableCode(0, 0),
)
"""The decision table of open_evse 8.2.3 with PP auto ampacity: the midpoints between nominal readings."""


def cable_rating_a(resistance_ohm: float) -> int | None:
    """Rating (13, 20, 32 or 63 A) a coding resistor stands for by IEC 61851-1; None when it stands for none."""
    for code in CABLE_CODES:
        if code.min_ohm <= resistance_ohm < code.max_ohm:
            return code.rating_a
    return None


def proximity_mv(resistance_ohm: float | None) -> int:
    """Voltage (0-5000 mV) at the proximity pin for a resistor to earth; None is an open contact.

    Raises ``ValueError`` for a negative resistance.
    """
    if resistance_ohm is None:
        return PROXIMITY_SUPPLY_MV
    if resistance_ohm < 0:
        raise ValueError(f"A resistance is 0 ohm or more; got {resistance_ohm} ohm.")
    return round(PROXIMITY_SUPPLY_MV * resistance_ohm / (resistance_ohm + PROXIMITY_PULL_UP_OHM))


def proximity_counts(voltage_mv: float) -> int:
    """Reading (0-1023) of the controller's 10-bit converter at a voltage on the proximity pin."""
    reading = math.floor(voltage_mv * ADC_STEPS / PROXIMITY_SUPPLY_MV)
    return max(0, min(ADC_STEPS - 1, reading))


def firmware_cable_rating_a(counts: int) -> int:
    """Rating (A) open_evse 8.2.3 takes a reading for; 0 when the cable is not valid.

    Raises ``ValueError`` for what a 10-bit converter cannot say.
    """
    if not 0 <= counts < ADC_STEPS:
        raise ValueError(f"A reading lies between 0 and {ADC_STEPS - 1} counts; got {counts}.")
    return next(code.rating_a for code in FIRMWARE_CABLE_CODES if counts >= code.min_counts)
