"""How much one visitor may take: sizes, times and connections, and what it is told beyond."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiet_host import QuietHost
from serving import PATIENCE_S, Serve, Served

from pilotwire.services.http.limits import Limits, place_of

pytest_plugins = ["serve_fixture"]

HEAD = b"POST /config HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve(QuietHost(api_open=True))


@pytest.mark.parametrize("size", [65_536, 1])
def test_a_body_of_64_kib_is_taken(served: Served, size: int) -> None:
    assert served.post("/status", b"x" * size).json == {"received": size}


def test_a_larger_body_is_refused_before_it_is_sent(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(request_s=0.1))
    _is_refused(served.raw(HEAD + b"Content-Length: 65537\r\n\r\n"), 413)


def test_a_body_that_turns_out_larger_is_refused(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(request_s=0.5))
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    _is_refused(served.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5), 413)


def test_who_sends_too_much_all_the_same_can_go_on(served: Served) -> None:
    with _line(served) as line:
        line.sendall(HEAD + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
        line.sendall(b"GET /claims HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        got = _all_of(line)
    assert got.startswith(b"HTTP/1.1 413 ")
    assert got.endswith(b"\r\n\r\n[]")


def test_an_upload_has_a_bound_of_its_own(served: Served) -> None:
    assert served.post("/update", b"x" * 200_000).json == {"received": 200_000}
    assert served.ask("POST", "/update", headers={"Content-Length": "200001"}).status == 413
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    head = b"POST /update HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    _is_refused(served.raw(head + chunk * 7 + b"0\r\n\r\n"), 413)


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 17_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 12345678\r\n" * 1000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: " + b"a" * 40_000,
    ],
    ids=["path", "header", "headers", "endless"],
)
def test_a_head_that_is_too_large_is_refused(served: Served, data: bytes) -> None:
    _is_refused(served.raw(data), 431)


@pytest.mark.parametrize(
    "data", [b"GET /sta", b"GET /status HTTP/1.1\r\nHost", HEAD + b"Content-Length: 9\r\n\r\nhalf"]
)
def test_a_request_that_does_not_arrive_is_given_up(serve: Serve, data: bytes) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(request_s=0.1))
    _is_refused(served.raw(data), 408)


def test_sending_a_little_now_and_then_does_not_help(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(request_s=0.3))
    with _line(served) as line:
        line.settimeout(0.05)
        got = b""
        for _ in range(200):
            line.sendall(b"GET / HTTP/1.1\r\nX: 1" if not got else b"")
            try:
                got = line.recv(1000)
            except TimeoutError:
                continue
            break
        assert b" 408 " in got


def test_a_connection_that_says_nothing_is_closed(serve: Serve) -> None:
    served = serve(QuietHost(), limits=Limits(request_s=0.1))
    assert served.raw(b"") == b""


def test_a_connection_that_says_nothing_more_is_closed(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(idle_s=1, request_s=0.5))
    assert served.raw(b"GET /claims HTTP/1.1\r\nHost: x\r\n\r\n").endswith(b"[]")
    assert served.raw(b"GET /claims HTTP/1.1\r\nHost: x\r\n\r\n\r\n").endswith(b"[]")


def test_an_upload_may_take_longer_than_other_requests(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(request_s=0.2, upload_s=PATIENCE_S))
    with _line(served) as line:
        line.sendall(b"POST /update HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nx")
        time.sleep(0.5)
        line.sendall(b"x")
        assert _all_of(line).endswith(b'{"received":2}')


def test_a_flood_of_connections_is_not_even_told(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(connections=1))
    with ExitStack() as stack:
        lines = [stack.enter_context(_line(served)) for _ in range(100)]
        answers = [_all_or_nothing(line) for line in lines[1:]]
        assert {answer[:12] for answer in answers} == {b"", b"HTTP/1.1 503"}
        assert sum(bool(answer) for answer in answers) <= 65


def test_there_is_room_for_so_many_connections_of_one_peer(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(connections_per_peer=3))
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(_heard(served))
        _is_refused(served.raw(b"GET /status HTTP/1.1\r\nHost: x\r\n\r\n"), 503)
    _eventually_served(served)


def test_there_is_room_for_so_many_connections_altogether(serve: Serve) -> None:
    served = serve(QuietHost(api_open=True), limits=Limits(connections=2))
    with ExitStack() as stack:
        stack.enter_context(_heard(served))
        stack.enter_context(served.socket())
        _is_refused(served.raw(b"GET /status HTTP/1.1\r\nHost: x\r\n\r\n"), 503)
    _eventually_served(served)


def test_whoever_does_not_take_what_it_asked_for_is_dropped(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "large.js").write_bytes(b"x" * 30_000_000)
    served = serve(QuietHost(api_open=True), pages=tmp_path, limits=Limits(stalled_s=0.2, connections=1))
    with closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(PATIENCE_S)
        line.connect(("127.0.0.1", served.port))
        line.sendall(b"GET /large.js HTTP/1.1\r\nHost: x\r\n\r\n")
        _eventually_served(served)


@given(st.ip_addresses())
def test_a_peer_has_one_name(address: object) -> None:
    name, local = place_of(str(address))
    assert place_of(name) == (name, local)
    if getattr(address, "version", 4) == 4:
        assert place_of(f"::ffff:{address}") == (name, local)


def test_this_machine_is_known_by_its_addresses() -> None:
    assert [place_of(text)[1] for text in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1")] == [True] * 4
    assert [place_of(text)[1] for text in ("192.168.4.1", "::", "fe80::1%eth0", "", "localhost")] == [False] * 5


def _is_refused(got: bytes, status: int) -> None:
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/json" in head.lower()
    assert set(json.loads(body)) == {"msg"}


@contextmanager
def _line(served: Served) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_S)) as line:
        yield line


@contextmanager
def _heard(served: Served) -> Iterator[socket.socket]:
    """A connection of which the server knows."""
    with _line(served) as line:
        line.sendall(b"GET /claims HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in line.recv(1000)
        yield line


def _eventually_served(served: Served) -> None:
    """The server notices in its own time that connections have ended."""
    deadline = time.monotonic() + PATIENCE_S
    while served.get("/claims").status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _all_or_nothing(line: socket.socket) -> bytes:
    try:
        return _all_of(line)
    except ConnectionError:
        return b""


def _all_of(line: socket.socket) -> bytes:
    got = b""
    while piece := line.recv(65_536):
        got += piece
    return got
