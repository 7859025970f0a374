"""Charge limits as clients write them; every form recorded from the gateway (July 2026)."""

from __future__ import annotations

import json
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.limit_json import LimitError, limit_document, limit_type, parse_limit
from pilotwire.station.limit_values import Limit, LimitType, Preference


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('{"type":"energy","value":12000}', '{"type":"energy","value":12000,"auto_release":true}'),
        ('{"type":"time","value":60,"auto_release":false}', '{"type":"time","value":60,"auto_release":false}'),
        ('{"type":"soc","value":80}', '{"type":"soc","value":80,"auto_release":true}'),
        ('{"type":"range","value":200}', '{"type":"range","value":200,"auto_release":true}'),
        ('{"type":"energy","value":1.5}', '{"type":"energy","value":1,"auto_release":true}'),
        ('{"type":"energy","value":"500"}', '{"type":"energy","value":500,"auto_release":true}'),
        ('{"type":"e","value":10}', '{"type":"energy","value":10,"auto_release":true}'),
        ('{"type":"time","value":15,"auto_release":"no"}', '{"type":"time","value":15,"auto_release":true}'),
        ('{"type":"time","value":17,"x":1}', '{"type":"time","value":17,"auto_release":true}'),
        ('{"type":"time","value":17,"auto_release":0}', '{"type":"time","value":17,"auto_release":false}'),
        ('{"type":"time","value":17,"auto_release":null}', '{"type":"time","value":17,"auto_release":true}'),
        # The gateway ignores this name; clients use it.
        ('{"type":"time","value":16,"release":false}', '{"type":"time","value":16,"auto_release":false}'),
        ('{"type":"time","value":4294967295}', '{"type":"time","value":4294967295,"auto_release":true}'),
        # Ours.
        ('{"type":"cost","value":250}', '{"type":"cost","value":250,"auto_release":true}'),
        ('{"type":"soc","value":80,"ready_by":null,"prefer":null}', '{"type":"soc","value":80,"auto_release":true}'),
        ('{"type":"soc","value":80,"prefer":"greenest"}', '{"type":"soc","value":80,"auto_release":true}'),
        (
            '{"type":"soc","value":80,"ready_by":"07:00"}',
            '{"type":"soc","value":80,"auto_release":true,"ready_by":"07:00","prefer":"cheapest"}',
        ),
        (
            '{"type":"range","value":200,"ready_by":"23:59","prefer":"greenest"}',
            '{"type":"range","value":200,"auto_release":true,"ready_by":"23:59","prefer":"greenest"}',
        ),
    ],
)
def test_what_is_accepted(body: str, kept: str) -> None:
    assert limit_document(parse_limit(json.loads(body))) == json.loads(kept)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"type":"none","value":10}', "type"),
        ('{"type":"energy"}', "value"),
        ('{"value":100}', "type"),
        ('{"type":"energy","value":0}', "value"),
        ('{"type":"energy","value":0.9}', "value"),
        ('{"type":"energy","value":-5}', "value"),
        ('{"type":"energy","value":null}', "value"),
        ('{"type":"energy","value":true}', "value"),
        ('{"type":"energy","value":"much"}', "value"),
        ('{"type":"energy","value":[5]}', "value"),
        ('{"type":"Energy","value":11}', "type"),
        ('{"type":"bogus","value":12}', "type"),
        ('{"type":"","value":13}', "type"),
        ('{"type":1,"value":13}', "type"),
        ('{"type":"time","value":4294967296}', "value"),
        ('{"type":"time","value":1e400}', "value"),
        ('{"type":"soc","value":80,"ready_by":"7:00"}', "ready_by"),
        ('{"type":"soc","value":80,"ready_by":"24:00"}', "ready_by"),
        ('{"type":"soc","value":80,"ready_by":"07:00:00"}', "ready_by"),
        ('{"type":"soc","value":80,"ready_by":"07:00\\n"}', "ready_by"),
        ('{"type":"soc","value":80,"ready_by":420}', "ready_by"),
        ('{"type":"soc","value":80,"prefer":"Greenest"}', "prefer"),
        ('{"type":"soc","value":80,"ready_by":"07:00","prefer":1}', "prefer"),
        ('{"type":"cost","value":250,"ready_by":"07:00"}', "ready_by"),
        ("{}", "type"),
        ("[]", "limit"),
        ("5", "limit"),
        ("null", "limit"),
    ],
)
def test_what_is_refused_and_why(body: str, field: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse_limit(json.loads(body))
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: give ")


def test_no_limit_is_an_empty_object() -> None:
    assert limit_document(None) == {}


@pytest.mark.parametrize(("name", "kind"), [("soc", LimitType.SOC), ("", LimitType.NONE), ("none", LimitType.NONE)])
def test_types_by_name(name: str, kind: LimitType) -> None:
    assert limit_type(name) is kind


@given(
    st.dictionaries(
        st.sampled_from(["type", "value", "auto_release", "release", "ready_by", "prefer"]),
        st.sampled_from(["time", "e", "soc", "cost", "07:00", "greenest"])
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.none(),
    )
)
def test_whatever_is_sent_is_a_limit_that_can_be_reached_or_refused(document: dict[str, object]) -> None:
    try:
        limit = parse_limit(document)
    except LimitError:
        return
    assert limit.type is not LimitType.NONE
    assert 0 < limit.value <= 4294967295


due = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    st.sampled_from([*LimitType][1:]),
    st.integers(1, 4294967295),
    st.booleans(),
    st.none() | st.tuples(due, st.sampled_from(Preference)),
)
def test_what_is_written_reads_as_the_same(
    kind: LimitType, value: int, auto_release: bool, planned: tuple[time, Preference] | None
) -> None:
    limit = Limit(kind, value, auto_release)
    if planned is not None and kind is not LimitType.COST:
        limit = Limit(kind, value, auto_release, *planned)
    assert parse_limit(limit_document(limit)) == limit
