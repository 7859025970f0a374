"""What waits: nothing is lost that the bounds allow, in memory and on disk."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from emoncms_bench import sample, server_at, times
from hypothesis import given
from hypothesis import strategies as st
from whole_host import NOON_S

from pilotwire.services.emoncms.buffer import Buffer
from pilotwire.services.emoncms.journal import Journal, journal_of, remove_outdated
from pilotwire.services.emoncms.samples import Sample

SOME = st.lists(st.integers(0, 5000), unique=True, max_size=200).map(sorted)


def of(at_s: int, values: int = 1) -> Sample:
    return Sample.of(at_s, {f"v{number}": number for number in range(values)})


def when(samples: tuple[Sample, ...] | list[Sample]) -> list[int]:
    return [one.at_s for one in samples if one.at_s is not None]


@given(SOME)
def test_what_fits_is_all_kept_in_order(seconds: list[int]) -> None:
    buffer = Buffer(max_samples=200)
    buffer.add(of(at_s) for at_s in seconds)
    assert when(buffer.samples) == seconds
    assert buffer.spacing_s == 1


@given(st.integers(1, 60), st.integers(11, 600), st.integers(10, 60))
def test_what_does_not_fit_is_thinned_evenly_and_reaches_back_to_the_beginning(
    every_s: int, count: int, most: int
) -> None:
    buffer = Buffer(max_samples=most)
    taken = range(NOON_S, NOON_S + count * every_s, every_s)
    buffer.add(of(at_s) for at_s in taken)
    kept = when(buffer.samples)
    assert len(kept) == min(count, len(kept), most)
    assert kept[0] - taken[0] < buffer.spacing_s
    assert taken[-1] - kept[-1] < 2 * max(buffer.spacing_s, every_s)
    gaps = [later - earlier for earlier, later in pairwise(kept)]
    assert all(gap < 2 * max(buffer.spacing_s, every_s) for gap in gaps)
    # Of every stretch of time that anything was measured in, there is one.
    assert {at_s // buffer.spacing_s for at_s in kept} == {at_s // buffer.spacing_s for at_s in taken}


def test_a_snapshot_stays_rather_than_a_sample_of_divert() -> None:
    buffer = Buffer(max_samples=4)
    buffer.add(of(NOON_S + second, 20 if second % 8 == 4 else 2) for second in range(64))
    assert all(len(bytes(one.values)) > 100 for one in buffer.samples)


@given(SOME, st.integers(0, 200), SOME)
def test_what_has_arrived_goes_and_the_rest_waits_on(seconds: list[int], count: int, more: list[int]) -> None:
    buffer = Buffer(max_samples=10_000)
    buffer.add(of(at_s) for at_s in seconds)
    sent = buffer.first(count)
    buffer.add(of(at_s + 10_000) for at_s in more)
    buffer.taken(sent)
    assert when(buffer.samples) == [*seconds[count:], *(at_s + 10_000 for at_s in more)]


def test_what_was_added_to_while_it_was_sent_is_sent_again() -> None:
    buffer = Buffer()
    buffer.add([Sample.of(NOON_S, {"a": 1})])
    sent = buffer.first(1)
    buffer.add([Sample.of(NOON_S, {"b": 2})])
    buffer.taken(sent)
    assert [bytes(one.values) for one in buffer.samples] == [b'{"a":1,"b":2}']


def test_what_is_too_old_or_has_no_time_does_not_wait() -> None:
    buffer = Buffer(max_age_s=100)
    buffer.add([Sample.of(None, {"a": 1}), of(NOON_S), of(NOON_S + 50)])
    buffer.expire(NOON_S + 120)
    assert when(buffer.samples) == [NOON_S + 50]


# -- on disk -----------------------------------------------------------------------------------------------------------


@given(steps=st.lists(st.lists(st.integers(0, 30), unique=True), max_size=12))
def test_a_journal_brings_back_what_was_kept_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[int]]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "e.jsonl"
    journal = Journal(path)
    samples = {number: sample(number) for number in range(31)}
    kept: list[int] = []
    for kept in steps:
        journal.keep([samples[number] for number in kept])
    assert sorted(when(Journal(path).read())) == [times(range(31))[number] for number in sorted(kept)]
    assert path.exists() == bool(kept)


def test_a_line_that_was_cut_off_costs_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    Journal(path).keep([sample(number) for number in range(5)])
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    journal = Journal(path)
    assert when(journal.read()) == times(range(4))
    journal.keep([*journal.read(), sample(7)])
    assert when(Journal(path).read()) == [*times(range(4)), *times(range(7, 8))]


def test_nonsense_in_a_journal_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    path.write_bytes(b'nonsense\n[1]\n["x",{}]\n[5,{"a":"b"}]\n\xff\xfe\n[%d,{"a":2}]\n' % NOON_S)
    assert when(Journal(path).read()) == [NOON_S]


def test_a_journal_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    journal = Journal(path)
    for number in range(800):
        journal.keep([sample(number), sample(number + 1)])
    assert len(path.read_bytes().splitlines()) < 700
    assert when(Journal(path).read()) == times(range(799, 801))


def test_others_can_not_read_it_and_every_server_has_its_own(tmp_path: Path) -> None:
    journal_of(server_at(80), tmp_path).keep([sample(1)])
    journal_of(server_at(81), tmp_path).keep([sample(2)])
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert when(journal_of(server_at(80, key="another"), tmp_path).read()) == times(range(1, 2))


def test_what_nobody_has_asked_for_in_a_month_is_removed(tmp_path: Path) -> None:
    for number in (1, 2):
        Journal(tmp_path / f"{number}.jsonl").keep([sample(number)])
    os.utime(tmp_path / "1.jsonl", (NOON_S - 10, NOON_S - 10))
    remove_outdated(tmp_path, NOON_S)
    remove_outdated(tmp_path / "nowhere", NOON_S)
    assert [path.name for path in tmp_path.iterdir()] == ["2.jsonl"]
