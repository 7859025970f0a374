"""Clients that ask ``/status`` over kept-alive connections, as fast as they are answered or at a steady pace.

Written on bare sockets, so that the clients cost less than the server they measure.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter

from bench.figures import BenchmarkError

_REQUEST = b"GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking."""

    per_second: float
    p50_s: float
    p99_s: float


async def ask(port: int, clients: int, total: int, pace_s: float = 0.0) -> Answers:
    """Let so many clients ask so often in all; each waits for its answer and then for the pace."""
    times: list[float] = []
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    each = max(1, total // clients)
    started = perf_counter()
    await asyncio.gather(
        *(
            _client(reader, writer, each, pace_s, pace_s * number / clients, times)
            for number, (reader, writer) in enumerate(connections)
        )
    )
    elapsed_s = perf_counter() - started
    for _, writer in connections:
        writer.close()
    times.sort()
    return Answers(len(times) / elapsed_s, times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)])


async def _client(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    count: int,
    pace_s: float,
    offset_s: float,
    times: list[float],
) -> None:
    await asyncio.sleep(offset_s)
    for _ in range(count):
        started = perf_counter()
        writer.write(_REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise BenchmarkError(f"/status was answered with {head.splitlines()[0].decode()}")
        place = head.lower().index(_LENGTH) + len(_LENGTH)
        await reader.readexactly(int(head[place : head.index(b"\r", place)]))
        took_s = perf_counter() - started
        times.append(took_s)
        if pace_s:
            await asyncio.sleep(max(0.0, pace_s - took_s))
