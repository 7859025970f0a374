"""Measures of what the station decides and counts: target, claims, energy, session, and its sources."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping

from pilotwire.station.advisories import Severity
from pilotwire.station.charging_plan_values import PlanState
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.limit_values import LimitType
from pilotwire.station.status import ContactorHold, DivertDoing, DivertMode, DivertStatus, ShaperStatus

from .measures import (
    JOULES_PER_KWH,
    JOULES_PER_WH,
    Counter,
    Gauge,
    Gauges,
    Measure,
    Seen,
    States,
    word,
    words,
)

_CLIENTS = {int(client): word(client) for client in Client}
_OTHERS = "others"
_NO_HOLD = "none"


def _claims(seen: Seen) -> Mapping[str, float | None]:
    held = Tally(_CLIENTS.get(claim.client, _OTHERS) for claim in seen.status.claims)
    return {name: held[name] for name in (*_CLIENTS.values(), _OTHERS)}


def _advisories(seen: Seen) -> Mapping[str, float | None]:
    held = Tally(advisory.condition.severity for advisory in seen.status.advisories)
    return {severity.value: held[severity] for severity in Severity}


def _session_cost(seen: Seen) -> Mapping[str, float | None]:
    sums = seen.status.session_sums
    return {} if seen.status.session is None else {sums.currency: sums.cost}


def _session_solar_j(seen: Seen) -> float | None:
    solar_wh = seen.status.session_sums.solar_wh
    return None if seen.status.session is None or solar_wh is None else solar_wh * JOULES_PER_WH


def _price(seen: Seen) -> Mapping[str, float | None]:
    if not seen.status.moment.trusted:
        return {}
    slot = seen.status.prices.at(seen.status.moment.utc)
    return {} if slot is None else {seen.status.prices.currency: slot.price}


def _divert(seen: Seen) -> DivertStatus | None:
    """Solar divert; None while it is off or has not seen anything."""
    divert = seen.status.divert
    return divert if seen.status.settings.divert_enabled and divert.evaluated_ms is not None else None


def _shaper(seen: Seen) -> ShaperStatus | None:
    """The current shaper; None while it does nothing."""
    return seen.status.shaper if seen.status.shaper.running else None


def _boost_left_s(seen: Seen) -> float | None:
    boost = seen.status.boost
    return None if boost is None else max(0, boost.ends_ms - seen.status.moment.elapsed_ms) / 1000


def _limit(seen: Seen) -> str:
    limit = seen.status.limit
    return word(LimitType.NONE if limit is None else limit.type)


_DECISIONS: tuple[Measure, ...] = (
    Gauge(
        name="pilotwire_target_charging",
        text="Whether the station wants the car to charge.",
        read=lambda seen: seen.status.target.state is ChargeState.ACTIVE,
    ),
    Gauge(
        name="pilotwire_target_current_amperes",
        text="Current the station wants to be offered, also while it pauses.",
        read=lambda seen: seen.status.target.pilot_a,
    ),
    Gauges(
        name="pilotwire_claims",
        text="Claims held, by who holds them.",
        label="client",
        read=_claims,
    ),
    Gauges(
        name="pilotwire_advisories",
        text="What the owner should know, by severity, acknowledged or not.",
        label="severity",
        read=_advisories,
    ),
    Counter(
        name="pilotwire_contactor_closures",
        text="Contactor closures in the station's life.",
        read=lambda seen: seen.status.registers.switches,
    ),
    Gauge(
        name="pilotwire_contactor_closures_within_hour",
        text="Contactor closures in the last hour, as counted against the most that are allowed.",
        read=lambda seen: seen.status.contactor.closures_within_hour(seen.status.moment.elapsed_ms),
    ),
    States(
        name="pilotwire_contactor_hold",
        text="What is held back so that the contactor lasts.",
        states=(_NO_HOLD, *words(ContactorHold)),
        read=lambda seen: _NO_HOLD if seen.status.contactor.held is None else word(seen.status.contactor.held),
    ),
)

_ENERGY: tuple[Measure, ...] = (
    Counter(
        name="pilotwire_energy_joules",
        text="Energy charged in the station's life; 3600000 J are 1 kWh.",
        read=lambda seen: seen.status.registers.total_kwh * JOULES_PER_KWH,
    ),
    Gauge(
        name="pilotwire_session_active",
        text="Whether a session is under way, from plug-in to unplug.",
        read=lambda seen: seen.status.session is not None,
    ),
    Gauge(
        name="pilotwire_session_energy_joules",
        text="Energy charged since the car was plugged in.",
        read=lambda seen: None if seen.status.session is None else seen.status.registers.session_wh * JOULES_PER_WH,
    ),
    Gauge(
        name="pilotwire_session_charging_seconds",
        text="Time the car has charged since it was plugged in.",
        read=lambda seen: None if seen.status.session is None else seen.status.registers.session_elapsed_s,
    ),
    Gauges(
        name="pilotwire_session_cost",
        text="Cost of the session's energy as far as its price was known, in the currency.",
        label="currency",
        read=_session_cost,
    ),
    Gauge(
        name="pilotwire_session_carbon_grams",
        text="Carbon (CO2 equivalent) of the session's energy as far as its intensity was known.",
        read=lambda seen: None if seen.status.session is None else seen.status.session_sums.co2_g,
    ),
    Gauge(
        name="pilotwire_session_solar_energy_joules",
        text="What of the session's energy the sun gave, as far as feeds told.",
        read=_session_solar_j,
    ),
    Gauges(
        name="pilotwire_price_per_kilowatt_hour",
        text="Price of a kWh now, in the currency.",
        label="currency",
        read=_price,
    ),
)

_SOURCES: tuple[Measure, ...] = (
    States(
        name="pilotwire_divert_mode",
        text="Whether the car charges as fast as allowed or by the sun.",
        states=words(DivertMode),
        read=lambda seen: word(seen.status.divert.mode) if seen.status.settings.divert_enabled else None,
    ),
    States(
        name="pilotwire_divert_state",
        text="What solar divert is about.",
        states=words(DivertDoing),
        read=lambda seen: None if _divert(seen) is None else word(seen.status.divert.doing),
    ),
    Gauge(
        name="pilotwire_divert_available_current_amperes",
        text="What the sun leaves for the car.",
        read=lambda seen: None if (divert := _divert(seen)) is None else divert.available_a,
    ),
    Gauge(
        name="pilotwire_divert_smoothed_current_amperes",
        text="The same, smoothed.",
        read=lambda seen: None if (divert := _divert(seen)) is None else divert.smoothed_a,
    ),
    Gauge(
        name="pilotwire_divert_held_today_joules",
        text="Energy that was not from the sun and held the minimum today.",
        read=lambda seen: None if (divert := _divert(seen)) is None else divert.held_today_wh * JOULES_PER_WH,
    ),
    Gauge(
        name="pilotwire_shaper_active",
        text="Whether the current shaper runs.",
        read=lambda seen: seen.status.shaper.running,
    ),
    Gauge(
        name="pilotwire_shaper_limit_watts",
        text="Most that the site may draw.",
        read=lambda seen: None if (shaper := _shaper(seen)) is None else shaper.max_w,
    ),
    Gauge(
        name="pilotwire_shaper_allowed_current_amperes",
        text="Current the shaper would allow, before rounding.",
        read=lambda seen: None if (shaper := _shaper(seen)) is None else shaper.current_a,
    ),
    Gauge(
        name="pilotwire_shaper_data_fresh",
        text="Whether the shaper's measurements are believed.",
        read=lambda seen: None if (shaper := _shaper(seen)) is None else shaper.updated,
    ),
    Gauge(
        name="pilotwire_boost_active",
        text="Whether a boost is under way.",
        read=lambda seen: seen.status.boost is not None,
    ),
    Gauge(
        name="pilotwire_boost_remaining_seconds",
        text="Time until the boost ends at the latest.",
        read=_boost_left_s,
    ),
    States(
        name="pilotwire_limit",
        text="Kind of the charge limit that is set.",
        states=words(LimitType),
        read=_limit,
    ),
    States(
        name="pilotwire_plan_state",
        text="State of the charging plan.",
        states=words(PlanState),
        read=lambda seen: None if (plan := seen.status.charging_plan) is None else word(plan.state),
    ),
    Gauge(
        name="pilotwire_plan_energy_joules",
        text="Energy the charging plan still reckons with.",
        read=lambda seen: None if (plan := seen.status.charging_plan) is None else plan.energy_wh * JOULES_PER_WH,
    ),
    Gauge(
        name="pilotwire_plan_in_time",
        text="Whether the charging plan expects to be ready when it is due.",
        read=lambda seen: None if (plan := seen.status.charging_plan) is None else plan.in_time,
    ),
)

MEASURES = (*_DECISIONS, *_ENERGY, *_SOURCES)
"""In the order in which they are told."""
