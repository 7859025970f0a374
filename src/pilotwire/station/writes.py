"""What the station can write to the controller besides keeping up the target: one value per RAPI command.

``controller_link`` queues them and sends them again after a controller restart where the setting is volatile.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from pilotwire.rapi.codes import ServiceLevel, Toggle


class SetToggle(msgspec.Struct, frozen=True):
    """``$FF``: a safety check or the front button."""

    toggle: Toggle
    enabled: bool


class SetConfiguredMaximum(msgspec.Struct, frozen=True):
    """``$SC n``: the stored maximum (A)."""

    current_a: int


class SetHardwareMaximum(msgspec.Struct, frozen=True):
    """``$SC n M``: the maximum of the wiring (A). The controller refuses to raise it again."""

    current_a: int


class SetServiceLevel(msgspec.Struct, frozen=True):
    """``$SL``."""

    level: ServiceLevel


class SetAmmeter(msgspec.Struct, frozen=True):
    """``$SA``."""

    scale: int
    offset_ma: int


class SetVoltage(msgspec.Struct, frozen=True):
    """``$SV``: the voltage energy is computed with (volatile)."""

    voltage_v: float


class SetClock(msgspec.Struct, frozen=True):
    """``$S1``: the controller's clock, local time."""

    local_time: datetime


class SetHeartbeat(msgspec.Struct, frozen=True):
    """``$SY``: supervision of this link by the controller; interval 0 turns it off."""

    interval_s: int
    fallback_a: int


class ReleaseBootLock(msgspec.Struct, frozen=True):
    """``$SB``."""


class SetDisplay(msgspec.Struct, frozen=True):
    """``$F0``: who draws on the display (volatile). Faults the controller draws in any case."""

    by_controller: bool


class ShowText(msgspec.Struct, frozen=True):
    """``$FP``: one whole row of the display."""

    row: int
    text: str
    """16 characters."""


class Restart(msgspec.Struct, frozen=True):
    """``$FR``."""


Write = (
    SetToggle
    | SetConfiguredMaximum
    | SetHardwareMaximum
    | SetServiceLevel
    | SetAmmeter
    | SetVoltage
    | SetClock
    | SetHeartbeat
    | ReleaseBootLock
    | SetDisplay
    | ShowText
    | Restart
)
