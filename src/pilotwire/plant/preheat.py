"""When a car pre-heats: on request, and before a departure. How much power it takes is the car's; see `car`."""

from __future__ import annotations

from typing import Final

from .deadlines import NEVER

PREHEAT_MS: Final = 20 * 60_000
"""How long pre-heating runs, on request or before a departure."""


class Preheat:
    """The pre-heating timer of one car."""

    __slots__ = ("_until_ms", "active", "deadline", "departure_ms")

    def __init__(self) -> None:
        self.active = False
        self.deadline = NEVER
        self.departure_ms: int | None = None
        self._until_ms = 0

    def request(self, now_ms: int, *, wanted: bool) -> None:
        """Pre-heat now for :data:`PREHEAT_MS`, or stop a requested pre-heating."""
        self._until_ms = now_ms + PREHEAT_MS if wanted else now_ms

    def settle(self, now_ms: int) -> None:
        """Work out whether pre-heating runs from ``now_ms`` on, and until when that stays so."""
        requested = now_ms < self._until_ms
        self.active = requested
        self.deadline = self._until_ms if requested else NEVER
        if self.departure_ms is None or now_ms >= self.departure_ms:
            return
        begins_ms = self.departure_ms - PREHEAT_MS
        if now_ms >= begins_ms:
            self.active = True
            self.deadline = min(self.deadline, self.departure_ms)
        else:
            self.deadline = min(self.deadline, begins_ms)
