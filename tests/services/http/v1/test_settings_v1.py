"""``/api/v1/settings``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from v1_caller import Caller

from pilotwire.station.writes import SetAmmeter

pytest_plugins = ["whole_api"]

HIDDEN = "hunter2"


def described(caller: Caller) -> dict[str, Any]:
    return {setting["name"]: setting for setting in caller.get("/settings/description")}


def test_all_settings_are_told_and_secrets_only_whether_they_are_set(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(mqtt_pass=HIDDEN, hostname="garage")
    settings = caller.get("/settings")
    assert settings["values"]["hostname"] == "garage"
    assert settings["values"]["max_current_hard"] == 32
    assert settings["values"]["diode_check"] is True
    assert settings["values"]["mqtt_pass"] is None
    assert (settings["set"]["mqtt_pass"], settings["set"]["emoncms_apikey"]) == (True, False)
    assert settings["version"] == caller.get("/status")["versions"]["settings"]


def test_every_setting_is_described(caller: Caller) -> None:
    descriptions = described(caller)
    assert descriptions.keys() == caller.get("/settings")["values"].keys()
    assert {name for name, setting in descriptions.items() if setting["secret"]} == caller.get("/settings")[
        "set"
    ].keys()
    assert descriptions["heartbeat_current"] == {
        "name": "heartbeat_current",
        "group": "supply-and-safety",
        "kind": "integer",
        "description": "What the controller falls back to when the sign of life is missing",
        "unit": "A",
        "default": 6,
        "minimum": 0.0,
        "maximum": 80.0,
        "zero_allowed": False,
        "options": [],
        "max_bytes": None,
        "pattern": "",
        "effect": "at_once",
        "secret": False,
        "where": "station",
        "hardware": None,
    }
    assert descriptions["max_current_soft"]["where"] == "controller"
    assert descriptions["led_brightness"]["hardware"] == "leds"
    assert descriptions["charge_mode"]["options"] == ["fast", "eco"]


def test_settings_are_changed_and_kept(caller: Caller) -> None:
    answered = caller.patch("/settings", {"hostname": "garage", "divert_enabled": True, "divert_PV_ratio": 1})
    assert answered.status == 200
    assert answered.json["changed"] == ["divert_PV_ratio", "divert_enabled", "hostname"]
    assert answered.json["values"] == {"hostname": "garage", "divert_enabled": True, "divert_PV_ratio": 1.0}
    assert caller.get("/settings")["version"] == answered.json["version"]
    assert caller.host._store.load().settings["hostname"] == "garage"


def test_what_is_already_so_is_no_change(caller: Caller) -> None:
    version = caller.get("/settings")["version"]
    answered = caller.patch("/settings", {"lang": "", "diode_check": True})
    assert (answered.json["changed"], answered.json["version"]) == ([], version)


def test_a_secret_is_set_changed_and_cleared_without_being_told(caller: Caller) -> None:
    for secret, is_set in (("hunter2", True), ("hunter3", True), ("", False)):
        answered = caller.patch("/settings", {"mqtt_pass": secret})
        assert answered.json["changed"] == ["mqtt_pass"]
        assert answered.json["values"] == {"mqtt_pass": None}
        assert caller.get("/settings")["set"]["mqtt_pass"] is is_set


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"colour": "red"}, "colour", "There is no such setting."),
        ({"mqtt_port": "1883"}, "mqtt_port", "Use a whole number."),
        ({"mqtt_port": True}, "mqtt_port", "Use a whole number."),
        ({"mqtt_port": 0}, "mqtt_port", None),
        ({"voltage": 5000}, "voltage", None),
        ({"divert_enabled": 1}, "divert_enabled", "Use true or false."),
        ({"divert_PV_ratio": "x"}, "divert_PV_ratio", "Use a number."),
        ({"hostname": None}, "hostname", 'Use text; "" clears it.'),
        ({"hostname": "a b"}, "hostname", None),
        ({"charge_mode": "slow"}, "charge_mode", 'Use one of "fast", "eco".'),
        ({"time_zone": "Mars/Olympus"}, "time_zone", None),
        ({"mqtt_pass": "_DUMMY_PASSWORD"}, "mqtt_pass", None),
        ({"max_current_soft": 33}, "max_current_soft", None),
        ({"service": 3}, "service", None),
        ({"flags": 1}, "flags", "There is no such setting."),
        ({}, None, None),
    ],
)
def test_one_value_that_cannot_be_and_nothing_is_changed(
    caller: Caller, body: dict[str, object], field: str | None, reason: str | None
) -> None:
    before = caller.get("/settings")
    found = caller.refused("PATCH", "/settings", {"lang": "de"} | body if body else body)
    assert found[0] == field
    assert reason is None or found[1] == reason
    assert caller.get("/settings") == before


@pytest.mark.parametrize("body", [b"[]", b"5", b"null", b"{", b""])
def test_settings_are_an_object(caller: Caller, body: bytes) -> None:
    caller.refused("PATCH", "/settings", body)


def test_settings_of_the_controller_are_told_to_it(caller: Caller) -> None:
    answered = caller.patch("/settings", {"diode_check": False, "max_current_soft": 20, "lang": "de"})
    assert answered.json["changed"] == ["diode_check", "lang", "max_current_soft"]
    assert answered.json["values"] == {"diode_check": False, "max_current_soft": 20, "lang": "de"}
    assert caller.host.controller.configured_a == 20
    assert not caller.get("/controller")["checks"]["diode"]


def test_without_a_controller_its_settings_cannot_be_changed(caller: Caller) -> None:
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    assert caller.refused("PATCH", "/settings", {"lang": "de", "diode_check": False}, 409)[0] == "diode_check"
    assert caller.get("/settings")["values"]["lang"] == ""


def test_the_maximum_of_the_wiring_is_changed_only_when_that_is_meant(caller: Caller) -> None:
    field, reason = caller.refused("PATCH", "/settings", {"max_current_hard": 20})
    assert (field, "confirm=max_current_hard" in reason) == ("max_current_hard", True)
    caller.refused("PATCH", "/settings?confirm=yes", {"max_current_hard": 20})
    assert caller.refused("PATCH", "/settings?confirm=max_current_hard", {"max_current_hard": 40}, 409)[0] == field
    assert caller.patch("/settings?confirm=max_current_hard", {"max_current_hard": 20}).status == 200
    assert caller.patch("/settings", {"max_current_hard": 32}).json["changed"] == []


def test_scale_and_offset_of_the_ammeter_can_be_set_one_at_a_time(caller: Caller) -> None:
    caller.patch("/settings", {"scale": 230})
    caller.patch("/settings", {"offset": 5})
    assert [ask for ask in caller.host.controller.told if isinstance(ask, SetAmmeter)] == [
        SetAmmeter(230, 0),
        SetAmmeter(220, 5),
    ]


def test_the_schema_of_a_change_has_every_setting(caller: Caller) -> None:
    document = json.loads(caller.served.get("/openapi/v1.json").text)
    schema = document["paths"]["/api/v1/settings"]["patch"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"].keys() == described(caller).keys()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["mqtt_port"] == {
        "description": "Port of the MQTT broker.",
        "type": "integer",
        "minimum": 1,
        "maximum": 65535,
    }
