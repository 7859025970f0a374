"""``/commissioning/report``: what was commissioned, with what, and what an installer confirmed, as a page to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Annotated, Final, Literal

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.rapi.codes import SettingsFlag
from pilotwire.services.host import Host
from pilotwire.station.commissioning import INSPECTED
from pilotwire.station.commissioning_supplies import Supply
from pilotwire.station.zone import zone_of

from .answers import HostOf, Query, WebRequest, read_query
from .commissioning import PATH, TAGS, document_of
from .commissioning_documents import (
    AdviceDocument,
    AdviceStepDocument,
    AnswersDocument,
    CommissionedDocument,
    InspectionDocument,
)
from .openapi import refuses, takes
from .report_words import Words, language_of
from .words import word

_HTML = "text/html"
_CHECKS: Final[Mapping[str, SettingsFlag]] = {
    "self_diode": SettingsFlag.DIODE_CHECK_OFF,
    "self_ventilation": SettingsFlag.VENT_CHECK_OFF,
    "self_earth": SettingsFlag.GROUND_CHECK_OFF,
    "self_contactor": SettingsFlag.STUCK_CONTACTOR_CHECK_OFF,
    "self_residual": SettingsFlag.GFCI_SELF_TEST_OFF,
    "self_temperature": SettingsFlag.TEMPERATURE_CHECK_OFF,
}
"""What the controller checks by itself, by the flag that turns it off."""
_STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #999; }
h1, h2 { break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; overflow-wrap: anywhere; }
th { width: 45%; font-weight: 500; color: #444; } tr, li, .sign { break-inside: avoid; }
.warn { border-left: 4px solid #b45309; padding-left: .8rem; } .lock { color: #b91c1c; font-weight: 700; }
.sign { display: grid; grid-template-columns: 1fr 1fr; gap: 3rem; margin-top: 4rem; }
.sign p { border-top: 1px solid #111; padding-top: .3rem; }
@page { margin: 15mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.3; }
  h2 { margin-top: 1rem; } th, td { padding: .12rem .5rem; } ul { margin: .3rem 0; } .sign { margin-top: 3rem; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

Rows = Iterable[tuple[str, str]]


class ReportQuery(Query, frozen=True):
    """How it is to be written."""

    language: Annotated[
        Literal["en", "de", "fr", "es", "nl", "it"] | UnsetType,
        Meta(description="Left out: the first known one of `Accept-Language`, of the setting `lang`, or English."),
    ] = UNSET


@get(
    f"{PATH}/report",
    media_type=_HTML,
    tags=TAGS,
    summary="Get the commissioning report",
    description="A page to print or to keep: installation, advice, settings, self-tests, what an installer confirmed.",
    responses={200: ResponseSpec(str, generate_examples=False, description="HTML.", media_type=_HTML)}
    | refuses({400: "It is not written in that language."}),
    operation_class=takes(query=ReportQuery),
    sync_to_thread=False,
)
def read_report(request: WebRequest, host: HostOf) -> Response[str]:
    """Write the report."""
    asked = read_query(request, ReportQuery).language
    language = asked or language_of(request.headers.get("accept-language", ""), host.status.settings.lang)
    disposition = f'inline; filename="commissioning-{host.identity.short_id}.html"'
    headers = {
        "content-security-policy": _POLICY,
        "content-disposition": disposition,
        "content-language": language,
        "vary": "accept-language",
    }
    return Response(_Report(host, Words(language)).page(), media_type=_HTML, headers=headers)


class _Report:
    """The report as a page that needs nothing else.

    Args:
        host: the station.
        words: of the language it is written in.

    """

    def __init__(self, host: Host, words: Words) -> None:
        self._host = host
        self._words = words
        self._say = words.say
        self._zone = zone_of(host.status.settings.time_zone)

    def page(self) -> str:
        """All of it."""
        document = document_of(self._host)
        done = document.done
        parts = (
            self._section("station", _table(self._station_rows())),
            self._section("installation", self._installation(done)),
            self._section("in_force", _table(self._force_rows(document.maximum_a, document.wiring_maximum_a))),
            self._section("checks", _table(self._check_rows())),
            self._section("inspection", self._inspection(None if done is None else done.inspection)),
        )
        title = self._say("title", station=self._host.identity.short_id)
        written = self._say("written", time=self._time(self._host.now().utc))
        locked = f'<p class="lock">{escape(self._say("locked"))}</p>' if document.locked else ""
        signed = "".join(f"<p>{escape(self._say(key))}</p>" for key in ("sign_installer", "sign_owner"))
        return (
            f'<!DOCTYPE html><html lang="{self._words.language}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(written)}</p>"
            f'{locked}{"".join(parts)}<div class="sign">{signed}</div></body></html>'
        )

    # -- the station ---------------------------------------------------------------------------------------------

    def _station_rows(self) -> Rows:
        evse, settings, say = self._host.status.evse, self._host.status.settings, self._say
        unknown = say("unknown")
        yield say("name"), settings.hostname
        yield say("number"), self._host.identity.long_id
        yield "Pilotwire", self._host.identity.pilotwire_version
        firmware = say("firmware", firmware=evse.firmware or unknown, protocol=evse.protocol or unknown)
        yield say("controller"), firmware
        yield say("serial"), evse.serial or say("no_serial")
        yield say("line"), evse.link.name
        yield say("link"), say("connected" if evse.connected else "not_connected")

    def _force_rows(self, maximum_a: int, wiring_a: int) -> Rows:
        settings, evse, say, amps = self._host.status.settings, self._host.status.evse, self._say, self._words.amps
        yield say("maximum"), amps(maximum_a)
        yield say("wiring_maximum"), amps(wiring_a)
        yield say("service_level"), str(evse.service_level)
        yield say("phases"), say("all_phases" if settings.is_threephase else "one_phase")
        limit = f"{settings.current_shaper_max_pwr} W"
        yield say("house_limit"), limit if settings.current_shaper_enabled else say("off")
        yield say("pause_temperature"), f"{self._words.figure(settings.over_temp_shutdown)} °C"
        seconds, fallback = str(settings.heartbeat_interval), amps(settings.heartbeat_current)
        supervised = say("supervised", seconds=seconds, current=fallback)
        yield say("supervision"), supervised if settings.heartbeat_interval else say("off")

    def _check_rows(self) -> Rows:
        evse, say = self._host.status.evse, self._say
        for key, off in _CHECKS.items():
            yield say(key), say("OFF" if off in evse.stored_flags else "on")
        state = word(evse.state)
        named = f"{say('state_fault')} ({state.replace('_', ' ')})"
        yield say("state_now"), self._words.name(f"state_{state}", named)
        faults = evse.faults
        counts = {"residual": faults.gfci, "earth": faults.no_ground, "contactor": faults.stuck_contactor}
        yield say("faults"), say("fault_counts", **{name: str(count) for name, count in counts.items()})

    # -- the installation ----------------------------------------------------------------------------------------

    def _installation(self, done: CommissionedDocument | None) -> str:
        say, amps = self._say, self._words.amps
        if done is None:
            return f"<p>{escape(say('nothing_said'))}</p>"
        rows = [(say("commissioned"), self._time(done.at)), (say("maximum_set"), amps(done.current_a))]
        if done.wiring_locked:
            rows.append((say("wiring_maximum"), say("for_good", current=amps(done.current_a))))
        if done.answers is None:
            return _table([*rows, (say("how"), say("at_panel"))])
        text = _table([*rows, *self._answer_rows(done.answers)])
        return text if done.advice is None else text + self._advice(done.advice, done.answers)

    def _advice(self, advice: AdviceDocument, answers: AnswersDocument) -> str:
        supply = self._host.status.supplies[answers.supply]
        reasons = _list(self._reason(step, answers, supply) for step in advice.steps)
        warnings = _list(self._words.name(f"warning_{one.key}", one.text) for one in advice.warnings)
        text = f"<p>{escape(self._say('at_most', current=self._words.amps(advice.current_a)))}</p>{reasons}"
        if advice.warnings:
            text += f'<div class="warn"><p>{escape(self._say("mind"))}</p>{warnings}</div>'
        return text

    def _answer_rows(self, answers: AnswersDocument) -> Rows:
        say, words = self._say, self._words
        supply = self._host.status.supplies.get(answers.supply)
        yield say("region"), say(f"region_{answers.region}")
        yield say("supply"), answers.supply if supply is None else self._supply_name(answers.supply, supply)
        yield say("breaker"), words.amps(answers.breaker_a)
        size = answers.cross_section_mm2
        copper = words.amps(answers.conductor_a) if size is None else say("copper", size=words.figure(size))
        yield say("conductor"), copper
        yield say("cable"), words.amps(answers.cable_a)
        for key, answer in (("protection", answers.protection), ("earthing", answers.earthing)):
            yield say(key), say("not_said" if answer == "unknown" else f"{key}_{answer}")

    def _supply_name(self, name: str, supply: Supply) -> str:
        if supply.plug_a is None:
            return self._say("hardwired" if supply.phases == 1 else "hardwired_three")
        return self._words.name(f"supply_{name}", supply.description)

    def _reason(self, step: AdviceStepDocument, answers: AnswersDocument, supply: Supply) -> str:
        ratings = {
            "supply": supply.plug_a,
            "breaker": answers.breaker_a,
            "conductor": answers.conductor_a,
            "cable": answers.cable_a,
        }
        rated_a = ratings[step.step] or step.current_a
        if step.step == "cable":
            key = "why_cable"
        elif step.step == "conductor" and answers.cross_section_mm2 is not None:
            key = "why_conductor_size"
        elif step.current_a >= rated_a:
            key = f"why_{step.step}_full"
        else:
            key = f"why_{step.step}_{'share' if supply.continuous_percent < 100 else 'less'}"
        return self._say(
            key,
            name=self._supply_name(answers.supply, supply),
            rated=self._words.amps(rated_a),
            current=self._words.amps(step.current_a),
            size=self._words.figure(answers.cross_section_mm2 or 0),
        )

    # -- what was confirmed --------------------------------------------------------------------------------------

    def _inspection(self, inspection: InspectionDocument | None) -> str:
        say = self._say
        if inspection is None:
            boxes = [(say(f"check_{one}"), "☐") for one in INSPECTED]
            measured = [(say("loop_impedance"), "______ Ω"), (say("rcd_trips_in"), "______ ms")]
            return f"<p>{escape(say('to_fill_in'))}</p>{_table([*boxes, *measured])}"
        return _table(self._inspection_rows(inspection))

    def _inspection_rows(self, inspection: InspectionDocument) -> Iterator[tuple[str, str]]:
        say, figure = self._say, self._words.figure
        yield say("by"), inspection.installer
        yield say("at"), self._time(inspection.at)
        for one in INSPECTED:
            yield say(f"check_{one}"), "☑" if one in inspection.confirmed else say("not_confirmed")
        if inspection.loop_impedance_ohm is not None:
            yield say("loop_impedance"), f"{figure(inspection.loop_impedance_ohm)} Ω"
        if inspection.rcd_trip_ms is not None:
            yield say("rcd_trips_in"), f"{figure(inspection.rcd_trip_ms)} ms"
        if inspection.remarks:
            yield say("remarks"), inspection.remarks

    # -- parts ---------------------------------------------------------------------------------------------------

    def _time(self, instant: datetime) -> str:
        return f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _section(self, key: str, html: str) -> str:
        return f"<h2>{escape(self._say(key))}</h2>{html}"


def _table(rows: Rows) -> str:
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table>{''.join(lines)}</table>"


def _list(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


HANDLERS = [read_report]
