"""``pilotwire backup`` and ``pilotwire restore``, and a running station that is given its backup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from station_process import StationProcess, wait_until

from pilotwire.runtime.backup_command import backup_command, restore_command
from pilotwire.runtime.identity import read_station_id
from pilotwire.runtime.state_archive import finish_restore, prepare_restore
from pilotwire.station.records import SettingsRecord
from pilotwire.store import sealing
from pilotwire.store.errors import StoreError
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store
from pilotwire_process import PATIENCE_S, run

PASSPHRASE = "correct horse battery"  # noqa: S105 - of tests


def ask(method: str, url: str, body: bytes = b"") -> bytes:
    with urlopen(Request(url, body or None, method=method), timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def config(url: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ask("GET", f"{url}/config"))


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A data directory of a station that does not run."""
    folder = tmp_path / "station"
    with Store.open(folder / FILE_NAME) as store:
        store.commit([SettingsRecord({"hostname": "garage"})])
    (folder / "station-id").write_text("0a1b2c3d4e5f\n")
    (folder / "controller-eu.toml").write_text("max_current_a = 20\n")
    (folder / "tls").mkdir()
    for name in ("authority.pem", "authority.key"):
        (folder / "tls" / name).write_text(name)
    return folder


def hostname(folder: Path) -> object:
    with Reader(folder / FILE_NAME) as reader:
        return reader.kept().settings.get("hostname")


def test_a_station_moves_to_another_machine(station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    assert backup_command(station, file, seal=False) == 0
    assert "NOT sealed" in capsys.readouterr().out
    assert restore_command(new, file) == 0
    assert "station 4e5f" in capsys.readouterr().out
    assert (hostname(new), read_station_id(new)) == ("garage", "0a1b2c3d4e5f")
    assert (new / "controller-eu.toml").read_text() == "max_current_a = 20\n"
    assert (new / "tls" / "authority.key").read_text() == "authority.key"
    assert sorted(path.name for path in station.iterdir() if path.name.startswith(".")) == []


def test_a_sealed_one_takes_its_passphrase_from_the_environment(
    station: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealing, "_COST", 2)
    file = tmp_path / "backup.zip"
    assert backup_command(station, file, seal=True) == 2
    assert "PILOTWIRE_BACKUP_PASSPHRASE" in capsys.readouterr().err
    monkeypatch.setenv("PILOTWIRE_BACKUP_PASSPHRASE", "short")
    assert backup_command(station, file, seal=True) == 2
    assert "at least 8" in capsys.readouterr().err
    assert not file.exists()
    monkeypatch.setenv("PILOTWIRE_BACKUP_PASSPHRASE", PASSPHRASE)
    assert backup_command(station, file, seal=True) == 0
    monkeypatch.setenv("PILOTWIRE_BACKUP_PASSPHRASE", "something else")
    assert restore_command(tmp_path / "new", file) == 2
    assert "passphrase is not the one" in capsys.readouterr().err
    assert not (tmp_path / "new" / FILE_NAME).exists()
    monkeypatch.setenv("PILOTWIRE_BACKUP_PASSPHRASE", PASSPHRASE)
    assert restore_command(tmp_path / "new", file) == 0
    assert hostname(tmp_path / "new") == "garage"


def test_nothing_is_brought_back_while_the_station_runs(
    station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup_command(station, tmp_path / "backup.zip", seal=False)
    with Store.open(station / FILE_NAME):
        assert restore_command(station, tmp_path / "backup.zip") == 2
    assert "stop it" in capsys.readouterr().err


def test_a_restore_that_lost_its_power_is_finished_by_the_next_start(station: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    backup_command(station, file, seal=False)
    prepare_restore(new, file)
    ready = new / "restore" / "ready"
    # Everything but the last step was done already.
    (ready / "station-id").rename(tmp_path / "aside")
    with pytest.raises(StoreError):
        finish_restore(new)
    (tmp_path / "aside").rename(ready / "station-id")
    assert finish_restore(new)
    assert finish_restore(new) is None
    assert (hostname(new), read_station_id(new)) == ("garage", "0a1b2c3d4e5f")


def test_what_is_no_state_is_said(tmp_path: Path) -> None:
    nowhere = run("backup", "x.zip", "--data-dir", str(tmp_path / "none"))
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (2, 1)
    assert "no station" in nowhere.stderr
    (tmp_path / "x.zip").write_bytes(b"nonsense")
    nonsense = run("restore", str(tmp_path / "x.zip"), "--data-dir", str(tmp_path / "new"))
    assert (nonsense.returncode, nonsense.stderr.count("\n")) == (2, 1)
    assert "no backup" in nonsense.stderr


def test_a_running_station_starts_anew_with_its_backup_while_the_car_charges(tmp_path: Path) -> None:
    with StationProcess("--web", "127.0.0.1:0", "--plugged", data_dir=tmp_path / "data") as process:
        url = process.url()
        ask("POST", f"{url}/config", b'{"hostname": "before"}')
        saved = ask("POST", f"{url}/api/v1/backup", b"{}")
        ask("POST", f"{url}/config", b'{"hostname": "after"}')
        ask("PUT", f"{url}/api/v1/restore", saved)
        ask("POST", f"{url}/api/v1/restore", b'{"confirm": "replace settings"}')

        def brought_back() -> bool:
            try:
                return bool(config(url)["hostname"] == "before")
            except OSError:
                return False

        wait_until(brought_back)
        assert json.loads(ask("GET", f"{url}/status"))["total_energy"] >= 0
        code, lines, _ = process.stop()
    assert code == 0
    assert "contactor open" in lines[-1]
