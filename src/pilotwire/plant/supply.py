"""The mains at the station: wiring, voltage, how far it sags, which conductors are live to earth, what leaks.

Whether the contactor passes it on is `contactor`; what the car makes of it is `charger`.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from pilotwire.j1772 import SupplyType

    from .faults import Effects

AC_SENSE_MIN_V: Final = 50.0
"""A conductor below this does not light the optocoupler of an AC sense input."""


@unique
class Wiring(Enum):
    """How the supply reaches the two contacts."""

    SINGLE_PHASE = "single_phase"
    """Line on contact 1, neutral on contact 2: the second AC sense input never sees mains."""
    SPLIT_PHASE = "split_phase"
    """North American 240 V (or 208 V from two phases): a line on each contact, both live to earth."""
    THREE_PHASE = "three_phase"
    """Three lines and neutral; the AC sense inputs look at the first two lines."""


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """The mains as installed. Replace the value to change it (``msgspec.structs.replace``)."""

    wiring: Wiring = Wiring.SINGLE_PHASE
    nominal_v: float = 230.0
    """Voltage across the load of one phase: line to neutral, or line to line when split-phase."""
    source_ohm: float = 0.15
    """Loop resistance from the transformer to the station: 0.15 ohm lets 230 V sag by 4.8 V at 32 A."""
    frequency_hz: float = 50.0
    earthed: bool = True
    leak_ac_ma: float = 0.0
    """AC residual current of the installation and the car in normal operation."""
    leak_dc_ma: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.nominal_v <= 1_000 or self.source_ohm < 0 or self.frequency_hz <= 0:
            message = (
                f"A supply needs 0-1000 V, a resistance of 0 ohm or more and a frequency above 0 Hz; "
                f"got {self.nominal_v} V, {self.source_ohm} ohm, {self.frequency_hz} Hz."
            )
            raise ValueError(message)

    @property
    def phases(self) -> int:
        """Number of phases a car can draw from, 1 or 3 (split-phase is one circuit)."""
        return 3 if self.wiring is Wiring.THREE_PHASE else 1

    def open_circuit_v(self, effects: Effects) -> tuple[float, float, float]:
        """Voltage of each phase with no load; 0 for phases that are absent or lost."""
        voltage = self.nominal_v * effects.voltage_factor
        lost = effects.lost_phase
        if self.wiring is Wiring.THREE_PHASE:
            return (0.0 if lost == 1 else voltage, 0.0 if lost == 2 else voltage, 0.0 if lost == 3 else voltage)
        return (0.0 if lost == 1 or (lost == 2 and self.wiring is Wiring.SPLIT_PHASE) else voltage, 0.0, 0.0)

    def live_to_earth(self, effects: Effects) -> tuple[bool, bool]:
        """Whether an AC sense input would see mains on the conductor behind contact 1 and behind contact 2."""
        if effects.earth_lost or not self.earthed:
            return (False, False)
        voltage = self.nominal_v * effects.voltage_factor
        if self.wiring is Wiring.SPLIT_PHASE:
            voltage /= 2
        powered = voltage >= AC_SENSE_MIN_V
        second_line = self.wiring is not Wiring.SINGLE_PHASE
        return (powered and effects.lost_phase != 1, powered and second_line and effects.lost_phase != 2)


EU_SINGLE_PHASE: Final = Supply()
EU_THREE_PHASE: Final = Supply(wiring=Wiring.THREE_PHASE)
US_LEVEL_1: Final = Supply(nominal_v=120.0, frequency_hz=60.0)
US_LEVEL_2: Final = Supply(wiring=Wiring.SPLIT_PHASE, nominal_v=240.0, frequency_hz=60.0)
US_208_V: Final = Supply(wiring=Wiring.SPLIT_PHASE, nominal_v=208.0, frequency_hz=60.0)

INSTALLATIONS: Final[dict[str, Supply]] = {
    "eu-1": EU_SINGLE_PHASE,
    "eu-3": EU_THREE_PHASE,
    "us-l1": US_LEVEL_1,
    "us-l2": US_LEVEL_2,
    "us-208": US_208_V,
}
"""Installations by short name."""

_EUROPEAN_V: Final = 230


def supply_of(kind: SupplyType) -> Supply:
    """The mains behind one of the supply types in ``j1772.SUPPLIES``.

    European supplies are 230 V to neutral at 50 Hz; North American ones 120 V to neutral or, above that, two lines.
    """
    if kind.voltage_v == _EUROPEAN_V:
        return EU_THREE_PHASE if kind.phases > 1 else EU_SINGLE_PHASE
    american = US_LEVEL_1 if kind.voltage_v < _EUROPEAN_V else US_LEVEL_2
    return msgspec.structs.replace(american, nominal_v=float(kind.voltage_v))
