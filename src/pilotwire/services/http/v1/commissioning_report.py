"""``/commissioning/report``: what was commissioned, with what, and what an installer confirmed, as a page to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from pilotwire.rapi.codes import SettingsFlag
from pilotwire.services.host import Host
from pilotwire.station.commissioning import INSPECTED
from pilotwire.station.evse import Evse
from pilotwire.station.zone import zone_of

from .answers import HostOf
from .commissioning import PATH, TAGS, document_of
from .commissioning_documents import AnswersDocument, CommissionedDocument, InspectionDocument
from .words import word

_HTML = "text/html"
_NOT = "not said"
_CHECKS: Final[Mapping[str, SettingsFlag]] = {
    "Diode of the car": SettingsFlag.DIODE_CHECK_OFF,
    "Cars that need ventilation": SettingsFlag.VENT_CHECK_OFF,
    "Protective earth": SettingsFlag.GROUND_CHECK_OFF,
    "Stuck contactor": SettingsFlag.STUCK_CONTACTOR_CHECK_OFF,
    "Self-test of the residual-current protection": SettingsFlag.GFCI_SELF_TEST_OFF,
    "Temperature": SettingsFlag.TEMPERATURE_CHECK_OFF,
}
"""What the controller checks by itself, by the flag that turns it off."""
_INSPECTED: Final[Mapping[str, str]] = {
    "earth-continuity": "Continuity of the protective conductor",
    "insulation": "Insulation resistance",
    "polarity": "Polarity",
    "rcd-trip": "The residual-current device trips",
    "contactor-opens": "The contactor opens when the car is unplugged and when it is paused",
    "cables-secured": "Cables are secured and strain is relieved",
    "cover-closed": "The enclosure is closed and its seals are in place",
}
_STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #999; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; }
th { width: 45%; font-weight: 500; color: #444; } tr { break-inside: avoid; }
.warn { border-left: 4px solid #b45309; padding-left: .8rem; } .lock { color: #b91c1c; font-weight: 700; }
.sign { display: grid; grid-template-columns: 1fr 1fr; gap: 3rem; margin-top: 4rem; }
.sign p { border-top: 1px solid #111; padding-top: .3rem; }
@media print { body { margin: 0; max-width: none; } a { display: none; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

Rows = Iterable[tuple[str, str]]


@get(
    f"{PATH}/report",
    media_type=_HTML,
    tags=TAGS,
    summary="Get the commissioning report",
    description="A page to print or to keep: installation, advice, settings, self-tests, what an installer confirmed.",
    responses={200: ResponseSpec(str, generate_examples=False, description="HTML.", media_type=_HTML)},
    sync_to_thread=False,
)
def read_report(host: HostOf) -> Response[str]:
    """Write the report."""
    disposition = f'inline; filename="commissioning-{host.identity.short_id}.html"'
    headers = {"content-security-policy": _POLICY, "content-disposition": disposition}
    return Response(report(host), media_type=_HTML, headers=headers)


def report(host: Host) -> str:
    """The report as a page that needs nothing else."""
    document = document_of(host)
    done = document.done
    zone = zone_of(host.status.settings.time_zone)
    locked = '<p class="lock">Not commissioned: nobody can charge yet.</p>' if document.locked else ""
    parts = [
        _section("Station", _table(_station_rows(host))),
        _installation(done),
        _section("In force", _table(_force_rows(host, document.maximum_a, document.wiring_maximum_a))),
        _section("What the controller checks by itself", _table(_check_rows(host.status.evse))),
        _inspection(None if done is None else done.inspection, host),
    ]
    title = f"Commissioning report, station {host.identity.short_id}"
    made = f"{host.now().utc.astimezone(zone):%Y-%m-%d %H:%M}"
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1><p>Written by the station on {made}.</p>{locked}{''.join(parts)}"
        '<div class="sign"><p>Date, installer</p><p>Date, owner</p></div></body></html>'
    )


def _station_rows(host: Host) -> Rows:
    evse, settings = host.status.evse, host.status.settings
    yield "Name", settings.hostname
    yield "Station", host.identity.long_id
    yield "Pilotwire", host.identity.pilotwire_version
    yield "Controller", f"firmware {evse.firmware or 'unknown'}, RAPI {evse.protocol or 'unknown'}"
    yield "Controller's serial number", evse.serial or "it has none"
    yield "Line", evse.link.name
    yield "State", "connected" if evse.connected else "NOT connected: what follows of it is what was heard last"


def _installation(done: CommissionedDocument | None) -> str:
    if done is None:
        return _section("Installation", "<p>Nothing has been said about the installation yet.</p>")
    answers = done.answers
    rows = [("Commissioned", f"{done.at:%Y-%m-%d %H:%M} UTC"), ("Maximum that was set", f"{done.current_a} A")]
    if done.wiring_locked:
        rows.append(("Maximum of the wiring", f"{done.current_a} A, for good"))
    rows += [("How", "at the controller's own menu")] if answers is None else list(_answer_rows(answers))
    text = _table(rows)
    if done.advice is not None:
        text += f"<p>Reckoned: {done.advice.current_a} A at most.</p>" + _list(s.reason for s in done.advice.steps)
        warnings = _list(warning.text for warning in done.advice.warnings)
        text += f'<div class="warn">{warnings}</div>' if warnings else ""
    return _section("Installation", text)


def _answer_rows(answers: AnswersDocument) -> Rows:
    yield "Region", answers.region
    yield "Supply", answers.supply
    yield "Breaker", _amps(answers.breaker_a)
    if answers.cross_section_mm2 is None:
        yield "Conductor", _amps(answers.conductor_a)
    else:
        yield "Conductor", f"{answers.cross_section_mm2:g} mm² of copper"
    yield "Charging cable", _amps(answers.cable_a)
    yield "Residual-current protection", answers.protection
    yield "Earthing", answers.earthing


def _force_rows(host: Host, maximum_a: int, wiring_a: int) -> Rows:
    settings, evse = host.status.settings, host.status.evse
    yield "Maximum", f"{maximum_a} A"
    yield "Maximum of the wiring", f"{wiring_a} A"
    yield "Service level", str(evse.service_level)
    yield "Phases", "three" if settings.is_threephase else "one"
    yield "House limit", f"{settings.current_shaper_max_pwr} W" if settings.current_shaper_enabled else "off"
    yield "Temperature at which it pauses", f"{settings.over_temp_shutdown} °C"
    supervision = f"{settings.heartbeat_interval} s, then at most {settings.heartbeat_current} A"
    yield "Controller's supervision of the station", supervision if settings.heartbeat_interval else "off"


def _check_rows(evse: Evse) -> Rows:
    for name, off in _CHECKS.items():
        yield name, "OFF" if off in evse.stored_flags else "on"
    yield "State now", word(evse.state).replace("_", " ")
    faults = evse.faults
    counted = f"residual current {faults.gfci}, no earth {faults.no_ground}, contactor {faults.stuck_contactor}"
    yield "Faults counted ever", counted


def _inspection(inspection: InspectionDocument | None, host: Host) -> str:
    if inspection is None:
        boxes = [(text, "☐") for text in _INSPECTED.values()]
        measured = [("Earth fault loop impedance", "______ Ω"), ("Residual-current device trips in", "______ ms")]
        return _section(
            "Confirmed by the installer", "<p>Nothing yet; to be filled in:</p>" + _table([*boxes, *measured])
        )
    boxes = [(_INSPECTED[one], "☑" if one in inspection.confirmed else "☐ not confirmed") for one in INSPECTED]
    zone = zone_of(host.status.settings.time_zone)
    rows = [("By", inspection.installer), ("On", f"{inspection.at.astimezone(zone):%Y-%m-%d %H:%M}"), *boxes]
    if inspection.loop_impedance_ohm is not None:
        rows.append(("Earth fault loop impedance", f"{inspection.loop_impedance_ohm:g} Ω"))
    if inspection.rcd_trip_ms is not None:
        rows.append(("Residual-current device trips in", f"{inspection.rcd_trip_ms:g} ms"))
    if inspection.remarks:
        rows.append(("Remarks", inspection.remarks))
    return _section("Confirmed by the installer", _table(rows))


def _section(title: str, html: str) -> str:
    return f"<h2>{escape(title)}</h2>{html}"


def _table(rows: Rows) -> str:
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table>{''.join(lines)}</table>"


def _list(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _amps(value: int | None) -> str:
    return _NOT if value is None else f"{value} A"


HANDLERS = [read_report]
