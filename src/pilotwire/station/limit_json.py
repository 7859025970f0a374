"""Charge limits as the API writes them: ``{"type": "energy", "value": 12000, "auto_release": true}``."""

from __future__ import annotations

from collections.abc import Mapping

from .json_numbers import whole_number
from .limit_values import Limit, LimitType

HIGHEST_VALUE = 0xFFFFFFFF

_TYPES = {kind.value[0]: kind for kind in LimitType if kind is not LimitType.NONE}
_TYPE_NAMES = ", ".join(kind.value for kind in _TYPES.values())


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
        raise LimitError("value", f"give a whole number from 1 to {HIGHEST_VALUE}, in minutes, Wh, % or range")
    return Limit(kind, value, auto_release=_auto_release(document))


def limit_type(name: object) -> LimitType:
    """Type that a name stands for: its first letter decides; none for anything else."""
    return _TYPES.get(name[:1], LimitType.NONE) if isinstance(name, str) else LimitType.NONE


def limit_document(limit: Limit | None) -> dict[str, object]:
    """Limit as a JSON document; empty without one."""
    if limit is None:
        return {}
    return {"type": limit.type.value, "value": limit.value, "auto_release": limit.auto_release}


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
