"""The documents of the board: control pilot, front panel, bench; made of the values in ``services.board``."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from pilotwire.services.board import Bench, Board, Panel, Pilot, Transition

from .answers import Document
from .words import Instant

DriveWord = Literal["high", "pwm", "low", "unknown"]
LetterWord = Literal["A", "B", "C", "D", "E", "F", "unknown"]
BacklightWord = Literal["off", "red", "green", "yellow", "blue", "violet", "teal", "white"]


class TransitionDocument(Document, frozen=True):
    """The control pilot from an instant on."""

    at: Instant
    drive: Annotated[DriveWord, Meta(description="What the station drives: steady +12 V, 1 kHz, or steady -12 V.")]
    duty_pct: Annotated[float | None, Meta(description="Share of the period at +12 V; null unless `pwm`.")]
    high_mv: Annotated[int | None, Meta(description="Voltage on the line while it is driven high.")]
    low_mv: Annotated[int | None, Meta(description="Voltage on the line while it is driven low.")]
    state: Annotated[LetterWord, Meta(description="State of the pilot by SAE J1772 and IEC 61851-1.")]
    contactor_closed: bool | None
    why: Annotated[str, Meta(description="What has changed, for people.")]


class BandDocument(Document, frozen=True):
    """The voltages that are read as one state."""

    state: LetterWord
    low_mv: int
    high_mv: int


class ProximityDocument(Document, frozen=True):
    """What the cable says it can carry."""

    resistance_ohm: Annotated[float | None, Meta(description="Null: a cable fixed to the station has none here.")]
    cable_a: int
    offered_limit_a: Annotated[int, Meta(description="What may be offered because of it.")]


class PilotDocument(Document, frozen=True):
    """The control pilot."""

    measured: Annotated[
        bool, Meta(description="Whether it is seen; otherwise it is concluded from what the controller reports.")
    ]
    drive: DriveWord
    duty_pct: float | None
    high_mv: int | None
    low_mv: int | None
    offered_a: Annotated[float | None, Meta(description="What a car reads from the duty; null for nothing.")]
    state: LetterWord
    evse_state: Annotated[str, Meta(description="State of the controller, for people.")]
    contactor_closed: bool | None
    at: Instant
    proximity: ProximityDocument | None
    bands_mv: list[BandDocument]
    transitions: Annotated[list[TransitionDocument], Meta(description="The last 64, the oldest first.")]


class PanelDocument(Document, frozen=True):
    """The front panel."""

    measured: Annotated[
        bool, Meta(description="Whether it is what is shown; otherwise what the controller shows in such a state.")
    ]
    lines: Annotated[list[str], Meta(description="Two of 16 characters; codes 0-7 are the custom ones.")]
    backlight: BacklightWord
    custom_characters: Annotated[
        list[list[int]], Meta(description="Eight of eight rows; the five lowest bits are the dots.")
    ]
    button_pressed: bool
    can_press: bool


class ChoiceDocument(Document, frozen=True):
    """Something to choose."""

    id: str
    name: str


class BenchFaultDocument(Document, frozen=True):
    """A fault that can be switched."""

    id: str
    name: str
    about: str
    active: bool


class RecordingDocument(Document, frozen=True):
    """What is being recorded."""

    on: bool
    events: int
    since: Instant | None


class BenchDocument(Document, frozen=True):
    """The simulated world."""

    cars: list[ChoiceDocument]
    car: Annotated[str, Meta(description="The one that is there or comes next; empty without one.")]
    plugged: bool
    soc_pct: float
    charge_wanted: bool
    s2_closed: bool
    cables: list[ChoiceDocument]
    cable: str
    supplies: list[ChoiceDocument]
    supply: str
    faults: list[BenchFaultDocument]
    speed: Annotated[float, Meta(description="Simulated seconds per real second.")]
    ambient_c: float
    time: Annotated[str, Meta(description="Date and time of the controller, which knows no zone.")]
    recording: RecordingDocument


class BoardDocument(Document, frozen=True):
    """Front, control pilot and bench."""

    simulated: bool
    pilot: PilotDocument
    panel: PanelDocument
    bench: Annotated[BenchDocument | None, Meta(description="Null with a real controller.")]


def board_document(board: Board) -> BoardDocument:
    """All of it."""
    bench = bench_document(board.bench)
    return BoardDocument(bench is not None, pilot_document(board.pilot), panel_document(board.panel), bench)


def pilot_document(pilot: Pilot) -> PilotDocument:
    """The control pilot."""
    now, proximity = pilot.now, pilot.proximity
    return PilotDocument(
        measured=pilot.measured,
        drive=now.drive.value,
        duty_pct=now.duty_percent,
        high_mv=now.high_mv,
        low_mv=now.low_mv,
        offered_a=pilot.offered_a,
        state=now.letter.value,
        evse_state=pilot.state,
        contactor_closed=now.contactor_closed,
        # Since when it is so: what only gets older is no news.
        at=pilot.transitions[-1].at if pilot.transitions else now.at,
        proximity=None
        if proximity is None
        else ProximityDocument(proximity.resistance_ohm, proximity.cable_a, proximity.limit_a),
        bands_mv=[BandDocument(band.letter.value, band.low_mv, band.high_mv) for band in pilot.bands],
        transitions=[_transition(one) for one in pilot.transitions],
    )


def panel_document(panel: Panel) -> PanelDocument:
    """The front panel."""
    return PanelDocument(
        measured=panel.measured,
        lines=list(panel.lines),
        backlight=panel.backlight,  # type: ignore[arg-type] # one of the words
        custom_characters=[list(glyph) for glyph in panel.custom_characters],
        button_pressed=panel.button_pressed,
        can_press=panel.can_press,
    )


def bench_document(bench: Bench | None) -> BenchDocument | None:
    """The simulated world, if there is one."""
    if bench is None:
        return None
    recording = bench.recording
    return BenchDocument(
        cars=[ChoiceDocument(one.id, one.name) for one in bench.cars],
        car=bench.car,
        plugged=bench.plugged,
        soc_pct=bench.soc_percent,
        charge_wanted=bench.charge_wanted,
        s2_closed=bench.s2_closed,
        cables=[ChoiceDocument(one.id, one.name) for one in bench.cables],
        cable=bench.cable,
        supplies=[ChoiceDocument(one.id, one.name) for one in bench.supplies],
        supply=bench.supply,
        faults=[BenchFaultDocument(one.id, one.name, one.about, one.active) for one in bench.faults],
        speed=bench.speed,
        ambient_c=bench.ambient_c,
        time=bench.time.isoformat(timespec="seconds"),
        recording=RecordingDocument(recording.on, recording.events, recording.since),
    )


def _transition(one: Transition) -> TransitionDocument:
    return TransitionDocument(
        at=one.at,
        drive=one.drive.value,
        duty_pct=one.duty_percent,
        high_mv=one.high_mv,
        low_mv=one.low_mv,
        state=one.letter.value,
        contactor_closed=one.contactor_closed,
        why=one.why,
    )
