"""What the station knows of the controller, and what it can want of it.

Only values: how they are kept up to date is in ``controller_link``.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.rapi.codes import EvseState, SettingsFlag, VolatileFlag


class LinkState(Enum):
    """How the line to the controller is."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    """The line could not be opened or nothing answered; the next try is due later."""
    LOST = "lost"
    """The line is open, but the controller has stopped answering."""


class Link(msgspec.Struct, frozen=True):
    """The line to the controller."""

    state: LinkState = LinkState.CONNECTING
    name: str = ""
    """The transport's name, for example ``serial:/dev/ttyACM0``."""
    error: str = ""
    """What went wrong last, in words; empty when nothing did."""
    retry_in_ms: int | None = None
    """Time until the next try while waiting."""
    commands_sent: int = 0
    commands_answered: int = 0
    losses: int = 0
    """Times the link or the controller was lost since the station started."""
    values_ignored: int = 0
    """Things heard that cannot be true or mean nothing, since the station started."""


CAR_BY_STATE = {
    EvseState.NOT_CONNECTED: False,
    EvseState.CONNECTED: True,
    EvseState.CHARGING: True,
    EvseState.VENT_REQUIRED: True,
}
"""States that tell whether a car is plugged in; asleep, disabled, starting or failed it may be or not."""


class Evse(msgspec.Struct, frozen=True):
    """The controller as last heard. Values stay as they were while it does not answer."""

    link: Link = Link()
    connected: bool = False
    """It answers, and everything below has been asked at least once."""
    firmware: str = ""
    protocol: str = ""
    serial: str = ""
    state: EvseState = EvseState.STARTING
    state_code: int = 0
    """The state as a number, also when it has no name here."""
    pilot_state: EvseState | None = None
    flags: VolatileFlag = VolatileFlag(0)
    stored_flags: SettingsFlag = SettingsFlag(0)
    controller_elapsed_s: int = 0
    pilot_a: int = 0
    """What the pilot offers, or would offer (A)."""
    minimum_a: int = 6
    hardware_maximum_a: int = 48
    configured_maximum_a: int = 48
    current_ma: int = 0
    """Charging current (mA); 0 outside state C."""
    voltage_v: float = 240.0
    ds3231_dc: int | None = None
    """Temperatures in tenths of a degree; None for a sensor that is not there."""
    mcp9808_dc: int | None = None
    tmp007_dc: int | None = None
    faults: FaultCounters = FaultCounters(0, 0, 0)
    ammeter_scale: int = 0
    ammeter_offset_ma: int = 0
    total_wh: int = 0
    """The controller's own lifetime register (Wh)."""
    heartbeat_armed: bool = False
    heartbeat_missed: bool = False
    car_told: bool = False
    """Firmware without flags: a car was plugged in when it was last to be seen, by the state or by asking."""

    @property
    def vehicle(self) -> bool:
        """Whether a car is plugged in. Of firmware without flags that is known while it neither sleeps nor fails."""
        if self.pilot_state is None and not self.flags:
            return CAR_BY_STATE.get(self.state, self.car_told)
        return VolatileFlag.CAR_CONNECTED in self.flags

    @property
    def charging(self) -> bool:
        """State C with the contactor closed."""
        return self.state is EvseState.CHARGING

    @property
    def paused(self) -> bool:
        """Sleeping or disabled."""
        return self.state in (EvseState.SLEEPING, EvseState.DISABLED)

    @property
    def temperature_dc(self) -> int | None:
        """The first sensor that is there (tenths of a degree), in the gateway's order."""
        return next((t for t in (self.ds3231_dc, self.mcp9808_dc, self.tmp007_dc) if t is not None), None)

    @property
    def hottest_dc(self) -> int | None:
        """The highest of all temperatures (tenths of a degree)."""
        return max((t for t in (self.ds3231_dc, self.mcp9808_dc, self.tmp007_dc) if t is not None), default=None)

    @property
    def service_level(self) -> int:
        """1 or 2, as configured or detected."""
        return 2 if SettingsFlag.SERVICE_LEVEL_2 in self.stored_flags else 1


class EvseChange(Enum):
    """What happened to the controller, in the order in which it did."""

    CONNECTED = "connected"
    """It answers, and all has been asked once (after a start, a loss or a restart)."""
    LOST = "lost"
    RESTARTED = "restarted"
    STATE = "state"
    """State, pilot state or flags."""
    MEASURED = "measured"
    """Current and voltage were read while charging."""
    READY = "ready"
    """State, current and temperatures have all been read since the last time (about every 30 s)."""
    PILOT_SET = "pilot_set"
    VOLTAGE_SET = "voltage_set"
    SETTINGS = "settings"
    """Capacity, service level, checks or calibration."""
    COUNTED = "counted"
    """The controller's fault counters or its lifetime energy register."""
    BUTTON_SHORT = "button_short"
    BUTTON_LONG = "button_long"
    ACCESS_POINT_WANTED = "access_point_wanted"
    ACCESS_POINT_UNWANTED = "access_point_unwanted"


class Aim(msgspec.Struct, frozen=True):
    """What the controller is to do, kept up by ``controller_link`` until told otherwise."""

    active: bool
    pilot_a: int
    """Offer this many amperes (volatile), also while not active."""
    pause_by_disabling: bool = False
    """Pause by state F instead of by sleeping."""
