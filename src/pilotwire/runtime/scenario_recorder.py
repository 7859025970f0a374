"""Records what is done to a simulated station as a scenario that ``pilotwire play`` replays; see ``world_scenario``.

A replay begins with a start of the controller. So the file says first how the world was when the recording began: the
controller's settings, the car, the faults. What followed comes later by the time the controller needs to start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import msgspec

from pilotwire.plant import CATALOGUE, Cable
from pilotwire.services.board import Recording

from .live import LiveStation
from .world_scenario import LEAD_MS, WORLD

MOST_EVENTS = 20_000
"""A recording that was forgotten ends by itself."""
_ASKED_AT_MS = 8_000
_WORLD_AT_MS = 5_000
_QUESTION = re.compile(rb"\$G|\$SY(?:[\s^]|$)")
"""Commands that change nothing that a replay would show."""


class ScenarioRecorder:
    """One recording at a time.

    Args:
        station: whose deeds and commands are recorded.

    """

    def __init__(self, station: LiveStation) -> None:
        self._station = station
        self._lines: list[str] = []
        self._head: list[str] = []
        self._began_ms = 0
        self._heard = b""
        self.on = False
        self.events = 0
        """How many were recorded."""

    def begin(self, supply: str, cable: Cable) -> None:
        """Forget what was recorded before and begin."""
        station = self._station
        station.catch_up()
        self._began_ms = station.loop.now_ms
        self._head = self._beginning(supply, cable)
        self._lines, self._heard, self.events, self.on = [], b"", 0, True
        station.on_deed, station.on_rapi = self._deed, self._rapi

    def end(self) -> None:
        """Stop; what was recorded stays."""
        if self.on:
            self._station.catch_up()
            self._add("end")
            self.on = False

    def status(self, instant: Callable[[int], datetime]) -> Recording:
        """What is being recorded."""
        return Recording(self.on, self.events, instant(self._began_ms) if self.events or self.on else None)

    def text(self) -> str:
        """The file."""
        end = [] if not self.on else [f"{self._now_ms()} end"]
        return "\n".join([*self._head, *self._lines, *end]) + "\n"

    def _beginning(self, supply: str, cable: Cable) -> list[str]:
        station, status = self._station, self._station.plant.status
        controller = station.controller
        settings = msgspec.json.encode(controller.settings).decode()
        cable_text = "fixed" if cable.tethered else str(cable.rating_a)
        head = [
            f"# image {station.options.profile.name}",
            f"# {WORLD} supply={supply} cable={cable_text} seed={station.options.seed} ambient={status.ambient_c:g}",
            f"# settings {settings}",
        ]
        world = [f"{_WORLD_AT_MS} fault {name} 1" for name in status.faults]
        if station.car is not None and status.car is not None:
            car = next(name for name, model in CATALOGUE.items() if model.name == status.car)
            world.append(f"{_WORLD_AT_MS} plug {car}")
            world.append(f"{_WORLD_AT_MS} soc {status.soc_percent:g}")
            if not status.charge_wanted:
                world.append(f"{_WORLD_AT_MS} charge 0")
            if not status.plugged:
                world.append(f"{_WORLD_AT_MS} unplug")
        asked = [f"{_ASKED_AT_MS} tx $SC {controller.machine.capacity_a} V"]
        if controller.state.label == "sleeping":
            asked.append(f"{_ASKED_AT_MS} tx $FS")
        return [*head, *world, *asked]

    def _deed(self, text: str) -> None:
        if self.on:
            self._station.catch_up()
            self._add(text)

    def _rapi(self, data: bytes) -> None:
        if not self.on:
            return
        *lines, self._heard = (self._heard + data)[-4_096:].split(b"\r")
        for line in lines:
            command = line.strip()
            text = command.decode("latin-1")
            # A scenario is lines of text; what is not printable is no command that the controller would know.
            if text.startswith("$") and text.isascii() and text.isprintable() and not _QUESTION.match(command):
                self._add(f"tx {text}")

    def _add(self, text: str) -> None:
        self._lines.append(f"{self._now_ms()} {text}")
        self.events += 1
        if self.events >= MOST_EVENTS and text != "end":
            self.on = False

    def _now_ms(self) -> int:
        return self._station.loop.now_ms - self._began_ms + LEAD_MS
