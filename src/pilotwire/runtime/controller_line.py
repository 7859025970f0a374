"""The line to the controller: opens it, carries out one ask after another, reports what is heard, and comes back.

It decides nothing: what to say is ``station.controller_link``'s, when to try again ``station.reconnect``'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable

from pilotwire.rapi import (
    RapiClient,
    RapiCommandError,
    RapiError,
    RapiTimeoutError,
    Transport,
    TransportError,
    open_transport,
)
from pilotwire.rapi.client import Timings
from pilotwire.rapi.client_values import ClientEvent, LinkClosed
from pilotwire.rapi.codec import Reply, checksum_xor
from pilotwire.services.host import RapiFailure
from pilotwire.station.asks import Ask, Reopen
from pilotwire.station.controller_link import ControllerLink
from pilotwire.station.moment import Moment
from pilotwire.station.reconnect import Reconnect

from .controller_calls import carry_out
from .line_traffic import Traffic, WatchedTransport

_CLOSING_S = 3.0
"""For what is said before an orderly end."""


class ControllerLine:
    """One line, kept open.

    Args:
        line: name of its transport, or a coroutine function that opens one.
        link: what decides what to say.
        now: the present.
        timings: patience, for tests and unusual lines.
        jitter: random numbers from 0 to 1.

    """

    def __init__(
        self,
        line: str | Callable[[], Awaitable[Transport]],
        link: ControllerLink,
        now: Callable[[], Moment],
        *,
        timings: Timings = Timings(),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.name = line if isinstance(line, str) else "memory:"
        self.traffic = Traffic()
        self._line = line
        self._link = link
        self._now = now
        self._timings = timings
        self._jitter = jitter
        self._reconnect = Reconnect()
        self._changed: Callable[[], None] = _nothing
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()
        self._client: RapiClient | None = None
        self._broken = ""
        self._task: asyncio.Task[None] | None = None

    def start(self, changed: Callable[[], None]) -> None:
        """Open the line and keep it open; ``changed`` is called when the link has been told something."""
        self._changed = changed
        self._task = asyncio.get_running_loop().create_task(self._keep_open())

    def wake(self) -> None:
        """The station may have something to say."""
        self._wake.set()
        if self._link.idle:
            self._quiet.set()
        else:
            self._quiet.clear()

    def reopen(self) -> None:
        """Try again now, if the line is down and waiting."""
        self._reconnect.wake(self._now().elapsed_ms)
        self._wake.set()

    async def settled(self, limit_s: float) -> bool:
        """Wait until the controller has been told everything that is wanted of it; says whether it has."""
        if self._link.idle:
            return True
        self._quiet.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await self._quiet.wait()
        return self._link.idle

    async def raw(self, command: str) -> str | RapiFailure:
        """Send somebody's command and return the controller's line, with its checksum and without sequence id."""
        client = self._client
        if client is None:
            return RapiFailure.TIMEOUT
        answered = False
        try:
            reply = await client.command(command)
            answered = True
        except RapiCommandError:
            return RapiFailure.INVALID
        except (RapiTimeoutError, TransportError):
            return RapiFailure.TIMEOUT
        finally:
            self._link.passed(command, self._now(), answered=answered)
            self._changed()
        return _plain(reply)

    async def close(self, *, may_charge: bool) -> str:
        """Leave the controller in a stated condition and close the line; says which, in a clause."""
        if self._task is None:
            return "controller line never opened"
        self._task.cancel()
        await asyncio.wait([self._task])
        client, self._client = self._client, None
        if client is None:
            return "controller not connected and left as it was"
        asks = self._link.closing_asks(self._now(), may_charge=may_charge)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                for ask in asks:
                    await carry_out(client, ask)
        await client.close()
        left = "left to charge by itself" if may_charge else "paused"
        return f"controller {left}, no override in force"

    # -- the line's life -----------------------------------------------------------------------------------------

    async def _keep_open(self) -> None:
        self._reconnect.start(self._now().elapsed_ms)
        while True:
            await self._wait_for_try()
            self._reconnect.begin(self._now().elapsed_ms)
            self._link.link_opening(self.name, self._now())
            error = await self._converse()
            self._reconnect.failed(error, self._now().elapsed_ms, self._jitter())
            self._link.link_down(error, self._reconnect.retry_in_ms(self._now().elapsed_ms), self._now())
            self._changed()

    async def _wait_for_try(self) -> None:
        while not self._reconnect.due(self._now().elapsed_ms):
            self._wake.clear()
            remaining_ms = self._reconnect.retry_in_ms(self._now().elapsed_ms) or 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(remaining_ms, 1) / 1000):
                    await self._wake.wait()

    async def _converse(self) -> str:
        """Open the line and talk until it breaks; says why it did."""
        client = RapiClient(self._open, timings=self._timings)
        self._broken = ""
        unsubscribe = client.subscribe(self._heard)
        try:
            features = await client.connect()
            self._reconnect.succeeded(self._now().elapsed_ms)
            self._client = client
            self._link.link_up(features, self._now())
            self._changed()
            await self._talk(client)
        except RapiError as error:
            return str(error)
        finally:
            # A cancelled task leaves the client to ``close``, which has something to say over it.
            unsubscribe()
            if self._task is None or not self._task.cancelling():
                self._client = None
                await client.close()
        return self._broken or "The line was opened anew, since nothing had come over it for long."

    async def _talk(self, client: RapiClient) -> None:
        while not self._broken:
            ask = self._link.next_ask(self._now())
            if ask is None:
                self._wake.clear()
                await self._wake.wait()
            elif isinstance(ask, Reopen):
                return
            else:
                await self._carry_out(client, ask)

    async def _carry_out(self, client: RapiClient, ask: Ask) -> None:
        answer = await carry_out(client, ask)
        self._link.answered(ask, answer, self._now())
        self._changed()

    def _heard(self, event: ClientEvent) -> None:
        if isinstance(event, LinkClosed):
            # The line is over; why is told when it is tried again.
            self._broken = event.reason
        else:
            self._link.heard(event, self._now())
            self._changed()
        self._wake.set()

    async def _open(self) -> Transport:
        inner = await (open_transport(self._line) if isinstance(self._line, str) else self._line())
        return WatchedTransport(inner, self.traffic)


def _plain(reply: Reply) -> str:
    """The controller's line as a client without sequence ids would see it."""
    if reply.sequence_id is None:
        return reply.raw
    body = reply.raw[:-3] if reply.checksummed else reply.raw
    body = body.rpartition(" ")[0]
    return f"{body}^{checksum_xor(body.encode('latin-1')):02X}" if reply.checksummed else body


def _nothing() -> None:
    return None
