"""The station's status as the documents of this API: one function for each part, and the table of all parts.

The table also says of each part by what one can tell that it has changed: what merely ages is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from typing import Any, cast

import msgspec

from pilotwire.services.host import Identity
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.charging_plan_words import due_words
from pilotwire.station.energy import Registers
from pilotwire.station.explanation import explain
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.schedule_values import ScheduleFeature
from pilotwire.station.sessions import Session
from pilotwire.station.settings import Settings
from pilotwire.station.status import Status

from .back_end_documents import back_end_document
from .boost_documents import boost_document
from .claim_documents import claim_document, target_document, waiting_documents
from .controller_document import controller_fields, measurement_document
from .explanation_documents import explanation_document, explanation_key
from .plan_values import charging_plan_document
from .price_values import price_status_document
from .rfid_documents import rfid_document
from .session_values import SessionDocument, StopDocument
from .status_values import (
    ClockDocument,
    ContactorDocument,
    ControllerDocument,
    DelayedSwitchDocument,
    DivertDocument,
    IdentityDocument,
    LimitDocument,
    PlanStatusDocument,
    RegistersDocument,
    ShaperDocument,
    StatusDocument,
    VersionsDocument,
)
from .surroundings_document import (
    advisory_documents,
    feeds_document,
    network_document,
    process_document,
    range_unit,
    service_documents,
    vehicle_document,
)
from .words import LimitWord, rounded, seconds, whole_seconds, word

_DECIMALS = 3
_MONEY_DECIMALS = 4


class Part(msgspec.Struct, frozen=True):
    """One part of the status."""

    key: Callable[[Status], object]
    """Differs when the part has changed."""
    document: Callable[[Status], object]


def status_document(status: Status, identity: Identity, facts: ProcessFacts) -> StatusDocument:
    """Everything."""
    parts: dict[str, Any] = {name: part.document(status) for name, part in PARTS.items()}
    return StatusDocument(
        at=status.moment.utc,
        uptime_s=seconds(status.moment.elapsed_ms),
        identity=identity_document(identity),
        process=process_document(status, facts),
        **parts,
    )


def identity_document(identity: Identity) -> IdentityDocument:
    """Who this is."""
    return IdentityDocument(
        id=identity.long_id,
        version=identity.pilotwire_version,
        openevse_version=identity.version,
        build=identity.build,
        machine=identity.chip,
    )


def clock_document(status: Status) -> ClockDocument:
    """Date and time."""
    return ClockDocument(
        utc=whole_seconds(status.moment.utc.astimezone(UTC)),
        local=whole_seconds(status.clock.local),
        time_zone=status.settings.time_zone,
        trusted=status.clock.trusted,
        kept_by_server=status.settings.sntp_enabled,
    )


def _controller_key(status: Status) -> object:
    """What is in the document; that something was asked and answered is no change."""
    return tuple(controller_fields(status.evse).values())


def _measurement_key(status: Status) -> object:
    evse = status.evse
    warmth = (evse.temperature_dc, status.temperature_max_dc)
    return evse.current_ma, evse.voltage_v, status.power_w, status.settings.is_threephase, warmth


def session_document(session: Session) -> SessionDocument:
    """One session as it was written down."""
    return SessionDocument(
        number=session.number,
        started=whole_seconds(session.started),
        started_trusted=session.started_trusted,
        ended=None if session.ended is None else whole_seconds(session.ended),
        energy_wh=round(session.energy_wh, _DECIMALS),
        charging_s=round(session.charging_s, 1),
        peak_w=round(session.peak_w, 1),
        peak_a=round(session.peak_a, _DECIMALS),
        charges=session.charges,
        who=session.who,
        resumed=session.resumed,
        stops=[
            StopDocument(at=whole_seconds(stop.at), reason=word(stop.reason), text=stop.text) for stop in session.stops
        ],
        cost=rounded(session.cost, _MONEY_DECIMALS),
        currency=session.currency,
        co2_g=rounded(session.co2_g, 1),
        solar_wh=rounded(session.solar_wh, _DECIMALS),
    )


def current_session(status: Status) -> SessionDocument | None:
    """The session under way with its energy and cost up to now."""
    session = status.session
    return None if session is None else session_document(session.brought_up_to(status.registers, status.session_sums))


def registers_document(registers: Registers) -> RegistersDocument:
    """The energy registers."""
    return RegistersDocument(
        session_wh=round(registers.session_wh, _DECIMALS),
        session_charging_s=round(registers.session_elapsed_s, 1),
        day_wh=_wh(registers.day_kwh),
        week_wh=_wh(registers.week_kwh),
        month_wh=_wh(registers.month_kwh),
        year_wh=_wh(registers.year_kwh),
        total_wh=_wh(registers.total_kwh),
        contactor_closures=registers.switches,
        imported=registers.imported,
    )


def _wh(kwh: float) -> float:
    return round(kwh * 1000, _DECIMALS)


def limit_document(limit: Limit | None, settings: Settings) -> LimitDocument | None:
    """The limit with its unit."""
    if limit is None:
        return None
    unit = range_unit(settings) if limit.type is LimitType.RANGE else _LIMIT_UNITS[limit.type]
    return LimitDocument(
        type=cast("LimitWord", limit.type.value),
        value=limit.value,
        unit=unit,
        auto_release=limit.auto_release,
        ready_by=None if limit.ready_by is None else due_words(limit.ready_by),
        prefer=None if limit.ready_by is None else limit.prefer.value,
    )


def plan_document(status: Status) -> PlanStatusDocument:
    """Where in the schedule the station is."""
    plan, feature = status.plan, status.timer_feature
    after = None if plan.next_delay_s is None else timedelta(seconds=plan.next_delay_s)
    return PlanStatusDocument(
        current_event=None if plan.current is None else plan.current.event.id,
        next_event=None if plan.next is None else plan.next.event.id,
        next_at=None if after is None else whole_seconds(status.moment.utc.astimezone(UTC) + after),
        feature=None if feature in (ScheduleFeature.NONE, ScheduleFeature.CURRENT) else feature.value,
        delayed=delayed_document(status),
    )


def delayed_document(status: Status) -> DelayedSwitchDocument | None:
    """What of the schedule waits for a random time."""
    delayed = status.delayed_switch
    if delayed is None:
        return None
    event = delayed.switch.event
    return DelayedSwitchDocument(
        event=event.id if event in status.schedule else None,
        state=event.state.value,
        due_at=whole_seconds(delayed.switch.start),
        until=whole_seconds(delayed.until),
    )


def divert_document(status: Status) -> DivertDocument:
    """Solar divert."""
    divert = status.divert
    return DivertDocument(
        mode=word(divert.mode),
        active=divert.active,
        charge_rate_a=divert.charge_rate_a,
        available_a=round(divert.available_a, _DECIMALS),
        smoothed_a=round(divert.smoothed_a, _DECIMALS),
        trigger_a=round(divert.trigger_a, _DECIMALS),
        minimum_charge_remaining_s=divert.min_charge_remaining_s,
        doing=word(divert.doing),
        held_today_wh=divert.held_today_wh,
    )


def shaper_document(status: Status) -> ShaperDocument:
    """Current shaper."""
    shaper = status.shaper
    return ShaperDocument(
        running=shaper.running,
        max_w=shaper.max_w,
        smoothed_w=round(shaper.smoothed_w, 1),
        allowed_a=round(shaper.current_a, _DECIMALS),
        data_fresh=shaper.updated,
    )


def contactor_document(status: Status) -> ContactorDocument:
    """The contactor, and what is held back for its sake."""
    contactor, now_ms = status.contactor, status.moment.elapsed_ms
    until_ms = contactor.until_ms
    return ContactorDocument(
        closures_within_hour=contactor.closures_within_hour(now_ms),
        most_per_hour=contactor.most_per_hour,
        held=None if contactor.held is None else word(contactor.held),
        remaining_s=None if until_ms is None else seconds(max(0, until_ms - now_ms)),
    )


def _clock_settings(status: Status) -> tuple[object, ...]:
    return status.settings.time_zone, status.settings.sntp_enabled


def _versions_document(status: Status) -> VersionsDocument:
    versions = status.versions
    return VersionsDocument(
        settings=versions.config,
        claims=versions.claims,
        override=versions.override,
        schedule=versions.schedule,
        plan=versions.schedule_plan,
        limit=versions.limit,
        prices=versions.prices,
        sun_forecast=versions.sun_forecast,
    )


_LIMIT_UNITS = {
    LimitType.TIME: "min",
    LimitType.ENERGY: "Wh",
    LimitType.SOC: "%",
    LimitType.COST: "hundredths",
    LimitType.NONE: "",
}

PARTS: Mapping[str, Part] = {
    "clock": Part(lambda s: (s.clock.local.utcoffset(), s.clock.trusted, *_clock_settings(s)), clock_document),
    "controller": Part(_controller_key, lambda s: ControllerDocument(**controller_fields(s.evse))),
    "measurement": Part(_measurement_key, measurement_document),
    "target": Part(lambda s: (s.target, s.evse.connected), target_document),
    "explanation": Part(explanation_key, lambda s: explanation_document(explain(s))),
    "waiting": Part(lambda s: s.waiting, waiting_documents),
    "claims": Part(lambda s: (s.claims, s.lease_ends_ms), lambda s: [claim_document(c, s) for c in s.claims]),
    "session": Part(lambda s: s.session, current_session),
    "registers": Part(lambda s: s.registers, lambda s: registers_document(s.registers)),
    "prices": Part(price_status_document, price_status_document),
    "limit": Part(lambda s: (s.limit, range_unit(s.settings)), lambda s: limit_document(s.limit, s.settings)),
    "boost": Part(lambda s: s.boost, boost_document),
    "charging_plan": Part(lambda s: s.charging_plan, charging_plan_document),
    "plan": Part(
        lambda s: (s.plan.current, s.plan.next, s.plan.entries, s.timer_feature, s.delayed_switch), plan_document
    ),
    "divert": Part(lambda s: s.divert, divert_document),
    "shaper": Part(lambda s: s.shaper, shaper_document),
    "contactor": Part(lambda s: s.contactor, contactor_document),
    "feeds": Part(lambda s: s.feeds, feeds_document),
    "vehicle": Part(lambda s: (s.vehicle, range_unit(s.settings)), vehicle_document),
    "rfid_tag": Part(lambda s: s.rfid_tag, lambda s: s.rfid_tag),
    "rfid": Part(rfid_document, rfid_document),
    "network": Part(lambda s: s.network, network_document),
    "services": Part(lambda s: s.services, lambda s: service_documents(s.services)),
    "back_end": Part(lambda s: s.back_end, lambda s: back_end_document(s.back_end)),
    "advisories": Part(lambda s: s.advisories, advisory_documents),
    "versions": Part(lambda s: s.versions, _versions_document),
}
"""Every part of the status by its name in ``StatusDocument``."""
