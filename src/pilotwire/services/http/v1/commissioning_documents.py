"""What is asked and told about commissioning, as documents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from pilotwire.station.commissioning import INSPECTED

from .answers import Body, Document
from .setting_descriptions import HARDWARE_MAXIMUM

_MOST_A = 400

Region = Literal["europe", "united-kingdom", "north-america"]
Protection = Literal["unknown", "none", "type-ac", "type-a", "type-a-6ma-dc", "type-b"]
Earthing = Literal["unknown", "tn-s", "tn-c-s", "tt"]
Rating = Annotated[int, Meta(ge=1, le=_MOST_A)]
InspectedWord = Annotated[
    str,
    Meta(
        description="Something an installer looks at.",
        extra_json_schema={"enum": list(INSPECTED)},
    ),
]


class AnswersBody(Body, frozen=True, kw_only=True):
    """What the installation is made of; null is as good as left out."""

    region: Annotated[Region, Meta(description="Whose rules apply.")]
    supply: Annotated[str, Meta(description="How it is connected: the `name` of one of the `supplies`.")]
    breaker_a: Annotated[
        Rating | None, Meta(description="Rating of the breaker (A); needed when hard-wired.", examples=[32])
    ] = None
    conductor_a: Annotated[
        Rating | None, Meta(description="What the conductors carry, as they are laid (A).", examples=[40])
    ] = None
    cross_section_mm2: Annotated[
        Annotated[float, Meta(gt=0, le=1000)] | None,
        Meta(description="Of a conductor of copper, in place of its rating; not in North America.", examples=[6]),
    ] = None
    cable_a: Annotated[Rating | None, Meta(description="Rating of the charging cable (A).", examples=[32])] = None
    protection: Annotated[Protection, Meta(description="Residual-current protection in front of it.")] = "unknown"
    earthing: Earthing = "unknown"


class CommissionBody(AnswersBody, frozen=True, kw_only=True):
    """What the installation is made of, and what is to be set by it."""

    current_a: Annotated[
        Annotated[int, Meta(ge=6, le=80)] | None,
        Meta(description="Maximum to set (A), at most what is advised; null for what is advised."),
    ] = None
    lock_wiring: Annotated[
        bool,
        Meta(
            description=(
                "Whether it becomes the maximum of the wiring too, which the controller never lets be raised again. "
                f"Needs `confirm`: `{HARDWARE_MAXIMUM}`."
            )
        ),
    ] = False
    confirm: Annotated[str, Meta(description="Name of the setting that is changed for good.")] = ""


class InspectionBody(Body, frozen=True, kw_only=True):
    """What an installer confirms after looking and measuring."""

    installer: Annotated[str, Meta(min_length=1, max_length=100, description="Who.")]
    confirmed: Annotated[list[InspectedWord], Meta(max_length=20, description="What was looked at and is right.")]
    loop_impedance_ohm: Annotated[
        Annotated[float, Meta(gt=0, le=10_000)] | None, Meta(description="Of the earth fault loop, as measured.")
    ] = None
    rcd_trip_ms: Annotated[
        Annotated[float, Meta(gt=0, le=1_000)] | None,
        Meta(description="Time in which the residual-current device tripped at its rated current, as measured."),
    ] = None
    remarks: Annotated[str, Meta(max_length=1_000)] = ""


class AdviceStepDocument(Document, frozen=True):
    """One step of the advice."""

    step: Literal["supply", "breaker", "conductor", "cable"]
    current_a: Annotated[int, Meta(description="What this part alone allows for hours (A).")]
    reason: str


class WarningDocument(Document, frozen=True):
    """Something to look at."""

    key: Annotated[str, Meta(description="For programs; the same for ever.")]
    text: str


class AdviceDocument(Document, frozen=True):
    """What follows from the answers."""

    current_a: Annotated[int, Meta(description="The most it may charge with (A): the least of all steps.")]
    service_level: Literal[1, 2]
    phases: int
    steps: list[AdviceStepDocument]
    warnings: list[WarningDocument]


class SupplyChoiceDocument(Document, frozen=True):
    """A way to be connected."""

    name: str
    description: str
    voltage_v: int
    phases: int
    plug_a: Annotated[int | None, Meta(description="Rating of plug and socket (A); null when hard-wired.")]
    source: Annotated[str, Meta(description="The rule behind what it carries.")]


class RegionDocument(Document, frozen=True):
    """A region and how stations are connected there."""

    name: Region
    supplies: list[SupplyChoiceDocument]


class ChoicesDocument(Document, frozen=True):
    """What can be answered."""

    regions: list[RegionDocument]
    cross_sections_mm2: list[float]
    protections: list[Protection]
    earthings: list[Earthing]


class AnswersDocument(Document, frozen=True, kw_only=True):
    """What was answered."""

    region: Region
    supply: str
    breaker_a: int | None
    conductor_a: int | None
    cross_section_mm2: float | None
    cable_a: int | None
    protection: Protection
    earthing: Earthing


class InspectionDocument(Document, frozen=True):
    """What an installer has confirmed."""

    at: datetime
    installer: str
    confirmed: list[InspectedWord]
    loop_impedance_ohm: float | None
    rcd_trip_ms: float | None
    remarks: str


class CommissionedDocument(Document, frozen=True):
    """What was answered and set last."""

    at: datetime
    answers: Annotated[
        AnswersDocument | None, Meta(description="Null if it was set at the controller's own menu, which asks less.")
    ]
    current_a: Annotated[int, Meta(description="The maximum that was set (A); settings may have changed since.")]
    wiring_locked: Annotated[bool, Meta(description="It was set as the maximum of the wiring too.")]
    advice: Annotated[AdviceDocument | None, Meta(description="Null if today's rules know no such installation.")]
    inspection: Annotated[InspectionDocument | None, Meta(description="Null as long as nobody has confirmed anything.")]


class CommissioningDocument(Document, frozen=True):
    """Commissioning: what there is to answer and what has come of it."""

    done: Annotated[CommissionedDocument | None, Meta(description="Null before the first time.")]
    locked: Annotated[
        bool, Meta(description="Nobody may charge before this is done: the controller is a real one and new here.")
    ]
    controller_connected: bool
    maximum_a: Annotated[int, Meta(description="In force now (A).")]
    wiring_maximum_a: Annotated[int, Meta(description="Nothing above it can be set (A).")]
    choices: ChoicesDocument
