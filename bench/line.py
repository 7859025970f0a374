"""Benchmarks of the RAPI line: ``$GS`` round trips and rate over pseudo-terminals and TCP, with 1 and 8 clients.

The client is as thin as can be: bare reads and writes on file descriptors, no parsing beyond counting answers.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import tty
from collections.abc import Iterator
from statistics import median, quantiles
from time import perf_counter

from bench.figures import BenchmarkError, Figure, Sizes, milliseconds
from bench.server import Server

QUESTION = b"$GS^30\r"
MANY = 8
WINDOW = 32
"""Commands sent at once when the rate is measured."""
_TIMEOUT_S = 20.0


def measure(server: Server, sizes: Sizes) -> list[Figure]:
    """All of them."""
    figures: list[Figure] = []
    for kind, opened in (("PTY", _terminals), ("TCP", _connections)):
        for clients in (1, MANY):
            with opened(server, clients) as lines:
                aims = (0.2, 20_000) if (kind, clients) == ("PTY", 1) else (None, None)
                figures += _figures(kind, lines, sizes, p99_aim_ms=aims[0], rate_aim=aims[1])
    return figures


def ask_until_answered(terminal: str, timeout_s: float = _TIMEOUT_S) -> None:
    """Send ``$GS`` and wait for its answer, whatever else is said before."""
    with _descriptor(terminal) as line:
        os.write(line, QUESTION)
        received = b""
        ends = perf_counter() + timeout_s
        while b"$OK" not in received or not received.endswith(b"\r"):
            if not select.select([line], [], [], max(0.0, ends - perf_counter()))[0]:
                raise BenchmarkError(f"{terminal}: no answer to $GS within {timeout_s:g} s")
            received += os.read(line, 65_536)


def _figures(
    kind: str, lines: list[int], sizes: Sizes, *, p99_aim_ms: float | None, rate_aim: float | None
) -> list[Figure]:
    name = f"$GS over {kind}, {len(lines)} client{'s' if len(lines) > 1 else ''}"
    p50s, p99s, rates = [], [], []
    _exchange(lines, 1, sizes.trips // 10)
    for _ in range(sizes.repeats):
        times, _total = _exchange(lines, 1, sizes.trips)
        p50s.append(median(times))
        p99s.append(quantiles(times, n=100)[98])
        batches = max(len(lines), sizes.trips // WINDOW)
        _times, total_s = _exchange(lines, WINDOW, batches)
        rates.append(batches * WINDOW / total_s)
    trips = f"{sizes.trips} round trips, one outstanding on each line, raw reads and writes"
    rate = median(rates)
    return [
        milliseconds(f"{name}, p50", median(p50s), trips),
        milliseconds(f"{name}, p99", median(p99s), trips, p99_aim_ms),
        Figure(
            name=f"{name}, rate",
            measured=rate,
            unit="/s",
            method=f"{WINDOW} commands at once on each line",
            aim=rate_aim,
            at_least=True,
            seconds=1 / rate,
        ),
    ]


def _exchange(lines: list[int], window: int, batches: int) -> tuple[list[float], float]:
    """Send and await ``batches`` of ``window`` commands over all lines; returns each batch's time, and the total."""
    batches = max(batches, len(lines))
    question = QUESTION * window
    times: list[float] = []
    asked: dict[int, float] = {}
    missing: dict[int, int] = {}
    poll = select.poll()
    to_ask = batches
    began = perf_counter()
    for line in lines:
        poll.register(line, select.POLLIN)
        asked[line], missing[line] = perf_counter(), window
        os.write(line, question)
        to_ask -= 1
    alone = lines[0] if len(lines) == 1 else None
    while len(times) < batches:
        ready = [alone] if alone is not None else [line for line, _ in poll.poll(_TIMEOUT_S * 1_000)]
        if not ready:
            raise BenchmarkError("the RAPI line does not answer any more")
        for line in ready:
            missing[line] -= os.read(line, 65_536).count(b"\r")
            if missing[line] <= 0:
                now = perf_counter()
                times.append(now - asked[line])
                if to_ask:
                    to_ask -= 1
                    asked[line], missing[line] = perf_counter(), window
                    os.write(line, question)
    return times, perf_counter() - began


@contextlib.contextmanager
def _terminals(server: Server, clients: int) -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(_descriptor(path)) for path in server.terminals[:clients]]
        for line in lines:
            _drain(line)
        yield lines


@contextlib.contextmanager
def _connections(server: Server, clients: int) -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(server.tcp, timeout=_TIMEOUT_S)) for _ in range(clients)
        ]
        for connection in connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setblocking(True)  # noqa: FBT003  the socket module's own signature
        yield [connection.fileno() for connection in connections]


@contextlib.contextmanager
def _descriptor(path: str) -> Iterator[int]:
    line = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(line)
        yield line
    finally:
        os.close(line)


def _drain(line: int) -> None:
    """Lose what was said before anybody listened."""
    while select.select([line], [], [], 0.05)[0]:
        os.read(line, 65_536)
