"""A station as a process of its own, for tests: started, spoken to over its lines, stopped, always cleaned up."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from pilotwire_process import PATIENCE_S, start


def wait_until(reached: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


class StationProcess:
    """``pilotwire run --headless`` with its output."""

    def __init__(self, *arguments: str, data_dir: Path) -> None:
        web = () if "--web" in arguments else ("--web", "off")
        self._process = start("run", "--headless", "--data-dir", str(data_dir), *web, *arguments)
        # Ends every wait for a line that never comes.
        self._watchdog = threading.Timer(PATIENCE_S, self._process.kill)
        self._watchdog.start()
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchdog.cancel()
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate(timeout=PATIENCE_S)

    def address(self) -> str:
        """Where the next of its lines listens."""
        return self.wait_for("RAPI: ").removeprefix("RAPI: ")

    def url(self) -> str:
        """Where its web is."""
        return self.wait_for("Web: ").removeprefix("Web: ")

    def wait_for(self, text: str) -> str:
        """Read lines until one contains the text."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
            if text in line:
                return self.lines[-1]
        message = f"{text!r} was never said; {self.lines}; {self._process.stderr and self._process.stderr.read()}"
        raise AssertionError(message)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait(timeout=PATIENCE_S)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, list[str], str]:
        """End it in order: exit code, the lines that were still to come, what it complained about."""
        self._process.send_signal(number)
        out, err = self._process.communicate(timeout=PATIENCE_S)
        return self._process.returncode, out.splitlines(), err


class RapiLine:
    """A client of a line, pseudo-terminal or TCP, without any cleverness."""

    def __init__(self, address: str) -> None:
        self._received = b""
        self._socket: socket.socket | None = None
        if address.startswith("tcp://"):
            host, _, port = address.removeprefix("tcp://").rpartition(":")
            self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE_S)
            self._fd = self._socket.fileno()
        else:
            self._fd = os.open(address, os.O_RDWR | os.O_NOCTTY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            self._socket.close()
        else:
            os.close(self._fd)

    def ask(self, text: str) -> str:
        """Send a command; its answer, whatever the controller says in between."""
        os.write(self._fd, text.encode() + b"\r")
        return self.read_until("$OK", "$NK")

    def read_until(self, *beginnings: str) -> str:
        """The next frame that begins like one of these."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            frame, found, rest = self._received.partition(b"\r")
            if found:
                self._received = rest
                text = frame.decode("ascii").strip()
                if text.startswith(beginnings):
                    return text.partition("^")[0]
                continue
            ready, _, _ = select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"no {' or '.join(beginnings)} in time; {self._received!r} so far"
            self._received += os.read(self._fd, 4096)
