"""How a service stands with the one it speaks to: connecting, connected, waiting; and how that is shown.

What is common to a broker and a back end, and nothing that either says. When to try again is decided by
``station.reconnect``; here is the time it goes by, the waiting, and the service's entry in the status.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from pilotwire.station.events import Event, Topic
from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState
from pilotwire.station.status import Network, ServiceStatus

from .host import Host
from .tasks import end

NOTE_S = 5.0
"""How often times and counters are noted, which change with every message."""


class Failed(Protocol):
    """Why a connection could not be made or is gone; as a string, the words for people."""

    @property
    def trouble(self) -> Enum:
        """For programs."""


class Closes(Protocol):
    """A connection."""

    async def close(self) -> None:
        """End it."""


ConnectionT = TypeVar("ConnectionT", bound=Closes)


class Presence:
    """One service's way to its other end.

    Args:
        host: the station.
        name: of the service in the status.
        label: of the service in words.
        log: the service's.
        jitter: random numbers from 0 to 1.
        backoff: how long to wait between tries.

    """

    def __init__(
        self,
        host: Host,
        name: str,
        label: str,
        log: logging.Logger,
        *,
        jitter: Callable[[], float],
        backoff: Backoff,
    ) -> None:
        self.reconnect = Reconnect(backoff)
        self.status = ServiceStatus(enabled=True, state="disconnected")
        """As it was shown last."""
        self.closing = False
        self._host = host
        self._name = name
        self._label = label
        self._log = log
        self._jitter = jitter
        self._woken = asyncio.Event()
        self._again = False
        """The connection is to be made anew although nothing is wrong with it."""
        self._noted_s = -NOTE_S

    # -- what is wanted ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The first try is due."""
        self.reconnect.start(_now_ms())

    def stop(self) -> None:
        """No more tries."""
        self.reconnect.stop(_now_ms())

    def close(self) -> None:
        """The connection is not wanted any more, nor another."""
        self.closing = True
        self._woken.set()

    def connect_anew(self) -> None:
        """Give up the connection there is, and connect at once."""
        self._again = True
        self.try_now()

    def try_now(self) -> None:
        """Something that may help has happened: do not wait any longer."""
        self.reconnect.wake(_now_ms())
        self._woken.set()

    def hear_network(self, event: Event) -> None:
        """A network that is there again may help."""
        if event.topic is Topic.NETWORK and _is_up(event.status.network):
            self.try_now()

    def wake(self) -> None:
        """Have who waits look again."""
        self._woken.set()

    def set_up_otherwise(self) -> None:
        """The settings have changed: connect anew, and without waiting for what was wrong before."""
        self._again = True
        if self.reconnect.state is ReconnectState.WAITING:
            self._start_afresh()
        self._woken.set()

    @property
    def is_due(self) -> bool:
        """Whether it is time to try."""
        return self.reconnect.due(_now_ms())

    async def wait_for_try(self) -> None:
        """Wait until a try is due, or until woken."""
        await self.wait(self.reconnect.next_try_ms)

    async def wait(self, at_ms: int | None = None) -> None:
        """Wait until woken, but no longer than to a time."""
        patience_s = None if at_ms is None else max(0.0, (at_ms - _now_ms()) / 1000)
        try:
            async with asyncio.timeout(patience_s):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def unwanted(self) -> None:
        """Wait until the connection is not wanted any more."""
        while not self.closing and not self._again:
            self._woken.clear()
            await self._woken.wait()

    # -- one connection ------------------------------------------------------------------------------------------

    async def connected(self, connect: Awaitable[ConnectionT]) -> ConnectionT | None:
        """Make a connection; None when it is not wanted any more before it is there.

        Raises:
            Exception: what ``connect`` raises.

        """
        self._again = False
        self.reconnect.begin(_now_ms())
        self.show(state="connecting", next_try_s=None)
        task = asyncio.ensure_future(connect)
        unwanted = asyncio.ensure_future(self.unwanted())
        try:
            await asyncio.wait({task, unwanted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            wanted = task.done()
            await end((task, unwanted))
        if wanted:
            connection = task.result()
            self.reconnect.succeeded(_now_ms())
            return connection
        if not task.cancelled() and task.exception() is None:
            # It came after all.
            await task.result().close()
        self.ended()
        return None

    def ended(self) -> None:
        """A connection was given up on purpose."""
        self._start_afresh()
        state = "disconnected" if self.closing else "connecting"
        self.show(state=state, connected=False, connected_since_s=None, error="", error_detail="", next_try_s=None)

    def failed(self, error: Failed, data: Mapping[str, object] | None = None) -> None:
        """The try failed, or the connection broke; ``data`` is told with it."""
        now_ms = _now_ms()
        self.reconnect.failed(str(error), now_ms, self._jitter())
        retry_in_ms = self.reconnect.retry_in_ms(now_ms) or 0
        self._log.warning("%s: %s Trying again in %.0f s.", self._label, error, retry_in_ms / 1000)
        self.show(
            data,
            state="disconnected",
            connected=False,
            connected_since_s=None,
            error=error.trouble.value,
            error_detail=str(error),
            next_try_s=self._host.now().epoch_s + -(-retry_in_ms // 1000),
        )

    def impossible(self, error: str, words: str) -> None:
        """There is nothing to try as it is set."""
        if words != self.status.error_detail:
            self._log.warning("%s is not set up: %s", self._label, words)
            self.show(state="disconnected", error=error, error_detail=words, next_try_s=None)

    # -- what is shown -------------------------------------------------------------------------------------------

    def show(self, data: Mapping[str, object] | None = None, **changes: object) -> None:
        """Tell everyone how the connection is."""
        self.status = status = msgspec.structs.replace(self.status, **changes)
        name = self._name
        self._host.run(lambda station, moment: station.set_service(name, status, moment, data=data))

    def heard(self) -> None:
        """Something was heard: let that be seen by who looks."""
        self.status = msgspec.structs.replace(self.status, last_received_s=self._host.now().epoch_s)
        now_s = asyncio.get_running_loop().time()
        if now_s - self._noted_s >= NOTE_S:
            self._noted_s = now_s
            self._note()

    def rejected(self, words: str) -> None:
        """Something that was heard is refused."""
        if words != self.status.last_rejection:
            # One that comes again and again is said once.
            self._log.warning("%s message rejected: %s", self._label, words)
        self.status = msgspec.structs.replace(self.status, rejected=self.status.rejected + 1, last_rejection=words)
        self._note()

    def _note(self) -> None:
        name, status = self._name, self.status
        self._host.run(lambda station, moment: station.note_service(name, status, moment))

    def _start_afresh(self) -> None:
        """Nothing is wrong, as far as is known: the next try is due."""
        self.reconnect.stop(_now_ms())
        self.reconnect.start(_now_ms())


def _now_ms() -> int:
    """Real time: brokers and back ends know no other."""
    return int(asyncio.get_running_loop().time() * 1000)


def _is_up(network: Network) -> bool:
    return network.wifi_connected or network.wired_connected
