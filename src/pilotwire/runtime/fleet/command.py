"""The command ``pilotwire fleet``: options checked, a live table while it runs, a summary at its end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import msgspec
from rich.console import Console
from rich.live import Live
from rich.table import Table

from pilotwire.runtime.keys import END, Keyboard
from pilotwire.runtime.plan_file import load_plan
from pilotwire.runtime.plan_table import PlanError

from .fleet import Fleet, FleetError, FleetOptions

DONE, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes."""
MOST_STATIONS = 20_000
MOST_SPEED = 1_000
_VERSIONS = {"1.6": ("1.6",), "2.0.1": ("2.0.1",), "both": ("1.6", "2.0.1")}
_FIRST_LOOK_S, _LOOK_S, _BOOTS_WITHIN_S = 0.1, 0.5, 30.0


class FleetRun(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, unchecked."""

    stations: int
    csms: str
    ocpp: str = "1.6"
    password: str = ""
    prefix: str = "PW-"
    seed: int = 0
    speed: float = 1.0
    plan: Path = Path("examples:commuter")
    ramp_s: float = 0.0
    duration_s: float | None = None
    quiet: bool = False
    report: Path | None = None


def fleet_command(asked: FleetRun) -> int:
    """Run a fleet; returns 0, 1 when the report cannot be written, or 2 for what makes no sense or no back end."""
    try:
        options = _checked(asked)
        figures = asyncio.run(_run(options, asked))
    except (FleetError, PlanError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    if not asked.quiet:
        sys.stdout.write("".join(f"{name}: {_said(value)}\n" for name, value in figures.items()))
    if asked.report is not None:
        try:
            asked.report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"{asked.report}: cannot be written: {error.strerror}\n")
            return FAILED
    return DONE


def _checked(asked: FleetRun) -> FleetOptions:
    if not 1 <= asked.stations <= MOST_STATIONS:
        raise FleetError(f"--stations must be from 1 to {MOST_STATIONS:,}, not {asked.stations}")
    if not 1 <= asked.speed <= MOST_SPEED:
        raise FleetError(f"--speed must be from 1 to {MOST_SPEED:,}, not {asked.speed:g}")
    if asked.ramp_s < 0 or (asked.duration_s is not None and asked.duration_s <= 0):
        raise FleetError("--ramp must be 0 or more seconds, --duration more than 0")
    if not asked.csms.startswith(("ws://", "wss://")):
        raise FleetError(f"{asked.csms} is no address of a back end: ws://HOST:PORT/PATH or wss://HOST:PORT/PATH")
    return FleetOptions(
        stations=asked.stations,
        csms=asked.csms,
        plan=load_plan(asked.plan),
        versions=_VERSIONS[asked.ocpp],
        password=asked.password,
        prefix=asked.prefix,
        seed=asked.seed,
        speed=asked.speed,
        ramp_s=asked.ramp_s,
    )


async def _run(options: FleetOptions, asked: FleetRun) -> dict[str, object]:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    empty_kb = resident_kb()
    fleet = Fleet(options)
    watch = _Watch(fleet, empty_kb)
    await fleet.try_out()
    fleet.start()
    screen = not asked.quiet and sys.stdin.isatty() and sys.stdout.isatty()
    keyboard = Keyboard(sys.stdin.fileno(), lambda key: stop.set() if key in ("q", END) else None) if screen else None
    live = Live(watch.table(), console=Console(), auto_refresh=False) if screen else None
    if keyboard is not None and live is not None:
        keyboard.start()
        live.start()
    try:
        await watch.follow(stop, asked.duration_s, live)
    finally:
        if keyboard is not None and live is not None:
            live.stop()
            keyboard.stop()
        figures = watch.figures()
        await fleet.stop()
    return figures


class _Watch:
    """Looks at a fleet now and then."""

    def __init__(self, fleet: Fleet, empty_kb: int) -> None:
        self._fleet = fleet
        self._empty_kb = empty_kb
        self._began = time.monotonic()
        self._booted_s: float | None = None

    async def follow(self, stop: asyncio.Event, duration_s: float | None, live: Live | None) -> None:
        """Until it is to stop."""
        while not stop.is_set():
            lasted_s = time.monotonic() - self._began
            if duration_s is not None and lasted_s >= duration_s:
                return
            if self._booted_s is None and self._fleet.tally.booted == self._fleet.options.stations:
                self._booted_s = time.monotonic() - self._began
            if live is not None:
                live.update(self.table(), refresh=True)
            wait_s = _LOOK_S if self._booted_s is not None or lasted_s > _BOOTS_WITHIN_S else _FIRST_LOOK_S
            if duration_s is not None:
                wait_s = min(wait_s, duration_s - lasted_s)
            try:
                await asyncio.wait_for(stop.wait(), wait_s)
            except TimeoutError:
                continue

    def figures(self) -> dict[str, object]:
        """What it came to."""
        fleet, counts, tally = self._fleet, self._fleet.counts, self._fleet.tally
        lasted_s = time.monotonic() - self._began
        p50, p99 = counts.answers.quantile(0.5), counts.answers.quantile(0.99)
        return {
            "stations": fleet.options.stations,
            "connected": tally.connected,
            "booted": tally.booted,
            "charging": tally.charging,
            "seconds": round(lasted_s, 1),
            "seconds until all had booted": None if self._booted_s is None else round(self._booted_s, 2),
            "messages per second": round((counts.sent + counts.received) / lasted_s, 1),
            "sent": counts.sent,
            "received": counts.received,
            "answer p50 ms": None if p50 is None else round(p50 * 1e3, 2),
            "answer p99 ms": None if p99 is None else round(p99 * 1e3, 2),
            "kB per station": round((resident_kb() - self._empty_kb) / fleet.options.stations, 1),
            "calls": dict(counts.calls),
            "asked of stations": dict(counts.effects),
            "errors": dict(counts.errors),
        }

    def table(self) -> Table:
        """The same for a terminal."""
        table = Table(title=f"{self._fleet.options.csms}  (q ends)", show_header=False, title_justify="left")
        table.add_column()
        table.add_column(overflow="fold")
        for name, value in self.figures().items():
            table.add_row(name, _said(value))
        return table


def resident_kb() -> int:
    """Resident memory of this process (kB); 0 where the system does not tell (it is read from ``/proc``)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_024


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {number:,}" for name, number in value.items()) or "none"
    return "not yet" if value is None else str(value)
