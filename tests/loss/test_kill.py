"""A station that is killed at any moment has lost nothing it had acknowledged, and counts on from where it was.

SIGKILL is what a process knows of a power cut. Real processes, real requests, at random moments; the seeds are fixed,
the moments are not. What a power cut does to a file that was being written is in ``tests/store``.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store
from pilotwire_process import PATIENCE_S, environment

KILLS = 50
"""Per test; there are four."""
COMMIT_S = 10
"""Simulated seconds between commits of what is counted: what may be lost."""
MOST_W = 7_700
"""More than the car draws."""
SLACK_S = 20
"""What a loaded machine may take from a measurement to its record, in simulated seconds."""


@pytest.fixture
def launcher() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, str(Path(__file__).with_name("launcher.py"))],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()


class Life:
    """One run of the station, from its start to its kill, with somebody who keeps changing things."""

    def __init__(
        self, launcher: subprocess.Popen[str], data_dir: Path, settings: int, schedule: int, *, plugged: bool
    ) -> None:
        self.settings, self.schedule = settings, schedule
        """What was acknowledged last."""
        self.sent = settings
        self.total_kwh = 0.0
        self.session_wh = 0.0
        self.charging = False
        self._stop = threading.Event()
        output = data_dir.parent / "output"
        output.unlink(missing_ok=True)
        wanted = {"data_dir": str(data_dir), "output": str(output), "plugged": plugged}
        assert launcher.stdin is not None
        assert launcher.stdout is not None
        launcher.stdin.write(f"{json.dumps(wanted)}\n")
        launcher.stdin.flush()
        self._pid = int(launcher.stdout.readline())
        self._port = _port(output)
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in (self._change, self._look)]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        wait_until(lambda: not _alive(self._pid))

    def request(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object = None
    ) -> dict[str, Any]:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 201), (method, path, answer.status, text)
        answered: dict[str, Any] = json.loads(text)
        return answered

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)

    def _guarded(self, work: Callable[[http.client.HTTPConnection], None]) -> None:
        """The end of a connection is no failure: the station was killed."""
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(self.connect()) as connection,
        ):
            while not self._stop.is_set():
                work(connection)

    def _change(self, connection: http.client.HTTPConnection) -> None:
        number = self.sent + 1
        self.sent = number
        text = f"n{number}"
        self.request(connection, "POST", "/config", {"lang": text, "ohm": text, "mqtt_user": text})
        self.settings = number
        time_text = f"{number // 60 % 24:02}:{number % 60:02}:00"
        event = {"id": 1, "state": "active", "time": time_text, "days": ["monday"]}
        self.request(connection, "POST", "/schedule", event)
        self.schedule = number

    def _look(self, connection: http.client.HTTPConnection) -> None:
        status = self.request(connection, "GET", "/status")
        self.total_kwh = status["total_energy"]
        self.session_wh = status["session_energy"]
        self.charging = status["state"] == 3
        time.sleep(0.01)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    launcher: subprocess.Popen[str], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    data_dir = tmp_path / "state"
    settings, schedule, total_kwh, session_number = 0, 0, 0.0, 0
    for round_number in range(KILLS):
        life = Life(launcher, data_dir, settings, schedule, plugged=chance.random() < 0.8)
        if round_number == 0:
            _ask_for_short_intervals(life)
        life.begin()
        time.sleep(chance.choice((0.0, 0.1, 0.6, 2.0)) * chance.random())
        life.kill()
        settings, schedule = _what_was_set(data_dir, life)
        total_kwh = _registers(data_dir, life, total_kwh)
        session_number = _sessions(data_dir, session_number)
    assert settings > 20
    assert total_kwh > 0.005
    assert session_number > 3


def _ask_for_short_intervals(life: Life) -> None:
    with contextlib.closing(life.connect()) as connection:
        life.request(connection, "POST", "/config", {"commit_interval": COMMIT_S})


def _what_was_set(data_dir: Path, life: Life) -> tuple[int, int]:
    """What was acknowledged is there, what was sent is there wholly or not at all; returns the numbers of both."""
    with contextlib.closing(Store.open(data_dir / FILE_NAME)) as store:
        assert store.report == ""
        kept = store.load()
    numbers = {kept.settings.get(name, "n0") for name in ("lang", "ohm", "mqtt_user")}
    assert len(numbers) == 1, kept.settings
    settings = int(str(numbers.pop()).removeprefix("n"))
    assert life.settings <= settings <= life.sent
    if not kept.schedule:
        assert life.schedule == 0
        return settings, 0
    start = kept.schedule[0].time
    possible = [n for n in range(life.schedule, life.sent + 1) if n % 1440 == start.hour * 60 + start.minute]
    assert len(possible) == 1, (start, life.schedule, life.sent)
    return settings, possible[0]


def _registers(data_dir: Path, life: Life, before_kwh: float) -> float:
    """Registers never go backwards and have lost at most what the interval allows; returns the total (kWh)."""
    with contextlib.closing(Store.open(data_dir / FILE_NAME)) as store:
        registers = store.load().registers
    assert registers.total_kwh >= before_kwh
    lost_kwh = life.total_kwh - registers.total_kwh
    assert lost_kwh <= MOST_W / 1000 * (COMMIT_S + SLACK_S) / 3600
    return registers.total_kwh


def _sessions(data_dir: Path, newest_before: int) -> int:
    """No session vanishes, and none is open but the newest; returns its number."""
    with contextlib.closing(Reader(data_dir / FILE_NAME)) as reader:
        sessions = reader.sessions()
    numbers = [session.number for session in sessions]
    assert numbers == list(range(len(numbers), 0, -1))
    assert all(session.ended is not None for session in sessions[1:])
    assert len(numbers) >= newest_before
    return len(numbers)


def _port(output: Path) -> int:
    wait_until(lambda: output.exists() and "Web: " in output.read_text())
    line = next(line for line in output.read_text().splitlines() if line.startswith("Web: "))
    return int(line.rpartition(":")[2])


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)
