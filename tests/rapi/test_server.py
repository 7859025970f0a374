"""The controller's end of the line: framing errors, busy times, order of messages, several lines at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station, framed, profile_named
from pilotwire.controller import EvseState
from pilotwire.controller.notifications import (
    BootReport,
    ButtonReport,
    Notification,
    StateReport,
    TextNoise,
    WifiRequest,
)
from pilotwire.rapi.server import RapiServer, Session, to_bytes


def station_at_40_a() -> Station:
    """The station of the exchanges in section 7: asleep at 40 A."""
    station = Station("us")
    station.ask("$SC 40")
    station.ask("$FS")
    return station


def said(station: Station, text: str, wait_ms: int = 600) -> list[str]:
    seen = len(station.lines)
    station.send(text)
    station.wait(wait_ms)
    return station.lines[seen:]


# -- section 7 ---------------------------------------------------------------------------------------------------------


def test_the_exchanges_with_sequence_ids() -> None:
    station = station_at_40_a()
    assert said(station, "$GS :01^2B") == ["$OK fe 0 01 0200 :01^0B"]
    assert said(station, "$FE :02^3F") == ["$OK :02^38", "$AT 01 01 40 0200^37"]
    assert said(station, "$FS :03^28") == ["$OK :03^39", "$AT fe 01 40 0200^35"]
    assert said(station, "$FD :04^38") == ["$OK :04^3E", "$AT ff 01 40 0200^36"]
    station.ask("$FE")
    station.wait(1_000)
    assert said(station, "$SC 16 V :05^7A")[0] == "$OK 16 :05^18"
    assert said(station, "$GX :06^27") == ["$NK :06^3D"]
    assert said(station, "$GV :2A^5B") == ["$NK^21"]
    assert said(station, "$GV :2A^5C") == ["$OK 8.2.3 5.2.1 :2A^46"]


@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        ("$GV :5", "$OK 8.2.3 5.2.1 :05"),
        ("$GV :ff", "$OK 8.2.3 5.2.1 :FF"),
        ("$GV :00", "$OK 8.2.3 5.2.1"),
        ("$GV :zz", "$OK 8.2.3 5.2.1"),
        ("$SC 16 V :0a", "$OK 16 :0A"),
        ("$SC 90 V :0a", "$NK 24 :0A"),
    ],
)
def test_sequence_ids_are_echoed(sent: str, reply: str) -> None:
    assert Station("us").ask(sent) == framed(reply)


# -- section 4: errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        ("$GV^00", ["$NK^21"]),
        ("$GV :2A^00", ["$NK^21"]),
        ("$GV*00", ["$NK^21"]),
        ("$GX", ["$NK^21"]),
        (framed("$GX :2A"), [framed("$NK :2A")]),
        ("$ST 1 2 3 :2A", ["$NK :2A^48"]),
        ("$", ["$NK^21"]),
        ("$GS 1 2 3 4 5 6 7 8", [framed("$OK 01 0 01 0200")]),
        ("$GS 1 2 3 4 5 6 7 8 9", [framed("$OK 01 0 01 0200")]),
        ("$GS 1 2 3 4 5 6 7 8 9 0", ["$NK^21"]),
        ("$GS 1 2 3 4 5 6 7 8 9 :01", ["$NK^21"]),
        ("$FP 0 0 abcdefghijklmnop :01^1F", ["silence or answer"]),
        ("$GV " + "x" * 27, ["$OK 8.2.3 5.2.1^2F"]),
        ("$GV " + "x" * 28, []),
        ("x" * 100 + "$GV^35", ["$OK 8.2.3 5.2.1^2F"]),
        ("\n$GV^35", ["$OK 8.2.3 5.2.1^2F"]),
        ("$GS$GV^35", ["$OK 8.2.3 5.2.1^2F"]),
        ("GV^35", []),
    ],
)
def test_errors(sent: str, lines: list[str]) -> None:
    got = said(Station("us"), sent)
    if lines == ["silence or answer"]:
        # 31 characters: text of 16, sequence id and checksum just fit, so it is not dropped.
        assert len(sent) == 31
        assert len(got) == 1
    else:
        assert got == lines


def test_a_command_may_arrive_byte_by_byte() -> None:
    station = Station("us")
    seen = len(station.lines)
    for byte in b"$GV^35\r":
        station.send_bytes(bytes([byte]))
        station.wait(5)
    assert station.lines[seen:] == ["$OK 8.2.3 5.2.1^2F"]


def test_several_commands_at_once_are_answered_in_order() -> None:
    station = Station("us")
    seen = len(station.lines)
    station.send_bytes(b"$GV^35\r$GX\r$GA^22\r")
    assert station.lines[seen:] == ["$OK 8.2.3 5.2.1^2F", "$NK^21", "$OK 220 0^20"]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_line(data: bytes) -> None:
    station = Station("us")
    station.send_bytes(data + b"\r")
    station.wait(20_000)
    if not station.controller.busy:
        assert "$OK 8.2.3 5.2.1^2F" in station.ask("$GV^35") + station.ask("$GV^35")


# -- busy times --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "reply"), [("$FD^26", "$OK^20"), ("$S5 1", "$OK^20"), ("$S5 0 :07", framed("$OK :07"))]
)
def test_a_lock_pulse_delays_its_own_reply(command: str, reply: str) -> None:
    station = Station("us")
    start_ms, seen = station.now, len(station.lines)
    station.send(command)
    assert station.lines[seen:] == []
    station.wait(1_000)
    at_ms, line = station.lines_at[seen]
    assert line == reply
    assert 295 <= at_ms - start_ms <= 320


def test_without_a_motor_disabling_is_answered_at_once() -> None:
    station = Station("menu")
    seen = len(station.lines)
    station.send("$FD^26")
    assert station.lines[seen] == "$OK^20"


def test_the_stall_at_charge_start_is_about_a_second() -> None:
    station = Station("us")
    station.connect()
    start_ms = station.now
    station.do("ev C")
    station.wait_until(lambda: station.controller.busy, 1_000, step_ms=1)
    assert station.state() is EvseState.C
    station.send("$GS")
    seen = len(station.lines)
    station.wait(3_000)
    answered_ms = next(at for at, line in station.lines_at[seen:] if line.startswith("$OK 03"))
    assert 1_000 <= answered_ms - start_ms - 320 <= 1_250


def test_63_bytes_survive_a_busy_time() -> None:
    station = Station("us")
    station.send("$FD")
    station.wait(100)
    seen = len(station.lines)
    # Nine frames of seven bytes fit; the tenth is lost.
    station.send_bytes(b"$GA^22\r" * 10)
    station.wait(1_000)
    answers = [line for line in station.lines[seen:] if line == "$OK 220 0^20"]
    assert len(answers) == 9


def test_what_was_cut_off_spoils_only_itself() -> None:
    station = Station("us")
    station.send("$FD")
    station.send_bytes(b"x" * 60 + b"$GV^35\r")
    station.wait(1_000)
    assert station.ask("$GA^22") in ("$OK 220 0^20", "$NK^21")
    assert station.ask("$GA^22") == "$OK 220 0^20"


def test_reports_during_a_busy_time_come_after_the_reply() -> None:
    station = Station("us")
    station.charge(0)
    station.wait(5_000)
    lines = said(station, "$FD^26")
    assert lines == ["$OK^20", "$AT ff 03 24 0500^31"]


# -- restart -----------------------------------------------------------------------------------------------------------


def test_restart_answers_with_its_boot_only() -> None:
    station = Station("us")
    seen = len(station.lines)
    station.send("$FR^30")
    station.wait(10_000)
    frames = [line for line in station.lines[seen:] if line.startswith("$")]
    assert frames == ["$AT 00 00 0 0200^03", "$AB 00 8.2.3^1E", "$AT 01 01 24 0200^35"]


def test_restart_forgets_what_is_volatile() -> None:
    station = Station("us")
    for command in ("$SC 10 V", "$SV 208000", "$S5 M"):
        station.ask(command)
    station.send("$FR^30")
    station.wait(10_000)
    assert station.ask("$GC") == framed("$OK 6 80 24 24")
    assert station.ask("$GG") == framed("$OK 0 240000")
    assert station.ask("$G5") == "$OK 0 A^51"


# -- echo --------------------------------------------------------------------------------------------------------------


class Line:
    """Another line to the same station."""

    def __init__(self, station: Station) -> None:
        self.data = b""
        self.session: Session = station.server.open_session(self._take)

    def _take(self, data: bytes) -> None:
        self.data += data

    def take(self) -> bytes:
        data, self.data = self.data, b""
        return data


@pytest.mark.parametrize("digit", "01")
def test_echo_is_switched_on_by_0_and_by_1_and_is_the_lines_own(digit: str) -> None:
    station = Station("us")
    line, other = Line(station), Line(station)
    line.session.receive(f"$FF E {digit}\r".encode())
    line.take()
    line.session.receive(b"$GV^35\r")
    data = line.take()
    assert data.startswith(b"$GV^35\r")
    assert b"$OK 8.2.3 5.2.1^2F\r\n" in data
    other.session.receive(b"$GV^35\r")
    assert other.take() == b"$OK 8.2.3 5.2.1^2F\r"


def test_only_a_reset_ends_the_echo() -> None:
    station = Station("us")
    line = Line(station)
    line.session.receive(b"$FF E 1\r")
    line.session.receive(b"$FF E 0\r")
    line.take()
    line.session.receive(b"$GV\r")
    assert line.take().startswith(b"$GV\r")
    line.session.receive(b"$FR\r")
    station.wait(10_000)
    line.take()
    line.session.receive(b"$GV\r")
    assert line.take() == b"$OK 8.2.3 5.2.1^2F\r"


# -- two lines ---------------------------------------------------------------------------------------------------------


def test_answers_never_mix_and_reports_reach_everybody() -> None:
    station = Station("us")
    one, two = Line(station), Line(station)
    one.session.receive(b"$GV^")
    two.session.receive(b"$GA^22\r")
    one.session.receive(b"35\r")
    assert one.take() == b"$OK 8.2.3 5.2.1^2F\r"
    assert two.take() == b"$OK 220 0^20\r"
    one.session.receive(b"$FS^31\r")
    assert one.take() == b"$OK^20\r" + framed("$AT fe 01 24 0200").encode() + b"\r"
    assert two.take() == framed("$AT fe 01 24 0200").encode() + b"\r"


def test_sequence_ids_stay_on_their_line_while_the_controller_is_busy() -> None:
    station = Station("us")
    one, two = Line(station), Line(station)
    one.session.receive(b"$FD :01\r")
    two.session.receive(b"$GV :02\r")
    assert one.take() == two.take() == b""
    station.loop.touched()
    station.wait(1_000)
    got_one, got_two = one.take().decode(), two.take().decode()
    assert framed("$OK :01") in got_one
    assert ":02" not in got_one
    assert framed("$OK 8.2.3 5.2.1 :02") in got_two
    assert ":01" not in got_two
    assert "$AT ff" in got_one
    assert "$AT ff" in got_two


def test_the_line_that_asked_sees_its_reply_before_the_report() -> None:
    station = Station("us")
    one, two = Line(station), Line(station)
    one.session.receive(b"$FD\r")
    station.wait(1_000)
    data = one.take()
    assert data.index(b"$OK") < data.index(b"$AT ff")
    assert b"$OK" not in two.take()


def test_a_closed_line_gets_nothing_more() -> None:
    station = Station("us")
    line = Line(station)
    line.session.close()
    line.session.close()
    station.ask("$FS")
    assert line.take() == b""


def test_a_command_that_waits_does_not_keep_others_from_being_reported() -> None:
    station = Station(profile_named("us"))
    one, two = Line(station), Line(station)
    one.session.receive(b"$FD\r")
    two.session.receive(b"$FE\r")
    station.wait(2_000)
    assert b"$AT 01 01 24 0200^35" in one.take()
    assert b"$AT 01 01 24 0200^35" in two.take()


# -- notifications -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notification", "data"),
    [
        (BootReport(0, "8.2.3"), b"$AB 00 8.2.3^1E\r"),
        (BootReport(9, "8.2.3"), b"$AB 09 8.2.3^17\r"),
        (StateReport(3, 3, 24, 0x0540), b"$AT 03 03 24 0540^36\r"),
        (StateReport(0, 0, 0, 0x0200), b"$AT 00 00 0 0200^03\r"),
        (StateReport(7, 0, 0, 0x0200), b"$AT 07 00 0 0200^04\r"),
        (StateReport(0xFE, 1, 24, 0x0200), b"$AT fe 01 24 0200^37\r"),
        (StateReport(6, 3, 24, 0x0580), b"$AT 06 03 24 0580^3F\r"),
        (ButtonReport(long=False), b"$AN 0^3B\r"),
        (ButtonReport(long=True), b"$AN 1^3A\r"),
        (WifiRequest(2), b"$WF 02^17\r"),
        (TextNoise("\nZ0 100 200\r\n"), b"\nZ0 100 200\r\n"),
    ],
)
def test_the_bytes_of_a_notification(notification: Notification, data: bytes) -> None:
    assert to_bytes(notification) == data


def test_the_owner_is_told_after_a_request_but_not_after_a_query() -> None:
    station = Station("us")
    told = []
    server = RapiServer(station.controller, lambda: told.append(station.now))
    session = server.open_session(lambda data: None)
    session.receive(b"$GS\r")
    assert told == []
    session.receive(b"$SC 10 V\r")
    assert told == [station.now]


def test_polling_does_not_change_what_is_reported() -> None:
    quiet, polled = Station("us"), Station("us")
    for station in (quiet, polled):
        for stimulus in ("ev B", "ev C", "amps 16000", "ev B", "ev A"):
            station.do(stimulus)
            for _ in range(40):
                if station is polled:
                    station.send("$GS")
                station.wait(100)
    assert polled.reports() == quiet.reports()
