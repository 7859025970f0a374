"""A station of which nothing is asked but its settings and its events: enough for the server in front of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from pilotwire.services.host import Console, Identity
from pilotwire.station.events import Event, Topic
from pilotwire.station.moment import Moment
from pilotwire.station.settings import Settings
from pilotwire.station.status import Status

IDENTITY = Identity("a1b2c3d47b2c", "v5.1.5", "0.0.0", "pilotwire_test", "a test")
START = datetime(2026, 7, 6, 12, tzinfo=UTC)


class QuietHost:
    """What the server needs of ``Host``, and no more."""

    def __init__(self, **settings: object) -> None:
        self.status = Status(settings=msgspec.structs.replace(Settings(), **settings))
        self.identity = IDENTITY
        self.moment = Moment(0, START)
        self._callbacks: list[Callable[[Event], None]] = []
        self._watchers: list[tuple[Console, Callable[[str], None]]] = []

    @property
    def listeners(self) -> int:
        """How many listen, to events or to streams."""
        return len(self._callbacks) + len(self._watchers)

    def now(self) -> Moment:
        return self.moment

    def pass_s(self, seconds: int) -> None:
        """Let time pass."""
        moment = self.moment
        utc = moment.utc + timedelta(seconds=seconds)
        self.moment = Moment(moment.elapsed_ms + seconds * 1000, utc, trusted=moment.trusted)

    def change(self, **settings: object) -> None:
        """Change settings, and tell."""
        changed = msgspec.structs.replace(self.status.settings, **settings)
        self.status = msgspec.structs.replace(self.status, settings=changed)
        self.tell(Topic.CONFIG)

    def tell(self, topic: Topic, data: Mapping[str, object] | None = None) -> None:
        """Let something have happened."""
        event = Event(topic, self.status, data or {})
        for callback in tuple(self._callbacks):
            callback(event)

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def print(self, console: Console, text: str) -> None:
        """Let something appear on a stream."""
        for watched, callback in tuple(self._watchers):
            if watched is console:
                callback(text)

    def watch(self, console: Console, callback: Callable[[str], None]) -> Callable[[], None]:
        entry = (console, callback)
        self._watchers.append(entry)
        return lambda: self._watchers.remove(entry)

    def set_clock(self, utc: datetime) -> None:
        self.moment = Moment(self.moment.elapsed_ms, utc, trusted=True)
