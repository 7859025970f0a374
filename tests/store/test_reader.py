"""Reading history while the station writes it."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.station.claims import ChargeState
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.records import LogRecord, SampleRecord
from pilotwire.store.errors import StoreError
from pilotwire.store.log_blocks import line_bytes
from pilotwire.store.reader import Reader
from pilotwire.store.store import Store

from . import station_records as some


def test_a_fresh_store_has_no_history(reader: Reader) -> None:
    assert (reader.log(), reader.sessions(), reader.session_months(), reader.samples(0, 2**40)) == ([], [], [], [])
    assert (reader.session(1), reader.certificates()) == (None, [])


def test_there_is_nothing_to_read_before_a_store_was_opened(path: Path) -> None:
    with pytest.raises(StoreError, match="--data-dir"):
        Reader(path)
    assert not path.exists()


def test_a_reader_cannot_write(reader: Reader) -> None:
    with pytest.raises(StoreError):
        reader._select("DELETE FROM log RETURNING id")


def test_what_was_committed_can_be_read_at_once(store: Store, reader: Reader) -> None:
    for number in range(1, 6):
        store.commit([some.session(number), some.entry(number), some.sample(number * 60)])
        assert reader.sessions()[0].number == number
        assert len(reader.log()) == len(reader.samples(0, 2**40)) == number


def test_a_reader_in_the_middle_of_something_holds_nobody_up(store: Store, reader: Reader) -> None:
    store.commit([some.session(1)])
    reader._connection.execute("BEGIN")
    assert len(reader.sessions()) == 1
    store.commit([some.session(2), some.registers(7.0)])
    assert len(reader.sessions()) == 1
    reader._connection.execute("COMMIT")
    assert len(reader.sessions()) == 2


def test_many_threads_read_while_one_writes(store: Store, reader: Reader) -> None:
    done = threading.Event()
    found: list[int] = []

    def reads() -> None:
        while not done.is_set():
            found.append(len(reader.log(limit=1000)) - len(reader.sessions(limit=1000)))

    threads = [threading.Thread(target=reads) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 101):
        store.commit([some.session(number), some.entry(number)])
    done.set()
    for thread in threads:
        thread.join()
    assert found
    assert max(found) <= 0
    assert len(reader.log(limit=1000)) == 100


# -- event log -----------------------------------------------------------------------------------------------------


def test_the_log_is_paged_from_the_newest(store: Store, reader: Reader) -> None:
    store.commit([some.entry(number, str(number)) for number in range(10)])
    first = reader.log(limit=4)
    second = reader.log(before_id=first[-1].id, limit=4)
    rest = reader.log(before_id=second[-1].id)
    assert [logged.entry.text for logged in (*first, *second, *rest)] == [str(number) for number in range(9, -1, -1)]
    assert reader.log(limit=-1) == []
    assert len(reader.log(before_id=10**30)) == 10


def test_a_fresh_unit_has_block_0_and_it_is_empty(reader: Reader) -> None:
    assert reader.log_blocks() == (0, 0)
    assert reader.log_block(0) == []
    assert reader.log_block(1) is None
    assert reader.log_block(-1) is None


def test_the_first_entries_are_in_block_0(store: Store, reader: Reader) -> None:
    records = [some.entry(number) for number in range(5)]
    store.commit(records)
    assert reader.log_blocks() == (0, 0)
    assert reader.log_block(0) == [record.entry for record in records]


def test_decisions_are_in_the_log_but_in_no_block(store: Store, reader: Reader) -> None:
    ordinary = [some.entry(number) for number in range(0, 60, 2)]
    decisions = [some.decided(number) for number in range(1, 60, 2)]
    store.commit([record for pair in zip(ordinary, decisions, strict=True) for record in pair])
    assert len(reader.log(limit=1000)) == 60
    oldest, newest = reader.log_blocks()
    blocks = [entry for number in range(oldest, newest + 1) for entry in reader.log_block(number) or ()]
    assert blocks == [record.entry for record in ordinary]


def test_decisions_do_not_change_where_blocks_end(tmp_path: Path) -> None:
    found = []
    for name, extra in (("without", []), ("with", [some.decided(1)] * 20)):
        with Store.open(tmp_path / name / "a.sqlite3") as store, Reader(store.path) as reader:
            for number in range(30):
                store.commit([some.entry(number), *extra])
            found.append([reader.log_block(number) for number in range(*reader.log_blocks())])
    assert found[0] == found[1]


def test_what_was_decided_at_an_instant_is_found(store: Store, reader: Reader) -> None:
    assert reader.decisions_around(some.NOON) == (None, None)
    first, second = some.decided(10, "first").entry, some.decided(20, "second").entry
    store.commit([some.entry(5), some.decided(10, "first"), some.entry(15), some.decided(20, "second")])
    at = [some.NOON + timedelta(seconds=seconds) for seconds in (9, 10, 19, 20, 90)]
    assert [reader.decisions_around(instant) for instant in at] == [
        (None, first),
        (first, second),
        (first, second),
        (second, None),
        (second, None),
    ]


def test_a_line_is_as_long_as_the_gateways() -> None:
    entry = LogEntry(
        at=some.NOON + timedelta(microseconds=5),
        kind=LogKind.WARNING,
        target=ChargeState.DISABLED,
        state_code=254,
        flags=VolatileFlag(1280),
        pilot_a=32,
        session_wh=72.367808671234,
        session_elapsed_s=74.9,
        temperature_dc=410,
        temperature_max_dc=415,
        divert_active=True,
        shaper_active=False,
        text="in words",
    )
    line = (
        '{"t":"2026-07-06T12:00:00Z","ty":2,"ms":"disabled","es":254,"ef":1280,"p":32,"e":72.36780867,"el":74,'
        '"tp":41,"tm":41.5,"dm":1,"sh":0}\r\n'
    )
    assert line_bytes(entry) == len(line)


def test_a_block_ends_with_the_line_that_makes_it_longer_than_1024_bytes(store: Store, reader: Reader) -> None:
    record = some.entry()
    lines_of_a_block = 1024 // line_bytes(record.entry) + 1
    for number in range(lines_of_a_block + 1):
        assert reader.log_blocks() == (0, 0)
        store.commit([some.entry(number)])
    assert reader.log_blocks() == (0, 1)
    blocks = [reader.log_block(number) or [] for number in (0, 1)]
    assert [len(block) for block in blocks] == [lines_of_a_block, 1]


def test_ten_blocks_are_visible_and_their_numbers_grow_for_ever(store: Store, reader: Reader) -> None:
    entries = [some.entry(number, flags=number).entry for number in range(400)]
    store.commit([LogRecord(entry) for entry in entries])
    oldest, newest = reader.log_blocks()
    assert newest - oldest == 9
    assert oldest > 10
    assert reader.log_block(oldest - 1) is None
    assert reader.log_block(newest + 1) is None
    visible = [entry for number in range(oldest, newest + 1) for entry in reader.log_block(number) or []]
    assert visible == entries[-len(visible) :]
    for number in range(oldest, newest):
        lengths = [line_bytes(entry) for entry in reader.log_block(number) or []]
        assert sum(lengths[:-1]) <= 1024 < sum(lengths)


def test_the_shortest_lines_do_not_overflow_a_block_either(store: Store, reader: Reader) -> None:
    shortest = msgspec.structs.replace(some.entry(flags=0).entry, state_code=1, pilot_a=6)
    store.commit([LogRecord(shortest)] * 300)
    oldest, newest = reader.log_blocks()
    lengths = {number: len(reader.log_block(number) or []) for number in range(oldest, newest)}
    assert set(lengths.values()) == {1024 // line_bytes(shortest) + 1}


# -- sessions and samples ------------------------------------------------------------------------------------------


def test_sessions_are_found_by_time_and_paged_from_the_newest(store: Store, reader: Reader) -> None:
    store.commit([some.session(number, some.NOON + timedelta(days=number)) for number in range(1, 11)])
    third, seventh = some.NOON + timedelta(days=3), some.NOON + timedelta(days=7)
    assert [session.number for session in reader.sessions(since=third, until=seventh)] == [6, 5, 4, 3]
    assert [session.number for session in reader.sessions(limit=2)] == [10, 9]
    assert [session.number for session in reader.sessions(limit=2, before_number=9)] == [8, 7]
    assert reader.sessions(limit=-5) == []
    assert reader.session(7) == some.session(7, seventh).session
    assert reader.session(11) is None
    assert reader.session(10**30) is None


def test_samples_are_the_newest_of_the_time_asked_for_oldest_first(store: Store, reader: Reader) -> None:
    store.commit([some.sample(minute * 60, temperature_dc=minute) for minute in range(100)])
    assert [sample.epoch_s for sample in reader.samples(600, 1200)] == list(range(600, 1200, 60))
    assert [sample.epoch_s for sample in reader.samples(0, 6000, limit=3)] == [5820, 5880, 5940]
    assert reader.samples(0, 10**30, limit=-1) == []
    assert len(reader.samples(-(10**30), 10**30)) == 100


def test_a_sample_comes_back_as_it_was(store: Store, reader: Reader) -> None:
    sample = msgspec.structs.replace(
        some.sample(some.NOON_S, 7000.0).sample, solar_w=1, grid_w=-2, live_power_w=3, vehicle_soc_pct=4, interval_s=300
    )
    store.commit([SampleRecord(sample)])
    assert reader.samples(some.NOON_S, some.NOON_S + 1) == [sample]


def test_a_row_that_makes_no_sense_is_left_out_and_the_others_are_there(store: Store, reader: Reader) -> None:
    store.commit([*(some.session(number) for number in (1, 2, 3)), *(some.entry(number) for number in (1, 2, 3))])
    store._connection.execute("UPDATE sessions SET stops = '[7]' WHERE number = 1")
    store._connection.execute("UPDATE sessions SET started_us = 9000000000000000000 WHERE number = 2")
    store._connection.execute("UPDATE log SET kind = 'weather' WHERE id < 3")
    assert reader.sessions() == [some.session(3).session]
    assert [reader.session(number) for number in (1, 2)] == [None, None]
    assert [logged.entry for logged in reader.log()] == reader.log_block(0) == [some.entry(3).entry]
    file = io.StringIO()
    reader.write_sessions_csv(file)
    assert len(file.getvalue().splitlines()) == 2


def test_a_closed_reader_is_an_error_with_a_message(reader: Reader) -> None:
    reader.close()
    with pytest.raises(StoreError, match="closed"):
        reader.log()
