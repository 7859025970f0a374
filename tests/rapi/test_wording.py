"""Answers in words: every command, every generation, and nothing that makes the explanation itself fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codec import Notification, Reply, encode_notification, encode_reply, parse_answer
from pilotwire.rapi.codes import EvseState, SettingsFlag, VolatileFlag
from pilotwire.rapi.wording import explain, explain_notification
from pilotwire.rapi.wording_terms import (
    STATES,
    duration_text,
    energy_text,
    pilot_text,
    settings_flags_text,
    state_text,
    temperature_text,
    volatile_flags_text,
)

PULSE = "a pulse is due every 5 s, otherwise 6 A"
MISSED = "a pulse was missed"
ANSWERS = [
    ("$F0 0^42", "OK", "display left to us, until restart"),
    ("$F0 1", "OK", "the controller draws on its display"),
    ("$F1^53", "OK", "button press done"),
    ("$FB 7^37", "OK", "backlight white, until the next redraw"),
    ("$FB 9", "OK", "backlight red, until the next redraw"),
    ("$FD^26", "OK", "disabled: contactor open, pilot at -12 V"),
    ("$FE^27", "OK", "enabled"),
    ("$FF D 0^50", "OK", "diode check off"),
    ("$FF B 1", "OK", "front button on"),
    ("$FF E 0", "OK", "echo on until restart, whatever the second word"),
    ("$FP 0 1 Hello^51", "OK", "printed"),
    ("$FS^31", "OK", "going to sleep: the contactor opens within 3 s"),
    ("$S0 1^56", "OK", "backlight with colours"),
    ("$S1 26 11 22 13 45 0^71", "OK", "clock set to 2026-11-22 13:45:00"),
    ("$S3 4^50", "OK", "time limit 60 min"),
    ("$S3 256", "OK", "no time limit"),
    ("$S4 0^53", "OK", "unlocked"),
    ("$S5 M^2F", "OK", "socket lock manual"),
    ("$SA 220 0^36", "OK", "ammeter: 220 mA a step, offset 0 mA, stored"),
    ("$SB^35", "OK 0", "boot lock released"),
    ("$SB^35", "OK 1", "not released, because the controller reports a fault"),
    ("$SC 24^12", "OK 24", "24 A, stored"),
    ("$SC 16 V^65", "OK 16", "16 A, until restart"),
    ("$SC 40 M^7D", "OK 40", "hardware maximum 40 A, for good"),
    ("$SC 16", "OK", "16 A, stored"),
    ("$SC 90^1D", "NK 80", "not as asked: clamped, or held down by temperature; 80 A in force"),
    ("$SC 48 M^75", "NK 40", "refused: written before or out of range; the hardware maximum stays 40 A"),
    ("$SG 0", "OK", "ground check off"),
    ("$SH 5^2A", "OK", "energy limit 5 kWh"),
    ("$SK 0^2C", "OK", "lifetime energy set to 0 Wh"),
    ("$SL 2^29", "OK", "service level 2"),
    ("$SL A", "OK", "service level detected at next power-up"),
    ("$SM 298 12018^33", "NK", "refused: this controller has no voltmeter"),
    ("$ST 22 30 6 15^12", "OK", "charging allowed from 22:30 to 06:15"),
    ("$ST 0 0 0 0^23", "OK", "delay timer off"),
    ("$SV 230000^00", "OK", "voltage for metering 230.0 V, until restart"),
    ("$SV 0", "OK", "ventilation check off"),
    ("$SY^2E", "OK 5 6 0", "pulse taken; a pulse is due every 5 s, otherwise 6 A; no pulse missed"),
    (
        "$SY 165^3C",
        "OK 5 6 1",
        "acknowledged; a pulse is due every 5 s, otherwise 6 A; a pulse was missed and acknowledged",
    ),
    ("$SY 5 6^2D", "OK 5 6 0", "set; a pulse is due every 5 s, otherwise 6 A; no pulse missed"),
    ("$SY^2E", "NK 5 6 2", f"not accepted, a missed pulse waits to be acknowledged with $SY 165; {PULSE}; {MISSED}"),
    ("$G0^53", "OK 1", "car connected"),
    ("$G0^53", "OK 2", "not known, because the pilot is at -12 V"),
    ("$G3^50", "OK 4", "time limit 60 min"),
    ("$G3^50", "NK", "refused: this firmware has no time limit"),
    ("$G4^57", "OK 0", "no authorisation needed"),
    ("$G5^56", "OK 0 A", "socket unlocked, automatic mode"),
    ("$GA^22", "OK 220 0", "ammeter: 220 mA a step, offset 0 mA"),
    ("$GC^20", "OK 6 80 16 24", "6 A to 80 A possible; 16 A offered now; configured maximum 24 A"),
    ("$GC^20", "OK 6 80", "6 A to 80 A possible"),
    ("$GD^27", "OK 22 30 6 15", "charging allowed from 22:30 to 06:15"),
    ("$GE^26", "OK 24 0001", "24 A; service level 2 (detected at power-up), all checks on"),
    ("$GE^26", "OK 24 0022", "24 A; service level 1 (fixed), diode check off"),
    ("$GF^25", "OK 2 0 fe", "GFCI trips 2; missing ground 0; stuck contactor 254"),
    ("$GG^24", "OK 19800 240000", "19.80 A at 240.0 V"),
    ("$GG^24", "OK 19800", "19.80 A; voltage unknown"),
    ("$GG^24", "OK -1 -1", "no ammeter; voltage unknown"),
    ("$GH^2B", "OK 5", "energy limit 5 kWh"),
    ("$GI^2A", "OK  Y57414FF020F0C", "processor serial number Y57414FF020F0C"),
    (
        "$GP^33",
        "OK 250 -2560 0",
        "clock chip (DS3231) 25.0 °C; ambient (MCP9808) absent; infrared (TMP007) absent",
    ),
    (
        "$GS^30",
        "OK 03 1234 03 0540",
        "charging (state C) for 20 min 34 s; pilot state C; contactor closed, car connected",
    ),
    ("$GS^30", "OK 3 1234", "charging (state C) for 20 min 34 s"),
    ("$GS^30", "OK 254 0", "sleeping"),
    ("$GS^30", "OK fe 60 01 0200", "sleeping; charged for 1 min so far; pilot state A"),
    ("$GT^37", "OK 26 11 22 13 45 0", "2026-11-22 13:45:00"),
    ("$GT^37", "OK 165 165 165 165 165 85", "no clock chip"),
    ("$GU^36", "OK 37309 10", "this session 10 Wh; in all sessions before 10 Wh"),
    ("$GV^35", "OK 8.2.3 5.2.1", "firmware 8.2.3, RAPI 5.2.1"),
    ("$GY^3A", "OK 0 6 0", "heartbeat supervision off"),
    ("$T0 5", "NK", "refused: this is no test build"),
    ("$Z0 100 200^4D", "OK", "contactor drive: 100 ms full, then 200 of 255"),
    ("$XX", "NK", "refused: unknown here, malformed, or damaged on the line"),
    ("$XX", "OK 1 2", "done: 1 2"),
    ("$GS^31", "NK", "refused: wrong checksum"),
    ("$SC 1 2 3 4 5 6 7 8 9 10", "NK", "refused: more than 10 words"),
    ("GS", "OK fe 0 01 0200", "sleeping; pilot state A"),
]


@pytest.mark.parametrize(("command", "answer", "meaning"), ANSWERS)
def test_an_answer_is_explained(command: str, answer: str, meaning: str) -> None:
    status, _, data = answer.partition(" ")
    reply = parse_answer(encode_reply(ok=status == "OK", data=data)[:-1])
    assert isinstance(reply, Reply)
    assert explain(command, reply) == meaning


NOTIFICATIONS = [
    ("AB 00 8.2.3", "self-test passed; firmware 8.2.3"),
    ("AB 07 8.2.3", "self-test failed, fault: no ground; firmware 8.2.3"),
    ("AT 00 00 0 0200", "the controller has restarted and begins its self-test"),
    ("AT 03 03 24 0540", "charging (state C); pilot state C; 24 A offered; contactor closed, car connected"),
    ("AT 01 01 24 0200", "not connected (state A); pilot state A; 24 A offered"),
    (
        "AT 05 05 32 0702",
        "fault: diode check failed; pilot without diode; 32 A offered; hard fault, car connected, not charged yet",
    ),
    ("AN 0", "front button pressed"),
    ("AN 1", "front button pressed long"),
    ("WF 02", "button held for 10 s: Wi-Fi asked for as an access point with default settings"),
    ("ST 06", "new state: fault: GFCI tripped"),
    ("AX 1 2", "notification AX: 1 2"),
    ("AT zz", "notification AT: zz"),
]


@pytest.mark.parametrize(("text", "meaning"), NOTIFICATIONS)
def test_a_notification_is_explained(text: str, meaning: str) -> None:
    notification = parse_answer(encode_notification(text)[:-1])
    assert isinstance(notification, Notification)
    assert explain_notification(notification) == meaning


def test_a_restart_is_explained_by_its_boot_report() -> None:
    assert explain("$FR", Reply(ok=True, raw="$AB 00 8.2.3^1E")) == "restarted; self-test passed; firmware 8.2.3"
    assert explain("$FR", Reply(ok=True)) == "restarted"


def test_every_state_and_flag_has_words() -> None:
    assert set(STATES) == set(EvseState) - {EvseState.UNKNOWN}
    assert state_text(0x42) == "state code 42, which has no known meaning"
    assert pilot_text(0x42) == "pilot state code 42"
    connected = VolatileFlag.CAR_CONNECTED
    silent = {VolatileFlag.CAR_CONNECTED_BEFORE}
    texts = [volatile_flags_text(flag | connected) for flag in VolatileFlag if flag not in silent | {connected}]
    assert len(set(texts)) == len(VolatileFlag) - 2
    assert all(texts)
    assert len({settings_flags_text(flag) for flag in SettingsFlag}) == len(SettingsFlag)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (1234, "20 min 34 s"), (3600, "1 h"), (90_061, "25 h 1 min 1 s")]
)
def test_durations(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text


def test_measures() -> None:
    assert energy_text(999) == "999 Wh"
    assert energy_text(12_345) == "12.345 kWh"
    assert temperature_text(-5) == "-0.5 °C"


command_names = st.sampled_from([first + second for first in "FGSTZ" for second in "0123456789ABCDEFGHIKLMOPRSTUVXYZ"])
words = st.lists(st.text(max_size=6), max_size=7).map(tuple)
replies = st.builds(Reply, st.booleans(), words)


@given(command_names, words, replies)
def test_any_words_at_all_are_explained_somehow(name: str, args: tuple[str, ...], reply: Reply) -> None:
    assert explain(" ".join([f"${name}", *args]), reply)


@given(st.sampled_from(["AT", "AB", "AN", "WF", "ST", "AX"]), words)
def test_any_notification_is_explained_somehow(kind: str, data: tuple[str, ...]) -> None:
    assert explain_notification(Notification(kind, data))
