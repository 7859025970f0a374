"""Why charging goes as fast as it does, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .arbitration import Target
from .claims import Claim, Client
from .explanation_sources import pilot_client, state_client
from .explanation_upcoming import clock_words, shown_instant, stops_by_schedule, to_second
from .explanation_values import Sentence
from .explanation_words import clause, say, who
from .status import DivertDoing, Status


def charging_headline(status: Status) -> Sentence:
    """With which current, and who brought it about; the target is to charge."""
    target = status.target
    if status.contactor.held is not None and target.state_client is None and target.reasons:
        return say("charging.held", current_a=target.pilot_a, why=clause(target.reasons[0].text))
    client = pilot_client(target)
    if client is None:
        if _is_minimum(target):
            return say("charging.minimum", current_a=target.pilot_a)
        client = state_client(status)
    claim = None if client is None else status.claim(client)
    if client is None or claim is None:
        return say("charging.maximum", current_a=target.pilot_a)
    return _by(client, claim, status)


def offered_detail(status: Status) -> list[Sentence]:
    """Why so much is offered, or to be offered, to a car that takes something else."""
    reason = next((reason for reason in status.target.reasons if reason.about == "current"), None)
    why = "" if reason is None else clause(reason.text)
    if reason is None or not why:
        return []
    wanted_a = status.target.pilot_a
    if status.evse.pilot_a != wanted_a:
        return [say("wanted.because", wanted_a=wanted_a, client=reason.client, why=why)]
    return [say("offered.because", offered_a=wanted_a, client=reason.client, why=why)]


def allowed_detail(status: Status) -> list[Sentence]:
    """Who lets a car charge that does not yet; nothing where nobody in particular does."""
    client = state_client(status)
    claim = None if client is None else status.claim(client)
    if client is None or claim is None:
        return []
    why = clause(claim.why)
    if not why:
        return [say("allowed.by", client=client, who=who(client))]
    return [say("allowed.by_because", client=client, who=who(client), why=why)]


def _is_minimum(target: Target) -> bool:
    """Whether less was asked for than the controller can offer."""
    wanted = [a for a in (target.charge_current_a, target.max_current_a) if a is not None]
    return bool(wanted) and min(wanted) < target.pilot_a


def _by(client: int, claim: Claim, status: Status) -> Sentence:
    current_a, why = status.target.pilot_a, clause(claim.why)
    own = _OWN_WORDS.get(client)
    told = None if own is None else own(current_a, why, status)
    if told is not None:
        return told
    if why:
        return say("charging.client_because", current_a=current_a, client=client, who=who(client), why=why)
    return say("charging.client", current_a=current_a, client=client, who=who(client))


def _by_hand(current_a: int, _: str, __: Status) -> Sentence:
    return say("charging.by_hand", current_a=current_a)


def _by_sun(current_a: int, why: str, status: Status) -> Sentence:
    if status.divert.doing is DivertDoing.SUN or not why:
        return say("charging.sun", current_a=current_a, available_a=round(status.divert.available_a, 1))
    return say("charging.sun_held", current_a=current_a, why=why)


def _by_plan(current_a: int, why: str, _: Status) -> Sentence | None:
    return say("charging.plan", current_a=current_a, why=why) if why else None


def _by_limit(current_a: int, why: str, _: Status) -> Sentence | None:
    return say("charging.limit", current_a=current_a, why=why) if why else None


def _by_house_limit(current_a: int, _: str, status: Status) -> Sentence:
    return say("charging.house_limit", current_a=current_a, allowed_a=status.target.max_current_a)


def _by_heat(current_a: int, _: str, status: Status) -> Sentence | None:
    temperature_dc = status.evse.temperature_dc
    if temperature_dc is None:
        return None
    return say("charging.heat", current_a=current_a, temperature_c=temperature_dc / 10)


def _by_schedule(current_a: int, _: str, status: Status) -> Sentence:
    until = stops_by_schedule(status)
    if until is None:
        return say("charging.schedule", current_a=current_a)
    shown = {"until": clock_words(until, status)}
    return say("charging.schedule_until", shown, current_a=current_a, until=shown_instant(until))


def _by_boost(current_a: int, _: str, status: Status) -> Sentence | None:
    boost = status.boost
    if boost is None:
        return None
    if boost.asked.duration_ms is not None and boost.until is not None:
        until = to_second(boost.until)
        shown = {"until": clock_words(until, status)}
        return say("charging.boost_until", shown, current_a=current_a, until=shown_instant(until))
    if boost.energy_left_wh is not None:
        return say("charging.boost_energy", current_a=current_a, left_kwh=round(boost.energy_left_wh / 1000, 1))
    return say("charging.boost", current_a=current_a)


_OWN_WORDS: Mapping[int, Callable[[int, str, Status], Sentence | None]] = {
    Client.MANUAL: _by_hand,
    Client.DIVERT: _by_sun,
    Client.SCHEDULE: _by_schedule,
    Client.BOOST: _by_boost,
    Client.PLAN: _by_plan,
    Client.LIMIT: _by_limit,
    Client.SHAPER: _by_house_limit,
    Client.TEMPERATURE: _by_heat,
}
"""By current (A), why and status."""
