"""``/commissioning``: what the installation is made of, the most it may charge with and why, and having that set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.openevse.config_document import config_change
from pilotwire.station.commissioning import (
    CONDUCTORS,
    Advice,
    Answers,
    Commissioned,
    CommissioningError,
    advise,
    supplies_in,
)
from pilotwire.station.commissioning_supplies import Supply
from pilotwire.station.commissioning_warnings import Earthing, Protection, Region
from pilotwire.station.settings import SettingsError

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes
from .setting_descriptions import CONFIGURED_MAXIMUM, HARDWARE_MAXIMUM
from .words import whole_seconds

_PATH = "/api/v1/commissioning"
_TAGS = ["Commissioning"]
_MOST_A = 400

_Region = Literal["europe", "united-kingdom", "north-america"]
_Protection = Literal["unknown", "none", "type-ac", "type-a", "type-a-6ma-dc", "type-b"]
_Earthing = Literal["unknown", "tn-s", "tn-c-s", "tt"]
_Rating = Annotated[int, Meta(ge=1, le=_MOST_A)]


class AnswersBody(Body, frozen=True, kw_only=True):
    """What the installation is made of; null is as good as left out."""

    region: Annotated[_Region, Meta(description="Whose rules apply.")]
    supply: Annotated[str, Meta(description="How it is connected: the `name` of one of the `supplies`.")]
    breaker_a: Annotated[
        _Rating | None, Meta(description="Rating of the breaker (A); needed when hard-wired.", examples=[32])
    ] = None
    conductor_a: Annotated[
        _Rating | None, Meta(description="What the conductors carry, as they are laid (A).", examples=[40])
    ] = None
    cross_section_mm2: Annotated[
        Annotated[float, Meta(gt=0, le=1000)] | None,
        Meta(description="Of a conductor of copper, in place of its rating; not in North America.", examples=[6]),
    ] = None
    cable_a: Annotated[_Rating | None, Meta(description="Rating of the charging cable (A).", examples=[32])] = None
    protection: Annotated[_Protection, Meta(description="Residual-current protection in front of it.")] = "unknown"
    earthing: _Earthing = "unknown"


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

    name: _Region
    supplies: list[SupplyChoiceDocument]


class ChoicesDocument(Document, frozen=True):
    """What can be answered."""

    regions: list[RegionDocument]
    cross_sections_mm2: list[float]
    protections: list[_Protection]
    earthings: list[_Earthing]


class AnswersDocument(Document, frozen=True, kw_only=True):
    """What was answered."""

    region: _Region
    supply: str
    breaker_a: int | None
    conductor_a: int | None
    cross_section_mm2: float | None
    cable_a: int | None
    protection: _Protection
    earthing: _Earthing


class CommissionedDocument(Document, frozen=True):
    """What was answered and set last."""

    at: datetime
    answers: AnswersDocument
    current_a: Annotated[int, Meta(description="The maximum that was set (A); settings may have changed since.")]
    wiring_locked: Annotated[bool, Meta(description="It was set as the maximum of the wiring too.")]
    advice: Annotated[AdviceDocument | None, Meta(description="Null if today's rules know no such installation.")]


class CommissioningDocument(Document, frozen=True):
    """Commissioning: what there is to answer and what has come of it."""

    done: Annotated[CommissionedDocument | None, Meta(description="Null before the first time.")]
    controller_connected: bool
    maximum_a: Annotated[int, Meta(description="In force now (A).")]
    wiring_maximum_a: Annotated[int, Meta(description="Nothing above it can be set (A).")]
    choices: ChoicesDocument


@get(_PATH, tags=_TAGS, summary="Read the commissioning", sync_to_thread=False)
def read_commissioning(host: HostOf) -> Response[CommissioningDocument]:
    """Tell what there is to answer, and what was."""
    return Response(_document(host))


@post(
    f"{_PATH}/advice",
    status_code=200,
    tags=_TAGS,
    summary="Ask what an installation may charge with",
    description="Nothing is changed.",
    responses=refuses({400: "An answer is missing or cannot be right."}),
    operation_class=takes(AnswersBody, AnswersBody(region="united-kingdom", supply="hardwired-uk-1ph", breaker_a=32)),
)
async def read_advice(body: RawBody, host: HostOf) -> Response[AdviceDocument]:
    """Tell what follows from the answers."""
    return Response(_advice_document(_advised(_answers(read_body(body, AnswersBody)), host)))


@post(
    _PATH,
    status_code=200,
    tags=_TAGS,
    summary="Commission the station",
    description=(
        f"Sets `{CONFIGURED_MAXIMUM}`, `service` and, if asked to, `{HARDWARE_MAXIMUM}`, and keeps the answers with "
        "their date. Can be repeated."
    ),
    responses=refuses(
        {
            400: "An answer is missing or cannot be right, or what cannot be undone is not confirmed.",
            409: "It cannot be set now: the controller is not connected, or does not go so far up or down.",
        }
    ),
    operation_class=takes(
        CommissionBody,
        CommissionBody(region="europe", supply="hardwired-eu-3ph", breaker_a=16, cross_section_mm2=2.5, current_a=16),
    ),
)
async def commission(body: RawBody, host: HostOf) -> Response[CommissioningDocument]:
    """Set what follows from the answers."""
    asked = read_body(body, CommissionBody)
    answers = _answers(asked)
    advice = _advised(answers, host)
    evse = host.status.evse
    if asked.lock_wiring and asked.confirm != HARDWARE_MAXIMUM:
        raise ApiError(f'This cannot be undone: send "confirm": "{HARDWARE_MAXIMUM}" if it is meant.', "confirm")
    if not evse.connected:
        raise ApiError("The controller keeps these settings, and does not answer.", status=409)
    current_a = _current_a(asked, advice, evse.hardware_maximum_a, evse.minimum_a)
    wanted: dict[str, object] = {CONFIGURED_MAXIMUM: current_a, "service": advice.service_level}
    if asked.lock_wiring:
        wanted[HARDWARE_MAXIMUM] = current_a
    try:
        change = config_change(wanted, evse)
    except SettingsError as error:
        raise ApiError(error.reason, error.key, 409) from error
    host.run(
        lambda station, moment: station.commission(
            Commissioned(at=moment.utc, answers=answers, current_a=current_a, wiring_locked=asked.lock_wiring),
            moment,
            writes=change.writes,
        )
    )
    await host.settled()
    return Response(_document(host))


def _current_a(asked: CommissionBody, advice: Advice, most_a: int, least_a: int) -> int:
    """The current to set, if that can be.

    Raises:
        ApiError: it is above what is advised, or outside of what the controller takes.

    """
    if asked.current_a is not None and asked.current_a > advice.current_a:
        raise ApiError(f"This installation may charge with {advice.current_a} A at most.", "current_a")
    # A controller that allows less than the installation bears is the bound; who names a current means that one.
    current_a = min(advice.current_a, most_a) if asked.current_a is None else asked.current_a
    if not least_a <= current_a <= most_a:
        raise ApiError(f"The controller takes {least_a} to {most_a} A, not {current_a} A.", "current_a", 409)
    return current_a


def _answers(body: AnswersBody) -> Answers:
    return Answers(
        region=Region(body.region),
        supply=body.supply,
        breaker_a=body.breaker_a,
        conductor_a=body.conductor_a,
        cross_section_mm2=body.cross_section_mm2,
        cable_a=body.cable_a,
        protection=Protection(body.protection),
        earthing=Earthing(body.earthing),
    )


def _advised(answers: Answers, host: Host) -> Advice:
    try:
        return advise(answers, host.status.supplies)
    except CommissioningError as error:
        raise ApiError(error.reason, error.field) from error


def _advice_document(advice: Advice) -> AdviceDocument:
    return AdviceDocument(
        current_a=advice.current_a,
        service_level=1 if advice.service_level == 1 else 2,
        phases=advice.phases,
        steps=[AdviceStepDocument(reason.step.value, reason.current_a, reason.words) for reason in advice.steps],
        warnings=[WarningDocument(warned.key, warned.words) for warned in advice.warnings],
    )


def _done(commissioned: Commissioned | None, supplies: Mapping[str, Supply]) -> CommissionedDocument | None:
    if commissioned is None:
        return None
    try:
        advice = _advice_document(advise(commissioned.answers, supplies))
    except CommissioningError:
        advice = None
    return CommissionedDocument(
        at=whole_seconds(commissioned.at),
        answers=msgspec.convert(msgspec.to_builtins(commissioned.answers), AnswersDocument),
        current_a=commissioned.current_a,
        wiring_locked=commissioned.wiring_locked,
        advice=advice,
    )


def _document(host: Host) -> CommissioningDocument:
    evse = host.status.evse
    return CommissioningDocument(
        done=_done(host.status.commissioned, host.status.supplies),
        controller_connected=evse.connected,
        maximum_a=evse.configured_maximum_a,
        wiring_maximum_a=evse.hardware_maximum_a,
        choices=ChoicesDocument(
            regions=[RegionDocument(region.value, _supplies(region, host.status.supplies)) for region in Region],
            cross_sections_mm2=list(CONDUCTORS),
            protections=[protection.value for protection in Protection],
            earthings=[earthing.value for earthing in Earthing],
        ),
    )


def _supplies(region: Region, known: Mapping[str, Supply]) -> list[SupplyChoiceDocument]:
    return [
        SupplyChoiceDocument(name, supply.description, supply.voltage_v, supply.phases, supply.plug_a, supply.source)
        for name, supply in ((name, known[name]) for name in supplies_in(region) if name in known)
    ]


HANDLERS = [read_commissioning, read_advice, commission]
