"""An upgrade that is cut off: by a loss of power at any moment, by a lost connection, by somebody's impatience."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from test_upgrade import Station

from pilotwire.deploy import release, state_copy, trial
from pilotwire.deploy.apply import InstallError, Machine
from pilotwire.deploy.commands import recover_command
from pilotwire.deploy.plan import CURRENT, DATA, PREVIOUS, PROGRAM, TRIAL, UNIT, InstallOptions, installation
from pilotwire.deploy.upgrade import Patience, UpgradeFailedError, go_back

CHANGES = ("rename", "replace", "symlink_to", "unlink", "mkdir")
"""What of ``Path`` changes names on the disk."""


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path / "machine")
    (station.data / "station-id").write_text("aa")
    return station


class Disk:
    """Keeps what the disk holds after each change of a name: what a loss of power there would leave."""

    def __init__(self, root: Path, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._root = root
        self._to = to
        self._monkeypatch = monkeypatch
        self._originals = {name: getattr(Path, name) for name in CHANGES}
        self._kept: list[Path] = []

    def keep(self) -> None:
        with self._monkeypatch.context() as quiet:
            for name, original in self._originals.items():
                quiet.setattr(Path, name, original)
            self._kept.append(shutil.copytree(self._root, self._to / str(len(self._kept)), symlinks=True))

    def moments(self, call: Callable[[], object]) -> tuple[Machine, ...]:
        with self._monkeypatch.context() as patch:
            for name in CHANGES:
                patch.setattr(Path, name, self._watched(name))
            call()
        return tuple(Machine(root=path, real=False, say=lambda _: None, run=lambda _: None) for path in self._kept)

    def _watched(self, name: str) -> Callable[..., object]:
        original = self._originals[name]

        def change(path: Path, *words: object, **named: object) -> object:
            done = original(path, *words, **named)
            if path.is_relative_to(self._root):
                self.keep()
            return done

        return change


def moments_of(
    station: Station, call: Callable[[], object], to: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Machine, ...]:
    """Run it; returns the disk after each change of a name, and whenever the new version has been waited for."""
    disk = Disk(station.machine.root, to, monkeypatch)

    def sleep(seconds: float) -> None:
        disk.keep()
        station.now_s += 10 * seconds

    station.patience = Patience(clock_s=lambda: station.now_s, sleep=sleep)
    return disk.moments(call)


def started(machine: Machine) -> tuple[str, int]:
    """Start the service after the cut as systemd does; returns the version that runs, and the form of its state."""
    machine.at(DATA).mkdir(exist_ok=True)
    trial.recover(machine)
    place = release.current(machine)
    assert place is not None
    assert not machine.at(TRIAL).exists()
    assert (machine.at(DATA) / "station-id").read_text() == "aa"
    return release.version_in(machine.at(place)), state_copy.schema_of(machine.at(DATA))


@pytest.mark.parametrize("healthy", [True, False])
def test_whenever_the_power_goes_a_version_runs_that_can_read_its_state(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, healthy: bool
) -> None:
    station.migrates.add("2.0")
    if not healthy:
        station.silent.add("2.0")

    def upgrade() -> None:
        try:
            station.upgrade("2.0")
        except UpgradeFailedError:
            assert not healthy

    moments = moments_of(station, upgrade, tmp_path, monkeypatch)
    ends = [started(machine) for machine in moments]
    assert {("1.0", 1)} <= set(ends) <= {("1.0", 1), ("2.0", 2)}
    assert (ends[-1] == ("2.0", 2)) is healthy
    # Only what came through its trial runs.
    assert ("2.0", 2) not in ends or healthy


def test_a_trial_that_nobody_ended_goes_back_with_the_state_of_the_version_before(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.migrates.add("2.0")
    moments = moments_of(station, lambda: station.upgrade("2.0"), tmp_path, monkeypatch)
    under_way = [machine for machine in moments if machine.at(TRIAL).exists() and release.current(machine) is not None]
    assert under_way
    for machine in under_way:
        # The service has this release end the trial.
        assert machine.at(PREVIOUS).readlink().name == "1"
        assert trial.recover(machine)
        assert started(machine) == ("1.0", 1)
        assert not trial.recover(machine)
        assert [path.name for path in (machine.at(CURRENT).parent / "releases").iterdir()] == ["1"]


def test_an_interrupted_recovery_is_done_again(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.migrates.add("2.0")
    moments = moments_of(station, lambda: station.upgrade("2.0"), tmp_path / "a", monkeypatch)
    machine = next(machine for machine in moments if state_copy.schema_of(machine.at(DATA)) == 2)
    disk = Disk(machine.root, tmp_path / "b", monkeypatch)
    ends = [started(again) for again in disk.moments(lambda: trial.recover(machine))]
    assert len(ends) > 5
    assert set(ends) == {("1.0", 1)}


@pytest.mark.parametrize("what", [KeyboardInterrupt, OSError])
def test_who_interrupts_the_trial_gets_the_version_before(
    station: Station, monkeypatch: pytest.MonkeyPatch, what: type[BaseException]
) -> None:
    def interrupted(_: float) -> None:
        raise what

    station.migrates.add("2.0")
    station.patience = Patience(clock_s=lambda: 0.0, sleep=interrupted)
    with pytest.raises(what):
        station.upgrade("2.0")
    assert station.running == station.version() == "1.0"
    assert station.schema() == 1
    assert not station.machine.at(TRIAL).exists()
    assert not station.machine.at(PREVIOUS).is_symlink()
    assert not (station.machine.at(CURRENT).parent / "releases" / "2").exists()


def test_both_versions_stay_when_going_back_is_interrupted(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.upgrade("2.0")
    moments = moments_of(station, lambda: go_back(station.machine, station, station.patience), tmp_path, monkeypatch)
    for machine in moments:
        assert started(machine)[0] in ("1.0", "2.0")
        assert len(list((machine.at(CURRENT).parent / "releases").iterdir())) == 2


def test_without_the_version_before_the_new_one_goes_on(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = moments_of(station, lambda: station.upgrade("2.0"), tmp_path, monkeypatch)
    machine = [machine for machine in moments if machine.at(TRIAL).exists()][-1]
    shutil.rmtree(machine.at(CURRENT).parent / "releases" / "1")
    with pytest.raises(InstallError, match=r"2\.0 goes on"):
        trial.recover(machine)
    assert started(machine)[0] == "2.0"


def test_a_start_in_the_middle_of_a_trial_does_not_end_it(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = moments_of(station, lambda: station.upgrade("2.0"), tmp_path, monkeypatch)
    machine = [machine for machine in moments if machine.at(TRIAL).exists()][-1]
    program = os.open(machine.at(PROGRAM), os.O_RDONLY)
    fcntl.flock(program, fcntl.LOCK_EX)
    assert recover_command(machine.root) == 0
    assert machine.at(TRIAL).exists()
    os.close(program)
    assert recover_command(machine.root) == 0
    assert started(machine) == ("1.0", 1)


def test_the_service_ends_an_interrupted_trial_before_it_starts() -> None:
    unit = next(file.content for file in installation(InstallOptions()).files if file.path == UNIT)
    before, _, after = unit.partition("\nExecStart=")
    assert f"test ! -e {TRIAL} || exec {PREVIOUS}/bin/pilotwire upgrade --recover" in before
    assert "--recover" not in after
