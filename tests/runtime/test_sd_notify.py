"""What systemd hears of a running station: that it is ready, that it lives, that it stops."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from station_process import StationProcess

from pilotwire.runtime.sd_notify import Notifier, Watched
from pilotwire_process import PATIENCE_S

Ear = tuple[socket.socket, str]


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    """A socket as systemd has one."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        address = str(tmp_path / "notify")
        listening.bind(address)
        listening.settimeout(PATIENCE_S)
        yield listening, address


def heard(ear: Ear) -> dict[str, str]:
    return dict(line.split("=", 1) for line in ear[0].recv(4096).decode().splitlines())


async def always() -> bool:
    return True


def test_what_systemd_says_is_taken_and_not_handed_on() -> None:
    environment = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid()), "A": "b"}
    assert Notifier.from_environment(environment).watchdog_s == 60.0
    assert environment == {"A": "b"}


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"},
    ],
)
def test_without_a_watchdog_no_sign_of_life_is_wanted(environment: dict[str, str]) -> None:
    assert Notifier.from_environment(environment).watchdog_s is None


def test_where_nobody_listens_nothing_happens(tmp_path: Path) -> None:
    Notifier("", None).ready("well")
    Notifier(str(tmp_path / "nobody"), None).ready("well")


def test_a_name_in_no_file_system_is_found() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        name = f"pilotwire-test-{os.getpid()}"
        listening.bind(f"\0{name}")
        listening.settimeout(PATIENCE_S)
        Notifier(f"@{name}", None).ready("well")
        assert listening.recv(100) == b"READY=1\nSTATUS=well"


def test_a_status_of_several_lines_says_nothing_else(ear: Ear) -> None:
    Notifier(ear[1], None).ready("well\nWATCHDOG=1")
    assert heard(ear) == {"READY": "1", "STATUS": "well WATCHDOG=1"}


def test_life_is_told_again_and_again_until_the_end(ear: Ear) -> None:
    async def live() -> list[dict[str, str]]:
        watched = Watched(Notifier(ear[1], 0.03), always, lambda: "well")
        watched.start()
        told = [await asyncio.to_thread(heard, ear) for _ in range(3)]
        await watched.stop()
        return told

    assert asyncio.run(live()) == [{"READY": "1", "STATUS": "well"}, *[{"WATCHDOG": "1", "STATUS": "well"}] * 2]


def test_what_does_not_answer_gives_no_sign_of_life(ear: Ear) -> None:
    async def never() -> bool:
        await asyncio.Event().wait()
        return True

    async def live() -> list[dict[str, str]]:
        watched = Watched(Notifier(ear[1], 0.03), never, lambda: "well")
        watched.start()
        told = [await asyncio.to_thread(heard, ear) for _ in range(3)]
        await watched.stop()
        return told

    assert [said.keys() for said in asyncio.run(live())] == [{"READY", "STATUS"}, {"STATUS"}, {"STATUS"}]


def test_a_station_says_that_it_is_ready_lives_and_stops(
    ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", ear[1])
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    with StationProcess("--web", "127.0.0.1:0", data_dir=tmp_path / "state") as station:
        first = heard(ear)
        assert first["READY"] == "1"
        assert first["STATUS"].startswith("The controller is")
        assert heard(ear)["WATCHDOG"] == "1"
        assert station.stop()[0] == 0
    told = heard(ear)
    while "STOPPING" not in told:
        told = heard(ear)
