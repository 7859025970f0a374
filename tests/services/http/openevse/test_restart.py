from __future__ import annotations

import pytest
from serving import Served
from stored_host import StoredHost

from pilotwire.station.station import Station

pytest_plugins = ["stored_api"]

APP = {"X-Requested-With": "OpenEVSE"}
HOME_ASSISTANT = {"User-Agent": "HomeAssistant/2026.7.1 aiohttp/3.12.13 Python/3.13"}


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the controller is told."""
    told: list[str] = []
    monkeypatch.setattr(Station, "write", lambda _, write, __: told.append(type(write).__name__))
    return told


def test_a_get_by_the_app_restarts_the_station(served: Served, stored: StoredHost) -> None:
    answer = served.get("/restart", APP)
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "1", "text/plain")
    assert stored.done == ["restart"]


def test_a_get_by_a_page_that_says_json_restarts_the_station(served: Served, stored: StoredHost) -> None:
    assert served.get("/restart", {"Content-Type": "application/json"}).text == "1"
    assert stored.done == ["restart"]


@pytest.mark.parametrize("path", ["/restart", "/reset", "/apoff"])
def test_a_link_is_not_enough(served: Served, stored: StoredHost, path: str) -> None:
    answer = served.get(path)
    assert (answer.status, answer.text) == (403, "Forbidden: use POST or the app")
    assert (stored.done, stored.reset) == ([], False)


def test_a_post_restarts_the_station(served: Served, stored: StoredHost) -> None:
    answer = served.post("/restart", '{"device":"gateway"}')
    assert (answer.status, answer.text) == (200, '{"msg":"restart gateway"}')
    assert answer.headers["content-type"] == "text/plain"
    assert stored.done == ["restart"]


def test_a_post_restarts_the_controller(served: Served, stored: StoredHost, writes: list[str]) -> None:
    assert served.post("/restart", '{"device":"evse"}').text == '{"msg":"restart evse"}'
    assert (writes, stored.done) == (["Restart"], [])


def test_home_assistant_is_told_what_it_takes_for_success(served: Served, stored: StoredHost) -> None:
    answer = served.post("/restart", '{"device":"gateway"}', HOME_ASSISTANT)
    assert answer.json == {"msg": "OK", "result": "OK"}
    assert stored.done == ["restart"]


def test_a_browser_is_told_the_gateways_words_whatever_it_calls_itself(served: Served) -> None:
    origin = {"Origin": f"http://127.0.0.1:{served.port}"}
    answer = served.post("/restart", '{"device":"gateway"}', HOME_ASSISTANT | origin)
    assert answer.json == {"msg": "restart gateway"}


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("", 400, "Couldn't parse json"),
        ("{", 400, "Couldn't parse json"),
        ("[]", 400, "Couldn't parse json"),
        ("{}", 400, "wrong payload"),
        ('{"device":"toaster"}', 404, "unknown device"),
        ('{"device":null}', 404, "unknown device"),
        ('{"device":["evse"]}', 404, "unknown device"),
    ],
)
def test_anything_else_restarts_nothing(
    served: Served, stored: StoredHost, writes: list[str], body: str, status: int, text: str
) -> None:
    answer = served.post("/restart", body)
    assert (answer.status, answer.json, answer.headers["content-type"]) == (status, {"msg": text}, "text/plain")
    assert (stored.done, writes) == ([], [])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    answer = served.ask(method, "/restart", '{"device":"gateway"}')
    assert (answer.status, answer.text) == (405, '{"msg":"Method not allowed"}')
    assert answer.headers["content-type"] == "text/plain"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_reset_forgets_everything_and_restarts(served: Served, stored: StoredHost, method: str) -> None:
    answer = served.ask(method, "/reset")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "1", "text/plain")
    assert stored.reset
    assert stored.done == ["restart"]


def test_the_access_point_is_given_up(served: Served, stored: StoredHost) -> None:
    for answer in (served.get("/apoff", APP), served.post("/apoff")):
        assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "Turning AP Off", "text/plain")
    assert stored.done == ["stop access point", "stop access point"]
