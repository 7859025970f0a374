"""``/commissioning``: what the installation is made of, the most it may charge with and why, and having that set."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import msgspec
from litestar import Response, get, post
from litestar.params import RawBody

from pilotwire.services.host import Host
from pilotwire.services.openevse.config_document import config_change
from pilotwire.station.commissioning import (
    CONDUCTORS,
    INSPECTED,
    Advice,
    Answers,
    Commissioned,
    CommissioningError,
    Inspection,
    advise,
    supplies_in,
)
from pilotwire.station.commissioning_supplies import Supply
from pilotwire.station.commissioning_warnings import Earthing, Protection, Region
from pilotwire.station.settings import SettingsError

from .answers import ApiError, HostOf, read_body
from .commissioning_documents import (
    AdviceDocument,
    AdviceStepDocument,
    AnswersBody,
    AnswersDocument,
    ChoicesDocument,
    CommissionBody,
    CommissionedDocument,
    CommissioningDocument,
    InspectionBody,
    InspectionDocument,
    RegionDocument,
    SupplyChoiceDocument,
    WarningDocument,
)
from .openapi import refuses, takes
from .setting_descriptions import CONFIGURED_MAXIMUM, HARDWARE_MAXIMUM
from .words import whole_seconds

PATH = "/api/v1/commissioning"
TAGS = ["Commissioning"]


@get(PATH, tags=TAGS, summary="Read the commissioning", sync_to_thread=False)
def read_commissioning(host: HostOf) -> Response[CommissioningDocument]:
    """Tell what there is to answer, and what was."""
    return Response(document_of(host))


@post(
    f"{PATH}/advice",
    status_code=200,
    tags=TAGS,
    summary="Ask what an installation may charge with",
    description="Nothing is changed.",
    responses=refuses({400: "An answer is missing or cannot be right."}),
    operation_class=takes(AnswersBody, AnswersBody(region="united-kingdom", supply="hardwired-uk-1ph", breaker_a=32)),
)
async def read_advice(body: RawBody, host: HostOf) -> Response[AdviceDocument]:
    """Tell what follows from the answers."""
    return Response(_advice_document(_advised(_answers(read_body(body, AnswersBody)), host)))


@post(
    PATH,
    status_code=200,
    tags=TAGS,
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
    return Response(document_of(host))


@post(
    f"{PATH}/inspection",
    status_code=200,
    tags=TAGS,
    summary="Confirm what was inspected",
    description=(
        "Kept with its date until the station is commissioned anew. Nothing is measured by the station: who installs "
        "it measures."
    ),
    responses=refuses({400: "Something cannot be that.", 409: "The station has not been commissioned yet."}),
    operation_class=takes(
        InspectionBody,
        InspectionBody(installer="A. Sparks", confirmed=["earth-continuity", "rcd-trip"], rcd_trip_ms=24.0),
    ),
)
async def inspect(body: RawBody, host: HostOf) -> Response[CommissioningDocument]:
    """Keep what an installer confirms."""
    asked = read_body(body, InspectionBody)
    unknown = next((one for one in asked.confirmed if one not in INSPECTED), None)
    if unknown is not None:
        raise ApiError(f"Use some of {', '.join(INSPECTED)}, not {unknown}.", "confirmed")
    inspection = Inspection(
        at=host.now().utc,
        installer=asked.installer.strip(),
        confirmed=tuple(one for one in INSPECTED if one in asked.confirmed),
        loop_impedance_ohm=asked.loop_impedance_ohm,
        rcd_trip_ms=asked.rcd_trip_ms,
        remarks=asked.remarks.strip(),
    )
    if not host.run(lambda station, moment: station.inspect(inspection, moment)):
        raise ApiError("Commission the station first: say what it hangs on.", status=409)
    await host.settled()
    return Response(document_of(host))


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
    advice, answers = None, commissioned.answers
    if answers is not None:
        with contextlib.suppress(CommissioningError):
            advice = _advice_document(advise(answers, supplies))
    return CommissionedDocument(
        at=whole_seconds(commissioned.at),
        answers=None if answers is None else msgspec.convert(msgspec.to_builtins(answers), AnswersDocument),
        current_a=commissioned.current_a,
        wiring_locked=commissioned.wiring_locked,
        advice=advice,
        inspection=_inspection_document(commissioned.inspection),
    )


def _inspection_document(inspection: Inspection | None) -> InspectionDocument | None:
    if inspection is None:
        return None
    return InspectionDocument(
        at=whole_seconds(inspection.at),
        installer=inspection.installer,
        confirmed=list(inspection.confirmed),
        loop_impedance_ohm=inspection.loop_impedance_ohm,
        rcd_trip_ms=inspection.rcd_trip_ms,
        remarks=inspection.remarks,
    )


def document_of(host: Host) -> CommissioningDocument:
    """What there is to answer, and what was."""
    evse = host.status.evse
    return CommissioningDocument(
        done=_done(host.status.commissioned, host.status.supplies),
        locked=host.status.commissioning_locked,
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


HANDLERS = [read_commissioning, read_advice, commission, inspect]
