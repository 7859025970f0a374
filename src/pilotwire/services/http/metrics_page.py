"""``/metrics``: the station for Prometheus. What is told is in ``pilotwire.services.metrics``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from pilotwire.services.host import Host, Identity
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.status import Status

from .replies import CACHE_CONTROL, Reply, reply, told

METRICS = "/metrics"
_METHODS = ("GET", "HEAD")
_NOT_ALLOWED = told(405, "Metrics can only be read", (b"allow", b"GET, HEAD, OPTIONS"))
_CLASSES = range(2, 6)


class Answers:
    """How many requests were answered, by the first digit of the answer's code."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts = [0] * 10

    def count(self, digit: int) -> None:
        """Count an answer; its digit as the character it is in the answer's head."""
        self._counts[digit - 48] += 1

    def by_class(self) -> dict[str, int]:
        """Counts by class: ``2xx`` to ``5xx``."""
        return {f"{digit}xx": self._counts[digit] for digit in _CLASSES}


class MetricsPage:
    """Answers whoever scrapes.

    Args:
        host: the station.
        answers: of the web.

    """

    def __init__(self, host: Host, answers: Answers) -> None:
        self._host = host
        self._answers = answers

    async def answer(self, method: str, headers: Mapping[bytes, bytes]) -> Reply:
        """Tell everything. What is told does not change any more, so it is put into words beside the event loop."""
        if method not in _METHODS:
            return _NOT_ALLOWED
        host, accept = self._host, headers.get(b"accept", b"").decode("latin-1")
        return await asyncio.to_thread(_told, host.status, host.facts, host.identity, self._answers.by_class(), accept)


def _told(status: Status, facts: ProcessFacts, identity: Identity, answers: Mapping[str, int], accept: str) -> Reply:
    # Who is never scraped has no memory for it.
    from pilotwire.services.metrics.exposition import exposition  # noqa: PLC0415
    from pilotwire.services.metrics.measures import Seen  # noqa: PLC0415

    text, content_type = exposition(Seen(status, facts, identity, answers), accept)
    return reply(200, text, content_type.encode(), CACHE_CONTROL)
