"""CSV that spreadsheets read and do not run."""

from __future__ import annotations

import csv
import io
import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.records import SampleRecord, SessionRecord
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session, Stop, StopReason
from pilotwire.store.export import as_text
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some


def sessions_csv(reader: Reader) -> str:
    file = io.StringIO(newline="")
    reader.write_sessions_csv(file)
    return file.getvalue()


def samples_csv(reader: Reader) -> str:
    file = io.StringIO(newline="")
    reader.write_samples_csv(file)
    return file.getvalue()


def test_sessions_one_per_line_under_a_header_with_units(store: Store, reader: Reader) -> None:
    stop = Stop(some.NOON + timedelta(minutes=30), StopReason.CLAIM, "the house limit allows 0 A")
    ended = some.NOON + timedelta(hours=1)
    first = Session(1, some.NOON, True, ended, 7300.5, 1800.0, 7400.0, 32.1, 1, (stop,), 'Ada "A" L, London', 2)
    first = msgspec.structs.replace(first, cost=-1.25, currency="GBP", co2_g=900.5, solar_wh=7000.0)
    store.commit([SessionRecord(first), SessionRecord(Session(2, ended, started_trusted=False))])
    assert sessions_csv(reader) == (
        "number,started_utc,clock_trusted,ended_utc,energy_wh,charging_s,peak_w,peak_a,charges,who,resumed,stops,"
        "cost,currency,co2_g,solar_wh\r\n"
        "1,2026-07-06T12:00:00Z,yes,2026-07-06T13:00:00Z,7300.5,1800.0,7400.0,32.1,1,"
        '"Ada ""A"" L, London",2,2026-07-06T12:30:00Z claim: the house limit allows 0 A,-1.25,GBP,900.5,7000.0\r\n'
        "2,2026-07-06T13:00:00Z,no,,0.0,0.0,0.0,0.0,0,,0,,,,,\r\n"
    )


def test_samples_one_per_line_under_a_header_with_units(store: Store, reader: Reader) -> None:
    store.commit(
        [
            SampleRecord(Sample(some.NOON_S, 16.1, 230.0, 3703.0, 16, 3, -5, 10.5, 100.25, 5000, -1000, 2703, 55)),
            SampleRecord(Sample(some.NOON_S + 60, 0.0, 230.0, 0.0, 16, 2, None, 10.5, 100.25)),
        ]
    )
    assert samples_csv(reader) == (
        "start_utc,interval_s,current_a,voltage_v,power_w,pilot_a,state_code,temperature_c,session_wh,total_kwh,"
        "solar_w,grid_w,live_power_w,vehicle_soc_pct\r\n"
        "2026-07-06T12:00:00Z,60,16.1,230.0,3703.0,16,3,-0.5,10.5,100.25,5000,-1000,2703,55\r\n"
        "2026-07-06T12:01:00Z,60,0.0,230.0,0.0,16,2,,10.5,100.25,,,,\r\n"
    )


def test_an_empty_store_gives_headers_only(reader: Reader) -> None:
    assert sessions_csv(reader).count("\r\n") == samples_csv(reader).count("\r\n") == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_told_as_text(store: Store, reader: Reader, text: str) -> None:
    store.commit([some.session(1, who=text)])
    (line,) = csv.DictReader(io.StringIO(sessions_csv(reader), newline=""))
    assert line["who"] == f"'{text}"


@given(some.texts)
def test_other_text_is_told_as_it_is(text: str) -> None:
    told = as_text(text)
    assert told.removeprefix("'") == text.removeprefix("'")
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(max_examples=30)
@given(st.lists(some.sessions, max_size=5, unique_by=lambda session: session.number))
def test_whatever_the_text_every_session_is_one_record(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[Session]
) -> None:
    with Store.open(tmp_path_factory.mktemp("data") / FILE_NAME) as store, Reader(store.path) as reader:
        store.commit([SessionRecord(session) for session in sessions])
        lines = list(csv.DictReader(io.StringIO(sessions_csv(reader), newline=""), strict=True))
    ordered = sorted(sessions, key=lambda session: session.number)
    assert [line["number"] for line in lines] == [str(session.number) for session in ordered]
    assert [line["who"].lstrip("'") for line in lines] == [session.who.lstrip("'") for session in ordered]


def test_an_export_sees_one_instant_and_holds_nobody_up(store: Store, reader: Reader, tmp_path: Path) -> None:
    store.commit([some.session(number) for number in range(1, 2001)])
    target = tmp_path / "sessions.csv"

    def exports() -> None:
        with target.open("w", newline="", encoding="utf-8") as file:
            reader.write_sessions_csv(file)

    thread = threading.Thread(target=exports)
    thread.start()
    number = 2000
    while thread.is_alive():
        number += 2
        store.commit([some.session(number - 1), some.session(number)])
    thread.join()
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) % 2 == 1
    assert 2001 <= len(lines) <= number + 1
