"""RAPI's numbers in words: states, flags, durations, measures. Whole answers are put together in ``wording``."""

from __future__ import annotations

from .codes import EvseState, SettingsFlag, VolatileFlag

STATES = {
    EvseState.STARTING: "starting, state not known yet",
    EvseState.NOT_CONNECTED: "not connected (state A)",
    EvseState.CONNECTED: "connected (state B)",
    EvseState.CHARGING: "charging (state C)",
    EvseState.VENT_REQUIRED: "fault: ventilation required (state D)",
    EvseState.DIODE_CHECK_FAILED: "fault: diode check failed",
    EvseState.GFCI_TRIPPED: "fault: GFCI tripped",
    EvseState.NO_GROUND: "fault: no ground",
    EvseState.STUCK_CONTACTOR: "fault: stuck contactor",
    EvseState.GFCI_SELF_TEST_FAILED: "fault: GFCI self-test failed",
    EvseState.OVER_TEMPERATURE: "fault: over-temperature",
    EvseState.OVER_CURRENT: "fault: over-current",
    EvseState.CONTACTOR_DID_NOT_CLOSE: "fault: contactor did not close",
    EvseState.PROXIMITY_SHORTED: "fault: proximity contact shorted",
    EvseState.PROXIMITY_MISSING: "fault: no cable on the proximity contact",
    EvseState.EEPROM_FAILURE: "fault: EEPROM failure",
    EvseState.SLEEPING: "sleeping",
    EvseState.DISABLED: "disabled",
}

_PILOT_STATES = {
    EvseState.STARTING: "pilot state not known",
    EvseState.NOT_CONNECTED: "pilot state A",
    EvseState.CONNECTED: "pilot state B",
    EvseState.CHARGING: "pilot state C",
    EvseState.VENT_REQUIRED: "pilot state D",
    EvseState.DIODE_CHECK_FAILED: "pilot without diode",
}

_VOLATILE_FLAGS = {
    VolatileFlag.HARD_FAULT: "hard fault",
    VolatileFlag.CONTACTOR_CLOSED: "contactor closed",
    VolatileFlag.CAR_CONNECTED: "car connected",
    VolatileFlag.SESSION_ENDED: "not charged yet",
    VolatileFlag.LIMIT_SLEEP: "asleep because a limit was reached",
    VolatileFlag.AUTH_LOCKED: "locked until authorised",
    VolatileFlag.TIME_LIMIT: "time limit set",
    VolatileFlag.ENERGY_LIMIT: "energy limit set",
    VolatileFlag.NO_GROUND_TRIPPED: "missing ground has been seen",
    VolatileFlag.GFCI_TRIPPED: "GFCI has tripped since power-up",
    VolatileFlag.IN_MENU: "front-panel menu open",
    VolatileFlag.TIMER_ON: "delay timer on",
    VolatileFlag.BOOT_LOCK: "waiting for the boot lock to be released",
    VolatileFlag.LOCK_MOTOR_MANUAL: "socket lock in manual mode",
    VolatileFlag.LEVEL_DETECTION_SKIPPED: "service level not detected because a car was plugged in",
}
"""In order of interest. The car-connected flag of one reading earlier is left out: it tells a person nothing."""
_ONLY_WITH_A_CAR = VolatileFlag.SESSION_ENDED

_SETTINGS_FLAGS = {
    SettingsFlag.DIODE_CHECK_OFF: "diode check off",
    SettingsFlag.VENT_CHECK_OFF: "ventilation check off",
    SettingsFlag.GROUND_CHECK_OFF: "ground check off",
    SettingsFlag.STUCK_CONTACTOR_CHECK_OFF: "stuck contactor check off",
    SettingsFlag.GFCI_SELF_TEST_OFF: "GFCI self-test off",
    SettingsFlag.TEMPERATURE_CHECK_OFF: "temperature monitoring off",
    SettingsFlag.AUTO_START_OFF: "automatic start off",
    SettingsFlag.SERIAL_DEBUG: "serial debugging on",
    SettingsFlag.MONOCHROME_BACKLIGHT: "single-colour backlight",
    SettingsFlag.CONTINUOUS_GROUND_MONITOR: "continuous ground monitoring",
    SettingsFlag.BUTTON_OFF: "front button off",
}

ABSENT_DC = -2_560
"""What a sensor that is not there reads, in tenths of a degree Celsius."""

COLOURS = ("off", "red", "green", "yellow", "blue", "violet", "teal", "white")

TOGGLES = {
    "B": "front button",
    "D": "diode check",
    "E": "echo",
    "F": "GFCI self-test",
    "G": "ground check",
    "R": "stuck contactor check",
    "T": "temperature monitoring",
    "V": "ventilation check",
}


def state_text(code: int) -> str:
    """Name a state code."""
    return STATES.get(EvseState.from_code(code), f"state code {code:02X}, which has no known meaning")


def pilot_text(code: int) -> str:
    """Name a pilot state code."""
    return _PILOT_STATES.get(EvseState.from_code(code), f"pilot state code {code:02X}")


def volatile_flags_text(value: int) -> str:
    """Spell out the flags of ``$GS`` and ``$AT``; empty when there is nothing to say."""
    if not value & VolatileFlag.CAR_CONNECTED:
        value &= ~_ONLY_WITH_A_CAR
    return ", ".join(text for flag, text in _VOLATILE_FLAGS.items() if value & flag)


def settings_flags_text(value: int) -> str:
    """Spell out the flags of ``$GE``."""
    level = "service level 2" if value & SettingsFlag.SERVICE_LEVEL_2 else "service level 1"
    chosen = "fixed" if value & SettingsFlag.AUTO_LEVEL_OFF else "detected at power-up"
    rest = [text for flag, text in _SETTINGS_FLAGS.items() if value & flag]
    return ", ".join([f"{level} ({chosen})", *(rest or ["all checks on"])])


def duration_text(seconds: int) -> str:
    """``1234`` is ``20 min 34 s``; parts that are zero are left out."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if amount]
    return " ".join(parts) or "0 s"


def energy_text(wh: float) -> str:
    """Energy in Wh, from 1000 Wh in kWh."""
    return f"{wh / 1000:.3f} kWh" if wh >= 1000 else f"{wh:.0f} Wh"


def temperature_text(tenths: int) -> str:
    """A sensor's reading in tenths of a degree Celsius; -2560 means there is none."""
    return "absent" if tenths == ABSENT_DC else f"{tenths / 10:.1f} \N{DEGREE SIGN}C"
