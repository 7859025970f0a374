"""``/config``."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from driven_host import Caller

from pilotwire.rapi.codes import SettingsFlag
from pilotwire.services.http.openevse.config_schema import ConfigBody, ConfigDocument
from pilotwire.station.records import SettingsRecord
from pilotwire.station.settings import DUMMY_PASSWORD

pytest_plugins = ["driven_api"]

FACTORY = {"X-Storage": "factory"}


def change(caller: Caller, headers: dict[str, str] | None = None, **values: object) -> tuple[int, Any]:
    return caller.post("/config", msgspec.json.encode(values), headers)


def test_the_configuration_is_told_as_it_is_documented(caller: Caller) -> None:
    config = caller.get("/config")
    msgspec.convert(config, ConfigDocument)
    assert config.keys() <= set(ConfigDocument.__struct_fields__)
    assert (config["wifi_serial"], config["firmware"], config["protocol"]) == ("246F28AB7B2C", "8.2.3.EU", "-")
    assert (config["min_current_hard"], config["max_current_hard"], config["max_current_soft"]) == (6, 32, 32)


def test_a_change_is_kept_before_it_is_answered(caller: Caller) -> None:
    assert change(caller, lang="fr") == (200, {"config_version": 2, "msg": "done"})
    assert caller.get("/config")["lang"] == "fr"
    assert caller.get("/status")["config_version"] == 2
    assert [record.values["lang"] for record in caller.host.records if isinstance(record, SettingsRecord)] == ["fr"]
    assert {"config_version": 2} in caller.host.frames


def test_what_is_so_already_is_no_change(caller: Caller) -> None:
    change(caller, lang="fr")
    assert change(caller, lang="fr") == (200, {"config_version": 2, "msg": "no change"})
    assert change(caller) == (200, {"config_version": 2, "msg": "no change"})
    assert change(caller, unknown_key=1, version="9", firmware="x") == (200, {"config_version": 2, "msg": "no change"})


def test_short_names_count_and_long_ones_count_more(caller: Caller) -> None:
    change(caller, lan="de")
    assert caller.get("/config")["lang"] == "de"
    change(caller, lang="en", lan="it")
    assert caller.get("/config")["lang"] == "en"


def test_the_whole_document_can_be_sent_back(caller: Caller) -> None:
    change(caller, mqtt_pass="secret")  # noqa: S106 - it is one
    config = caller.get("/config")
    assert config["mqtt_pass"] == DUMMY_PASSWORD
    before = caller.host.status.settings
    assert change(caller, **config)[1]["msg"] == "no change"
    assert caller.host.status.settings == before


def test_what_the_controller_keeps_is_there_when_it_is_answered(caller: Caller) -> None:
    assert change(caller, diode_check=False)[1]["msg"] == "done"
    assert SettingsFlag.DIODE_CHECK_OFF in caller.host.controller.flags
    caller.host.pass_s(1)
    assert caller.get("/config")["diode_check"] is False


@pytest.mark.parametrize("body", ["", "{", "lang=x", '{"lang":"x"', "[]", "[1]", "5", '"x"', "null"])
def test_what_is_not_an_object_is_refused(caller: Caller, body: str) -> None:
    assert caller.post("/config", body) == (400, {"msg": "Could not parse JSON"})


def test_a_value_that_can_never_be_valid_changes_nothing_and_says_why(caller: Caller) -> None:
    status, answer = change(caller, lang="fr", mqtt_port=70_000, diode_check=False)
    assert status == 400
    assert answer["msg"].startswith("mqtt_port: 70000 is out of range")
    config = caller.get("/config")
    assert (config["lang"], config["mqtt_port"], config["diode_check"]) == ("", 1883, True)
    assert caller.host.records == []


def test_factory_settings_can_be_changed_until_the_first_other_change(caller: Caller) -> None:
    assert change(caller, FACTORY, hostname="garage")[0] == 200
    assert caller.get("/config")["factory_write_lock"] is True
    assert change(caller, FACTORY, lang="pt") == (423, {"msg": "Factory settings locked"})
    assert caller.get("/config")["lang"] == ""


def test_another_word_for_the_storage_is_the_users(caller: Caller) -> None:
    change(caller, lang="fr")
    assert change(caller, {"X-Storage": "Factory"}, lang="pt")[0] == 200
    assert caller.get("/config")["lang"] == "pt"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_known(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/config") == (405, None)


def test_everything_that_can_be_set_is_documented() -> None:
    taken = set(ConfigBody.__struct_fields__)
    assert {"lang", "divert_PV_ratio", "ocpp_chargeBoxId", "pass", "max_current_soft", "flags"} <= taken
    assert "wifi_serial" not in taken
    assert taken - set(ConfigDocument.__struct_fields__) == set()
