"""Samples as Emoncms takes them: one as ``fulljson``, several as ``input/bulk``. Pure.

The key is not in here: it goes in a header, where it ends up in no log. Every sample has its own time, always the
same one; so what is sent again because an answer got lost is the same point of the same feed, and not a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from .samples import Sample


class Request(msgspec.Struct, frozen=True):
    """A POST."""

    path: str
    body: bytes
    """``application/x-www-form-urlencoded``."""


QUESTION = Request("/input/post", b"")
"""Stores nothing; who may post is told that there is no data, everybody else that the key is wrong."""


def posting(node: str, samples: Sequence[Sample]) -> Request:
    """The request that stores these (at least one); only one that goes alone may be without a time."""
    return _single(node, samples[0]) if len(samples) == 1 else _bulk(node, samples)


def _single(node: str, sample: Sample) -> Request:
    form = {"node": node, "fulljson": bytes(sample.values)}
    if sample.at_s is not None:
        form["time"] = str(sample.at_s).encode()
    return Request("/input/post", urlencode(form).encode())


def _bulk(node: str, samples: Sequence[Sample]) -> Request:
    """Rows of seconds since the first sample, node, and values by name; ``time`` says when the first was."""
    start_s = samples[0].at_s or 0
    rows = [((sample.at_s or 0) - start_s, node, sample.values) for sample in samples]
    form = {"time": str(start_s), "data": msgspec.json.encode(rows)}
    return Request("/input/bulk", urlencode(form).encode())
