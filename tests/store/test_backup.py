"""Copies of the store."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from pilotwire.station.price_list import PriceList
from pilotwire.station.prices import PriceSlot
from pilotwire.station.records import PricesRecord, SettingsRecord
from pilotwire.store.errors import StoreError
from pilotwire.store.reader import Reader
from pilotwire.store.store import Store

from . import station_records as some


def test_a_backup_is_one_file_with_everything_in_it(store: Store, tmp_path: Path) -> None:
    prices = PricesRecord(PriceList("GBP", (PriceSlot(some.NOON, some.NOON + timedelta(hours=1), 0.085, 120.0),)))
    store.commit([SettingsRecord({"hostname": "garage"}), some.registers(5.0), some.session(1), prices])
    target = tmp_path / "backups" / "store.sqlite3"
    target.parent.mkdir()
    store.backup(target)
    assert [file.name for file in target.parent.iterdir()] == [target.name]
    assert target.stat().st_mode & 0o077 == 0
    before = store.load()
    assert before.prices == prices.prices
    store.commit([some.registers(6.0)])
    with Store.open(target) as copy:
        assert copy.load() == before


def test_a_backup_replaces_an_older_one(store: Store, tmp_path: Path) -> None:
    for total_kwh in (1.0, 2.0):
        store.commit([some.registers(total_kwh)])
        store.backup(tmp_path / "copy")
    with Store.open(tmp_path / "copy") as copy:
        assert copy.load().registers.total_kwh == 2.0


def test_a_backup_made_while_the_station_writes_is_a_state_between_two_commits(store: Store, tmp_path: Path) -> None:
    done = threading.Event()

    def writes() -> None:
        number = 0
        while not done.is_set():
            number += 1
            store.commit([some.registers(float(number)), some.session(number), some.entry(number, "x" * 1000)])

    thread = threading.Thread(target=writes)
    thread.start()
    targets = [tmp_path / f"copy-{number}" for number in range(10)]
    for target in targets:
        store.backup(target)
    done.set()
    thread.join()
    for target in targets:
        with Store.open(target) as copy, Reader(target) as reader:
            assert copy.report == ""
            total_kwh = copy.load().registers.total_kwh
            assert total_kwh == copy.load().last_session_number == len(reader.log(limit=10**6))


def test_a_backup_that_cannot_be_written_is_an_error_with_a_message(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        store.backup(tmp_path / "nowhere" / "copy")
