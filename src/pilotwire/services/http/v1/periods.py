"""Periods as they are asked for in a query."""

from __future__ import annotations

from datetime import datetime

from .answers import ApiError


def aware(at: datetime | None, name: str) -> datetime | None:
    """The same instant.

    Raises:
        ApiError: it does not say which offset from UTC it has.

    """
    if at is not None and at.tzinfo is None:
        raise ApiError("Say which offset from UTC is meant, as in 2026-03-04T05:06:07Z.", name)
    return at
