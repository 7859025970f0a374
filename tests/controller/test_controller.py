"""Time: steps of any size lead to the same history, deadlines lie ahead, requests are idempotent in time."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.scripted_station import framed
from pilotwire.controller import PROFILES, Controller, EvseState, Inputs, Outputs, Settings
from pilotwire.controller.notifications import Notification
from pilotwire.plant.scripted import ScriptedBoard
from pilotwire.rapi.codec import ChecksumStyle, encode_frame
from pilotwire.rapi.server import RapiServer

STIMULI = st.one_of(
    st.sampled_from(["ev A", "ev B", "ev C", "ev C", "ev D", "ev E", "gnd 0", "gnd 1", "gfi 0", "gfi 1", "gfitest 0"]),
    st.sampled_from(["gfitest 1", "stuck 1", "stuck 0", "btn 1", "btn 0", "pp 900", "pp 3000", "pp 5000"]),
    st.integers(0, 40_000).map(lambda ma: f"amps {ma}"),
    st.integers(200, 800).map(lambda tenths: f"temp {tenths}"),
    st.sampled_from(["$FS", "$FE", "$FD", "$F1", "$SC 10 V", "$SL 1", "$SY 5 6", "$S5 1", "$S3 1", "$SH 1", "$Z0 1 2"]),
)
SCRIPTS = st.lists(
    st.tuples(st.one_of(st.integers(0, 2_000), st.sampled_from([10_000, 60_000, 305_000])), STIMULI),
    max_size=12,
)


class Played:
    """A script played against a controller, in as few or as many steps as ``random`` says."""

    def __init__(self, profile: str, script: list[tuple[int, str]], random: Random | None) -> None:
        self.controller = Controller(PROFILES[profile])
        self.board = ScriptedBoard()
        self.server = RapiServer(self.controller)
        self.heard: list[tuple[int, bytes]] = []
        self.outputs: list[tuple[int, Outputs]] = []
        self.saved: list[tuple[int, Settings]] = []
        self.session = self.server.open_session(lambda data: self.heard.append((self.now, data)))
        self.now = 0
        self.random = random
        self.run_to(6_000)
        for delay_ms, stimulus in script:
            self.run_to(self.now + delay_ms)
            if stimulus.startswith("$"):
                self.session.receive(encode_frame(stimulus[1:], ChecksumStyle.XOR))
            else:
                self.board.command(self.now, stimulus)
            self.exchange()
        self.run_to(self.now + 10_000)

    def run_to(self, at_ms: int) -> None:
        while self.now < at_ms:
            due = [self.controller.next_deadline, at_ms]
            if self.board.next_deadline is not None:
                due.append(self.board.next_deadline)
            step_to = max(min(due), self.now + 1)
            if self.random is not None and step_to > self.now + 1:
                # Look in between, where nothing is due, a few times.
                for between in sorted(
                    self.random.randint(self.now, step_to - 1) for _ in range(self.random.randint(0, 3))
                ):
                    self.now = between
                    self.exchange()
            self.now = step_to
            self.exchange()

    def exchange(self) -> None:
        while True:
            outputs = self.controller.outputs
            self.board.advance(self.now, outputs)
            self.controller.advance(self.now, self.board.inputs)
            self.server.pump()
            assert self.controller.next_deadline > self.now
            self.note()
            if self.controller.outputs is outputs:
                return

    def note(self) -> None:
        outputs = self.controller.outputs
        if not self.outputs or self.outputs[-1][1] != outputs:
            self.outputs.append((self.now, outputs))
        saved = self.controller.settings
        if not self.saved or self.saved[-1][1] != saved:
            self.saved.append((self.now, saved))


@settings(max_examples=150)
@given(st.sampled_from(sorted(PROFILES)), SCRIPTS, st.integers(0, 2**32))
def test_the_history_does_not_depend_on_how_often_it_is_looked_at(
    profile: str, script: list[tuple[int, str]], seed: int
) -> None:
    once, often = Played(profile, script, None), Played(profile, script, Random(seed))
    assert often.outputs == once.outputs
    assert often.heard == once.heard
    assert often.saved == once.saved
    assert often.controller.machine.energy.session_ws == once.controller.machine.energy.session_ws
    assert often.controller.machine.current_ma == once.controller.machine.current_ma
    assert often.controller.display == once.controller.display


@settings(max_examples=50)
@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=20), st.sampled_from(["", "C"]))
def test_one_step_equals_many_small_ones(steps: list[int], car: str) -> None:
    """Without a board that reacts: what was due in between happens at its own time."""
    inputs = Inputs(pilot_high_mv=6_000, current_ma=(16_000, 0, 0)) if car else Inputs()
    said: list[list[Notification]] = []
    results = []
    for jumps in (steps, [sum(steps)]):
        controller = Controller(PROFILES["eu"])
        now = 0
        controller.advance(0, inputs)
        for jump in jumps:
            now += jump
            controller.advance(now, inputs)
        said.append(controller.take_notifications())
        results.append((controller.outputs, controller.settings, controller.state, controller.display))
    assert said[0] == said[1]
    assert results[0] == results[1]


def test_time_does_not_run_backwards() -> None:
    controller = Controller(PROFILES["eu"])
    controller.advance(1_000, Inputs())
    with pytest.raises(ValueError, match="999"):
        controller.advance(999, Inputs())
    controller.advance(1_000, Inputs())


def test_a_controller_may_be_switched_on_at_any_time() -> None:
    controller = Controller(PROFILES["eu"], now_ms=10**12)
    assert controller.next_deadline >= 10**12
    controller.advance(10**12 + 6_000, Inputs(gfci_trip=False))
    with pytest.raises(ValueError, match="backwards"):
        controller.advance(10**12, Inputs())


def test_advancing_to_the_same_instant_twice_changes_nothing() -> None:
    played = Played("eu", [(0, "ev C"), (10_000, "amps 16000")], None)
    before = (played.controller.outputs, played.controller.settings, played.controller.machine.flags)
    for _ in range(5):
        played.exchange()
    assert (played.controller.outputs, played.controller.settings, played.controller.machine.flags) == before


def test_settings_are_a_new_value_only_when_something_changed() -> None:
    played = Played("eu", [(0, "ev B"), (5_000, "ev A")], None)
    before = played.controller.settings
    played.run_to(played.now + 600_000)
    assert played.controller.settings is before


def test_an_idle_station_has_nothing_to_do() -> None:
    played = Played("eu", [], None)
    instants = 0
    while played.controller.next_deadline < played.now + 86_400_000 and instants < 100:
        instants += 1
        played.run_to(played.controller.next_deadline)
    assert instants < 5


@pytest.mark.parametrize("profile", ["eu", "us", "t2", "menu", "limits", "full"])
def test_restart_keeps_settings_and_clock_and_reports_as_after_power_on(profile: str) -> None:
    played = Played(profile, [(0, "$SC 12"), (0, "pp 900"), (0, "$SC 8 V")], None)
    seen = len(played.heard)
    rtc = played.controller.rtc
    played.session.receive(b"$FR\r")
    played.run_to(played.now + 10_000)
    lines = b"".join(data for _, data in played.heard[seen:]).split(b"\r")
    frames = [line.decode().strip() for line in lines if b"$" in line]
    flags = "0208" if profile == "full" else "0200"
    assert frames[:2] == [
        framed(f"$AT 00 00 0 {flags}"),
        framed(f"$AB 00 {played.controller.profile.firmware_version}"),
    ]
    assert played.controller.rtc == rtc
    assert played.controller.machine.capacity_a == 12


def test_restart_while_charging_gives_the_car_three_seconds() -> None:
    played = Played(
        "eu", [(0, "ev C"), (5_000, "amps 16000"), (5_000, "$FS"), (5_000, "$FE"), (10_000, "amps 16000")], None
    )
    assert played.controller.outputs.contactor_closed
    start_ms = played.now
    played.session.receive(b"$FR\r")
    played.run_to(start_ms + 20_000)
    opened = next(at for at, outputs in played.outputs if at >= start_ms and not outputs.contactor_closed)
    assert 2_900 <= opened - start_ms <= 3_100
    booted = next(at for at, data in played.heard if at >= start_ms and b"$AT 00 00 0 0200^03" in data)
    # 3 s for the car, 1 s to the reset, 2.24 s to the first report.
    assert 6_000 <= booted - start_ms <= 6_600
    assert played.controller.state is EvseState.C
