"""What happens and why, for people: one pure function from the status to an explanation.

The headline is the first of these that applies: the controller is not there, a fault, it is not ready yet, no car,
charging, paused, the car does not want. Who decided is read from the target, so what is told is what was done. The
sentences are in ``explanation_words``, who wants what in ``explanation_sources``, what comes next in
``explanation_upcoming``.
"""

from __future__ import annotations

from pilotwire.rapi.codes import EvseState, VolatileFlag

from .claims import ChargeState
from .decision_log import Decision
from .evse import Evse, LinkState
from .explanation_charging import allowed_detail, charging_headline, offered_detail
from .explanation_faults import advice_sentence, fault_sentence
from .explanation_paused import paused_headline
from .explanation_sources import pilot_client, source_views, state_client
from .explanation_upcoming import upcoming
from .explanation_values import Explanation, Sentence
from .explanation_words import clause, say
from .limit_values import LimitType
from .status import Status

_LESS_THAN_OFFERED_A = 1.0
"""Cars take a little less than they are offered; only from this on, and from a tenth, is it worth a word."""
_NOTHING_A = 0.5
_FULL_PCT = 100
_WITHOUT_REASON = ("charging.takes_less", "charging.takes_nothing", "charging.offered_other")
"""Headlines that do not say whose current it is."""
_TOLD_APART = frozenset({"fault", "car"})
"""Subjects of which every sentence is news."""


def explain(status: Status) -> Explanation:
    """Everything about this moment."""
    target = status.target
    return Explanation(
        headline=headline(status),
        details=tuple(_details(status)),
        state=target.state,
        state_client=state_client(status),
        pilot_client=pilot_client(target),
        sources=source_views(status),
        upcoming=upcoming(status),
    )


def decision(status: Status) -> Decision:
    """What makes it another decision to people, and not only other figures."""
    code = headline(status).code
    subject = code.partition(".")[0]
    about = code if subject in _TOLD_APART else subject
    return Decision(about, status.target.state, state_client(status), pilot_client(status.target))


def headline(status: Status) -> Sentence:
    """What happens and why, in one sentence."""
    evse = status.evse
    return (
        _not_there(evse)
        or _faulty(evse)
        or _not_commissioned(status)
        or _not_working(evse)
        or _without_car(status)
        or (_charging(status) if evse.charging else _not_charging(status))
    )


def _not_there(evse: Evse) -> Sentence | None:
    if evse.connected:
        return None
    error = clause(evse.link.error)
    match evse.link.state:
        case LinkState.CONNECTING:
            return say("controller.connecting")
        case LinkState.CONNECTED:
            return say("controller.reading")
        case LinkState.WAITING:
            return say("controller.unreachable", error=error) if error else say("controller.unreachable_unknown")
        case LinkState.LOST:
            return say("controller.lost", error=error) if error else say("controller.lost_unknown")


def _faulty(evse: Evse) -> Sentence | None:
    return fault_sentence(evse) if evse.state.is_fault else None


def _not_commissioned(status: Status) -> Sentence | None:
    return say("paused.not_commissioned") if status.commissioning_locked else None


def _not_working(evse: Evse) -> Sentence | None:
    if VolatileFlag.BOOT_LOCK in evse.flags:
        return say("controller.boot_locked")
    if evse.state is EvseState.STARTING:
        return say("controller.starting")
    if evse.state is EvseState.UNKNOWN:
        return say("controller.unknown_state", state_code=evse.state_code)
    return None


def _without_car(status: Status) -> Sentence | None:
    evse = status.evse
    # Old firmware that pauses does not tell whether there is a car.
    unknown = evse.paused and evse.pilot_state is None and not evse.flags
    there = evse.vehicle or unknown or evse.state in (EvseState.CONNECTED, EvseState.CHARGING)
    return None if there else say("car.none")


def _charging(status: Status) -> Sentence:
    if status.target.state is ChargeState.DISABLED:
        return say("charging.ending")
    offered_a, taken_a = status.evse.pilot_a, round(status.evse.current_ma / 1000, 1)
    if offered_a != status.target.pilot_a:
        return say("charging.offered_other", offered_a=offered_a, wanted_a=status.target.pilot_a)
    if taken_a < _NOTHING_A:
        return say("charging.takes_nothing", offered_a=offered_a)
    if taken_a < offered_a - max(_LESS_THAN_OFFERED_A, offered_a / 10):
        return say("charging.takes_less", taken_a=taken_a, offered_a=offered_a)
    return charging_headline(status)


def _not_charging(status: Status) -> Sentence:
    evse = status.evse
    if status.target.state is ChargeState.DISABLED:
        return paused_headline(status)
    return _paused_by_itself(evse) if evse.paused else _not_asking(status)


def _paused_by_itself(evse: Evse) -> Sentence:
    """Charging is allowed, and yet the controller pauses."""
    if VolatileFlag.LIMIT_SLEEP in evse.flags:
        return say("controller.own_limit")
    if VolatileFlag.AUTH_LOCKED in evse.flags:
        return say("controller.auth_locked")
    if VolatileFlag.TIMER_ON in evse.flags:
        return say("controller.own_timer")
    return say("charging.beginning")


def _not_asking(status: Status) -> Sentence:
    vehicle = status.vehicle
    if vehicle.soc_pct is not None:
        if vehicle.soc_pct >= _FULL_PCT:
            return say("car.full")
        if vehicle.charge_limit_pct is not None and vehicle.soc_pct >= vehicle.charge_limit_pct:
            return say("car.own_limit", limit_pct=vehicle.charge_limit_pct)
    return say("car.not_asking")


# -- what else is worth saying -----------------------------------------------------------------------------------


def _details(status: Status) -> list[Sentence]:
    evse, target = status.evse, status.target
    found: list[Sentence] = []
    if not evse.connected:
        if evse.link.state in (LinkState.LOST, LinkState.WAITING) and status.settings.heartbeat_interval:
            found.append(say("controller.on_its_own", fallback_a=status.settings.heartbeat_current))
        return found
    if evse.state.is_fault:
        return [advice_sentence(evse)]
    active = target.state is ChargeState.ACTIVE
    if active and evse.charging:
        if headline(status).code in _WITHOUT_REASON:
            found += offered_detail(status)
    elif active:
        found += allowed_detail(status)
    elif headline(status).code in ("car.none", "charging.ending"):
        found.append(paused_headline(status))
    if evse.heartbeat_missed:
        found.append(say("controller.heartbeat_missed"))
    return [*found, *_about_car(status)]


def _about_car(status: Status) -> list[Sentence]:
    vehicle, limit = status.vehicle, status.limit
    found: list[Sentence] = []
    if vehicle.soc_pct is not None:
        found.append(say("car.state_of_charge", soc_pct=vehicle.soc_pct))
    below = vehicle.charge_limit_pct is not None and limit is not None and limit.type is LimitType.SOC
    if below and vehicle.charge_limit_pct is not None and limit is not None and vehicle.charge_limit_pct < limit.value:
        found.append(say("car.limit_below", car_limit_pct=vehicle.charge_limit_pct, limit_pct=limit.value))
    return found
