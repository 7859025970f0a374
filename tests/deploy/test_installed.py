"""The real thing in a folder that stands for a machine: installed, run, upgraded to something broken, back, removed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from wheel_of_sources import surroundings, wheel

import pilotwire
from pilotwire.deploy import release
from pilotwire.deploy.apply import InstallError, Machine
from pilotwire.deploy.judgement import Health, Seen
from pilotwire.deploy.plan import CURRENT, DATA, STATES, UNIT
from pilotwire.deploy.running_service import look
from pilotwire.deploy.upgrade import Patience, UpgradeFailedError, upgrade
from pilotwire.store.store import FILE_NAME
from pilotwire_process import PATIENCE_S, command, environment

BROKEN = 'raise RuntimeError("this version is broken")'


def installed(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours with what pip is to be told."""
    libraries = surroundings()
    path = os.pathsep.join([environment()["PYTHONPATH"], libraries["PYTHONPATH"]])
    return subprocess.run(  # noqa: S603 -- our own program
        command(*words), env={**libraries, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )


def files(machine: Machine) -> list[Path]:
    return [path for path in machine.root.rglob("*") if path.is_file()]


class Process:
    """The service of a folder: a process of the release that is linked."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._process: subprocess.Popen[str] | None = None
        self._said = ""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.web = f"127.0.0.1:{free.getsockname()[1]}"

    def start(self) -> None:
        words = ["run", "--headless", "--data-dir", str(self._machine.at(DATA)), "--web", self.web]
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            [str(self._machine.at(CURRENT) / "bin/pilotwire"), *words],
            env=surroundings(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            self._said = process.communicate(timeout=PATIENCE_S)[1]

    def look(self) -> Seen:
        return look(self._machine.at(DATA), self.web, time.time())

    def log_tail(self) -> str:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        return self._said

    def healthy(self) -> Health:
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            seen = self.look()
            if isinstance(seen, Health) and not seen.problems:
                return seen
            assert time.monotonic() < deadline_s, seen
            time.sleep(0.1)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(root=tmp_path / "tree", real=False, say=lambda _: None, run=lambda _: None)


@pytest.fixture
def service(machine: Machine) -> Iterator[Process]:
    process = Process(machine)
    yield process
    process.stop()


def test_an_installation_runs_survives_a_broken_upgrade_and_goes(
    machine: Machine, service: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, version = str(machine.root), pilotwire.__version__
    source = str(wheel(tmp_path, version))
    done = installed("install", "--prefix", root, "--from", source)
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.at(UNIT).exists()
    again = installed("install", "--prefix", root)
    assert "nothing was changed" in again.stdout, again
    assert installed("install", "--prefix", root, "--from", source).returncode == 2

    place = release.current(machine)
    assert place is not None
    python = machine.at(place) / "bin" / "python"
    python.unlink()
    assert "cannot run any more" in installed("install", "--prefix", root, "--from", source).stdout
    assert release.current(machine) != place
    assert "nothing was changed" in installed("install", "--prefix", root).stdout

    for name, value in surroundings().items():
        monkeypatch.setenv(name, value)
    service.start()
    assert service.healthy().version == version
    hasty = Patience(most_s=8.0, steady_s=1.0, look_s=0.1)
    with pytest.raises(UpgradeFailedError, match="this version is broken"):
        upgrade(machine, str(wheel(tmp_path, "9.9", broken=BROKEN)), service, hasty)
    assert service.healthy().version == version
    place = release.current(machine)
    assert place is not None
    assert place.name == "2"
    service.stop()

    gone = installed("uninstall", "--prefix", root)
    assert gone.returncode == 0, gone.stderr
    assert {str(path.parent) for path in files(machine)} <= {str(machine.at(state)) for state in STATES}
    assert (machine.at(DATA) / FILE_NAME).exists()
    assert installed("uninstall", "--prefix", root, "--purge").returncode == 0
    assert files(machine) == []


def test_what_cannot_be_installed_is_one_clear_message(tmp_path: Path) -> None:
    for source, words in (("nowhere/x.whl", "There is no nowhere/x.whl"), (__file__, "is not a wheel")):
        done = installed("install", "--prefix", str(tmp_path / "tree"), "--from", source)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    done = installed("install", "--prefix", str(tmp_path / "tree"), "--web", "somewhere")
    assert (done.returncode, done.stderr) == (2, "--web must be HOST:PORT, :PORT or off, not 'somewhere'.\n")


def test_a_file_that_is_no_wheel_inside_leaves_nothing_behind(machine: Machine, tmp_path: Path) -> None:
    nonsense = tmp_path / "pilotwire-1.0-py3-none-any.whl"
    nonsense.write_text("nothing of the kind")

    def only_pip(folder: Path, source: str) -> None:
        folder.mkdir(parents=True)
        raise InstallError(f"{source} is nothing")

    with pytest.raises(InstallError):
        release.add(machine, str(nonsense), only_pip)
    assert not list(machine.at(CURRENT).parent.glob("releases/*"))
