"""Messages of the station on the controller's display: for a while, and then it is the controller's again. Pure.

What the controller itself has to say is never covered: with a fault, or when it does not answer, messages are dropped
and the display is given back at once. Controllers that cannot be written on show nothing.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import msgspec

from .evse import Evse
from .writes import SetDisplay, ShowText, Write

WIDTH: Final = 16
MOST_WAITING: Final = 6
_SENDABLE: Final = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("$*^")
"""What can be sent: the protocol's own characters cannot."""


class Message(msgspec.Struct, frozen=True):
    """Two lines, for so long."""

    top: str
    bottom: str
    lasts_ms: int


class Display:
    """The display of one controller."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque(maxlen=MOST_WAITING)
        self._until_ms: int | None = None

    @property
    def next_deadline_ms(self) -> int | None:
        """When the message that is shown ends."""
        return self._until_ms

    def show(self, message: Message) -> None:
        """Show a message after those that wait; the oldest of too many is not shown at all."""
        self._waiting.append(message)

    def advance(self, evse: Evse, now_ms: int) -> list[Write]:
        """What is to be written now."""
        if not evse.connected or evse.state.is_fault:
            self._waiting.clear()
            return self._give_back(evse)
        if self._until_ms is not None and now_ms < self._until_ms:
            return []
        if not self._waiting:
            return self._give_back(evse)
        message = self._waiting.popleft()
        taken = [] if self._until_ms is not None else [SetDisplay(by_controller=False)]
        self._until_ms = now_ms + message.lasts_ms
        return [*taken, ShowText(0, _line(message.top)), ShowText(1, _line(message.bottom))]

    def _give_back(self, evse: Evse) -> list[Write]:
        if self._until_ms is None:
            return []
        self._until_ms = None
        # One that has been away draws by itself again when it is back.
        return [SetDisplay(by_controller=True)] if evse.connected else []


def _line(text: str) -> str:
    """As the display takes it: all of a line, so that nothing of what was there before is left."""
    sendable = "".join(letter if letter in _SENDABLE else "?" for letter in text)
    return sendable[:WIDTH].ljust(WIDTH)
