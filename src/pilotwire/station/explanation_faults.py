"""Faults for people: what the controller has stopped for, with what was measured, and what to do about it."""

from __future__ import annotations

from pilotwire.rapi.codes import EvseState

from .evse import Evse
from .explanation_values import Sentence
from .explanation_words import say


def fault_sentence(evse: Evse) -> Sentence:
    """What it has stopped for; ``evse`` is in a fault."""
    name = evse.state.name.lower()
    match evse.state:
        case EvseState.GFCI_TRIPPED:
            return say(f"fault.{name}", count=evse.faults.gfci)
        case EvseState.NO_GROUND:
            return say(f"fault.{name}", count=evse.faults.no_ground)
        case EvseState.OVER_TEMPERATURE if evse.hottest_dc is not None:
            return say(f"fault.{name}", temperature_c=evse.hottest_dc / 10)
        case EvseState.OVER_TEMPERATURE:
            return say(f"fault.{name}_unknown")
        case EvseState.OVER_CURRENT:
            return say(f"fault.{name}", offered_a=evse.pilot_a)
    return say(f"fault.{name}")


def advice_sentence(evse: Evse) -> Sentence:
    """What to do; ``evse`` is in a fault."""
    return say(f"advice.{evse.state.name.lower()}")
