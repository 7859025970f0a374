"""Bringing a copy back: what people decided is the copy's, and what was measured never goes back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pilotwire.station.records import RegistersRecord, ScheduleRecord, SettingsRecord
from pilotwire.store import bringing_back
from pilotwire.store.bringing_back import restore
from pilotwire.store.certificates import Certificate, CertificateType
from pilotwire.store.errors import StoreError
from pilotwire.store.migrations import STEPS, migrate
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

CERTIFICATE = Certificate(id="1f", type=CertificateType.ROOT, name="home", certificate="PEM", key=None, fingerprint="")


def test_a_backup_is_brought_back_and_the_old_file_kept(store: Store, tmp_path: Path) -> None:
    store.commit([some.registers(5.0)])
    store.backup(tmp_path / "copy")
    store.commit([some.registers(6.0)])
    store.close()
    restore(tmp_path / "copy", store.path, same_station=False)
    with Store.open(store.path) as again:
        assert again.load().registers.total_kwh == 5.0
    with Store.open(store.path.with_name(f"{FILE_NAME}.replaced")) as replaced:
        assert replaced.load().registers.total_kwh == 6.0


def test_a_backup_is_not_mixed_with_the_log_of_a_station_that_crashed(store: Store, tmp_path: Path) -> None:
    store.commit([some.registers(5.0)])
    store.backup(tmp_path / "copy")
    store.commit([some.registers(6.0)])
    crashed = tmp_path / "crashed" / FILE_NAME
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):
        crashed.with_name(FILE_NAME + suffix).write_bytes(store.path.with_name(FILE_NAME + suffix).read_bytes())
    restore(tmp_path / "copy", crashed, same_station=False)
    with Store.open(crashed) as again:
        assert (again.report, again.load().registers.total_kwh) == ("", 5.0)


def test_a_backup_can_be_brought_to_a_new_machine(store: Store, tmp_path: Path) -> None:
    store.commit([some.registers(5.0)])
    store.backup(tmp_path / "copy")
    new = tmp_path / "new" / FILE_NAME
    restore(tmp_path / "copy", new, same_station=False)
    with Store.open(new) as again:
        again.commit([RegistersRecord(again.load().registers)])
        assert again.load().registers.total_kwh == 5.0


def test_nothing_is_brought_back_while_the_station_runs(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy")
    with pytest.raises(StoreError, match="another station"):
        restore(tmp_path / "copy", store.path, same_station=True)


@pytest.mark.parametrize("content", [b"", b"something else " * 1000])
def test_what_is_no_backup_is_refused_and_nothing_changes(store: Store, tmp_path: Path, content: bytes) -> None:
    store.commit([some.registers(5.0)])
    store.close()
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(StoreError, match="not a sound backup"):
        restore(tmp_path / "copy", store.path, same_station=True)
    with pytest.raises(StoreError, match="missing"):
        restore(tmp_path / "missing", store.path, same_station=True)
    with Store.open(store.path) as again:
        assert again.load().registers.total_kwh == 5.0


def test_a_backup_of_a_newer_version_is_refused(store: Store, tmp_path: Path) -> None:
    store._connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    store.backup(tmp_path / "copy")
    store.close()
    with pytest.raises(StoreError, match="newer"):
        restore(tmp_path / "copy", store.path, same_station=True)


def test_the_same_station_has_its_old_settings_and_what_it_measured_since(store: Store, tmp_path: Path) -> None:
    store.commit([SettingsRecord({"hostname": "before"}), some.registers(5.0), some.session(1)])
    store.put_certificate(CERTIFICATE)
    store.backup(tmp_path / "copy")
    store.commit([SettingsRecord({"hostname": "after"}), some.registers(6.0), some.session(2), some.entry(1, "since")])
    store.delete_certificate(CERTIFICATE.id)
    store.close()
    for _ in range(2):  # twice is once
        restore(tmp_path / "copy", store.path, same_station=True)
        with Store.open(store.path) as again, Reader(store.path) as reader:
            assert again.load().settings == {"hostname": "before"}
            assert again.load().registers.total_kwh == 6.0
            assert [session.number for session in reader.sessions()] == [2, 1]
            assert [logged.entry.text for logged in reader.log()] == ["since"]
            assert [kept.id for kept in reader.certificates()] == [CERTIFICATE.id]


def test_a_station_that_forgot_everything_has_its_history_again(store: Store, tmp_path: Path) -> None:
    store.commit([SettingsRecord({"hostname": "before"}), some.registers(5.0), some.session(1)])
    store.backup(tmp_path / "copy")
    store.close()
    store.path.unlink()
    with Store.open(store.path) as fresh:
        fresh.commit([some.registers(0.5)])
    restore(tmp_path / "copy", store.path, same_station=True)
    with Store.open(store.path) as again, Reader(store.path) as reader:
        assert again.load().settings == {"hostname": "before"}
        assert again.load().registers.total_kwh == 5.0
        assert [session.number for session in reader.sessions()] == [1]


def test_what_waits_for_a_back_end_is_never_sent_again(store: Store, tmp_path: Path) -> None:
    store._connection.execute("INSERT INTO back_end_queue VALUES ('1.6', 1, 'delivered since')")
    store.commit([some.registers(5.0)])
    store.backup(tmp_path / "copy")
    for total_kwh in (5.0, 6.0):
        store._connection.execute("DELETE FROM back_end_queue")
        store._connection.execute("INSERT INTO back_end_queue VALUES ('1.6', 2, 'waits')")
        store.commit([some.registers(total_kwh)])
        target = tmp_path / "merged"
        bringing_back.merge(tmp_path / "copy", store.path, target)
        with Store.open(target) as merged:
            queue = merged._connection.execute("SELECT message FROM back_end_queue").fetchall()
            assert queue == [("waits",)]
        target.unlink()


def test_a_station_that_lost_its_store_gets_the_whole_copy(store: Store, tmp_path: Path) -> None:
    store.commit([ScheduleRecord(()), some.registers(5.0)])
    store.backup(tmp_path / "copy")
    store.close()
    store.path.write_bytes(b"what a failing card leaves" * 500)
    restore(tmp_path / "copy", store.path, same_station=True)
    with Store.open(store.path) as again:
        assert (again.report, again.load().registers.total_kwh) == ("", 5.0)


def test_the_state_of_a_station_that_crashed_counts(store: Store, tmp_path: Path) -> None:
    store.commit([some.registers(5.0)])
    store.backup(tmp_path / "copy")
    store.commit([some.registers(6.0)])
    crashed = tmp_path / "crashed" / FILE_NAME
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):
        crashed.with_name(FILE_NAME + suffix).write_bytes(store.path.with_name(FILE_NAME + suffix).read_bytes())
    restore(tmp_path / "copy", crashed, same_station=True)
    with Store.open(crashed) as again:
        assert (again.report, again.load().registers.total_kwh) == ("", 6.0)


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_a_copy_of_an_older_version_is_brought_up_to_date(store: Store, tmp_path: Path, version: int) -> None:
    with sqlite3.connect(tmp_path / "copy", isolation_level=None) as connection:
        migrate(connection, STEPS[:version])
        connection.execute("INSERT INTO settings VALUES (0, 'hostname', '\"old\"')")
    connection.close()
    store.commit([some.registers(6.0)])
    store.close()
    restore(tmp_path / "copy", store.path, same_station=True)
    with Store.open(store.path) as again:
        assert (again.load().settings, again.load().registers.total_kwh) == ({"hostname": "old"}, 6.0)
