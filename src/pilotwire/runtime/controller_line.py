"""The controller's line in the real world: opens it, says what the station wants said, and passes on what is heard.

It moves values and waits; it decides nothing. What to ask, what an answer means and when a silent line is opened anew
is decided by the station's ``controller_link``, when to try again by ``station.reconnect``.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Protocol

from pilotwire.rapi import Features, RapiClient, RapiError, Transport, open_transport
from pilotwire.rapi.client import Timings
from pilotwire.rapi.client_values import ClientEvent, LinkClosed
from pilotwire.station.asks import Answer, Ask, Reopen
from pilotwire.station.moment import Moment
from pilotwire.station.reconnect import Backoff, Reconnect

from .controller_line_asks import carry_out
from .controller_line_console import Traffic, WatchedTransport
from .controller_line_raw import RawCommands, RawFailed, RawFailure

BACKOFF = Backoff(cap_ms=10_000)
"""A station without its controller is of no use, and trying costs little: never wait longer than the gateway does."""
CLOSING_S = 3.0
"""How long an orderly end may take."""
SETTLING_S = 5.0
"""How long to wait for the controller to have been told something."""


class Link(Protocol):
    """What the line needs of the station: see ``station.controller_link.ControllerLink``."""

    @property
    def next_deadline_ms(self) -> int | None:
        """When there is something to ask even if nothing happens (elapsed time)."""

    @property
    def idle(self) -> bool:
        """Nothing that was wanted of the controller is still under way."""

    def advance(self, moment: Moment) -> None:
        """Let time pass."""

    def next_ask(self, moment: Moment) -> Ask | None:
        """What to say now, if anything."""

    def answered(self, ask: Ask, answer: Answer, moment: Moment) -> None:
        """What came of it."""

    def heard(self, event: ClientEvent, moment: Moment) -> None:
        """The controller said something unasked, or something happened to it."""

    def passing(self, command: str, moment: Moment) -> None:
        """Somebody's raw command is about to go over the line."""

    def passed(self, command: str, moment: Moment, *, answered: bool) -> None:
        """Somebody's raw command went over the line."""

    def link_opening(self, name: str, moment: Moment) -> None:
        """A try to open the line begins."""

    def link_up(self, features: Features, moment: Moment) -> None:
        """A controller answers."""

    def link_down(self, error: str, retry_in_ms: int | None, moment: Moment) -> None:
        """The line could not be opened, or is gone."""

    def closing_asks(self, moment: Moment, *, may_charge: bool) -> list[Ask]:
        """What to say before an orderly end."""


class ControllerLine:
    """One line to one controller, kept open.

    Args:
        name: a transport name such as ``serial:/dev/ttyACM0``.
        link: the station's side.
        now: the present; its elapsed time has to advance with the event loop's.
        changed: called whenever ``link`` was told something, so that the station follows.
        opened: opens a transport by its name.
        jitter: random numbers from 0 to 1.
        timings: patience with the controller.

    """

    def __init__(
        self,
        name: str,
        link: Link,
        now: Callable[[], Moment],
        *,
        changed: Callable[[Moment], None] = lambda _: None,
        opened: Callable[[str], Awaitable[Transport]] = open_transport,
        jitter: Callable[[], float] = random.random,
        timings: Timings = Timings(),
    ) -> None:
        self.name = name
        self.traffic = Traffic()
        self.reconnect = Reconnect(BACKOFF)
        self._link = link
        self._now = now
        self.changed = changed
        self._opened = opened
        self._jitter = jitter
        self._timings = timings
        self._raw = RawCommands()
        self._client: RapiClient | None = None
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._progress = asyncio.Event()
        self._closing = False
        self._may_charge = True
        self._ended: str | None = None
        """Why the present connection is over."""

    # -- for everybody -------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """There may be something new to say: call it after every command to the station."""
        self._woken.set()

    def retry_now(self) -> None:
        """Something that may help has happened (the network is back, a device appeared): do not wait any longer."""
        self.reconnect.wake(self._now().elapsed_ms)
        self.wake()

    async def raw(self, command: str) -> str | RawFailed:
        """Send one raw command (with ``$``, without checksum) and return the controller's line, checksum included."""
        client = self._client
        if client is None:
            error = self.reconnect.last_error or "The line is being opened."
            return RawFailed(RawFailure.NO_LINK, f"There is no controller at present: {error}")
        self._tell(lambda moment: self._link.passing(command, moment))
        line = await self._raw.send(client, command)
        self._tell(lambda moment: self._link.passed(command, moment, answered=isinstance(line, str)))
        self.wake()
        return line

    async def settled(self, patience_s: float = SETTLING_S) -> bool:
        """Wait until a controller that answers has been told all that was wanted of it; False if that takes long."""
        try:
            async with asyncio.timeout(patience_s):
                while not self._link.idle:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Keep the line open until :meth:`close`, or until cancelled."""
        task = self._task = asyncio.create_task(self._keep_open())
        try:
            await asyncio.wait({task})
        finally:
            await _end(task)
            self._task = None
        if not task.cancelled():
            task.result()

    async def close(self, *, may_charge: bool = True) -> None:
        """End in order: leave the controller in a stated condition and close the line.

        Args:
            may_charge: whether a car may go on charging with nobody to watch but the controller.

        """
        self._closing = True
        self._may_charge = may_charge
        self.wake()
        task = self._task
        if task is not None:
            await asyncio.wait({task}, timeout=CLOSING_S)
            await _end(task)

    # -- the life of the line ------------------------------------------------------------------------------------

    async def _keep_open(self) -> None:
        self.reconnect.start(self._ms())
        try:
            while not self._closing:
                if self.reconnect.due(self._ms()):
                    await self._connect()
                else:
                    await self._wait_until(self.reconnect.next_try_ms)
        finally:
            self.reconnect.stop(self._ms())

    async def _connect(self) -> None:
        """Make one connection and use it until it ends."""
        self._ended = None
        self.reconnect.begin(self._ms())
        self._tell(lambda moment: self._link.link_opening(self.name, moment))
        client = RapiClient(self._open, timings=self._timings)
        stop_listening = client.subscribe(self._heard)
        try:
            features = await client.connect()
            self.reconnect.succeeded(self._ms())
            self._client = client
            self._tell(lambda moment: self._link.link_up(features, moment))
            error = await self._talk(client)
        except RapiError as failed:
            error = str(failed)
        finally:
            self._client = None
            stop_listening()
            await client.close()
        self.reconnect.failed(error, self._ms(), self._jitter())
        retry_in_ms = None if self._closing else self.reconnect.retry_in_ms(self._ms())
        self._tell(lambda moment: self._link.link_down(error, retry_in_ms, moment))

    async def _talk(self, client: RapiClient) -> str:
        """Say one thing after the other; returns why the connection is over."""
        link = self._link
        while self._ended is None:
            if self._closing:
                for last in link.closing_asks(self._now(), may_charge=self._may_charge):
                    await carry_out(client, last)
                return "The station has closed the line."
            self._woken.clear()
            self._tell(link.advance)
            ask = link.next_ask(self._now())
            if ask is None:
                await self._wait_until(link.next_deadline_ms)
            elif isinstance(ask, Reopen):
                return "Nothing was heard from the controller for long: the line is opened anew."
            else:
                answer = await carry_out(client, ask)
                self._answered(ask, answer)
        return self._ended

    def _answered(self, ask: Ask, answer: Answer) -> None:
        self._tell(lambda moment: self._link.answered(ask, answer, moment))

    async def _open(self) -> Transport:
        return WatchedTransport(await self._opened(self.name), self.traffic)

    def _heard(self, event: ClientEvent) -> None:
        if isinstance(event, LinkClosed):
            self._ended = event.reason
        self._tell(lambda moment: self._link.heard(event, moment))
        self.wake()

    def _tell(self, tell: Callable[[Moment], None]) -> None:
        moment = self._now()
        tell(moment)
        self.changed(moment)
        self._progress.set()

    # -- waiting -------------------------------------------------------------------------------------------------

    async def _wait_until(self, at_ms: int | None) -> None:
        """Wait for a time, or until woken."""
        patience_s = None if at_ms is None else max(0.0, (at_ms - self._ms()) / 1000)
        try:
            async with asyncio.timeout(patience_s):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    def _ms(self) -> int:
        return self._now().elapsed_ms


async def _end(task: asyncio.Task[None]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
