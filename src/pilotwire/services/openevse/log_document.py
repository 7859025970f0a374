"""Entries of the event log as the OpenEVSE gateway tells them.

Temperatures are in degrees here, unlike in the status, where they are in tenths.
"""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import msgspec
from msgspec import Meta

from pilotwire.station.eventlog import LogEntry


class LogDocument(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One entry: what happened, and the station as it was."""

    time: Annotated[str, Meta(description="UTC, `YYYY-MM-DDTHH:MM:SSZ`.")]
    type: Annotated[str, Meta(description="`information`, `notification` or `warning`.")]
    manager_state: Annotated[str, Meta(description="Target state: `active` or `disabled`.")]
    evse_state: Annotated[int, Meta(description="State of the controller.")]
    evse_flags: Annotated[int, Meta(description="Volatile flags of the controller.")]
    pilot: Annotated[int, Meta(description="Current offered (A).")]
    energy: Annotated[float, Meta(description="Energy of the plug-in cycle so far (Wh).")]
    elapsed: Annotated[int, Meta(description="Time spent charging in the plug-in cycle so far (s).")]
    temperature: Annotated[float, Meta(description="Degrees Celsius; 0 without a sensor.")]
    temperature_max: Annotated[float, Meta(description="Highest of the plug-in cycle so far (degrees Celsius).")]
    divert_mode: Annotated[int, Meta(description="1 while solar divert is charging.")]
    shaper: Annotated[int, Meta(description="1 while the current shaper runs.")]


def log_document(entry: LogEntry) -> LogDocument:
    """Tell an entry."""
    return LogDocument(
        time=entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        type=entry.kind.value,
        manager_state=entry.target.value,
        evse_state=entry.state_code,
        evse_flags=int(entry.flags),
        pilot=entry.pilot_a,
        energy=round(entry.session_wh, _ENERGY_DIGITS),
        elapsed=int(entry.session_elapsed_s),
        temperature=_degrees(entry.temperature_dc),
        temperature_max=_degrees(entry.temperature_max_dc),
        divert_mode=int(entry.divert_active),
        shaper=int(entry.shaper_active),
    )


def _degrees(tenths: int | None) -> float:
    return 0.0 if tenths is None else tenths / 10


_ENERGY_DIGITS = 8
"""After the point, as many as the gateway tells."""
