"""The seam between the controller and the board it runs on.

The controller reads one :class:`Inputs` value and yields one :class:`Outputs` value. A simulated board is the
plant; a real one would be ADC, GPIO and PWM drivers behind the same two types. Nothing here decides anything.
"""

from __future__ import annotations

from enum import Enum, IntEnum

import msgspec


class PilotLevel(Enum):
    """What the controller drives onto the control pilot (the texts are those of the firmware recordings)."""

    HIGH = "+12"
    LOW = "-12"
    PWM = "pwm"


class PilotDrive(msgspec.Struct, frozen=True, gc=False):
    """The control pilot as driven: steady +12 V, steady -12 V, or 1 kHz PWM (SAE J1772, IEC 61851-1 A)."""

    level: PilotLevel
    duty_percent: float = 0.0
    """Share of the period at +12 V, 0-100; only meaningful when ``level`` is PWM."""


PILOT_HIGH = PilotDrive(PilotLevel.HIGH)
PILOT_LOW = PilotDrive(PilotLevel.LOW)


class LockDrive(Enum):
    """The socket lock motor's two outputs; a pulse of either moves the bolt."""

    IDLE = "idle"
    LOCK = "lock"
    UNLOCK = "unlock"


class Colour(IntEnum):
    """Backlight colours; bit 0 red, bit 1 green, bit 2 blue."""

    OFF = 0
    RED = 1
    GREEN = 2
    YELLOW = 3
    BLUE = 4
    VIOLET = 5
    TEAL = 6
    WHITE = 7


class Display(msgspec.Struct, frozen=True, gc=False):
    """One frame of the 16x2 display. Lines are exactly 16 characters; codes 0-7 are the custom glyphs."""

    line_1: str
    line_2: str
    colour: Colour


class Inputs(msgspec.Struct, frozen=True, gc=False):
    """Everything the board can see at one instant."""

    pilot_high_mv: int = 12_000
    """Voltage on the pilot line while it is driven high (mV). Not looked at while the pilot is steady -12 V."""
    pilot_low_mv: int = -12_000
    """Voltage on the pilot line while it is driven low (mV). Only looked at while the pilot is PWM."""
    proximity_mv: int = 5_000
    """Voltage at the proximity ADC pin, 0-5000 mV: 1 kOhm pull-up to 5 V, so an open contact reads 5000."""
    current_ma: tuple[int, int, int] = (0, 0, 0)
    """RMS load current of each phase (mA). Boards with one current transformer see the first."""
    voltage_mv: tuple[int, int, int] = (0, 0, 0)
    """RMS voltage of each phase at the supply terminals (mV); boards without a voltmeter ignore it."""
    ac_sense_1: bool = False
    """Mains seen at the first contactor output, referred to earth."""
    ac_sense_2: bool = False
    """Mains seen at the second contactor output, referred to earth."""
    gfci_trip: bool = False
    """Level of the residual-current trip input, for a real leak and as the answer to the test coil alike."""
    temperature_ds3231_dc: int | None = 250
    """Clock chip temperature in tenths of a degree Celsius; None when the sensor is absent."""
    temperature_mcp9808_dc: int | None = None
    """Ambient sensor, tenths of a degree Celsius; None when absent."""
    temperature_tmp007_dc: int | None = None
    """Infra-red sensor, tenths of a degree Celsius; None when absent."""
    button: bool = False
    """The front-panel button is held down."""


class Outputs(msgspec.Struct, frozen=True, gc=False):
    """Everything the controller drives, except the display (which is asked for, see ``Controller.display``)."""

    pilot: PilotDrive = PILOT_LOW
    relay_1: bool = False
    relay_2: bool = False
    gfci_test: bool = False
    """The residual-current test coil is being pulsed (60 Hz)."""
    lock: LockDrive = LockDrive.IDLE

    @property
    def contactor_closed(self) -> bool:
        """Power reaches the car only when both contacts are commanded closed."""
        return self.relay_1 and self.relay_2
