"""What the protocol sees of the station, as one value: nothing here knows claims, RAPI or a store."""

from __future__ import annotations

from enum import Enum

import msgspec

from pilotwire.station.moment import START, Moment


class FaultKind(Enum):
    """What keeps the connector from charging."""

    OVER_TEMPERATURE = "over temperature"
    OVER_CURRENT = "over current"
    STUCK_CONTACTOR = "stuck contactor"
    DIODE_CHECK = "diode check failed"
    GFCI = "residual current"
    NO_GROUND = "no protective earth"
    GFCI_SELF_TEST = "residual-current self-test failed"
    VENTILATION = "ventilation required"
    PILOT = "control pilot fault"
    READER = "RFID reader lost"
    CONTROLLER_LOST = "controller does not answer"


class Pause(Enum):
    """Why the station offers nothing although the back end would let it."""

    LIMIT_ENERGY = "energy limit"
    LIMIT_TIME = "time limit"
    LIMIT_SOC = "state of charge limit"
    LIMIT_OTHER = "another limit"
    OTHER = "schedule, sun, house or a person"


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """The station at one moment."""

    moment: Moment = START
    plugged: bool = False
    """A car is connected."""
    offered: bool = False
    """The station lets the car charge: it is neither paused nor faulted, whatever the car does."""
    charging: bool = False
    """Energy may flow: the car asks for it and the contactor is closed."""
    fault: FaultKind | None = None
    pause: Pause | None = None
    """When something other than the back end keeps a plugged car from charging."""
    power_w: float = 0.0
    current_a: float = 0.0
    """Per phase."""
    offered_a: float = 0.0
    """By the pilot."""
    voltage_v: float = 230.0
    phases: int = 1
    register_wh: float = 0.0
    """Lifetime energy; never goes backwards."""
    temperature_c: float | None = None
    soc_pct: float | None = None
    minimum_a: int = 6
    maximum_a: int = 32
    """What the station could offer at most, whatever the back end says."""
    external_limit_a: float | None = None
    """What the house (shaper, eco) allows at the moment where that is less than the maximum."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who the station is, as BootNotification tells it."""

    vendor: str = "OpenEVSE"
    model: str = "Advanced Series"
    serial: str = ""
    """Upper-case long id."""
    firmware: str = ""
    """Version of the station."""
    meter_serial: str = ""
    """Firmware version of the controller."""
