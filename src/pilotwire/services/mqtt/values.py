"""Frames as MQTT tells them: one topic per key, the value as text. Pure.

Names, units and when something is told are those of the frames; ``services.openevse.frames`` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

_KEY = re.compile(r"[^\x00-\x1f\x7f/+#]{1,64}")
_EXACT = 1e15
"""Below it every whole number is itself as a double."""
DOCUMENT_NAMES = frozenset(("override", "claim", "schedule", "config"))
"""Topics of documents, which no value may be published on; ``limit`` is a value, too, as on the gateway."""
ENERGIES = frozenset(
    (
        "session_elapsed",
        "session_energy",
        "total_energy",
        "total_day",
        "total_week",
        "total_month",
        "total_year",
        "total_switches",
        "elapsed",
        "wattsec",
        "watthour",
    )
)
"""Registers; a 0 that is none would be taken for the beginning of a new count."""


def flattened(frame: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Name and text of everything in a frame that can be a topic."""
    for key, value in frame.items():
        if _KEY.fullmatch(key) and key not in DOCUMENT_NAMES:
            yield key, value_text(value)


def value_text(value: object) -> str:
    """A value as text: decimal numbers, ``true`` and ``false``, ``null``, text as it is, the rest as JSON."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(value)
        case float():
            return _decimal(value)
        case str():
            return value
        case _:
            return msgspec.json.encode(value).decode()


def _decimal(value: float) -> str:
    """Without an exponent, and without a fraction where there is none."""
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
