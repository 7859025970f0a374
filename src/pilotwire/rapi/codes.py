"""The numbers RAPI uses for states and flags, as enums.

Only the codes as they appear on the wire (firmware 8.2.3, RAPI 5.2.1, and the few newer ones known from clients).
What they mean in words is in ``wording_terms``; how a controller reaches them is the controller's business.
"""

from __future__ import annotations

from enum import Enum, IntEnum, IntFlag


class EvseState(IntEnum):
    """State codes of ``$GS``, ``$AT`` and ``$ST``."""

    UNKNOWN = -1
    """A code this version does not know; the number itself is kept beside it."""
    STARTING = 0x00
    NOT_CONNECTED = 0x01
    CONNECTED = 0x02
    CHARGING = 0x03
    VENT_REQUIRED = 0x04
    DIODE_CHECK_FAILED = 0x05
    GFCI_TRIPPED = 0x06
    NO_GROUND = 0x07
    STUCK_CONTACTOR = 0x08
    GFCI_SELF_TEST_FAILED = 0x09
    OVER_TEMPERATURE = 0x0A
    OVER_CURRENT = 0x0B
    CONTACTOR_DID_NOT_CLOSE = 0x0E
    PROXIMITY_SHORTED = 0x0F
    PROXIMITY_MISSING = 0x10
    EEPROM_FAILURE = 0x11
    SLEEPING = 0xFE
    DISABLED = 0xFF

    @classmethod
    def from_code(cls, code: int) -> EvseState:
        """Return the state for a code from the wire, ``UNKNOWN`` for a code without a name."""
        return _STATE_BY_CODE.get(code, cls.UNKNOWN)

    @property
    def is_fault(self) -> bool:
        """Whether the controller has stopped for a protection (codes 04-0E, and 0F-11 of RAPI 6)."""
        return EvseState.VENT_REQUIRED <= self <= EvseState.EEPROM_FAILURE


_STATE_BY_CODE = {int(state): state for state in EvseState if state >= 0}


class VolatileFlag(IntFlag):
    """Flags of ``$GS`` (fourth word) and ``$AT`` (fourth word), lost at a restart."""

    LEVEL_DETECTION_SKIPPED = 0x0001
    HARD_FAULT = 0x0002
    LIMIT_SLEEP = 0x0004
    AUTH_LOCKED = 0x0008
    TIME_LIMIT = 0x0010
    NO_GROUND_TRIPPED = 0x0020
    CONTACTOR_CLOSED = 0x0040
    GFCI_TRIPPED = 0x0080
    CAR_CONNECTED = 0x0100
    SESSION_ENDED = 0x0200
    CAR_CONNECTED_BEFORE = 0x0400
    """The car-connected flag one reading earlier."""
    IN_MENU = 0x0800
    TIMER_ON = 0x1000
    ENERGY_LIMIT = 0x2000
    BOOT_LOCK = 0x4000
    LOCK_MOTOR_MANUAL = 0x8000


class SettingsFlag(IntFlag):
    """Flags of ``$GE`` (second word), kept in EEPROM. A set "off" flag means the check is not made."""

    SERVICE_LEVEL_2 = 0x0001
    DIODE_CHECK_OFF = 0x0002
    VENT_CHECK_OFF = 0x0004
    GROUND_CHECK_OFF = 0x0008
    STUCK_CONTACTOR_CHECK_OFF = 0x0010
    AUTO_LEVEL_OFF = 0x0020
    AUTO_START_OFF = 0x0040
    SERIAL_DEBUG = 0x0080
    MONOCHROME_BACKLIGHT = 0x0100
    GFCI_SELF_TEST_OFF = 0x0200
    TEMPERATURE_CHECK_OFF = 0x0400
    CONTINUOUS_GROUND_MONITOR = 0x1000
    BUTTON_OFF = 0x8000


class Toggle(Enum):
    """What ``$FF letter 0|1`` switches; before RAPI 4.0.0 some had a command of their own, ``$Sletter``."""

    BUTTON = "B"
    DIODE_CHECK = "D"
    GFCI_SELF_TEST = "F"
    GROUND_CHECK = "G"
    STUCK_CONTACTOR_CHECK = "R"
    TEMPERATURE_CHECK = "T"
    VENT_CHECK = "V"

    @property
    def had_own_command(self) -> bool:
        """Whether firmware before RAPI 4.0.0 could switch it, by ``$SD``, ``$SF``, ``$SG``, ``$SR`` or ``$SV``."""
        return self not in (Toggle.BUTTON, Toggle.TEMPERATURE_CHECK)


class ServiceLevel(Enum):
    """Argument of ``$SL``."""

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    AUTO = "A"


class HeartbeatTrigger(IntEnum):
    """Third word of ``$SY`` and ``$GY``."""

    NEVER_MISSED = 0
    MISSED_AND_ACKNOWLEDGED = 1
    MISSED = 2
