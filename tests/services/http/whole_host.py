"""A station with a store and with a controller that does what it is told; its time passes only when told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from controller_model import ModelController

from pilotwire.rapi.codes import EvseState
from pilotwire.services.host import Console, FoundNetwork, Identity, RapiFailure
from pilotwire.services.http.security.passwords import hash_password
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event
from pilotwire.station.moment import Moment
from pilotwire.station.records import BackEndRecord, Record
from pilotwire.station.settings import Areas
from pilotwire.station.station import Station
from pilotwire.station.status import Status
from pilotwire.store.certificates import Certificate
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

T = TypeVar("T")

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
NOON_S = int(NOON.timestamp())
IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "1.2.3", "pilotwire_test", "a test")
FACTS = ProcessFacts(memory_free_bytes=262_144, storage_free_bytes=106_496, storage_used_bytes=24_576)
_ANSWER_MS = 10


class WholeHost:
    """One station.

    Args:
        directory: for its store.
        connected: whether there is a controller on its line.
        settings: that differ from the defaults, by long name.

    """

    facts = FACTS
    identity = IDENTITY

    def __init__(self, directory: Path, *, connected: bool = True, **settings: object) -> None:
        self._store = Store.open(directory / FILE_NAME)
        self.reader = Reader(self._store.path)
        self._moment = Moment(0, NOON)
        areas, _ = Areas.restored(IDENTITY.short_id, settings, {})
        self.station = Station(
            self._store.load(),
            areas,
            self._moment,
            hash_password=lambda plain: hash_password(plain, bytes(16)),
            random=Random(1),
        )
        self.controller = ModelController()
        self._callbacks: list[Callable[[Event], None]] = []
        self.lines: dict[str, str | RapiFailure] = {}
        self.sent: list[str] = []
        self.restarts = 0
        self.unsettled = False
        """Something was done and nobody has waited for it yet."""
        if connected:
            self.station.link.link_opening("memory:", self._moment)
            self.station.link.link_up(self.controller.features, self._moment)
        self.obey()
        self.pass_s(1)

    def close(self) -> None:
        self.reader.close()
        self._store.close()

    def keep(self, records: Sequence[Record]) -> None:
        """Have something in the store."""
        self._store.commit(records)

    @property
    def listeners(self) -> int:
        """How many listen to events."""
        return len(self._callbacks)

    # -- the controller and time -------------------------------------------------------------------------------------

    def obey(self) -> None:
        """Let the controller do and answer everything that it is asked now."""
        self.station.advance(self._moment)
        while (ask := self.station.link.next_ask(self._moment)) is not None:
            answer = self.controller.carry_out(ask, self._moment.elapsed_ms)
            self._pass_ms(_ANSWER_MS)
            self.station.link.answered(ask, answer, self._moment)
            self._hear()
            self.station.advance(self._moment)
        self._spread()
        self.unsettled = False

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self._pass_ms(round(seconds * 1000))
        self.obey()

    def plug_in(self, *, wants: bool = True) -> None:
        """Connect a car that wants to charge, or not."""
        self.controller.car, self.controller.wants = True, wants
        self._classify()

    def unplug(self) -> None:
        """Let the car leave."""
        self.controller.car = self.controller.wants = False
        self._classify()

    def fault(self, state: EvseState) -> None:
        """Let the controller find something wrong."""
        self.controller.fault = state
        self._classify()

    def lose_line(self, error: str) -> None:
        """Let the line to the controller break."""
        self.station.link.link_down(error, 4_000, self._moment)
        self.obey()

    def _classify(self) -> None:
        self.controller.classify()
        self._hear()
        self.obey()

    def _hear(self) -> None:
        while self.controller.heard:
            self.station.link.heard(self.controller.heard.pop(0), self._moment)

    def _pass_ms(self, milliseconds: int) -> None:
        now = self._moment
        self._moment = Moment(now.elapsed_ms + milliseconds, now.utc + timedelta(milliseconds=milliseconds))

    def _spread(self) -> None:
        self._store.commit(self.station.take_records())
        for event in self.station.take_events():
            for callback in tuple(self._callbacks):
                callback(event)

    # -- what services are given -------------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        return self.station.status_at(self._moment)

    def now(self) -> Moment:
        return self._moment

    def run(self, command: Callable[[Station, Moment], T]) -> T:
        result = command(self.station, self._moment)
        self.unsettled = True
        self._spread()
        return result

    async def settled(self) -> None:
        self.obey()

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    async def rapi(self, command: str) -> str | RapiFailure:
        self.sent.append(command)
        return self.lines.get(command, "$NK^21")

    def tail(self, console: Console) -> str:
        return ""

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        return lambda: None

    def set_clock(self, utc: datetime) -> None:
        self._moment = Moment(self._moment.elapsed_ms, utc)
        self.run(lambda station, moment: station.clock_set(moment))

    def restart(self) -> None:
        self.restarts += 1

    def stop_access_point(self) -> None:
        """There is none."""

    def reconnect(self, service: str) -> None:
        """Nothing is connected."""

    async def scan(self) -> Sequence[FoundNetwork]:
        return []

    def seconds_until(self, elapsed_ms: int) -> float:
        return max(0.0, (elapsed_ms - self.now().elapsed_ms) / 1000)

    async def keep_conversation(self, record: BackEndRecord) -> bool:
        self._store.commit([record])
        return True

    async def put_certificate(self, certificate: Certificate) -> bool:
        return self._store.put_certificate(certificate)

    async def delete_certificate(self, certificate_id: str) -> bool:
        return self._store.delete_certificate(certificate_id)
