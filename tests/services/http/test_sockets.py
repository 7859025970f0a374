"""WebSockets: the first frame, what follows, what is answered, and who is dropped."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_parts import PlainFrames
from quiet_host import QuietHost
from serving import PATIENCE_S, Serve, Served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from pilotwire.services.host import Console
from pilotwire.services.http import server
from pilotwire.services.http.dispatch import Dispatcher
from pilotwire.services.http.limits import Limits
from pilotwire.services.http.redirect import PlainDoor
from pilotwire.services.http.sockets import Sockets, is_ping
from pilotwire.station.events import Topic

pytest_plugins = ["serve_fixture"]

QUIET_S = 0.15


@pytest.fixture
def host() -> QuietHost:
    return QuietHost(hostname="garage", api_open=True)


@pytest.fixture
def served(serve: Serve, host: QuietHost) -> Served:
    return serve(host)


@contextmanager
def _joined(served: Served) -> Iterator[ClientConnection]:
    with served.socket() as ws:
        assert json.loads(ws.recv(PATIENCE_S)) == {"first": "garage"}
        yield ws


def _says_nothing(ws: ClientConnection) -> bool:
    try:
        ws.recv(QUIET_S)
    except TimeoutError:
        return True
    return False


def test_the_first_frame_is_everything_and_for_the_newcomer_only(served: Served) -> None:
    with _joined(served) as first, _joined(served):
        assert _says_nothing(first)


def test_an_event_is_rendered_once_and_told_to_everybody_in_order(serve: Serve, host: QuietHost) -> None:
    frames = PlainFrames()
    served = serve(host, frames=frames)
    with ExitStack() as stack:
        clients = [stack.enter_context(_joined(served)) for _ in range(50)]
        for number in range(3):
            served.do(partial(host.tell, Topic.LIMIT, {"number": number}))
        for client in clients:
            told = [json.loads(client.recv(PATIENCE_S)) for _ in range(3)]
            assert told == [{"topic": "limit", "number": number} for number in range(3)]
    assert frames.made == 3


def test_nothing_is_rendered_for_nobody(serve: Serve, host: QuietHost) -> None:
    frames = PlainFrames()
    served = serve(host, frames=frames)
    served.do(lambda: host.tell(Topic.LIMIT, {"number": 1}))
    with _joined(served):
        pass
    _until(lambda: len(_sockets_of(served)) == 0)
    served.do(lambda: host.tell(Topic.LIMIT, {"number": 2}))
    assert frames.made == 0


def test_an_event_without_a_frame_is_not_told(served: Served, host: QuietHost) -> None:
    with _joined(served) as ws:
        served.do(lambda: host.tell(Topic.TARGET))
        served.do(lambda: host.tell(Topic.LIMIT, {"number": 1}))
        assert json.loads(ws.recv(PATIENCE_S))["topic"] == "limit"


ANSWERED = [
    '{"ping":1}',
    '{"ping": 1}',
    '{"ping":0}',
    '{"ping":-128}',
    '{"ping":127}',
    '{"ping":1,"x":2}',
    '{"ping":1}garbage',
    f'{{"a":"{"x" * 100}","ping":1}}',
    b'{"ping":1}',
]
IGNORED = [
    '{"ping":128}',
    '{"ping":-129}',
    '{"ping":1.0}',
    '{"ping":"1"}',
    '{"ping":true}',
    '{"ping":null}',
    '{"Ping":1}',
    '{"x":1}',
    "ping",
    "",
    "{",
    "[1]",
    '[{"ping":1}]',
    "[" * 8000,
    b"\xff\xfe",
    f'{{"ping":{"9" * 5000}}}',
]


@pytest.mark.parametrize("message", ANSWERED)
def test_a_ping_is_answered_to_whoever_sent_it(served: Served, message: str | bytes) -> None:
    with _joined(served) as ws, _joined(served) as other:
        ws.send(message)
        assert ws.recv(PATIENCE_S) == '{"pong": 1}'
        assert _says_nothing(other)


@pytest.mark.parametrize("message", IGNORED, ids=range(len(IGNORED)))
def test_anything_else_is_ignored(served: Served, message: str | bytes) -> None:
    with _joined(served) as ws:
        ws.send(message)
        ws.send('{"ping":1}')
        assert ws.recv(PATIENCE_S) == '{"pong": 1}'
        assert _says_nothing(ws)


@given(st.text() | st.binary())
def test_no_message_is_too_odd(message: str | bytes) -> None:
    assert is_ping(message) in (True, False)


def test_a_protocol_ping_is_answered(served: Served) -> None:
    with _joined(served) as ws:
        assert ws.ping(b"abc").wait(PATIENCE_S)


def test_a_client_that_closes_is_answered_in_kind(served: Served) -> None:
    with _joined(served) as ws:
        ws.close(1000)
        assert ws.protocol.close_rcvd is not None
        assert ws.protocol.close_rcvd.code == 1000


def _send_and_wait(ws: ClientConnection, message: str | list[str]) -> None:
    """The end may come while the rest is still being sent."""
    ws.send(message)
    ws.recv(PATIENCE_S)


@pytest.mark.parametrize("message", ["x" * 8193, ["x" * 5000, "x" * 5000]], ids=["whole", "in parts"])
def test_a_message_that_is_too_large_ends_it(served: Served, message: str | list[str]) -> None:
    with _joined(served) as ws:
        with pytest.raises(ConnectionClosed) as closed:
            _send_and_wait(ws, message)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize("path", ["/WS", "/ws?x=1"])
def test_the_path_is_matched_like_the_others(served: Served, path: str) -> None:
    with served.socket(path) as ws:
        assert ws.recv(PATIENCE_S)


@pytest.mark.parametrize("path", ["/ws/", "/nothing", "/%77s"])
def test_there_is_no_socket_elsewhere(served: Served, path: str) -> None:
    assert _handshake_refused(served, path) == 404


def test_a_handshake_where_no_socket_is_is_an_ordinary_request(served: Served) -> None:
    assert _handshake_refused(served, "/status") == 200


def test_a_request_without_a_handshake_is_told_what_is_there(served: Served) -> None:
    answer = served.get("/ws")
    assert (answer.status, answer.headers["upgrade"]) == (426, "websocket")


@pytest.mark.parametrize(
    ("path", "console"), [("/debug/console", Console.LOG), ("/evse/console", Console.RAPI)], ids=["log", "rapi"]
)
def test_a_console_is_text_as_it_comes(served: Served, host: QuietHost, path: str, console: Console) -> None:
    with served.socket(path) as ws:
        ws.send('{"ping":1}')
        _until(lambda: served.do(lambda: host.listeners) == 2)
        served.do(lambda: host.print(console, "$OK 5 6"))
        served.do(lambda: host.print(console, " 0^33\r"))
        assert [ws.recv(PATIENCE_S), ws.recv(PATIENCE_S)] == ["$OK 5 6", " 0^33\r"]
        assert _says_nothing(ws)


def test_there_is_room_for_so_many(serve: Serve, host: QuietHost, caplog: pytest.LogCaptureFixture) -> None:
    served = serve(host, limits=Limits(sockets=2))
    with _joined(served), _joined(served):
        assert _handshake_refused(served, "/ws") == 503
    assert not caplog.records


def test_there_is_room_for_64_by_default(served: Served) -> None:
    with ExitStack() as stack:
        for _ in range(64):
            stack.enter_context(_joined(served))


def test_a_client_that_does_not_read_is_dropped_and_the_others_do_not_notice(serve: Serve, host: QuietHost) -> None:
    served = serve(host)
    with _joined(served) as ws, served.socket(max_queue=1, close_timeout=0.1) as slow:
        slow.recv(PATIENCE_S)
        sockets = _sockets_of(served)
        number = 0
        while len(sockets) == 2:
            served.do(partial(host.tell, Topic.LIMIT, {"number": number, "filling": "x" * 20_000}))
            assert json.loads(ws.recv(PATIENCE_S))["number"] == number
            number += 1
            assert number < 5_000
        served.do(lambda: host.tell(Topic.LIMIT, {"number": -1}))
        assert json.loads(ws.recv(PATIENCE_S))["number"] == -1


def test_a_client_that_vanishes_leaves_nothing_behind(served: Served, host: QuietHost) -> None:
    with served.socket() as ws:
        ws.recv(PATIENCE_S)
        ws.socket.shutdown(2)
        _until(lambda: served.do(lambda: len(_sockets_of(served))) == 0)
    served.do(lambda: host.tell(Topic.LIMIT, {"number": 1}))


def test_who_does_not_answer_pings_is_gone(serve: Serve, host: QuietHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PING_S", 0.05)
    served = serve(host)
    handshake = (
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    got = served.raw(handshake)
    assert got.startswith(b"HTTP/1.1 101 ")
    assert b'{"first": "garage"}' in got
    _until(lambda: len(_sockets_of(served)) == 0)


def test_clients_are_to_log_in_again_when_the_credentials_change(served: Served, host: QuietHost) -> None:
    with _joined(served) as ws:
        served.do(lambda: host.change(divert_enabled=True, hostname="carport"))
        served.do(lambda: host.tell(Topic.LIMIT, {"number": 1}))
        assert json.loads(ws.recv(PATIENCE_S))["number"] == 1
        served.do(lambda: host.change(www_username="somebody"))
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(PATIENCE_S)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


def _sockets_of(served: Served) -> Sockets:
    door = served.server._app.serve
    assert isinstance(door, PlainDoor)
    dispatcher = door._serve
    assert isinstance(dispatcher, Dispatcher)
    return dispatcher._sockets


def _handshake_refused(served: Served, path: str) -> int:
    with pytest.raises(InvalidStatus) as refused, served.socket(path):
        pass
    return refused.value.response.status_code


def _until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
