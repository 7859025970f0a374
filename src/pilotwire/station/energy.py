"""Energy registers: what was charged, in this plug-in cycle, by calendar and ever. They never go backwards.

Energy is integrated from what the controller measures (current and voltage while charging), as the gateway does.
"""

from __future__ import annotations

from datetime import date

import msgspec


class Registers(msgspec.Struct, frozen=True):
    """The registers; kept by the store."""

    session_wh: float = 0.0
    """Energy since the car was plugged in (Wh)."""
    session_elapsed_s: float = 0.0
    """Time spent charging since the car was plugged in (s)."""
    total_kwh: float = 0.0
    day_kwh: float = 0.0
    week_kwh: float = 0.0
    """Since Sunday, local time."""
    month_kwh: float = 0.0
    year_kwh: float = 0.0
    switches: int = 0
    """Contactor closures."""
    day: date | None = None
    """The local date the calendar registers belong to; None before the clock was ever trusted."""
    imported: bool = False
    """The controller's own lifetime register has been added to the total."""
