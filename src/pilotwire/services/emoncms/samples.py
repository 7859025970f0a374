"""What is told to Emoncms and when: the status every 30 s, and every sample of solar divert. Pure.

Samples of divert that come faster than servers store are told together, with the time of the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.services.openevse.frames import Frames
from pilotwire.services.openevse.numbers import Numbers, numbers
from pilotwire.services.openevse.status_document import status_document
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event, Topic
from pilotwire.station.moment import Moment
from pilotwire.station.status import Status

SNAPSHOT_MS = 30_000
"""Between two snapshots."""
SHORTEST_MS = 5_000
"""Between any two samples: the finest that Emoncms stores is 5 s."""


class Sample(msgspec.Struct, frozen=True):
    """What was measured at one time."""

    at_s: int | None
    """Seconds since 1970 UTC; None where the station did not know the time."""
    values: msgspec.Raw
    """JSON object of names and numbers."""

    @classmethod
    def of(cls, at_s: int | None, values: Mapping[str, int | float]) -> Sample:
        """Make one of numbers."""
        return cls(at_s, msgspec.Raw(msgspec.json.encode(values)))

    def over(self, earlier: Sample) -> Sample:
        """Both in one, at the same time; what is in both is as here."""
        merged = msgspec.json.decode(earlier.values) | msgspec.json.decode(self.values)
        return Sample.of(self.at_s, merged)


class Sampler:
    """Decides when there is something to tell.

    Args:
        status: what is known already.
        facts: tells how the process is doing.

    """

    def __init__(self, status: Status, facts: Callable[[], ProcessFacts]) -> None:
        self._facts = facts
        self._frames = Frames(status, facts)
        self._snapshot_ms = status.moment.elapsed_ms
        self._last_ms: int | None = None
        self._divert: Numbers = {}
        self._divert_at: Moment | None = None

    @property
    def next_deadline_ms(self) -> int:
        """When ``take`` has something next (elapsed time)."""
        wanted_ms = self._snapshot_ms
        if self._divert_at is not None:
            wanted_ms = min(wanted_ms, self._divert_at.elapsed_ms)
        return wanted_ms if self._last_ms is None else max(wanted_ms, self._last_ms + SHORTEST_MS)

    def note(self, event: Event) -> None:
        """Something happened at the station."""
        if event.topic is Topic.DIVERT:
            self._divert = {**self._divert, **numbers(self._frames.of(event) or {})}
            self._divert_at = event.status.moment
        elif event.topic is Topic.CONFIG:
            self._snapshot_ms = min(self._snapshot_ms, event.status.moment.elapsed_ms)

    def take(self, status: Status) -> Sample | None:
        """What there is to tell now, once."""
        now_ms = status.moment.elapsed_ms
        if now_ms < self.next_deadline_ms:
            return None
        self._last_ms = now_ms
        values, moment = self._divert, self._divert_at or status.moment
        if now_ms >= self._snapshot_ms:
            self._snapshot_ms = now_ms + SNAPSHOT_MS
            values, moment = {**numbers(status_document(status, self._facts())), **values}, status.moment
        self._divert, self._divert_at = {}, None
        return Sample.of(moment.epoch_s if moment.trusted else None, values)
