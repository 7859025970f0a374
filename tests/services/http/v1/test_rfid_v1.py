"""RFID cards over our own API."""

from __future__ import annotations

import pytest
from v1_caller import Caller

pytest_plugins = ["whole_api"]

PATH = "/rfid"
ADA = "04a2b3c4"


def add(caller: Caller, token: str = ADA, name: str = "Ada") -> str:
    answer = caller.post(f"{PATH}/cards", {"token": token, "name": name})
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def test_a_card_is_added_listed_renamed_and_removed(caller: Caller) -> None:
    card = add(caller)
    assert caller.ask("GET", PATH).json == {
        "required": False,
        "authorised": None,
        "learning_s": None,
        "cards": [{"id": card, "name": "Ada"}],
    }
    assert caller.ask("PATCH", f"{PATH}/cards/{card}", {"name": "Bo"}).json == {"id": card, "name": "Bo"}
    assert add(caller, "04:A2:B3:C4", "Cy") == card
    assert caller.ask("GET", PATH).json["cards"] == [{"id": card, "name": "Cy"}]
    assert caller.ask("DELETE", f"{PATH}/cards/{card}").status == 204
    assert caller.ask("GET", PATH).json["cards"] == []


def test_the_number_of_a_card_is_never_told(caller: Caller) -> None:
    add(caller)
    assert ADA not in caller.ask("GET", PATH).text + caller.ask("GET", "/settings").text


def test_a_shown_card_is_accepted_and_the_status_tells_whose(caller: Caller) -> None:
    card = add(caller)
    assert caller.ask("PATCH", "/settings", {"rfid_enabled": True}).status == 200
    assert caller.post(f"{PATH}/shown", {"token": "ffff"}).json == {"verdict": "unknown"}
    assert caller.post(f"{PATH}/shown", {"token": ADA}).json == {"verdict": "accepted"}
    status = caller.ask("GET", "/status").json
    assert status["rfid"] == {"required": True, "authorised": {"id": card, "who": "Ada"}, "learning": False}
    assert status["rfid_tag"] == ADA
    assert caller.post(f"{PATH}/shown", {"token": ADA}).json == {"verdict": "ended"}


def test_the_next_card_is_learnt(caller: Caller) -> None:
    assert caller.post(f"{PATH}/learn", {"name": "Ada"}).json == {"waiting_s": 60}
    assert caller.ask("GET", PATH).json["learning_s"] == 60
    assert caller.post(f"{PATH}/shown", {"token": ADA}).json == {"verdict": "learnt"}
    listed = caller.ask("GET", PATH).json
    assert [one["name"] for one in listed["cards"]] == ["Ada"]
    assert listed["learning_s"] is None


@pytest.mark.parametrize("token", ["", " :-", "x" * 41, "04a2;drop", "ä"])
def test_what_is_no_number_of_a_card_is_refused(caller: Caller, token: str) -> None:
    for path in (f"{PATH}/cards", f"{PATH}/shown"):
        answer = caller.post(path, {"token": token})
        assert (answer.status, answer.json["error"]["field"]) == (400, "token")
    assert caller.ask("GET", PATH).json["cards"] == []


@pytest.mark.parametrize("card", ["0123456789abcdef", "1", "%23", "zz"])
def test_there_is_no_such_card(caller: Caller, card: str) -> None:
    assert caller.ask("DELETE", f"{PATH}/cards/{card}").status == 404
    assert caller.ask("PATCH", f"{PATH}/cards/{card}", {"name": "x"}).status == 404


def test_there_can_be_too_many(caller: Caller) -> None:
    most = 227
    caller.ask("PATCH", "/settings", {"rfid_storage": ",".join(f"#{number:016x}" for number in range(most))})
    answer = caller.post(f"{PATH}/cards", {"token": ADA})
    assert (answer.status, answer.json["error"]["field"]) == (400, "token")
    assert len(caller.ask("GET", PATH).json["cards"]) == most
