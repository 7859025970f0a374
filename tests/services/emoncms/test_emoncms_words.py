"""What servers say, and how servers are named in the settings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_host import IDENTITY

from pilotwire.services.emoncms.answers import MAX_WORDS, Answer, Verdict, may_post, read_answer
from pilotwire.services.emoncms.servers import MAX_SERVERS, MisconfiguredError, Server, servers_of
from pilotwire.station.settings import Settings

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("status", "text", "verdict", "words"),
    [
        (200, '{"success": true}', Verdict.TAKEN, ""),
        (200, "ok", Verdict.TAKEN, ""),
        (200, '"ok"\n', Verdict.TAKEN, ""),
        (200, '{"success": false, "message": "Error: no"}', Verdict.REFUSED, "Error: no"),
        (200, '{"success": false}', Verdict.REFUSED, "success: false"),
        (200, '{"success": false, "message": "Invalid API key"}', Verdict.KEY, "Invalid API key"),
        (200, "Invalid API key", Verdict.KEY, "Invalid API key"),
        (200, "false", Verdict.KEY, "false: the key may read and not write"),
        (200, "what?", Verdict.HTTP, "what?"),
        (401, "Invalid API key", Verdict.KEY, "Invalid API key"),
        (403, "", Verdict.KEY, "HTTP 403: the key is not accepted"),
        (413, "", Verdict.TOO_LARGE, "HTTP 413: too much at once"),
        (500, '{"success": false, "message": "no disk"}', Verdict.HTTP, "HTTP 500: no disk"),
        (502, "", Verdict.HTTP, "HTTP 502"),
    ],
)
def test_an_answer_is_understood(status: int, text: str, verdict: Verdict, words: str) -> None:
    reading = read_answer(Answer(status, text))
    assert (reading.verdict, reading.words) == (verdict, words)


def test_a_server_that_has_moved_says_where_to() -> None:
    reading = read_answer(Answer(301, "", "https://emoncms.example/input/post"))
    assert reading.words == "HTTP 301: the server is at https://emoncms.example/input/post"


def test_who_misses_the_data_would_have_taken_it() -> None:
    missing = '{"success": false, "message": "Request contains no data via csv, json or data tag"}'
    assert may_post(Answer(200, missing)).verdict is Verdict.TAKEN
    assert may_post(Answer(401, "Invalid API key")).verdict is Verdict.KEY


@given(st.integers(100, 599), st.text())
def test_whatever_is_answered_is_read_and_put_into_one_line(status: int, text: str) -> None:
    words = read_answer(Answer(status, text)).words
    assert words.isprintable()
    assert len(words) <= MAX_WORDS + 100


def servers(**settings: object) -> dict[str, Server | MisconfiguredError]:
    given = Settings(hostname="garage", **settings)  # type: ignore[arg-type] # of many kinds
    return dict(servers_of(given, IDENTITY))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://emoncms.org", "https://emoncms.org"),
        ("https://data.openevse.com/emoncms/", "https://data.openevse.com/emoncms"),
        ("http://emonpi.local:8080/emoncms", "http://emonpi.local:8080/emoncms"),
        ("HTTP://192.168.1.2", "http://192.168.1.2"),
        ("http://[fe80::1]:80", "http://[fe80::1]"),
        ("emoncms.org", "https://emoncms.org"),
        ("http://z\u00e4hler.local", "http://xn--zhler-gra.local"),
    ],
)
def test_a_server_is_known_by_its_address(text: str, url: str) -> None:
    found = servers(emoncms_server=text, emoncms_apikey=KEY)["emoncms"]
    assert isinstance(found, Server)
    assert (found.url, found.node) == (url, "garage")


def test_further_servers_have_names_nodes_and_keys_of_their_own() -> None:
    further = [
        {"server": "http://emonpi.local", "apikey": KEY},
        {"server": "http://emonpi.local", "node": "other", "apikey": "k", "fingerprint": ""},
        {"server": "http://emonpi.local", "node": "other", "apikey": "l"},
        {"server": "http://emonpi.local", "key": "m"},
    ]
    found = servers(emoncms_apikey=KEY, emoncms_node="car", emoncms_servers=json.dumps(further[:3]))
    assert list(found) == ["emoncms", "emoncms-2", "emoncms-3", "emoncms-4"]
    assert [one.node for one in found.values() if isinstance(one, Server)] == ["car", "car", "other"]
    assert str(found["emoncms-4"]) == "emoncms_servers: http://emonpi.local with node other is named already"
    wrong = servers(emoncms_apikey=KEY, emoncms_servers=json.dumps(further))["emoncms-2"]
    assert "emoncms_servers: Object missing required field `apikey`" in str(wrong) or "unknown field" in str(wrong)


def test_who_names_all_in_the_list_needs_no_first_one() -> None:
    found = servers(emoncms_servers=json.dumps([{"server": "http://emonpi", "apikey": KEY}]))
    assert list(found) == ["emoncms-2"]
    assert list(servers()) == ["emoncms"]


def test_there_are_not_too_many() -> None:
    many = [{"server": f"http://emonpi{number}", "apikey": KEY} for number in range(MAX_SERVERS + 1)]
    assert len(servers(emoncms_apikey=KEY, emoncms_servers=json.dumps(many[:-1]))) == MAX_SERVERS + 1
    assert str(servers(emoncms_servers=json.dumps(many))["emoncms-2"]) == "emoncms_servers: name at most 8"


@given(st.text(max_size=40))
def test_whatever_is_given_as_an_address_is_one_or_is_refused(text: str) -> None:
    found = servers(emoncms_server=text, emoncms_apikey=KEY)["emoncms"]
    if isinstance(found, Server):
        assert found.url.isascii()
        assert found.url.isprintable()
        assert 0 < found.port < 65536
    else:
        assert str(found).startswith("emoncms_server: use an address")
