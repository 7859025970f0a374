"""``/api/v1/boost``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from v1_caller import Caller, Followed

pytest_plugins = ["whole_api"]


def test_a_boost_is_begun_read_and_ended(caller: Caller) -> None:
    assert caller.get("/boost") is None
    made = caller.put("/boost", {"duration_s": 1800, "current_a": 10})
    assert (made["duration_s"], made["energy_wh"], made["current_a"]) == (1800.0, None, 10)
    assert made["until"].startswith("2026-07-06T12:30:0")
    assert caller.get("/status")["boost"]["until"] == made["until"]
    assert caller.get("/target")["pilot_a"] == 10
    caller.pass_s(60)
    assert 1730 < caller.get("/boost")["remaining_s"] <= 1740
    assert caller.delete("/boost") == 204
    assert caller.get("/status")["boost"] is None
    assert caller.delete("/boost") == 404


def test_an_amount_is_counted_down(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    assert caller.put("/boost", {"energy_wh": 500})["energy_left_wh"] == 500.0
    caller.pass_s(2)
    assert 0 < caller.get("/boost")["energy_left_wh"] < 500


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"current_a": 16}, None),
        ({"duration_s": 0}, "duration_s"),
        ({"duration_s": 86_401}, "duration_s"),
        ({"energy_wh": 0}, "energy_wh"),
        ({"duration_s": 60, "current_a": 5}, "current_a"),
        ({"minutes": 5}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused(caller: Caller, body: object, field: str | None) -> None:
    assert caller.refused("PUT", "/boost", body)[0] == field
    assert caller.get("/boost") is None


def test_followers_are_told(caller: Caller, follow: Callable[..., Followed]) -> None:
    followed = follow()
    followed.until("status")
    made = caller.put("/boost", {"duration_s": 1800})
    assert followed.until("claims")["changed"]["boost"] == made
    assert followed.until("log")["data"]["entry"]["text"] == "boost: 30 min"
