"""Energy by local date, worked out from the registers as they are recorded; temperatures come from samples.

What people reset is their registers, not history: days keep what was charged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime

from pilotwire.station.energy import Registers
from pilotwire.station.samples import Sample


def growth_kwh(before: Registers, after: Registers, *, reset: bool) -> Mapping[date, float]:
    """How much energy between two records of the registers belongs to which day (kWh).

    Args:
        before: as last recorded.
        after: as recorded now.
        reset: somebody reset them in between, so that ``after`` counts from then on.

    """
    if after.day is None:
        return {}
    if reset or before.day is None:
        return {after.day: after.day_kwh}
    if after.day == before.day:
        return {after.day: max(0.0, after.day_kwh - before.day_kwh)}
    if after.imported != before.imported:
        return {after.day: after.day_kwh}
    grown_kwh = max(0.0, after.total_kwh - before.total_kwh)
    today_kwh = min(after.day_kwh, grown_kwh)
    return {before.day: grown_kwh - today_kwh, after.day: today_kwh}


def count(connection: sqlite3.Connection, before: Registers, after: Registers, *, reset: bool) -> None:
    """Add what the registers grew by to the days."""
    for day, kwh in growth_kwh(before, after, reset=reset).items():
        if kwh > 0:
            connection.execute(
                "INSERT INTO energy_days (day, energy_wh) VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET energy_wh = energy_wh + excluded.energy_wh",
                (day.isoformat(), kwh * 1000),
            )


def note_temperature(connection: sqlite3.Connection, sample: Sample) -> None:
    """Let a sample widen its day's range of temperatures."""
    if sample.temperature_dc is not None:
        connection.execute(
            "INSERT INTO energy_days (day, temperature_max_dc, temperature_min_dc) VALUES (:day, :dc, :dc) "
            "ON CONFLICT DO UPDATE SET "
            "temperature_max_dc = max(coalesce(temperature_max_dc, :dc), :dc), "
            "temperature_min_dc = min(coalesce(temperature_min_dc, :dc), :dc) "
            "WHERE :dc NOT BETWEEN temperature_min_dc AND temperature_max_dc OR temperature_max_dc IS NULL",
            {"day": _local_date(sample).isoformat(), "dc": sample.temperature_dc},
        )


def _local_date(sample: Sample) -> date:
    return datetime.fromtimestamp(sample.epoch_s + sample.utc_offset_s, UTC).date()
