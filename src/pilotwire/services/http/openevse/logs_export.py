"""``/logs/export``: the event log as a table for spreadsheets, with the columns of the gateway.

It holds what ``/logs`` would tell block by block, so it is small enough to be answered as a whole.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC

from litestar import Response, get

from pilotwire.station.eventlog import LogEntry
from pilotwire.store.reader import Reader

from .answers import HostOf, answer
from .history import read

CSV = "text/csv"
_COLUMNS = (
    "Time",
    "Type",
    "State",
    "Energy (kWh)",
    "Elapsed (min)",
    "RFID Tag",
    "User Name",
    "Temperature (C)",
)


@get(
    "/logs/export",
    media_type=CSV,
    tags=["Event log"],
    summary="The event log as a table",
    description="CSV, the oldest entry first. The columns for RFID are there for programs that look for them: empty.",
    response_description="A table with a line of headings.",
)
async def export(host: HostOf) -> Response[str]:
    """Answer all blocks as one table."""
    await host.settled()
    entries = await read(host, _entries)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(_row(entry) for entry in entries)
    disposition = {"content-disposition": 'attachment; filename="session_history.csv"'}
    return answer(text.getvalue(), media_type=CSV, headers=disposition)


def _entries(reader: Reader) -> list[LogEntry]:
    oldest, newest = reader.log_blocks()
    return [entry for number in range(oldest, newest + 1) for entry in reader.log_block(number) or ()]


def _row(entry: LogEntry) -> tuple[str, ...]:
    return (
        entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        entry.kind.value,
        entry.target.value,
        f"{entry.session_wh / 1000:.3f}",
        f"{entry.session_elapsed_s / 60:.1f}",
        "",
        "",
        f"{(entry.temperature_dc or 0) / 10:.1f}",
    )


HANDLERS = [export]
