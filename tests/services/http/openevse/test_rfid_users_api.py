"""Names of RFID tags, over HTTP."""

from __future__ import annotations

import json

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]


def test_a_name_is_kept_and_forgotten(caller: Caller) -> None:
    assert caller.get("/rfid/users") == {}
    assert caller.post("/rfid/users", '{"rfid":" 04A2 ","name":" Ada "}') == (200, {"msg": "User name saved"})
    assert caller.post("/rfid/users", '{"rfid":"05b3","name":"Bo \\"B\\" Ø"}') == (200, {"msg": "User name saved"})
    users = caller.get("/rfid/users")
    assert list(users.values()) == ["Ada", 'Bo "B" Ø']
    assert all(tag.startswith("#") for tag in users)
    assert caller.ask("DELETE", "/rfid/users?rfid=04A2") == (200, {"msg": "User name removed"})
    assert caller.ask("DELETE", "/rfid/users?rfid=04A2") == (200, {"msg": "User name removed"})
    assert caller.ask("DELETE", "/rfid/users", "rfid=05b3") == (200, {"msg": "User name removed"})
    assert caller.get("/rfid/users") == {}


def test_an_empty_name_forgets_too(caller: Caller) -> None:
    caller.post("/rfid/users", '{"rfid":"04A2","name":"Ada"}')
    assert caller.post("/rfid/users", '{"rfid":"04A2"}')[0] == 200
    assert caller.get("/rfid/users") == {}


def test_a_name_gives_no_right_to_charge(caller: Caller) -> None:
    caller.post("/rfid/users", '{"rfid":"04A2","name":"Ada"}')
    assert caller.get("/config")["rfid_storage"] == ""


def test_the_configuration_does_not_tell_tags_by_name(caller: Caller) -> None:
    assert caller.get("/config")["rfid_users"] == ""
    caller.post("/rfid/users", '{"rfid":"04A2","name":"Ada"}')
    document = caller.get("/config")
    assert document["rfid_users"] == "_DUMMY_PASSWORD"
    assert caller.post("/config", json.dumps({"rfid_users": document["rfid_users"]}))[1]["msg"] == "no change"
    assert list(caller.get("/rfid/users").values()) == ["Ada"]


def test_a_tag_taken_off_the_list_is_forgotten(caller: Caller) -> None:
    caller.post("/config", '{"rfid_storage":"04A2,05b3"}')
    for tag in ("04A2", "05b3"):
        caller.post("/rfid/users", json.dumps({"rfid": tag, "name": f"User of {tag}"}))
    caller.post("/config", '{"rfid_storage":"05b3"}')
    assert list(caller.get("/rfid/users").values()) == ["User of 05b3"]


@pytest.mark.parametrize(
    ("body", "msg"),
    [
        ("", "Invalid JSON"),
        ("[]", "Invalid JSON"),
        ("{}", "RFID tag is required"),
        ('{"rfid":"  ","name":"Ada"}', "RFID tag is required"),
        ('{"rfid":5,"name":"Ada"}', "RFID tag is required"),
        ('{"rfid":"04A2","name":null}', "Failed to save user name"),
        (json.dumps({"rfid": "04A2", "name": "x" * 5_000}), "Failed to save user name"),
    ],
)
def test_what_makes_no_sense_changes_nothing(caller: Caller, body: str, msg: str) -> None:
    status, answer = caller.post("/rfid/users", body)
    assert (status, answer["msg"]) == (400, msg)
    assert caller.get("/rfid/users") == {}


def test_to_forget_takes_a_tag(caller: Caller) -> None:
    for path in ("/rfid/users", "/rfid/users?rfid=", "/rfid/users?rfid=%20"):
        assert caller.ask("DELETE", path) == (400, {"msg": "RFID tag parameter is required"})
    assert caller.ask("PUT", "/rfid/users") == (405, {"msg": "Method not allowed"})
