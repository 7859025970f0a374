"""Scripted controllers of several firmware generations, with their quirks, to try the client on.

Written from the protocol's description on its own, not with the codec under test. Each is a session to be served.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

OLD_QUERIES = {"GE": "16 0021", "GT": "26 11 22 13 45 0"}
NEW_QUERIES = {
    "G0": "1",
    "GA": "220 0",
    "GD": "22 30 6 15",
    "GE": "16 0021",
    "GF": "2 0 fe",
    "GG": "19800 240000",
    "GP": "250 -2560 0",
    "GT": "26 11 22 13 45 0",
    "GU": "37309 10",
}


@dataclass(frozen=True)
class Model:
    """One firmware."""

    firmware: str
    protocol: str
    queries: dict[str, str]
    additive_only: bool = False
    reply_checksum: bool = True
    sequence_ids: bool = True
    hex_state: bool = True
    capacity_words: int = 4
    volatile_current: bool = True
    hardware_maximum: bool = True
    toggles: bool = True
    heartbeat: bool = True
    boot_report: bool = True
    bad_settings_answer_ok: bool = False
    extra_settings: frozenset[str] = frozenset()
    """Settings of optional builds, answered with a plain OK."""
    max_length: int = 31


MODELS = {
    "1.0.0": Model(
        "2.1.A2",
        "1.0.0",
        OLD_QUERIES,
        additive_only=True,
        reply_checksum=False,
        sequence_ids=False,
        hex_state=False,
        capacity_words=2,
        volatile_current=False,
        hardware_maximum=False,
        toggles=False,
        heartbeat=False,
        boot_report=False,
        max_length=29,
    ),
}
MODELS["1.0.3"] = replace(
    MODELS["1.0.0"],
    firmware="3.11.3",
    protocol="1.0.3",
    queries={**OLD_QUERIES, "GF": "ff 0 1", "GG": "5000 -1", "GU": "37309 10", "GP": "250 0 0", "GH": "0", "G3": "0"},
    additive_only=False,
    bad_settings_answer_ok=True,
)
MODELS["2.0"] = replace(
    MODELS["1.0.3"],
    firmware="D4.0.0",
    protocol="2.0.0",
    reply_checksum=True,
    bad_settings_answer_ok=False,
)
MODELS["3.0.1"] = replace(
    MODELS["2.0"],
    firmware="D4.8.0",
    protocol="3.0.1",
    queries={**NEW_QUERIES, "GP": "250 0 0", "G3": "4", "GH": "5", "G4": "0"},
    sequence_ids=True,
    volatile_current=True,
    max_length=31,
)
MODELS["4.0"] = replace(MODELS["3.0.1"], firmware="D4.9.1", protocol="4.0.0", toggles=True)
MODELS["5.0"] = replace(
    MODELS["4.0"],
    firmware="D6.1.3",
    protocol="5.0.0",
    queries=NEW_QUERIES,
    hex_state=True,
    capacity_words=3,
    heartbeat=True,
    boot_report=True,
)
MODELS["5.2.1"] = Model("8.2.3.EU", "5.2.1", {**NEW_QUERIES, "G5": "0 A", "GI": " Y57414FF020F0C"})
FULL_BUILD = replace(
    MODELS["5.2.1"],
    queries={
        **MODELS["5.2.1"].queries,
        "G3": "4",
        "GH": "5",
        "G4": "1",
        "G5": "1 M",
        "GM": "298 12018",
        "GD": "0 0 0 0",
    },
    extra_settings=frozenset({"S2", "S3", "S4", "S5", "SH", "SM", "Z0"}),
)
"""The newest firmware built with everything optional."""


def _number(text: str) -> int:
    """Read an 8-bit argument as firmware does, whatever its characters."""
    value = 0
    for character in text:
        value = value * 10 + ord(character) - ord("0")
    return value % 256


@dataclass
class FakeController:
    """A controller that is always in state B, counts what it is told and answers after ``latency_s``."""

    model: Model
    latency_s: float = 0.01
    deaf: bool = False
    """Answers nothing."""
    received: list[str] = field(default_factory=list)
    """The bodies of understood commands."""
    elapsed_s: int = 100
    """Counts up with every ``$GS``, so that a stale answer shows."""
    amps: int = 16
    state: int = 2
    flags: int = 0x0500
    presses: int = 0
    hardware_maximum_a: int = 32
    hardware_maximum_written: bool = False
    trigger: int = 0
    interval_s: int = 0
    closed: bool = False

    def __post_init__(self) -> None:
        self._write: Callable[[bytes], None] = lambda _: None
        self._line: str | None = None

    def attach(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def close(self) -> None:
        self.closed = True

    def receive(self, data: bytes) -> None:
        for character in data.decode("latin-1"):
            if character == "$":
                self._line = ""
            elif character == "\r" and self._line is not None:
                line, self._line = self._line, None
                self._on_line(line)
            elif self._line is not None and len(self._line) < self.model.max_length - 1:
                self._line += character
            else:
                self._line = None

    def say(self, text: str, *, checksum: bool = True) -> None:
        """Send a notification now."""
        self._send(f"${text}", checksum=checksum)

    def say_raw(self, data: bytes) -> None:
        self._write(data)

    def _on_line(self, line: str) -> None:
        if self.deaf:
            return
        answer = self._answer(line)
        if answer is None:
            return
        if self.latency_s:
            asyncio.get_running_loop().call_later(self.latency_s, self._reply, answer)
        else:
            self._reply(answer)

    def _answer(self, line: str) -> str | None:
        body, mark, digits = self._split_checksum(line)
        if not self._checksum_passes(body, mark, digits):
            return "NK"
        suffix = ""
        found = re.search(r" :([0-9A-Fa-f]{2})$", body)
        if found and self.model.sequence_ids:
            suffix = f" :{found[1].upper()}"
            body = body[: found.start()]
        self.received.append(body)
        if body == "FR":
            self._restart()
            return None
        data = self._carry_out(body[:2], body.split(" ")[1:])
        return f"{data}{suffix}"

    @staticmethod
    def _split_checksum(line: str) -> tuple[str, str, str]:
        found = re.match(r"([^*^]*)([*^]?)(.*)", line)
        assert found is not None
        return found[1], found[2], found[3][:2]

    def _checksum_passes(self, body: str, mark: str, digits: str) -> bool:
        total, parity = 0, 0
        for character in f"${body}":
            total = (total + ord(character)) & 0xFF
            parity ^= ord(character)
        if not mark:
            return not self.model.additive_only
        if mark == "^" and self.model.additive_only:
            return False
        return digits.upper() == f"{total if mark == '*' else parity:02X}"

    def _reply(self, text: str) -> None:
        if self.model.reply_checksum:
            self._send(f"${text}", checksum=True)
        else:
            status, _, data = text.partition(" ")
            self._write(f"${status} {data}\r".encode("latin-1"))

    def _send(self, text: str, *, checksum: bool) -> None:
        parity = 0
        for character in text:
            parity ^= ord(character)
        self._write((f"{text}^{parity:02X}\r" if checksum else f"{text}\r").encode("latin-1"))

    def _restart(self) -> None:
        if self.model.boot_report:
            loop = asyncio.get_running_loop()
            loop.call_later(4.0, self.say, "AT 00 00 0 0200")
            loop.call_later(6.0, self.say, f"AB 00 {self.model.firmware}")

    def _carry_out(self, name: str, args: list[str]) -> str:
        model = self.model
        handler = getattr(self, f"_do_{name.lower()}", None)
        if handler is not None:
            answer: str | None = handler(args)
            if answer is not None:
                return answer
        elif name in model.queries:
            return f"OK {model.queries[name]}"
        elif name in ("S0", "S1", "SA", "SK", "SL", "ST", "FB", "FP", "F0") or name in model.extra_settings:
            return "OK"
        return "OK" if model.bad_settings_answer_ok and name.startswith("S") else "NK"

    def _do_gv(self, _: list[str]) -> str:
        return f"OK {self.model.firmware} {self.model.protocol}"

    def _do_gs(self, _: list[str]) -> str:
        self.elapsed_s += 1
        if self.model.hex_state:
            return f"OK {self.state:02x} {self.elapsed_s} 02 {self.flags:04x}"
        return f"OK {self.state} {self.elapsed_s}"

    def _do_gc(self, _: list[str]) -> str:
        fields = [6, self.hardware_maximum_a, self.amps, 32][: self.model.capacity_words]
        return "OK " + " ".join(map(str, fields))

    def _do_ge(self, _: list[str]) -> str:
        return f"OK {self.amps} 0021"

    def _do_sc(self, args: list[str]) -> str | None:
        if len(args) > 1 and args[1].startswith("M"):
            return self._write_hardware_maximum(_number(args[0]))
        if len(args) > 1 and not self.model.volatile_current:
            return None
        wanted = _number(args[0])
        self.amps = min(max(wanted, 6), 32)
        if not self.model.volatile_current:
            return "OK" if self.amps == wanted else "NK"
        return f"{'OK' if self.amps == wanted else 'NK'} {self.amps}"

    def _write_hardware_maximum(self, amps: int) -> str | None:
        if not self.model.hardware_maximum:
            return None
        if self.hardware_maximum_written:
            return f"NK {self.hardware_maximum_a}"
        self.hardware_maximum_written, self.hardware_maximum_a = True, amps
        return f"OK {amps}"

    def _do_fe(self, _: list[str]) -> str:
        self.state = 2
        return "OK"

    def _do_fs(self, _: list[str]) -> str:
        self.state = 0xFE
        return "OK"

    def _do_fd(self, _: list[str]) -> str:
        self.state = 0xFF
        return "OK"

    def _do_f1(self, _: list[str]) -> str:
        self.presses += 1
        return "OK"

    def _do_ff(self, args: list[str]) -> str | None:
        return "OK" if self.model.toggles and args[0] in "BDFGRTV" else None

    def _old_toggle(self, _: list[str]) -> str | None:
        return None if self.model.toggles else "OK"

    _do_sd = _do_sf = _do_sg = _do_sr = _old_toggle

    def _do_sb(self, _: list[str]) -> str:
        return "OK 0" if self.state < 4 else "OK 1"

    def _do_sv(self, _: list[str]) -> str:
        return "OK"

    def _do_sy(self, args: list[str]) -> str | None:
        if not self.model.heartbeat:
            return None
        if len(args) > 1:
            self.interval_s, self.trigger = _number(args[0]), 0
        elif args == ["165"] and self.trigger:
            self.trigger = 1
        return f"{'NK' if self.trigger == 2 else 'OK'} {self.interval_s} 6 {self.trigger}"

    def _do_gy(self, _: list[str]) -> str | None:
        return f"OK {self.interval_s} 6 {self.trigger}" if self.model.heartbeat else None
