"""What of a document is a number, for those who can store nothing else (Emoncms). Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

Numbers = Mapping[str, int | float]

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_NOT_THERE = re.compile(r"temp|tesla_")
"""Of these ``false`` says that there is none, not that something is switched off."""


def numbers(document: Mapping[str, object]) -> Numbers:
    """Pick the numbers; switches are 0 and 1. Texts, lists and what is not there are left out, and so is ``time``."""
    return {name: int(value) if isinstance(value, bool) else value for name, value in _fit(document)}


def _fit(document: Mapping[str, object]) -> list[tuple[str, int | float]]:
    return [
        (name, value)
        for name, value in document.items()
        if isinstance(value, int | float)
        and math.isfinite(value)
        and _NAME.fullmatch(name)
        and name.lower() != "time"
        and not (value is False and _NOT_THERE.match(name))
    ]
