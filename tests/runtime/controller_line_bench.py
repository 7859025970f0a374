"""A line to the simulated controller, in virtual time: seconds of it pass in no time, and always the same way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from pilotwire.controller import PROFILES, Controller, Profile, SettingsFlag
from pilotwire.plant.scripted import ScriptedBoard
from pilotwire.rapi import Transport, open_transport, serve
from pilotwire.rapi.server import RapiServer
from pilotwire.rapi.transports import Session
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.runtime.controller_line import ControllerLine
from pilotwire.runtime.rapi_port import RapiPort
from pilotwire.station.controller_link import ControllerLink
from pilotwire.station.evse import EvseChange
from pilotwire.station.moment import Moment

BOOTED_MS = 6_500
PATIENCE_S = 300.0
"""Of the event loop's time."""
START = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)

Opened = Callable[[str], Awaitable[Transport]]


class SimulatedController:
    """The real controller code on the recordings' board, living in the event loop's time."""

    def __init__(self, profile: Profile = PROFILES["eu"]) -> None:
        self._running = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.board = ScriptedBoard(0)
        self.loop = ClosedLoop(profile, self.board)
        self.server = RapiServer(self.loop.controller)
        self.loop.on_event = self._on_event
        self.loop.run_to(BOOTED_MS)
        self._begun_s = self._running.time()
        self._schedule()

    @property
    def controller(self) -> Controller:
        return self.loop.controller

    @property
    def offers_a(self) -> int:
        return self.controller.machine.capacity_a

    @property
    def button_enabled(self) -> bool:
        return not self.controller.machine.setting(SettingsFlag.BUTTON_OFF)

    def do(self, *stimuli: str) -> None:
        """Stimuli of the recordings' board: ``ev C``, ``amps 16000``, ``btn 1``."""
        self.catch_up()
        for stimulus in stimuli:
            self.board.command(self.loop.now_ms, stimulus)
        self.settle()

    def power_cycle(self) -> None:
        self.catch_up()
        self.loop.power_cycle()
        self.settle()

    def catch_up(self) -> None:
        now_ms = BOOTED_MS + int((self._running.time() - self._begun_s) * 1000)
        if now_ms >= self.loop.now_ms:
            self.loop.run_to(now_ms)

    def heard(self, data: bytes) -> None:
        """What a line brings is of no interest here."""

    def settle(self) -> None:
        self.loop.touched()
        self._schedule()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _schedule(self) -> None:
        self.stop()
        due_s = self._begun_s + (self.loop.next_deadline - BOOTED_MS) / 1000
        self._timer = self._running.call_at(due_s + 0.000_5, self._on_timer)

    def _on_timer(self) -> None:
        self.catch_up()
        self._schedule()

    def _on_event(self) -> None:
        if self.loop.controller is not self.server.controller:
            self.server.power_cycled(self.loop.controller)
        self.server.pump()


class Bench:
    """One line with the station's side of it; collects what the link tells."""

    def __init__(self, name: str, opened: Opened = open_transport, *, own_button: bool = False) -> None:
        self.link = ControllerLink(own_button=own_button)
        self.changes: list[EvseChange] = []
        self.refusals: list[str] = []
        self.errors: list[str] = []
        """What the link said was wrong, in order."""
        self._told = asyncio.Event()
        self.line = ControllerLine(name, self.link, self.now, changed=self._changed, opened=opened, jitter=lambda: 0.5)

    def now(self) -> Moment:
        elapsed_ms = int(asyncio.get_running_loop().time() * 1000)
        return Moment(elapsed_ms, START + timedelta(milliseconds=elapsed_ms))

    def _changed(self, _: Moment) -> None:
        self.changes += self.link.take_changes()
        self.refusals += self.link.take_refusals()
        error = self.link.evse.link.error
        if error != (self.errors or [""])[-1]:
            self.errors.append(error)
        self._told.set()

    async def until(self, reached: Callable[[], object]) -> None:
        """Look whenever the link was told something, which happens every second at least."""
        async with asyncio.timeout(PATIENCE_S):
            while not reached():
                self._told.clear()
                await self._told.wait()

    async def connected(self) -> None:
        await self.until(lambda: self.link.evse.connected)


@asynccontextmanager
async def running(
    name: str, opened: Opened = open_transport, *, own_button: bool = False, may_charge: bool = True
) -> AsyncIterator[Bench]:
    """A bench whose line runs, and is closed in order at the end."""
    bench = Bench(name, opened, own_button=own_button)
    task = asyncio.create_task(bench.line.run())
    try:
        yield bench
    finally:
        await bench.line.close(may_charge=may_charge)
        await task


@asynccontextmanager
async def simulated(
    profile: Profile = PROFILES["eu"], *, own_button: bool = False
) -> AsyncIterator[tuple[Bench, SimulatedController]]:
    """A running line to a simulated controller, connected."""
    controller = SimulatedController(profile)

    def port() -> Session:
        return RapiPort(controller)

    try:
        async with await serve("memory:", port), running("memory:", own_button=own_button) as bench:
            await bench.connected()
            yield bench, controller
    finally:
        controller.stop()
