"""Benchmarks of the whole process: time to the first answer, memory and idle load. Reads ``/proc``: Linux only."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from bench import line
from bench.figures import BenchmarkError, Figure, Sizes, whole_seconds
from bench.server import running

_SETTLE_S = 2.0


def measure(sizes: Sizes) -> list[Figure]:
    """All of them, and those of the RAPI line on the same process."""
    printed: list[float] = []
    answered: list[float] = []
    for _ in range(sizes.starts - 1):
        with running() as server:
            line.ask_until_answered(server.terminals[0])
            answered.append(perf_counter() - server.started)
            printed.append(server.address_s)
    with running() as server:
        line.ask_until_answered(server.terminals[0])
        answered.append(perf_counter() - server.started)
        printed.append(server.address_s)
        sleep(min(_SETTLE_S, sizes.idle_s))
        resident_mb = resident_kb(server.pid) / 1_024
        load = load_percent(server.pid, sizes.idle_s)
        on_the_line = line.measure(server, sizes)
    method = f"`pilotwire run --headless` with {len(server.terminals)} terminals and TCP, {sizes.starts} starts"
    asked = "$GS on a terminal as soon as it is there"
    return [
        *on_the_line,
        whole_seconds("start to RAPI lines open", median(printed), f"{method}, until the addresses are printed"),
        whole_seconds("start to first RAPI answer", median(answered), f"{method}, {asked}", 1),
        Figure(
            name="resident memory, idle", measured=resident_mb, unit="MB", method=f"{method}; VmRSS when idle", aim=40
        ),
        Figure(
            name="idle load",
            measured=load,
            unit="% of a core",
            method=f"{method}; user and system time over {sizes.idle_s:g} s",
            aim=1,
        ),
    ]


def resident_kb(pid: int) -> int:
    """Resident memory of a process (kB)."""
    for entry in _proc(pid, "status").splitlines():
        if entry.startswith("VmRSS:"):
            return int(entry.split()[1])
    raise BenchmarkError(f"/proc/{pid}/status does not tell the resident memory")


def load_percent(pid: int, seconds: float) -> float:
    """Load of a process over so many seconds (per cent of a core)."""
    before, started = _cpu_ticks(pid), perf_counter()
    sleep(seconds)
    used_s = (_cpu_ticks(pid) - before) / os.sysconf("SC_CLK_TCK")
    return 100 * used_s / (perf_counter() - started)


def _cpu_ticks(pid: int) -> int:
    fields = _proc(pid, "stat").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")
    except OSError as error:
        raise BenchmarkError(f"memory and load are read from /proc/{pid}/{name}: {error.strerror}") from error
