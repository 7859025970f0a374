"""The front-panel button: short, long and very long presses from one contact.

Short: released after 50 ms and before 500 ms, acts on release. Long: acts while held, at 500 ms. Very long: held
10 s from the press, after the long action.
"""

from __future__ import annotations

from enum import Enum, auto

SHORT_MS = 50
LONG_MS = 500
VERY_LONG_MS = 10_000


class Press(Enum):
    """What a press turned out to be."""

    SHORT = auto()
    LONG = auto()
    VERY_LONG = auto()


class Button:
    """Turns the contact into presses. While the controller is busy it is not looked at, as in the firmware."""

    __slots__ = ("_down_ms", "_reported")

    def __init__(self) -> None:
        self._down_ms: int | None = None
        self._reported: Press | None = None

    def look(self, now_ms: int, *, down: bool) -> Press | None:
        """Look at the contact; at most one press is reported at a time."""
        if self._down_ms is None:
            if down:
                self._down_ms = now_ms
                self._reported = None
            return None
        held_ms = now_ms - self._down_ms
        if not down:
            self._down_ms = None
            return Press.SHORT if self._reported is None and held_ms >= SHORT_MS else None
        if self._reported is None and held_ms >= LONG_MS:
            self._reported = Press.LONG
            return Press.LONG
        if self._reported is Press.LONG and held_ms >= VERY_LONG_MS:
            self._reported = Press.VERY_LONG
            return Press.VERY_LONG
        return None

    @property
    def next_deadline(self) -> int | None:
        """When a held button becomes the next longer press (ms)."""
        if self._down_ms is None or self._reported is Press.VERY_LONG:
            return None
        return self._down_ms + (LONG_MS if self._reported is None else VERY_LONG_MS)
