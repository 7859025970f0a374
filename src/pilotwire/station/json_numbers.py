"""Whole numbers out of JSON, as leniently as the gateway reads them."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{0,20})?")


def whole_number(value: object) -> int | None:
    """A whole number: fractions are dropped and numbers in text count; None for anything else."""
    match value:
        case bool():
            return None
        case int():
            return value
        case float():
            return int(value) if abs(value) < 2**63 else None
        case str() if _NUMBER.fullmatch(value):
            return int(value.partition(".")[0])
        case _:
            return None
