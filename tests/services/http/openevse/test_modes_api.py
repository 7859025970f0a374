"""``/divertmode`` and ``/shaper``."""

from __future__ import annotations

import pytest
from driven_host import Caller

pytest_plugins = ["driven_api"]

DIVERT = (200, "Divert Mode changed")
SHAPER = (200, "Current Shaper state changed")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "text/plain; charset=utf-8"}, {"Content-Type": "application/x-www-form-urlencoded"}],
)
def test_the_mode_is_set_by_a_form_whatever_it_is_said_to_be(caller: Caller, headers: dict[str, str]) -> None:
    assert caller.post("/divertmode", "divertmode=2", headers) == DIVERT
    assert caller.get("/status")["divertmode"] == 2
    assert caller.post("/divertmode", "DivertMode=1", headers) == DIVERT
    assert caller.get("/status")["divertmode"] == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_mode_is_set_by_a_query_too(caller: Caller, method: str) -> None:
    assert caller.ask(method, "/divertmode?divertmode=2") == DIVERT
    assert caller.get("/status")["divertmode"] == 2


def test_the_form_counts_before_the_query(caller: Caller) -> None:
    caller.post("/divertmode?divertmode=1", "divertmode=2&divertmode=1")
    assert caller.get("/status")["divertmode"] == 2


@pytest.mark.parametrize("body", ["", "divertmode=0", "divertmode=3", "divertmode=x", '{"divertmode":1}', "%ff=1"])
def test_what_is_no_mode_changes_nothing(caller: Caller, body: str) -> None:
    caller.post("/divertmode", "divertmode=2")
    caller.host.forget()
    assert caller.post("/divertmode", body) == DIVERT
    assert caller.get("/status")["divertmode"] == 2
    assert caller.host.frames == []


def test_listeners_hear_of_another_mode_once(caller: Caller) -> None:
    caller.post("/divertmode", "divertmode=2")
    frame = {
        "divertmode": 2,
        "divert_active": False,
        "charge_rate": 0,
        "available_current": 0.0,
        "smoothed_available_current": 0.0,
    }
    assert frame in caller.host.frames
    caller.host.forget()
    caller.post("/divertmode", "divertmode=2")
    assert caller.host.frames == []


def test_the_shaper_is_started_and_stopped(caller: Caller) -> None:
    assert caller.post("/shaper", "shaper=1") == SHAPER
    assert caller.get("/status")["shaper"] == 1
    assert {"shaper": 1} in caller.host.frames
    assert caller.ask("GET", "/shaper?shaper=0") == SHAPER
    assert caller.get("/status")["shaper"] == 0
    assert {"shaper": 0} in caller.host.frames


@pytest.mark.parametrize("body", ["", "shaper=2", "shaper=true", '{"shaper":1}'])
def test_anything_but_one_stops_the_shaper(caller: Caller, body: str) -> None:
    caller.post("/shaper", "shaper=1")
    assert caller.post("/shaper", body) == SHAPER
    assert caller.get("/status")["shaper"] == 0


def test_a_started_shaper_without_data_pauses(caller: Caller) -> None:
    caller.post("/shaper", "shaper=1")
    assert caller.get("/claims/target")["claims"]["state"] == 65548


@pytest.mark.parametrize("path", ["/divertmode", "/shaper"])
def test_the_words_are_plain_text_without_a_charset(caller: Caller, path: str) -> None:
    assert caller.answer_to("POST", path)[1] == "text/plain"
