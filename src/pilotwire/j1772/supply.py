"""Supplies: sockets and hard-wired circuits a station can hang on, and what each of them may carry for hours.

A supply that sags, fails or leaks is the plant's. National rules differ in detail: the table gives a safe default and
where it comes from; the installer of a station has the last word.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, unique
from typing import Final

import msgspec

from .duty import MAX_CURRENT_A, MIN_CURRENT_A


@unique
class ServiceLevel(IntEnum):
    """SAE J1772 charging levels; open_evse keeps one current for each of them."""

    L1 = 1
    """One line to neutral at 120 V (North America, Japan)."""
    L2 = 2
    """208-240 V. Anything European is level 2 to the firmware, 230 V to neutral or three phases."""

    @property
    def nominal_v(self) -> int:
        """Voltage open_evse assumes when nobody has told it: 120 or 240 V (230 V in its European builds)."""
        return 120 if self is ServiceLevel.L1 else 240


class CircuitError(ValueError):
    """The circuit cannot feed a charging station as described; the message says what is wrong with it."""


class SupplyType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of supply."""

    description: str
    level: ServiceLevel
    voltage_v: int
    """Nominal voltage across the load of one phase."""
    phases: int = 1
    plug_a: int | None = None
    """Rating printed on plug and socket (A); None when hard-wired, where the breaker alone decides."""
    continuous_percent: int = 100
    """Share of the plug's or breaker's rating that may flow for hours."""
    continuous_limit_a: int = MAX_CURRENT_A
    """Never more than this for hours, whatever the breaker (A)."""
    source: str


_NEC = "NEC 210.20(A) and 625.41: an EV load is continuous, so the breaker is rated 125 % of it"
_IEC_60309 = "IEC 60309-2: industrial plugs carry their rating continuously; IEC 60364-4-43 433.1: load <= breaker"
_BS_7671 = "BS 7671 433.1.1: load <= breaker, and 722.311: no diversity for a charging point"
_IEC_60364 = "IEC 60364-4-43 433.1: load <= breaker, and 60364-7-722 722.311: no diversity for a charging point"


def _nema(name: str, plug_a: int, voltage_v: int) -> SupplyType:
    return SupplyType(
        description=f"NEMA {name}, {plug_a} A, {voltage_v} V",
        level=ServiceLevel.L1 if voltage_v == ServiceLevel.L1.nominal_v else ServiceLevel.L2,
        voltage_v=voltage_v,
        plug_a=plug_a,
        continuous_percent=80,
        source=_NEC,
    )


def _european(description: str, source: str, *, phases: int = 1, plug_a: int | None = None) -> SupplyType:
    return SupplyType(
        description=description,
        level=ServiceLevel.L2,
        voltage_v=230,
        phases=phases,
        plug_a=plug_a,
        source=source,
    )


SUPPLIES: Final[Mapping[str, SupplyType]] = {
    "bs1363": SupplyType(
        description="British 13 A socket",
        level=ServiceLevel.L2,
        voltage_v=230,
        plug_a=13,
        continuous_limit_a=10,
        source="BS 1363: 13 A fuse in the plug; cables with in-line control (IEC 62752) are sold set to 10 A for it",
    ),
    "schuko": SupplyType(
        description="Schuko socket (CEE 7/3), 16 A",
        level=ServiceLevel.L2,
        voltage_v=230,
        plug_a=16,
        continuous_limit_a=13,
        source="IEC 60884-1: 16 A, not meant for hours; adapters for EV cables are sold set to at most 13 A for a "
        "dedicated socket, and 8-10 A is the advice for a socket of unknown age",
    ),
    "iec60309-16-1ph": _european("Blue industrial socket, 16 A", _IEC_60309, plug_a=16),
    "iec60309-32-1ph": _european("Blue industrial socket, 32 A", _IEC_60309, plug_a=32),
    "iec60309-16-3ph": _european("Red industrial socket, 16 A, three phases", _IEC_60309, phases=3, plug_a=16),
    "iec60309-32-3ph": _european("Red industrial socket, 32 A, three phases", _IEC_60309, phases=3, plug_a=32),
    "hardwired-uk-1ph": _european("Hard-wired, United Kingdom", _BS_7671),
    "hardwired-uk-3ph": _european("Hard-wired, United Kingdom, three phases", _BS_7671, phases=3),
    "hardwired-eu-1ph": _european("Hard-wired, Europe", _IEC_60364),
    "hardwired-eu-3ph": _european("Hard-wired, Europe, three phases", _IEC_60364, phases=3),
    "nema-5-15": _nema("5-15", 15, 120),
    "nema-5-20": _nema("5-20", 20, 120),
    "nema-tt-30": _nema("TT-30", 30, 120),
    "nema-6-20": _nema("6-20", 20, 240),
    "nema-6-50": _nema("6-50", 50, 240),
    "nema-14-30": _nema("14-30", 30, 240),
    "nema-14-50": _nema("14-50", 50, 240),
    "hardwired-us": SupplyType(
        description="Hard-wired, North America",
        level=ServiceLevel.L2,
        voltage_v=240,
        continuous_percent=80,
        source=_NEC,
    ),
}
"""Supplies by name."""


def continuous_a(supply: SupplyType, breaker_a: int | None = None) -> int:
    """Whole amperes of each phase, 6-80, that the supply may carry for hours behind a breaker of ``breaker_a``.

    A hard-wired supply needs to be told its breaker; for a plug, a breaker smaller than the plug limits it further and
    a larger one changes nothing. Raises `CircuitError` when the breaker is missing, or too small for the 6 A which is
    the least a pilot can offer.
    """
    ratings_a = [rating_a for rating_a in (supply.plug_a, breaker_a) if rating_a is not None]
    if not ratings_a:
        raise CircuitError(f"{supply.description}: say the breaker's rating in A; it decides what may flow.")
    carried_a = min(ratings_a) * supply.continuous_percent // 100
    if carried_a < MIN_CURRENT_A:
        least_a = -(-MIN_CURRENT_A * 100 // supply.continuous_percent)
        raise CircuitError(
            f"{supply.description}: a breaker of {min(ratings_a)} A is too small to charge a car; "
            f"it takes {least_a} A or more."
        )
    return min(carried_a, supply.continuous_limit_a)
