"""When a decision is worth an entry of the event log: whenever it is another one, but never so often that it floods.

A decision is written down a moment after it was made, so that the entry tells what came of it. What changes back in
that moment is not written down, and however restless the house is, there is a time between two entries.
"""

from __future__ import annotations

import msgspec

from .claims import ChargeState

SETTLED_MS = 3_000
"""The controller has carried it out by then, and the car has answered."""
GAP_MS = 10_000
CURRENT_GAP_MS = 60_000
"""Where only somebody else decides the current: sun and house limit may take turns with every measurement."""


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
        self._written_ms = 0
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
        due_ms = now_ms + SETTLED_MS
        if self._written is not None:
            due_ms = max(due_ms, self._written_ms + self._gap_ms(decision, self._written))
        self._due_ms = due_ms if self._due_ms is None else min(due_ms, self._due_ms)
        if now_ms < self._due_ms:
            return False
        self._written, self._written_ms, self._due_ms = decision, now_ms, None
        return True

    @staticmethod
    def _gap_ms(decision: Decision, written: Decision) -> int:
        only_current = msgspec.structs.replace(decision, pilot_client=written.pilot_client) == written
        return CURRENT_GAP_MS if only_current else GAP_MS
