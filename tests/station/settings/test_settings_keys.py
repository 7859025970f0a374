"""The table of settings: complete, without ambiguity, described."""

from __future__ import annotations

import msgspec
import pytest
import rich.pretty

from pilotwire.station.settings import KEYS, LONG_NAMES, Choice, Fraction, Part, Settings, Switch, Text, Whole
from pilotwire.station.settings.flags import FLAGS, mask
from pilotwire.station.settings.own_values import OwnSettings
from pilotwire.station.settings.values import DEFAULTS

UNITLESS = {
    "www_http_port",
    "www_https_port",
    "mqtt_port",
    "divert_type",
    "divert_pv_ratio",
    "vehicle_data_src",
    "led_brightness",
    "flags_changed",
    "ocpp_security_profile",
}


def test_no_name_means_two_settings() -> None:
    names = ["flags", FLAGS.short, *LONG_NAMES.values(), *(key.short for key in KEYS.values())]
    assert len(names) == len(set(names))


def test_attributes_are_the_long_names_in_lower_case() -> None:
    odd = {attribute: long for attribute, long in LONG_NAMES.items() if attribute != long}
    assert odd == {
        "pass_": "pass",
        "divert_pv_ratio": "divert_PV_ratio",
        "ocpp_charge_box_id": "ocpp_chargeBoxId",
    }


@pytest.mark.parametrize("attribute", list(KEYS))
def test_every_setting_has_a_description_fit_for_people(attribute: str) -> None:
    description = KEYS[attribute].description
    assert description[0].isupper()
    assert not description.endswith(".")
    assert 5 <= len(description) <= 100


@pytest.mark.parametrize("attribute", [name for name, key in KEYS.items() if isinstance(key, Whole | Fraction)])
def test_every_number_has_a_unit_or_is_known_to_need_none(attribute: str) -> None:
    assert bool(KEYS[attribute].unit) is (attribute not in UNITLESS)


@pytest.mark.parametrize("attribute", list(KEYS))
def test_kind_and_default_agree(attribute: str) -> None:
    key, default = KEYS[attribute], DEFAULTS[attribute]
    match key:
        case Switch():
            assert isinstance(default, bool)
        case Whole():
            assert key.minimum <= default <= key.maximum or (key.or_zero and default == 0)
        case Fraction():
            assert isinstance(default, float)
            assert key.minimum <= default <= key.maximum
        case Choice():
            assert default in key.options
        case Text():
            assert isinstance(default, str)


def test_no_bit_of_the_flags_means_two_things() -> None:
    masks = [mask(key) for key in KEYS.values()]
    assert sum(masks) == 0x1FFFFFFF
    assert sum(masks) == sum(1 << bit for bit in range(29) if any(m >> bit & 1 for m in masks))


def test_ours_come_last_and_have_no_bits() -> None:
    ours = [name for name, key in KEYS.items() if key.ours]
    assert ours == [field.name for field in msgspec.structs.fields(OwnSettings)]
    assert list(KEYS)[-len(ours) :] == ours
    assert not any(mask(KEYS[name]) for name in ours)


def test_secrets_are_those_that_let_somebody_in_somewhere() -> None:
    assert {name for name, key in KEYS.items() if isinstance(key, Text) and key.secret} == {
        "pass_",
        "ap_pass",
        "www_password",
        "server_secret",
        "emoncms_apikey",
        "mqtt_pass",
        "ocpp_authkey",
        "tesla_access_token",
        "tesla_refresh_token",
        "rfid_users",
        "rfid_salt",
        "emoncms_servers",
    }


def test_parts_are_asked_for_by_their_settings_only() -> None:
    assert {name for name, key in KEYS.items() if key.part is Part.LEDS} == {"led_brightness"}
    assert {name for name, key in KEYS.items() if key.part is Part.COLOUR_DISPLAY} == {
        "tft_theme",
        "tft_brightness",
        "tft_standby_brightness",
    }


def test_defaults_come_from_the_id() -> None:
    settings = Settings.for_station("7b2c")
    assert settings.hostname == "openevse-7b2c"
    assert settings.mqtt_announce_topic == "openevse/announce/7b2c"
    assert (settings.ap_ssid, settings.mqtt_topic, settings.emoncms_node) == ("", "", "")


def test_a_log_shows_what_was_set_and_no_secret() -> None:
    secrets = dict.fromkeys(("mqtt_pass", "ocpp_authkey", "www_password"), "hush")
    settings = Settings(lang="de", **secrets)  # type: ignore[arg-type]
    assert repr(settings) == "Settings(lang='de', www_password='***', mqtt_pass='***', ocpp_authkey='***')"
    pretty = rich.pretty.pretty_repr(settings)
    assert "lang='de'" in pretty
    assert "hush" not in pretty
