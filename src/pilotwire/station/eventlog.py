"""Entries of the event log."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from pilotwire.rapi.codes import VolatileFlag

from .claims import ChargeState
from .explanation_values import Explanation


class LogKind(Enum):
    """How important an entry is; the words are the gateway's."""

    INFORMATION = "information"
    NOTIFICATION = "notification"
    WARNING = "warning"


class LogEntry(msgspec.Struct, frozen=True):
    """One entry: what happened, and the station as it was."""

    at: datetime
    kind: LogKind
    target: ChargeState
    state_code: int
    flags: VolatileFlag
    pilot_a: int
    session_wh: float
    session_elapsed_s: float
    temperature_dc: int | None
    """Tenths of a degree."""
    temperature_max_dc: int | None
    divert_active: bool
    shaper_active: bool
    text: str = ""
    """In words; not told to OpenEVSE clients."""
    explanation: Explanation | None = None
    """What was decided, and why, for an entry that tells of that. OpenEVSE clients are not told of it."""
