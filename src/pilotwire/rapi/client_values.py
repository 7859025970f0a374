"""What a controller's answers mean as typed values, with units in their names.

The same value whatever firmware answered; what old firmware does not tell is None. Sending and parsing are elsewhere.
"""

from __future__ import annotations

from datetime import time

import msgspec

from .codes import EvseState, HeartbeatTrigger, SettingsFlag, VolatileFlag
from .features import Features


class ControllerState(msgspec.Struct, frozen=True):
    """``$GS``."""

    state: EvseState
    state_code: int
    """The state as a number, also when it has no name here."""
    elapsed_s: int
    """Time with the contactor closed since the car was connected, pauses not counted (s)."""
    pilot_state: EvseState | None
    """State by the pilot's level alone (firmware 6.0.0 and later)."""
    flags: VolatileFlag | None
    """Firmware 6.0.0 and later."""


class Versions(msgspec.Struct, frozen=True):
    """``$GV``."""

    firmware: str
    protocol: str


class Capacity(msgspec.Struct, frozen=True):
    """``$GC``, for the service level in force."""

    minimum_a: int
    hardware_maximum_a: int
    present_a: int
    """What the pilot offers, or would offer. Old firmware does not say it in ``$GC``; it is then taken from ``$GE``."""
    configured_maximum_a: int | None
    """The stored setting (firmware 6.2.0 and later)."""


class StoredSettings(msgspec.Struct, frozen=True):
    """``$GE``."""

    capacity_a: int
    flags: SettingsFlag


class Energy(msgspec.Struct, frozen=True):
    """``$GU``."""

    session_ws: int
    """Energy since the car was connected (watt-seconds); kept after it left, until the next one."""
    total_wh: int
    """Lifetime energy (Wh); the session under way is added when the car leaves."""

    @property
    def session_wh(self) -> float:
        """Session energy (Wh)."""
        return self.session_ws / 3600


class Measurement(msgspec.Struct, frozen=True):
    """``$GG``."""

    current_ma: int | None
    """Charging current (mA), 0 when not charging, None without an ammeter."""
    voltage_mv: int | None
    """The voltage that energy is computed with (mV), measured or assumed; None when the firmware does not tell."""


class Temperatures(msgspec.Struct, frozen=True):
    """``$GP``, in tenths of a degree Celsius; None for a sensor that is not there."""

    ds3231_dc: int | None
    mcp9808_dc: int | None
    tmp007_dc: int | None


class FaultCounters(msgspec.Struct, frozen=True):
    """``$GF``: events in the controller's life, each at most 254."""

    gfci: int
    no_ground: int
    stuck_contactor: int


class Ammeter(msgspec.Struct, frozen=True):
    """``$GA``: milliamperes = count * scale - offset."""

    scale: int
    offset_ma: int


class DelayTimer(msgspec.Struct, frozen=True):
    """``$GD``: the daily window in which charging is allowed, in the controller's local time."""

    start: time
    end: time


class LockMotor(msgspec.Struct, frozen=True):
    """``$G5``."""

    locked: bool
    """As last commanded; there is no feedback."""
    manual: bool


class Heartbeat(msgspec.Struct, frozen=True):
    """``$GY``, and what every form of ``$SY`` answers."""

    interval_s: int
    """0 when supervision is off."""
    fallback_a: int
    trigger: HeartbeatTrigger
    accepted: bool = True
    """False when the controller answered ``$NK``: a missed pulse waits to be acknowledged."""


class CurrentSetting(msgspec.Struct, frozen=True):
    """What became of ``$SC``."""

    in_force_a: int
    """Amperes after the command, or the hardware maximum when that was to be set."""
    accepted: bool
    """False when the controller clamped the value, or refused to raise it while hot."""


class StateReport(msgspec.Struct, frozen=True):
    """``$AT``, or ``$ST`` of firmware before 6.0.0, which tells only the state."""

    state: EvseState
    state_code: int
    pilot_state: EvseState | None = None
    capacity_a: int | None = None
    flags: VolatileFlag | None = None


class BootReport(msgspec.Struct, frozen=True):
    """``$AB``: the self-test is over."""

    post_code: int
    """0 when passed, otherwise the code of the state it failed with: 7 no ground, 8 stuck contactor, 9 GFCI test."""
    firmware: str


class ButtonPressed(msgspec.Struct, frozen=True):
    """``$AN``: the front button was used while the controller leaves it to us."""

    long: bool


class WifiRequested(msgspec.Struct, frozen=True):
    """``$WF``: the button was held for 10 s."""

    mode: int
    """2 (0 before firmware 3.9.0): open an access point with default settings."""


class UnknownNotification(msgspec.Struct, frozen=True):
    """A notification newer than this client, or with words it can not read."""

    raw: str


class ControllerRestarted(msgspec.Struct, frozen=True):
    """Volatile settings are gone: current limit, voltage, display and lock mode have to be sent again."""

    requested: bool


class ControllerLost(msgspec.Struct, frozen=True):
    """Three commands in a row went unanswered."""


class ControllerFound(msgspec.Struct, frozen=True):
    """A lost controller answers again, or one restarted with other firmware; it was asked anew what it can do."""

    features: Features


class LinkClosed(msgspec.Struct, frozen=True):
    """The transport is gone; ``connect`` opens it anew."""

    reason: str


ClientEvent = (
    StateReport
    | BootReport
    | ButtonPressed
    | WifiRequested
    | UnknownNotification
    | ControllerRestarted
    | ControllerLost
    | ControllerFound
    | LinkClosed
)

__all__ = [
    "Ammeter",
    "BootReport",
    "ButtonPressed",
    "Capacity",
    "ClientEvent",
    "ControllerFound",
    "ControllerLost",
    "ControllerRestarted",
    "ControllerState",
    "CurrentSetting",
    "DelayTimer",
    "Energy",
    "FaultCounters",
    "Heartbeat",
    "LinkClosed",
    "LockMotor",
    "Measurement",
    "StateReport",
    "StoredSettings",
    "Temperatures",
    "UnknownNotification",
    "Versions",
    "WifiRequested",
]
