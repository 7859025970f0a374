"""The written comparison of strategies: the table as rows and as text, and ``strategies.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from .books import StrategyResult
from .compare import Comparison

COLUMNS = (
    "strategy",
    "car_kwh",
    "car_from_sun_kwh",
    "car_from_battery_kwh",
    "car_from_grid_kwh",
    "car_sun_share_percent",
    "car_battery_kwh",
    "house_kwh",
    "sun_kwh",
    "import_kwh",
    "export_kwh",
    "battery_charged_kwh",
    "battery_discharged_kwh",
    "battery_loss_kwh",
    "cost",
    "car_cost",
    "co2_kg",
    "contactor_closures",
    "most_closures_in_an_hour",
    "highest_import_w",
    "departures",
    "short_departures",
    "car_soc_at_end_percent",
    "battery_soc_at_end_percent",
)
_UNLESS_THERE = {"  from the battery", "Cost of the home", "Cost of the car", "CO2 of the import", "Faults"}
"""Rows that are left out where there is nothing in them."""
_NOTHING = {"-", "0", "0 kWh"}
Row = tuple[str, list[str]]


def strategy_rows(comparison: Comparison) -> list[Row]:
    """The table: a name, and a value for each strategy."""
    results = comparison.results
    currency = comparison.world.currency

    def row(name: str, value: Callable[[StrategyResult], str]) -> Row:
        return name, [value(result) for result in results]

    rows = [
        row("Charged", lambda one: _kwh(one.energies.car_wh)),
        row("  from the sun", lambda one: _kwh(one.energies.car_from_sun_wh)),
        row("  from the battery", lambda one: _kwh(one.energies.car_from_battery_wh)),
        row("  from the grid", lambda one: _kwh(one.energies.car_from_grid_wh)),
        row("  share of the sun", lambda one: _share(one.energies.car_from_sun_wh, one.energies.car_wh)),
        row("Import of the home", lambda one: _kwh(one.energies.import_wh)),
        row("Export of the home", lambda one: _kwh(one.energies.export_wh)),
        row("Cost of the home", lambda one: _money(one.cost, currency)),
        row("Cost of the car", lambda one: _money(one.car_cost, currency)),
        row("CO2 of the import", lambda one: "-" if one.co2_kg is None else f"{one.co2_kg:,.1f} kg"),
        row("Highest import", lambda one: f"{one.highest_import_w / 1_000:.1f} kW"),
        row("Contactor closures", lambda one: f"{one.closures:,}"),
        row("  most in an hour", lambda one: f"{one.most_closures_in_an_hour}"),
        row("Departures short", lambda one: f"{one.short_departures.total():,} of {one.departures:,}"),
        row("Cars at the end", lambda one: ", ".join(f"{soc:.0f} %" for soc in one.car_soc_percent.values()) or "-"),
        row("Faults", lambda one: f"{one.faults.total():,}"),
    ]
    return [row for row in rows if row[0] not in _UNLESS_THERE or not set(row[1]) <= _NOTHING]


def facts(comparison: Comparison) -> str:
    """What is the same for all strategies, in a line."""
    station, books = comparison.plan.station, comparison.results[0].energies
    days = f"{station.days} {'day' if station.days == 1 else 'days'} from {station.start.day} {station.start:%b %Y}"
    return f"{days}: the house took {_kwh(books.load_wh)}, the sun gave {_kwh(books.sun_wh)}"


def comparison_text(comparison: Comparison) -> str:
    """The comparison as plain text."""
    title = f"Simulation of {comparison.plan.name}"
    rows: list[Row] = [("", [result.name for result in comparison.results]), *strategy_rows(comparison)]
    first = max(len(name) for name, _ in rows)
    widths = [max(len(values[place]) for _, values in rows) for place in range(len(comparison.results))]
    lines = [title, "=" * len(title), "", facts(comparison), ""]
    for name, values in rows:
        cells = "  ".join(f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
        lines.append(f"{name:<{first}}  {cells}".rstrip())
    for result in comparison.results:
        lines += ["", f"Remarks on {result.name}"] if result.remarks else []
        lines += [f"  {remark}" for remark in result.remarks[:10]]
    lines += ["", *(f"{term}: {meaning}" for term, meaning in TERMS)]
    return "\n".join(lines) + "\n"


TERMS = (
    ("Sun, battery and grid", "the sun covers the house first, then the car; so does the battery; the grid the rest"),
    ("Cost of the home", "what was imported at its price less what was paid for export"),
    ("Cost of the car", "its grid share at its price, the rest at what exporting it had paid"),
    ("Departures short", "with less in the battery than the plan's target"),
)
"""What the words of the table mean."""


def strategies_csv(comparison: Comparison) -> str:
    """Every strategy with all its figures."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_record(result) for result in comparison.results)
    return text.getvalue()


def _record(result: StrategyResult) -> tuple[str, ...]:
    books = result.energies
    car_wh = books.car_wh
    energies_wh = (
        result.car_battery_wh,
        books.load_wh,
        books.sun_wh,
        books.import_wh,
        books.export_wh,
        books.charged_wh,
        books.discharged_wh,
        books.battery_loss_wh,
    )
    return (
        result.name,
        *(_exact(wh) for wh in (car_wh, books.car_from_sun_wh, books.car_from_battery_wh, books.car_from_grid_wh)),
        f"{100 * books.car_from_sun_wh / car_wh:.1f}" if car_wh else "",
        *(_exact(wh) for wh in energies_wh),
        "" if result.cost is None else f"{result.cost:.2f}",
        "" if result.car_cost is None else f"{result.car_cost:.2f}",
        "" if result.co2_kg is None else f"{result.co2_kg:.2f}",
        f"{result.closures}",
        f"{result.most_closures_in_an_hour}",
        f"{result.highest_import_w:.0f}",
        f"{result.departures}",
        f"{result.short_departures.total()}",
        " ".join(f"{soc:.1f}" for soc in result.car_soc_percent.values()),
        "" if result.battery_soc_percent is None else f"{result.battery_soc_percent:.1f}",
    )


def _exact(energy_wh: float) -> str:
    return f"{energy_wh / 1_000:.3f}"


def _kwh(energy_wh: float) -> str:
    return f"{energy_wh / 1_000:,.0f} kWh"


def _share(energy_wh: float, of_wh: float) -> str:
    return f"{100 * energy_wh / of_wh:.0f} %" if of_wh else "-"


def _money(cost: float | None, currency: str) -> str:
    return "-" if cost is None else f"{cost:,.2f} {currency}"
