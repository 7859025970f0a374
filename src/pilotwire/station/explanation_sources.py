"""Who wants what, with which weight, for what it counts, and who outranks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from .arbitration import Target, client_name
from .claims import ChargeState, Claim, Wish
from .explanation_values import Outranked, Property, Sentence, SourceView
from .explanation_words import clause, say
from .status import Status, Waiting

_SETS: Mapping[Property, Callable[[Wish], object]] = {
    Property.STATE: lambda wish: wish.state,
    Property.CURRENT: lambda wish: wish.charge_current_a,
    Property.MAXIMUM: lambda wish: wish.max_current_a,
}


def state_client(status: Status) -> int | None:
    """Who decided whether to charge; None: the station itself."""
    client = status.target.state_client
    return None if client is None or status.claim(client) is None else client


def pilot_client(target: Target) -> int | None:
    """Who decided the current that is offered; None: the station itself, or the controller."""
    return next((reason.client for reason in target.reasons if reason.about == "current"), None)


def source_views(status: Status) -> tuple[SourceView, ...]:
    """All sources: who weighs most first, then those that claim nothing, then the station itself."""
    waiting = {found.client: found for found in status.waiting}
    # sorted() keeps the order of slots among equals, and the older slot wins there.
    claims = sorted(status.claims, key=lambda claim: -claim.priority)
    claiming = {claim.client for claim in claims}
    return (
        *(_claiming(claim, waiting.get(claim.client), status) for claim in claims),
        *(_idle(found) for found in status.waiting if found.client not in claiming),
        _station(status),
    )


def _claiming(claim: Claim, waiting: Waiting | None, status: Status) -> SourceView:
    winners, wish = _winners(status), claim.wish
    mine = [about for about, sets in _SETS.items() if sets(wish) is not None]
    return SourceView(
        client=claim.client,
        name=client_name(claim.client),
        priority=claim.priority,
        wants=wish.state,
        charge_current_a=wish.charge_current_a,
        max_current_a=wish.max_current_a,
        decides=tuple(about for about in mine if winners[about] == claim.client),
        sets_pilot=pilot_client(status.target) == claim.client,
        outranked=tuple(Outranked(about, winners[about]) for about in mine if winners[about] != claim.client),
        sentence=_wish_sentence(wish),
        why=clause(claim.why),
        waiting_for="" if waiting is None else clause(waiting.text),
    )


def _winners(status: Status) -> Mapping[Property, int | None]:
    """Who decided what; nobody: the station itself."""
    target, claims = status.target, status.claims
    found = {
        Property.STATE: target.state_client,
        Property.CURRENT: target.charge_current_client,
        Property.MAXIMUM: target.max_current_client,
    }
    return {about: client if _claims(claims, client) else None for about, client in found.items()}


def _claims(claims: Iterable[Claim], client: int | None) -> bool:
    return any(claim.client == client for claim in claims)


def _idle(waiting: Waiting) -> SourceView:
    return SourceView(
        client=waiting.client,
        name=client_name(waiting.client),
        priority=None,
        wants=None,
        charge_current_a=None,
        max_current_a=None,
        decides=(),
        sets_pilot=False,
        outranked=(),
        sentence=say("source.nothing"),
        why="",
        waiting_for=clause(waiting.text),
    )


def _station(status: Status) -> SourceView:
    """The station itself: what holds when nobody says anything, and what it holds back."""
    target, maximum_a = status.target, status.evse.configured_maximum_a
    held = status.contactor.held is not None and target.state_client is None
    wants = target.state if held else _default(status)
    return SourceView(
        client=None,
        name="contactor guard" if held else "station",
        priority=None,
        wants=wants,
        charge_current_a=None,
        max_current_a=maximum_a,
        decides=tuple(_of_station(status)),
        sets_pilot=pilot_client(target) is None,
        outranked=() if state_client(status) is None else (Outranked(Property.STATE, state_client(status)),),
        sentence=say(
            "source.default_charge" if wants is ChargeState.ACTIVE else "source.default_pause", max_a=maximum_a
        ),
        why=clause(target.reasons[0].text) if held and target.reasons else "",
        waiting_for="",
    )


def _default(status: Status) -> ChargeState:
    return ChargeState.ACTIVE if status.settings.default_state else ChargeState.DISABLED


def _of_station(status: Status) -> Iterator[Property]:
    winners = _winners(status)
    yield from (about for about in (Property.STATE, Property.MAXIMUM) if winners[about] is None)


def _wish_sentence(wish: Wish) -> Sentence:
    current_a, max_a = wish.charge_current_a, wish.max_current_a
    if wish.state is ChargeState.DISABLED:
        return say("source.pause")
    charges = wish.state is ChargeState.ACTIVE
    if current_a is not None and max_a is not None:
        code = "source.charge_at_and_at_most" if charges else "source.current_and_maximum"
        return say(code, current_a=current_a, max_a=max_a)
    if current_a is not None:
        return say("source.charge_at" if charges else "source.current", current_a=current_a)
    if max_a is not None:
        return say("source.charge_at_most" if charges else "source.maximum", max_a=max_a)
    return say("source.charge" if charges else "source.nothing")
