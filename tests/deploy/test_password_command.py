"""``pilotwire password``: a lost password is replaced on the station itself, whether it runs or not."""

from __future__ import annotations

import subprocess
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from station_process import StationProcess

from pilotwire.deploy.running_service import cookie, settings_of
from pilotwire.services.http.security.passwords import verify
from pilotwire_process import PATIENCE_S, command, environment

OLD, NEW = "the old password", "a new password"


def password(data_dir: Path, given: str = NEW, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own program
        command("password", "--data-dir", str(data_dir), *words),
        env=environment(PILOTWIRE_PASSWORD=given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def kept(data_dir: Path) -> str:
    settings = settings_of(data_dir)
    assert settings is not None
    return settings.www_password


def get(web: str, log_in: str) -> int:
    connection = HTTPConnection(web, timeout=PATIENCE_S)
    connection.request("GET", "/api/v1/settings", headers={"Cookie": log_in} if log_in else {})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """Make the state of a station that has run and has a password."""
    data_dir = tmp_path / "state"
    with StationProcess("--web", "127.0.0.1:0", data_dir=data_dir) as station:
        station.url()
        station.stop()
    assert password(data_dir, OLD).returncode == 0
    return data_dir


def test_a_station_that_does_not_run_has_the_new_password_at_its_next_start(stopped: Path) -> None:
    done = password(stopped)
    assert (done.returncode, done.stderr) == (0, "")
    assert "openevseadmin" in done.stdout
    assert verify(NEW, kept(stopped))
    assert not verify(OLD, kept(stopped))


def test_a_station_that_runs_has_it_at_once_and_everybody_has_to_log_in_anew(stopped: Path) -> None:
    with StationProcess("--web", "127.0.0.1:0", data_dir=stopped) as station:
        web = urlsplit(station.url()).netloc
        log_in = cookie(stopped, 4_000_000_000)
        assert get(web, log_in) == 200
        done = password(stopped, NEW, "--web", web)
        assert (done.returncode, done.stderr) == (0, "")
        assert get(web, log_in) == 401
        assert station.stop()[0] == 0
    assert verify(NEW, kept(stopped))


@pytest.mark.parametrize(
    ("given", "words", "told"),
    [("short", (), "at least 8"), ("x" * 2000, (), "1024"), ("", (), "no terminal")],
)
def test_what_is_no_password_changes_nothing(stopped: Path, given: str, words: tuple[str, ...], told: str) -> None:
    done = password(stopped, given, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert verify(OLD, kept(stopped))


def test_a_station_that_runs_and_cannot_be_reached_is_to_be_stopped_first(stopped: Path) -> None:
    with StationProcess("--web", "127.0.0.1:0", data_dir=stopped) as station:
        web = urlsplit(station.url()).netloc
        for elsewhere in ("off", "127.0.0.1:1"):
            done = password(stopped, NEW, "--web", elsewhere)
            assert done.returncode == 2
            assert "stop the station" in done.stderr
        done = password(stopped, "x" * 2000, "--web", web)
        assert (done.returncode, "1024" in done.stderr) == (2, True)
    assert verify(OLD, kept(stopped))


def test_where_no_station_has_run_there_is_nothing_to_set(tmp_path: Path) -> None:
    done = password(tmp_path)
    assert done.returncode == 2
    assert "no station" in done.stderr
    assert list(tmp_path.iterdir()) == []
