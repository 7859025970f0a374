"""Supplies as commissioning is told of them: values, and what wires of a rating carry for hours behind each."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """A socket or hard-wired circuit that a station can hang on."""

    description: str
    level: int
    """SAE J1772 service level, 1 or 2."""
    voltage_v: int
    phases: int
    plug_a: int | None
    """Rating printed on plug and socket (A); None when hard-wired."""
    plug_carries_a: int | None
    """What the plug carries for hours (A)."""
    continuous_percent: int
    """Share of a rating that may flow for hours."""
    source: str
    """The rule behind it."""
    carries: Callable[[int], int | None]
    """What a breaker or conductor of a rating (A) carries for hours, whole amperes; None if too little for a car."""
