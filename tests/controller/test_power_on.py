"""From power-up to the first reading (open_evse 8.2.3)."""

from __future__ import annotations

import pytest

from controller.scripted_station import Station, framed, profile_named
from pilotwire.controller import EvseState, LockDrive, Outputs, PilotLevel, ServiceLevel, Settings
from pilotwire.controller.board import Colour


def lines_of(station: Station) -> list[str]:
    return [line for line in station.lines if line.startswith("$")]


@pytest.mark.parametrize(("profile", "served_ms"), [("eu", 3_290), ("us", 4_468)])
def test_the_first_reports(profile: str, served_ms: int) -> None:
    station = Station(profile)
    version, amps = station.profile.firmware_version, 24 if profile == "us" else 32
    assert lines_of(station) == [
        "$AT 00 00 0 0200^03",
        framed(f"$AB 00 {version}"),
        framed(f"$AT 01 01 {amps} 0200"),
    ]
    boot, first = (at for at, line in station.lines_at if line.startswith(("$AB", f"$AT 01 01 {amps}")))
    assert abs(boot - served_ms) <= 100
    assert abs(first - boot - 63) <= 50


def test_the_text_noise_comes_first() -> None:
    station = Station(booted=False)
    station.wait(3_000)
    assert station.lines[:3] == ["relayCloseMs: 100", "relayHoldPwm: 255", "$AT 00 00 0 0200^03"]


def test_nothing_is_answered_before_the_boot_report() -> None:
    station = Station(booted=False)
    station.wait(1_000)
    station.send("$GV")
    station.wait(9_000)
    order = [line[:3] for line in lines_of(station)]
    assert order[:3] == ["$AT", "$AB", "$OK"]
    assert 3_240 <= next(at for at, line in station.lines_at if line.startswith("$OK")) <= 3_400


def test_the_contactor_is_not_moved_where_the_level_is_not_detected() -> None:
    station = Station()
    assert not any(outputs.relay_1 or outputs.relay_2 for _, outputs in station.outputs_at)


def test_level_detection_tries_one_contact_at_a_time_at_minus_12_volts() -> None:
    station = Station("us")
    tried = [outputs for _, outputs in station.outputs_at if outputs.relay_1 or outputs.relay_2]
    assert [(outputs.relay_1, outputs.relay_2) for outputs in tried] == [(True, False), (False, True)]
    assert {outputs.pilot.level for outputs in tried} == {PilotLevel.LOW}


def test_the_bolt_is_drawn_at_power_on() -> None:
    station = Station()
    pulses = [at for at, outputs in station.outputs_at if outputs.lock is LockDrive.UNLOCK]
    assert abs(pulses[0] - 1_941) <= 20
    assert station.data("$G5") == ["0", "A"]


def screens_during_boot(station: Station, until_ms: int) -> list[tuple[tuple[str, str], Colour]]:
    seen: list[tuple[tuple[str, str], Colour]] = []
    while station.now < until_ms:
        station.wait(20)
        now = station.screen, station.controller.display.colour
        if not seen or seen[-1] != now:
            seen.append(now)
    return seen


def test_screens_of_a_healthy_boot() -> None:
    screens = screens_during_boot(Station("us", booted=False), 5_000)
    assert [screen for screen, _ in screens if any(screen)] == [
        ("Open EVSE", "Ver. 8.2.3"),
        ("Power On", "Self Test"),
        ("Auto Detect", "Svc Level: L2"),
        ("Ready     L2:24A", "    0Wh     0kWh"),
    ]
    assert [colour for screen, colour in screens if any(screen)] == [*[Colour.WHITE] * 3, Colour.GREEN]


def test_every_disabled_test_is_shown_for_a_second_and_a_half_in_yellow() -> None:
    flags = 0x0002 | 0x0004 | 0x0008 | 0x0010 | 0x0200 | 0x0400
    station = Station(settings=Settings(flags=flags | 0x0021), booted=False)
    screens = screens_during_boot(station, 12_000)
    yellow = [screen for screen, colour in screens if colour is Colour.YELLOW]
    assert yellow == [
        ("TEST DISABLED", "Diode Check"),
        ("TEST DISABLED", "Vent Req'd Check"),
        ("TEST DISABLED", "Ground Check"),
        ("TEST DISABLED", "Stuck Relay Chk"),
        ("TEST DISABLED", "GFI Self Test"),
        ("TEST DISABLED", "Temperature Chk"),
    ]
    boot = next(at for at, line in station.lines_at if line.startswith("$AB"))
    # 3.3 s without the self-test's second, with 1.5 s for each disabled test.
    assert abs(boot - (2_254 + 6 * 1_500)) <= 100


@pytest.mark.parametrize(
    ("stimulus", "code", "name"),
    [("gnd 0", "07", "NO GROUND"), ("gfitest 0", "09", "GFCI"), ("weld", "08", "STUCK RELAY")],
)
def test_a_failed_test_holds_the_station_until_reset(stimulus: str, code: str, name: str) -> None:
    if stimulus == "weld":
        station = Station("us", sense=lambda outputs: (True, True))
    else:
        station = Station("us", before=(stimulus,))
    station.wait(5_000)
    assert station.screen == ("TEST FAILED", name)
    assert station.controller.display.colour is Colour.RED
    assert lines_of(station)[1:] == [framed(f"$AB {code} 8.2.3"), framed(f"$AT {code} 00 0 0200")]
    station.do("gnd 1", "gfitest 1")
    station.set_sense(None)
    for command in ("$FE", "$FS", "$FD"):
        assert station.ask(command) == "$OK^20"
        station.wait(1_000)
        assert station.data("$GS")[0] == code
    station.do("ev C")
    station.wait(10_000)
    station.do("ev A")
    station.wait(1_000)
    assert station.data("$GS")[0] == code
    assert not any(outputs.contactor_closed for _, outputs in station.outputs_at)
    station.send("$FR")
    station.wait(10_000)
    assert station.state() is EvseState.A


def test_failed_power_on_tests_are_not_counted() -> None:
    for stimulus in ("gnd 0", "gfitest 0"):
        station = Station("us", before=(stimulus,))
        assert station.data("$GF") == ["0", "0", "0"]


@pytest.mark.parametrize(("profile", "flags"), [("us", 0x0001), ("eu", 0x0021), ("t2", 0x0021), ("cgmi", 0x1021)])
def test_settings_flags_after_the_first_boot(profile: str, flags: int) -> None:
    assert Station(profile).settings.flags == flags


# -- a car plugged in at power-on -------------------------------------------------------------------------------------


def both_when_closed(outputs: Outputs) -> tuple[bool, bool]:
    return outputs.relay_1, outputs.relay_2


def test_with_a_car_plugged_in_level_1_is_assumed_and_the_contacts_are_not_tried() -> None:
    station = Station("us", before=("ev B",))
    assert station.machine.level is ServiceLevel.L1
    assert station.machine.capacity_a == 12
    assert station.flags & 0x0001
    assert not any(outputs.relay_1 or outputs.relay_2 for _, outputs in station.outputs_at)
    assert station.state() is EvseState.B


def test_level_2_is_found_a_second_after_closing_and_saved() -> None:
    station = Station("us", before=("ev B",))
    start_ms = station.now
    station.do("ev C")
    station.wait(4_000)
    closed_ms = station.closed_after(start_ms)
    switched = next(at for at, line in station.lines_at if line.startswith("$AT 03 03 24"))
    assert 1_000 <= switched - closed_ms <= 1_200
    assert station.machine.level is ServiceLevel.L2
    assert station.settings.flags == 0x0001
    assert station.machine.voltage_mv == 240_000


def test_level_1_stays_level_1() -> None:
    station = Station("us", before=("ev B",), sense=lambda outputs: (outputs.relay_1, False))
    station.do("ev C")
    station.wait(10_000)
    assert station.machine.level is ServiceLevel.L1
    assert station.machine.capacity_a == 12


# -- boot lock ---------------------------------------------------------------------------------------------------------


def test_boot_lock_waits_for_the_gateway() -> None:
    station = Station(profile_named("eu", boot_lock=True))
    station.do("ev C")
    station.wait(60_000)
    assert station.data("$GS") == ["00", "0", "00", "4200"]
    assert station.pilot is PilotLevel.HIGH
    assert station.screen == ("Waiting for", "Initialization..")
    assert station.controller.display.colour is Colour.WHITE
    assert station.ask("$SB") == "$OK 0^30"
    station.wait(5_000)
    assert station.state() is EvseState.C


def test_boot_lock_does_not_hide_a_failed_test() -> None:
    station = Station(profile_named("eu", boot_lock=True), before=("gfitest 0",))
    assert station.ask("$SB") == "$OK 1^31"
    station.wait(5_000)
    assert station.state() is EvseState.SELF_TEST_FAILED


def test_without_the_feature_there_is_no_boot_lock() -> None:
    assert Station().ask("$SB") == "$NK^21"
