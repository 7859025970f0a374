"""The command ``pilotwire simulate``: a plan simulated in virtual time, its results written to a folder.

Plans are read in ``plan_file``, carried out in ``simulation``; the files are made in ``report`` and ``plot``. A plan
with a house is lived once for each strategy, by ``home.compare``, and the files are those of ``home``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from .home.compare import Comparison, compare
from .home.plan import Home
from .home.plot import comparison_svg
from .home.report import comparison_text, facts, strategies_csv, strategy_rows
from .plan import Plan
from .plan_file import load_plan
from .plan_table import PlanError
from .plot import PngUnavailableError, plot_png, plot_svg, rendered
from .report import samples_csv, sessions_csv, summary_rows, summary_text
from .simulation import Result, Simulation

PLOTS = ("svg", "png")
DONE, FAILED, BAD_PLAN = 0, 1, 2
"""Exit codes."""


def simulate_command(plan: Path, output: Path, *, plot: str = "svg", quiet: bool = False) -> int:
    """Simulate ``plan`` (a file, or ``examples:NAME``) and write the results into the folder ``output``.

    Writes ``summary.txt``, ``samples.csv``, ``sessions.csv`` and ``plot.svg`` or ``plot.png``; for a plan with a house
    ``summary.txt``, ``strategies.csv`` and the plot. Prints the summary unless ``quiet``. Returns 0; 1 when the results
    cannot be written; 2 when the plan cannot be followed.
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
    simulated = _simulated(planned, quiet=quiet) if planned.home is None else _lived(planned, planned.home, quiet=quiet)
    try:
        written = simulated.write(output, plot)
    except (OSError, PngUnavailableError) as error:
        reason = f"{output}: cannot be written: {error.strerror}" if isinstance(error, OSError) else str(error)
        errors.print(reason, markup=False, soft_wrap=True)
        return FAILED
    if not quiet:
        console = Console(highlight=False)
        console.print(simulated.table)
        console.print("Written: " + ", ".join(str(path) for path in written), markup=False, soft_wrap=True)
    return DONE


def write_results(result: Result, output: Path, *, plot: str) -> list[Path]:
    """Write all files; raises OSError, or ``PngUnavailableError`` before anything but the folder is there."""
    drawing = plot_png(result) if plot == "png" else plot_svg(result).encode("utf-8")
    texts = {
        "summary.txt": summary_text(result),
        "samples.csv": samples_csv(result),
        "sessions.csv": sessions_csv(result),
    }
    return _write(output, texts, f"plot.{plot}", drawing)


def write_comparison(comparison: Comparison, output: Path, *, plot: str) -> list[Path]:
    """The same for strategies in a house."""
    svg = comparison_svg(comparison)
    drawing = rendered(svg) if plot == "png" else svg.encode("utf-8")
    texts = {"summary.txt": comparison_text(comparison), "strategies.csv": strategies_csv(comparison)}
    return _write(output, texts, f"plot.{plot}", drawing)


class _Simulated(NamedTuple):
    """What a simulation came to, of either kind."""

    table: Table
    write: Callable[[Path, str], list[Path]]


def _simulated(plan: Plan, *, quiet: bool) -> _Simulated:
    with _progress(plan.station.days, quiet=quiet) as report:
        result = Simulation(plan).run(lambda days: report("", days))
    return _Simulated(_table(result), lambda output, plot: write_results(result, output, plot=plot))


def _lived(plan: Plan, home: Home, *, quiet: bool) -> _Simulated:
    names = [strategy.name for strategy in home.strategies]
    days = plan.station.days
    with _progress(days * len(names), quiet=quiet) as report:
        comparison = compare(plan, home, lambda name, done: report(name, names.index(name) * days + done))
    return _Simulated(_strategy_table(comparison), lambda output, plot: write_comparison(comparison, output, plot=plot))


def _write(output: Path, texts: Mapping[str, str], plot_name: str, drawing: bytes) -> list[Path]:
    files = {name: text.encode("utf-8") for name, text in texts.items()} | {plot_name: drawing}
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


def _strategy_table(comparison: Comparison) -> Table:
    table = Table(title=f"Simulation of {comparison.plan.name}", title_justify="left", caption_justify="left")
    table.caption = facts(comparison)
    table.add_column()
    for result in comparison.results:
        table.add_column(Text(result.name), justify="right", overflow="fold")
    for name, values in strategy_rows(comparison):
        table.add_row(name, *values)
    return table


@contextmanager
def _progress(total_days: int, *, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """A progress bar on the standard error output, if that is a terminal; it is told what is done, and days."""
    if quiet or not sys.stderr.isatty():
        yield lambda _name, _days: None
        return
    columns = (
        TextColumn("Simulating {task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total_days)
        yield lambda name, days: progress.update(task, completed=days, description=name)
