"""From the input events of a keyboard-wedge reader to the numbers of cards. Pure.

Such a reader types the card's number and presses Enter. The events are those of Linux (``struct input_event`` and the
key codes of ``linux/input-event-codes.h``). What is typed without an Enter, or too slowly for a reader, is forgotten.
"""

from __future__ import annotations

import struct

_EVENT = struct.Struct("@llHHi")
"""Time in two machine words, type, code, value; as the kernel of this machine has it."""
EVENT_BYTES = _EVENT.size
_EV_KEY = 1
_PRESSED = 1
_ENTER = (28, 96)
"""Enter, and that of the number pad."""
_ROWS = {2: "1234567890", 16: "qwertyuiop", 30: "asdfghjkl", 44: "zxcvbnm", 71: "789", 75: "456", 79: "1230"}
"""First code of each row of keys, with what is on them."""
_KEYS = {first + place: key for first, row in _ROWS.items() for place, key in enumerate(row)}
MOST_DIGITS = 40
SLOWEST_MS = 1_000
"""Between two keys; a reader takes some ten milliseconds, a cat on a keyboard longer."""
REPEATED_MS = 3_000
"""A card that lies on the reader may be read again and again: it is one card that was shown once."""


class Keystrokes:
    """What one reader types."""

    def __init__(self) -> None:
        self._part = b""
        self._typed = ""
        self._typed_ms = 0
        self._last = ""
        self._last_ms: int | None = None

    def feed(self, data: bytes, now_ms: int) -> list[str]:
        """Take bytes as they were read from the device; returns the cards that are complete with them."""
        data = self._part + data
        whole = len(data) - len(data) % EVENT_BYTES
        self._part = data[whole:]
        found = []
        for _, _, kind, code, value in _EVENT.iter_unpack(data[:whole]):
            if kind == _EV_KEY and value == _PRESSED:
                token = self._press(code, now_ms)
                if token:
                    found.append(token)
        return found

    def _press(self, code: int, now_ms: int) -> str:
        if now_ms - self._typed_ms > SLOWEST_MS:
            self._typed = ""
        self._typed_ms = now_ms
        if code in _ENTER:
            typed, self._typed = self._typed, ""
            return "" if len(typed) > MOST_DIGITS or self._is_repeated(typed, now_ms) else typed
        if code in _KEYS and len(self._typed) <= MOST_DIGITS:
            self._typed += _KEYS[code]
        return ""

    def _is_repeated(self, token: str, now_ms: int) -> bool:
        repeated = token == self._last and self._last_ms is not None and now_ms - self._last_ms < REPEATED_MS
        self._last, self._last_ms = token, now_ms
        return repeated
