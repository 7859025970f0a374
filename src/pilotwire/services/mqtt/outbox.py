"""What waits to be sent to the broker: bounded, and of every topic only the newest. Pure.

A topic keeps its place when something newer comes for it, so that one that changes often does not hold up the others.
"""

from __future__ import annotations

from collections.abc import Iterable

from .publication import Kind, Publication

MAX_WAITING = 2000


class Outbox:
    """The messages that wait, in the order in which they are sent."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._waiting: dict[object, Publication] = {}
        self._max = max_waiting
        self._replies = 0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def put(self, publications: Iterable[Publication]) -> None:
        """Add messages. When too many wait the oldest values go; documents replace each other, so they are few."""
        for publication in publications:
            self._waiting[self._place(publication)] = publication
            if len(self._waiting) > self._max:
                self._drop_oldest_value()

    def take(self) -> Publication | None:
        """The next message to send, and out with it."""
        if not self._waiting:
            return None
        return self._waiting.pop(next(iter(self._waiting)))

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()

    def _place(self, publication: Publication) -> object:
        if publication.kind is Kind.REPLY:
            self._replies += 1
            return self._replies
        # A value and a document on one topic (`limit`) do not replace each other.
        return publication.kind, publication.topic

    def _drop_oldest_value(self) -> None:
        values = (place for place, waiting in self._waiting.items() if waiting.kind is not Kind.DOCUMENT)
        place = next(values, None)
        if place is not None:
            del self._waiting[place]
