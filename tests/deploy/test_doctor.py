"""``pilotwire doctor`` as a person, a program and a container engine run it."""

from __future__ import annotations

import json
from pathlib import Path

from station_process import StationProcess, wait_until

from pilotwire.deploy.doctor import shown
from pilotwire.deploy.findings import bad, good
from pilotwire_process import run


def test_lines_for_people_stand_under_each_other() -> None:
    assert shown([good("clock", "Well."), bad("controller", "Not there.")]) == (
        "ok       clock       Well.\nPROBLEM  controller  Not there.\n"
    )


def test_a_container_engine_hears_whether_the_station_answers(tmp_path: Path) -> None:
    with StationProcess("--web", "127.0.0.1:0", data_dir=tmp_path) as station:
        web = station.url().removeprefix("http://")
        words = ("doctor", "--container", "--data-dir", str(tmp_path), "--web", web)
        assert run(*words).returncode == 0
        station.stop()
    gone = run(*words)
    assert gone.returncode == 1
    assert "gives no answer" in gone.stderr


def test_a_program_reads_what_a_person_reads(tmp_path: Path) -> None:
    line = tmp_path / "line"
    options = ("--rapi", f"pty:{line}", "--web", "127.0.0.1:0")
    with StationProcess(*options, data_dir=tmp_path / "state") as station:
        web = station.url().removeprefix("http://")
        words = ("doctor", "--json", "--data-dir", str(tmp_path / "state"), "--web", web, "--serial", str(line))
        told: dict[str, str] = {}

        def asked() -> bool:
            done = run(*words)
            document = json.loads(done.stdout)
            assert done.returncode == document["code"]
            told.update({finding["name"]: finding["grade"] for finding in document["findings"]})
            return told["station"] == "ok"

        wait_until(asked)
    assert told["web"] == told["state"] == told["controller"] == "ok"
    assert told["service"] == "warning"


def test_a_set_up_with_nothing_in_it_has_problems_and_no_traceback(tmp_path: Path) -> None:
    done = run("doctor", "--data-dir", str(tmp_path / "nothing"), "--web", "127.0.0.1:9", "--serial", "/dev/nothing")
    assert done.returncode == 2
    assert "PROBLEM  controller" in done.stdout
    assert done.stderr == ""
