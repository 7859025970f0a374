"""An explanation as a value: what happens and why, who wants what, and what comes next.

How it is found is in ``explanation``, its sentences are in ``explanation_words``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec

from .claims import ChargeState

Value = str | int | float | bool | None


class Sentence(msgspec.Struct, frozen=True):
    """One sentence in English, and what other languages can be made of."""

    code: str
    """Which sentence it is, for example ``divert.waiting_for_surplus``; stable."""
    values: Mapping[str, Value]
    """What is in it, by the name of its place; units are in the names, instants are ISO 8601."""
    text: str
    """Begins with a capital, ends with a full stop."""


class Property(Enum):
    """What is decided each by itself."""

    STATE = "state"
    CURRENT = "current"
    MAXIMUM = "maximum"


class Outranked(msgspec.Struct, frozen=True):
    """A wish that does not count."""

    property: Property
    by: int | None
    """Client whose wish counts instead; None: the guard of the contactor."""


class SourceView(msgspec.Struct, frozen=True):
    """What one source wants, and what becomes of it."""

    client: int | None
    """None for the station itself: its defaults, and what it holds back for the contactor's sake."""
    name: str
    priority: int | None
    """None while it claims nothing."""
    wants: ChargeState | None
    charge_current_a: int | None
    max_current_a: int | None
    decides: tuple[Property, ...]
    """For what its wish counts. Of all sources exactly one decides the state."""
    sets_pilot: bool
    """What it wants is the very current that is offered."""
    outranked: tuple[Outranked, ...]
    sentence: Sentence
    """What it wants."""
    why: str
    """Why, in its own words, as a clause; may be empty."""
    waiting_for: str
    """What it waits for, in its own words; empty for nothing."""


class Upcoming(msgspec.Struct, frozen=True):
    """Something that is known to change."""

    sentence: Sentence
    in_ms: int
    """From when it was told (ms)."""
    at: datetime | None
    """UTC; None while nobody knows the time."""


class Explanation(msgspec.Struct, frozen=True):
    """What happens at one moment, and why."""

    headline: Sentence
    details: tuple[Sentence, ...]
    """What else is worth saying, most important first."""
    state: ChargeState
    """What the controller is to do."""
    state_client: int | None
    """Who decided that; None: the station itself."""
    pilot_client: int | None
    """Who decided the current; None: the station itself, or the controller."""
    sources: tuple[SourceView, ...]
    """Who weighs most first, then those that claim nothing, then the station itself."""
    upcoming: tuple[Upcoming, ...]
    """The next first."""
    after_start: bool = False
    """It is the first of this run of the station; when the run before ended is not known."""
