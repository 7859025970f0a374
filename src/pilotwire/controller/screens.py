"""What the front panel shows in each state (open_evse 8.2.3). Menus are in ``menu``."""

from __future__ import annotations

import msgspec

from .board import Colour
from .codes import EvseState as S
from .codes import SettingsFlag
from .lcd import (
    COLUMNS,
    GLYPH_LIGHTNING,
    GLYPH_LIMIT_CLOCK,
    GLYPH_PADLOCK,
    GLYPH_PLAY,
    GLYPH_STOP,
    GLYPH_TIMER,
    Lcd,
)
from .machine import Machine
from .temperature import ABSENT_DC

CHARGING_CURRENT_COLUMN = 10


class FaultScreen(msgspec.Struct, frozen=True):
    """Two lines for a fault; ``None`` in ``line_2`` is the retry countdown."""

    line_1: str
    line_2: str | None
    latched_line_1: str | None = None
    latched_line_2: str | None = None


FAULT_SCREENS: dict[S, FaultScreen] = {
    S.D: FaultScreen("EVSE ERROR", "VENT REQUIRED"),
    S.E: FaultScreen("EVSE ERROR", "PILOT SHORTED"),
    S.DIODE_FAILED: FaultScreen("EVSE ERROR", "DIODE CHECK"),
    S.GFCI_TRIP: FaultScreen("GFCI FAULT", None, "SERVICE REQUIRED", "GFCI FAULT"),
    S.NO_GROUND: FaultScreen("NO GROUND", None, "EVSE ERROR", "NO GROUND"),
    S.STUCK_RELAY: FaultScreen("EVSE ERROR", "STUCK RELAY", "SERVICE REQUIRED", "STUCK RELAY"),
    S.SELF_TEST_FAILED: FaultScreen("TEST FAILED", "GFCI"),
    S.OVER_TEMPERATURE: FaultScreen("SERVICE REQUIRED", "OVER TEMPERATURE"),
    S.OVER_CURRENT: FaultScreen("SERVICE REQUIRED", "OVERCURRENT"),
    S.RELAY_OPEN: FaultScreen("SERVICE REQUIRED", "OPEN RELAY"),
}
"""Every fault state has a screen; a test holds that."""

DISABLED_TESTS: tuple[tuple[SettingsFlag, str], ...] = (
    (SettingsFlag.DIODE_CHECK_OFF, "Diode Check"),
    (SettingsFlag.VENT_CHECK_OFF, "Vent Req'd Check"),
    (SettingsFlag.GROUND_CHECK_OFF, "Ground Check"),
    (SettingsFlag.STUCK_RELAY_CHECK_OFF, "Stuck Relay Chk"),
    (SettingsFlag.GFCI_SELF_TEST_OFF, "GFI Self Test"),
    (SettingsFlag.TEMPERATURE_CHECK_OFF, "Temperature Chk"),
)
"""Checks that can be switched off, in the order in which the power-on screen names them."""


def level_text(m: Machine) -> str:
    """``L2:32A``."""
    return f"L{m.level.value}:{m.capacity_a}A"


def energy_text(m: Machine) -> str:
    """Session Wh and lifetime kWh."""
    return f"{m.energy.session_wh:5d}Wh{m.settings.total_wh // 1000:6d}kWh"


def _timer_icon(m: Machine) -> str:
    return GLYPH_TIMER if m.timer.valid(m.settings) and not m.timer.override else ""


def _limit_icons(m: Machine) -> str:
    lightning = GLYPH_LIGHTNING if m.charge_limit_kwh else ""
    return lightning + (GLYPH_LIMIT_CLOCK if m.time_limit_15min else "")


def draw_state(lcd: Lcd, m: Machine) -> None:
    """Draw the screen of the present state from scratch, without its once-per-second parts."""
    state = m.state
    padlock = GLYPH_PADLOCK if m.locked else ""
    if state in FAULT_SCREENS:
        _draw_fault(lcd, m)
    elif state is S.A:
        _draw_idle(lcd, m, Colour.GREEN, padlock + _timer_icon(m) + "Ready")
    elif state is S.B:
        _draw_idle(lcd, m, Colour.YELLOW, padlock + _limit_icons(m) + _timer_icon(m) + "Connected")
    elif state is S.C:
        lcd.colour = Colour.TEAL
        lcd.clear()
        lcd.write(_limit_icons(m) + _timer_icon(m) + "Charging")
    elif state in (S.SLEEPING, S.DISABLED):
        awake = state is S.SLEEPING and m.ev_connected
        lcd.colour = Colour.WHITE if awake else Colour.VIOLET
        lcd.clear()
        lcd.write(padlock + ("Sleeping" if state is S.SLEEPING else "Disabled"))
        lcd.write_at(10, 0, level_text(m))
    if (m.temperatures.throttled or m.temperatures.high_temperature_seen) and not m.hard_fault:
        lcd.colour = Colour.RED
        lcd.write_line(0, "HIGH TEMP")


def _draw_idle(lcd: Lcd, m: Machine, colour: Colour, line_1: str) -> None:
    lcd.colour = Colour.TEAL if m.locked else colour
    lcd.clear()
    lcd.write(line_1)
    lcd.write_at(10, 0, level_text(m))
    lcd.write_at(0, 1, energy_text(m))


def _draw_fault(lcd: Lcd, m: Machine) -> None:
    screen = FAULT_SCREENS[m.state]
    lcd.colour = Colour.RED
    line_1, line_2 = screen.line_1, screen.line_2
    if m.hard_fault:
        line_1, line_2 = screen.latched_line_1 or line_1, screen.latched_line_2 or line_2
        if m.state is S.NO_GROUND and m.profile.cgmi:
            line_1 = "SERVICE REQUIRED"
    if m.state is S.OVER_CURRENT:
        # The current is already zero when this is drawn, so what the firmware calls the excess is -capacity.
        line_2 = f"OVERCURRENT {m.current_ma // 1000 - m.capacity_a}A"
    lcd.write_line(0, line_1)
    if line_2 is not None:
        lcd.write_line(1, line_2)


def draw_retry(lcd: Lcd, retry_in_ms: int) -> None:
    """The countdown to the next retry."""
    seconds = retry_in_ms // 1000
    if seconds >= 0:
        lcd.write_line(1, f"RETRY IN {seconds // 60:02d}:{seconds % 60:02d}")


def draw_current(lcd: Lcd, m: Machine) -> None:
    """The measured current in the first line while charging."""
    if m.profile.pp_auto_ampacity:
        text = f"{(m.current_ma + 500) // 1000}:{m.capacity_a}A"
        lcd.write_at(9, 0, " " * 7)
        lcd.write_at(COLUMNS - len(text), 0, text)
    elif m.current_ma >= 1000:
        lcd.write_at(CHARGING_CURRENT_COLUMN, 0, f"{m.current_ma // 1000:3d}.{m.current_ma % 1000 // 100}A")
    else:
        lcd.write_at(CHARGING_CURRENT_COLUMN, 0, "    0A")


def draw_charging(lcd: Lcd, m: Machine) -> None:
    """The second line while charging: energy, or temperatures while throttled."""
    if not m.temperatures.throttled:
        lcd.write_at(0, 1, energy_text(m))
        return
    lcd.write_line(1, "")
    for column, value in (
        (0, m.temperatures.ambient_dc),
        (5, m.temperatures.clock_dc),
        (11, m.temperatures.infrared_dc),
    ):
        if value != ABSENT_DC:
            lcd.write_at(column, 1, f"{int(value / 10):2d}.{abs(value) % 10}C")


def draw_sleeping(lcd: Lcd, m: Machine) -> None:
    """The clock, and the timer's window when it is on."""
    lcd.write_at(0, 0, _timer_icon(m) + (GLYPH_PADLOCK if m.locked else "") + "Sleeping")
    if not m.profile.rtc:
        lcd.write_at(0, 1, "165:165:85")
    else:
        lcd.write_at(0, 1, m.rtc.read(m.now).strftime("%H:%M:%S"))
    if m.settings.timer_on:
        for row, glyph, minutes in (
            (0, GLYPH_PLAY, m.settings.timer_start_min),
            (1, GLYPH_STOP, m.settings.timer_stop_min),
        ):
            lcd.write_at(9, row, f"{glyph}{GLYPH_TIMER}{minutes // 60:02d}:{minutes % 60:02d}")
    else:
        lcd.write_at(10, 0, level_text(m))
