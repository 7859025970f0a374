from __future__ import annotations

import pytest

from pilotwire.station.divert_presets import PROFILES, preset_of, profile_of
from pilotwire.station.settings import Settings
from pilotwire.station.settings.areas import Areas


@pytest.mark.parametrize("name", list(PROFILES))
def test_the_settings_of_a_preset_are_known_by_its_name(name: str) -> None:
    areas, _ = Areas.restored("7b2c", PROFILES[name].settings, {})
    assert preset_of(areas.current) == name
    assert profile_of(areas.current) == PROFILES[name]


def test_the_defaults_are_a_preset_and_anything_else_is_none() -> None:
    assert preset_of(Settings()) == "default"
    assert preset_of(Settings(divert_pv_ratio=0.9)) is None
