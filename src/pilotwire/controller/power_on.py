"""From power-up to the first reading of the pilot (open_evse 8.2.3)."""

from __future__ import annotations

from .board import PILOT_HIGH, PILOT_LOW, Colour
from .codes import EvseState, ServiceLevel, SettingsFlag, VolatileFlag
from .machine import Machine
from .notifications import BootReport
from .panel import Panel
from .pilot import Reading, read
from .procedure import Procedure, pause
from .screens import DISABLED_TESTS
from .self_test import PowerOnResult, detect_level, gfci_self_test, relay_stuck
from .socket_lock import SocketLock

_UART_MS = 438
"""Start delay and display initialisation."""
_SPLASH_MS = 1_503
_SETTINGS_MS = 9
_DISABLED_TEST_MS = 1_500
_PILOT_SETTLE_MS = 150


def load(m: Machine) -> None:
    """Take the persistent settings into working memory, as the firmware does on every boot."""
    settings, profile = m.settings, m.profile
    flags = int(settings.flags or 0)
    level = profile.default_level
    if settings.flags is not None:
        level = ServiceLevel.L2 if flags & SettingsFlag.LEVEL_2 else ServiceLevel.L1
    if not profile.auto_level or profile.cgmi:
        flags |= SettingsFlag.AUTO_LEVEL_OFF
    if profile.cgmi:
        flags |= SettingsFlag.CGMI
    m.level = ServiceLevel.L2 if flags & SettingsFlag.LEVEL_2 else ServiceLevel.L1
    m.boot_level = level
    m.locked = profile.auth_lock
    m.change_flag(VolatileFlag.AUTH_LOCKED, on=profile.auth_lock)
    m.change_flag(VolatileFlag.BOOT_LOCK, on=profile.boot_lock)
    # A session that a power cut ended is settled now: its energy was delivered.
    total_wh = settings.total_wh + settings.session_checkpoint_wh
    m.store(total_wh=total_wh, session_checkpoint_wh=0)
    if settings.flags is None:
        # Not stored before the level is settled: a power cut now must not leave a word that claims level 1.
        m.blank_flags = flags
    else:
        m.store(flags=flags)


def power_on(m: Machine, panel: Panel) -> Procedure:
    """The whole sequence; leaves a fault in ``m.state`` if a self-test failed, else STARTING."""
    yield pause(_UART_MS)
    panel.message("Open EVSE", f"Ver. {m.profile.firmware_version}")
    yield pause(_SPLASH_MS)
    if m.profile.lock_motor:
        yield from SocketLock(m).move(locked=False)
    m.drive_pilot(PILOT_HIGH)
    m.say_relay_drive()
    m.report_state()
    yield pause(_SETTINGS_MS)
    for flag, name in DISABLED_TESTS:
        if m.setting(flag):
            panel.message("TEST DISABLED", name, Colour.YELLOW)
            yield pause(_DISABLED_TEST_MS)
    panel.message("Power On", "Self Test")
    m.temperatures.first_read(m.now, m.inputs, infrared_ready=False)
    result = PowerOnResult.UNKNOWN
    if m.profile.auto_level and not m.setting(SettingsFlag.AUTO_LEVEL_OFF):
        yield pause(_PILOT_SETTLE_MS)
        car = read(m.inputs, m.pilot, diode_check=False) is not Reading.A
        m.drive_pilot(PILOT_LOW)
        if car:
            # Without an unloaded pilot the contacts may not be tried: assume level 1, look again while charging.
            result = PowerOnResult.LEVEL_1
            m.change_flag(VolatileFlag.AUTO_LEVEL_SKIPPED, on=True)
        else:
            result = yield from detect_level(m)
            _show_level(panel, result)
        if car and relay_stuck(m):
            result = PowerOnResult.STUCK_RELAY
    elif relay_stuck(m):
        result = PowerOnResult.STUCK_RELAY
    fault = result.value if isinstance(result.value, EvseState) else None
    if fault is None and not m.setting(SettingsFlag.GFCI_SELF_TEST_OFF):
        passed = yield from gfci_self_test(m)
        fault = None if passed else EvseState.SELF_TEST_FAILED
    m.drive_pilot(PILOT_HIGH)
    if fault is not None:
        m.state = fault
        _show_fault(panel, fault)
    else:
        detected = result.value if isinstance(result.value, ServiceLevel) else m.boot_level
        m.set_level(detected)
        # The pilot is classified from scratch once the main loop runs.
        m.temperatures.first_read(m.now, m.inputs, infrared_ready=True)
        m.heartbeat.pulse(m.now)
    m.notifications.append(BootReport(m.state.code, m.profile.firmware_version))


def _show_level(panel: Panel, result: PowerOnResult) -> None:
    if isinstance(result.value, ServiceLevel):
        panel.message("Auto Detect", f"Svc Level: L{result.value.value}")


def _show_fault(panel: Panel, fault: EvseState) -> None:
    names = {
        EvseState.NO_GROUND: "NO GROUND",
        EvseState.STUCK_RELAY: "STUCK RELAY",
        EvseState.SELF_TEST_FAILED: "GFCI",
    }
    panel.message("TEST FAILED", names[fault], Colour.RED)
