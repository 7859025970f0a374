"""The command ``pilotwire simulate``: a plan simulated in virtual time, its results written to a folder.

Plans are read in ``plan_file``, carried out in ``simulation``; the files are made in ``report`` and ``plot``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from .plan import Plan
from .plan_file import load_plan
from .plan_table import PlanError
from .plot import PngUnavailableError, plot_png, plot_svg
from .report import samples_csv, sessions_csv, summary_rows, summary_text
from .simulation import Result, Simulation

PLOTS = ("svg", "png")
DONE, FAILED, BAD_PLAN = 0, 1, 2
"""Exit codes."""


def simulate_command(plan: Path, output: Path, *, plot: str = "svg", quiet: bool = False) -> int:
    """Simulate ``plan`` (a file, or ``examples:NAME``) and write the results into the folder ``output``.

    Writes ``summary.txt``, ``samples.csv``, ``sessions.csv`` and ``plot.svg`` or ``plot.png``; prints the summary
    unless ``quiet``. Returns 0; 1 when the results cannot be written; 2 when the plan cannot be followed.
    """
    errors = Console(stderr=True, highlight=False)
    if plot not in PLOTS:
        errors.print(f"--plot must be one of {', '.join(PLOTS)}, not {plot}", markup=False, soft_wrap=True)
        return BAD_PLAN
    try:
        planned = load_plan(plan)
    except PlanError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        return BAD_PLAN
    with _progress(planned, quiet=quiet) as report:
        result = Simulation(planned).run(report)
    try:
        written = write_results(result, output, plot=plot)
    except (OSError, PngUnavailableError) as error:
        reason = f"{output}: cannot be written: {error.strerror}" if isinstance(error, OSError) else str(error)
        errors.print(reason, markup=False, soft_wrap=True)
        return FAILED
    if not quiet:
        console = Console(highlight=False)
        console.print(_table(result))
        console.print("Written: " + ", ".join(str(path) for path in written), markup=False, soft_wrap=True)
    return DONE


def write_results(result: Result, output: Path, *, plot: str) -> list[Path]:
    """Write all files; raises OSError, or ``PngUnavailableError`` before anything but the folder is there."""
    drawing = plot_png(result) if plot == "png" else plot_svg(result).encode("utf-8")
    files = {
        "summary.txt": summary_text(result).encode("utf-8"),
        "samples.csv": samples_csv(result).encode("utf-8"),
        "sessions.csv": sessions_csv(result).encode("utf-8"),
        f"plot.{plot}": drawing,
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (output / name).write_bytes(data)
    return [output / name for name in files]


def _table(result: Result) -> Table:
    table = Table(title=f"Simulation of {result.plan.name}", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in summary_rows(result):
        table.add_row(name, value)
    return table


@contextmanager
def _progress(plan: Plan, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on the standard error output, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _days: None
        return
    columns = (TextColumn("Simulating"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=plan.station.days)
        yield lambda days: progress.update(task, completed=days)
