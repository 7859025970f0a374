"""An upgrade on trial: what stays, what goes back, and what happens to the state. The service is a stand-in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest

from pilotwire.deploy import release
from pilotwire.deploy.apply import InstallError, Machine
from pilotwire.deploy.judgement import Health, Seen, Silence
from pilotwire.deploy.plan import COPY, CURRENT, DATA, FROM_FAILED, PREVIOUS
from pilotwire.deploy.upgrade import Patience, UpgradeFailedError, go_back, upgrade
from pilotwire.store.store import FILE_NAME

SILENT = Silence("it is not there")


def builder(folder: Path, source: str) -> None:
    """Make a release that says which version it is."""
    program = folder / "bin" / "pilotwire"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho {source}\n")
    program.chmod(0o755)


class Station:
    """The service of a folder that stands for a machine; each version behaves as it is told to."""

    def __init__(self, root: Path) -> None:
        self.said: list[str] = []
        self.machine = Machine(root=root, real=False, say=self.said.append, run=lambda words: None)
        self.problems: dict[str, tuple[str, ...]] = {}
        self.silent: set[str] = set()
        self.migrates: set[str] = set()
        self.recovers_at_s: float | None = None
        self.running = ""
        self.now_s = 0.0
        self.patience = Patience(clock_s=lambda: self.now_s, sleep=self.sleep)
        self.data = self.machine.at(DATA)
        self.data.mkdir(parents=True)
        place, _ = release.add(self.machine, "1.0", builder)
        release.switch(self.machine, place)
        self.set_schema(1)
        self.start()

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def set_schema(self, version: int) -> None:
        with closing(sqlite3.connect(self.data / FILE_NAME)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")

    def schema(self) -> int:
        with closing(sqlite3.connect(self.data / FILE_NAME)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def version(self) -> str:
        place = release.current(self.machine)
        assert place is not None
        return release.version_in(self.machine.at(place))

    def stop(self) -> None:
        self.running = ""

    def start(self) -> None:
        self.running = self.version()
        if self.running in self.migrates:
            self.set_schema(2)

    def look(self) -> Seen:
        if not self.running or self.running in self.silent:
            return SILENT
        problems = self.problems.get(self.running, ())
        if self.recovers_at_s is not None and self.now_s >= self.recovers_at_s:
            problems = ()
        return Health(version=self.running, store_readable=True, problems=problems)

    def log_tail(self) -> str:
        return "the last words"

    def upgrade(self, version: str) -> str:
        return upgrade(self.machine, version, self, self.patience, builder)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def test_a_healthy_version_stays(station: Station) -> None:
    assert station.upgrade("2.0") == "2.0"
    assert station.running == station.version() == "2.0"
    assert release.previous(station.machine) == PurePosixPath("/opt/pilotwire/releases/1")


def test_only_the_version_before_is_kept_beside_it(station: Station) -> None:
    for version in ("2.0", "3.0", "4.0"):
        station.upgrade(version)
    releases = station.machine.at(CURRENT).parent / "releases"
    assert sorted(path.name for path in releases.iterdir()) == ["3", "4"]


def test_a_silent_version_is_given_up_with_the_last_lines_of_its_log(station: Station) -> None:
    station.silent.add("2.0")
    with pytest.raises(UpgradeFailedError, match=r"it is not there.*\n.*\nthe last words"):
        station.upgrade("2.0")
    assert station.running == station.version() == "1.0"
    assert not station.machine.at(PREVIOUS).is_symlink()
    assert not (station.machine.at(CURRENT).parent / "releases" / "2").exists()


def test_a_problem_that_is_new_is_held_against_it(station: Station) -> None:
    station.problems["2.0"] = ("mqtt is not connected: refused",)
    with pytest.raises(UpgradeFailedError, match="mqtt is not connected"):
        station.upgrade("2.0")
    assert station.running == "1.0"


def test_a_problem_that_there_was_before_is_not(station: Station) -> None:
    station.problems["1.0"] = ("mqtt is not connected: refused",)
    station.problems["2.0"] = ("mqtt is not connected: no such host",)
    assert station.upgrade("2.0") == "2.0"


def test_a_version_may_take_its_time_to_become_healthy(station: Station) -> None:
    station.problems["2.0"] = ("The controller is not connected: the line is being opened",)
    station.recovers_at_s = 30.0
    assert station.upgrade("2.0") == "2.0"
    assert station.now_s >= 30.0 + station.patience.steady_s


def test_what_only_looks_healthy_now_and_then_is_given_up(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Station.look
    monkeypatch.setattr(
        Station, "look", lambda self: SILENT if self.running == "2.0" and int(self.now_s) % 15 == 14 else look(self)
    )
    with pytest.raises(UpgradeFailedError):
        station.upgrade("2.0")
    assert station.running == "1.0"


def test_another_program_in_its_place_is_not_taken_for_the_new_version(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = Health(version="1.0", store_readable=True, problems=())
    monkeypatch.setattr(Station, "look", lambda self: stuck)
    with pytest.raises(UpgradeFailedError, match=r"Version 1.0 answers, and not 2.0"):
        station.upgrade("2.0")


def test_state_that_a_given_up_version_has_changed_the_form_of_is_brought_back(station: Station) -> None:
    station.migrates.add("2.0")
    station.silent.add("2.0")
    (station.data / "station-id").write_text("aa")
    with pytest.raises(UpgradeFailedError):
        station.upgrade("2.0")
    assert station.schema() == 1
    assert (station.data / "station-id").read_text() == "aa"
    assert (station.machine.at(FROM_FAILED) / FILE_NAME).exists()


def test_what_a_given_up_version_has_recorded_in_the_same_form_stays(station: Station) -> None:
    station.problems["2.0"] = ("The store is slow",)
    original = station.start

    def start() -> None:
        original()
        if station.running == "2.0":
            (station.data / "counted").write_text("energy")

    station.start = start  # type: ignore[method-assign]
    with pytest.raises(UpgradeFailedError):
        station.upgrade("2.0")
    assert (station.data / "counted").read_text() == "energy"


def test_the_state_is_copied_before(station: Station) -> None:
    station.migrates.add("2.0")
    station.upgrade("2.0")
    assert station.schema() == 2
    with closing(sqlite3.connect(station.machine.at(COPY) / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_version_that_cannot_be_installed_stops_nothing(station: Station) -> None:
    def broken(folder: Path, source: str) -> None:
        folder.mkdir()
        raise InstallError("no network")

    with pytest.raises(InstallError, match="no network"):
        upgrade(station.machine, "2.0", station, station.patience, broken)
    assert station.running == "1.0"
    assert not (station.machine.at(CURRENT).parent / "releases" / "2").exists()


def test_without_room_for_the_copy_the_old_version_goes_on(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotwire.deploy.state_copy._ROOM", 1e15)
    with pytest.raises(InstallError, match="no room"):
        station.upgrade("2.0")
    assert station.running == station.version() == "1.0"


def test_a_service_that_does_not_start_is_given_up(station: Station) -> None:
    original = station.start

    def start() -> None:
        original()
        if station.running == "2.0":
            station.running = ""
            raise InstallError("the start failed")

    station.start = start  # type: ignore[method-assign]
    with pytest.raises(UpgradeFailedError, match="the start failed"):
        station.upgrade("2.0")
    assert station.running == "1.0"


def test_a_person_can_go_back(station: Station) -> None:
    station.upgrade("2.0")
    assert go_back(station.machine, station, station.patience) == "1.0"
    assert station.running == "1.0"
    assert go_back(station.machine, station, station.patience) == "2.0"


def test_without_a_version_before_there_is_no_way_back(station: Station) -> None:
    with pytest.raises(InstallError, match="no version to go back to"):
        go_back(station.machine, station, station.patience)


def test_where_nothing_is_installed_nothing_is_upgraded(tmp_path: Path) -> None:
    bare = Machine(root=tmp_path, real=False, say=lambda line: None, run=lambda words: None)
    station = Station(tmp_path / "another")
    with pytest.raises(InstallError, match="pilotwire install"):
        upgrade(bare, "2.0", station, station.patience, builder)
