"""Versions of the file: every way from an older one to today's, and files that are none of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path

import msgspec
import pytest

from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.price_list import PriceList, PriceStep
from pilotwire.station.prices import PriceSlot
from pilotwire.station.records import Kept, Standing
from pilotwire.station.schedule_values import ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.sessions import Session, Stop, StopReason
from pilotwire.store.back_end import BackEndKept
from pilotwire.store.connections import connect, make_durable
from pilotwire.store.errors import StoreError
from pilotwire.store.migrations import APPLICATION_ID, STEPS, migrate, version_of
from pilotwire.store.reader import Calendar, EnergyBucket, Reader, SessionMonth
from pilotwire.store.store import Store

from . import station_records as some

TEXTS = {number: Path(__file__).with_name(f"version_{number}.sql") for number in range(1, len(STEPS) + 1)}
"""A file of each version as text; made once and never changed."""

KEPT = Kept(
    settings={"hostname": "garage", "divert_enabled": True, "voltage": 230.5, "sample_interval": 60},
    factory_settings={"hostname": "made"},
    registers=Registers(10.5, 60.0, 123.456, 1.5, 2.5, 3.5, 4.5, 7, some.NOON.date(), imported=True),
    schedule=(
        ScheduleEvent(
            1,
            ChargeState.ACTIVE,
            some.NOON.time(),
            (Weekday.SUNDAY, Weekday.FRIDAY),
            ScheduleFeature.CURRENT,
            16,
            LimitType.SOC,
            80,
        ),
    ),
    standing=Standing(Wish(ChargeState.ACTIVE, 16, 20, auto_release=True), Limit(LimitType.ENERGY, 5000)),
    session=Session(
        2,
        some.NOON,
        energy_wh=10.5,
        charges=1,
        stops=(Stop(some.NOON, StopReason.CLAIM, "the sun"),),
        who="Ada",
        resumed=1,
    ),
    last_session_number=2,
)
PRICES = PriceList(
    "GBP",
    (PriceSlot(some.NOON, some.NOON + timedelta(hours=1), 0.085, 120.0),),
    (PriceStep(time(0, 30), 0.285),),
)
COST = {"cost": 1.25, "currency": "GBP", "co2_g": 900.5, "solar_wh": 7.0}
KEPT_SINCE = {
    1: KEPT,
    2: msgspec.structs.replace(KEPT, prices=PRICES, session=msgspec.structs.replace(KEPT.session, **COST)),  # type: ignore[type-var]
}
"""What is in the text of each version, as today's values."""
MONTHS_SINCE = {1: [], 2: [SessionMonth("2025-12", "Ada", 1, 1000.0, 1800.0, 1, "GBP", 0.25, 100.0, 500.0)]}
"""What is in ``session_months`` beyond what there is since version 1."""
DECIDED_SINCE = {1: [], 2: [], 3: ["third"], 4: ["third"]}
"""Decisions in the log."""
for _later in (3, 4):
    KEPT_SINCE[_later], MONTHS_SINCE[_later] = KEPT_SINCE[2], MONTHS_SINCE[2]
SAID = BackEndKept({"transaction": '{"number":7}'}, ((41, '[2,"a","StopTransaction",{}]'),), 44)
SAID_SINCE = {1: BackEndKept(), 2: BackEndKept(), 3: BackEndKept(), 4: SAID}
"""The conversation with a back end that speaks OCPP 1.6."""


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir()
    with closing(connect(path)) as opened:
        make_durable(opened)
        yield opened


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


def fill(connection: sqlite3.Connection, version: int) -> None:
    connection.executescript(TEXTS[version].read_text(encoding="utf-8"))


def test_a_new_file_has_the_newest_version_and_can_shrink(store: Store) -> None:
    assert version_of(store._connection) == len(STEPS)
    assert store._connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert store._connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize("version", range(len(STEPS)))
def test_every_earlier_version_without_content_becomes_what_a_new_file_is(
    connection: sqlite3.Connection, path: Path, version: int
) -> None:
    migrate(connection, STEPS[:version])
    connection.close()
    with Store.open(path) as store, Store.open(path.with_name("new") / "new.sqlite3") as new:
        assert tables(store._connection) == tables(new._connection)
        assert store.load() == Kept()


@pytest.mark.parametrize("version", TEXTS)
def test_a_file_of_an_earlier_version_keeps_everything(
    connection: sqlite3.Connection, path: Path, version: int
) -> None:
    fill(connection, version)
    connection.close()
    with Store.open(path) as store, Reader(path) as reader:
        assert (store.report, store.load()) == ("", KEPT_SINCE[version])
        assert [entry.entry.text for entry in reader.log()] == [*DECIDED_SINCE[version], "second", "first"]
        told = [entry.entry.explanation for entry in reader.log() if entry.entry.explanation is not None]
        assert told == [some.EXPLANATION] * len(DECIDED_SINCE[version])
        assert reader.log_blocks() == (0, 0)
        assert [session.number for session in reader.sessions()] == [2, 1]
        months = [month for month in reader.session_months() if month.month == "2025-12"]
        assert months == [SessionMonth("2025-12", "Ada", 3, 3000.0, 5400.0, 3), *MONTHS_SINCE[version]]
        assert [sample.interval_s for sample in reader.samples(0, 2**40)] == [86_400, 3600, 60]
        assert reader.energy_buckets(Calendar.DAY) == [EnergyBucket(some.NOON.date(), 1500.0, 400, 200)]
        assert [certificate.key for certificate in reader.certificates()] == [None, "KEY"]
        assert reader.back_end("1.6") == SAID_SINCE[version]


@pytest.mark.parametrize("version", TEXTS)
def test_the_text_of_a_version_has_the_tables_that_its_steps_make(
    connection: sqlite3.Connection, tmp_path: Path, version: int
) -> None:
    fill(connection, version)
    with closing(connect(tmp_path / "stepped.sqlite3")) as stepped:
        migrate(stepped, STEPS[:version])
        assert tables(connection) == tables(stepped)
        assert version_of(connection) == version_of(stepped) == version


def test_a_step_that_fails_leaves_the_version_before_it(connection: sqlite3.Connection) -> None:
    def fails_halfway(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (way TEXT)")
        connection.execute("CREATE TABLE half (way TEXT)")

    migrate(connection)
    before = tables(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [*STEPS, fails_halfway])
    assert (tables(connection), version_of(connection)) == (before, len(STEPS))


def test_a_later_step_is_taken_once(connection: sqlite3.Connection) -> None:
    def adds(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE added (name TEXT)")

    for _ in range(2):
        migrate(connection, [*STEPS, adds])
    assert version_of(connection) == len(STEPS) + 1


def test_a_newer_file_is_refused_and_left_as_it_is(store: Store) -> None:
    store.commit([some.registers(5.0)])
    store._connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    store.close()
    before = store.path.read_bytes(), store.path.stat().st_mtime_ns
    with pytest.raises(StoreError, match="newer Pilotwire"):
        Store.open(store.path)
    assert (store.path.read_bytes(), store.path.stat().st_mtime_ns) == before
    assert sorted(entry.suffix for entry in store.path.parent.iterdir()) == [".lock", ".sqlite3"]


def test_another_programs_file_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before
