"""Claims and what they lead to as documents, with the reasons in words."""

from __future__ import annotations

from pilotwire.station.arbitration import Reason, Target, client_name
from pilotwire.station.claims import ChargeState, Claim
from pilotwire.station.status import Status

from .status_values import ClaimDocument, ReasonDocument, TargetDocument, WaitingDocument
from .words import seconds


def target_document(status: Status) -> TargetDocument:
    """What is wanted of the controller, and why."""
    target = status.target
    return TargetDocument(
        state=target.state.value,
        pilot_a=target.pilot_a,
        charge_current_a=target.charge_current_a,
        max_current_a=target.max_current_a,
        why=_why(target, connected=status.evse.connected),
        reasons=[_reason_document(reason) for reason in target.reasons],
    )


def _reason_document(reason: Reason) -> ReasonDocument:
    name = None if reason.client is None else client_name(reason.client)
    return ReasonDocument(about=reason.about, client=reason.client, name=name, text=reason.text)


def _why(target: Target, *, connected: bool) -> str:
    """The decisive reasons as sentences."""
    decisive = {reason.about: reason.text for reason in reversed(target.reasons)}
    state, current = (decisive.get(about, "nothing was decided yet") for about in ("state", "current"))
    verb = "is offered" if target.state is ChargeState.ACTIVE else "would be offered"
    why = f"{state[0].upper()}{state[1:]}. {target.pilot_a} A {verb}: {current}."
    return why if connected else f"{why} The controller does not answer."


def waiting_documents(status: Status) -> list[WaitingDocument]:
    """What the station's own sources want, or wait for."""
    return [
        WaitingDocument(
            client=waiting.client,
            name=client_name(waiting.client),
            wants=None if waiting.wants is None else waiting.wants.value,
            text=waiting.text,
        )
        for waiting in status.waiting
    ]


def claim_document(claim: Claim, status: Status) -> ClaimDocument:
    """One claim."""
    ends_ms = status.lease_ends_ms.get(claim.client)
    wish = claim.wish
    return ClaimDocument(
        client=claim.client,
        name=client_name(claim.client),
        priority=claim.priority,
        state=None if wish.state is None else wish.state.value,
        charge_current_a=wish.charge_current_a,
        max_current_a=wish.max_current_a,
        auto_release=wish.auto_release,
        why=claim.why,
        lease_s=None if claim.lease_ms is None else seconds(claim.lease_ms),
        lease_remaining_s=None if ends_ms is None else seconds(max(0, ends_ms - status.moment.elapsed_ms)),
    )
