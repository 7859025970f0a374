"""How requests are read and answers made, and how that is described."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, Response, get, post
from litestar.params import RawBody
from litestar.testing import TestClient, create_test_client
from msgspec import Meta

from pilotwire.services.http.api_docs import Documented, document_of
from pilotwire.services.http.openevse import EXCEPTION_HANDLERS, handlers
from pilotwire.services.http.openevse.answers import (
    TEXT,
    ApiError,
    Message,
    WebRequest,
    answer,
    is_on,
    msg,
    parameters,
    parse_json,
    parse_object,
    plain,
)
from pilotwire.services.http.openevse.described import schema_of, takes


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b' \r\n{"a":1} ', {"a": 1}),
        (b'{"a":1}trailing', {"a": 1}),
        (b'{"a":1}}', {"a": 1}),
        (b'{"a":1}\x00', {"a": 1}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"[1]", [1]),
        (b"null", None),
        ('{"a":"\N{EURO SIGN}"}'.encode(), {"a": "\N{EURO SIGN}"}),
    ],
)
def test_the_first_value_of_a_body_counts(body: bytes, value: object) -> None:
    assert parse_json(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{'a':1}",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\ud800"}x',
        b'{"a":\xff}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":' * 11 + b"1" + b"}" * 11,
        b'{"a":1' + b"0" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        parse_json(body, refused_with="not this", status=500)
    assert (caught.value.text, caught.value.status) == ("not this", 500)


@given(st.binary(max_size=40))
def test_any_body_is_taken_or_refused(body: bytes) -> None:
    try:
        value = parse_object(body)
    except ApiError:
        return
    msgspec.json.encode(value)


def test_objects_in_objects_are_taken_up_to_ten() -> None:
    assert parse_object(b'{"a":' * 10 + b"1" + b"}" * 10)


@pytest.mark.parametrize(("value", "on"), [(None, False), ("", True), ("1", True), ("TRUE", True), ("0", False)])
def test_a_flag_is_on_by_being_there(value: str | None, on: bool) -> None:
    assert is_on(value) is on


@post("/form", status_code=200)
async def echo_form(request: WebRequest) -> Response[dict[str, str]]:
    """Tell the parameters of a form."""
    return answer(await parameters(request))


@get("/form")
async def echo_query(request: WebRequest) -> Response[dict[str, str]]:
    """Tell the parameters of a query."""
    return answer(await parameters(request))


@get("/refused")
async def refuse() -> None:
    """Refuse."""
    raise ApiError("No", 423, reason="because")


@get("/refused-in-text")
async def refuse_in_text() -> None:
    """Refuse in text."""
    raise ApiError("No", media_type=TEXT)


@get("/config")
async def only_get() -> Response[Message]:
    """Answer."""
    return msg("done")


@get("/words")
async def words() -> Response[str]:
    """Answer in words."""
    return plain("Turning AP Off")


def client() -> TestClient[Litestar]:
    return create_test_client(
        [echo_form, echo_query, refuse, refuse_in_text, only_get, words], exception_handlers=EXCEPTION_HANDLERS
    )


@pytest.mark.parametrize(
    ("method", "url", "body", "found"),
    [
        ("GET", "/form?JSON=1&rapi=$GS", "rapi=$GE", {"json": "1", "rapi": "$GS"}),
        ("POST", "/form?a=1&b=2", "A=3", {"a": "3", "b": "2"}),
        ("POST", "/form", "rapi=%24SC+16+V&json", {"rapi": "$SC 16 V", "json": ""}),
        ("POST", "/form", "a=1&a=2", {"a": "1"}),
        ("POST", "/form", "%ff=%zz", {"\N{REPLACEMENT CHARACTER}": "%zz"}),
        ("POST", "/form", "", {}),
    ],
)
def test_parameters_come_from_the_query_or_first_from_the_body(
    method: str, url: str, body: str, found: dict[str, str]
) -> None:
    with client() as asking:
        assert asking.request(method, url, content=body).json() == found


def test_answers_are_compact_and_typed_without_a_charset() -> None:
    with client() as asking:
        answered = asking.get("/config")
        assert (answered.content, answered.headers["content-type"]) == (b'{"msg":"done"}', "application/json")
        answered = asking.get("/words")
        assert (answered.content, answered.headers["content-type"]) == (b"Turning AP Off", "text/plain")


def test_refusals_say_what_and_why() -> None:
    with client() as asking:
        answered = asking.get("/refused")
        assert (answered.status_code, answered.json()) == (423, {"msg": "No", "reason": "because"})
        answered = asking.get("/refused-in-text")
        assert (answered.status_code, answered.text, answered.headers["content-type"]) == (400, "No", "text/plain")


def test_a_wrong_method_is_answered_as_its_path_does() -> None:
    with client() as asking:
        answered = asking.put("/form")
        assert (answered.status_code, answered.content) == (405, b'{"msg":"Method not allowed"}')
        assert "POST" in answered.headers["allow"]
        answered = asking.put("/config")
        assert (answered.status_code, answered.content) == (405, b"")
        assert answered.headers["content-type"] == "application/json"


class Inner(msgspec.Struct):
    """Within."""

    number: Annotated[int, Meta(ge=1)]


class Body(msgspec.Struct):
    """What is taken."""

    inner: list[Inner]


@post("/described", operation_class=takes(Body, query={"q": "A question."}, headers={"X-Storage": "Where."}))
async def described(body: RawBody) -> Response[Message]:
    """Take."""
    return msg(str(len(body)))


def test_bodies_and_parameters_are_described() -> None:
    operation: dict[str, Any] = Litestar([described]).openapi_schema.to_schema()["paths"]["/described"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["inner"]["items"]["properties"]["number"] == {"type": "integer", "minimum": 1}
    assert [(parameter["name"], parameter["in"]) for parameter in operation["parameters"]] == [
        ("q", "query"),
        ("X-Storage", "header"),
    ]


def test_schemas_refer_to_nothing_outside() -> None:
    assert b"$ref" not in msgspec.json.encode(schema_of((Body, list[Body])))


def test_every_operation_says_what_it_does_and_how_it_can_fail() -> None:
    document = msgspec.json.decode(document_of(Documented("The API", "5.1.5", "As it is.", handlers)))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert operation["summary"], (path, method)
            assert operation["tags"], (path, method)
            assert all(response["description"] for response in operation["responses"].values()), (path, method)
