"""The process under test: a simulated station with RAPI on pseudo-terminals and TCP, started and stopped here."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.figures import BenchmarkError

TERMINALS = 8
_START_TIMEOUT_S = 20.0
_TCP = re.compile(r"tcp:(?://)?(127\.0\.0\.1|localhost):(\d+)")
_COMMAND = "from pilotwire.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Server:
    """A running station."""

    pid: int
    terminals: tuple[str, ...]
    tcp: tuple[str, int]
    started: float
    """When the process was started (``perf_counter``)."""
    address_s: float
    """How long it took to print its addresses."""


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Start the station and stop it at the end; raises ``BenchmarkError`` if it does not start."""
    with tempfile.TemporaryDirectory(prefix="pilotwire-bench-") as folder:
        terminals = tuple(f"{folder}/line-{number}" for number in range(1, TERMINALS + 1))
        endpoints = [*(f"pty:{terminal}" for terminal in terminals), "tcp:127.0.0.1:0"]
        arguments = [sys.executable, "-c", _COMMAND, "run", "--headless", "--web", "off", "--data-dir", folder]
        for endpoint in endpoints:
            arguments += ["--rapi", endpoint]
        complaints = Path(folder) / "stderr"
        with complaints.open("wb") as errors:
            started = perf_counter()
            process = subprocess.Popen(  # noqa: S603  our own program
                arguments,
                stdout=subprocess.PIPE,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env=os.environ
                | {
                    "HOME": folder,
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path]),
                },
            )
            try:
                yield _wait(process, terminals, started, complaints)
            finally:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                if process.stdout is not None:
                    process.stdout.close()


def _wait(process: subprocess.Popen[bytes], terminals: tuple[str, ...], started: float, complaints: Path) -> Server:
    """Read what the process prints until it has named every endpoint."""
    assert process.stdout is not None  # noqa: S101  it was opened as a pipe
    output = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left_s := started + _START_TIMEOUT_S - perf_counter()) > 0:
            if not selector.select(left_s):
                break
            data = os.read(process.stdout.fileno(), 65_536)
            if not data:
                break
            output += data
            text = output.decode("utf-8", "replace")
            tcp = _TCP.search(text)
            if all(terminal in text for terminal in terminals) and tcp is not None:
                address = (tcp[1], int(tcp[2]))
                return Server(process.pid, terminals, address, started, perf_counter() - started)
    said = complaints.read_text(encoding="utf-8", errors="replace").strip() or output.decode("utf-8", "replace").strip()
    raise BenchmarkError(f"`pilotwire run --headless` did not print its RAPI addresses; it said: {said[-600:]}")
