"""What the server itself answers: paths, methods, headers, errors; and how it listens and stops."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from quiet_host import QuietHost
from serving import Serve, Served

from pilotwire.services.host import Host
from pilotwire.services.http.limits import Limits
from pilotwire.services.http.server import App, HttpServer, ListenError, build_app
from pilotwire.station.status import Network, NetworkMode

pytest_plugins = ["serve_fixture"]

CACHE_CONTROL = "no-cache, private, no-store, must-revalidate, max-stale=0, post-check=0, pre-check=0"


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve(QuietHost(hostname="garage", api_open=True))


def test_a_handler_is_given_the_host(served: Served) -> None:
    answer = served.get("/status")
    assert (answer.status, answer.json) == (200, {"hostname": "garage"})


def test_headers_are_those_of_the_gateway(served: Served) -> None:
    answer = served.get("/status")
    assert dict(answer.headers) == {
        "content-type": "application/json",
        "cache-control": CACHE_CONTROL,
        "content-length": "21",
    }
    assert not answer.body.endswith(b"\n")


@pytest.mark.parametrize("path", ["/STATUS", "/Status", "/status?x=1", "/claims/", "/CLAIMS", "/limits", "/R?rapi=$GV"])
def test_these_paths_are_found(served: Served, path: str) -> None:
    assert served.get(path).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/status/",
        "/status/x",
        "/statusx",
        "/r/",
        "/rx",
        "//status",
        "/./status",
        "/status%20",
        "/%73tatus",
        "/claims/1/2",
        "/claimsx",
        "/limitx",
        "/limit/1",
        "/assets/nope.js",
        "/nothing",
    ],
)
def test_these_paths_are_not_found(served: Served, path: str) -> None:
    answer = served.get(path)
    assert (answer.status, answer.text, answer.headers["content-type"]) == (404, "Not Found", "text/plain")
    assert "cache-control" not in answer.headers


def test_an_item_is_found_with_a_slash_after_it(served: Served) -> None:
    assert served.get("/claims/20/").json == {"client": "20"}
    assert served.get("/Claims/20").json == {"client": "20"}


def test_a_slash_after_a_fixed_name_makes_it_an_item_that_cannot_be(served: Served) -> None:
    answer = served.get("/claims/target/")
    assert (answer.status, answer.json) == (404, {"msg": "Not found"})


def test_the_query_reaches_the_handler_as_it_was_sent(served: Served) -> None:
    assert served.get("/r?json=1&rapi=$GE&x=%20+").json["query"] == "json=1&rapi=$GE&x=%20+"


def test_head_is_get_without_a_body(served: Served) -> None:
    answer = served.ask("HEAD", "/r?x=1")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(served.get("/r?x=1").body))


@pytest.mark.parametrize("path", ["/status", "/config", "/claims/20", "/r", "/login", "/docs", "/api/v1/station"])
def test_options_is_answered_with_nothing(served: Served, path: str) -> None:
    answer = served.ask("OPTIONS", path)
    assert (answer.status, answer.body) == (200, b"")


def test_a_wrong_method_is_said_to_be_one(served: Served) -> None:
    answer = served.ask("PUT", "/status")
    assert (answer.status, answer.json) == (405, {"msg": "Method Not Allowed"})


def test_a_method_nobody_knows_is_refused(served: Served) -> None:
    assert served.raw(b"NONSENSE /status HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize("path", ["/emoncms/describe", "/debug"])
def test_pages_of_any_origin_may_read_these(served: Served, path: str) -> None:
    answer = served.get(path)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "text/plain"


def test_other_answers_are_for_pages_of_the_station_only(served: Served) -> None:
    assert "access-control-allow-origin" not in served.get("/status").headers


def test_an_unforeseen_error_is_told_in_a_sentence(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    answer = served.get("/broken")
    assert answer.status == 500
    assert answer.json == {"msg": "Something went wrong inside the station; its log says what"}
    assert "RuntimeError" in caplog.text
    assert "hunter22" not in caplog.text
    assert "aHVudGVyOmh1bnRlcg" not in caplog.text


def test_our_own_api_has_exact_paths_and_decoded_names(served: Served) -> None:
    assert served.get("/api/v1/station").json["name"] == "station"
    assert served.get("/api/v1/things/a%20b").json["name"] == "a b"
    assert served.get("/API/V1/station").status == 404
    assert served.get("/api/v1").status == 404
    assert served.get("/api/v1x").status == 404


def test_a_document_that_does_not_fit_is_refused_with_a_reason(served: Served) -> None:
    answer = served.post("/api/v1/things", '{"name": 5}', {"Content-Type": "application/json"})
    assert answer.status == 400
    assert "name" in answer.json["msg"]


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b"[" * 60_000, b'{"name": ' + b"[" * 60_000, b'"\\ud800"'])
def test_what_is_no_document_is_refused(served: Served, body: bytes) -> None:
    answer = served.post("/api/v1/things", body, {"Content-Type": "application/json"})
    assert answer.status == 400
    assert set(answer.json) == {"msg"}


def test_a_connection_is_kept_for_the_next_request(served: Served) -> None:
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=20)) as line:
        for _ in range(3):
            line.sendall(b"GET /status HTTP/1.1\r\nHost: x\r\n\r\n")
            assert _one_answer(line).startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_may_come_together(served: Served) -> None:
    both = b"GET /status HTTP/1.1\r\nHost: x\r\n\r\nGET /claims HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    got = served.raw(both)
    assert got.count(b"HTTP/1.1 200 OK") == 2
    assert got.endswith(b"[]")


def test_old_http_is_understood(served: Served) -> None:
    assert served.raw(b"GET /claims HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\n[]")


def test_a_body_in_chunks_and_one_announced_are_read(served: Served) -> None:
    chunked = b"POST /config HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert served.raw(chunked + b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n').endswith(b'"body":"{\\"a\\":1}"}')
    expecting = (
        b"POST /config HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n{}"
    )
    assert b"HTTP/1.1 200 OK" in served.raw(expecting)


def test_a_post_without_a_body_is_answered(served: Served) -> None:
    got = served.raw(b"POST /config HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert got.endswith(b'{"body":""}')


def test_an_upgrade_to_something_else_is_not_heeded(served: Served) -> None:
    asked = b"GET /claims HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
    got = served.raw(asked)
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in got
    assert got.endswith(b"[]")


def test_requests_meant_for_a_proxy_are_not_for_us(served: Served) -> None:
    assert served.raw(b"GET http://x/status HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 404 ")
    assert served.raw(b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"hello\r\n\r\n", b"GET\r\n\r\n"])
def test_what_is_not_http_is_told_so(served: Served, data: bytes) -> None:
    got = served.raw(data)
    assert got.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 405 "))
    assert b'{"msg":' in got


@pytest.fixture
def hasty(serve: Serve) -> Served:
    return serve(QuietHost(api_open=True), limits=Limits(request_s=0.5, idle_s=1))


_TOKEN = st.text("ABCXYZabcxyz-", min_size=1, max_size=8)
_PATH = st.binary(max_size=20).map(lambda tail: b"/" + tail) | st.sampled_from(
    [b"/claims/%", b"/api/v1/things/%ff", b"/r?%"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "DELETE", "PATCH"]) | _TOKEN,
    _PATH,
    st.lists(
        st.tuples(
            st.sampled_from(["Host", "Cookie", "Authorization", "Origin", "Content-Type", "X"]), st.binary(max_size=30)
        )
    ),
)
def test_nothing_that_is_sent_makes_it_fail(
    hasty: Served, method: str, path: bytes, headers: list[tuple[str, bytes]]
) -> None:
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    got = hasty.raw(b"%s %s HTTP/1.1\r\n%sConnection: close\r\n\r\n" % (method.encode(), path, lines))
    assert not got or got.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4"))


def test_unknown_paths_lead_to_the_portal_while_there_is_an_access_point(serve: Serve) -> None:
    host = QuietHost(api_open=True)
    served = serve(host)
    host.status = host.status.__class__(settings=host.status.settings, network=Network(mode=NetworkMode.ACCESS_POINT))
    answer = served.get("/generate_204", {"Host": "connectivitycheck.example"})
    assert (answer.status, answer.headers["location"]) == (301, "http://192.168.4.1")
    assert answer.headers["content-type"] == "text/html"
    assert served.get("/status").status == 200


def test_files_are_served_as_they_are(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>hello")
    (tmp_path / "index.html.gz").write_bytes(b"packed")
    (tmp_path / "assets" / "App-1.js").write_bytes(b"x" * 200_000)
    (tmp_path / "secret.db").write_text("no")
    served = serve(QuietHost(), pages=tmp_path)
    page = served.get("/")
    assert (page.status, page.body, page.headers["content-encoding"]) == (200, b"packed", "gzip")
    assert page.headers["content-type"] == "text/html"
    assert page.headers["cache-control"] == "public, max-age=30, must-revalidate"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert served.get("/assets/App-1.js").body == b"x" * 200_000
    assert served.get("/assets/app-1.js").status == 404
    assert served.get("/secret.db").status == 404
    assert served.get("/../secret.db").status == 404
    assert served.ask("HEAD", "/index.html").body == b""
    assert served.post("/index.html", "x").body == b"packed"
    etag = page.headers["etag"]
    for known in (etag, f'"{etag}"'):
        unchanged = served.get("/index.html", {"If-None-Match": known})
        assert (unchanged.status, unchanged.body) == (304, b"")


def test_a_port_that_is_taken_is_named(serve: Serve) -> None:
    served = serve(QuietHost())
    server = HttpServer(_app(), "127.0.0.1", served.port)
    with pytest.raises(ListenError, match=rf"Port {served.port} is taken"):
        asyncio.run(server.start())


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ListenError, match=r"192\.0\.2\.1"):
        asyncio.run(HttpServer(_app(), "192.0.2.1", 0).start())


def test_all_addresses_are_listened_on_and_told() -> None:
    async def listen() -> list[tuple[str, int]]:
        server = HttpServer(_app(), "", 0)
        await server.start()
        bound = server.bound
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.close()
        await server.stop()
        return bound

    ((address, port),) = asyncio.run(listen())
    assert address in ("::", "0.0.0.0")  # noqa: S104 - what is listened on is what is looked at
    assert port > 0


def test_stopping_closes_idle_connections_and_sockets_and_frees_the_port(serve: Serve) -> None:
    host = QuietHost(api_open=True)
    served = serve(host)
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=20)) as line, served.socket() as ws:
        line.sendall(b"GET /status HTTP/1.1\r\nHost: x\r\n\r\n")
        _one_answer(line)
        ws.recv()
        served.stop()
        assert line.recv(1) == b""
        with pytest.raises(Exception, match="1012"):
            ws.recv()
    assert host.listeners == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", served.port), timeout=20)


def test_stopping_does_not_wait_for_those_who_do_not_leave(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(stop_s=0.1))
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=20)) as line:
        line.sendall(b"POST /status HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        served.get("/status")
        served.stop()
        assert line.recv(1000) == b""


def _app() -> App:
    return build_app(cast(Host, QuietHost()), openevse=PLAIN_OPENEVSE, v1=PLAIN_V1, frames=PLAIN_FRAMES)


def _one_answer(line: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65_536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body
