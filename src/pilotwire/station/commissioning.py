"""Commissioning: from what an installation is made of to the most it may charge with, step by step in plain words.

What supplies carry for hours is told by the runtime, from ``j1772``; here conductors and cables are added and reasons
are given. It asks nobody and writes nothing. It helps whoever installs a station and does not replace them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Final

import msgspec

from .commissioning_supplies import Supply
from .commissioning_warnings import Earthing, Protection, Region, Warned, warnings_for


class CommissioningError(ValueError):
    """The answers cannot be right; the message is a sentence.

    Args:
        field: the answer that is wrong.
        reason: what is wrong and what would be right.

    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about an installation."""

    region: Region
    supply: str
    """A name among those of its region."""
    breaker_a: int | None = None
    conductor_a: int | None = None
    """What the conductors may carry as they are laid (A)."""
    cross_section_mm2: float | None = None
    """Of a conductor of copper, in place of ``conductor_a``; one in ``CONDUCTORS``."""
    cable_a: int | None = None
    """Rating of the charging cable (A)."""
    protection: Protection = Protection.UNKNOWN
    earthing: Earthing = Earthing.UNKNOWN


class Step(Enum):
    """What bounds the current."""

    SUPPLY = "supply"
    BREAKER = "breaker"
    CONDUCTOR = "conductor"
    CABLE = "cable"


class Reason(msgspec.Struct, frozen=True):
    """One step of the advice."""

    step: Step
    current_a: int
    """What this part alone allows for hours."""
    words: str


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from the answers."""

    current_a: int
    service_level: int
    phases: int
    steps: tuple[Reason, ...]
    warnings: tuple[Warned, ...]


INSPECTED: Final = (
    "earth-continuity",
    "insulation",
    "polarity",
    "rcd-trip",
    "contactor-opens",
    "cables-secured",
    "cover-closed",
)
"""What whoever installs a station looks at before it is used, by word."""


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What an installer has confirmed after looking and measuring."""

    at: datetime
    installer: str
    confirmed: tuple[str, ...]
    """Of ``INSPECTED``."""
    loop_impedance_ohm: float | None = None
    """Of the earth fault loop (ohm)."""
    rcd_trip_ms: float | None = None
    """Time in which the residual-current device tripped at its rated current (ms)."""
    remarks: str = ""


class Commissioned(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has answered and had set; kept for good."""

    at: datetime
    answers: Answers | None
    """None: it was set at the controller's own menu, which asks less."""
    current_a: int
    """Maximum that was set."""
    wiring_locked: bool
    """It was set as the maximum of the wiring too, which the controller does not let be raised."""
    inspection: Inspection | None = None
    """What was confirmed of this installation; None as long as nobody has."""


CONDUCTORS: Final[Mapping[float, tuple[int, int]]] = {
    1.5: (16, 15),
    2.5: (23, 20),
    4.0: (30, 27),
    6.0: (38, 34),
    10.0: (52, 46),
    16.0: (69, 62),
    25.0: (90, 80),
}
"""Amperes that a multi-core copper cable with PVC insulation, in conduit on a wall, carries at 30 °C, by cross-section
(mm²): one phase and three. IEC 60364-5-52, method B2, tables B.52.2 and B.52.4, whole amperes. Heat, bundles and
insulation around it mean less."""

_EUROPEAN = ("iec60309-16-1ph", "iec60309-32-1ph", "iec60309-16-3ph", "iec60309-32-3ph")
_AMERICAN = (
    "hardwired-us",
    "nema-5-15",
    "nema-5-20",
    "nema-tt-30",
    "nema-6-20",
    "nema-6-50",
    "nema-14-30",
    "nema-14-50",
)
_LEAST_A = 6
_BY_REGION: Final[Mapping[Region, tuple[str, ...]]] = {
    Region.EUROPE: ("hardwired-eu-1ph", "hardwired-eu-3ph", *_EUROPEAN, "schuko"),
    Region.UNITED_KINGDOM: ("hardwired-uk-1ph", "hardwired-uk-3ph", *_EUROPEAN, "bs1363"),
    Region.NORTH_AMERICA: _AMERICAN,
}


def supplies_in(region: Region) -> tuple[str, ...]:
    """Names of the supplies there are in a region."""
    return _BY_REGION[region]


def advise(answers: Answers, supplies: Mapping[str, Supply]) -> Advice:
    """Tell what follows from the answers; ``supplies`` by name.

    Raises:
        CommissioningError: an answer is missing or cannot be right.

    """
    supply = _checked_supply(answers, supplies)
    steps = tuple(_steps(answers, supply))
    return Advice(
        current_a=min(step.current_a for step in steps),
        service_level=supply.level,
        phases=supply.phases,
        steps=steps,
        warnings=warnings_for(
            supply,
            answers.region,
            answers.protection,
            answers.earthing,
            breaker_above_conductor=_breaker_above_conductor(answers, supply),
        ),
    )


def _checked_supply(answers: Answers, supplies: Mapping[str, Supply]) -> Supply:
    names = [name for name in supplies_in(answers.region) if name in supplies]
    if answers.supply not in names:
        raise CommissioningError("supply", f"Not in this region; use one of {', '.join(names)}.")
    supply = supplies[answers.supply]
    if supply.plug_a is None and answers.breaker_a is None:
        raise CommissioningError("breaker_a", "Say the breaker's rating in A: it decides what may flow.")
    if answers.cross_section_mm2 is not None:
        _check_cross_section(answers)
    return supply


def _check_cross_section(answers: Answers) -> None:
    field = "cross_section_mm2"
    if answers.conductor_a is not None:
        raise CommissioningError(field, "Give the conductor's rating or its cross-section, not both.")
    if answers.region is Region.NORTH_AMERICA:
        raise CommissioningError(field, "Give the conductor's rating in A here (conductor_a), from NEC table 310.16.")
    if answers.cross_section_mm2 not in CONDUCTORS:
        known = ", ".join(f"{size:g}" for size in CONDUCTORS)
        raise CommissioningError(field, f"Use one of {known} mm², or give the conductor's rating in A.")


def _conductor_a(answers: Answers, supply: Supply) -> int | None:
    if answers.cross_section_mm2 is None:
        return answers.conductor_a
    one_phase_a, three_phases_a = CONDUCTORS[answers.cross_section_mm2]
    return one_phase_a if supply.phases == 1 else three_phases_a


def _breaker_above_conductor(answers: Answers, supply: Supply) -> bool:
    conductor_a = _conductor_a(answers, supply)
    return conductor_a is not None and answers.breaker_a is not None and answers.breaker_a > conductor_a


def _steps(answers: Answers, supply: Supply) -> Iterator[Reason]:
    if supply.plug_a is not None and supply.plug_carries_a is not None:
        allowed_a = supply.plug_carries_a
        yield Reason(Step.SUPPLY, allowed_a, _plug_words(supply, supply.plug_a, allowed_a))
    if answers.breaker_a is not None:
        allowed_a = _allowed_a(supply, answers.breaker_a, "breaker_a")
        yield Reason(Step.BREAKER, allowed_a, _share_words(supply, answers.breaker_a, allowed_a, "breaker"))
    conductor_a = _conductor_a(answers, supply)
    if conductor_a is not None:
        field = "conductor_a" if answers.cross_section_mm2 is None else "cross_section_mm2"
        allowed_a = _allowed_a(supply, conductor_a, field)
        size = "" if answers.cross_section_mm2 is None else f" of {answers.cross_section_mm2:g} mm²"
        yield Reason(Step.CONDUCTOR, allowed_a, _share_words(supply, conductor_a, allowed_a, f"conductor{size}"))
    if answers.cable_a is not None:
        if answers.cable_a < _LEAST_A:
            raise CommissioningError("cable_a", f"A charging cable carries {_LEAST_A} A or more.")
        yield Reason(Step.CABLE, answers.cable_a, f"The charging cable is rated {answers.cable_a} A.")


def _allowed_a(supply: Supply, rating_a: int, field: str) -> int:
    """What a breaker or conductor of this rating carries for hours; a plug before it has a step of its own."""
    allowed_a = supply.carries(rating_a)
    if allowed_a is None:
        raise CommissioningError(field, f"{rating_a} A are too few to charge a car.")
    return allowed_a


def _plug_words(supply: Supply, plug_a: int, allowed_a: int) -> str:
    if supply.continuous_percent < 100:
        return f"{supply.description}: continuous load, {supply.continuous_percent} % of {plug_a} A is {allowed_a} A."
    if allowed_a < plug_a:
        return f"{supply.description}: it is not made for hours at its rating; for hours it gives {allowed_a} A."
    return f"{supply.description}: it carries its rating, {allowed_a} A, for hours."


def _share_words(supply: Supply, rating_a: int, allowed_a: int, part: str) -> str:
    if supply.continuous_percent < 100:
        return f"Continuous load: {supply.continuous_percent} % of the {part}'s {rating_a} A is {allowed_a} A."
    if allowed_a < rating_a:
        return f"The {part} carries {rating_a} A; a station offers {allowed_a} A at most."
    return f"The {part} carries {rating_a} A for hours."
