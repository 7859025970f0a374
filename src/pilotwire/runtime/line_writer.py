"""Lines that leave through a thread of their own, so that a reader who does not read cannot hold up the station."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable

MAX_WAITING_LINES = 1_000
"""Lines that wait for a slow reader; later ones are lost, which is said."""
_LAST_LINES_S = 1.0


def lost_lines(count: int) -> str:
    """How to say that lines were lost."""
    return f"({count} lines lost: nobody read them in time)"


class LineWriter:
    """Writes lines to a file descriptor in a thread of its own.

    Args:
        output: the file descriptor.
        lost: makes the line that says how many were lost.

    """

    def __init__(self, output: int, lost: Callable[[int], str] = lost_lines) -> None:
        self._output = output
        self._say_lost = lost
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lost = 0
        self._thread: threading.Thread | None = None
        self._on_broken: Callable[[], object] = lambda: None

    def start(self, on_broken: Callable[[], object]) -> None:
        """Begin to write; ``on_broken`` is called, from the thread, when nobody will ever read again."""
        self._on_broken = on_broken
        self._thread = threading.Thread(target=self._write_all, name="lines", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Take a line; never waits."""
        if self._lines.qsize() >= MAX_WAITING_LINES:
            self._lost += 1
            return
        if self._lost:
            self._lines.put(self._say_lost(self._lost))
            self._lost = 0
        self._lines.put(line)

    def finish(self) -> None:
        """Wait a moment for the last lines to be taken."""
        if self._thread is not None:
            self._lines.put(None)
            self._thread.join(_LAST_LINES_S)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            data = f"{line}\n".encode()
            try:
                while data:
                    data = data[os.write(self._output, data) :]
            except OSError:
                self._on_broken()
                return
