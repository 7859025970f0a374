"""A station with its store and without a controller's line: what is sent there is answered from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from pilotwire.services.host import Console, FoundNetwork, Identity, RapiFailure
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event
from pilotwire.station.moment import Moment
from pilotwire.station.records import BackEndRecord, Record, ResetRecord
from pilotwire.station.settings import Areas
from pilotwire.station.station import Station
from pilotwire.station.status import Status
from pilotwire.store.certificates import Certificate
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

T = TypeVar("T")

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
NOON_S = int(NOON.timestamp())
IDENTITY = Identity("a1b2c3d47b2c", "v5.1.5", "1.2.3", "pilotwire_test", "a test")


class StoredHost:
    """One station; everything takes effect at once, and time stands still."""

    facts = ProcessFacts()
    identity = IDENTITY

    def __init__(self, directory: Path) -> None:
        self._store = Store.open(directory / FILE_NAME)
        self.reader = Reader(self._store.path)
        kept = self._store.load()
        areas, _ = Areas.restored(IDENTITY.short_id, kept.settings, kept.factory_settings)
        self._moment = Moment(0, NOON)
        self._station = Station(
            kept, areas, self._moment, hash_password=lambda plain: f"hash of {plain}", random=Random(1)
        )
        self._callbacks: list[Callable[[Event], None]] = []
        self.lines: dict[str, str | RapiFailure] = {}
        self.sent: list[str] = []
        self.done: list[str] = []
        self.reset = False
        self.networks: Sequence[FoundNetwork] = ()
        self.tails = {Console.LOG: "log\n", Console.RAPI: "$GS^30\r$OK 01^00\r"}

    def close(self) -> None:
        self.reader.close()
        self._store.close()

    def keep(self, records: Sequence[Record]) -> None:
        """Have something in the store."""
        self._store.commit(records)

    # -- what services are given -----------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        return self._station.status_at(self._moment)

    def now(self) -> Moment:
        return self._moment

    def run(self, command: Callable[[Station, Moment], T]) -> T:
        result = command(self._station, self._moment)
        records = self._station.take_records()
        self.reset = self.reset or any(isinstance(record, ResetRecord) for record in records)
        self._store.commit(records)
        for event in self._station.take_events():
            for callback in tuple(self._callbacks):
                callback(event)
        return result

    async def settled(self) -> None:
        """Everything is on disk at once."""

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    async def rapi(self, command: str) -> str | RapiFailure:
        self.sent.append(command)
        return self.lines.get(command, "$NK^21")

    def tail(self, console: Console) -> str:
        return self.tails[console]

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        raise AssertionError("nobody watches here")

    def set_clock(self, utc: datetime) -> None:
        raise AssertionError("nobody sets the clock here")

    def restart(self) -> None:
        self.done.append("restart")

    def stop_access_point(self) -> None:
        self.done.append("stop access point")

    def reconnect(self, service: str) -> None:
        self.done.append(f"reconnect {service}")

    async def scan(self) -> Sequence[FoundNetwork]:
        return self.networks

    def seconds_until(self, elapsed_ms: int) -> float:
        return max(0.0, (elapsed_ms - self.now().elapsed_ms) / 1000)

    async def keep_conversation(self, record: BackEndRecord) -> bool:
        self._store.commit([record])
        return True

    async def put_certificate(self, certificate: Certificate) -> bool:
        return self._store.put_certificate(certificate)

    async def delete_certificate(self, certificate_id: str) -> bool:
        return self._store.delete_certificate(certificate_id)
