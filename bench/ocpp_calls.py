"""Benchmarks of OCPP: calls of one session, and many stations in one process, next to the bare library's clients."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from ocpp.v16 import ChargePoint, call
from websockets.asyncio.client import connect
from websockets.uri import parse_uri

from bench.figures import BenchmarkError, Figure, Sizes, whole_seconds
from pilotwire.ocpp.effects import KeptOcpp
from pilotwire.ocpp.outlook import Identity
from pilotwire.ocpp.v16.session import Session16
from pilotwire.runtime.fleet.wire import Wire
from pilotwire.station.moment import Moment

_ROUNDS = 3
_NEVER_S, _BEAT_S = 86_400, 1
_MEMORY_AIM_MB = 150
_BOOT_AIM_S = 10
_AIMED_STATIONS = 1_000


def measure(sizes: Sizes) -> list[Figure]:
    """All of them."""
    with _back_end(_NEVER_S) as port:
        ours, bare = [], []
        for _ in range(_ROUNDS):
            # In turns, so that both meet the same machine.
            bare.append(asyncio.run(_bare_calls(port, sizes.trips // 2)))
            ours.append(asyncio.run(_our_calls(port, sizes.trips // 2)))
    rate, bare_rate = median(ours), median(bare)
    method = f"Heartbeats of one OCPP 1.6 session, one after the other; bare library {bare_rate:,.0f}/s in the same run"
    return [
        Figure(name="OCPP calls of one session", measured=rate, unit="/s", method=method),
        Figure(name="OCPP calls, of the bare library", measured=100 * rate / bare_rate, unit="%", method=method),
        *_many(sizes),
    ]


def _many(sizes: Sizes) -> list[Figure]:
    seconds = min(sizes.idle_s, 10.0)
    found: dict[str, dict[str, float]] = {}
    for kind in ("bare", "fleet"):
        with _back_end(_BEAT_S) as port:
            found[kind] = _clients(kind, port, sizes.stations, seconds)
    ours, bare, number = found["fleet"], found["bare"], sizes.stations
    method = f"{number} OCPP 1.6 stations with controller, car and household in one process, all at once; one run"
    many = f"{number:,} OCPP stations"
    megabytes, bare_mb = ours["kb"] / 1_024, bare["kb"] / 1_024
    said = f"{method}; as many bare library clients, without station:"
    return [
        Figure(
            name=f"{many}: memory",
            measured=megabytes,
            unit="MB",
            method=f"{said} {bare_mb:.1f} MB; resident, beyond the process before the first",
            # What is loaded once (schemas) does not shrink with the number.
            aim=_MEMORY_AIM_MB if number >= _AIMED_STATIONS else None,
        ),
        Figure(
            name=f"{many}: memory per station",
            measured=ours["kb"] / number,
            unit="kB",
            method=f"{said} {bare['kb'] / number:.1f} kB",
        ),
        whole_seconds(
            f"{many}: all booted",
            ours["boot_s"],
            f"{said} {bare['boot_s']:.2f} s",
            _BOOT_AIM_S if number >= _AIMED_STATIONS else None,
        ),
        Figure(
            name=f"{many}: heartbeats",
            measured=ours["per_s"],
            unit="/s",
            method=f"{said} {bare['per_s']:,.0f}/s; asked for every {_BEAT_S} s, over {seconds:g} s",
        ),
    ]


# -- one session -----------------------------------------------------------------------------------------------------


class _Caller:
    """A session that heartbeats as fast as it is answered."""

    def __init__(self, port: int, number: int) -> None:
        ids = count()
        self._began = datetime.now(UTC)
        self._session = Session16(KeptOcpp(), Identity(serial="BENCH"), lambda: f"bench-{next(ids)}", {})
        self._number = self._left = number
        self._started = 0.0
        self.seconds: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        uri = parse_uri(f"ws://127.0.0.1:{port}/ocpp/BENCH")
        self.wire = Wire(uri, "ocpp1.6", "", opened=self._opened, heard=self._heard, lost=self._lost)

    def _opened(self) -> None:
        self._session.connected(self._moment())
        self._pump()

    def _heard(self, text: str) -> None:
        self._session.received(text, self._moment())
        if self._pump() or not self._session.summary.accepted or self.seconds.done():
            return
        if self._left == self._number:
            self._started = perf_counter()
        elif not self._left:
            self.seconds.set_result(perf_counter() - self._started)
            return
        self._left -= 1
        self._session.heartbeat()
        self._session.advance(self._moment())
        self._pump()

    def _lost(self, reason: str) -> None:
        if not self.seconds.done():
            self.seconds.set_exception(BenchmarkError(f"OCPP: {reason}"))

    def _pump(self) -> int:
        """Take everything, send what is to be sent; says how much that was."""
        self._session.take_records()
        self._session.take_effects()
        outgoing = self._session.take_outgoing()
        for text in outgoing:
            self.wire.send(text)
        return len(outgoing)

    def _moment(self) -> Moment:
        now = datetime.now(UTC)
        return Moment(int((now - self._began).total_seconds() * 1_000), now)


async def _our_calls(port: int, number: int) -> float:
    caller = _Caller(port, number)
    await asyncio.get_running_loop().create_connection(lambda: caller.wire, "127.0.0.1", port)
    seconds = await asyncio.wait_for(caller.seconds, 120)
    caller.wire.abort()
    await asyncio.sleep(0)
    return number / seconds


async def _bare_calls(port: int, number: int) -> float:
    url = f"ws://127.0.0.1:{port}/ocpp/BARE"
    async with connect(url, subprotocols=["ocpp1.6"], compression=None) as socket:  # type: ignore[list-item]
        point = ChargePoint("BARE", socket)  # type: ignore[no-untyped-call]
        reading = asyncio.create_task(point.start())  # type: ignore[no-untyped-call]
        await point.call(call.BootNotification("Bare", "Library"))  # type: ignore[no-untyped-call]
        started = perf_counter()
        for _ in range(number):
            await point.call(call.Heartbeat())  # type: ignore[no-untyped-call]
        seconds = perf_counter() - started
        reading.cancel()
    return number / seconds


# -- processes -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _back_end(heartbeat_s: int) -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "bench.ocpp_backend", str(heartbeat_s)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
    )
    try:
        assert process.stdout is not None  # noqa: S101  it was opened as a pipe
        line = process.stdout.readline()
        if not line:
            raise BenchmarkError("the OCPP back end did not start")
        yield int(line)
    finally:
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _clients(kind: str, port: int, number: int, seconds: float) -> dict[str, float]:
    ended = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "bench.ocpp_clients", kind, str(port), str(number), str(seconds)],
        capture_output=True,
        env=_environment(),
        check=False,
        timeout=300,
    )
    if ended.returncode:
        lines = ended.stderr.decode().strip().splitlines()
        raise BenchmarkError(f"OCPP, {kind} clients: {lines[-1] if lines else 'ended'}")
    found: dict[str, float] = json.loads(ended.stdout)
    return found


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
