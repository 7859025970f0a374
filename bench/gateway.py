"""Benchmarks of the gateway: ``/status`` next to the bare framework, events to WebSockets, start, memory, idle load."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep

from websockets.asyncio.client import connect

from bench.figures import BenchmarkError, Figure, Sizes, milliseconds, whole_seconds
from bench.process import load_percent, resident_kb
from bench.web_clients import Answers, ask

CLIENTS = (1, 16, 64)
LISTENERS = 50
_PACE_S = 0.1
_ROUNDS = 3
_WEB = re.compile(rb"Web: http://127\.0\.0\.1:(\d+)")
_SETTLE_S = 2.0
_UNPLUGGED, _PLUGGED = 1, 2


def measure(sizes: Sizes) -> list[Figure]:
    """All of them."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="pilotwire-bench-") as folder:
        with _child("bench.gateway_process", folder) as station, contextlib.ExitStack() as stack:
            port = int(_line(station))
            body = _body(port)
            bare = stack.enter_context(_child("bench.bare_app", body=body))
            figures += _requests(port, int(_line(bare)), sizes)
            figures += asyncio.run(_events(station, port, sizes))
        figures += _process(Path(folder) / "real", sizes)
    return figures


# -- requests ------------------------------------------------------------------------------------------------------


def _requests(port: int, bare_port: int, sizes: Sizes) -> list[Figure]:
    figures = []
    for clients in CLIENTS:
        ours, bare = [], []
        for _ in range(_ROUNDS):
            # In turns, so that both meet the same machine.
            bare.append(asyncio.run(ask(bare_port, clients, sizes.trips)))
            ours.append(asyncio.run(ask(port, clients, sizes.trips)))
        figures += _rows(clients, _middle(ours), _middle(bare))
    paced = [asyncio.run(ask(port, CLIENTS[-1], sizes.trips // 2, _PACE_S)) for _ in range(_ROUNDS)]
    method = f"{CLIENTS[-1]} clients, each asks every {_PACE_S * 1000:.0f} ms"
    figures.append(milliseconds("/status, steady load, p50", median(a.p50_s for a in paced), method))
    figures.append(milliseconds("/status, steady load, p99", median(a.p99_s for a in paced), method, 5))
    return figures


def _rows(clients: int, ours: Answers, bare: Answers) -> list[Figure]:
    name = f"/status, {clients} client{'s' if clients > 1 else ''}"
    method = f"kept-alive, as fast as answered; bare framework {bare.per_second:,.0f}/s in the same run"
    ratio = 100 * ours.per_second / bare.per_second
    return [
        Figure(name=f"{name}, rate", measured=ours.per_second, unit="/s", method=method),
        Figure(name=f"{name}, of the bare framework", measured=ratio, unit="%", method=method, aim=70, at_least=True),
        milliseconds(f"{name}, p50", ours.p50_s, f"{method.partition(';')[0]}; bare {bare.p50_s * 1000:.2f} ms"),
        milliseconds(f"{name}, p99", ours.p99_s, f"{method.partition(';')[0]}; bare {bare.p99_s * 1000:.2f} ms"),
    ]


def _middle(answers: list[Answers]) -> Answers:
    return sorted(answers, key=lambda answer: answer.per_second)[len(answers) // 2]


def _body(port: int) -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/status")
    body = connection.getresponse().read()
    connection.close()
    return body


# -- events --------------------------------------------------------------------------------------------------------


async def _events(station: subprocess.Popen[bytes], port: int, sizes: Sizes) -> list[Figure]:
    """From the controller's change of state to the last client's frame of it."""
    late_s: list[float] = []
    url = f"ws://127.0.0.1:{port}/ws"
    async with contextlib.AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(connect(url, compression=None)) for _ in range(LISTENERS)]
        for number in range(sizes.repeats * 4):
            state = _UNPLUGGED if number % 2 else _PLUGGED
            last = asyncio.gather(*(_hears(socket, state) for socket in sockets))
            await asyncio.sleep(0)
            assert station.stdin is not None  # noqa: S101  it was opened as a pipe
            station.stdin.write(b"plug\n")
            station.stdin.flush()
            heard = max(await asyncio.wait_for(last, 30))
            late_s.append(heard - await asyncio.to_thread(_changed_at, station, state))
    late_s.sort()
    method = f"{LISTENERS} WebSockets; from the controller's change of state to the last one's frame"
    return [
        milliseconds("plug-in to the last client, p50", late_s[len(late_s) // 2], method),
        milliseconds("plug-in to the last client, p99", late_s[-1], f"{method}; the worst of {len(late_s)}", 20),
    ]


def _changed_at(station: subprocess.Popen[bytes], state: int) -> float:
    """When the controller entered this state, as the process under test has printed it."""
    while True:
        code, at_s = _line(station).split()
        if int(code) == state:
            return float(at_s)


async def _hears(socket: object, state: int) -> float:
    wanted = f'"state":{state},'
    async for message in socket:  # type: ignore[attr-defined]
        if wanted in str(message) and '"mode"' not in str(message):
            return monotonic()
    raise BenchmarkError("a WebSocket was closed")


# -- the whole process ---------------------------------------------------------------------------------------------


def _process(folder: Path, sizes: Sizes) -> list[Figure]:
    answered = []
    resident_mb = load = 0.0
    for number in range(sizes.starts):
        started = perf_counter()
        with _station(folder) as (pid, port):
            _body(port)
            answered.append(perf_counter() - started)
            if number == sizes.starts - 1:
                sleep(min(_SETTLE_S, sizes.idle_s))
                resident_mb = resident_kb(pid) / 1_024
                load = load_percent(pid, sizes.idle_s)
    method = f"`pilotwire run --headless` with gateway, {sizes.starts} starts"
    return [
        whole_seconds("gateway: start to first answer", median(answered), f"{method}, GET /status", 1.5),
        Figure(name="gateway: resident memory, idle", measured=resident_mb, unit="MB", method=method, aim=64),
        Figure(
            name="gateway: idle load",
            measured=load,
            unit="% of a core",
            method=f"{method}; over {sizes.idle_s:g} s",
            aim=2,
        ),
    ]


@contextlib.contextmanager
def _station(folder: Path) -> Iterator[tuple[int, int]]:
    command = "from pilotwire.cli import main; main()"
    arguments = ["run", "--headless", "--web", "127.0.0.1:0", "--data-dir", str(folder)]
    with _started([sys.executable, "-c", command, *arguments]) as process:
        assert process.stdout is not None  # noqa: S101  it was opened as a pipe
        for line in process.stdout:
            match = _WEB.search(line)
            if match is not None:
                yield process.pid, int(match[1])
                return
    raise BenchmarkError("`pilotwire run --headless` did not say where its web is")


@contextlib.contextmanager
def _child(module: str, *arguments: str, body: bytes = b"") -> Iterator[subprocess.Popen[bytes]]:
    with _started([sys.executable, "-m", module, *arguments]) as process:
        if body and process.stdin is not None:
            process.stdin.write(body)
            process.stdin.close()
        yield process


@contextlib.contextmanager
def _started(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join([str(Path.cwd()), *sys.path])
    process = subprocess.Popen(  # noqa: S603  our own programs
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None  # noqa: S101  it was opened as a pipe
    line = process.stdout.readline().decode()
    if not line:
        raise BenchmarkError(f"{process.args!r} ended")
    return line
