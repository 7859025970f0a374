"""Those who follow the station: what is told them, rendered once for all, and what waits for each.

A follower is told everything first and afterwards only the parts of the status that have changed. Who does not take
what is told is dropped when too much waits; the others do not notice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

import msgspec

from pilotwire.services.host import Host
from pilotwire.station.eventlog import LogEntry
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import Status

from .log import LogEntryDocument, entry_fields
from .status_document import PARTS, status_document

QUEUE_BYTES = 262_144
"""Unread by one follower; it is dropped beyond."""
_CREDENTIALS = frozenset({"www_username", "www_password", "server_secret", "api_open"})
_TOLD_DATA = (Topic.CONFIG, Topic.SERVICE, Topic.RFID, Topic.UPDATE)
"""Topics whose data is told as it is."""


class Follower:
    """One who follows: what waits to be sent.

    Args:
        drop: ends the connection without ceremony.

    """

    def __init__(self, drop: Callable[[], None]) -> None:
        self._drop = drop
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self.ended = False

    def push(self, frame: bytes) -> None:
        """Queue a frame, or drop the follower if it does not read."""
        self._bytes += len(frame)
        if self._bytes > QUEUE_BYTES:
            self._drop()
            return
        self._frames.append(frame)
        self._wake.set()

    def end(self) -> None:
        """End after what is queued."""
        self.ended = True
        self._wake.set()

    async def take(self, patience_s: float) -> bytes:
        """Everything that waits; nothing if nothing comes in time, or the end."""
        if not self._frames and not self.ended:
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), patience_s)
            except TimeoutError:
                return b""
        taken = b"".join(self._frames)
        self._frames.clear()
        self._bytes = 0
        return taken


class EventHub:
    """All followers of one station."""

    def __init__(self) -> None:
        self._followers: set[Follower] = set()
        self._told: dict[str, object] = {}
        self._stop: Callable[[], None] | None = None

    def __len__(self) -> int:
        return len(self._followers)

    def join(self, host: Host, follower: Follower) -> None:
        """Tell a newcomer everything, and from now on what changes."""
        status = host.status
        if self._stop is None:
            self._told = {name: part.key(status) for name, part in PARTS.items()}
            self._stop = host.subscribe(self._hear)
        self._followers.add(follower)
        follower.push(_frame("status", msgspec.json.encode(status_document(status, host.identity, host.facts))))

    def leave(self, follower: Follower) -> None:
        """Tell somebody nothing any more."""
        self._followers.discard(follower)
        if not self._followers and self._stop is not None:
            # Nothing is rendered for nobody.
            self._stop()
            self._stop = None

    def end(self) -> None:
        """Tell everybody nothing any more."""
        for follower in self._followers:
            follower.end()

    def _hear(self, event: Event) -> None:
        changed, data = self._changed(event.status), _data(event)
        if changed or data:
            document = {"topic": event.topic.value, "at": event.status.moment.utc, "changed": changed, "data": data}
            frame = _frame(event.topic.value, msgspec.json.encode(document))
            for follower in tuple(self._followers):
                follower.push(frame)
        if event.topic is Topic.CONFIG and not _CREDENTIALS.isdisjoint(_names(event.data)):
            self.end()

    def _changed(self, status: Status) -> dict[str, object]:
        keys = {name: part.key(status) for name, part in PARTS.items()}
        changed = [name for name, key in keys.items() if key != self._told[name]]
        self._told = keys
        return {name: PARTS[name].document(status) for name in changed}


def _data(event: Event) -> Mapping[str, object]:
    entry = event.data.get("entry")
    if event.topic is Topic.LOG and isinstance(entry, LogEntry):
        return {"entry": LogEntryDocument(**entry_fields(entry))}
    return event.data if event.topic in _TOLD_DATA else {}


def _names(data: Mapping[str, object]) -> tuple[str, ...]:
    changed = data.get("changed")
    return tuple(map(str, changed)) if isinstance(changed, list) else ()


def _frame(name: str, data: bytes) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
