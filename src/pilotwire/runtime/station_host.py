"""Gives the station its life: time, a controller on a line, a store, and services that are told what happens.

It implements what services are given (``services.host``) and decides nothing: whatever was done to the station, it
carries events to the services, records to the store and commands to the line, and waits for the next deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from pilotwire.services.host import Console, FoundNetwork, Identity, RapiFailure
from pilotwire.services.network_view import NetworkError, NetworkView
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event
from pilotwire.station.moment import Moment
from pilotwire.station.records import BackEndRecord
from pilotwire.station.station import Station
from pilotwire.station.status import Status
from pilotwire.store.certificates import Certificate
from pilotwire.store.reader import Reader

from .controller_line import ControllerLine
from .controller_line_raw import RawFailure
from .process_watch import ProcessWatch
from .station_clock import StationClock
from .store_keeper import StoreKeeper
from .supervision import guarded

_FAILURES = {
    RawFailure.TIMEOUT: RapiFailure.TIMEOUT,
    RawFailure.NO_LINK: RapiFailure.TIMEOUT,
    RawFailure.TOO_LONG: RapiFailure.TOO_LONG,
    RawFailure.INVALID: RapiFailure.INVALID,
}
T = TypeVar("T")
Subscriber = Callable[[Event], None]

CONTROLLER = "controller"
"""Name of the line among the things that can be asked to reconnect."""
SETTLING_LIMIT_S = 2.0
"""How long an answer waits for a controller that does not take what it is told."""


class StationHost:
    """One running station. Create it in the event loop it runs in.

    Args:
        station: fresh.
        line: to its controller, not run yet.
        keeper: of its store.
        reader: of its store.
        clock: its sense of time.
        identity: who it is.
        watch: of the process.
        restart: called when somebody wants the process to start anew.

    """

    def __init__(
        self,
        station: Station,
        line: ControllerLine,
        keeper: StoreKeeper,
        reader: Reader,
        clock: StationClock,
        identity: Identity,
        watch: ProcessWatch,
        restart: Callable[[], None],
    ) -> None:
        self.identity = identity
        self.reader = reader
        self._station = station
        self._line = line
        self._keeper = keeper
        self._clock = clock
        self._watch = watch
        self._restart = restart
        self.network: NetworkView | None = None
        """What sees to the network, if anything does."""
        self._subscribers: list[Subscriber] = []
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._line_task: asyncio.Task[None] | None = None
        self.reconnectable: dict[str, Callable[[], None]] = {CONTROLLER: line.retry_now}
        """How to have each service connect anew, by its name."""
        line.changed = self._follow

    def start(self) -> None:
        """Begin: open the line, wait for deadlines."""
        self._line_task = asyncio.get_running_loop().create_task(self._line.run())
        self._spread()

    async def close(self) -> str:
        """Leave the controller in a stated condition and end; says which, in a sentence."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        said = self._ending_words()
        await self._line.close(may_charge=self._station.may_charge)
        self._station.close(self.now())
        self._keeper.put(self._station.take_records())
        return said

    def _ending_words(self) -> str:
        evse = self.status.evse
        if not evse.connected:
            return "controller not connected and left as it was"
        if evse.paused or not self._station.may_charge:
            return "controller paused"
        return "controller left to itself, with at most its fallback current"

    # -- for services --------------------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        """The status of this instant."""
        return self._station.status_at(self.now())

    @property
    def facts(self) -> ProcessFacts:
        """The process and its machine; measured lately."""
        return self._watch.facts

    def now(self) -> Moment:
        """The present."""
        return self._clock.moment()

    def seconds_until(self, elapsed_ms: int) -> float:
        """Real time until this elapsed time of the station, at least 0 (s)."""
        return self._clock.seconds_until(elapsed_ms)

    def run(self, command: Callable[[Station, Moment], T]) -> T:
        """Do something to the station now, and let everyone know."""
        try:
            return command(self._station, self.now())
        finally:
            self._spread()
            self._line.wake()

    async def settled(self) -> None:
        """Wait until what was changed so far is on disk and has been told to the controller, if one answers."""
        await self._keeper.flushed()
        await self._line.settled(SETTLING_LIMIT_S)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have every event passed to ``callback``; the function returned ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    async def rapi(self, command: str) -> str | RapiFailure:
        """Send one raw command and return the controller's line."""
        if not self._station.lets_through(command):
            return RapiFailure.BLOCKED
        line = await self._line.raw(command)
        return line if isinstance(line, str) else _FAILURES[line.failure]

    def tail(self, console: Console) -> str:
        """The last 2048 bytes of a stream."""
        return self._watch.log_tail if console is Console.LOG else self._line.traffic.tail

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        """Have every further piece of a stream passed to ``callback``; the function returned ends that."""
        return self._watch.follow_log(callback) if console is Console.LOG else self._line.traffic.watch(callback)

    def set_clock(self, utc: datetime) -> None:
        """Set the station's clock."""
        self._clock.set(utc)
        self.run(lambda station, moment: station.clock_set(moment))

    def restart(self) -> None:
        """End this process in order, about a second from now, and start it anew."""
        self._restart()

    def stop_access_point(self) -> None:
        """Give up the access point, where there is one."""
        if self.network is not None and self.network.facts.managed:
            self.network.ask_point(open_it=False)

    def reconnect(self, service: str) -> None:
        """Have a service connect anew."""
        connect_anew = self.reconnectable.get(service)
        if connect_anew is not None:
            connect_anew()

    async def put_certificate(self, certificate: Certificate) -> bool:
        """Keep a certificate for good; False when its id is taken."""
        return await self._keeper.call(lambda store: store.put_certificate(certificate))

    async def delete_certificate(self, certificate_id: str) -> bool:
        """Forget a certificate; says whether there was one."""
        return await self._keeper.call(lambda store: store.delete_certificate(certificate_id))

    async def keep_conversation(self, record: BackEndRecord) -> bool:
        """Have something kept for good; says whether it is on disk."""
        self._keeper.put([record])
        return await self._keeper.flushed()

    async def scan(self) -> Sequence[FoundNetwork]:
        """Wi-Fi networks in sight; none where nothing can look for them."""
        if self.network is None:
            return ()
        try:
            return await self.network.scan()
        except NetworkError:
            # The gateway tells an empty list, too.
            return ()

    # -- the station's life --------------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Something is due."""
        self._station.advance(self.now())
        self._spread()
        self._line.wake()

    def _follow(self, moment: Moment) -> None:
        """The line has told the station's link something."""
        self._station.advance(moment)
        self._spread()

    def _spread(self) -> None:
        """Carry what the station decided to everyone, and wait for the next deadline."""
        self._keeper.put(self._station.take_records())
        while events := self._station.take_events():
            for event in events:
                for subscriber in tuple(self._subscribers):
                    guarded(subscriber, event)
        if self._closed:
            return
        if self._timer is not None:
            self._timer.cancel()
        delay_s = self._clock.seconds_until(self._station.next_deadline_ms)
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._advance)
