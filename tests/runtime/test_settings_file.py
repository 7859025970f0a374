"""The settings file: whatever is in it, the controller starts; whenever the power fails, one whole file is left."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.controller import Settings
from pilotwire.controller.settings import RANGES, problem
from pilotwire.runtime.settings_file import (
    SettingsFileError,
    format_settings,
    load_settings,
    parse_settings,
    save_settings,
)

FULL = Settings(
    capacity_l1_a=16,
    capacity_l2_a=32,
    hardware_max_a=40,
    flags=0x8021,
    timer_on=True,
    timer_start_min=22 * 60,
    timer_stop_min=6 * 60,
    ammeter_scale=-5,
    ammeter_offset_ma=-290,
    total_wh=2**32 - 2,
    session_checkpoint_wh=250,
    gfci_trips=254,
    ground_trips=3,
    stuck_relay_trips=1,
    heartbeat_interval_s=5,
    heartbeat_fallback_a=6,
    relay_close_ms=60,
    relay_hold_pwm=0,
)
OPTIONAL = {"capacity_l1_a", "capacity_l2_a", "hardware_max_a", "flags"}
ANY_SETTINGS = st.builds(
    Settings,
    timer_on=st.booleans(),
    **{
        key: st.one_of(st.none(), st.integers(low, high)) if key in OPTIONAL else st.integers(low, high)
        for key, (low, high) in RANGES.items()
    },
)


@given(ANY_SETTINGS)
def test_what_is_written_is_read_back_without_a_warning(settings: Settings) -> None:
    loaded = parse_settings(format_settings(settings).encode(), "settings")
    assert loaded.settings == settings
    assert loaded.warnings == ()


def test_every_setting_but_the_switch_has_a_range() -> None:
    assert set(RANGES) == set(Settings.__struct_fields__) - {"timer_on"}


def test_factory_defaults_lie_in_their_ranges() -> None:
    for key in Settings.__struct_fields__:
        value = getattr(Settings(), key)
        assert value is None or problem(key, value) is None


@pytest.mark.parametrize("key", sorted(RANGES))
def test_ranges_include_their_ends_and_nothing_beyond(key: str) -> None:
    low, high = RANGES[key]
    for value in (low, high):
        assert problem(key, value) is None
        assert parse_settings(f"{key} = {value}\n".encode(), "s").warnings == ()
    for wrong in (low - 1, high + 1, True, 1.5, "x"):
        assert problem(key, wrong) is not None


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_the_switch_is_true_or_false(value: object) -> None:
    assert problem("timer_on", value) is not None
    assert problem("timer_on", True) is None


def test_a_key_that_is_no_setting_is_named() -> None:
    assert problem("colour", 1) is not None


def test_a_missing_file_means_factory_defaults(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "settings.toml")
    assert loaded.settings == Settings()
    assert loaded.warnings == ()
    assert list(tmp_path.iterdir()) == []


@given(st.integers(0, len(format_settings(FULL).encode())))
def test_half_a_file_keeps_every_whole_line(cut: int) -> None:
    text = format_settings(FULL).encode()
    loaded = parse_settings(text[:cut], "settings")
    whole = parse_settings(text[: text[:cut].rfind(b"\n") + 1], "settings")
    for key in Settings.__struct_fields__:
        kept = getattr(whole.settings, key)
        if kept != getattr(Settings(), key):
            assert getattr(loaded.settings, key) == kept


@given(st.binary(max_size=300))
def test_no_bytes_are_too_much(data: bytes) -> None:
    loaded = parse_settings(data, "settings")
    for key in Settings.__struct_fields__:
        value = getattr(loaded.settings, key)
        assert value is None or problem(key, value) is None


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_valid_lines_survive_between_garbage(before: bytes, after: bytes) -> None:
    key = b"total_wh"
    data = before + b"\n" + b"total_wh = 1234" + b"\n" + after
    if key not in after:
        assert parse_settings(data, "settings").settings.total_wh == 1234


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("colour = 1", "colour is not a setting"),
        ("capacity_l2_a = 81", "capacity_l2_a must be a whole number from 6 to 80"),
        ("capacity_l2_a = 5", "capacity_l2_a must be a whole number from 6 to 80"),
        ("total_wh = -1", "total_wh must be a whole number from 0"),
        ("timer_on = 1", "timer_on must be true or false"),
        ("total_wh = ", "cannot be read"),
        ("total_wh 5", "cannot be read"),
        ("[section]", "[section]"),
        ("total_wh = true", "must be a whole number"),
        ("total_wh = 1.5", "must be a whole number"),
        ("total_wh.x = 1", "total_wh.x"),
        ('"total_wh', "cannot be read"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_loses_only_itself(line: str, words: str) -> None:
    loaded = parse_settings(f"gfci_trips = 7\n{line}\nground_trips = 8\n".encode(), "the-file")
    assert loaded.settings == Settings(gfci_trips=7, ground_trips=8)
    (warning,) = loaded.warnings
    assert warning.startswith("the-file:2: ")
    assert words in warning
    assert "factory default" in warning


def test_comments_and_blank_lines_are_nothing() -> None:
    loaded = parse_settings(b"# note\n\n   \n  # other\ntotal_wh = 5  # mine\n", "settings")
    assert loaded.settings == Settings(total_wh=5)
    assert loaded.warnings == ()


def test_a_damaged_file_is_kept_aside_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"total_wh = 12\ngfci_trips = banana\n\xff\xfe\n")
    loaded = load_settings(path)
    assert loaded.settings == Settings(total_wh=12)
    assert len(loaded.warnings) == 3
    aside = tmp_path / "settings.toml.damaged"
    assert aside.name in loaded.warnings[-1]
    assert aside.read_bytes() == b"total_wh = 12\ngfci_trips = banana\n\xff\xfe\n"
    again = load_settings(path)
    assert again.settings == loaded.settings
    assert again.warnings == ()


def test_a_null_filled_file_after_a_power_cut_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\0" * 512)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert loaded.warnings


# -- writing -----------------------------------------------------------------------------------------------------------


def test_saving_makes_missing_directories_and_leaves_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.toml"
    save_settings(path, FULL)
    save_settings(path, FULL)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
    assert load_settings(path).settings == FULL


class PowerCutError(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_before_the_rename_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "settings.toml"
    save_settings(path, FULL)
    before = path.read_bytes()

    def cut(*args: object, **kwargs: object) -> None:
        raise PowerCutError

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", cut)
    else:
        monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(PowerCutError):
        save_settings(path, msgspec.structs.replace(FULL, total_wh=1))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert load_settings(path).settings == FULL


def test_the_text_is_on_the_disk_before_it_takes_the_files_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        order.append("fsync")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> Path:
        order.append("replace")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    save_settings(tmp_path / "settings.toml", FULL)
    assert order == ["fsync", "replace", "fsync"]


def test_a_leftover_of_a_crash_does_not_disturb(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    (tmp_path / ".settings.toml.abc").write_text("total_wh = 9")
    save_settings(path, FULL)
    assert load_settings(path).settings == FULL


def test_a_file_that_may_not_be_read_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    save_settings(path, FULL)

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(SettingsFileError, match=r"settings\.toml: .*Permission denied.*permissions"):
        load_settings(path)


def test_a_directory_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsFileError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_place_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsFileError, match=r"cannot be written .*--data-dir"):
        save_settings(tmp_path / "file" / "settings.toml", FULL)
