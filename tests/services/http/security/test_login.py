"""``/login`` and ``/logout``, and what the cookie is good for."""

from __future__ import annotations

import json

import pytest
from quiet_host import QuietHost
from serving import Answered, Serve, Served

from pilotwire.services.http.security.passwords import hash_password
from pilotwire.station.moment import START

pytest_plugins = ["serve_fixture"]

STORED = hash_password("charge!", bytes(16))
APP = {"X-Requested-With": "OpenEVSE"}
HOUR_S = 3600


@pytest.fixture
def host() -> QuietHost:
    return QuietHost(www_password=STORED, server_secret="signs cookies")  # noqa: S106 - made up


@pytest.fixture
def served(serve: Serve, host: QuietHost) -> Served:
    return serve(host)


def _log_in(served: Served, **fields: object) -> Answered:
    return served.post("/login", json.dumps({"user": "openevseadmin", "pass": "charge!", **fields}))


def _cookie(answer: Answered) -> dict[str, str]:
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_a_password_is_given_for_a_cookie(served: Served) -> None:
    answer = _log_in(served)
    assert (answer.status, answer.json) == (200, {"msg": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert served.get("/status", _cookie(answer)).status == 200


def test_the_cookie_lasts_six_hours_or_thirty_days(served: Served, host: QuietHost) -> None:
    short, long = _cookie(_log_in(served)), _cookie(_log_in(served, remember=True))
    host.pass_s(6 * HOUR_S)
    assert served.get("/status", short).status == 401
    host.pass_s(29 * 24 * HOUR_S)
    assert served.get("/status", long).status == 200
    host.pass_s(24 * HOUR_S)
    assert served.get("/status", long).status == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '"x"', '{"user": 5}', '{"pass": null}', '{"remember": "yes"}', "[" * 60_000]
)
def test_what_cannot_be_read_is_refused(served: Served, body: str) -> None:
    answer = served.post("/login", body)
    assert (answer.status, answer.json) == (400, {"msg": "bad json"})


@pytest.mark.parametrize("fields", [{"pass": "wrong"}, {"user": "root"}, {"pass": ""}, {"user": ""}])
def test_a_wrong_password_is_refused(served: Served, fields: dict[str, str]) -> None:
    answer = _log_in(served, **fields)
    assert (answer.status, answer.json) == (401, {"msg": "invalid"})
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_and_the_right_one_still_passes(served: Served) -> None:
    answers = [_log_in(served, **{"pass": "guess"}) for _ in range(12)]
    assert [answer.status for answer in answers] == [401] * 10 + [429] * 2
    assert answers[-1].json == {"msg": "locked"}
    assert _log_in(served).status == 200
    assert _log_in(served, **{"pass": "guess"}).status == 401


@pytest.mark.parametrize("path", ["/login", "/logout"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods_are_refused_with_nothing(served: Served, method: str, path: str) -> None:
    headers = {**_cookie(_log_in(served)), **APP}
    answer = served.ask(method, path, headers=headers)
    assert (answer.status, answer.body) == (405, b"")
    assert answer.headers["cache-control"] == "no-store"


def test_logging_out_takes_the_cookie_back(served: Served) -> None:
    answer = served.post("/logout", headers={**_cookie(_log_in(served)), **APP})
    assert (answer.status, answer.json) == (200, {"msg": "ok"})
    assert answer.headers["set-cookie"] == "oevse_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"


def test_with_a_cookie_changes_need_the_header_no_other_page_can_send(served: Served) -> None:
    cookie = _cookie(_log_in(served))
    for answer in (served.post("/status", "{}", cookie), served.ask("DELETE", "/claims/20", headers=cookie)):
        assert (answer.status, answer.json) == (403, {"msg": "csrf"})
    assert served.post("/status", "{}", {**cookie, **APP}).status == 200
    assert served.get("/reset", cookie).text == "Forbidden: use POST or the app"
    assert served.get("/reset", {**cookie, **APP}).text == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"www_password": hash_password("charge!", bytes(15))},
        {"server_secret": "another"},
        {"www_username": "somebody"},
    ],
)
def test_the_cookie_dies_with_what_it_was_given_for(served: Served, host: QuietHost, changed: dict[str, str]) -> None:
    cookie = _cookie(_log_in(served))
    served.do(lambda: host.change(**changed))
    assert served.get("/status", cookie).status == 401


def test_without_a_secret_cookies_die_with_the_process(serve: Serve) -> None:
    host = QuietHost(www_password=STORED)
    first, second = serve(host), serve(host)
    cookie = _cookie(_log_in(first))
    assert first.get("/status", cookie).status == 200
    assert second.get("/status", cookie).status == 401


def test_a_clock_nobody_has_set_is_set_by_who_knows_the_password(served: Served, host: QuietHost) -> None:
    host.moment = START
    answer = _log_in(served)
    assert (answer.status, answer.json) == (503, {"msg": "clock"})
    assert _log_in(served, now=12).status == 503
    assert _log_in(served, now=1_783_339_200, **{"pass": "wrong"}).status == 401
    assert not host.moment.trusted
    answer = _log_in(served, now=1_783_339_200)
    assert answer.status == 200
    assert host.moment.epoch_s == 1_783_339_200
    assert served.get("/status", _cookie(answer)).status == 200


def test_a_clock_that_is_set_is_not_touched(served: Served, host: QuietHost) -> None:
    before = host.moment
    assert _log_in(served, now=1_900_000_000).status == 200
    assert host.moment == before


def test_there_is_nothing_to_log_in_to_without_a_password(serve: Serve) -> None:
    served = serve(QuietHost())
    assert _log_in(served).status == 401
    assert served.post("/login", "{}", {"Host": "garage.local"}).status == 403
    assert served.post("/logout").json == {"msg": "ok"}
