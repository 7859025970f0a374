"""Self-tests of the residual-current sensor and of the contactor, as blocking procedures."""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum

from .codes import EvseState, ServiceLevel, SettingsFlag
from .machine import Machine
from .procedure import Wait, pause

_POLL_MS = 50
_PULSE_MS = 50
"""Three 60 Hz periods: the loop looks for the answer after whole pulses."""
_PULSES_MS = 1_000
"""60 pulses without an answer: the sensor is dead."""
_CLEAR_BEFORE_MS = 1_000
_CLEAR_AFTER_MS = 2_000
_SETTLE_MS = 1_000
_RELAY_SETTLE_MS = 250
_SENSE_MS = 20


def gfci_self_test(m: Machine) -> Generator[Wait, None, bool]:
    """Pulse the test coil and see that the sensor trips and clears; True when it passed."""
    passed = yield from _pulse_and_watch(m)
    m.gfci_test = m.gfci_testing = False
    return passed


def _pulse_and_watch(m: Machine) -> Generator[Wait, None, bool]:

    def clear() -> bool:
        return not m.inputs.gfci_trip

    for _ in range(_CLEAR_BEFORE_MS // _POLL_MS):
        if clear():
            break
        yield pause(_POLL_MS)
    else:
        return False
    m.gfci_test = m.gfci_testing = True
    yield Wait(_PULSES_MS, lambda: m.inputs.gfci_trip)
    m.gfci_test = False
    tripped = m.inputs.gfci_trip
    if tripped:
        yield pause(_PULSE_MS // 6)
    for _ in range(_CLEAR_AFTER_MS // _POLL_MS):
        if clear():
            break
        yield pause(_POLL_MS)
    else:
        return False
    yield pause(_SETTLE_MS)
    m.gfci_latched = False
    return tripped


class PowerOnResult(Enum):
    """What the power-on test of the contactor found."""

    UNKNOWN = None
    LEVEL_1 = ServiceLevel.L1
    LEVEL_2 = ServiceLevel.L2
    NO_GROUND = EvseState.NO_GROUND
    STUCK_RELAY = EvseState.STUCK_RELAY


def _sense(m: Machine) -> tuple[bool, bool]:
    return m.inputs.ac_sense_1, m.inputs.ac_sense_2


def detect_level(m: Machine) -> Generator[Wait, None, PowerOnResult]:
    """Close the contacts one after the other, without a car, and look where mains appears."""
    yield pause(_SENSE_MS)
    off = _sense(m)
    m.relay_1 = True
    yield pause(_RELAY_SETTLE_MS + _SENSE_MS)
    relay_1 = _sense(m)
    m.relay_1 = False
    yield pause(_RELAY_SETTLE_MS)
    m.relay_2 = True
    yield pause(_RELAY_SETTLE_MS + _SENSE_MS)
    relay_2 = _sense(m)
    m.relay_2 = False
    m.opened_at_ms = m.now
    yield pause(_RELAY_SETTLE_MS)
    return judge_contacts(
        off,
        relay_1,
        relay_2,
        stuck_check=not m.setting(SettingsFlag.STUCK_RELAY_CHECK_OFF),
        ground_check=not m.setting(SettingsFlag.GROUND_CHECK_OFF),
    )


def judge_contacts(
    off: tuple[bool, bool],
    relay_1: tuple[bool, bool],
    relay_2: tuple[bool, bool],
    *,
    stuck_check: bool,
    ground_check: bool,
) -> PowerOnResult:
    """The decision table of open_evse: mains on (sense 1, sense 2) with both contacts open, with 1, with 2 closed."""
    live_1, live_2 = sum(relay_1), sum(relay_2)
    stuck = PowerOnResult.STUCK_RELAY if stuck_check else PowerOnResult.UNKNOWN
    no_ground = PowerOnResult.NO_GROUND if ground_check else PowerOnResult.UNKNOWN
    if any(off):
        return stuck
    if live_1 == 0:
        return (no_ground, PowerOnResult.LEVEL_1, PowerOnResult.LEVEL_2)[live_2]
    if live_2 == 0:
        return PowerOnResult.LEVEL_1 if live_1 == 1 else PowerOnResult.LEVEL_2
    if live_1 == live_2 == 1 and relay_1 != relay_2:
        return PowerOnResult.LEVEL_2
    return stuck


def relay_stuck(m: Machine) -> bool:
    """Mains behind open contacts, where the level is not detected."""
    if m.setting(SettingsFlag.STUCK_RELAY_CHECK_OFF):
        return False
    return m.inputs.ac_sense_1 or (m.inputs.ac_sense_2 and not m.profile.cgmi)
