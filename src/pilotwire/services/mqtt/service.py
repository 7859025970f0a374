"""Keeps the station on MQTT: connects, tells, listens, and connects again. The asyncio edge, on any ``Connector``.

When to try again is decided by ``station.reconnect``; what is said and understood by ``dialect``. Telling never waits
for the broker: what cannot be sent waits in the outbox, and after a new connection everything is told anew. What the
broker was to command is not: a claim goes on until its lease ends, or until it is released.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from pilotwire.services.host import Host, RapiFailure
from pilotwire.services.presence import Presence
from pilotwire.services.tasks import end, failure_of
from pilotwire.station.events import Event, Topic
from pilotwire.station.push import PushError
from pilotwire.station.reconnect import Backoff, Reconnect
from pilotwire.station.status import Network
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
        self._host = host
        self._presence = Presence(host, NAME, "MQTT", _log, jitter=jitter, backoff=backoff)
        self._connect = connect
        self._web_url = web_url
        self._something_waits = asyncio.Event()
        self._arrangement: Arrangement | MisconfiguredError | None = None
        self._dialect: Dialect | None = None
        self._outbox = Outbox()
        self._raw: set[asyncio.Task[None]] = set()

    # -- for everybody -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Be on MQTT until ``close``, or until cancelled."""
        forget = self._host.subscribe(self._on_event)
        presence = self._presence
        presence.start()
        try:
            while not presence.closing:
                self._arrangement = asked = self._asked_for()
                if isinstance(asked, MisconfiguredError):
                    presence.impossible(Trouble.SETTINGS.value, str(asked))
                    await presence.wait()
                elif presence.is_due:
                    await self._converse(asked)
                else:
                    await presence.wait_for_try()
        finally:
            forget()
            presence.stop()
            for task in self._raw:
                task.cancel()

    def close(self) -> None:
        """Have ``run`` say good-bye and return."""
        self._presence.close()

    def connect_anew(self) -> None:
        """Connect at once, and give up the connection there is."""
        self._presence.connect_anew()

    @property
    def reconnect(self) -> Reconnect:
        """When it is tried again."""
        return self._presence.reconnect

    # -- what happens at the station -----------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow_settings()
        self._presence.hear_network(event)
        if self._dialect is not None:
            self._outbox.put(self._dialect.tell(event))
            self._something_waits.set()

    def _follow_settings(self) -> None:
        """Settings have changed: a connection that is set up otherwise is made anew, without waiting."""
        before, after = self._arrangement, self._asked_for()
        if isinstance(before, MisconfiguredError) or isinstance(after, MisconfiguredError) or before != after:
            self._presence.set_up_otherwise()

    def _asked_for(self) -> Arrangement | MisconfiguredError:
        """What the settings ask for, or why that is impossible."""
        try:
            return arrange(self._host.status.settings, self._host.identity)
        except MisconfiguredError as error:
            return error

    # -- one connection ------------------------------------------------------------------------------------------

    async def _converse(self, arrangement: Arrangement) -> None:
        """Make one connection and use it until it ends."""
        presence = self._presence
        dialect = Dialect(arrangement, self._host.identity, lambda: self._host.facts, self._web_url)
        try:
            connection = await presence.connected(self._connect(arrangement, dialect.last_will))
        except LinkError as error:
            self._failed(error)
            return
        if connection is None:
            return
        try:
            failure = await self._talk(connection, dialect)
            if failure is None:
                await self._say_farewell(connection, dialect)
        finally:
            await connection.close()
        if failure is None:
            presence.ended()
        else:
            self._failed(failure)

    def _failed(self, error: LinkError) -> None:
        self._presence.failed(error, {"mqtt_close_code": error.code, "mqtt_close_reason": error.reason})

    async def _talk(self, connection: Connection, dialect: Dialect) -> LinkError | None:
        """Use the connection until it breaks (returns why) or is not wanted any more (None)."""
        self._outbox.clear()
        self._dialect = dialect
        self._outbox.put(dialect.hello(self._host.status))
        self._something_waits.set()
        self._presence.show(
            state="connected",
            connected=True,
            peer_address=connection.peer_address,
            peer_version="",
            connected_since_s=self._host.now().epoch_s,
            error="",
            error_detail="",
        )
        parts = (self._send(connection), self._hear_all(connection, dialect), self._subscribe(connection, dialect))
        work = {asyncio.ensure_future(part) for part in parts}
        unwanted = asyncio.ensure_future(self._presence.unwanted())
        waiting: set[asyncio.Future[None]] = {*work, unwanted}
        try:
            while not unwanted.done() and not any(failure_of(part) for part in work):
                # To be subscribed is no reason to end.
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._dialect = None
            await end((*work, unwanted))
        broken: LinkError | None = None
        for part in work:
            failure = failure_of(part)
            if isinstance(failure, LinkError):
                broken = failure
            elif failure is not None:
                raise failure
        return broken

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
            self._presence.show(error=Trouble.AUTH.value, error_detail=words)

    async def _hear_all(self, connection: Connection, dialect: Dialect) -> None:
        async for message in connection.messages():
            self._hear(message, dialect)
        raise LinkError("The broker has ended the connection.")

    async def _say_farewell(self, connection: Connection, dialect: Dialect) -> None:
        after: Arrangement | None = dialect.arrangement
        if not self._host.status.settings.mqtt_enabled:
            after = None
        elif not self._presence.closing and isinstance(asked := self._asked_for(), Arrangement):
            after = asked
        farewell = dialect.farewell(after)
        try:
            async with asyncio.timeout(FAREWELL_S):
                for publication in farewell:
                    await connection.publish(publication)
        except (TimeoutError, LinkError) as error:
            _log.info("MQTT: no good-bye: %s", error)

    # -- what is heard -------------------------------------------------------------------------------------------

    def _hear(self, message: Incoming, dialect: Dialect) -> None:
        self._presence.heard()
        try:
            heard = dialect.understand(message, self._host.status)
            self._obey(heard, dialect)
        except (*REFUSALS, PushError) as error:
            self._presence.rejected(f"{message.topic}: {error}")

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
                self._presence.show(peer_version=version)
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
