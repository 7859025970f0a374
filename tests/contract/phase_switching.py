"""A controller that can switch between one phase and three, as evcc asks it to: the simulated one, and that on top.

The simulated controller answers everything else. Only the commands evcc sends are known: ``$G7``, ``$S7`` and ``$S8``.
"""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.rapi.codec import Command, encode_reply, parse_command
from pilotwire.runtime.live import LiveStation
from pilotwire.runtime.rapi_port import RapiPort


class PhaseSwitch:
    """What was asked of it."""

    def __init__(self) -> None:
        self.phases = 3
        self.by_itself = True
        """Whether it switches without being told."""

    def port(self, station: LiveStation) -> PhaseSwitchingPort:
        """A line to the controller."""
        return PhaseSwitchingPort(self, RapiPort(station))

    def answer(self, command: Command) -> bytes | None:
        """Answer what the simulated controller does not know."""
        match command.name, command.args:
            case "G7", ():
                return encode_reply(ok=True, data=f"{self.phases}", sequence_id=command.sequence_id)
            case "S7", (flag,):
                self.phases = 3 if flag == "1" else 1
            case "S8", (flag,):
                self.by_itself = flag == "1"
            case _:
                return None
        return encode_reply(ok=True, sequence_id=command.sequence_id)


class PhaseSwitchingPort:
    """One line to it."""

    def __init__(self, switch: PhaseSwitch, port: RapiPort) -> None:
        self._switch = switch
        self._port = port
        self._pending = b""
        self._write: Callable[[bytes], None] = lambda data: None

    def attach(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._port.attach(write)

    def receive(self, data: bytes) -> None:
        *frames, self._pending = (self._pending + data).split(b"\r")
        for frame in frames:
            command = parse_command(frame)
            answer = self._switch.answer(command) if isinstance(command, Command) else None
            if answer is None:
                self._port.receive(frame + b"\r")
            else:
                self._write(answer)

    def close(self) -> None:
        self._port.close()
