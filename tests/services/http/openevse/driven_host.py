"""A station with a controller that does what it is told, as soon as somebody waits for it; and what is asked of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.testing import TestClient

from pilotwire.services.host import Console, FoundNetwork, Identity, RapiFailure
from pilotwire.services.http.openevse import EXCEPTION_HANDLERS, handlers
from pilotwire.services.openevse.frames import Frames
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event
from pilotwire.station.moment import Moment
from pilotwire.station.records import BackEndRecord, Kept, Record
from pilotwire.station.settings import Areas
from pilotwire.station.station import Station
from pilotwire.station.status import Status
from pilotwire.store.certificates import Certificate
from pilotwire.store.reader import Reader

# pytest makes importable what lies next to a test, not what lies next to another room's tests.
sys.path.append(str(Path(__file__).parents[3] / "station"))

from controller_model import ModelController

T = TypeVar("T")

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "1.2.3", "pilotwire_test", "a test")
FACTS = ProcessFacts(memory_free_bytes=262_144, storage_free_bytes=106_496, storage_used_bytes=24_576)
_ANSWER_MS = 10


class DrivenHost:
    """One station; its time passes only when told, or while its controller answers."""

    facts = FACTS
    identity = IDENTITY

    def __init__(self, **settings: object) -> None:
        self._moment = Moment(0, NOON)
        areas, _ = Areas.restored(IDENTITY.short_id, settings, {})
        self.station = Station(Kept(), areas, self._moment, hash_password=lambda plain: f"#{plain}", random=Random(1))
        self.controller = ModelController()
        self.records: list[Record] = []
        self.frames: list[dict[str, object]] = []
        self._frames = Frames(self.status, lambda: FACTS)
        self._callbacks: list[Callable[[Event], None]] = []
        self.clock_set_to: datetime | None = None
        self.station.link.link_opening("memory:", self._moment)
        self.station.link.link_up(self.controller.features, self._moment)
        self.obey()
        self.pass_s(1)
        self.forget()

    def obey(self) -> None:
        """Let the controller do and answer everything that it is asked now."""
        self.station.advance(self._moment)
        while (ask := self.station.link.next_ask(self._moment)) is not None:
            answer = self.controller.carry_out(ask, self._moment.elapsed_ms)
            self._pass_ms(_ANSWER_MS)
            self.station.link.answered(ask, answer, self._moment)
            while self.controller.heard:
                self.station.link.heard(self.controller.heard.pop(0), self._moment)
            self.station.advance(self._moment)
        self._spread()

    def pass_s(self, seconds: int) -> None:
        """Let time pass."""
        self._pass_ms(seconds * 1000)
        self.obey()

    def forget(self) -> None:
        """Forget what was told and kept so far."""
        self.frames.clear()
        self.records.clear()

    def _pass_ms(self, milliseconds: int) -> None:
        now = self._moment
        self._moment = Moment(now.elapsed_ms + milliseconds, now.utc + timedelta(milliseconds=milliseconds))

    def _spread(self) -> None:
        self.records += self.station.take_records()
        for event in self.station.take_events():
            frame = self._frames.of(event)
            if frame is not None:
                self.frames.append(frame)
            for callback in tuple(self._callbacks):
                callback(event)

    # -- what services are given -----------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        return self.station.status_at(self._moment)

    @property
    def reader(self) -> Reader:
        raise AssertionError("no history is kept here")

    def now(self) -> Moment:
        return self._moment

    def run(self, command: Callable[[Station, Moment], T]) -> T:
        try:
            return command(self.station, self._moment)
        finally:
            self._spread()

    async def settled(self) -> None:
        self.obey()

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    async def rapi(self, command: str) -> str | RapiFailure:
        raise AssertionError(f"nobody sends {command} here")

    def tail(self, console: Console) -> str:
        raise AssertionError(f"nobody reads {console} here")

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        raise AssertionError(f"nobody watches {console} here")

    def set_clock(self, utc: datetime) -> None:
        self.clock_set_to = utc
        self._moment = Moment(self._moment.elapsed_ms, utc)
        self.run(lambda station, moment: station.clock_set(moment))

    def restart(self) -> None:
        raise AssertionError("nobody restarts here")

    def stop_access_point(self) -> None:
        raise AssertionError("nobody stops an access point here")

    def reconnect(self, service: str) -> None:
        raise AssertionError(f"nobody reconnects {service} here")

    async def scan(self) -> Sequence[FoundNetwork]:
        raise AssertionError("nobody scans here")

    def seconds_until(self, elapsed_ms: int) -> float:
        return max(0.0, (elapsed_ms - self.now().elapsed_ms) / 1000)

    async def keep_conversation(self, record: BackEndRecord) -> bool:
        raise AssertionError(f"nobody keeps {record} here")

    async def put_certificate(self, certificate: Certificate) -> bool:
        raise AssertionError(f"nobody keeps {certificate} here")

    async def delete_certificate(self, certificate_id: str) -> bool:
        raise AssertionError(f"nobody deletes {certificate_id} here")


class Caller:
    """Somebody who asks the API of a host."""

    def __init__(self, host: DrivenHost, client: TestClient[Litestar]) -> None:
        self.host = host
        self._client = client

    def ask(
        self, method: str, path: str, body: object = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Make a request without a content type; JSON comes back decoded, text as it is, nothing as None."""
        content = body if isinstance(body, bytes) else str(body).encode()
        response = self._client.request(method, path, content=content, headers=dict(headers or {}))
        if not response.content:
            return response.status_code, None
        if response.headers["content-type"] == "application/json":
            return response.status_code, response.json()
        assert response.headers["content-type"] == "text/plain"
        return response.status_code, response.text

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is there; it must be."""
        status, body = self.ask("GET", path)
        assert status == 200
        return body

    def post(self, path: str, body: object = b"", headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        return self.ask("POST", path, body, headers)

    def answer_to(self, method: str, path: str, body: bytes = b"") -> tuple[bytes, str]:
        """Return body and type of an answer as they come."""
        response = self._client.request(method, path, content=body)
        return response.content, response.headers["content-type"]


def _host_in(state: State) -> DrivenHost:
    host: DrivenHost = state["host"]
    return host


def driven_app() -> Litestar:
    """The API of the station that is in its state as ``host``."""
    return Litestar(
        handlers(),
        dependencies={"host": Provide(_host_in, sync_to_thread=False)},
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
