from __future__ import annotations

from pathlib import Path

import pytest

from pilotwire.controller import PROFILES
from pilotwire.plant import CATALOGUE, INSTALLATIONS, US_LEVEL_2, Wiring
from pilotwire.runtime.station_options import OptionError, default_data_dir, station_options


def test_an_american_controller_gets_american_mains_and_a_european_one_european() -> None:
    assert station_options(profile="us").supply == US_LEVEL_2
    assert station_options(profile="eu").supply.wiring is Wiring.SINGLE_PHASE


def test_a_socket_takes_a_detachable_cable_and_others_have_their_own() -> None:
    assert not station_options(profile="t2").cable.tethered
    fixed = station_options(profile="us").cable
    assert fixed.tethered
    assert fixed.rating_a == PROFILES["us"].max_l2_a


@pytest.mark.parametrize(
    ("wrong", "choices"),
    [
        ({"profile": "uk"}, PROFILES),
        ({"car": "nissan-leaf"}, CATALOGUE),
        ({"supply": "mars"}, INSTALLATIONS),
    ],
)
def test_an_unknown_name_is_answered_with_the_choices(wrong: dict[str, str], choices: dict[str, object]) -> None:
    with pytest.raises(OptionError) as raised:
        station_options(**wrong)  # type: ignore[arg-type]
    assert all(name in str(raised.value) for name in choices)


def test_a_near_miss_is_answered_with_a_guess() -> None:
    with pytest.raises(OptionError, match=r"Did you mean nissan-leaf-40\?"):
        station_options(car="nissan-leaf")


@pytest.mark.parametrize("speed", [0.0, 0.5, -1.0, 1001.0, float("nan"), float("inf")])
def test_a_speed_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(OptionError, match="1 to 1000"):
        station_options(speed=speed)


def test_no_car_cannot_be_plugged_in() -> None:
    with pytest.raises(OptionError, match="needs a car"):
        station_options(car="none", plugged=True)


def test_each_profile_has_settings_of_its_own(tmp_path: Path) -> None:
    paths = {station_options(profile=name, data_dir=tmp_path).settings_path for name in PROFILES}
    assert len(paths) == len(PROFILES)


def test_state_goes_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / "pilotwire"
    monkeypatch.setenv("HOME", str(tmp_path))
    for useless in ("", "relative/path"):
        monkeypatch.setenv("XDG_STATE_HOME", useless)
        assert default_data_dir() == tmp_path / ".local/state/pilotwire"
