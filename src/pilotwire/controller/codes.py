"""States, flags and service levels as the RAPI protocol numbers them (open_evse 8.2.3).

Only codes live here; what they lead to is in ``charging`` and ``protections``.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class EvseState(Enum):
    """The station's state. ``code`` is what RAPI reports; ``E`` has no code of its own and borrows 04.

    A-F are the vehicle states of SAE J1772 / IEC 61851-1; the rest are the controller's own.
    """

    STARTING = ("starting", 0x00)
    A = ("not connected", 0x01)
    B = ("connected", 0x02)
    C = ("charging", 0x03)
    D = ("ventilation required", 0x04)
    E = ("control pilot shorted to earth", 0x04)
    DIODE_FAILED = ("diode check failed", 0x05)
    GFCI_TRIP = ("residual current", 0x06)
    NO_GROUND = ("no earth", 0x07)
    STUCK_RELAY = ("contactor welded", 0x08)
    SELF_TEST_FAILED = ("residual-current self-test failed", 0x09)
    OVER_TEMPERATURE = ("over temperature", 0x0A)
    OVER_CURRENT = ("over current", 0x0B)
    RELAY_OPEN = ("contactor did not close", 0x0E)
    SLEEPING = ("sleeping", 0xFE)
    DISABLED = ("disabled", 0xFF)

    def __init__(self, label: str, code: int) -> None:
        self.label = label
        self.code = code
        self.is_fault = 0x04 <= code <= 0x0E

    # Identity is enough, and far cheaper than Enum's own hash in the many look-ups of one step.
    __hash__ = object.__hash__


class ServiceLevel(IntEnum):
    """SAE J1772 AC level: 1 is 120 V, 2 is 208-240 V (and every European supply)."""

    L1 = 1
    L2 = 2


class SettingsFlag(IntEnum):
    """Bits of the persistent settings word (``$GE``, second value)."""

    LEVEL_2 = 0x0001
    DIODE_CHECK_OFF = 0x0002
    VENT_CHECK_OFF = 0x0004
    GROUND_CHECK_OFF = 0x0008
    STUCK_RELAY_CHECK_OFF = 0x0010
    AUTO_LEVEL_OFF = 0x0020
    MONOCHROME = 0x0100
    GFCI_SELF_TEST_OFF = 0x0200
    TEMPERATURE_CHECK_OFF = 0x0400
    CGMI = 0x1000
    BUTTON_OFF = 0x8000


class VolatileFlag(IntEnum):
    """Bits of the volatile flags word (``$GS`` and ``$AT``, fourth value)."""

    AUTO_LEVEL_SKIPPED = 0x0001
    HARD_FAULT = 0x0002
    LIMIT_SLEEP = 0x0004
    AUTH_LOCKED = 0x0008
    TIME_LIMIT = 0x0010
    CHARGING_ON = 0x0040
    GFCI_TRIPPED = 0x0080
    EV_CONNECTED = 0x0100
    SESSION_ENDED = 0x0200
    EV_CONNECTED_PREV = 0x0400
    IN_MENU = 0x0800
    TIMER_ON = 0x1000
    CHARGE_LIMIT = 0x2000
    BOOT_LOCK = 0x4000
    LOCK_MANUAL = 0x8000


REPORTED_FLAGS = 0x211A
"""Flags whose change alone is worth a state report (``$AT``)."""
