"""Why charging is paused, in one sentence: who decided that, and what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .anti_chatter import REARM_MARGIN_A
from .claims import ChargeState, Claim, Client
from .explanation_sources import state_client
from .explanation_upcoming import clock_words, shown_instant, starts_by_schedule
from .explanation_values import Sentence
from .explanation_words import clause, say, who
from .status import DivertDoing, Status
from .surplus import followed_reading, is_fresh, trigger_current_a
from .throttle import RESUME_MARGIN_C


def paused_headline(status: Status) -> Sentence:
    """Who paused, and what for; the target is to pause."""
    target = status.target
    if status.contactor.held is not None and target.state_client is None and target.reasons:
        return say("paused.held", why=clause(target.reasons[0].text))
    client = state_client(status)
    claim = None if client is None else status.claim(client)
    if client is None or claim is None:
        return say("paused.default")
    own = _OWN_WORDS.get(client)
    told = None if own is None else own(claim, status)
    return told or _by_client(client, claim)


def _by_client(client: int, claim: Claim) -> Sentence:
    why = clause(claim.why)
    if why:
        return say("paused.client_because", client=client, who=who(client), why=why)
    return say("paused.client", client=client, who=who(client))


def _by_hand(claim: Claim, _: Status) -> Sentence:
    return say("paused.by_hand_until_unplug" if claim.wish.auto_release else "paused.by_hand")


def _by_limit(claim: Claim, _: Status) -> Sentence | None:
    why = clause(claim.why)
    return say("paused.limit", why=why) if why else None


def _by_sun(_: Claim, status: Status) -> Sentence | None:
    settings, divert = status.settings, status.divert
    needed_a = trigger_current_a(status.evse.minimum_a, settings.divert_pv_ratio) + REARM_MARGIN_A
    reading = followed_reading(status.feeds, settings)
    known = is_fresh(reading, settings, status.moment.elapsed_ms) and divert.doing is DivertDoing.WAITING
    if known and divert.smoothed_a < needed_a:
        return say(
            "divert.waiting_for_surplus",
            needed_a=round(needed_a, 2),
            now_a=round(divert.smoothed_a, 1),
            average_s=settings.divert_attack_smoothing_time,
        )
    waiting = _waiting(Client.DIVERT, status)
    return say("divert.waiting", waiting=waiting) if waiting else None


def _by_schedule(_: Claim, status: Status) -> Sentence:
    at = starts_by_schedule(status)
    if at is not None:
        return say("schedule.waiting", {"at": clock_words(at, status)}, at=shown_instant(at))
    waiting = _waiting(Client.SCHEDULE, status)
    return say("schedule.waiting_for", waiting=waiting) if waiting else say("schedule.paused")


def _by_plan(_: Claim, status: Status) -> Sentence | None:
    waiting = _waiting(Client.PLAN, status)
    return say("plan.waiting", waiting=waiting) if waiting else None


def _by_tag(_: Claim, __: Status) -> Sentence:
    return say("rfid.waiting")


def _by_house_limit(claim: Claim, status: Status) -> Sentence:
    if claim.wish.max_current_a is None or not status.shaper.updated:
        return say("paused.house_unknown")
    return say(
        "paused.house_limit",
        allowed_a=max(0.0, round(status.shaper.current_a, 1)),
        needed_a=status.evse.minimum_a + REARM_MARGIN_A,
    )


def _by_heat(_: Claim, status: Status) -> Sentence:
    hottest_dc = status.evse.hottest_dc
    if hottest_dc is None:
        return say("paused.heat_unknown")
    resume_c = status.settings.over_temp_shutdown - RESUME_MARGIN_C
    return say("paused.heat", temperature_c=hottest_dc / 10, resume_c=resume_c)


def _waiting(client: int, status: Status) -> str:
    """What a source says it waits for while it pauses."""
    found = (w.text for w in status.waiting if w.client == client and w.wants is not ChargeState.ACTIVE)
    return clause(next(found, ""))


_OWN_WORDS: Mapping[int, Callable[[Claim, Status], Sentence | None]] = {
    Client.MANUAL: _by_hand,
    Client.LIMIT: _by_limit,
    Client.DIVERT: _by_sun,
    Client.SCHEDULE: _by_schedule,
    Client.PLAN: _by_plan,
    Client.RFID: _by_tag,
    Client.SHAPER: _by_house_limit,
    Client.TEMPERATURE: _by_heat,
}
