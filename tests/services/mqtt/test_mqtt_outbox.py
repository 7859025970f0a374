"""What waits for the broker: the newest of every topic, in order, and not too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.mqtt.outbox import Outbox
from pilotwire.services.mqtt.publication import Kind, Publication


def taken(outbox: Outbox) -> list[Publication]:
    found = []
    while (publication := outbox.take()) is not None:
        found.append(publication)
    return found


PUBLICATIONS = st.lists(
    st.builds(Publication, st.sampled_from("abcdef"), st.text(max_size=3), kind=st.sampled_from([*Kind]))
)


@given(PUBLICATIONS)
def test_of_every_topic_the_newest_is_sent_and_every_reply(publications: list[Publication]) -> None:
    outbox = Outbox()
    outbox.put(publications)
    sent = taken(outbox)
    for kind in (Kind.VALUE, Kind.DOCUMENT):
        newest = {one.topic: one.payload for one in publications if one.kind is kind}
        assert {one.topic: one.payload for one in sent if one.kind is kind} == newest
    replies = [one for one in publications if one.kind is Kind.REPLY]
    assert [one for one in sent if one.kind is Kind.REPLY] == replies


@given(PUBLICATIONS, st.integers(1, 5))
def test_when_there_are_too_many_no_document_goes(publications: list[Publication], most: int) -> None:
    outbox = Outbox(most)
    outbox.put(publications)
    newest = {one.topic: one.payload for one in publications if one.kind is Kind.DOCUMENT}
    assert len(outbox) <= max(most, len(newest))
    assert {one.topic: one.payload for one in taken(outbox) if one.kind is Kind.DOCUMENT} == newest


def test_what_changes_often_keeps_its_place() -> None:
    outbox = Outbox()
    outbox.put([Publication("amp", "1"), Publication("state", "3"), Publication("amp", "2")])
    assert [(one.topic, one.payload) for one in taken(outbox)] == [("amp", "2"), ("state", "3")]


def test_the_value_and_the_document_called_limit_are_both_sent() -> None:
    outbox = Outbox()
    outbox.put([Publication("limit", "true"), Publication("limit", "{}", retain=True, kind=Kind.DOCUMENT)])
    assert [one.payload for one in taken(outbox)] == ["true", "{}"]
