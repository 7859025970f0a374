"""Versions of the file: every way from an older one to today's, and files that are none of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Kept, Standing
from pilotwire.station.schedule_values import ScheduleEvent, ScheduleFeature, Weekday
from pilotwire.station.sessions import Session, Stop, StopReason
from pilotwire.store.connections import connect, make_durable
from pilotwire.store.errors import StoreError
from pilotwire.store.migrations import APPLICATION_ID, STEPS, migrate, version_of
from pilotwire.store.reader import Calendar, EnergyBucket, Reader, SessionMonth
from pilotwire.store.store import Store

from . import station_records as some

VERSION_1 = Path(__file__).with_name("version_1.sql")
"""A file of version 1 as text; made once and never changed."""

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


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir()
    with closing(connect(path)) as opened:
        make_durable(opened)
        yield opened


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


def fill_version_1(connection: sqlite3.Connection) -> None:
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))


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


def test_a_file_of_version_1_keeps_everything(connection: sqlite3.Connection, path: Path) -> None:
    fill_version_1(connection)
    connection.close()
    with Store.open(path) as store, Reader(path) as reader:
        assert (store.report, store.load()) == ("", KEPT)
        assert [entry.entry.text for entry in reader.log()] == ["second", "first"]
        assert reader.log_blocks() == (0, 0)
        assert [session.number for session in reader.sessions()] == [2, 1]
        assert reader.session_months()[0] == SessionMonth("2025-12", "Ada", 3, 3000.0, 5400.0, 3)
        assert [sample.interval_s for sample in reader.samples(0, 2**40)] == [86_400, 3600, 60]
        assert reader.energy_buckets(Calendar.DAY) == [EnergyBucket(some.NOON.date(), 1500.0, 400, 200)]
        assert [certificate.key for certificate in reader.certificates()] == [None, "KEY"]


def test_the_text_of_version_1_has_the_tables_that_step_1_makes(connection: sqlite3.Connection, tmp_path: Path) -> None:
    fill_version_1(connection)
    with closing(connect(tmp_path / "stepped.sqlite3")) as stepped:
        migrate(stepped, STEPS[:1])
        assert tables(connection) == tables(stepped)
        assert version_of(connection) == version_of(stepped) == 1


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
