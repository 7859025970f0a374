"""Charge limits as the API writes them: ``{"type": "energy", "value": 12000, "auto_release": true}``.

Ours are the type ``cost`` and the keys ``ready_by`` ("07:00") and ``prefer``, which are there only when they are set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time

from .json_numbers import whole_number
from .limit_values import Limit, LimitType, Preference

HIGHEST_VALUE = 0xFFFFFFFF
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
"""Of ``ready_by``."""

_TYPES = {kind.value[0]: kind for kind in LimitType if kind is not LimitType.NONE}
_TYPE_NAMES = ", ".join(kind.value for kind in _TYPES.values())
_PREFERENCES = {preference.value: preference for preference in Preference}


class LimitError(ValueError):
    """A limit that cannot be; nothing has changed.

    Args:
        field: the key that is at fault; ``limit`` where it is the whole.
        reason: what is wrong with it and what would be right.

    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def parse_limit(document: object) -> Limit:
    """Limit that a JSON document asks for. The first letter of the type decides; ``release`` is ``auto_release``.

    Raises:
        LimitError: type or value are missing or cannot be.

    """
    if not isinstance(document, Mapping):
        raise LimitError("limit", 'give an object such as {"type": "energy", "value": 12000}')
    kind = limit_type(document.get("type"))
    if kind is LimitType.NONE:
        raise LimitError("type", f"give one of {_TYPE_NAMES}")
    value = whole_number(document.get("value"))
    if value is None or not 0 < value <= HIGHEST_VALUE:
        raise LimitError(
            "value",
            f"give a whole number from 1 to {HIGHEST_VALUE}, in minutes, Wh, %, range or hundredths of the currency",
        )
    limit = Limit(kind, value, _auto_release(document), parse_ready_by(document.get("ready_by")), _prefer(document))
    check_ready_by(limit)
    return limit


def parse_ready_by(text: object) -> time | None:
    """Time of day that a text such as ``07:00`` stands for; None for nothing.

    Raises:
        LimitError: it is no such text.

    """
    if text is None:
        return None
    if not isinstance(text, str) or re.fullmatch(TIME_PATTERN, text) is None:
        raise LimitError("ready_by", 'give a time of day such as "07:00", by the clock on the wall')
    return time.fromisoformat(text)


def check_ready_by(limit: Limit) -> None:
    """Refuse what cannot be planned for.

    Raises:
        LimitError: a cost is to be reached by a time.

    """
    if limit.type is LimitType.COST and limit.ready_by is not None:
        reason = "give it with time, energy, soc or range: a cost is a bound on what is paid, not what the car needs"
        raise LimitError("ready_by", reason)


def limit_type(name: object) -> LimitType:
    """Type that a name stands for: its first letter decides; none for anything else."""
    return _TYPES.get(name[:1], LimitType.NONE) if isinstance(name, str) else LimitType.NONE


def limit_document(limit: Limit | None) -> dict[str, object]:
    """Limit as a JSON document; empty without one."""
    if limit is None:
        return {}
    document: dict[str, object] = {
        "type": limit.type.value,
        "value": limit.value,
        "auto_release": limit.auto_release,
    }
    if limit.ready_by is not None:
        document |= {"ready_by": limit.ready_by.strftime("%H:%M"), "prefer": limit.prefer.value}
    return document


def _prefer(document: Mapping[str, object]) -> Preference:
    given = document.get("prefer")
    if given is None:
        return Preference.CHEAPEST
    found = _PREFERENCES.get(given) if isinstance(given, str) else None
    if found is None:
        raise LimitError("prefer", f"give one of {', '.join(_PREFERENCES)}")
    return found


def _auto_release(document: Mapping[str, object]) -> bool:
    given = document.get("auto_release", document.get("release"))
    match given:
        case None:
            return True
        case str():
            # As the gateway reads text where a switch belongs, whatever it says.
            return True
        case _:
            return bool(given)
