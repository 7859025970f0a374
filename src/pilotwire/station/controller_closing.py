"""What to say to the controller before the station ends in order, so that it is left in a stated condition.

The condition is that of a station that died, only at once and with the front button given back: a pause stays; a
charge goes on if the default is to charge, else it is paused; the current is at most the heartbeat's fallback - by
the controller's own supervision, or by an order where it has none. So no override, and no share of a limit the house
may no longer bear, outlives the station, and a person can still pause and start at the front panel.
"""

from __future__ import annotations

from pilotwire.rapi.codes import Toggle

from .asks import Ask, Drive, Move, Offer
from .controller_heartbeat import Supervision
from .controller_picture import Picture
from .evse import Aim
from .writes import SetToggle


def closing_asks(
    picture: Picture, supervision: Supervision, aim: Aim | None, *, may_charge: bool, own_button: bool
) -> list[Ask]:
    """In the order in which to say it; nothing to a controller that does not answer."""
    evse, features = picture.evse, picture.features
    asks: list[Ask] = []
    if not evse.connected or features is None:
        return asks
    if not may_charge and not evse.paused and not picture.faulted:
        asks.append(Drive(Move.DISABLE if aim is not None and aim.pause_by_disabling else Move.SLEEP))
    fallback_a = max(evse.minimum_a, supervision.wanted.fallback_a)
    if not supervision.armed and evse.pilot_a > fallback_a:
        asks.append(Offer(fallback_a, features.volatile_current))
    if own_button and picture.button_is_ours:
        asks.append(SetToggle(Toggle.BUTTON, enabled=True))
    return asks
