"""The configuration as OpenEVSE clients read and write it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.rapi.codes import ServiceLevel, SettingsFlag, Toggle
from pilotwire.services.host import Identity
from pilotwire.services.openevse.config_document import ConfigChange, config_change, config_document
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.evse import Evse
from pilotwire.station.settings import KEYS, LONG_NAMES, Areas, Part, SettingsError
from pilotwire.station.settings.own_values import OwnSettings
from pilotwire.station.writes import (
    SetAmmeter,
    SetConfiguredMaximum,
    SetHardwareMaximum,
    SetServiceLevel,
    SetToggle,
    Write,
)

IDENTITY = Identity(
    long_id="246f28ab7b2c", version="v5.1.5", pilotwire_version="0.3.0", build="pilotwire", chip="x86_64 Linux"
)
EVSE = Evse(
    connected=True,
    firmware="8.2.3.EU",
    protocol="5.2.1",
    serial="AB12CD0C94E801",
    stored_flags=SettingsFlag.SERVICE_LEVEL_2 | SettingsFlag.AUTO_LEVEL_OFF,
    hardware_maximum_a=32,
    configured_maximum_a=32,
    ammeter_scale=220,
)
FACTS = ProcessFacts(memory_free_bytes=262144, storage_free_bytes=106496, storage_used_bytes=24576)
SETTINGS = Areas.for_station("7b2c").current
BEFORE_THE_SETTINGS = (
    "mqtt_supported_protocols",
    "http_supported_protocols",
    "buildenv",
    "version",
    "wifi_serial",
    "protocol",
    "espinfo",
    "espflash",
    "heap_size",
    "littlefs_size",
    "littlefs_used",
    "app0_size",
    "sketch_size",
    "partition_scheme",
    "can_expand_16mb",
    "firmware",
    "evse_serial",
    "diode_check",
    "gfci_check",
    "ground_check",
    "relay_check",
    "vent_check",
    "temp_check",
    "overcurrent_monitor",
    "front_button",
    "boot_lock",
    "d9_support",
    "chip_id",
    "heartbeat_interval",
    "heartbeat_current",
    "voltage",
    "max_current_soft",
    "service",
    "scale",
    "offset",
    "min_current_hard",
    "max_current_hard",
)
CHECKS = ["diode_check", "gfci_check", "ground_check", "relay_check", "vent_check", "temp_check", "front_button"]


def writes(body: object, evse: Evse = EVSE) -> tuple[Write, ...]:
    return config_change(body, evse).writes


# -- shown -------------------------------------------------------------------------------------------------------


def test_identity_and_controller_come_before_the_settings() -> None:
    keys = list(config_document(IDENTITY, EVSE, SETTINGS, FACTS))
    assert sorted(keys[: keys.index("ssid")]) == sorted(BEFORE_THE_SETTINGS)


def test_values_of_a_new_station() -> None:
    document = config_document(IDENTITY, EVSE, SETTINGS, FACTS)
    expected = {
        "mqtt_supported_protocols": ["mqtt", "mqtts"],
        "http_supported_protocols": ["http"],
        "buildenv": "pilotwire",
        "version": "v5.1.5",
        "wifi_serial": "246F28AB7B2C",
        "protocol": "-",
        "espinfo": "x86_64 Linux",
        "espflash": 131072,
        "heap_size": 262144,
        "littlefs_size": 131072,
        "littlefs_used": 24576,
        "can_expand_16mb": False,
        "firmware": "8.2.3.EU",
        "evse_serial": "AB12CD0C94E801",
        "overcurrent_monitor": True,
        "boot_lock": True,
        "d9_support": False,
        "chip_id": "AB12CD0C94E801",
        "heartbeat_interval": 5,
        "heartbeat_current": 6,
        "voltage": 0,
        "max_current_soft": 32,
        "service": 2,
        "scale": 220,
        "offset": 0,
        "min_current_hard": 6,
        "max_current_hard": 32,
        "hostname": "openevse-7b2c",
        "emoncms_server": "https://emoncms.org",
        "mqtt_server": "",
        "mqtt_topic": "",
        "mqtt_grid_ie": "",
        "mqtt_announce_topic": "openevse/announce/7b2c",
        "divert_type": 1,
        "divert_PV_ratio": 1.1,
        "ocpp_chargeBoxId": "",
        "temp_throttle_setpoint": 65,
        "over_temp_shutdown": 72,
        "tesla_created_at": 18446744073709551615,
        "flags": 482344968,
        "flags_changed": 0,
        "default_state": True,
        "mqtt_protocol": "mqtt",
        "charge_mode": "fast",
    }
    assert {key: document[key] for key in expected} == expected
    assert all(document[key] is True for key in CHECKS)


def test_every_setting_is_shown_once_under_its_long_name() -> None:
    document = config_document(IDENTITY, EVSE, SETTINGS, FACTS, (Part.LEDS, Part.COLOUR_DISPLAY))
    assert set(LONG_NAMES.values()) < set(document)
    own = [LONG_NAMES[name] for name in OwnSettings.__struct_fields__]
    assert list(document)[-len(own) :] == own


def test_settings_of_missing_parts_are_not_shown() -> None:
    document = config_document(IDENTITY, EVSE, SETTINGS, FACTS, (Part.LEDS,))
    assert document["led_brightness"] == 128
    assert not any(key.startswith("tft_") for key in document)


def test_switches_follow_the_controllers_flags() -> None:
    off = SettingsFlag.DIODE_CHECK_OFF | SettingsFlag.BUTTON_OFF
    document = config_document(IDENTITY, msgspec.structs.replace(EVSE, stored_flags=off), SETTINGS, FACTS)
    assert [key for key in CHECKS if not document[key]] == ["diode_check", "front_button"]
    assert document["service"] == 1


# -- changed -----------------------------------------------------------------------------------------------------


def test_what_the_controller_already_does_is_not_written_again() -> None:
    assert writes(config_document(IDENTITY, EVSE, SETTINGS, FACTS)) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"diode_check": False}, (SetToggle(Toggle.DIODE_CHECK, enabled=False),)),
        ({"gfci_check": 0}, (SetToggle(Toggle.GFCI_SELF_TEST, enabled=False),)),
        ({"ground_check": "false"}, (SetToggle(Toggle.GROUND_CHECK, enabled=False),)),
        ({"relay_check": False}, (SetToggle(Toggle.STUCK_CONTACTOR_CHECK, enabled=False),)),
        ({"vent_check": False}, (SetToggle(Toggle.VENT_CHECK, enabled=False),)),
        ({"temp_check": False}, (SetToggle(Toggle.TEMPERATURE_CHECK, enabled=False),)),
        ({"front_button": False}, (SetToggle(Toggle.BUTTON, enabled=False),)),
        ({"diode_check": "true"}, ()),
        ({"max_current_soft": 16}, (SetConfiguredMaximum(16),)),
        ({"max_current_soft": "16"}, (SetConfiguredMaximum(16),)),
        ({"max_current_soft": 32}, ()),
        ({"max_current_hard": 16}, (SetHardwareMaximum(16),)),
        ({"max_current_hard": 40}, ()),
        ({"max_current_hard": 20, "max_current_soft": 20}, (SetHardwareMaximum(20), SetConfiguredMaximum(20))),
        ({"min_current_hard": 10}, ()),
        ({"service": 1}, (SetServiceLevel(ServiceLevel.LEVEL_1),)),
        ({"service": 2}, ()),
        ({"service": 0}, (SetServiceLevel(ServiceLevel.AUTO),)),
        ({"service": "A"}, (SetServiceLevel(ServiceLevel.AUTO),)),
        ({"scale": 200, "offset": 0}, (SetAmmeter(200, 0),)),
        ({"scale": 220, "offset": -5}, (SetAmmeter(220, -5),)),
        ({"scale": 220, "offset": 0}, ()),
        ({"scale": 200}, ()),
        ({"offset": 5}, ()),
        ({"overcurrent_monitor": False, "boot_lock": False}, ()),
        ({"firmware": "z", "lang": "de"}, ()),
    ],
)
def test_written_to_the_controller(body: object, expected: tuple[Write, ...]) -> None:
    assert writes(body) == expected


def test_automatic_level_is_not_asked_for_twice() -> None:
    automatic = msgspec.structs.replace(EVSE, stored_flags=SettingsFlag.SERVICE_LEVEL_2)
    assert writes({"service": 0}, automatic) == ()
    assert writes({"service": 1}, automatic) == (SetServiceLevel(ServiceLevel.LEVEL_1),)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"diode_check": None}, "diode_check"),
        ({"gfci_check": ""}, "gfci_check"),
        ({"ground_check": "maybe"}, "ground_check"),
        ({"relay_check": []}, "relay_check"),
        ({"max_current_soft": 5}, "max_current_soft"),
        ({"max_current_soft": 33}, "max_current_soft"),
        ({"max_current_soft": None}, "max_current_soft"),
        ({"max_current_soft": "lots"}, "max_current_soft"),
        ({"max_current_hard": 5}, "max_current_hard"),
        ({"max_current_hard": 20, "max_current_soft": 24}, "max_current_soft"),
        ({"service": 3}, "service"),
        ({"service": "B"}, "service"),
        ({"service": {}}, "service"),
        ({"scale": 0, "offset": 0}, "scale"),
        ({"scale": 220, "offset": 40000}, "offset"),
        ({"scale": "x", "offset": 0}, "scale"),
    ],
)
def test_refused_by_name(body: object, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        config_change(body, EVSE)
    assert caught.value.key == key
    assert caught.value.reason.endswith(".")


def test_everything_else_goes_to_the_settings() -> None:
    body = {"lang": "de", "heartbeat_interval": 10, "voltage": 23000, "service": 1, "offset": 5, "unknown": [1]}
    change = config_change(body, EVSE)
    assert change.values == {"lang": "de", "heartbeat_interval": 10, "voltage": 23000, "unknown": [1]}


@pytest.mark.parametrize("body", [[], [1], 5, "x", None, True])
def test_what_is_no_object_changes_nothing(body: object) -> None:
    assert config_change(body, EVSE) == ConfigChange()


KEYS_OF_BODIES = [
    *LONG_NAMES.values(),
    *(key.short for key in KEYS.values()),
    *(name for name in config_document(IDENTITY, EVSE, SETTINGS, FACTS) if name not in LONG_NAMES.values()),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.dictionaries(st.sampled_from(KEYS_OF_BODIES), JSON, max_size=5))
def test_any_object_is_refused_or_leads_to_a_configuration_that_can_be_posted_back(body: dict[str, object]) -> None:
    areas = Areas.for_station("7b2c")
    try:
        change = config_change(body, EVSE)
        areas, _ = areas.changed(change.values, hash_password=str.upper)
    except SettingsError:
        return
    document = config_document(IDENTITY, EVSE, areas.current, FACTS)
    back = config_change(msgspec.json.decode(msgspec.json.encode(document)), EVSE)
    assert back.writes == ()
    assert areas.changed(back.values, hash_password=str.upper) == (areas, frozenset())
