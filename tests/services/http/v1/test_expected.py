"""What a type takes, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from pilotwire.services.http.v1.answers import ApiError, Body, read_body
from pilotwire.services.http.v1.expected import expected_at, split_message


class Inner(Body, frozen=True):
    at: datetime
    word: Annotated[str, Meta(pattern="^a+$", examples=["aaa"])] = "a"


class Outer(Body, frozen=True):
    name: str
    text: Annotated[str, Meta(max_length=3)] = ""
    flag: bool = False
    number: Annotated[float, Meta(ge=1)] = 1.0
    choice: Literal["one", "two"] = "one"
    only: Literal["yes"] = "yes"
    inner: Inner | None = None
    inners: Annotated[list[Inner], Meta(max_length=2)] | None = None
    many: Annotated[list[int], Meta(min_length=1)] | None = None
    any: list[int] | None = None


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ("{}", "name", "Use text."),
        ('{"name":5}', "name", "Use text."),
        ('{"name":"","text":"long"}', "text", "Use text of at most 3 characters."),
        ('{"name":"","flag":"x"}', "flag", "Use true or false."),
        ('{"name":"","number":0}', "number", "Use a number of at least 1."),
        ('{"name":"","choice":"three"}', "choice", 'Use one of "one", "two".'),
        ('{"name":"","only":"no"}', "only", 'Use "yes".'),
        ('{"name":"","inner":5}', "inner", "Use an object or null."),
        ('{"name":"","inner":{}}', "inner.at", "Use a date and time as 2026-03-04T05:06:07Z."),
        ('{"name":"","inner":{"at":"x"}}', "inner.at", "Use a date and time as 2026-03-04T05:06:07Z."),
        (
            '{"name":"","inners":[{"at":"2026-01-01T00:00:00Z","word":"b"}]}',
            "inners[...].word",
            'Use text such as "aaa".',
        ),
        ('{"name":"","inners":[{"at":"2026-01-01T00:00:00Z","x":1}]}', "inners[0].x", "There is no such field."),
        ('{"name":"","inners":[{},{},{}]}', "inners[0].at", "Use a date and time as 2026-03-04T05:06:07Z."),
        ('{"name":"","inners":5}', "inners", "Use a list of 0 to 2 or null."),
        ('{"name":"","many":[]}', "many", "Use a list of at least 1 or null."),
        ('{"name":"","any":5}', "any", "Use a list or null."),
        ('{"name":"","any":[1,"x"]}', "any[1]", "Use a whole number."),
        ('{"name":"","x - at `$.name`":5}', None, None),
        ("5", None, "Use an object."),
    ],
)
def test_a_refusal_names_the_field_and_says_what_would_be_right(
    body: str, field: str | None, reason: str | None
) -> None:
    with pytest.raises(ApiError) as refused:
        read_body(body.encode(), Outer)
    assert refused.value.status == 400
    if reason is not None:
        assert (refused.value.field or "").replace("[0].word", "[...].word") == (field or "")
        assert refused.value.reason == reason


def test_a_list_is_named_by_its_places() -> None:
    with pytest.raises(ApiError) as refused:
        read_body(b'[{"name":"a"},{"name":5}]', list[Outer])
    assert (refused.value.field, refused.value.reason) == ("[1].name", "Use text.")


@given(st.dictionaries(st.text(), st.none()))
def test_unknown_fields_are_refused_whatever_they_are_called(names: dict[str, None]) -> None:
    body = {"name": "a"} | {f"?{name}": None for name in names}
    if len(body) == 1:
        assert read_body(msgspec.json.encode(body), Outer) == Outer("a")
        return
    with pytest.raises(ApiError) as refused:
        read_body(msgspec.json.encode(body), Outer)
    assert refused.value.reason


@given(st.text())
def test_any_message_can_be_split(message: str) -> None:
    field, _ = split_message(message)
    assert expected_at(Outer, field)


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read_body(body, Outer)
    except ApiError as refused:
        assert refused.reason  # noqa: PT017 - most bytes are refused, but a few are not
