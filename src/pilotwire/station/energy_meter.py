"""Integrates what the controller measures into the energy registers, and turns the calendar's pages.

Pure: it is told every measurement and the local date. Registers only ever grow, apart from those whose period ended
and those somebody resets.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from .energy import Registers

_LONGEST_GAP_MS = 10_000
"""Between two measurements. Beyond it nobody knows what flowed, and nothing is counted."""
_STEP_BACK = timedelta(days=2)
"""A clock that steps back by less keeps the calendar registers; they go on when its date is reached again."""
_MS_PER_HOUR = 3_600_000
_MS_PER_S = 1000
_HOUR = timedelta(hours=1)


class Flow(msgspec.Struct, frozen=True):
    """What was counted between two measurements."""

    duration: timedelta
    power_w: float
    """Not negative."""

    @property
    def duration_h(self) -> float:
        """The same in hours."""
        return self.duration / _HOUR

    @property
    def energy_wh(self) -> float:
        """What flowed (Wh)."""
        return self.power_w * self.duration_h


class EnergyMeter:
    """The registers and how they grow."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        self._measured_ms: int | None = None

    def measure(self, now_ms: int, power_w: float) -> Flow | None:
        """Count this power since the last measurement, return that; the first while charging only starts the count."""
        before_ms, self._measured_ms = self._measured_ms, now_ms
        if before_ms is None or not 0 < now_ms - before_ms <= _LONGEST_GAP_MS:
            return None
        gap_ms = now_ms - before_ms
        power_w = max(power_w, 0.0)
        energy_kwh = power_w * gap_ms / _MS_PER_HOUR / 1000
        r = self.registers
        self.registers = msgspec.structs.replace(
            r,
            session_wh=r.session_wh + energy_kwh * 1000,
            session_elapsed_s=r.session_elapsed_s + gap_ms / _MS_PER_S,
            total_kwh=r.total_kwh + energy_kwh,
            day_kwh=r.day_kwh + energy_kwh,
            week_kwh=r.week_kwh + energy_kwh,
            month_kwh=r.month_kwh + energy_kwh,
            year_kwh=r.year_kwh + energy_kwh,
        )
        return Flow(timedelta(milliseconds=gap_ms), power_w)

    def stop(self, now_ms: int, power_w: float) -> Flow | None:
        """Charging has ended: count up to now, return that, and count nothing more until it begins anew."""
        if self._measured_ms is None:
            return None
        flow = self.measure(now_ms, power_w)
        self._measured_ms = None
        return flow

    def start(self, now_ms: int) -> None:
        """Charging has begun."""
        if self._measured_ms is None:
            self._measured_ms = now_ms

    def contactor_closed(self) -> None:
        """Count one closure."""
        self.registers = msgspec.structs.replace(self.registers, switches=self.registers.switches + 1)

    def end_session(self) -> None:
        """Forget the plug-in cycle."""
        self._measured_ms = None
        self.registers = msgspec.structs.replace(self.registers, session_wh=0.0, session_elapsed_s=0.0)

    def turn_to(self, today: date) -> bool:
        """Begin new calendar registers where a period ended before ``today`` (local, by a trusted clock).

        Says whether anything changed. A clock that steps back wipes nothing.
        """
        r = self.registers
        if r.day == today:
            return False
        if r.day is None:
            self.registers = msgspec.structs.replace(r, day=today)
            return True
        if today < r.day:
            if r.day - today < _STEP_BACK:
                return False
            self.registers = msgspec.structs.replace(r, day=today)
            return True
        self.registers = msgspec.structs.replace(
            r,
            day=today,
            day_kwh=0.0,
            week_kwh=r.week_kwh if _sunday(today) == _sunday(r.day) else 0.0,
            month_kwh=r.month_kwh if (today.year, today.month) == (r.day.year, r.day.month) else 0.0,
            year_kwh=r.year_kwh if today.year == r.day.year else 0.0,
        )
        return True

    def import_total(self, controller_wh: int) -> None:
        """Add the controller's lifetime register to the total."""
        r = self.registers
        self.registers = msgspec.structs.replace(r, total_kwh=r.total_kwh + controller_wh / 1000, imported=True)

    def reset(self, *, hard: bool) -> None:
        """Zero calendar and session registers; with ``hard`` also the total and the closures."""
        r = self.registers
        self.registers = Registers(
            day=r.day,
            imported=r.imported,
            total_kwh=0.0 if hard else r.total_kwh,
            switches=0 if hard else r.switches,
        )


def _sunday(day: date) -> date:
    """The Sunday a week begins with."""
    return day - timedelta(days=(day.weekday() + 1) % 7)
