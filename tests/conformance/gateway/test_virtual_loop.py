"""Virtual time jumps to what is due and passes in no other way."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from memory_http import parse_answer
from virtual_loop import DeadlockError, run_virtually, sleep_until, this_loop


def test_a_day_passes_in_no_time() -> None:
    async def sleep() -> float:
        await asyncio.sleep(86_400)
        return this_loop().time()

    before_s = time.process_time()
    assert run_virtually(sleep()) == pytest.approx(86_400, abs=0.001)
    assert time.process_time() - before_s < 10


def test_timers_come_in_their_order_and_never_early() -> None:
    async def run() -> list[tuple[str, int]]:
        seen: list[tuple[str, int]] = []
        loop = this_loop()

        def note(name: str) -> None:
            seen.append((name, loop.now_ms))

        for name, at_s in (("b", 0.02), ("a", 0.01), ("c", 0.03)):
            loop.call_at(at_s, note, name)
        await sleep_until(0.05)
        return seen

    assert run_virtually(run()) == [("a", 10), ("b", 20), ("c", 30)]


def test_time_passes_for_who_only_looks_at_the_clock() -> None:
    async def spin() -> int:
        turns = 0
        while this_loop().now_ms < 1:
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert 0 < run_virtually(spin()) <= 1000


def test_work_for_threads_is_done_in_the_loop() -> None:
    async def work() -> tuple[int, str]:
        loop = this_loop()
        ident = await asyncio.to_thread(threading.get_ident)
        with pytest.raises(ZeroDivisionError):
            await loop.run_in_executor(None, lambda: 1 // 0)
        return ident, "done"

    assert run_virtually(work()) == (threading.get_ident(), "done")


def test_waiting_for_nothing_is_an_error_and_not_forever() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(DeadlockError):
        run_virtually(wait())


@pytest.mark.parametrize(
    ("data", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\nx", 404, b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", 200, b"abc"),
        (b"", None, b""),
        (b"no answer", None, b""),
    ],
)
def test_answers_are_read(data: bytes, status: int | None, body: bytes) -> None:
    answer = parse_answer(data)
    assert (answer.status, answer.body) == (status, body)
