"""A boost as a value: what was asked for, what of it outlives a restart, and how it stands.

When it ends is decided in ``boost``.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

LONGEST_MS = 24 * 3600 * 1000
"""No boost lasts longer, whatever it is asked for."""


class Boost(msgspec.Struct, frozen=True):
    """Charge now, whatever sun, schedule and plan want: for this long, and until this much was charged.

    Raises:
        ValueError: neither is given, or one is out of range.

    """

    duration_ms: int | None = None
    """1 to ``LONGEST_MS``; None: ``LONGEST_MS``."""
    energy_wh: int | None = None
    """More than 0; None: as much as the car takes."""
    current_a: int | None = None
    """None: all that the controller can give."""

    def __post_init__(self) -> None:
        if self.duration_ms is None and self.energy_wh is None:
            raise ValueError("A boost needs an end: give it a time or an amount of energy.")
        if self.duration_ms is not None and not 0 < self.duration_ms <= LONGEST_MS:
            raise ValueError(f"A boost lasts from 1 to {LONGEST_MS} ms.")
        if self.energy_wh is not None and self.energy_wh <= 0:
            raise ValueError("A boost charges more than 0 Wh.")

    @property
    def longest_ms(self) -> int:
        """How long it lasts at most."""
        return LONGEST_MS if self.duration_ms is None else self.duration_ms


class BoostKept(msgspec.Struct, frozen=True):
    """A boost under way as it is kept over a restart."""

    asked: Boost
    until: datetime
    """Its end (UTC), or a little before, by a clock that was trusted."""
    end_wh: float | None = None
    """Reading of the session's energy register at which it has charged enough (Wh)."""
    plugged: bool = False
    """A car has been there."""


class BoostStatus(msgspec.Struct, frozen=True):
    """A boost under way."""

    asked: Boost
    ends_ms: int
    """When it ends at the latest (elapsed time)."""
    until: datetime | None = None
    """The same as an instant (UTC); None while nobody knows the time."""
    energy_left_wh: float | None = None
    """What is still to be charged; None if it does not depend on that."""
