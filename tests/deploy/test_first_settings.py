"""A station that is installed for the first time brings itself onto the network; nobody's choice is overridden."""

from __future__ import annotations

from pathlib import Path

from pilotwire.deploy.first_settings import INSTALLED, give_first_settings
from pilotwire.deploy.running_service import settings_of
from pilotwire.runtime.identity import load_identity
from pilotwire.station.records import ResetRecord, SettingsRecord
from pilotwire.station.settings import KEYS, LONG_NAMES
from pilotwire.store.store import FILE_NAME, Store


def managed(data_dir: Path) -> bool:
    load_identity(data_dir)
    settings = settings_of(data_dir)
    assert settings is not None
    return settings.network_managed


def test_these_settings_exist() -> None:
    assert set(INSTALLED) <= {LONG_NAMES[name] for name in KEYS}


def test_a_station_that_is_new_manages_its_network(tmp_path: Path) -> None:
    assert give_first_settings(tmp_path / "state")
    assert managed(tmp_path / "state")


def test_what_somebody_has_chosen_stays(tmp_path: Path) -> None:
    give_first_settings(tmp_path)
    with Store.open(tmp_path / FILE_NAME) as store:
        store.commit([SettingsRecord({"network_managed": False})])
    assert not give_first_settings(tmp_path)
    assert not managed(tmp_path)


def test_a_station_that_has_run_before_is_left_as_it_is(tmp_path: Path) -> None:
    Store.open(tmp_path / FILE_NAME).close()
    assert not give_first_settings(tmp_path)
    assert not managed(tmp_path)


def test_after_a_factory_reset_it_brings_itself_onto_the_network_again(tmp_path: Path) -> None:
    give_first_settings(tmp_path)
    with Store.open(tmp_path / FILE_NAME) as store:
        store.commit([SettingsRecord({"network_managed": False})])
        store.commit([ResetRecord()])
    assert managed(tmp_path)
