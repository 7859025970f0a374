from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pilotwire.controller import Settings
from pilotwire.runtime import settings_keeper
from pilotwire.runtime.settings_file import SettingsFileError, load_settings, save_settings
from pilotwire.runtime.settings_keeper import SettingsKeeper


def test_what_was_seen_last_is_in_the_file_after_closing(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"

    async def use() -> None:
        keeper = SettingsKeeper.open(file, pytest.fail)
        for trips in range(1, 50):
            keeper.look(Settings(gfci_trips=trips))
        assert await keeper.close()

    asyncio.run(use())
    assert load_settings(file).settings.gfci_trips == 49


def test_many_changes_in_a_moment_are_few_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Settings] = []
    monkeypatch.setattr(settings_keeper, "save_settings", lambda _path, settings: written.append(settings))

    async def use() -> None:
        keeper = SettingsKeeper.open(tmp_path / "settings.toml", pytest.fail)
        for trips in range(1, 200):
            keeper.look(Settings(gfci_trips=trips))
            await asyncio.sleep(0)
        await keeper.close()

    asyncio.run(use())
    assert written[-1].gfci_trips == 199
    assert len(written) <= 3


def test_settings_that_are_equal_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(tmp_path / "settings.toml", Settings(gfci_trips=1))
    monkeypatch.setattr(settings_keeper, "save_settings", lambda *_: pytest.fail("written"))

    async def use() -> None:
        keeper = SettingsKeeper.open(tmp_path / "settings.toml", pytest.fail)
        keeper.look(Settings(gfci_trips=1))
        assert await keeper.close()

    asyncio.run(use())


def test_a_full_disk_is_said_once_and_the_last_try_is_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    tries = 0

    def fail(_path: Path, _settings: Settings) -> None:
        nonlocal tries
        tries += 1
        raise SettingsFileError("no room")

    monkeypatch.setattr(settings_keeper, "save_settings", fail)
    monkeypatch.setattr(settings_keeper, "RETRY_INTERVAL_S", 0.0)

    async def use() -> None:
        keeper = SettingsKeeper.open(tmp_path / "settings.toml", said.append)
        keeper.look(Settings(gfci_trips=1))
        while tries < 3:  # noqa: ASYNC110 -- the thread that writes has no event to wait for
            await asyncio.sleep(0.001)
        assert not await keeper.close()

    asyncio.run(use())
    assert said == ["no room"]


def test_a_file_that_another_owns_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    said: list[str] = []

    async def use() -> None:
        owner = SettingsKeeper.open(file, pytest.fail)
        other = SettingsKeeper.open(file, said.append)
        assert owner.keeps
        assert not other.keeps
        other.look(Settings(gfci_trips=9))
        assert not await other.close()
        await owner.close()
        assert not file.exists()
        successor = SettingsKeeper.open(file, pytest.fail)
        assert successor.keeps
        await successor.close()

    asyncio.run(use())
    assert "in use by another station" in said[0]
