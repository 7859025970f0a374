"""What to look at before an installation is used, by what has been said about it. Words only; nothing is measured."""

from __future__ import annotations

from enum import Enum, unique

import msgspec

from .commissioning_supplies import Supply


@unique
class Region(Enum):
    """Whose rules apply."""

    EUROPE = "europe"
    UNITED_KINGDOM = "united-kingdom"
    NORTH_AMERICA = "north-america"


@unique
class Protection(Enum):
    """Residual-current protection in front of the station."""

    UNKNOWN = "unknown"
    NONE = "none"
    TYPE_AC = "type-ac"
    TYPE_A = "type-a"
    TYPE_A_DC = "type-a-6ma-dc"
    """Type A, and something (IEC 62955) that finds 6 mA of direct current."""
    TYPE_B = "type-b"


@unique
class Earthing(Enum):
    """How the installation is earthed."""

    UNKNOWN = "unknown"
    TN_S = "tn-s"
    TN_C_S = "tn-c-s"
    """PME: protective earth and neutral are one conductor up to the house."""
    TT = "tt"


class Warned(msgspec.Struct, frozen=True):
    """Something to look at."""

    key: str
    """For programs; the same for ever."""
    words: str


_SAFE = (Protection.TYPE_A_DC, Protection.TYPE_B)
_EXTENSION = Warned(
    "no-extension",
    "Use a socket of its own on a circuit of its own; no extension lead, reel, adapter or multiple socket.",
)
_SOCKET_HEAT = Warned(
    "socket-heat", "Feel plug and socket after an hour: if they are hot, charge with less and have them looked at."
)
_BREAKER = Warned(
    "breaker-above-conductor",
    "The breaker's rating is above the conductor's: it does not protect the conductor. Have one of them changed.",
)
_RESIDUAL = Warned(
    "residual-current",
    "A charging point needs a residual-current device of 30 mA: type B, or type A together with detection of 6 mA DC "
    "(IEC 60364-7-722, 722.531.3.101).",
)
_NEC_GFCI = Warned(
    "gfci-receptacle", "A receptacle for charging needs ground-fault protection for personnel (NEC 625.54)."
)
_PEN = Warned(
    "pen-fault",
    "With TN-C-S (PME) earthing a broken PEN conductor can make the car live: it takes protection against it, or an "
    "earth electrode (BS 7671 722.411.4.1).",
)


def warnings_for(
    supply: Supply,
    region: Region,
    protection: Protection,
    earthing: Earthing,
    *,
    breaker_above_conductor: bool,
) -> tuple[Warned, ...]:
    """Tell what to look at, the most urgent first."""
    european = region is not Region.NORTH_AMERICA
    domestic = european and supply.plug_carries_a != supply.plug_a
    plugged = supply.plug_a is not None
    british = region is Region.UNITED_KINGDOM
    found = (
        (_BREAKER, breaker_above_conductor),
        (_RESIDUAL, european and protection not in _SAFE),
        (_NEC_GFCI, plugged and not european),
        (_PEN, british and earthing in (Earthing.TN_C_S, Earthing.UNKNOWN)),
        (_EXTENSION, plugged),
        (_SOCKET_HEAT, domestic),
    )
    return tuple(warned for warned, applies in found if applies)
