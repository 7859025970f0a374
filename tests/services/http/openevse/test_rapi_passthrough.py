from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Served
from stored_host import StoredHost

from pilotwire.services.host import RapiFailure

pytest_plugins = ["stored_api"]

VERSION = "$OK 8.2.3.EU 5.2.1^11"


@pytest.fixture(autouse=True)
def controller(stored: StoredHost) -> None:
    stored.lines |= {"$GV": VERSION, "$SC 16 V": "$OK 16^07", "$SC 16": "$OK 16^07"}


def test_the_controllers_line_comes_back_with_its_checksum(served: Served) -> None:
    answer = served.get("/r?json=1&rapi=%24GV")
    assert (answer.status, answer.text) == (200, '{"cmd":"$GV","ret":"$OK 8.2.3.EU 5.2.1^11"}')
    assert answer.headers["content-type"] == "application/json"


def test_a_command_the_controller_does_not_know_is_no_error(served: Served) -> None:
    answer = served.get("/rapi?json=1&rapi=$ZZ")
    assert (answer.status, answer.text) == (200, '{"cmd":"$ZZ","ret":"$NK^21"}')


@pytest.mark.parametrize("flag", ["json=1", "json", "json=", "json=true", "JSON=1", "json=TRUE"])
@pytest.mark.parametrize("order", ["{flag}&rapi=$GV", "rapi=$GV&{flag}"])
def test_json_is_asked_for_in_many_ways(served: Served, flag: str, order: str) -> None:
    form = order.format(flag=flag)
    for answer in (served.get(f"/r?{form}"), served.post("/r", form), served.post(f"/r?{form}")):
        assert answer.json == {"cmd": "$GV", "ret": VERSION}


@pytest.mark.parametrize("flag", ["json=0", "json=2", "json=false", "jso=1"])
def test_anything_else_is_answered_with_a_page(served: Served, flag: str) -> None:
    answer = served.get(f"/r?{flag}&rapi=$GV")
    assert answer.headers["content-type"] == "text/html"
    assert f"$GV<p>&gt;{VERSION}" in answer.text


@pytest.mark.parametrize("written", ["$SC+16+V", "$SC%2016%20V", "%24SC+16%20V"])
def test_spaces_and_signs_may_be_encoded_or_not(served: Served, written: str) -> None:
    assert served.get(f"/r?json=1&rapi={written}").json["ret"] == "$OK 16^07"
    assert served.post("/r", f"json=1&rapi={written}").json["cmd"] == "$SC 16 V"


def test_the_body_counts_whatever_its_type_is_said_to_be(served: Served) -> None:
    for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
        answer = served.post("/r", "json=1&rapi=$GV", {"content-type": kind})
        assert answer.json == {"cmd": "$GV", "ret": VERSION}


def test_of_two_commands_the_first_counts_and_the_body_before_the_query(served: Served) -> None:
    assert served.get("/r?json=1&rapi=$GP&rapi=$GV").json["cmd"] == "$GP"
    assert served.post("/r?json=1&rapi=$GP", "rapi=$GV").json["cmd"] == "$GV"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_method_does_not_matter(served: Served, method: str) -> None:
    assert served.ask(method, "/r", "json=1&rapi=$GV").json["ret"] == VERSION


def test_without_a_command_nothing_is_sent(served: Served, stored: StoredHost) -> None:
    answer = served.get("/r?json=1")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"", "application/json")
    assert "<p>&gt;" not in served.get("/r").text
    assert "<p>&gt;" not in served.post("/r", '{"json":1,"rapi":"$GV"}').text
    assert stored.sent == []


def test_quotes_and_backslashes_are_escaped_as_json_demands(served: Served) -> None:
    command = '$FP 0 0 "a\\b"'
    assert served.get(f"/r?json=1&rapi={quote(command)}").json == {"cmd": command, "ret": "$NK^21"}


def test_the_page_has_a_form_and_ends_as_always(served: Served) -> None:
    text = served.get("/r").text
    assert '<form method="get" action="r">' in text
    assert 'name="rapi"' in text
    assert text.endswith("\r\n\r\n")


def test_the_page_repeats_nothing_as_markup(served: Served) -> None:
    answer = served.get("/r?rapi=%3Cb%3E")
    assert answer.status == 400
    assert "&lt;b&gt;<p><strong>RAPI_RESPONSE_INVALID_RESPONSE</strong>" in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RapiFailure.TIMEOUT, 500),
        (RapiFailure.BLOCKED, 400),
        (RapiFailure.TOO_LONG, 400),
        (RapiFailure.INVALID, 400),
    ],
)
def test_why_there_is_no_answer_is_told(served: Served, stored: StoredHost, failure: RapiFailure, status: int) -> None:
    stored.lines["$GV"] = failure
    answer = served.get("/r?json=1&rapi=$GV")
    assert (answer.status, answer.json["cmd"], answer.json["error"]) == (status, "$GV", failure.value)
    assert ("reason" in answer.json) == (failure is not RapiFailure.TIMEOUT)
    page = served.get("/r?rapi=$GV")
    assert page.status == status
    assert f"<strong>{failure.value}</strong>" in page.text


@pytest.mark.parametrize("command", ["", "GV", " $GV", "$GV\r", "$GV\r$FD", "$FP 0 0 \u00e9", "$\x00"])
def test_what_can_be_no_command_is_not_sent(served: Served, stored: StoredHost, command: str) -> None:
    answer = served.get(f"/r?json=1&rapi={quote(command)}")
    assert answer.status == 400
    assert answer.json["cmd"] == command
    assert answer.json["error"] == "RAPI_RESPONSE_INVALID_RESPONSE"
    assert answer.json["reason"]
    assert stored.sent == []


def test_a_refused_command_is_not_tried_in_other_words(served: Served, stored: StoredHost) -> None:
    assert served.get("/r?json=1&rapi=$FF+K+1").json == {"cmd": "$FF K 1", "ret": "$NK^21"}
    assert stored.sent == ["$FF K 1"]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.binary(max_size=60))
def test_whatever_is_sent_is_answered_and_only_commands_go_out(
    served: Served, stored: StoredHost, text: str, body: bytes
) -> None:
    answer = served.get(f"/r?json=1&rapi={quote(text, errors='replace')}")
    assert answer.status in (200, 400)
    assert isinstance(answer.json["cmd"], str)
    assert served.post("/r", body).status in (200, 400)
    assert all(sent.startswith("$") and "\r" not in sent for sent in stored.sent)
