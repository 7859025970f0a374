"""The command line: every mistake is one sentence and exit code 2, and nobody ever sees a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pilotwire
from pilotwire_process import PATIENCE_S, environment, run, start


def quietly(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = run(*arguments)
    assert "Traceback" not in done.stderr
    return done


def test_says_its_version() -> None:
    assert quietly("--version").stdout.strip() == pilotwire.__version__


@pytest.mark.parametrize("name", ["run", "play", "simulate", "divert-sim", "rapi"])
def test_every_command_explains_itself_with_examples(name: str) -> None:
    shown = quietly(name, "--help")
    assert shown.returncode == 0
    assert f"pilotwire {name} " in shown.stdout
    assert "Examples:" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--profile", "uk"), "Choose one of: eu, us"),
        (("run", "--car", "trabant"), "chevrolet-bolt"),
        (("run", "--supply", "mars"), "eu-1, eu-3"),
        (("run", "--speed", "0"), "1 to 1000"),
        (("run", "--speed", "fast"), "--speed"),
        (("run", "--rapi", "carrier-pigeon:"), "not a kind of transport"),
        (("run", "--web", "everywhere"), "HOST:PORT"),
        (("run", "--web", ":99999"), "HOST:PORT"),
        (("run", "--serial", "/dev/ttyACM0", "--rapi", "pty:"), "nothing is simulated"),
        (("run", "--colour"), "--colour"),
        (("fly",), "fly"),
        (("play",), "SCENARIO"),
        (("play", "missing.txt"), "missing.txt"),
        (("rapi", "tcp:nowhere", "GS"), "lacks a host or a port"),
        (("rapi", "/dev/nothing", "GS"), "/dev/nothing"),
        (("simulate", "missing.toml"), "missing.toml"),
        (("divert-sim", "missing.csv"), "missing.csv"),
        (("divert-sim", "day.csv", "--profile", "eco"), "nowaste"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    if arguments[0] == "run":
        arguments = (*arguments, "--headless", "--data-dir", str(tmp_path))
    ended = quietly(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr.replace("\n", " ")


def test_plays_a_scenario(tmp_path: Path) -> None:
    scenario = tmp_path / "charge.txt"
    scenario.write_text("# image eu\n5000 tx $GS\n6000 end\n")
    played = quietly("play", str(scenario))
    assert played.returncode == 0
    assert "5000.0 > tx $GS" in played.stdout
    assert "rx $OK 01 0 01 0200" in played.stdout


def test_a_scenario_without_a_controller_needs_one_on_the_command_line(tmp_path: Path) -> None:
    scenario = tmp_path / "charge.txt"
    scenario.write_text("5000 tx $GV\n6000 end\n")
    nameless = quietly("play", str(scenario))
    assert nameless.returncode == 2
    assert "--profile" in nameless.stderr
    assert "8.2.3.T2" in quietly("play", str(scenario), "--profile", "t2").stdout
    assert "Choose one of" in quietly("play", str(scenario), "--profile", "x").stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"# image mars\n", b"# image eu\nwhenever plug\n"])
def test_a_scenario_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    scenario = tmp_path / "scenario.txt"
    scenario.write_bytes(content)
    ended = quietly("play", str(scenario))
    assert ended.returncode == 2
    assert "scenario.txt" in ended.stderr


def test_a_pipe_that_closes_early_ends_it_quietly(tmp_path: Path) -> None:
    scenario = tmp_path / "long.txt"
    scenario.write_text("# image eu\n" + "".join(f"{5000 + 10 * n} tx $GS\n" for n in range(20_000)))
    with start("play", str(scenario)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=PATIENCE_S) == 141


def test_running_needs_neither_screen_nor_plots() -> None:
    script = "import sys, pilotwire.cli, pilotwire.runtime.station_run; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert not {"rich", "serialx", "matplotlib", "numpy"} & set(done.stdout.split())
