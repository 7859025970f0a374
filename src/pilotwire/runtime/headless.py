"""A station without a screen: where RAPI and web listen, then one line for everything that happens.

As JSON, every line is an object like those of the log.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .line_writer import LineWriter
from .live import LiveStation
from .log_output import LogForm, json_line, lost_in

if TYPE_CHECKING:
    from pilotwire.station.events import Event

    from .station_run import Running


class Headless:
    """The face of a station that runs in the background."""

    def __init__(self, output: int | None = None, *, form: LogForm = LogForm.CONSOLE) -> None:
        self._form = form
        self._writer = LineWriter(sys.stdout.fileno() if output is None else output, lost_in(form))
        self._station: LiveStation | None = None

    def start(self, running: Running, stop: asyncio.Event) -> None:
        """Say where it can be reached, then what happens."""
        loop = asyncio.get_running_loop()
        self._writer.start(lambda: loop.call_soon_threadsafe(stop.set))
        for kind, address in running.addresses:
            self._write(f"{kind}: {address}", None, address=address)
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
        self._write(text, None)
        self._writer.finish()

    def say(self, text: str) -> None:
        """Say something that did not happen at the station."""
        line = text if self._form is LogForm.CONSOLE else _json(text, None)
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def _tell_event(self, event: Event) -> None:
        """What a real controller does is known from the event log only."""
        entry = event.data.get("entry")
        if entry is not None:
            self._write(getattr(entry, "text", ""), event.status.clock.local)

    def _tell(self) -> None:
        if self._station is not None:
            for entry in self._station.log.take_new():
                self._write(entry.text, entry.at, alarm=entry.alarm)

    def _write(self, text: str, at: datetime | None, **fields: object) -> None:
        """Write a line; ``at`` is the station's own date and time, where there is one."""
        if self._form is LogForm.JSON:
            self._writer.write(_json(text, at, **fields))
        else:
            self._writer.write(text if at is None else f"{at:%Y-%m-%d %H:%M:%S}  {text}")


def _json(text: str, at: datetime | None, **fields: object) -> str:
    # The station's time may have no zone, and may pass faster; it is a field beside the time of the line.
    station = {} if at is None else {"station_time": at.isoformat(timespec="seconds")}
    return json_line(datetime.now(UTC), "info", "pilotwire.station", text, {**station, **fields})
