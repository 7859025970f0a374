"""The controller of the recordings, simulated, and the world around it as the events of the recordings move it.

The world is the scripted board of the firmware's own recordings: what happened is what its inputs see, with no car or
physics behind it. Controller and board run in the virtual time of the loop.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Self

from virtual_loop import VirtualLoop, this_loop

from pilotwire.controller import PROFILES
from pilotwire.plant.scripted import ScriptedBoard
from pilotwire.rapi.server import RapiServer
from pilotwire.rapi.transports import ServingEndpoint, Session, serve
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.rapi_port import RapiPort

LINE = "memory:recorded"
POWER_ON_S = 8.0
"""The recorded controller had long been running when the gateway started."""

_ANSWER_S = 0.015
"""From a command to its answer, about as recorded."""
_APART_S = 0.000_01
_STIMULI = (
    (r"vehicle connected", "ev B"),
    (r"vehicle asks for energy", "ev C"),
    (r"vehicle stops asking", "ev B"),
    (r"vehicle disconnected", "ev A"),
    (r"(\d+) A flow", "amps {0}000"),
    (r"(\d+) mA flow", "amps {0}"),
    (r"current falls to (\d+) A", "amps {0}000"),
    (r"no current\b.*", "amps 0"),
    (r"temperature (\d+)\.(\d) C", "temp {0}{1}"),
    (r"(idle|waiting|no data|nothing|gateway started)\b.*", ""),
)
"""What is said to happen, and what the board is told; nothing where only time passes."""


class UnknownEventError(ValueError):
    """A recording tells of something that the world cannot do."""


def stimulus(event: str) -> str:
    """The board's command for an event; empty where only time passes.

    Raises:
        UnknownEventError: there is none.

    """
    for pattern, command in _STIMULI:
        match = re.fullmatch(pattern, event)
        if match is not None:
            return command.format(*match.groups())
    raise UnknownEventError(f"No stimulus is known for the event {event!r}: add it to the table")


class _SlowPort:
    """A line whose answers take their time."""

    def __init__(self, port: Session) -> None:
        self._port = port
        self._running = this_loop()
        self._last_s = 0.0

    def attach(self, write: Callable[[bytes], None]) -> None:
        def write_later(data: bytes) -> None:
            self._last_s = max(self._running.time() + _ANSWER_S, self._last_s + _APART_S)
            self._running.call_at(self._last_s, write, data)

        self._port.attach(write_later)

    def receive(self, data: bytes) -> None:
        self._port.receive(data)

    def close(self) -> None:
        self._port.close()


class RecordedWorld:
    """A controller of profile ``eu`` with nothing plugged in. Made by ``open``."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._running = loop
        self._board = ScriptedBoard(loop.now_ms)
        self._closed_loop = ClosedLoop(PROFILES["eu"], self._board, now_ms=loop.now_ms)
        self._closed_loop.on_event = self._on_event
        self._asked = False
        self._timer: asyncio.TimerHandle | None = None
        self.server = RapiServer(self._closed_loop.controller, self._on_asked)
        self._endpoint: ServingEndpoint | None = None

    @classmethod
    async def open(cls) -> Self:
        """Power the controller on, wait until it has booted, and open its line."""
        world = cls(this_loop())
        world._follow()
        await asyncio.sleep(POWER_ON_S)
        world._endpoint = await serve(LINE, lambda: _SlowPort(RapiPort(world)))
        return world

    async def close(self) -> None:
        """Close the line; time stands still."""
        if self._timer is not None:
            self._timer.cancel()
        if self._endpoint is not None:
            await self._endpoint.close()

    def happen(self, event: str) -> None:
        """Let an event of a recording happen."""
        command = stimulus(event)
        if command:
            self.catch_up()
            self._board.command(self._closed_loop.now_ms, command)
            self._closed_loop.touched()
            self._follow()

    # -- what a port of the controller needs -------------------------------------------------------------------------

    def catch_up(self) -> None:
        self._closed_loop.run_to(self._running.now_ms)

    def heard(self, data: bytes) -> None:
        """What a line brings is of no interest here."""

    def settle(self) -> None:
        if self._asked:
            self._asked = False
            self._closed_loop.touched()
        self._follow()

    # -- time --------------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._running.call_at(self._closed_loop.next_deadline / 1000, self._on_timer)

    def _on_timer(self) -> None:
        self.catch_up()
        self.settle()

    def _on_asked(self) -> None:
        self._asked = True

    def _on_event(self) -> None:
        self.server.pump()
