"""Every setting belongs to a group, and every group has settings."""

from __future__ import annotations

from typing import get_args

import pytest

from pilotwire.services.http.v1.setting_descriptions import DESCRIPTIONS
from pilotwire.services.http.v1.setting_groups import SettingGroup, group_of


def test_every_setting_has_a_group_and_no_group_is_empty() -> None:
    groups = {described.group for described in DESCRIPTIONS.values()}
    assert groups == set(get_args(SettingGroup))


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("max_current_hard", "supply-and-safety"),
        ("mqtt_solar", "mqtt"),
        ("divert_PV_ratio", "eco"),
        ("temp_unit", "display"),
        ("temp_throttle_setpoint", "supply-and-safety"),
        ("www_password", "security"),
    ],
)
def test_settings_are_where_an_owner_looks_for_them(name: str, group: str) -> None:
    assert DESCRIPTIONS[name].group == group


def test_a_setting_without_a_group_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        group_of("unheard_of")
