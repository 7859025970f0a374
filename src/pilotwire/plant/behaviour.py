"""How a car behaves at the cable: its states, the table that moves it between them, and the quirks of real cars.

The car knows four things: whether it sees a valid offer, whether it wants energy, whether its battery is at the limit,
and whether there is mains at its inlet. The table below is the whole behaviour::

    AWAY ──plug──▶ WAITING ──offer, wants──▶ WAKING ──wake-up──▶ READY ──mains──▶ CHARGING
                      ▲  ▲                                      (S2 closed)      (draws current)
                      │  └──────────── S2 opens ──── STOPPING ◀── offer gone, or no longer wants
                      ├── FULL           at the limit, wants nothing
                      ├── ASLEEP/DROWSY  paused for long: ignores the next offer, wakes when it is withdrawn and renewed
                      └── NEEDS_REPLUG   has given up: only unplugging helps

A row holds when everything it needs is true and nothing it lacks is; it fires once it has held for its time. The first
row of a state that holds wins. A row whose time is ``None`` for a car is a quirk that car does not have.

SAE J1772 and IEC 61851-1 Annex A give a car 5 s to follow a changed duty cycle and 3 s to leave state C when the offer
goes; :class:`Behaviour` refuses longer times. How much current flows in CHARGING is not decided here.
"""

from __future__ import annotations

from enum import Enum, IntFlag, unique
from functools import lru_cache
from typing import Final

import msgspec

from .deadlines import NEVER

MAX_REACTION_MS: Final = 5_000
MAX_STOP_MS: Final = 3_000


@unique
class CarState(Enum):
    """What the car is doing."""

    AWAY = "away"
    WAITING = "waiting"
    WAKING = "waking"
    READY = "ready"
    CHARGING = "charging"
    STOPPING = "stopping"
    FULL = "full"
    ASLEEP = "asleep"
    DROWSY = "drowsy"
    NEEDS_REPLUG = "needs_replug"


S2_CLOSED: Final = frozenset({CarState.READY, CarState.CHARGING, CarState.STOPPING})


class Sees(IntFlag):
    """What the car knows at one instant."""

    NOTHING = 0
    OFFER = 1
    """The pilot carries a duty cycle that offers at least the car's own minimum current."""
    WANTS = 2
    """The driver or the car asks for energy: to charge, or to pre-heat."""
    AT_LIMIT = 4
    """The battery is at its charge limit."""
    MAINS = 8
    """There is mains at the inlet."""


@unique
class Hold(Enum):
    """How long a row must hold before it fires; the times are the car's own (:class:`Behaviour`)."""

    NONE = "none"
    WAKE_UP = "wake_up"
    START = "start"
    STOP = "stop"
    LEAVE_READY = "leave_ready"
    OPEN_S2 = "open_s2"
    FALL_ASLEEP = "fall_asleep"
    GIVE_UP = "give_up"
    KEEP_S2 = "keep_s2"
    UPSET = "upset"


class Row(msgspec.Struct, frozen=True):
    """One line of the table."""

    state: CarState
    needs: Sees
    lacks: Sees
    hold: Hold
    next_state: CarState


_S = CarState
TABLE: Final = (
    Row(_S.WAITING, Sees.OFFER | Sees.WANTS, Sees.NOTHING, Hold.NONE, _S.WAKING),
    Row(_S.WAITING, Sees.AT_LIMIT, Sees.WANTS, Hold.NONE, _S.FULL),
    Row(_S.WAITING, Sees.NOTHING, Sees.OFFER, Hold.FALL_ASLEEP, _S.ASLEEP),
    Row(_S.WAITING, Sees.NOTHING, Sees.OFFER, Hold.GIVE_UP, _S.NEEDS_REPLUG),
    Row(_S.WAKING, Sees.NOTHING, Sees.OFFER, Hold.NONE, _S.WAITING),
    Row(_S.WAKING, Sees.NOTHING, Sees.WANTS, Hold.NONE, _S.WAITING),
    Row(_S.WAKING, Sees.OFFER | Sees.WANTS, Sees.NOTHING, Hold.WAKE_UP, _S.READY),
    Row(_S.READY, Sees.NOTHING, Sees.WANTS, Hold.NONE, _S.STOPPING),
    Row(_S.READY, Sees.NOTHING, Sees.OFFER, Hold.LEAVE_READY, _S.STOPPING),
    Row(_S.READY, Sees.OFFER | Sees.MAINS, Sees.NOTHING, Hold.START, _S.CHARGING),
    Row(_S.CHARGING, Sees.NOTHING, Sees.MAINS, Hold.UPSET, _S.NEEDS_REPLUG),
    Row(_S.CHARGING, Sees.NOTHING, Sees.MAINS, Hold.NONE, _S.READY),
    Row(_S.CHARGING, Sees.NOTHING, Sees.WANTS, Hold.NONE, _S.STOPPING),
    Row(_S.CHARGING, Sees.NOTHING, Sees.OFFER, Hold.STOP, _S.STOPPING),
    Row(_S.STOPPING, Sees.WANTS, Sees.NOTHING, Hold.KEEP_S2, _S.READY),
    Row(_S.STOPPING, Sees.NOTHING, Sees.NOTHING, Hold.OPEN_S2, _S.WAITING),
    Row(_S.FULL, Sees.WANTS, Sees.NOTHING, Hold.NONE, _S.WAITING),
    Row(_S.FULL, Sees.NOTHING, Sees.AT_LIMIT, Hold.NONE, _S.WAITING),
    Row(_S.ASLEEP, Sees.OFFER, Sees.NOTHING, Hold.NONE, _S.DROWSY),
    Row(_S.DROWSY, Sees.NOTHING, Sees.OFFER, Hold.NONE, _S.WAITING),
)
"""The car's behaviour. Leaving for AWAY is not in it: unplugging does that from every state."""


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """A car's times (ms) and quirks. The defaults are those of a car without quirks."""

    reaction_ms: int = 1_500
    """From a changed duty cycle to following it."""
    stop_ms: int = 800
    """From a lost offer to drawing nothing."""
    wake_up_ms: int = 800
    """From the first offer to closing S2."""
    start_ms: int = 2_500
    """From mains at the inlet to the first current."""
    open_s2_ms: int = 200
    """From drawing nothing to opening S2."""
    ramp_a_per_s: float = 12.0
    min_current_a: float = 6.0
    """The car does not charge from offers below this."""
    sleeps_after_ms: int | None = None
    """Plugged in without an offer for this long, the car ignores the next offer until it is withdrawn and renewed."""
    gives_up_after_ms: int | None = None
    """Plugged in without an offer for this long, the car must be unplugged before it charges again."""
    keeps_s2_closed: bool = False
    """The car leaves S2 closed (state C) while it is paused."""
    replug_after_power_loss: bool = False
    """When mains vanishes under load the car must be unplugged before it charges again."""

    def __post_init__(self) -> None:
        if min(self.reaction_ms, self.stop_ms, self.wake_up_ms, self.start_ms, self.open_s2_ms) < 0:
            message = "A car's times must not be negative."
            raise ValueError(message)
        if self.reaction_ms > MAX_REACTION_MS or self.stop_ms + self.open_s2_ms > MAX_STOP_MS:
            message = f"A car follows within {MAX_REACTION_MS} ms and opens S2 within {MAX_STOP_MS} ms of a lost offer."
            raise ValueError(message)
        if self.ramp_a_per_s <= 0 or self.min_current_a < 0:
            message = "A car's ramp must be above 0 A/s and its minimum current not negative."
            raise ValueError(message)
        if self.sleeps_after_ms is not None and self.gives_up_after_ms is not None:
            message = "A car either falls asleep or gives up while it waits for an offer: set one of the two."
            raise ValueError(message)
        if any(quirk_ms is not None and quirk_ms <= 0 for quirk_ms in (self.sleeps_after_ms, self.gives_up_after_ms)):
            message = "A car falls asleep or gives up after more than 0 ms."
            raise ValueError(message)

    def hold_ms(self, hold: Hold) -> int | None:
        """How long rows with this hold must be true; None when this car does not have such rows."""
        held_ms: dict[Hold, int | None] = {
            Hold.NONE: 0,
            Hold.WAKE_UP: self.wake_up_ms,
            Hold.START: self.start_ms,
            Hold.STOP: self.stop_ms,
            Hold.LEAVE_READY: None if self.keeps_s2_closed else self.stop_ms,
            Hold.OPEN_S2: self.open_s2_ms,
            Hold.FALL_ASLEEP: self.sleeps_after_ms,
            Hold.GIVE_UP: self.gives_up_after_ms,
            Hold.KEEP_S2: 0 if self.keeps_s2_closed else None,
            Hold.UPSET: 0 if self.replug_after_power_loss else None,
        }
        return held_ms[hold]


_Rule = tuple[int, int, int, CarState]
"""A row ready for use: needs, lacks, hold in ms, next state."""


@lru_cache(maxsize=256)
def _rules(behaviour: Behaviour) -> dict[CarState, tuple[_Rule, ...]]:
    rules: dict[CarState, list[_Rule]] = {state: [] for state in CarState}
    for row in TABLE:
        hold_ms = behaviour.hold_ms(row.hold)
        if hold_ms is not None:
            rules[row.state].append((int(row.needs), int(row.lacks), hold_ms, row.next_state))
    return {state: tuple(of_state) for state, of_state in rules.items()}


class Driver:
    """The table at work for one car: the state, and when it next changes by itself."""

    __slots__ = ("_rule", "_rules", "deadline", "state")

    def __init__(self, behaviour: Behaviour) -> None:
        self.state = CarState.AWAY
        self.deadline = NEVER
        self._rules = _rules(behaviour)
        self._rule: _Rule | None = None

    def enter(self, state: CarState) -> None:
        """Go to this state whatever the table says; the next :meth:`settle` carries on from there."""
        self.state = state
        self._rule = None
        self.deadline = NEVER

    def wake(self) -> None:
        """The driver does something at the car: if it sleeps, it wakes."""
        if self.state in {CarState.ASLEEP, CarState.DROWSY}:
            self.enter(CarState.WAITING)

    def settle(self, now_ms: int, sees: int) -> None:
        """Take what the car sees from ``now_ms`` on (bits of :class:`Sees`) and follow the table as far as it goes."""
        while True:
            for rule in self._rules[self.state]:
                if sees & rule[0] == rule[0] and not sees & rule[1]:
                    break
            else:
                self._rule = None
                self.deadline = NEVER
                return
            if rule is not self._rule:
                self._rule = rule
                self.deadline = now_ms + rule[2]
            if self.deadline > now_ms:
                return
            self.enter(rule[3])
