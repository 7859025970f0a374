"""``pilotwire commission`` towards a running station."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from station_process import StationProcess

from pilotwire_process import PATIENCE_S, run

SCHUKO = ("--region", "europe", "--supply", "schuko")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with StationProcess("--web", "127.0.0.1:0", data_dir=tmp_path / "data") as process:
        yield process.url()
        process.stop()


def post(url: str, body: object) -> None:
    with urlopen(Request(url, json.dumps(body).encode()), timeout=PATIENCE_S):  # noqa: S310 - our own loopback server
        pass


def commissioned(url: str) -> object:
    with urlopen(f"{url}/api/v1/commissioning", timeout=PATIENCE_S) as answer:  # noqa: S310 - likewise
        return json.loads(answer.read())["done"]


def test_it_lists_advises_sets_and_reports(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    listed = run("commission", "--url", url)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "--supply bs1363" in listed.stdout
    # Nobody is there to say yes.
    asked = run("commission", "--url", url, *SCHUKO)
    assert (asked.returncode, commissioned(url)) == (2, None)
    assert "for hours it gives" in asked.stdout
    report = tmp_path / "report.html"
    done = run("commission", "--url", url, *SCHUKO, "--yes", "--current", "8", "--report", str(report))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Commissioned: at most 8 A." in done.stdout
    assert "Schuko socket" in report.read_text()
    assert run("commission", "--url", url, "--report", str(report), "--language", "nl").returncode == 0
    assert '<html lang="nl">' in report.read_text()
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    assert run("commission", "--url", url, "--report", str(report)).returncode == 0
    assert '<html lang="de">' in report.read_text()


def test_what_cannot_be_is_said_in_a_line(url: str) -> None:
    for arguments, said in (
        (("--supply", "schuko"), "Say the region too"),
        (("--region", "europe", "--supply", "bs1363"), "supply: "),
        (("--region", "europe", "--supply", "hardwired-eu-1ph"), "breaker_a: "),
        ((*SCHUKO, "--current", "32", "--yes"), "current_a: "),
    ):
        refused = run("commission", "--url", url, *arguments)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert said in refused.stderr


def test_a_password_is_needed_where_there_is_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    post(f"{url}/config", {"www_password": "correct horse"})
    refused = run("commission", "--url", url)
    assert refused.returncode == 2
    assert "PILOTWIRE_PASSWORD" in refused.stderr
    monkeypatch.setenv("PILOTWIRE_PASSWORD", "correct horse")
    assert run("commission", "--url", url).returncode == 0


def test_a_station_that_does_not_run_is_said() -> None:
    for url, said in (("http://127.0.0.1:9", "does not answer"), ("ftp://x", "must begin with http")):
        refused = run("commission", "--url", url)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert said in refused.stderr
