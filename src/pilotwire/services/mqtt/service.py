"""Keeps the station on MQTT: connects, tells, listens, and connects again. The asyncio edge, on any ``Connector``.

When to try again is decided by ``station.reconnect``; what is said and understood by ``dialect``. Telling never waits
for the broker: what cannot be sent waits in the outbox, and after a new connection everything is told anew. What the
broker was to command is not: a claim goes on until its lease ends, or until it is released.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from pilotwire.services.host import Host, RapiFailure
from pilotwire.station.events import Event, Topic
from pilotwire.station.push import PushError
from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState
from pilotwire.station.status import Network, ServiceStatus
from pilotwire.station.vehicle import VehicleSource

from .arrangement import Arrangement, MisconfiguredError, arrange
from .commands import REFUSALS, Do, RejectedError, RestartStation, SendRapi
from .dialect import BrokerIs, Dialect, Heard, HomeStarted, Measured, Old
from .link import Connection, Connector, LinkError, Trouble
from .outbox import Outbox
from .publication import Incoming

NAME = "mqtt"
"""Of the service in the status."""
FAREWELL_S = 2.0
"""How long an orderly end may take."""
MAX_RAPI_WAITING = 8
"""Raw commands that may wait for the controller; more are refused."""
NOTE_S = 5.0
"""How often times and counters are noted, which change with every message."""
_CANCELLING_S = 0.1
_log = logging.getLogger("pilotwire.mqtt")


class MqttService:
    """One station's presence on MQTT.

    Args:
        host: the station.
        connect: makes connections.
        web_url: tells where the web interface is on this network; empty where there is none.
        jitter: random numbers from 0 to 1.
        backoff: how long to wait between tries.

    """

    def __init__(
        self,
        host: Host,
        connect: Connector,
        *,
        web_url: Callable[[Network], str],
        jitter: Callable[[], float] = random.random,
        backoff: Backoff = Backoff(),
    ) -> None:
        self.reconnect = Reconnect(backoff)
        self._host = host
        self._connect = connect
        self._web_url = web_url
        self._jitter = jitter
        self._woken = asyncio.Event()
        self._something_waits = asyncio.Event()
        self._closing = False
        self._again = False
        """The connection is to be made anew although nothing is wrong with it."""
        self._arrangement: Arrangement | MisconfiguredError | None = None
        self._dialect: Dialect | None = None
        self._outbox = Outbox()
        self._status = ServiceStatus(enabled=True, state="disconnected")
        self._noted_s = -NOTE_S
        self._raw: set[asyncio.Task[None]] = set()

    # -- for everybody -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Be on MQTT until ``close``, or until cancelled."""
        forget = self._host.subscribe(self._on_event)
        self.reconnect.start(_now_ms())
        try:
            while not self._closing:
                self._arrangement = asked = self._asked_for()
                if isinstance(asked, MisconfiguredError):
                    self._complain(asked)
                    await self._wait(None)
                elif self.reconnect.due(_now_ms()):
                    await self._converse(asked)
                else:
                    await self._wait(self.reconnect.next_try_ms)
        finally:
            forget()
            self.reconnect.stop(_now_ms())
            for task in self._raw:
                task.cancel()

    def close(self) -> None:
        """Have ``run`` say good-bye and return."""
        self._closing = True
        self._woken.set()

    def connect_anew(self) -> None:
        """Connect at once, and give up the connection there is."""
        self._again = True
        self._try_now()

    def _try_now(self) -> None:
        """Something that may help has happened: do not wait any longer."""
        self.reconnect.wake(_now_ms())
        self._woken.set()

    # -- what happens at the station -----------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow_settings()
        elif event.topic is Topic.NETWORK and _is_up(event.status.network):
            self._try_now()
        if self._dialect is not None:
            self._outbox.put(self._dialect.tell(event))
            self._something_waits.set()

    def _follow_settings(self) -> None:
        """Settings have changed: a connection that is set up otherwise is made anew, without waiting."""
        before, after = self._arrangement, self._asked_for()
        if isinstance(before, MisconfiguredError) or isinstance(after, MisconfiguredError) or before != after:
            self._again = True
            if self.reconnect.state is ReconnectState.WAITING:
                self._start_afresh()
            self._woken.set()

    def _asked_for(self) -> Arrangement | MisconfiguredError:
        """What the settings ask for, or why that is impossible."""
        try:
            return arrange(self._host.status.settings, self._host.identity)
        except MisconfiguredError as error:
            return error

    def _complain(self, error: MisconfiguredError) -> None:
        if str(error) != self._status.error_detail:
            _log.warning("MQTT is not set up: %s", error)
            self._show(state="disconnected", error=Trouble.SETTINGS.value, error_detail=str(error), next_try_s=None)

    # -- one connection ------------------------------------------------------------------------------------------

    async def _converse(self, arrangement: Arrangement) -> None:
        """Make one connection and use it until it ends."""
        self._again = False
        self.reconnect.begin(_now_ms())
        self._show(state="connecting", error="", error_detail="", next_try_s=None)
        dialect = Dialect(arrangement, self._host.identity, lambda: self._host.facts, self._web_url)
        try:
            connection = await self._connected(arrangement, dialect)
        except LinkError as error:
            self._failed(error)
            return
        if connection is None:
            return
        self.reconnect.succeeded(_now_ms())
        try:
            failure = await self._talk(connection, dialect)
            if failure is None:
                await self._say_farewell(connection, dialect)
        finally:
            await connection.close()
        if failure is None:
            self._ended()
        else:
            self._failed(failure)

    async def _connected(self, arrangement: Arrangement, dialect: Dialect) -> Connection | None:
        """The connection; None when it is not wanted any more before it is there."""
        task = asyncio.ensure_future(self._connect(arrangement, dialect.last_will))
        unwanted = asyncio.ensure_future(self._unwanted())
        try:
            await asyncio.wait({task, unwanted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            wanted = task.done()
            await _end((task, unwanted))
        if wanted:
            return task.result()
        if not task.cancelled() and task.exception() is None:
            # It came after all.
            await task.result().close()
        self._ended()
        return None

    async def _talk(self, connection: Connection, dialect: Dialect) -> LinkError | None:
        """Use the connection until it breaks (returns why) or is not wanted any more (None)."""
        self._outbox.clear()
        self._dialect = dialect
        self._outbox.put(dialect.hello(self._host.status))
        self._something_waits.set()
        self._show(
            state="connected",
            connected=True,
            peer_address=connection.peer_address,
            peer_version="",
            connected_since_s=self._host.now().epoch_s,
        )
        parts = (self._send(connection), self._hear_all(connection, dialect), self._subscribe(connection, dialect))
        work = {asyncio.ensure_future(part) for part in parts}
        unwanted = asyncio.ensure_future(self._unwanted())
        waiting: set[asyncio.Future[None]] = {*work, unwanted}
        try:
            while not unwanted.done() and not any(_failure(part) for part in work):
                # To be subscribed is no reason to end.
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._dialect = None
            await _end((*work, unwanted))
        broken: LinkError | None = None
        for part in work:
            failure = _failure(part)
            if isinstance(failure, LinkError):
                broken = failure
            elif failure is not None:
                raise failure
        return broken

    async def _unwanted(self) -> None:
        """Wait until the connection is not wanted any more."""
        while not self._closing and not self._again:
            self._woken.clear()
            await self._woken.wait()

    async def _send(self, connection: Connection) -> None:
        while True:
            self._something_waits.clear()
            while (publication := self._outbox.take()) is not None:
                await connection.publish(publication)
            await self._something_waits.wait()

    async def _subscribe(self, connection: Connection, dialect: Dialect) -> None:
        refused = await connection.subscribe(dialect.subscriptions)
        if refused:
            words = f"The broker does not let us hear {', '.join(refused)}: check its access list."
            _log.warning("%s", words)
            self._show(error=Trouble.AUTH.value, error_detail=words)

    async def _hear_all(self, connection: Connection, dialect: Dialect) -> None:
        async for message in connection.messages():
            self._hear(message, dialect)
        raise LinkError("The broker has ended the connection.")

    async def _say_farewell(self, connection: Connection, dialect: Dialect) -> None:
        after: Arrangement | None = dialect.arrangement
        if not self._host.status.settings.mqtt_enabled:
            after = None
        elif not self._closing and isinstance(asked := self._asked_for(), Arrangement):
            after = asked
        farewell = dialect.farewell(after)
        try:
            async with asyncio.timeout(FAREWELL_S):
                for publication in farewell:
                    await connection.publish(publication)
        except (TimeoutError, LinkError) as error:
            _log.info("MQTT: no good-bye: %s", error)

    def _start_afresh(self) -> None:
        """Nothing is wrong, as far as is known: the next try is due."""
        self.reconnect.stop(_now_ms())
        self.reconnect.start(_now_ms())

    def _ended(self) -> None:
        """A connection was given up on purpose."""
        self._start_afresh()
        state = "disconnected" if self._closing else "connecting"
        self._show(state=state, connected=False, connected_since_s=None, error="", error_detail="", next_try_s=None)

    def _failed(self, error: LinkError) -> None:
        """The try failed, or the connection broke."""
        now_ms = _now_ms()
        self.reconnect.failed(str(error), now_ms, self._jitter())
        retry_in_ms = self.reconnect.retry_in_ms(now_ms) or 0
        _log.warning("MQTT: %s Trying again in %.0f s.", error, retry_in_ms / 1000)
        self._show(
            {"mqtt_close_code": error.code, "mqtt_close_reason": error.reason},
            state="disconnected",
            connected=False,
            connected_since_s=None,
            error=error.trouble.value,
            error_detail=str(error),
            next_try_s=self._host.now().epoch_s + -(-retry_in_ms // 1000),
        )

    # -- what is heard -------------------------------------------------------------------------------------------

    def _hear(self, message: Incoming, dialect: Dialect) -> None:
        self._status = msgspec.structs.replace(self._status, last_received_s=self._host.now().epoch_s)
        try:
            heard = dialect.understand(message, self._host.status)
            self._obey(heard, dialect)
        except (*REFUSALS, PushError) as error:
            self._reject(message, error)
        self._note()

    def _obey(self, heard: Heard, dialect: Dialect) -> None:
        match heard:
            case Do(command):
                self._host.run(command)
            case Measured(values):
                self._host.run(lambda station, moment: station.push(values, moment, source=VehicleSource.MQTT))
            case SendRapi(command):
                self._send_rapi(command)
            case RestartStation():
                self._host.restart()
            case HomeStarted():
                self._outbox.put(dialect.hello(self._host.status))
                self._something_waits.set()
            case BrokerIs(version):
                self._show(peer_version=version)
            case Old():
                pass

    def _send_rapi(self, command: str) -> None:
        if len(self._raw) >= MAX_RAPI_WAITING:
            raise RejectedError("too many commands wait for the controller")
        task = asyncio.ensure_future(self._ask_controller(command))
        self._raw.add(task)
        task.add_done_callback(self._raw.discard)

    async def _ask_controller(self, command: str) -> None:
        line = await self._host.rapi(command)
        if isinstance(line, RapiFailure):
            _log.warning("MQTT: %s to the controller: %s", command, line.value)
        elif self._dialect is not None:
            self._outbox.put([self._dialect.reply(line)])
            self._something_waits.set()

    def _reject(self, message: Incoming, error: Exception) -> None:
        text = f"{message.topic}: {error}"
        if text != self._status.last_rejection:
            # One that comes again and again is said once.
            _log.warning("MQTT message rejected: %s", text)
        self._status = msgspec.structs.replace(self._status, rejected=self._status.rejected + 1, last_rejection=text)
        self._noted_s = -NOTE_S

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show(self, data: dict[str, object] | None = None, **changes: object) -> None:
        """Tell everyone how the connection is."""
        self._status = status = msgspec.structs.replace(self._status, **changes)
        self._host.run(lambda station, moment: station.set_service(NAME, status, moment, data=data))

    def _note(self) -> None:
        """Let it be seen when something was heard last, and how much was refused, by who looks."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._noted_s >= NOTE_S:
            self._noted_s, status = now_s, self._status
            self._host.run(lambda station, moment: station.note_service(NAME, status, moment))

    async def _wait(self, at_ms: int | None) -> None:
        """Wait for a time, or until woken."""
        patience_s = None if at_ms is None else max(0.0, (at_ms - _now_ms()) / 1000)
        try:
            async with asyncio.timeout(patience_s):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _failure(task: asyncio.Future[None]) -> BaseException | None:
    """What a task has failed with, if it has ended."""
    return task.exception() if task.done() and not task.cancelled() else None


async def _end(tasks: Sequence[asyncio.Future[Any]]) -> None:
    """Cancel tasks, more than once if need be: waiting with a time limit can swallow it in Python 3.11."""
    while running := {task for task in tasks if not task.done()}:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=_CANCELLING_S)


def _now_ms() -> int:
    """Real time: brokers know no other."""
    return int(asyncio.get_running_loop().time() * 1000)


def _is_up(network: Network) -> bool:
    return network.wifi_connected or network.wired_connected
