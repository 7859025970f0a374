"""A station without a screen: where RAPI and web listen, then one line for everything that happens.

Lines leave through a thread, so that a reader who does not read cannot hold up the station.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from .live import LiveStation

if TYPE_CHECKING:
    from pilotwire.station.events import Event

    from .station_run import Running

MAX_WAITING_LINES = 1_000
"""Lines that wait for a slow reader; later ones are lost, which is said."""
_LAST_LINES_S = 1.0


class Headless:
    """The face of a station that runs in the background."""

    def __init__(self, output: int | None = None) -> None:
        self._writer = LineWriter(sys.stdout.fileno() if output is None else output)
        self._station: LiveStation | None = None

    def start(self, running: Running, stop: asyncio.Event) -> None:
        """Say where it can be reached, then what happens."""
        loop = asyncio.get_running_loop()
        self._writer.start(lambda: loop.call_soon_threadsafe(stop.set))
        for kind, address in running.addresses:
            self._writer.write(f"{kind}: {address}")
        if running.simulated is not None:
            self._station = running.simulated.station
            self._station.on_change = self._tell
            self._tell()
        elif running.gateway is not None:
            running.gateway.on_event = self._tell_event

    def stop(self) -> None:
        """Nothing was changed that would have to be put back."""

    def end(self, text: str) -> None:
        """Write what has not been written, then the last line."""
        self._tell()
        self._writer.write(text)
        self._writer.finish()

    def say(self, text: str) -> None:
        """Say something that did not happen at the station."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def _tell_event(self, event: Event) -> None:
        """What a real controller does is known from the event log only."""
        entry = event.data.get("entry")
        if entry is not None:
            self._writer.write(f"{event.status.clock.local:%Y-%m-%d %H:%M:%S}  {getattr(entry, 'text', '')}")

    def _tell(self) -> None:
        if self._station is not None:
            for entry in self._station.log.take_new():
                self._writer.write(str(entry))


class LineWriter:
    """Writes lines to a file descriptor in a thread of its own."""

    def __init__(self, output: int) -> None:
        self._output = output
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
            self._lines.put(f"({self._lost} lines lost: nobody read them in time)")
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
