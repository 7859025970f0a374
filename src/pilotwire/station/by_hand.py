"""Whether somebody has paused or resumed the charge at the controller itself: with its button, or in its menu.

The controller does not say who did it. It was a person if nothing else explains it: nobody has told the controller
anything lately, it is neither its delay timer nor one of its limits, and it has not just started.
"""

from __future__ import annotations

from pilotwire.rapi.codes import EvseState, VolatileFlag

from .arbitration import Target
from .claims import ChargeState
from .evse import Evse

_BY_ITSELF = VolatileFlag.TIMER_ON | VolatileFlag.LIMIT_SLEEP | VolatileFlag.TIME_LIMIT | VolatileFlag.ENERGY_LIMIT
_UNCLEAR = frozenset((EvseState.STARTING, EvseState.UNKNOWN))


def moved_by_hand(before: Evse, after: Evse, target: Target | None, *, left_alone: bool) -> bool:
    """Judge a change of the controller's state.

    Args:
        before: the controller before it.
        after: the controller after it.
        target: what it was to do.
        left_alone: nobody has told it anything about its state lately.

    """
    if target is None or not left_alone or not before.connected or not after.connected:
        return False
    if after.paused in (before.paused, target.state is ChargeState.DISABLED):
        return False
    clear = _UNCLEAR.isdisjoint((before.state, after.state))
    return clear and not after.flags & _BY_ITSELF
