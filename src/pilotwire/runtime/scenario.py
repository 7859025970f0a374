"""Scenarios in the format of the firmware recordings: reading them, playing them in virtual time, writing the trace.

A scenario is a text file: a first line ``# image PROFILE``, then ``TIME_MS COMMAND ARGS``. Playing it gives the lines
``TIME_MS KIND TEXT`` that a recording has, so the two can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pilotwire.controller import PROFILES, Controller, Display, LockDrive, Outputs, PilotLevel, Profile
from pilotwire.plant.scripted import ScriptedBoard, ScriptError
from pilotwire.rapi.server import RapiServer

from .world_scenario import WORLD, World, WorldError, check, settings_of, world_of

LCD_SETTLE_MS = 60
"""A screen counts when it has not changed for this long (as recorded)."""
_LINE = re.compile(r"(\d+(?:\.\d+)?)\s+(\S+)(?: (.*))?$")
_SERIAL = ("tx", "raw")


class ScenarioError(ValueError):
    """A scenario file that cannot be played; the message names file, line and what was expected."""


class Stimulus(msgspec.Struct, frozen=True):
    """One line of a scenario."""

    at_ms: float
    command: str
    args: str


class Scenario(msgspec.Struct, frozen=True):
    """A scenario file."""

    profile: Profile | None
    stimuli: tuple[Stimulus, ...]
    world: World | None = None
    """With a car and everything; None: a board as in the recordings of the firmware."""


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file; raises ``ScenarioError`` for anything that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise ScenarioError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: is not a text file"
        raise ScenarioError(msg) from error
    return parse_scenario(text, str(path))


def parse_scenario(text: str, name: str) -> Scenario:
    """Read the text of a scenario; ``name`` is what errors call it."""
    profile: Profile | None = None
    stimuli: list[Stimulus] = []
    world = _world(text, name)
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}:{number}"
        if line.startswith("#"):
            image = re.match(r"#\s*image\s+(\S+)", line)
            if image:
                profile = _profile(image[1], where)
        elif line.strip():
            earliest_ms = stimuli[-1].at_ms if stimuli else 0.0
            stimuli.append(_stimulus(line.strip(), where, earliest_ms, worldly=world is not None))
    return Scenario(profile, tuple(stimuli), world)


def _world(text: str, name: str) -> World | None:
    """The world that the scenario's head describes, if it does."""
    head: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"#\s*(world|settings)\s+(.*)", line)
        if match:
            head[match[1]] = (number, match[2])
    if WORLD not in head:
        return None
    number, described = head[WORLD]
    try:
        settings = None
        if "settings" in head:
            number = head["settings"][0]
            settings = settings_of(head["settings"][1])
            number = head[WORLD][0]
        return world_of(described, settings)
    except WorldError as error:
        msg = f"{name}:{number}: {error}"
        raise ScenarioError(msg) from error


def _profile(image: str, where: str) -> Profile:
    try:
        return PROFILES[image]
    except KeyError:
        msg = f"{where}: unknown image {image!r}; expected one of {', '.join(PROFILES)}"
        raise ScenarioError(msg) from None


def _stimulus(line: str, where: str, earliest_ms: float, *, worldly: bool) -> Stimulus:
    match = _LINE.match(line)
    if match is None:
        msg = f"{where}: expected TIME_MS COMMAND ARGS, got {line!r}"
        raise ScenarioError(msg)
    at_ms, command, args = float(match[1]), match[2], match[3] or ""
    if at_ms < earliest_ms:
        msg = f"{where}: time {match[1]} is before the line above ({earliest_ms:g}); lines must be in order"
        raise ScenarioError(msg)
    if worldly:
        _check_world(command, args, where)
    elif command == "raw":
        try:
            bytes.fromhex(args)
        except ValueError:
            msg = f"{where}: raw expects bytes in hexadecimal, got {args!r}"
            raise ScenarioError(msg) from None
    elif command not in ("tx", "end"):
        try:
            ScriptedBoard().command(0, f"{command} {args}")
        except ScriptError as error:
            msg = f"{where}: {error} (tx, raw and end are known too.)"
            raise ScenarioError(msg) from None
    return Stimulus(at_ms, command, args)


def _check_world(command: str, args: str, where: str) -> None:
    try:
        check(command, args)
    except WorldError as error:
        msg = f"{where}: {error}"
        raise ScenarioError(msg) from error


class Player:
    """Plays one scenario in virtual time and collects the trace."""

    def __init__(self, scenario: Scenario, profile: Profile) -> None:
        self._scenario = scenario
        self._controller = Controller(profile)
        self._board = ScriptedBoard()
        self._lines: list[str] = []
        self._now_ms = 0
        self._received = b""
        server = RapiServer(self._controller)
        self._server = server
        self._session = server.open_session(self._on_serial)
        self._shown: Display | None = None
        self._pending: Display | None = None
        self._pending_since_ms = 0
        self._outputs = Outputs(relay_1=False)

    def play(self) -> Iterator[str]:
        """Yield the trace, line by line."""
        self._line(1, "pilot", _pilot_text(self._controller.outputs))
        for stimulus in self._scenario.stimuli:
            at_ms = round(stimulus.at_ms)
            self._run_to(at_ms)
            self._line(max(stimulus.at_ms, 1), ">", f"{stimulus.command} {stimulus.args}".rstrip())
            if stimulus.command == "end":
                self._run_to(at_ms)
                break
            if stimulus.command in _SERIAL:
                self._send(stimulus)
            else:
                self._board.command(at_ms, f"{stimulus.command} {stimulus.args}")
            self._exchange()
            yield from self._take()
        if self._scenario.stimuli:
            self._lines = [line for line in self._lines if not line.endswith("> end")]
            self._line(self._now_ms, "end", "0")
        yield from self._take()

    def _take(self) -> Iterator[str]:
        lines, self._lines = self._lines, []
        yield from lines

    def _send(self, stimulus: Stimulus) -> None:
        self._controller.advance(self._now_ms, self._board.inputs)
        data = bytes.fromhex(stimulus.args) if stimulus.command == "raw" else stimulus.args.encode("latin-1") + b"\r"
        self._session.receive(data)

    def _run_to(self, at_ms: int) -> None:
        while True:
            due = [self._controller.next_deadline]
            due += [d for d in (self._board.next_deadline, self._controller.display_deadline) if d is not None]
            if self._pending is not None:
                due.append(self._pending_since_ms + LCD_SETTLE_MS)
            soonest = max(min(due), self._now_ms)
            if soonest >= at_ms:
                break
            self._now_ms = soonest
            self._exchange()
        self._now_ms = at_ms
        self._exchange()

    def _exchange(self) -> None:
        """Let board and controller see each other until both are content with this instant."""
        while True:
            self._board.advance(self._now_ms, self._controller.outputs)
            before = self._controller.outputs
            self._controller.advance(self._now_ms, self._board.inputs)
            self._server.pump()
            self._watch_outputs()
            if self._controller.outputs is before:
                break
        self._watch_display()

    def _watch_outputs(self) -> None:
        old, new = self._outputs, self._controller.outputs
        if new is old:
            return
        self._outputs = new
        if (old.relay_1, old.relay_2) != (new.relay_1, new.relay_2):
            self._line(self._now_ms, "relay", f"{int(new.relay_1)}{int(new.relay_2)}")
        if old.pilot != new.pilot:
            self._line(self._now_ms, "pilot", _pilot_text(new))
        for kind, drive in (("lockA", LockDrive.LOCK), ("lockB", LockDrive.UNLOCK)):
            if (old.lock is drive) != (new.lock is drive):
                self._line(self._now_ms, kind, str(int(new.lock is drive)))

    def _watch_display(self) -> None:
        frame = self._controller.display
        if self._pending is not None and self._now_ms - self._pending_since_ms >= LCD_SETTLE_MS:
            if self._pending != self._shown:
                self._shown = self._pending
                text = f"|{self._pending.line_1}|{self._pending.line_2}|"
                self._line(self._now_ms, "lcd", f"{self._pending.colour.value} {_printable(text)}")
            self._pending = None
        if frame != (self._pending or self._shown):
            self._pending = frame
            self._pending_since_ms = self._now_ms

    def _on_serial(self, data: bytes) -> None:
        self._received += data
        *lines, self._received = re.split(rb"[\r\n]+", self._received)
        for line in lines:
            if line:
                self._line(self._now_ms, "rx", line.decode("ascii", "replace").replace("\ufffd", "?"))

    def _line(self, at_ms: float, kind: str, text: str) -> None:
        self._lines.append(f"{at_ms:.1f} {kind} {text}")


def _pilot_text(outputs: Outputs) -> str:
    pilot = outputs.pilot
    return f"pwm {pilot.duty_percent:.2f}%" if pilot.level is PilotLevel.PWM else pilot.level.value


def _printable(text: str) -> str:
    """Custom characters 0-7 as the letters a-h, as in the recordings."""
    return "".join(chr(ord(char) + ord("a")) if char < "\x08" else char for char in text)
