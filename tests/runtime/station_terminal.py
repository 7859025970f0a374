"""``pilotwire run`` in a terminal of a test: keys in, the rendered screen out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

from pilotwire_process import PATIENCE_S, command, environment


class StationTerminal:
    """The program, and what a person in front of it would see."""

    def __init__(self, *arguments: str, data_dir: Path, columns: int = 80, rows: int = 24, **variables: str) -> None:
        self._master, self._slave = os.openpty()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._set_size(columns, rows)
        self.before = self.attributes()
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            command("run", "--web", "127.0.0.1:0", "--data-dir", str(data_dir), *arguments),
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=environment(**{"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **variables}),
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(timeout=PATIENCE_S)
        os.close(self._slave)
        os.close(self._master)

    def attributes(self) -> list[Any]:
        """How the terminal is set."""
        return termios.tcgetattr(self._slave)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        self._set_size(columns, rows)
        self._screen.resize(rows, columns)
        self._process.send_signal(signal.SIGWINCH)

    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(self._screen.display)

    def background_of(self, text: str) -> str:
        """The background colour behind the first place that shows the text."""
        for row, line in enumerate(self._screen.display):
            column = line.find(text)
            if column >= 0:
                return str(self._screen.buffer[row][column].bg)
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    def see(self, *texts: str) -> str:
        """Wait until all of the texts are on the screen at once."""
        deadline = time.monotonic() + PATIENCE_S
        while not all(text in self.text() for text in texts):
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"never saw {texts} together; the screen shows:\n{self.text()}"
            self._stream.feed(os.read(self._master, 65_536))
        return self.text()

    def miss(self, text: str) -> None:
        """Wait until the text is gone from the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while text in self.text():
            assert time.monotonic() < deadline, f"{text!r} stays on the screen:\n{self.text()}"
            self._read_what_is_there(0.05)

    def interrupt(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self._process.poll() is None:
            assert time.monotonic() < deadline, "it never ended"
            self._read_what_is_there(0.05)
        self._read_what_is_there(0.0)
        return self._process.returncode

    def _read_what_is_there(self, patience_s: float) -> None:
        while select.select([self._master], [], [], patience_s)[0]:
            with contextlib.suppress(OSError):
                self._stream.feed(os.read(self._master, 65_536))
            patience_s = 0.0

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
