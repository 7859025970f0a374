"""Damaged files: kept aside, reported, and as much saved from them as can be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.energy import Registers
from pilotwire.station.records import Kept, SettingsRecord
from pilotwire.store import salvage
from pilotwire.store.errors import StoreError
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

PAGE_BYTES = 4096
KEPT = Kept(
    settings={"hostname": "garage"},
    factory_settings={"hostname": "made"},
    registers=Registers(total_kwh=1234.5),
    last_session_number=40,
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a closed store with some history."""
    path = tmp_path_factory.mktemp("data") / FILE_NAME
    with Store.open(path) as store:
        store.commit(
            [
                SettingsRecord(KEPT.settings),
                SettingsRecord(KEPT.factory_settings, factory=True),
                some.registers(1234.5),
                *(some.session(number) for number in range(1, 41)),
                *(some.entry(number, "x" * 500) for number in range(200)),
                *(some.sample(number * 60) for number in range(500)),
            ]
        )
    return path.read_bytes()


@pytest.fixture
def filled(path: Path, history: bytes) -> Path:
    path.parent.mkdir()
    path.write_bytes(history)
    return path


def pages_of(path: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
        return [page for (page,) in connection.execute(query, (table,))]


def overwrite(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(content)


def test_a_damaged_page_of_the_log_costs_the_entries_on_it(filled: Path) -> None:
    pages = pages_of(filled, "log")
    overwrite(filled, pages[len(pages) // 2])
    damaged = filled.read_bytes()
    with Store.open(filled) as store, Reader(filled) as reader:
        assert store.load() == KEPT
        assert len(reader.samples(0, 2**40)) == 500
        texts = [logged.entry.at for logged in reader.log(limit=1000)]
        assert 180 < len(texts) < 200
        assert texts[0] == some.entry(199).entry.at
        assert texts[-1] == some.entry(0).entry.at
        assert "was damaged" in store.report
        assert f"It is kept as {FILE_NAME}.damaged-1" in store.report
        assert "parts may be missing of log." in store.report
        assert store.load() == KEPT
    assert filled.with_name(f"{FILE_NAME}.damaged-1").read_bytes() == damaged


def test_the_store_that_replaced_a_damaged_one_is_sound(filled: Path) -> None:
    overwrite(filled, pages_of(filled, "samples")[3])
    Store.open(filled).close()
    with Store.open(filled) as store:
        assert store.report == ""
        store.commit([some.registers(1235.0)])
        assert store._connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    assert sorted(file.name for file in filled.parent.iterdir()) == [
        FILE_NAME,
        f"{FILE_NAME}.damaged-1",
        f"{FILE_NAME}.lock",
    ]


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 500, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_of_which_nothing_can_be_read_is_kept_and_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with Store.open(path) as store:
        assert store.load() == Kept()
        assert "nothing could be saved" in store.report
    assert path.with_name(f"{FILE_NAME}.damaged-1").read_bytes() == content


def test_what_is_left_of_a_file_cut_short_is_saved(filled: Path) -> None:
    content = filled.read_bytes()
    filled.write_bytes(content[: len(content) * 3 // 4])
    with Store.open(filled) as store:
        assert store.load().settings == KEPT.settings
        assert store.load().registers == KEPT.registers


@given(data=st.data())
@settings(max_examples=40)
def test_no_damage_whatsoever_keeps_a_store_from_opening(
    tmp_path_factory: pytest.TempPathFactory, history: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("data") / FILE_NAME
    content = bytearray(history)
    for _ in range(data.draw(st.integers(1, 5))):
        # Not the mark that says whose file it is and of which version: who has another is told so.
        at = data.draw(st.integers(100, len(content) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=200))
        content[at : at + len(noise)] = noise
    path.write_bytes(content)
    with Store.open(path) as store, Reader(path) as reader:
        store.load()
        store.commit([some.registers(10.0**12), some.session(10**6), some.sample(2**34), some.entry()])
        assert store.load().registers.total_kwh == 10.0**12
        assert reader.log(limit=1)[0].entry == some.entry().entry


def test_a_file_whose_tables_have_changed_is_damaged(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes().replace(b"value TEXT NOT NULL", b"velue TEXT NOT NULL"))
    with Store.open(filled) as store:
        assert store.load() == KEPT
        assert "its tables have changed" in store.report


def test_a_table_that_somebody_added_is_no_damage(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
    with Store.open(filled) as store:
        assert (store.report, store.load()) == ("", KEPT)


def test_five_damaged_files_are_kept(filled: Path) -> None:
    for number in range(7):
        filled.write_bytes(b"%d" % number * 1000)
        Store.open(filled).close()
    kept = [filled.with_name(f"{FILE_NAME}.damaged-{number}").read_bytes()[:1] for number in range(1, 6)]
    assert kept == [b"0", b"1", b"2", b"3", b"6"]


def test_a_full_disk_while_saving_leaves_the_damaged_file_in_its_place(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(filled, pages_of(filled, "log")[1])
    damaged = filled.read_bytes()

    def small(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 15")

    monkeypatch.setattr(salvage, "make_durable", small)
    with pytest.raises(StoreError, match="free some space"):
        Store.open(filled)
    assert filled.read_bytes() == damaged
    monkeypatch.undo()
    with Store.open(filled) as store:
        assert store.load() == KEPT


def test_a_replacement_interrupted_at_its_last_step_is_completed(filled: Path) -> None:
    filled.rename(filled.with_name(f"{FILE_NAME}.fresh"))
    with Store.open(filled) as store:
        assert store.load() == KEPT


def test_what_is_left_of_an_interrupted_replacement_does_no_harm(filled: Path) -> None:
    filled.with_name(f"{FILE_NAME}.fresh").write_bytes(b"half a file")
    overwrite(filled, pages_of(filled, "log")[1])
    with Store.open(filled) as store:
        assert store.load() == KEPT
