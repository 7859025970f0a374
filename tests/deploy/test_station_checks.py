"""The doctor looks at the station: state, service, web, log, certificate, and the way to the controller."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from station_process import StationProcess, wait_until

from pilotwire.deploy.controller_checks import controller_findings, device_of
from pilotwire.deploy.findings import Finding, Grade
from pilotwire.deploy.machine_checks import Ground
from pilotwire.deploy.open_files import is_taken, listener_on, users_of
from pilotwire.deploy.running_service import web_of
from pilotwire.deploy.station_checks import log_findings, service_findings, store_findings, web_findings
from pilotwire.store.store import FILE_NAME, Store

PROC = Path("/proc")


def nothing(words: Sequence[str]) -> str | None:
    return None


def ground(data_dir: Path, root: Path = Path("/")) -> Ground:
    return Ground(root=root, data_dir=data_dir, ask=nothing)


def controller(device: str, root: Path = Path("/")) -> Finding:
    async def asked() -> Finding:
        return await anext(controller_findings(ground(root, root), device))

    return asyncio.run(asked())


# -- the state ---------------------------------------------------------------------------------------------------


def test_a_sound_store_is_told_so(tmp_path: Path) -> None:
    Store.open(tmp_path / FILE_NAME).close()
    assert [finding.grade for finding in store_findings(ground(tmp_path))] == [Grade.OK]


def test_a_damaged_store_is_told_with_what_to_do(tmp_path: Path) -> None:
    Store.open(tmp_path / FILE_NAME).close()
    content = bytearray((tmp_path / FILE_NAME).read_bytes())
    content[4096:12288] = os.urandom(8192)
    (tmp_path / FILE_NAME).write_bytes(content)
    (finding,) = store_findings(ground(tmp_path))
    assert finding.grade is Grade.PROBLEM
    assert "pilotwire restore" in finding.words


def test_a_store_of_a_newer_version_is_told(tmp_path: Path) -> None:
    Store.open(tmp_path / FILE_NAME).close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    (finding,) = store_findings(ground(tmp_path))
    assert "newer Pilotwire" in finding.words


def test_what_is_no_store_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("nothing of the kind, and long enough to be looked at as such" * 40)
    (finding,) = store_findings(ground(tmp_path))
    assert finding.grade is Grade.PROBLEM


# -- the service and its log -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "grade", "words"),
    [
        ("ActiveState=active\nSubState=running\nUnitFileState=enabled\nNRestarts=0\n", Grade.OK, "runs, version 1.0"),
        ("ActiveState=failed\nSubState=failed\n", Grade.PROBLEM, "does not run (failed, failed)"),
        ("ActiveState=active\nUnitFileState=disabled\n", Grade.WARNING, "not started with the computer"),
        ("ActiveState=active\nUnitFileState=enabled\nNRestarts=4\n", Grade.WARNING, "started anew 4 times"),
        (None, Grade.WARNING, "systemd does not answer"),
    ],
)
def test_how_the_service_is(told: str | None, grade: Grade, words: str) -> None:
    (finding,) = service_findings(lambda _: told, "1.0")
    assert finding.grade is grade
    assert words in finding.words


def test_without_an_installation_there_is_no_service() -> None:
    (finding,) = service_findings(nothing, None)
    assert "pilotwire install" in finding.words


def test_errors_in_the_log_are_counted_and_the_latest_shown() -> None:
    lines = (
        '{"level":"error","message":"first"}\n{"level":"info","message":"fine"}\nTraceback (most recent call last):\n'
    )
    (finding,) = log_findings(lambda _: lines)
    assert finding.words == "2 errors in the last 24 hours, the latest first: Traceback (most recent call last):; first"
    assert [finding.grade for finding in log_findings(lambda _: "")] == [Grade.OK]


# -- the web -----------------------------------------------------------------------------------------------------


def test_a_running_station_is_asked_how_it_is_whatever_its_password(tmp_path: Path) -> None:
    with StationProcess("--web", "127.0.0.1:0", data_dir=tmp_path) as station:
        web = station.url().removeprefix("http://")
        # Its controller is found a moment after its web.
        wait_until(lambda: grades(tmp_path, web) == [Grade.OK, Grade.OK])
        older = next(iter(web_findings(ground(tmp_path), web, "9.9", 1_800_000_000)))
        assert "9.9 is installed" in older.words
        set_password(station, web)
        assert grades(tmp_path, web) == [Grade.OK, Grade.OK]
        (refused,) = web_findings(ground(tmp_path / "another"), web, None, 1_800_000_000)
        assert "answered with 401" in refused.words


def grades(data_dir: Path, web: str) -> list[Grade]:
    return [finding.grade for finding in web_findings(ground(data_dir), web, None, 1_800_000_000)]


def set_password(station: StationProcess, web: str) -> None:
    body = b'{"www_password": "charge!!"}'
    host, _, port = web.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(
            b"POST /config HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    assert b" 200 " in answer.partition(b"\r\n")[0]


def test_who_has_the_port_of_the_web_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert is_taken(PROC, port)
        program = listener_on(PROC, port)
        assert program is not None
        assert program.process == os.getpid()
    assert not is_taken(PROC, port)
    (finding,) = web_findings(ground(tmp_path), f"127.0.0.1:{port}", None, 0)
    assert "Nobody listens there" in finding.words


@pytest.mark.parametrize("text", ["not an address", "off"])
def test_an_address_that_makes_no_sense_is_told(tmp_path: Path, text: str) -> None:
    (finding,) = web_findings(ground(tmp_path), text, None, 0)
    assert finding.grade is Grade.PROBLEM


@pytest.mark.parametrize(
    ("text", "web", "device"),
    [
        ("PILOTWIRE_WEB=:8080\nPILOTWIRE_SERIAL=/dev/ttyAMA0?baud=9600\n", ":8080", "/dev/ttyAMA0?baud=9600"),
        ("# PILOTWIRE_WEB=:8080\n", ":80", "/dev/openevse"),
        ('PILOTWIRE_WEB=":81"\n', ":81", "/dev/openevse"),
    ],
)
def test_the_options_of_the_service_are_read(tmp_path: Path, text: str, web: str, device: str) -> None:
    options = tmp_path / "options"
    options.write_text(text)
    assert (web_of(options), device_of(options, "/dev/openevse")) == (web, device)


# -- the controller ----------------------------------------------------------------------------------------------


def test_a_device_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    assert "no other serial device" in controller("/dev/openevse", tmp_path).words
    (tmp_path / "sys/class/tty/ttyAMA0").mkdir(parents=True)
    assert "--serial /dev/ttyAMA0" in controller("/dev/openevse", tmp_path).words


def test_a_controller_that_answers_is_told_with_its_version(tmp_path: Path) -> None:
    line = tmp_path / "line"
    with StationProcess("--rapi", f"pty:{line}", data_dir=tmp_path / "state") as station:
        station.address()
        finding = controller(str(line))
    # The station itself has the other end of the pseudo-terminal, and may have this one too.
    assert finding.grade is Grade.OK, finding


def test_a_device_that_is_something_else_is_told() -> None:
    ours, theirs = os.openpty()
    try:
        name = os.ttyname(theirs)
        os.close(theirs)
        finding = controller(name)
    finally:
        os.close(ours)
    assert finding.grade is Grade.PROBLEM
    assert "speaks RAPI" in finding.words


def test_a_device_that_another_program_has_is_told_with_its_name() -> None:
    ours, theirs = os.openpty()
    try:
        assert [user.process for user in users_of(PROC, Path(os.ttyname(theirs)))] == [os.getpid()]
    finally:
        os.close(ours)
        os.close(theirs)
