"""Every command row of the RAPI reference (section 6) with its example exchange, byte for byte."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station, framed, profile_named
from pilotwire.controller import Settings
from pilotwire.rapi.answers import HANDLERS

AT = datetime(2026, 11, 22, 13, 44, 53)
"""So that the clock shows 13:45:0 about when the station has booted."""


FUNCTIONS = [
    ("us", "$F0 0^42", "$OK^20"),
    ("us", "$F0 1", "$OK^20"),
    ("us", "$F0", "$NK^21"),
    ("us", "$F1^53", "$OK^20"),
    ("us", "$FB 7^37", "$OK^20"),
    ("us", "$FB", "$NK^21"),
    ("us", "$FD^26", "$OK^20"),
    ("us", "$FE^27", "$OK^20"),
    ("us", "$FEXYZ^7C", "$OK^20"),
    ("us", "$FE 1 2 3", "$OK^20"),
    ("us", "$FS^31", "$OK^20"),
    ("us", "$FF D 0^50", "$OK^20"),
    *(("us", f"$FF {letter} {digit}", "$OK^20") for letter in "BDEFGRTV" for digit in "01"),
    ("us", "$FF X 1", "$NK^21"),
    ("us", "$FF D 2", "$NK^21"),
    ("us", "$FF D", "$NK^21"),
    ("us", "$FF D 0 0", "$NK^21"),
    ("us", "$FP 0 1 Hello^51", "$OK^20"),
    ("us", "$FP 0 1", "$NK^21"),
]
SETTINGS = [
    ("us", "$S0 1^56", "$OK^20"),
    ("us", "$S0", "$NK^21"),
    ("us", "$S1 26 11 22 13 45 0^71", "$OK^20"),
    ("us", "$S1 26 11 22 13 45", "$NK^21"),
    ("us", "$S2 1^54", "$NK^21"),
    ("us", "$S3 4^50", "$NK^21"),
    ("us", "$S4 0^53", "$NK^21"),
    ("full", "$S4 0^53", "$OK^20"),
    ("us", "$S5 M^2F", "$OK^20"),
    ("us", "$S5 X", "$NK^21"),
    ("us", "$SA 220 0^36", "$OK^20"),
    ("us", "$SA 220", "$NK^21"),
    ("us", "$SB^35", "$NK^21"),
    ("us", "$SC 24^12", "$OK 24^06"),
    ("us", "$SC 90^1D", "$NK 80^09"),
    ("us", "$SC 16 V^65", "$OK 16^07"),
    ("us", "$SC 16 N", "$OK 16^07"),
    ("us", "$SC 40 V", framed("$NK 24")),
    ("us", "$SC 16 ", "$OK 16^07"),
    ("us", "$SC 40 M^7D", "$OK 40^04"),
    ("us", "$SC", "$NK^21"),
    ("us", "$SC 270", framed("$OK 14")),
    ("us", "$SC 8.5", framed("$OK 17")),
    ("us", "$SH 5^2A", "$NK^21"),
    ("us", "$SK 0^2C", "$OK^20"),
    ("us", "$SK", "$NK^21"),
    ("us", "$SL 1", "$OK^20"),
    ("us", "$SL 2^29", "$OK^20"),
    ("us", "$SL A", "$OK^20"),
    ("eu", "$SL A", "$NK^21"),
    ("t2", "$SL A", "$NK^21"),
    ("cgmi", "$SL A", "$OK^20"),
    ("us", "$SL 3", "$NK^21"),
    ("us", "$SM 298 12018^33", "$NK^21"),
    ("us", "$ST 22 30 6 15^12", "$OK^20"),
    ("us", "$ST 0 0 0 0^23", "$OK^20"),
    ("us", "$ST 22 30 6", "$NK^21"),
    ("us", "$SV 230000^00", "$OK^20"),
    ("us", "$SV", "$NK^21"),
    ("us", "$SY 5 6^2D", "$OK 5 6 0^33"),
    ("us", "$SY^2E", framed("$OK 0 0 0")),
]
QUERIES = [
    ("us", "$G0^53", framed("$OK 0")),
    ("us", "$G3^50", "$NK^21"),
    ("limits", "$G3^50", framed("$OK 0")),
    ("us", "$G4^57", "$NK^21"),
    ("full", "$G4^57", framed("$OK 1")),
    ("us", "$G5^56", "$OK 0 A^51"),
    ("menu", "$G5^56", "$NK^21"),
    ("us", "$GA^22", "$OK 220 0^20"),
    ("us", "$GC^20", framed("$OK 6 80 24 24")),
    ("eu", "$GC^20", framed("$OK 6 32 32 32")),
    ("us", "$GD^27", framed("$OK 0 0 0 0")),
    ("us", "$GE^26", "$OK 24 0001^27"),
    ("eu", "$GE^26", framed("$OK 32 0021")),
    ("us", "$GF^25", framed("$OK 0 0 0")),
    ("us", "$GG^24", framed("$OK 0 240000")),
    ("us", "$GH^2B", "$NK^21"),
    ("us", "$GM^2E", "$NK^21"),
    ("us", "$GO^2C", "$NK^21"),
    ("us", "$GP^33", "$OK 250 -2560 -2560^37"),
    ("us", "$GS^30", framed("$OK 01 0 01 0200")),
    ("us", "$GU^36", framed("$OK 0 0")),
    ("us", "$GV^35", "$OK 8.2.3 5.2.1^2F"),
    ("us", "$GV*C1", "$OK 8.2.3 5.2.1^2F"),
    ("us", "$GV", "$OK 8.2.3 5.2.1^2F"),
    ("us", "$GV 1 2 3", "$OK 8.2.3 5.2.1^2F"),
    ("eu", "$GV", framed("$OK 8.2.3.EU 5.2.1")),
    ("us", "$GY^3A", framed("$OK 0 0 0")),
    ("menu", "$GY^3A", "$NK^21"),
    ("us", "$gv", "$NK^21"),
    ("us", "$T0 16", "$NK^21"),
    ("us", "$Z0 100 200^4D", "$OK^20"),
    ("us", "$Z0", "$OK^20"),
]


@pytest.mark.parametrize(("profile", "sent", "reply"), [*FUNCTIONS, *SETTINGS, *QUERIES])
def test_exchange(profile: str, sent: str, reply: str) -> None:
    assert Station(profile).ask(sent) == reply


def test_every_command_has_an_exchange_here() -> None:
    tried = {sent[1:3] for _, sent, _ in (*FUNCTIONS, *SETTINGS, *QUERIES)}
    assert set(HANDLERS) - tried <= {"GI", "GT"}


# -- effects ---------------------------------------------------------------------------------------------------------


def reported(command: str, *, car: str) -> list[str]:
    """What the line says to a command, until all is quiet."""
    station = Station("us")
    if car == "C":
        station.charge(20)
        station.wait(5_000)
    elif car == "B":
        station.connect()
    seen = len(station.lines)
    station.send(command)
    station.wait(500)
    return station.lines[seen:]


@pytest.mark.parametrize(
    ("command", "car", "lines"),
    [
        ("$F1^53", "A", ["$OK^20", "$AT fe 01 24 0200^37"]),
        ("$FS^31", "A", ["$OK^20", framed("$AT fe 01 24 0200")]),
        ("$FS^31", "C", ["$OK^20", "$AT fe 03 24 0540^36"]),
        ("$FD^26", "C", ["$OK^20", "$AT ff 03 24 0500^31"]),
        ("$FE^27", "A", ["$OK^20"]),
        ("$SC 16 V^65", "C", ["$OK 16^07", framed("$AT 03 03 16 0540")]),
        ("$SC 24^12", "C", ["$OK 24^06"]),
        ("$SL 1", "A", ["$OK^20", framed("$AT 01 01 12 0200")]),
        ("$Z0 100 200^4D", "A", ["Z0 100 200", "$OK^20"]),
    ],
)
def test_reports_come_after_the_reply(command: str, car: str, lines: list[str]) -> None:
    got = [line.strip("\n") for line in reported(command, car=car)]
    assert [line for line in got if line] == lines


@pytest.mark.parametrize(
    ("setup", "query", "reply"),
    [
        (["$ST 22 30 6 15"], "$GD^27", "$OK 22 30 6 15^11"),
        (["$SA 220 0"], "$GA^22", "$OK 220 0^20"),
        (["$SA 220 -10"], "$GA", framed("$OK 220 -290")),
        (["$SA 220 65526"], "$GA", framed("$OK 220 -10")),
        (["$SC 16 V"], "$GC^20", "$OK 6 80 16 24^1F"),
        (["$SC 16 V", "$SC 24"], "$GC", framed("$OK 6 80 24 24")),
        (["$SC 10", "$SC 16 V"], "$GC", framed("$OK 6 80 10 10")),
        (["$SL 1"], "$GE", framed("$OK 12 0020")),
        (["$SL 1", "$SL A"], "$GE", framed("$OK 12 0000")),
        (["$FF D 0"], "$GE", framed("$OK 24 0003")),
        (["$FF V 0"], "$GE", framed("$OK 24 0005")),
        (["$FF G 0"], "$GE", framed("$OK 24 0009")),
        (["$FF R 0"], "$GE", framed("$OK 24 0011")),
        (["$FF F 0"], "$GE", framed("$OK 24 0201")),
        (["$FF T 0"], "$GE", framed("$OK 24 0401")),
        (["$FF B 0"], "$GE", framed("$OK 24 8001")),
        (["$FF B 0", "$FF B 1"], "$GE", framed("$OK 24 0001")),
        (["$S0 0"], "$GE", framed("$OK 24 0101")),
        (["$S0 0", "$S0 1"], "$GE", framed("$OK 24 0001")),
        (["$SK 123"], "$GU", framed("$OK 0 123")),
        (["$SV 230000"], "$GG", framed("$OK 0 230000")),
        (["$SV 230000", "$SL 2"], "$GG", framed("$OK 0 240000")),
        (["$FD"], "$G0", framed("$OK 2")),
        (["$SY 65534 7"], "$GY", framed("$OK -2 7 0")),
        (["$S5 M", "$S5 1"], "$G5", framed("$OK 1 M")),
        (["$S1 30 2 28 23 59 5"], "$GT", framed("$OK 30 2 28 23 59 5")),
        (["$S1 26 13 1 0 0 0"], "$GT", framed("$OK 27 1 1 0 0 0")),
    ],
)
def test_what_was_set_is_what_is_asked(setup: list[str], query: str, reply: str) -> None:
    station = Station("us")
    for command in setup:
        assert station.ask(command).startswith(("$OK", "$NK 10"))
    assert station.ask(query) == reply


def test_a_connected_car_is_reported() -> None:
    station = Station("us")
    station.connect()
    assert station.ask("$G0^53") == "$OK 1^31"


def test_fault_counters_are_hexadecimal() -> None:
    station = Station("us", Settings(gfci_trips=2, stuck_relay_trips=1))
    assert station.ask("$GF^25") == "$OK 2 0 1^33"
    station = Station("us", Settings(gfci_trips=254, ground_trips=26))
    assert station.ask("$GF^25") == framed("$OK fe 1a 0")


def test_limits_in_a_build_that_has_them() -> None:
    station = Station("limits")
    station.connect()
    assert station.ask("$S3 4^50") == "$OK^20"
    assert station.ask("$G3^50") == "$OK 4^34"
    assert station.ask("$SH 5^2A") == "$OK^20"
    assert station.ask("$GH^2B") == "$OK 5^35"


def test_the_clock_is_not_padded() -> None:
    station = Station("us", at=AT)
    station.wait(7_000 - station.now)
    assert station.ask("$GT^37") == "$OK 26 11 22 13 45 0^17"


def test_without_a_clock_chip_the_firmware_reads_165() -> None:
    station = Station(profile_named("us", rtc=False))
    assert station.ask("$GT") == framed("$OK 165 165 165 165 165 85")


def test_the_chip_id_is_preceded_by_an_extra_space() -> None:
    station = Station(profile_named("us", mcu_id="Y57414FF020F0C"))
    assert station.ask("$GI^2A") == "$OK  Y57414FF020F0C^4D"


def test_text_is_refused_in_a_latched_fault() -> None:
    station = Station("us")
    station.connect()
    station.do("ev D")
    station.wait(1_000)
    assert station.ask("$FP 0 1 Hello^51") == "$NK^21"


@pytest.mark.parametrize(
    ("command", "line_1", "line_2"),
    [
        ("$FP 0 1 Hello", "Ready     L2:24A", "Hello"),
        ("$FP 0 0 a b", "a bdy     L2:24A", None),
        ("$FP 3 0 a\x11b", "Reaa b    L2:24A", None),
        ("$FP 3 0 a\xfeb", "Reaa b    L2:24A", None),
        ("$FP 14 0 wxyz", "Ready     L2:2wx", None),
    ],
)
def test_text_is_printed_where_it_is_asked_for(command: str, line_1: str, line_2: str | None) -> None:
    station = Station("us")
    station.ask("$F0 0")
    assert station.ask(command) == "$OK^20"
    assert station.controller.display.line_1 == line_1
    if line_2 is not None:
        assert station.controller.display.line_2.startswith(line_2)


def test_relay_drive_is_stored() -> None:
    station = Station("cgmi")
    station.ask("$Z0 60 90")
    assert (station.settings.relay_close_ms, station.settings.relay_hold_pwm) == (60, 90)
    station.ask("$Z0 60")
    assert (station.settings.relay_close_ms, station.settings.relay_hold_pwm) == (60, 90)


def test_auto_level_is_ignored_on_cgmi_boards() -> None:
    station = Station("cgmi")
    assert station.ask("$SL A") == "$OK^20"
    assert station.data("$GE")[1] == "1021"


def test_capacity_is_stored_even_if_equal_and_only_without_a_word_after_it() -> None:
    station = Station("us")
    station.ask("$SC 24")
    assert station.settings.capacity_l2_a == 24
    station.ask("$SC 16 V")
    assert station.settings.capacity_l2_a == 24


@given(st.sampled_from(sorted(HANDLERS)), st.lists(st.text(st.characters(codec="latin-1"), max_size=8), max_size=8))
def test_no_arguments_make_a_command_fail(name: str, args: list[str]) -> None:
    station = Station("full")
    answer = HANDLERS[name](station.controller, tuple(args))
    station.controller.finish_request()
    assert answer.ok in (True, False)
    station.wait(10_000)


# -- auth lock ----------------------------------------------------------------------------------------------------


def locked_station() -> Station:
    return Station(profile_named("us", auth_lock=True))


def test_a_locked_station_offers_nothing() -> None:
    station = locked_station()
    assert station.ask("$GS^30") == framed("$OK 01 0 01 0208")
    station.do("ev C")
    station.wait(5_000)
    assert station.data("$GS")[0] == "02"
    assert station.outputs_at[-1][1].pilot.level.value == "+12"
    seen = len(station.lines)
    start_ms = station.now
    assert station.ask("$S4 0^53") == "$OK^20"
    assert station.outputs_at[-1][1].pilot.level.value == "pwm"
    station.wait(5_000)
    assert station.data("$GS")[0] == "03"
    assert 1_250 <= station.closed_after(start_ms) - start_ms <= 1_500
    assert any(line.startswith("$AT 03 03 24") for line in station.lines[seen:])


def test_state_a_locks_again() -> None:
    station = locked_station()
    station.ask("$S4 0")
    assert station.ask("$G4^57") == "$OK 0^30"
    station.connect()
    station.unplug()
    assert station.ask("$G4") == framed("$OK 1")


def test_locking_in_c_gives_the_car_three_seconds() -> None:
    station = locked_station()
    station.connect()
    station.ask("$S4 0")
    station.do("ev C", "amps 16000")
    station.wait(5_000)
    assert station.closed
    start_ms = station.now
    station.send("$S4 1")
    assert station.outputs_at[-1][1].pilot.level.value == "+12"
    assert station.closed
    station.wait(5_000)
    assert 2_900 <= station.opened_after(start_ms) - start_ms <= 3_100
    assert station.data("$GS")[0] == "02"
