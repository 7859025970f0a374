"""When a decision is worth an entry of the event log: whenever it is another one, but never so often that it floods.

A decision is written down a moment after it was made, so that the entry tells what came of it. What changes back in
that moment is not written down, and however restless the house is, there is a time between two entries.
"""

from __future__ import annotations

from collections import deque

import msgspec

from .claims import ChargeState

SETTLED_MS = 3_000
"""The controller has carried it out by then, and the car has answered."""
GAP_MS = 10_000
CURRENT_GAP_MS = 60_000
"""Where only somebody else decides the current: sun and house limit may take turns with every measurement."""
MOST_PER_HOUR = 60
"""So that a client that cannot make up its mind drives nothing else out of the log for a week."""
_HOUR_MS = 3_600_000


class Decision(msgspec.Struct, frozen=True):
    """What makes a decision another one to people: not its figures."""

    subject: str
    """What the headline is about."""
    state: ChargeState
    state_client: int | None
    pilot_client: int | None


class DecisionLog:
    """Says when to write down what was decided."""

    def __init__(self) -> None:
        self._written: Decision | None = None
        self._recent_ms: deque[int] = deque(maxlen=MOST_PER_HOUR)
        """When the last were written down, oldest first."""
        self._due_ms: int | None = None

    @property
    def first(self) -> bool:
        """Whether nothing was written down yet."""
        return self._written is None

    @property
    def next_deadline_ms(self) -> int | None:
        """When it wants to be advanced even if nothing changes (elapsed time)."""
        return self._due_ms

    def advance(self, decision: Decision, now_ms: int) -> bool:
        """Say whether to write this decision down now."""
        if decision == self._written:
            self._due_ms = None
            return False
        due_ms = max(now_ms + SETTLED_MS, self._earliest_ms(decision))
        self._due_ms = due_ms if self._due_ms is None else min(due_ms, self._due_ms)
        if now_ms < self._due_ms:
            return False
        self._written, self._due_ms = decision, None
        self._recent_ms.append(now_ms)
        return True

    def _earliest_ms(self, decision: Decision) -> int:
        if self._written is None:
            return 0
        only_current = msgspec.structs.replace(decision, pilot_client=self._written.pilot_client) == self._written
        earliest_ms = self._recent_ms[-1] + (CURRENT_GAP_MS if only_current else GAP_MS)
        if len(self._recent_ms) == MOST_PER_HOUR:
            earliest_ms = max(earliest_ms, self._recent_ms[0] + _HOUR_MS)
        return earliest_ms
