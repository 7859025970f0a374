"""What a service is given of the station's board: front panel, control pilot and, if they are simulated, the bench.

The runtime implements it, from the simulated controller or from what a real one reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Protocol

import msgspec


class BoardError(Exception):
    """It cannot be done; the message says why and what to do.

    Args:
        reason: for people.
        field: of the request, if one is wrong; without one the board is in the wrong condition, or there is none.

    """

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class Drive(Enum):
    """What is driven onto the control pilot."""

    HIGH = "high"
    PWM = "pwm"
    LOW = "low"
    UNKNOWN = "unknown"


class Letter(Enum):
    """State of the control pilot by SAE J1772 and IEC 61851-1."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    UNKNOWN = "unknown"


class Transition(msgspec.Struct, frozen=True):
    """The control pilot from an instant on."""

    at: datetime
    drive: Drive
    duty_percent: float | None
    high_mv: int | None
    low_mv: int | None
    letter: Letter
    contactor_closed: bool | None
    why: str
    """What has changed, for people."""


class Band(msgspec.Struct, frozen=True):
    """The voltages that are read as one state."""

    letter: Letter
    low_mv: int
    high_mv: int


class Proximity(msgspec.Struct, frozen=True):
    """What the proximity contact says of the cable."""

    resistance_ohm: float | None
    """None: a cable that is fixed to the station has no coding resistor at this end."""
    cable_a: int
    limit_a: int
    """What may be offered because of it (A)."""


class Pilot(msgspec.Struct, frozen=True):
    """The control pilot now."""

    measured: bool
    """Whether it is seen, or concluded from what the controller reports."""
    now: Transition
    offered_a: float | None
    state: str
    """Of the controller, in the words of the status."""
    proximity: Proximity | None
    bands: tuple[Band, ...]
    transitions: tuple[Transition, ...]
    """The last ones, the oldest first."""


class Panel(msgspec.Struct, frozen=True):
    """The front panel now."""

    measured: bool
    lines: tuple[str, str]
    """16 characters each; codes 0-7 are the custom ones."""
    backlight: str
    custom_characters: tuple[tuple[int, ...], ...]
    """Eight rows each, the five lowest bits from left to right."""
    button_pressed: bool
    can_press: bool


class Choice(msgspec.Struct, frozen=True):
    """Something to choose."""

    id: str
    name: str


class BenchFault(msgspec.Struct, frozen=True):
    """One fault that can be switched."""

    id: str
    name: str
    about: str
    active: bool


class Recording(msgspec.Struct, frozen=True):
    """What is being recorded."""

    on: bool
    events: int
    since: datetime | None


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """The simulated world."""

    cars: tuple[Choice, ...]
    car: str
    """Empty without one."""
    plugged: bool
    soc_percent: float
    charge_wanted: bool
    s2_closed: bool
    cables: tuple[Choice, ...]
    cable: str
    supplies: tuple[Choice, ...]
    supply: str
    faults: tuple[BenchFault, ...]
    speed: float
    ambient_c: float
    time: datetime
    recording: Recording


class BenchChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be different; None: as it is."""

    soc_percent: float | None = None
    charge_wanted: bool | None = None
    cable: str | None = None
    supply: str | None = None
    speed: float | None = None
    ambient_c: float | None = None
    faults: Mapping[str, bool] = {}


class Board(Protocol):
    """The board of one station. What it refuses is a ``BoardError``, and nothing has changed then."""

    @property
    def pilot(self) -> Pilot:
        """The control pilot."""

    @property
    def panel(self) -> Panel:
        """The front panel."""

    @property
    def bench(self) -> Bench | None:
        """The simulated world; None with a real controller."""

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have ``callback`` called whenever something may look different; the function returned ends that."""

    def seconds_to_change(self) -> float | None:
        """Real time until something looks different by itself, such as a countdown on the display."""

    def press_button(self, held_ms: int) -> None:
        """Press the front panel's button for so long."""

    def plug(self, car: str | None, *, plugged: bool) -> None:
        """Plug a car in (this one, or the one from before), or unplug it."""

    def change(self, change: BenchChange) -> None:
        """Change the simulated world."""

    def power_cycle(self) -> None:
        """Cut the controller's power and give it back."""

    def record(self, *, on: bool) -> None:
        """Begin to record what is done, or end that."""

    @property
    def recording(self) -> str:
        """What was recorded, as a file that can be played."""
