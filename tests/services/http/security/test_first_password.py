"""``/first-password``: whoever reads the station's code may set its first password from the network; nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from serving import Answered, Served, serving
from whole_host import WholeHost

from pilotwire.services.http.security.first_password import LEAST_LENGTH, new_code

CODE = "012345"
PASSWORD = "correct horse"  # noqa: S105 - made up


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    made = WholeHost(tmp_path)
    yield made
    made.close()


@pytest.fixture
def served(host: WholeHost) -> Iterator[Served]:
    with serving(host, openevse=PLAIN_OPENEVSE, v1=PLAIN_V1, frames=PLAIN_FRAMES, setup_code=CODE) as started:
        yield started


def ask(served: Served, code: str = CODE, password: str = PASSWORD) -> Answered:
    return served.post("/first-password", json.dumps({"code": code, "pass": password}))


def test_the_code_sets_the_password_and_logs_in(served: Served) -> None:
    answer = ask(served, "012 345")
    assert (answer.status, answer.json) == (200, {"msg": "ok"})
    cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert served.get("/status", cookie).status == 200
    assert served.get("/status").status == 401
    entered = served.post("/login", json.dumps({"user": "openevseadmin", "pass": PASSWORD}))
    assert entered.status == 200


def test_once_there_is_a_password_the_code_opens_nothing(served: Served, host: WholeHost) -> None:
    ask(served)
    assert ask(served, password="another one").status == 409  # noqa: S106
    assert served.post("/login", json.dumps({"user": "openevseadmin", "pass": PASSWORD})).status == 200


def test_a_wrong_code_changes_nothing_and_guessing_is_throttled(served: Served, host: WholeHost) -> None:
    statuses = [ask(served, f"{guess:06d}").status for guess in range(15)]
    assert statuses == [401] * 10 + [429] * 5
    assert ask(served).status == 429
    assert host.status.settings.www_password == ""


def test_a_short_password_is_refused_with_its_reason(served: Served, host: WholeHost) -> None:
    answer = ask(served, password="x" * (LEAST_LENGTH - 1))
    assert (answer.status, answer.json) == (400, {"msg": "Use at least 8 characters."})
    assert host.status.settings.www_password == ""


@pytest.mark.parametrize("body", ["", "{", "[]", '{"code": 12345}', '{"code": "012345"}', "[" * 60_000])
def test_what_is_not_understood_is_refused(served: Served, host: WholeHost, body: str) -> None:
    assert served.post("/first-password", body).status == 400
    assert host.status.settings.www_password == ""


def test_only_a_post_is_meant(served: Served) -> None:
    assert served.get("/first-password").status == 405


def test_another_web_page_cannot_use_it(served: Served) -> None:
    answer = served.post(
        "/first-password", json.dumps({"code": CODE, "pass": PASSWORD}), {"Origin": "https://elsewhere.example"}
    )
    assert answer.status == 403


def test_without_a_code_there_is_no_such_way_in(host: WholeHost) -> None:
    with serving(host, openevse=PLAIN_OPENEVSE, v1=PLAIN_V1, frames=PLAIN_FRAMES) as served:
        assert ask(served, "").status == 409


def test_codes_are_six_digits() -> None:
    codes = {new_code() for _ in range(50)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 1
