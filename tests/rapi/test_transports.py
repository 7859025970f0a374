"""Real pseudo-terminals and loopback TCP: links that work, come and go, misbehave, and cannot be opened."""

from __future__ import annotations

import array
import asyncio
import fcntl
import os
import socket
import termios
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pilotwire.rapi.client import RapiClient
from pilotwire.rapi.errors import TransportError
from pilotwire.rapi.transports import BufferedTransport, Transport, memory_pair, open_transport, pty, serve, tcp

from .fake_controllers import MODELS, FakeController
from .virtual_time import run_real, run_virtual


class Echo:
    """A session that sends everything back, marked with its own number."""

    count = 0

    def __init__(self) -> None:
        type(self).count += 1
        self.mark = f"<{self.count}>".encode()
        self.write: Callable[[bytes], None] = lambda _: None
        self.closed = False
        self.received = b""

    def attach(self, write: Callable[[bytes], None]) -> None:
        self.write = write

    def receive(self, data: bytes) -> None:
        self.received += data
        self.write(self.mark)
        self.write(data)

    def close(self) -> None:
        self.closed = True


class Sessions:
    """Makes echoes and remembers them."""

    def __init__(self) -> None:
        self.made: list[Echo] = []

    def __call__(self) -> Echo:
        self.made.append(Echo())
        return self.made[-1]


async def read_until(transport: Transport, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        portion = await transport.read()
        assert portion, f"the link ended after {data!r}"
        data += portion
    return data


async def eventually(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 -- what is waited for happens outside this loop
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("name", ["memory:", "tcp://127.0.0.1:0", "tcp:127.0.0.1:0", "pty:"])
def test_bytes_go_both_ways_and_closing_reaches_the_session(name: str) -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve(name, sessions) as endpoint, await open_transport(endpoint.address) as client:
            client.write(b"hello\r\n\x00\xff")
            got = await read_until(client, b"\xff")
            assert got.endswith(b">hello\r\n\x00\xff")
        await eventually(lambda: sessions.made[0].closed)

    run_real(main())


@pytest.mark.parametrize("name", ["memory:", "tcp://127.0.0.1:0"])
def test_clients_have_sessions_of_their_own(name: str) -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve(name, sessions) as endpoint:
            clients = [await open_transport(endpoint.address) for _ in range(5)]
            for number, client in enumerate(clients):
                client.write(f"{number};".encode())
            answers = [await read_until(client, b";") for client in clients]
            assert [answer.split(b">")[1] for answer in answers] == [b"0;", b"1;", b"2;", b"3;", b"4;"]
            assert len({answer.split(b">")[0] for answer in answers}) == 5
            for client in clients:
                await client.close()
            await eventually(lambda: all(session.closed for session in sessions.made))

    run_real(main())


@pytest.mark.parametrize("name", ["memory:", "tcp://127.0.0.1:0", "pty:"])
def test_a_client_works_over_every_kind_of_link(name: str) -> None:
    async def main() -> None:
        async with (
            await serve(name, lambda: FakeController(MODELS["5.2.1"], latency_s=0)) as endpoint,
            RapiClient(endpoint.address) as client,
        ):
            assert client.features.sequence_ids
            assert (await client.get_energy()).total_wh == 10

    run_real(main())


@pytest.mark.parametrize("name", ["memory:", "tcp://127.0.0.1:0", "pty:"])
def test_when_serving_ends_the_client_is_told(name: str) -> None:
    async def main() -> None:
        endpoint = await serve(name, Sessions())
        client = await open_transport(endpoint.address)
        await endpoint.close()
        await endpoint.close()
        with suppress(TransportError):  # a serial device goes away with an error, the others just end
            assert await client.read() == b""
        with pytest.raises(TransportError):
            client.write(b"x")
        await client.close()
        await client.close()

    run_real(main())


def test_a_slow_tcp_client_is_dropped_and_the_others_served() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("tcp://127.0.0.1:0", sessions) as endpoint:
            port = int(endpoint.address.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)):
                await eventually(lambda: bool(sessions.made))
                other = await open_transport(endpoint.address)
                await eventually(lambda: len(sessions.made) == 2)
                for _ in range(2000):
                    sessions.made[0].write(b"x" * 16_384)
                    if sessions.made[0].closed:
                        break
                    await asyncio.sleep(0)
                await eventually(lambda: sessions.made[0].closed)
                other.write(b"still here;")
                assert (await read_until(other, b";")).endswith(b"still here;")
                await other.close()

    run_real(main())


def test_a_slow_memory_client_is_dropped() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("memory:", sessions):
            client = await open_transport("memory:")
            for _ in range(5):
                sessions.made[0].write(b"x" * 16_384)
            assert sessions.made[0].closed
            assert len(await client.read()) == 65_536
            with pytest.raises(TransportError, match="was not read"):
                await client.read()

    run_virtual(main())


def test_a_memory_pair_is_a_line_without_a_server() -> None:
    async def main() -> None:
        one, other = memory_pair()
        one.write(b"ping")
        assert await other.read() == b"ping"
        other.write(b"pong")
        assert await one.read() == b"pong"
        await one.close()
        assert await other.read() == b""
        with pytest.raises(TransportError, match="is closed"):
            other.write(b"x")

    run_virtual(main())


def open_terminal(path: str) -> int:
    """As any serial program does, but without touching the terminal's modes."""
    return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)


async def exchange(terminal: int, data: bytes) -> bytes:
    os.write(terminal, data)
    return await receive(terminal, data)


async def receive(terminal: int, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        try:
            got += os.read(terminal, 4096)
        except BlockingIOError:
            await asyncio.sleep(0.002)
    return got


def test_a_terminal_is_raw_and_never_echoes() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            terminal = open_terminal(endpoint.address)
            everything = bytes(range(256))
            assert await exchange(terminal, everything + b"END") == sessions.made[0].mark + everything + b"END"
            sessions.made[0].received = b""
            sessions.made[0].write(b"unasked\r\n")
            assert await receive(terminal, b"\n") == b"unasked\r\n"
            await asyncio.sleep(0.05)
            assert sessions.made[0].received == b""
            os.close(terminal)

    run_real(main())


def test_programs_may_close_and_reopen_a_terminal() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            for turn in range(5):
                terminal = open_terminal(endpoint.address)
                text = f"turn {turn};".encode()
                assert (await exchange(terminal, text)).endswith(text)
                os.close(terminal)
                await asyncio.sleep(0.01)
            assert len(sessions.made) == 1
            async with await open_transport(f"serial:{endpoint.address}?baud=9600") as client:
                client.write(b"and a serial library;")
                assert (await read_until(client, b";")).endswith(b"library;")

    run_real(main())


def test_output_that_a_terminal_cannot_take_at_once_is_kept() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            terminal = open_terminal(endpoint.address)
            text = b"".join(b"%05d;" % number for number in range(10_000))
            sessions.made[0].write(text + b"END")
            assert await receive(terminal, b"END") == text + b"END"
            os.close(terminal)

    run_real(main())


def test_output_beyond_the_backlog_is_thrown_away_and_the_terminal_lives_on() -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            for _ in range(100):
                sessions.made[0].write(b"x" * 4096)
            terminal = open_terminal(endpoint.address)
            assert (await exchange(terminal, b"alive;")).endswith(b"alive;")
            os.close(terminal)

    run_real(main())


def test_what_nobody_read_in_time_does_not_greet_the_next_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pty, "UNREAD_LIFETIME_S", 0.05)

    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            sessions.made[0].write(b"old news")
            await asyncio.sleep(0.2)
            terminal = open_terminal(endpoint.address)
            sessions.made[0].write(b"fresh;")
            assert await receive(terminal, b";") == b"fresh;"
            sessions.made[0].write(b"read late;")
            assert await receive(terminal, b";") == b"read late;"
            os.close(terminal)

    run_real(main())


def is_exclusive(terminal: int) -> bool:
    """Ask Linux (TIOCGEXCL), because root may open even a locked terminal."""
    answer = array.array("i", [0])
    fcntl.ioctl(terminal, 0x80045440, answer)
    return answer[0] != 0


def test_a_lock_left_by_a_program_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pty, "UNREAD_LIFETIME_S", 0.05)

    async def main() -> None:
        sessions = Sessions()
        async with await serve("pty:", sessions) as endpoint:
            terminal = open_terminal(endpoint.address)
            fcntl.ioctl(terminal, termios.TIOCEXCL)
            assert is_exclusive(terminal)
            await exchange(terminal, b"x;")
            await eventually(lambda: not is_exclusive(terminal))
            os.close(terminal)

    run_real(main())


def test_a_link_to_the_terminal_lives_as_long_as_it(tmp_path: Path) -> None:
    async def main() -> None:
        link = tmp_path / "evse"
        async with await serve(f"pty:{link}", Sessions()) as endpoint:
            assert endpoint.address == str(link)
            assert link.is_symlink()
            async with await open_transport(str(link)) as client:
                client.write(b"x;")
                assert (await read_until(client, b";")).endswith(b"x;")
        assert not link.is_symlink()

    run_real(main())


def test_a_link_left_by_a_crash_is_replaced_and_a_file_is_not(tmp_path: Path) -> None:
    async def main() -> None:
        link = tmp_path / "evse"
        link.symlink_to("/dev/pts/999999")
        async with await serve(f"pty:{link}", Sessions()) as first:
            async with await serve(f"pty:{link}", Sessions()) as second:
                assert isinstance(first, pty.PtyEndpoint)
                assert isinstance(second, pty.PtyEndpoint)
                assert first.device != second.device
                await first.close()
                assert str(link.readlink()) == second.device
            assert not link.is_symlink()
        link.write_text("precious")
        sessions = Sessions()
        with pytest.raises(TransportError, match="remove it or choose another path"):
            await serve(f"pty:{link}", sessions)
        assert link.read_text() == "precious"
        with pytest.raises(TransportError, match="create the folder first"):
            await serve(f"pty:{tmp_path}/none/evse", sessions)

    run_real(main())


def refusal(opening: Callable[[], Awaitable[object]]) -> str:
    async def main() -> str:
        with pytest.raises(TransportError) as caught:
            await opening()
        return str(caught.value)

    message = run_real(main())
    assert message.endswith((".", ")", "*"))
    assert "\n" not in message
    return message


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_what_cannot_be_opened_is_said_with_what_to_do(tmp_path: Path) -> None:
    ordinary = tmp_path / "file"
    ordinary.write_text("x")
    assert "Nothing listens" in refusal(lambda: open_transport(f"tcp://127.0.0.1:{free_port()}"))
    assert "no serial device" in refusal(lambda: open_transport(f"serial:{tmp_path}/ttyACM0"))
    assert "is not a serial device" in refusal(lambda: open_transport(f"serial:{ordinary}"))
    assert "Nothing is served" in refusal(lambda: open_transport("memory:nowhere"))
    assert "is for serving" in refusal(lambda: open_transport("pty:"))
    assert "cannot be served on" in refusal(lambda: serve("serial:/dev/ttyACM0", Sessions()))
    assert "not an address of this machine" in refusal(lambda: serve("tcp://192.0.2.1:0", Sessions()))


def test_an_unknown_host_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "is not known" in refusal(lambda: open_transport("tcp://evse.invalid:8023"))


def test_a_host_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(tcp, "CONNECT_TIMEOUT_S", 0.05)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", never)
    assert "did not answer" in refusal(lambda: open_transport("tcp://127.0.0.1:9"))


def test_a_privileged_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_server", forbid)
    assert "above 1023" in refusal(lambda: serve("tcp://127.0.0.1:80", Sessions()))


def test_a_device_of_another_group_names_the_group_to_join(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "usermod -aG dialout" in refusal(lambda: open_transport("serial:/dev/ttyACM77"))


def test_a_busy_port_or_device_or_label_is_said() -> None:
    async def main() -> list[str]:
        messages = []
        async with (
            await serve("tcp://127.0.0.1:0", Sessions()) as tcp,
            await serve("memory:busy", Sessions()),
            await serve("pty:", Sessions()) as terminal,
            await open_transport(terminal.address),
        ):
            for opening in (
                serve(tcp.address, Sessions()),
                serve("memory:busy", Sessions()),
                open_transport(terminal.address),
            ):
                with pytest.raises(TransportError) as caught:
                    await opening
                messages.append(str(caught.value))
        return messages

    port, label, device = run_real(main())
    assert "is in use: stop the program" in port
    assert "already served" in label
    assert "in use by another program" in device


@pytest.mark.parametrize("name", ["tcp://127.0.0.1:0", "pty:"])
def test_an_unread_link_stops_receiving_instead_of_filling_memory(name: str) -> None:
    async def main() -> None:
        sessions = Sessions()
        async with await serve(name, sessions) as endpoint:
            client = await open_transport(endpoint.address)
            assert isinstance(client, BufferedTransport)
            await eventually(lambda: bool(sessions.made))
            total = 0
            while total < 3_000_000 and not sessions.made[0].closed:
                sessions.made[0].write(b"x" * 10_000)
                total += 10_000
                await asyncio.sleep(0)
            assert client.unread_bytes < 1_000_000
            await client.read()
            await client.close()

    run_real(main())
