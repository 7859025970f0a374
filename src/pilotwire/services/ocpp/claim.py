"""What the back end permits, as a claim: which part of it counts is the owner's decision. Pure.

``ocpp_suspend_evse`` lets it stop charging, ``ocpp_energize_plug`` lets it start. Its limits of the current only ever
lower the current, so they count whatever the flags say; a limit that nothing can be charged with is a stop.
"""

from __future__ import annotations

import math

import msgspec

from pilotwire.ocpp.effects import Permission
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.schedule_values import ScheduleFeature
from pilotwire.station.status import Status


class Asked(msgspec.Struct, frozen=True):
    """A claim to be made."""

    wish: Wish
    why: str


def claim_of(permission: Permission, status: Status) -> Asked | None:
    """The claim that follows from a permission; None for none."""
    settings = status.settings
    # An event of the schedule can hand the decision over for its time.
    handed_over = status.timer_feature is ScheduleFeature.OCPP
    may_stop = settings.ocpp_suspend_evse or handed_over
    may_start = settings.ocpp_energize_plug or handed_over
    state, limit_a, why = permission.state, permission.limit_a, permission.why
    if limit_a is not None and limit_a < status.evse.minimum_a:
        state, why = ChargeState.DISABLED, f"it allows {limit_a:g} A, less than the least of {status.evse.minimum_a} A"
    if (state is ChargeState.DISABLED and not may_stop) or (state is ChargeState.ACTIVE and not may_start):
        state = None
    # One that may not stop the charge can still slow it down: the controller's minimum is what is left then.
    ceiling_a = None if limit_a is None else max(0, math.floor(limit_a))
    if state is None and ceiling_a is None:
        return None
    if state is None:
        why = f"it allows {limit_a:g} A"
    return Asked(Wish(state, max_current_a=ceiling_a), why)
