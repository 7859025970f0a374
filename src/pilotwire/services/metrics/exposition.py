"""All measures as text, in the format that whoever asks understands best."""

from __future__ import annotations

from collections.abc import Iterator

from litestar.datastructures.headers import Accept
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder

from . import controller_measures, process_measures, station_measures, surroundings_measures
from .measures import Measure, Seen

MEASURES: tuple[Measure, ...] = (
    *controller_measures.MEASURES,
    *station_measures.MEASURES,
    *surroundings_measures.MEASURES,
    *process_measures.MEASURES,
)
"""Everything that is told."""
_PLAIN, _OPEN = "text/plain", "application/openmetrics-text"
_ASKED = {_PLAIN: "text/plain; version=0.0.4", _OPEN: "application/openmetrics-text; version=1.0.0"}


class _Collected:
    """What the library takes for its registry."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        for measure in MEASURES:
            family = measure.family(self._seen)
            if family is not None:
                yield family


def exposition(seen: Seen, accept: str) -> tuple[bytes, str]:
    """Everything as text, and the type of that text.

    Args:
        seen: the station.
        accept: the request's header ``Accept``: OpenMetrics 1.0 for those who ask for it, Prometheus 0.0.4 for others.

    """
    encode, content_type = choose_encoder(_ASKED[_preferred(accept)])
    return encode(_Collected(seen)), content_type


def _preferred(accept: str) -> str:
    return Accept(accept).best_match([_PLAIN, _OPEN], default=_PLAIN) or _PLAIN
