"""From claims to one target, and why: a pure function.

Each property is decided on its own: the claim with the highest priority among those that set it wins; between equals
the older slot. So the current of a weaker claim still counts when a stronger one only says whether to charge.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .claims import ChargeState, Claim, Client

_NAMES = {
    Client.MANUAL: "manual override",
    Client.DIVERT: "solar divert",
    Client.BOOST: "boost",
    Client.SCHEDULE: "schedule",
    Client.LIMIT: "charge limit",
    Client.ERROR: "fault",
    Client.OHM: "Ohm Connect",
    Client.OCPP: "charging back end (OCPP)",
    Client.RFID: "RFID authorisation",
    Client.COMMISSIONING: "commissioning",
    Client.MQTT: "MQTT",
    Client.SHAPER: "current shaper",
    Client.TEMPERATURE: "temperature throttle",
    Client.PLAN: "charging plan",
    Client.DEMAND_SHAPER: "demand shaper",
}


class Bounds(msgspec.Struct, frozen=True):
    """What no claim can exceed."""

    minimum_a: int
    """The controller's minimum (A); the pilot is never set below it."""
    maximum_a: int
    """The configured maximum (A)."""
    default_state: ChargeState = ChargeState.ACTIVE
    """When no claim says whether to charge."""
    lock: Claim | None = None
    """What holds against every claim, whatever its weight."""


class Reason(msgspec.Struct, frozen=True):
    """One step from the claims to the target, fit to show a person."""

    about: str
    """``state`` or ``current``."""
    client: int | None
    """Who brought it about; None: a default or a property of the controller."""
    text: str


class Target(msgspec.Struct, frozen=True):
    """What the controller is to do."""

    state: ChargeState
    pilot_a: int
    """What the pilot is to offer (A), also while disabled."""
    charge_current_a: int | None = None
    max_current_a: int | None = None
    state_client: int | None = None
    charge_current_client: int | None = None
    max_current_client: int | None = None
    reasons: tuple[Reason, ...] = ()
    """The decisive one about the state first, then those about the current in the order in which they applied."""


def client_name(client: int) -> str:
    """Name of a client for people; its number when it has none."""
    known = next((name for key, name in _NAMES.items() if key == client), None)
    return known or f"client {client}"


def arbitrate(claims: Iterable[Claim], bounds: Bounds) -> Target:
    """Decide the target from claims in the order of their slots."""
    held = tuple(claims)
    state = bounds.lock or _winner(claim for claim in held if claim.wish.state is not None)
    charge = _winner(claim for claim in held if claim.wish.charge_current_a is not None)
    ceiling = _winner(claim for claim in held if claim.wish.max_current_a is not None)
    target_state = state.wish.state if state is not None and state.wish.state is not None else bounds.default_state
    charge_a = None if charge is None else charge.wish.charge_current_a
    max_a = None if ceiling is None else ceiling.wish.max_current_a
    wanted_a = min(value for value in (bounds.maximum_a, max_a, charge_a) if value is not None)
    return Target(
        state=target_state,
        pilot_a=max(wanted_a, bounds.minimum_a),
        charge_current_a=charge_a,
        max_current_a=max_a,
        state_client=None if state is None else state.client,
        charge_current_client=None if charge is None else charge.client,
        max_current_client=None if ceiling is None else ceiling.client,
        reasons=(_about_state(state, target_state), *_about_current(charge, ceiling, wanted_a, bounds)),
    )


def _winner(claims: Iterable[Claim]) -> Claim | None:
    # max() keeps the first of equals: the older slot.
    return max(claims, key=lambda claim: claim.priority, default=None)


def _about_state(winner: Claim | None, state: ChargeState) -> Reason:
    allowed = "charging is allowed" if state is ChargeState.ACTIVE else "charging is paused"
    if winner is None:
        return Reason("state", None, f"{allowed}: nothing else was asked for")
    return Reason("state", winner.client, f"{allowed} by the {client_name(winner.client)}{_clause(winner)}")


def _about_current(charge: Claim | None, ceiling: Claim | None, wanted_a: int, bounds: Bounds) -> Iterable[Reason]:
    """Everything that bears on the current; the value that decides comes first."""
    found = [(bounds.maximum_a, Reason("current", None, f"the configured maximum is {bounds.maximum_a} A"))]
    if charge is not None and charge.wish.charge_current_a is not None:
        found.append((charge.wish.charge_current_a, _wants(charge, "asks for", charge.wish.charge_current_a)))
    if ceiling is not None and ceiling.wish.max_current_a is not None:
        found.append((ceiling.wish.max_current_a, _wants(ceiling, "allows", ceiling.wish.max_current_a)))
    found.sort(key=lambda item: item[0])
    reasons = [reason for _, reason in found]
    if wanted_a < bounds.minimum_a:
        reasons.insert(0, Reason("current", None, f"the controller offers no less than {bounds.minimum_a} A"))
    return reasons


def _wants(claim: Claim, verb: str, current_a: int) -> Reason:
    return Reason("current", claim.client, f"the {client_name(claim.client)} {verb} {current_a} A{_clause(claim)}")


def _clause(claim: Claim) -> str:
    return f": {claim.why}" if claim.why else ""
