"""What a benchmark yields, the machine it ran on, and how both are shown. What is measured is in the other modules."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

CALIBRATION_STEPS = 20_000


class BenchmarkError(RuntimeError):
    """A benchmark could not run; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much of everything is done."""

    name: str
    repeats: int
    """Runs of which the median counts."""
    steps: int
    """Calls of the controller in one run."""
    stations: int
    days: int
    """Length of the simulated household's life."""
    trips: int
    """RAPI round trips in one run."""
    starts: int
    """Processes started."""
    idle_s: float
    """How long an idle process is watched."""


FULL = Sizes(name="full", repeats=5, steps=20_000, stations=1_000, days=365, trips=4_000, starts=3, idle_s=10)
QUICK = Sizes(name="quick", repeats=3, steps=5_000, stations=50, days=365, trips=1_000, starts=1, idle_s=3)
SMOKE = Sizes(name="smoke", repeats=1, steps=50, stations=2, days=3, trips=20, starts=1, idle_s=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. Give ``seconds`` for durations: they are compared with the calibration loop."""

    name: str
    measured: float
    unit: str
    method: str
    aim: float | None = None
    at_least: bool = False
    """The aim is a minimum, not a maximum."""
    seconds: float | None = None
    """Time of one of what is measured, if it is time at all."""

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without one."""
        if self.aim is None:
            return None
        return self.measured >= self.aim if self.at_least else self.measured <= self.aim


def microseconds(name: str, seconds: float, method: str, aim_us: float | None = None) -> Figure:
    """A duration shown in microseconds."""
    return Figure(name=name, measured=seconds * 1e6, unit="us", method=method, aim=aim_us, seconds=seconds)


def milliseconds(name: str, seconds: float, method: str, aim_ms: float | None = None) -> Figure:
    """A duration shown in milliseconds."""
    return Figure(name=name, measured=seconds * 1e3, unit="ms", method=method, aim=aim_ms, seconds=seconds)


def whole_seconds(name: str, seconds: float, method: str, aim_s: float | None = None) -> Figure:
    """A duration shown in seconds."""
    return Figure(name=name, measured=seconds, unit="s", method=method, aim=aim_s, seconds=seconds)


def median_time(run: Callable[[], object], repeats: int) -> float:
    """Median of the wall-clock times (s) of several runs, after one that does not count if there are several."""
    times = []
    for _ in range(repeats + (repeats > 1)):
        started = perf_counter()
        run()
        times.append(perf_counter() - started)
    return median(times[-repeats:])


def calibrate(repeats: int = 9) -> float:
    """Time (s) of a fixed loop of plain Python: how fast this machine and interpreter are."""

    def loop() -> int:
        total = 0
        seen: dict[int, int] = {}
        for number in range(CALIBRATION_STEPS):
            total += number & 7
            seen[number & 63] = total
        return total

    return median_time(loop, repeats)


def machine() -> dict[str, object]:
    """Where this was measured."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu_count": os.cpu_count(),
        "cpu_model": _cpu_model(),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    names = {key.strip(): value.strip() for key, value in fields.items()}
    return names.get("Model") or names.get("model name") or platform.processor() or "unknown"


def table(figures: Sequence[Figure], calibrations_s: Sequence[float], sizes: Sizes) -> str:
    """The figures as text; the calibration loop was timed several times during the run."""
    calibration_s = median(calibrations_s)
    rows = [("benchmark", "measured", "aim", "", "ratio")]
    for figure in figures:
        aim = "-" if figure.aim is None else f"{'>=' if figure.at_least else '<='} {_short(figure.aim)} {figure.unit}"
        verdict = {None: "", True: "met", False: "missed"}[figure.met]
        ratio = "-" if figure.seconds is None else _short(figure.seconds / calibration_s)
        rows.append((figure.name, f"{_short(figure.measured)} {figure.unit}", aim, verdict, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(cell.ljust(width) if column in (0, 3) else cell.rjust(width) for column, (cell, width) in cells)
        for cells in (list(enumerate(zip(row, widths, strict=True))) for row in rows)
    ]
    lines.insert(1, "-" * len(lines[0]))
    spread = f", {min(calibrations_s) * 1e3:.2f} to {max(calibrations_s) * 1e3:.2f} ms during this run"
    facts = ", ".join(str(value) for value in machine().values())
    lines += [
        "",
        f"Medians of {sizes.repeats} runs, {sizes.name} sizes. Machine: {facts}.",
        f"Ratio: multiples of a fixed loop of plain Python, {calibration_s * 1e3:.2f} ms here{spread}.",
    ]
    return "\n".join(line.rstrip() for line in lines)


def as_json(figures: Sequence[Figure], calibrations_s: Sequence[float], sizes: Sizes) -> str:
    """The figures, how each was measured and where."""
    calibration_s = median(calibrations_s)
    document = {
        "machine": machine(),
        "sizes": asdict(sizes),
        "calibration_s": calibration_s,
        "calibrations_s": list(calibrations_s),
        "figures": [
            {
                **asdict(figure),
                "met": figure.met,
                "ratio": None if figure.seconds is None else figure.seconds / calibration_s,
            }
            for figure in figures
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
