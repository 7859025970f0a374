"""What is said to the controller, one at a time, and what comes of it: the language of ``controller_link``.

An ask is one typed call of ``rapi.client``; an answer is the typed value of ``rapi.client_values`` that call returns,
or an ``AskFailed``. How asks become calls is the runtime's business, when they are made ``controller_link``'s.
"""

from __future__ import annotations

from enum import Enum, IntEnum

import msgspec

from pilotwire.rapi.client_values import (
    Ammeter,
    Capacity,
    ControllerState,
    CurrentSetting,
    Energy,
    FaultCounters,
    Heartbeat,
    Measurement,
    StoredSettings,
    Temperatures,
)

from .writes import Write


class Question(Enum):
    """What can be asked; the value is the RAPI command. In the order in which a new controller is asked."""

    STATE = "GS"
    CAR = "G0"
    CAPACITY = "GC"
    FAULTS = "GF"
    SETTINGS = "GE"
    AMMETER = "GA"
    SERIAL = "GI"
    ENERGY = "GU"
    MEASUREMENT = "GG"
    TEMPERATURES = "GP"


class Query(msgspec.Struct, frozen=True):
    """Ask one thing."""

    question: Question


class Move(Enum):
    """Changes of the charging state; the value is the RAPI command."""

    ENABLE = "FE"
    SLEEP = "FS"
    DISABLE = "FD"


class Drive(msgspec.Struct, frozen=True):
    """Change the charging state."""

    move: Move


class Offer(msgspec.Struct, frozen=True):
    """``$SC n V``: offer this current on the pilot (A)."""

    current_a: int
    volatile: bool = True
    """False where the firmware (before RAPI 2.0.2) can only store a limit."""


class Pulse(msgspec.Struct, frozen=True):
    """``$SY``: we are still here."""


class Acknowledge(msgspec.Struct, frozen=True):
    """``$SY 165``: a missed pulse has been noticed; the controller restores the configured current."""


class Reopen(msgspec.Struct, frozen=True):
    """Not for the controller: close the line and open it anew, since nothing has come over it for long."""


Ask = Query | Drive | Offer | Pulse | Acknowledge | Reopen | Write


class Failure(Enum):
    """Why an ask came to nothing."""

    REFUSED = "refused"
    """``$NK``, or a value that cannot be sent."""
    UNSUPPORTED = "unsupported"
    """The firmware has no such command; nothing was sent."""
    FAULTED = "faulted"
    """The controller reports a fault the command would hide; nothing was sent."""
    UNREADABLE = "unreadable"
    """What came back does not fit."""
    TIMEOUT = "timeout"
    """No answer in the tries allowed; whether it was carried out is not known."""
    LINK = "link"
    """The line is gone; whether it was carried out is not known."""

    @property
    def final(self) -> bool:
        """The same ask would fail again."""
        return self in (Failure.REFUSED, Failure.UNSUPPORTED, Failure.FAULTED)

    @property
    def answered(self) -> bool:
        """The controller said something."""
        return self in (Failure.REFUSED, Failure.UNREADABLE)


class AskFailed(msgspec.Struct, frozen=True):
    """An ask that came to nothing."""

    failure: Failure
    text: str
    """What happened and what to do, in a sentence."""


Answer = (
    ControllerState
    | Capacity
    | FaultCounters
    | StoredSettings
    | Ammeter
    | Energy
    | Measurement
    | Temperatures
    | Heartbeat
    | CurrentSetting
    | str
    | bool
    | AskFailed
    | None
)
"""``str``: the serial number; ``bool``: whether a car is plugged in, or the boot lock was released; None: done, with
nothing to tell."""


class Rank(IntEnum):
    """What goes first when several things are due."""

    LINE = 0
    """The line itself."""
    UNKNOWN = 1
    """Nothing can be decided before this is known."""
    RESTRICT = 2
    """Pause, or offer less."""
    HEARTBEAT = 3
    UNLOCK = 4
    ALLOW = 5
    """Enable, or offer more."""
    FOLLOW_UP = 6
    """What a command or report has changed."""
    WRITE = 7
    POLL = 8


class Due(msgspec.Struct, frozen=True):
    """Something to ask, and from when on (elapsed time)."""

    at_ms: int
    rank: Rank
    ask: Ask
