"""A controller on a board whose inputs a test sets by hand, with one RAPI line; time is virtual.

Everything that can be seen from outside is recorded with its time: outputs, and lines on the serial line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import xor

import msgspec

from pilotwire.controller import (
    PROFILES,
    Controller,
    EvseState,
    Inputs,
    Outputs,
    PilotLevel,
    Profile,
    Rtc,
    Settings,
)
from pilotwire.controller.machine import Machine
from pilotwire.plant.scripted import ScriptedBoard
from pilotwire.rapi.server import RapiServer, Session
from pilotwire.runtime.closed_loop import ClosedLoop

BOOTED_MS = 6_500
"""Every profile has passed its power-on tests by then, with all checks on."""

Sense = Callable[[Outputs], tuple[bool, bool]]


def framed(text: str) -> str:
    """``$OK 1`` with its checksum, computed here and not by the code under test."""
    return f"{text}^{reduce(xor, text.encode('latin-1'), 0):02X}"


def profile_named(name: str, **changes: object) -> Profile:
    return msgspec.structs.replace(PROFILES[name], **changes)


def earth_and_output(outputs: Outputs) -> tuple[bool, bool]:
    """The sense inputs of a CGMI board with earth: output voltage, and earth at all times."""
    return outputs.contactor_closed, True


class Board:
    """The scripted board, with any input overridden by the test."""

    def __init__(self, sense: Sense | None) -> None:
        self.script = ScriptedBoard()
        self.sense = sense
        self.overrides: dict[str, object] = {}
        self._outputs = Outputs()
        self.inputs = self.script.inputs

    def advance(self, now_ms: int, outputs: Outputs) -> None:
        self.script.advance(now_ms, outputs)
        self._outputs = outputs
        self.look()

    def look(self) -> None:
        changes = dict(self.overrides)
        if self.sense is not None:
            changes["ac_sense_1"], changes["ac_sense_2"] = self.sense(self._outputs)
        seen: Inputs = msgspec.structs.replace(self.script.inputs, **changes)
        if seen != self.inputs:
            self.inputs = seen

    @property
    def next_deadline(self) -> int | None:
        return self.script.next_deadline


class Station:
    """Switched on in the constructor and, unless ``booted`` is false, waited for."""

    def __init__(
        self,
        profile: str | Profile = "eu",
        settings: Settings | None = None,
        *,
        at: datetime | None = None,
        sense: Sense | None = None,
        booted: bool = True,
        before: tuple[str, ...] = (),
    ) -> None:
        self.profile = PROFILES[profile] if isinstance(profile, str) else profile
        if self.profile.cgmi and sense is None:
            sense = earth_and_output
        self.board = Board(sense)
        self.outputs_at: list[tuple[int, Outputs]] = []
        self.lines_at: list[tuple[int, str]] = []
        self.received = b""
        for line in before:
            self.board.script.command(0, line)
        self.board.look()
        rtc = None if at is None else Rtc.from_local(at)
        self.loop = ClosedLoop(self.profile, self.board, settings, rtc)
        self.server = RapiServer(self.controller, self._changed)
        self.session: Session = self.server.open_session(self._receive)
        self.loop.on_event = self._instant
        self.loop.touched()
        if booted:
            self.wait(BOOTED_MS)

    # -- doing things --------------------------------------------------------------------------------------------

    def wait(self, duration_ms: int) -> None:
        self.loop.run_to(self.loop.now_ms + duration_ms)

    def wait_until(self, condition: Callable[[], bool], within_ms: int, step_ms: int = 10) -> int:
        """Wait in steps; returns how long it took (ms)."""
        start_ms = self.now
        while not condition():
            assert self.now - start_ms < within_ms, "it did not happen"
            self.wait(step_ms)
        return self.now - start_ms

    def do(self, *stimuli: str) -> None:
        """Stimuli of the recordings' board: ``ev C``, ``amps 16000``, ``gfi 1``, ``btn 1``."""
        for stimulus in stimuli:
            self.board.script.command(self.now, stimulus)
        self.board.look()
        self.loop.touched()

    def set_inputs(self, **changes: object) -> None:
        """Override inputs whatever the scripted board says."""
        self.board.overrides.update(changes)
        self.board.look()
        self.loop.touched()

    def set_sense(self, sense: Sense | None) -> None:
        self.board.sense = sense
        self.board.look()
        self.loop.touched()

    def send(self, text: str) -> None:
        """Put a command (CR is added) on the line and let its immediate effects happen."""
        self.send_bytes(text.encode("latin-1") + b"\r")

    def send_bytes(self, data: bytes) -> None:
        self.loop.touched()
        self.session.receive(data)
        self.loop.touched()

    def ask(self, text: str, within_ms: int = 10_000) -> str:
        """Send a command and return the reply to it, checksum and all."""
        first = len(self.lines_at)
        self.send(text)
        self.wait_until(lambda: bool(self._replies(first)), within_ms)
        return self._replies(first)[0]

    def _replies(self, first: int) -> list[str]:
        return [line for _, line in self.lines_at[first:] if line.startswith(("$OK", "$NK"))]

    def data(self, text: str) -> list[str]:
        """The words of the reply, without ``$OK`` and the checksum."""
        reply = self.ask(text)
        assert reply.startswith("$OK"), reply
        return reply.rpartition("^")[0].split(" ")[1:]

    def press(self, held_ms: int = 100) -> None:
        """Press the button for a time and let go."""
        self.do("btn 1")
        self.wait(held_ms)
        self.do("btn 0")
        self.wait(100)

    def long_press(self) -> None:
        self.press(1_200)

    def connect(self) -> None:
        self.do("ev B")
        self.wait(1_000)
        assert self.state() is EvseState.B

    def charge(self, amps: float = 0) -> None:
        """Connect a car and start the charge; returns as soon as the contactor is closed."""
        self.connect()
        self.do("ev C", f"amps {round(amps * 1000)}")
        self.wait_until(lambda: self.closed, 3_000)

    def unplug(self) -> None:
        self.do("amps 0", "ev A")
        self.wait(1_000)

    # -- seeing things -------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        pass

    def _instant(self) -> None:
        self.server.pump()
        outputs = self.controller.outputs
        if not self.outputs_at or self.outputs_at[-1][1] != outputs:
            self.outputs_at.append((self.now, outputs))

    def _receive(self, data: bytes) -> None:
        self.received += data
        *lines, rest = self.received.split(b"\r")
        self.received = rest
        self.lines_at += [(self.now, line.decode("latin-1").lstrip("\n")) for line in lines]

    @property
    def controller(self) -> Controller:
        return self.loop.controller

    @property
    def machine(self) -> Machine:
        return self.controller.machine

    @property
    def now(self) -> int:
        return self.loop.now_ms

    def state(self) -> EvseState:
        """No property: type checkers would take two looks at it for the same value."""
        return self.controller.state

    @property
    def closed(self) -> bool:
        return self.controller.outputs.contactor_closed

    @property
    def pilot(self) -> PilotLevel:
        return self.controller.outputs.pilot.level

    @property
    def duty_percent(self) -> float:
        return self.controller.outputs.pilot.duty_percent

    @property
    def flags(self) -> int:
        return self.machine.flags

    @property
    def settings(self) -> Settings:
        return self.controller.settings

    @property
    def screen(self) -> tuple[str, str]:
        """Both lines of the display without the blanks at their ends."""
        frame = self.controller.display
        return frame.line_1.rstrip(), frame.line_2.rstrip()

    @property
    def lines(self) -> list[str]:
        """Everything received so far."""
        return [line for _, line in self.lines_at]

    def reports(self, since: int = 0) -> list[str]:
        """State reports received so far (or after the first ``since`` lines), without checksums."""
        return [line.rpartition("^")[0] for line in self.lines[since:] if line.startswith("$AT")]

    def changes_after(self, start_ms: int, seen: Callable[[Outputs], bool]) -> list[int]:
        """Times after ``start_ms`` at which ``seen`` became true of the outputs."""
        times, before = [], None
        for at_ms, outputs in self.outputs_at:
            now = seen(outputs)
            if at_ms > start_ms and now and before is False:
                times.append(at_ms)
            before = now
        return times

    def opened_after(self, start_ms: int) -> int:
        """When the contactor first opened after ``start_ms``."""
        return self.changes_after(start_ms, lambda outputs: not outputs.contactor_closed)[0]

    def closed_after(self, start_ms: int) -> int:
        """When the contactor first closed after ``start_ms``."""
        return self.changes_after(start_ms, lambda outputs: outputs.contactor_closed)[0]
