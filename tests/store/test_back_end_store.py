"""What is kept of the conversation with a charging back end."""

from __future__ import annotations

from pilotwire.station.records import BackEndRecord, ResetRecord
from pilotwire.store.back_end import BackEndKept
from pilotwire.store.reader import Reader
from pilotwire.store.store import Store


def said(store: Store, dialect: str = "1.6") -> BackEndKept:
    with Reader(store.path) as reader:
        return reader.back_end(dialect)


def test_nothing_was_ever_kept(store: Store) -> None:
    assert said(store) == BackEndKept()


def test_documents_and_messages_come_back_in_order(store: Store) -> None:
    store.commit([BackEndRecord(dialect="1.6", documents={"a": "1", "b": "[2]"}, queued={10: "x", 9: "y", 2: "z"})])
    assert said(store) == BackEndKept({"a": "1", "b": "[2]"}, ((2, "z"), (9, "y"), (10, "x")), 10)


def test_documents_are_replaced_and_forgotten_by_name(store: Store) -> None:
    store.commit([BackEndRecord(dialect="1.6", documents={"a": "1", "b": "2"})])
    store.commit([BackEndRecord(dialect="1.6", documents={"a": None, "b": "3"})])
    assert said(store).documents == {"b": "3"}


def test_a_number_is_never_given_twice_even_when_nothing_waits_any_more(store: Store) -> None:
    store.commit([BackEndRecord(dialect="1.6", queued={1: "x", 2: "y"})])
    store.commit([BackEndRecord(dialect="1.6", delivered=(1, 2))])
    assert said(store) == BackEndKept({}, (), 2)
    # Made and delivered before anything was written.
    store.commit([BackEndRecord(dialect="1.6", delivered=(5,))])
    assert said(store).last_number == 5


def test_protocols_do_not_see_each_other(store: Store) -> None:
    store.commit([BackEndRecord(dialect="1.6", documents={"a": "1"}, queued={1: "x"})])
    store.commit([BackEndRecord(dialect="2.0.1", delivered=(1,), documents={"a": None})])
    assert said(store) == BackEndKept({"a": "1"}, ((1, "x"),), 1)


def test_a_factory_reset_forgets_it(store: Store) -> None:
    store.commit([BackEndRecord(dialect="1.6", documents={"a": "1"}, queued={1: "x"})])
    store.commit([ResetRecord()])
    assert said(store) == BackEndKept()
