"""What the display shows in each state (open_evse 8.2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from controller.scripted_station import Station, profile_named
from pilotwire.controller import Settings
from pilotwire.controller.board import Colour
from pilotwire.controller.lcd import GLYPH_LIGHTNING, GLYPH_LIMIT_CLOCK, GLYPH_PADLOCK, GLYPH_PLAY, GLYPH_STOP
from pilotwire.controller.lcd import GLYPH_TIMER as T

NOON = datetime(2026, 3, 1, 12, 0)
TIMER = Settings(timer_on=True, timer_start_min=11 * 60, timer_stop_min=13 * 60 + 5, total_wh=1_234_567)
ENERGY = "    0Wh     0kWh"


def station(profile: str = "eu", settings: Settings | None = None) -> Station:
    return Station(profile, settings, at=NOON)


def charging(profile: str = "eu", amps: float = 16) -> Station:
    s = station(profile)
    s.charge(amps)
    s.wait(5_000)
    return s


def connected() -> Station:
    s = station()
    s.connect()
    return s


def after(s: Station, *stimuli: str, wait_ms: int = 1_000) -> Station:
    s.do(*stimuli)
    s.wait(wait_ms)
    return s


def asked(s: Station, *commands: str, wait_ms: int = 1_000) -> Station:
    for command in commands:
        s.ask(command)
    s.wait(wait_ms)
    return s


def hot(s: Station, tenths: int = 750) -> Station:
    s.set_inputs(temperature_ds3231_dc=tenths)
    s.wait(9_000)
    return s


def welded() -> Station:
    s = station()
    s.set_sense(lambda outputs: (True, True))
    s.wait(3_000)
    return s


def no_earth_at_start() -> Station:
    s = station()
    s.do("gnd 0")
    s.charge(16)
    s.wait(3_000)
    return s


def cgmi(*, earth: bool, output: bool) -> Station:
    s = station("cgmi")
    s.set_sense(lambda outputs: (output and outputs.contactor_closed, True))
    s.charge(16)
    s.set_sense(lambda outputs: (output and outputs.contactor_closed, earth))
    s.wait(3_000)
    return s


def clocked(s: Station) -> tuple[str, str]:
    line_1, line_2 = s.screen
    return line_1, line_2.replace(s.controller.rtc.read(s.now).strftime("%H:%M:%S"), "HH:MM:SS")


CASES: list[tuple[str, Callable[[], Station], str, str, Colour]] = [
    ("A", station, "Ready     L2:32A", ENERGY, Colour.GREEN),
    ("A level 1", lambda: asked(station(), "$SL 1"), "Ready     L1:12A", ENERGY, Colour.GREEN),
    ("A timer", lambda: station("eu", TIMER), f"{T}Ready    L2:32A", "    0Wh  1234kWh", Colour.GREEN),
    ("B", connected, "Connected L2:32A", ENERGY, Colour.YELLOW),
    ("C", charging, "Charging   16.0A", "    3Wh     0kWh", Colour.TEAL),
    ("C idle", lambda: charging(amps=0), "Charging      0A", ENERGY, Colour.TEAL),
    ("C under 1 A", lambda: charging(amps=0.9), "Charging      0A", ENERGY, Colour.TEAL),
    ("asleep", lambda: asked(station(), "$FS"), "Sleeping  L2:32A", "HH:MM:SS", Colour.VIOLET),
    ("asleep with car", lambda: asked(connected(), "$FS"), "Sleeping  L2:32A", "HH:MM:SS", Colour.WHITE),
    ("disabled", lambda: asked(station(), "$FD"), "Disabled  L2:32A", "", Colour.VIOLET),
    ("D", lambda: after(connected(), "ev D"), "EVSE ERROR", "VENT REQUIRED", Colour.RED),
    ("E", lambda: after(station(), "ev E"), "EVSE ERROR", "PILOT SHORTED", Colour.RED),
    ("diode", lambda: after(connected(), "pilot 9000 -8800"), "EVSE ERROR", "DIODE CHECK", Colour.RED),
    ("GFCI retry", lambda: after(charging(), "gfi 1"), "GFCI FAULT", "RETRY IN 04:59", Colour.RED),
    (
        "GFCI latched",
        lambda: after(charging(), "gfi 1", wait_ms=302_000),
        "SERVICE REQUIRED",
        "GFCI FAULT",
        Colour.RED,
    ),
    ("ground retry", lambda: after(charging(), "gnd 0"), "NO GROUND", "RETRY IN 04:59", Colour.RED),
    ("ground latched", no_earth_at_start, "EVSE ERROR", "NO GROUND", Colour.RED),
    ("ground CGMI", lambda: cgmi(earth=False, output=True), "SERVICE REQUIRED", "NO GROUND", Colour.RED),
    ("weld", welded, "SERVICE REQUIRED", "STUCK RELAY", Colour.RED),
    ("self-test", lambda: after(connected(), "gfitest 0", "ev C", wait_ms=5_000), "TEST FAILED", "GFCI", Colour.RED),
    ("heat", lambda: hot(charging()), "SERVICE REQUIRED", "OVER TEMPERATURE", Colour.RED),
    (
        "over-current",
        lambda: after(charging(), "amps 38500", wait_ms=16_000),
        "SERVICE REQUIRED",
        "OVERCURRENT -32A",
        Colour.RED,
    ),
    ("open relay", lambda: cgmi(earth=True, output=False), "SERVICE REQUIRED", "OPEN RELAY", Colour.RED),
]


@pytest.mark.parametrize(
    ("make", "line_1", "line_2", "colour"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_screen(make: Callable[[], Station], line_1: str, line_2: str, colour: Colour) -> None:
    shown = make()
    got_1, got_2 = clocked(shown)
    if line_2.startswith("    3Wh"):
        # Energy of the first seconds: the digits are metering's business.
        got_2, line_2 = got_2[5:], line_2[5:]
        got_1, line_1 = got_1[:-3], line_1[:-3]
        assert got_1.rstrip() in (line_1.rstrip(), "Charging   15")
        got_1 = line_1
    if "RETRY" in line_2:
        assert got_2[:12] == "RETRY IN 04:"
        assert got_2[-2:] in ("59", "58")
        got_2 = line_2
    assert (got_1, got_2) == (line_1, line_2)
    assert shown.controller.display.colour is colour


def test_lines_are_always_sixteen_characters() -> None:
    for case in CASES:
        frame = case[1]().controller.display
        assert (len(frame.line_1), len(frame.line_2)) == (16, 16)


def test_the_countdown_counts() -> None:
    s = after(charging(), "gfi 1", "amps 0")
    s.do("gfi 0")
    s.wait(118_000)
    assert s.screen[1] in ("RETRY IN 03:00", "RETRY IN 03:01", "RETRY IN 02:59")


def test_energy_on_the_display() -> None:
    s = charging(amps=20)
    s.wait(3_600_000)
    wh = int(s.screen[1][:5])
    assert wh == pytest.approx(4_580, rel=0.02)
    s.unplug()
    assert s.screen[1] == f"{wh:5d}Wh{wh // 1000:6d}kWh" or abs(int(s.screen[1][:5]) - wh) <= 2


def test_asleep_the_timers_window_is_shown() -> None:
    s = Station("eu", TIMER, at=datetime(2026, 3, 1, 20, 0))
    line_1, line_2 = s.controller.display.line_1, s.controller.display.line_2
    assert line_1 == f"{T}Sleeping{GLYPH_PLAY}{T}11:00"
    assert line_2[:8] == s.controller.rtc.read(s.now).strftime("%H:%M:%S")
    assert line_2[8:] == f" {GLYPH_STOP}{T}13:05"


def test_the_sleep_clock_runs_once_per_second() -> None:
    s = asked(station(), "$FS")
    shown = set()
    for _ in range(100):
        s.wait(100)
        shown.add(s.screen[1])
    assert 10 <= len(shown) <= 11


def test_without_an_rtc_the_sleep_clock_is_the_firmwares() -> None:
    s = Station(profile_named("eu", rtc=False))
    s.ask("$FS")
    assert s.screen[1] == "165:165:85"


def test_limits_show_their_icons() -> None:
    s = station("limits")
    s.charge(0)
    s.ask("$SH 5")
    s.ask("$S3 4")
    assert s.screen[0].startswith(f"{GLYPH_LIGHTNING}{GLYPH_LIMIT_CLOCK}Charging")


@pytest.mark.parametrize(("letter", "word"), [("A", "Ready"), ("B", "Connected")])
def test_a_locked_station_shows_a_padlock_in_teal(letter: str, word: str) -> None:
    s = station("full")
    s.do("pp 900", f"ev {letter}")
    s.wait(1_000)
    assert s.screen[0].startswith(f"{GLYPH_PADLOCK}{word}"[:10])
    assert s.controller.display.colour is Colour.TEAL


def test_socket_builds_show_current_and_capacity() -> None:
    s = station("t2")
    s.do("pp 902")
    s.charge(20)
    s.wait(5_000)
    assert s.controller.display.line_1 in ("Charging  20:32A", "Charging   20:32A"[:16])


def test_throttled_it_shows_high_temp_and_the_sensors() -> None:
    s = charging()
    s.set_inputs(temperature_ds3231_dc=655, temperature_mcp9808_dc=661)
    s.wait(4_000)
    s.ask("$F0 1")
    s.wait(1_100)
    assert s.screen[0].startswith("HIGH TEMP")
    assert s.screen[1] == "66.1C65.5C"
    assert s.controller.display.colour in (Colour.RED, Colour.TEAL)


def test_high_temp_stays_after_cooling_until_a_press() -> None:
    s = charging(amps=5)
    s.set_inputs(temperature_ds3231_dc=655)
    s.wait(4_000)
    s.set_inputs(temperature_ds3231_dc=300)
    s.wait(4_000)
    s.ask("$F0 1")
    assert s.screen[0].startswith("HIGH TEMP")
    s.press()
    s.wait(4_000)
    assert not s.screen[0].startswith("HIGH TEMP")


def test_a_quarter_blinks_red_and_teal() -> None:
    s = charging(amps=5)
    s.set_inputs(temperature_ds3231_dc=685)
    s.wait(5_000)
    colours = set()
    for _ in range(40):
        s.wait(100)
        colours.add(s.controller.display.colour)
    assert colours == {Colour.RED, Colour.TEAL}


def test_monochrome_backlights_know_white_only() -> None:
    s = station()
    s.ask("$S0 0")
    assert s.controller.display.colour.value == Colour.WHITE.value
    s.ask("$FB 0")
    assert s.controller.display.colour.value == Colour.OFF.value
    s.ask("$FB 1")
    assert s.controller.display.colour is Colour.WHITE


@pytest.mark.parametrize("colour", Colour)
def test_a_gateway_may_choose_the_backlight_until_the_next_redraw(colour: Colour) -> None:
    s = station()
    s.ask("$F0 0")
    s.ask(f"$FB {colour.value}")
    assert s.controller.display.colour is colour
    s.ask("$F0 1")
    assert s.controller.display.colour is Colour.GREEN


def test_with_updates_off_only_faults_draw() -> None:
    s = station()
    s.ask("$F0 0")
    s.ask("$FP 0 0 Gateway!")
    before = s.screen
    s.connect()
    assert s.screen == before
    s.do("ev D")
    s.wait(1_000)
    assert s.screen == ("EVSE ERROR", "VENT REQUIRED")


def test_restarting_is_announced() -> None:
    s = station()
    s.send("$FR")
    s.wait(500)
    assert s.screen[1] == "Restarting..."
