"""Who is let in, over a real connection."""

from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from contextlib import ExitStack
from typing import cast

import pytest
from quiet_host import QuietHost
from serving import Serve, Served
from websockets.exceptions import InvalidStatus

from pilotwire.services.host import Host
from pilotwire.services.http.portal import Entrance
from pilotwire.services.http.security.gate import Gate, Visit
from pilotwire.services.http.security.passwords import hash_password

pytest_plugins = ["serve_fixture"]

STORED = hash_password("charge!", bytes(16))
APP = {"X-Requested-With": "OpenEVSE"}
PROTECTED = ["/status", "/claims/20", "/r", "/docs", "/docs/v1", "/openapi/v1.json", "/api/v1/station", "/debug", "/ws"]


def basic(password: str, username: str = "openevseadmin") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{username}:{password}".encode()).decode()}


@pytest.fixture
def closed(serve: Serve) -> Served:
    """A station without a password."""
    return serve(QuietHost())


@pytest.fixture
def guarded(serve: Serve) -> Served:
    """A station with a password."""
    return serve(QuietHost(www_password=STORED, hostname='the "garage"'))


def handshake(served: Served, headers: dict[str, str] | None = None, path: str = "/ws") -> int:
    try:
        with served.socket(path, headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


class TestWithoutAPassword:
    def test_this_machine_is_answered(self, closed: Served) -> None:
        assert closed.get("/status").status == 200
        assert closed.get("/status", {"Host": "localhost"}).status == 200
        assert handshake(closed) == 101

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "evil.example"},
            {"Host": "garage.local"},
            {"X-Forwarded-For": "192.0.2.7"},
            {"Forwarded": "for=192.0.2.7"},
        ],
    )
    def test_names_that_were_bent_and_proxies_are_not(self, closed: Served, headers: dict[str, str]) -> None:
        answer = closed.get("/status", headers)
        assert (answer.status, answer.headers["content-type"]) == (403, "application/json")
        assert f"http://localhost:{closed.port}/config" in answer.json["msg"]
        if "Host" not in headers:
            assert handshake(closed, headers) == 403

    def test_other_machines_are_not(self) -> None:
        assert _verdict(QuietHost(), local=False) == 403
        assert _verdict(QuietHost(), local=True) is None

    def test_others_are_when_the_settings_say_so(self, serve: Serve) -> None:
        served = serve(QuietHost(api_open=True))
        assert served.get("/status", {"Host": "garage.local", "X-Forwarded-For": "192.0.2.7"}).status == 200
        assert _verdict(QuietHost(api_open=True), local=False) is None

    def test_a_password_that_is_set_counts_at_once(self, serve: Serve) -> None:
        host = QuietHost()
        served = serve(host)
        assert served.get("/status").status == 200
        served.do(lambda: host.change(www_password=STORED))
        assert served.get("/status").status == 401
        assert served.get("/status", basic("charge!")).status == 200


class TestWithAPassword:
    def test_who_does_not_know_it_is_asked_for_it(self, guarded: Served) -> None:
        answer = guarded.get("/status")
        assert (answer.status, answer.body) == (401, b"")
        assert answer.headers == {
            "www-authenticate": 'Basic realm="the \\"garage\\""',
            "content-length": "0",
        }

    def test_programs_of_the_station_are_told_without_a_dialogue(self, guarded: Served) -> None:
        answer = guarded.get("/status", APP)
        assert (answer.status, answer.json) == (401, {"msg": "auth"})
        assert "www-authenticate" not in answer.headers

    @pytest.mark.parametrize("path", PROTECTED)
    def test_everything_is_behind_it(self, guarded: Served, path: str) -> None:
        assert guarded.get(path).status == 401
        assert guarded.ask("OPTIONS", path).status == 401
        assert guarded.get(path, basic("charge!")).status in (200, 426)

    @pytest.mark.parametrize("path", ["/ws", "/debug/console", "/evse/console"])
    def test_sockets_are_behind_it(self, guarded: Served, path: str) -> None:
        assert handshake(guarded, path=path) == 401
        assert handshake(guarded, basic("wrong"), path) == 401
        assert handshake(guarded, basic("charge!"), path) == 101

    @pytest.mark.parametrize(("path", "status"), [("/emoncms/describe", 200), ("/nothing", 404), ("/login", 405)])
    def test_these_are_not(self, guarded: Served, path: str, status: int) -> None:
        assert guarded.get(path).status == status

    def test_another_name_can_be_set(self, serve: Serve) -> None:
        served = serve(QuietHost(www_password=STORED, www_username="jürgen"))
        assert served.get("/status", basic("charge!", "jürgen")).status == 200
        latin = {"Authorization": "Basic " + b64encode("jürgen:charge!".encode("latin-1")).decode()}
        assert served.get("/status", latin).status == 200
        assert served.get("/status", basic("charge!")).status == 401

    @pytest.mark.parametrize(
        "value", ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer abc", "", "basic ====", "x" * 4000]
    )
    def test_what_is_no_password_is_none(self, guarded: Served, value: str) -> None:
        assert guarded.get("/status", {"Authorization": value}).status == 401

    def test_a_changed_password_counts_at_once(self, serve: Serve) -> None:
        host = QuietHost(www_password=STORED)
        served = serve(host)
        assert served.get("/status", basic("charge!")).status == 200
        served.do(lambda: host.change(www_password=hash_password("new", bytes(16))))
        assert served.get("/status", basic("charge!")).status == 401
        assert served.get("/status", basic("new")).status == 200

    def test_a_name_that_was_bent_does_not_matter(self, guarded: Served) -> None:
        assert guarded.get("/status", {**basic("charge!"), "Host": "garage.local"}).status == 200

    def test_guessing_is_slowed_and_the_right_one_still_passes(self, guarded: Served) -> None:
        statuses = [guarded.get("/status", basic("guess")).status for _ in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        locked = guarded.get("/status", basic("guess"))
        assert (locked.json, locked.headers["retry-after"]) == ({"msg": "locked"}, "60")
        assert guarded.get("/status", basic("charge!")).status == 200
        assert guarded.get("/status", basic("guess")).status == 401

    def test_known_credentials_pass_while_somebody_guesses(self, guarded: Served) -> None:
        assert guarded.get("/status", basic("charge!")).status == 200
        with ExitStack() as stack:
            for number in range(20):
                # Requests are only sent; nobody waits for what comes of them.
                stack.enter_context(_asked(guarded, basic(f"guess {number}")))
            assert guarded.get("/status", basic("charge!")).status == 200


class TestOtherPages:
    EVIL = {"Origin": "http://evil.example"}  # noqa: RUF012 - never changed

    @pytest.mark.parametrize("headers", [EVIL, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
    def test_cannot_change_anything(self, closed: Served, headers: dict[str, str]) -> None:
        assert closed.post("/status", "{}", headers).status == 403
        assert closed.ask("DELETE", "/claims/20", headers=headers).status == 403
        assert closed.post("/login", "{}", headers).status == 403
        assert closed.get("/r?rapi=$FD", headers).status == 403
        assert closed.get("/debug", headers).status == 403

    def test_cannot_open_sockets(self, closed: Served) -> None:
        assert handshake(closed, self.EVIL) == 403
        assert handshake(closed, {"Origin": f"http://127.0.0.1:{closed.port}"}) == 101

    def test_cannot_use_credentials_the_browser_has(self, guarded: Served) -> None:
        assert guarded.post("/status", "{}", {**basic("charge!"), **self.EVIL}).status == 403
        assert handshake(guarded, {**basic("charge!"), **self.EVIL}) == 403

    def test_of_the_station_itself_can(self, closed: Served) -> None:
        own = {"Origin": f"http://127.0.0.1:{closed.port}", "Sec-Fetch-Site": "same-origin"}
        assert closed.post("/status", "{}", own).status == 200

    def test_may_be_followed_to_what_only_shows(self, closed: Served) -> None:
        assert closed.get("/docs", {"Sec-Fetch-Site": "cross-site"}).status == 200

    @pytest.mark.parametrize("path", ["/reset", "/apoff", "/RESET"])
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_a_mere_link_is_not_enough(self, closed: Served, method: str, path: str) -> None:
        answer = closed.ask(method, path)
        assert (answer.status, answer.headers["content-type"]) == (403, "text/plain")
        if method == "GET":
            assert answer.text == "Forbidden: use POST or the app"

    @pytest.mark.parametrize("headers", [APP, {"Content-Type": "application/json"}])
    def test_apps_can_say_that_they_mean_it(self, closed: Served, headers: dict[str, str]) -> None:
        assert closed.get("/reset", headers).text == "1"
        assert closed.post("/reset").text == "1"
        assert closed.ask("OPTIONS", "/reset").status == 200


def _verdict(host: QuietHost, *, local: bool) -> int | None:
    headers = {b"host": b"127.0.0.1"}
    visit = Visit("GET", headers, peer="192.0.2.7", local=local, secure=False, port=80, acts=False)
    refusal = asyncio.run(Gate(cast(Host, host), Entrance(cast(Host, host), lambda: None)).admit(visit))
    return None if refusal is None else refusal.status


def _asked(served: Served, headers: dict[str, str]) -> ExitStack:
    stack = ExitStack()
    line = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=20))
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"GET /status HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode())
    return stack
