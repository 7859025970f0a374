"""Single keys from a terminal, without echo and without waiting for a line; the terminal is always put back."""

from __future__ import annotations

import asyncio
import codecs
import os
import termios
from collections.abc import Callable

ESCAPE = "\x1b"
END = ""
"""Reported instead of a key when the terminal is gone."""
_READ_SIZE = 1024
_LOCAL_FLAGS, _INPUT_FLAGS, _CHARACTERS = 3, 0, 6


class KeyDecoder:
    """Bytes to keys. Arrows and function keys, which arrive as sequences, are left out; ESC by itself is a key."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> list[str]:
        """The keys in what arrived; a terminal sends a sequence in one piece."""
        text = self._utf8.decode(data)
        keys: list[str] = []
        position = 0
        while position < len(text):
            if text[position] == ESCAPE and text[position + 1 : position + 2] in ("[", "O"):
                position = _sequence_end(text, position + 2)
            else:
                keys.append(text[position])
                position += 1
        return keys


def _sequence_end(text: str, position: int) -> int:
    while position < len(text) and not "@" <= text[position] <= "~":
        position += 1
    return position + 1


class Keyboard:
    """Reads keys from a terminal in the event loop."""

    def __init__(self, terminal: int, on_key: Callable[[str], None]) -> None:
        self._terminal = terminal
        self._on_key = on_key
        self._decoder = KeyDecoder()
        self._before: list[int | list[bytes | int]] | None = None

    def start(self) -> None:
        """Take the keys. Ctrl-C still interrupts; Ctrl-Z and Ctrl-S, which would freeze the station, do nothing."""
        self._before = termios.tcgetattr(self._terminal)
        attributes = termios.tcgetattr(self._terminal)
        attributes[_LOCAL_FLAGS] &= ~(termios.ICANON | termios.ECHO)
        attributes[_INPUT_FLAGS] &= ~termios.IXON
        attributes[_CHARACTERS][termios.VSUSP] = b"\0"
        termios.tcsetattr(self._terminal, termios.TCSADRAIN, attributes)
        asyncio.get_running_loop().add_reader(self._terminal, self._on_readable)

    def stop(self) -> None:
        """Put the terminal back as it was; keys not taken yet are dropped."""
        asyncio.get_running_loop().remove_reader(self._terminal)
        if self._before is not None:
            try:
                termios.tcsetattr(self._terminal, termios.TCSAFLUSH, self._before)
            except termios.error:
                self._before = None  # the terminal is gone, and with it what had to be put back

    def _on_readable(self) -> None:
        try:
            data = os.read(self._terminal, _READ_SIZE)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._terminal)
            self._on_key(END)
        for key in self._decoder.feed(data):
            self._on_key(key)
