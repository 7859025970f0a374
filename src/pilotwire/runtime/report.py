"""The written results of a simulation: the summary, ``samples.csv`` and ``sessions.csv``. Plots are in ``plot``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from .simulation import Result

_MS_PER_HOUR = 3_600_000
_FLOWING_WH = 10
SAMPLE_COLUMNS = (
    "local_time",
    "state",
    "pilot_duty_percent",
    "offered_a",
    "current_1_a",
    "current_2_a",
    "current_3_a",
    "power_w",
    "session_wh",
    "total_wh",
    "car",
    "soc_percent",
    "temperature_c",
)
SESSION_COLUMNS = (
    "car",
    "plugged_in",
    "unplugged",
    "metered_kwh",
    "wall_kwh",
    "battery_kwh",
    "charging_hours",
    "peak_a",
    "soc_before_percent",
    "soc_after_percent",
    "ended",
)


def local_time(result: Result, at_ms: int) -> datetime:
    """The local time of an instant of the simulation."""
    start = result.plan.station.start
    return datetime(start.year, start.month, start.day) + timedelta(milliseconds=at_ms)  # noqa: DTZ001  no zone


def summary_rows(result: Result) -> list[tuple[str, str]]:
    """The summary as pairs of name and value; a row without a value is a heading."""
    totals, tally = result.totals, result.tally
    start = result.plan.station.start
    finished = [session for session in result.sessions if session.wall_wh >= _FLOWING_WH]
    rows = [
        ("From", f"{start:%a %d %b %Y %H:%M}"),
        ("Days", f"{result.plan.station.days}"),
        ("Sessions", f"{len(result.sessions)}, {len(finished)} of them with a charge"),
        ("Energy into the batteries", f"{result.battery_wh / 1_000:,.1f} kWh"),
        ("Energy from the wall", f"{result.wall_wh / 1_000:,.1f} kWh"),
        (
            "Losses in cable and charger",
            f"{result.losses_wh / 1_000:,.1f} kWh{_share(result.losses_wh, result.wall_wh)}",
        ),
        ("Metered by the station", f"{result.metered_wh / 1_000:,.1f} kWh"),
        ("Hours charging", f"{totals.charging_ms / _MS_PER_HOUR:,.1f}"),
        ("Contactor closures", f"{totals.contactor_closures:,}"),
        ("Peak current", f"{totals.peak_a:.1f} A"),
        ("Peak temperature", f"{totals.peak_temperature_c:.1f} °C"),
        ("Battery at the cable", _range(totals.lowest_soc, totals.highest_soc)),
        *_household_rows(result),
        *_cost_rows(result),
    ]
    if tally.power_cuts:
        rows.append(("Power cuts", f"{tally.power_cuts}"))
    rows += _counted("Faults the station met", totals.faults.items())
    rows += _counted("Faults injected", tally.faults_injected.items())
    if tally.remarks:
        rows.append((f"Remarks ({len(tally.remarks)})", ""))
        rows += [("", remark) for remark in tally.remarks[:10]]
    return rows


def summary_text(result: Result) -> str:
    """The summary as plain text."""
    rows = summary_rows(result)
    width = max(len(name) for name, value in rows if value)
    title = f"Simulation of {result.plan.name}"
    lines = [title, "=" * len(title), ""]
    lines += [f"{name:<{width}}  {value}".rstrip() if value else f"\n{name}" for name, value in rows]
    return "\n".join(lines) + "\n"


def samples_csv(result: Result) -> str:
    """All samples; each holds until the next."""
    rows = (
        (
            _iso(result, sample.at_ms),
            sample.state,
            "" if sample.duty_percent is None else f"{sample.duty_percent:.2f}",
            f"{sample.offered_a:.0f}",
            *(f"{current:.2f}" for current in sample.current_a),
            f"{sample.power_w:.0f}",
            f"{sample.session_wh:.1f}",
            f"{sample.total_wh:.1f}",
            sample.car,
            f"{sample.soc_percent:.2f}" if sample.car else "",
            f"{sample.temperature_c:.2f}",
        )
        for sample in result.samples
    )
    return _csv(SAMPLE_COLUMNS, rows)


def sessions_csv(result: Result) -> str:
    """All sessions."""
    rows = (
        (
            session.car,
            _iso(result, session.from_ms),
            "" if session.to_ms is None else _iso(result, session.to_ms),
            f"{session.metered_wh / 1_000:.3f}",
            f"{session.wall_wh / 1_000:.3f}",
            f"{session.battery_wh / 1_000:.3f}",
            f"{session.charging_ms / _MS_PER_HOUR:.2f}",
            f"{session.peak_a:.1f}",
            f"{session.soc_before:.1f}",
            f"{session.soc_after:.1f}",
            session.ended_by,
        )
        for session in result.sessions
    )
    return _csv(SESSION_COLUMNS, rows)


def _household_rows(result: Result) -> list[tuple[str, str]]:
    tally = result.tally
    short = sum(tally.short_departures.values())
    by_car = ", ".join(f"{name} {count}" for name, count in sorted(tally.short_departures.items()))
    rows = [
        ("Departures", f"{tally.departures:,}"),
        (
            "Departures short of the target",
            f"{short:,} ({by_car})" if len(result.plan.cars) > 1 and short else f"{short:,}",
        ),
    ]
    if tally.forgotten:
        rows.append(("Evenings nobody plugged in", f"{tally.forgotten:,}"))
    if tally.charged_elsewhere_wh:
        rows.append(("Charged on the way", f"{tally.charged_elsewhere_wh / 1_000:,.1f} kWh"))
    return rows


def _cost_rows(result: Result) -> list[tuple[str, str]]:
    tariff, tally = result.plan.tariff, result.tally
    if tariff is None:
        return []
    cheap, peak = tally.cheap_wh / 1_000, tally.peak_wh / 1_000
    cost = cheap * tariff.cheap_per_kwh + peak * tariff.peak_per_kwh
    return [
        ("Cost", f"{cost:,.2f} {tariff.currency}"),
        ("At the cheap price", f"{cheap:,.1f} kWh{_share(cheap, cheap + peak)}"),
    ]


def _counted(title: str, counts: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    ordered = sorted(counts, key=lambda item: (-item[1], item[0]))
    if not ordered:
        return [(title, "none")]
    return [(title, ""), *((f"  {name}", f"{count:,}") for name, count in ordered)]


def _share(part: float, whole: float) -> str:
    return f" ({100 * part / whole:.1f} %)" if whole > 0 else ""


def _range(lowest: float | None, highest: float | None) -> str:
    return "-" if lowest is None or highest is None else f"{lowest:.0f} to {highest:.0f} %"


def _iso(result: Result, at_ms: int) -> str:
    return local_time(result, at_ms).isoformat(timespec="milliseconds")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
