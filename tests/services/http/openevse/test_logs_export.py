"""The event log as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from serving import Served
from stored_host import NOON, StoredHost

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.station.claims import ChargeState
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.records import LogRecord

pytest_plugins = ["stored_api"]

HEADINGS = "Time,Type,State,Energy (kWh),Elapsed (min),RFID Tag,User Name,Temperature (C)\r\n"


def entry(number: int) -> LogRecord:
    return LogRecord(
        LogEntry(
            at=NOON + timedelta(seconds=number),
            kind=LogKind.WARNING,
            target=ChargeState.DISABLED,
            state_code=254,
            flags=VolatileFlag(256),
            pilot_a=16,
            session_wh=1234.5678,
            session_elapsed_s=90.0,
            temperature_dc=-55,
            temperature_max_dc=None,
            divert_active=False,
            shaper_active=False,
        )
    )


def test_without_entries_there_are_headings_only(served: Served) -> None:
    answer = served.get("/logs/export")
    assert (answer.status, answer.text) == (200, HEADINGS)
    assert answer.headers["content-type"] == "text/csv"
    assert answer.headers["content-disposition"] == 'attachment; filename="session_history.csv"'


def test_an_entry_is_told_in_the_gateways_units(served: Served, stored: StoredHost) -> None:
    stored.keep([entry(0)])
    line = "2026-07-06T12:00:00Z,warning,disabled,1.235,1.5,,,-5.5\r\n"
    assert served.get("/logs/export").text == HEADINGS + line


def test_all_blocks_are_in_it_oldest_first(served: Served, stored: StoredHost) -> None:
    stored.keep([entry(number) for number in range(30)])
    told = list(csv.reader(io.StringIO(served.get("/logs/export").text, newline="")))
    blocks = served.get("/logs").json
    entries = [
        item["time"]
        for number in range(blocks["min"], blocks["max"] + 1)
        for item in served.get(f"/logs/{number}").json
    ]
    assert [row[0] for row in told[1:]] == entries
    assert len(entries) > 8


def test_other_methods_are_refused(served: Served) -> None:
    assert served.post("/logs/export").status == 405
