"""``/api/v1/prices``: posted, told, kept, forgotten; and what a session costs by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from v1_caller import Caller, Followed
from whole_host import NOON

pytest_plugins = ["whole_api"]

HOURS = {
    "currency": "GBP",
    "slots": [
        {"start": "2026-07-06T12:00:00Z", "end": "2026-07-06T13:00:00Z", "price": 0.25, "co2_g": 120},
        {"start": "2026-07-06T13:00:00Z", "end": "2026-07-06T14:00:00Z", "price": -0.05},
    ],
}
FIRST = {"start": "2026-07-06T12:00:00Z", "end": "2026-07-06T13:00:00Z", "price": 0.25, "co2_g": 120.0}


def test_there_are_none_at_first(caller: Caller) -> None:
    nothing = {"source": "", "currency": "", "current": None, "known_until": None}
    assert caller.get("/prices") == {**nothing, "slots": []}
    assert caller.get("/status")["prices"] == nothing
    assert caller.refused("DELETE", "/prices", status=404) == (None, "No prices have been posted.")


def test_what_is_posted_is_told_with_the_price_of_now(caller: Caller) -> None:
    answered = caller.put("/prices", HOURS)
    assert answered["slots"] == [FIRST, {**HOURS["slots"][1], "co2_g": None}]  # type: ignore[dict-item]
    assert (answered["source"], answered["currency"]) == ("posted over the API", "GBP")
    assert answered == caller.get("/prices")
    told = caller.get("/status")["prices"]
    assert (told["current"], told["known_until"]) == (FIRST, "2026-07-06T14:00:00Z")
    caller.pass_s(3600)
    assert caller.get("/status")["prices"]["current"]["price"] == -0.05
    caller.pass_s(3600)
    assert caller.get("/status")["prices"]["current"] is None


def test_evccs_names_are_understood(caller: Caller) -> None:
    rates = [{"start": "2026-07-06T14:00:00+02:00", "end": "2026-07-06T15:00:00+02:00", "value": 0.25}]
    assert caller.put("/prices", {"rates": rates})["slots"] == [{**FIRST, "co2_g": None}]


def test_a_tariff_reaches_a_week(caller: Caller) -> None:
    answered = caller.put("/prices", {"daily": [{"from": "00:30", "price": 0.085}, {"from": "05:30", "price": 0.285}]})
    assert answered["current"]["price"] == 0.285
    assert answered["known_until"] >= (NOON + timedelta(days=7)).isoformat()


def test_what_is_posted_is_forgotten(caller: Caller) -> None:
    caller.put("/prices", HOURS)
    assert caller.delete("/prices") == 204
    assert caller.get("/prices")["slots"] == []


def test_followers_are_told(caller: Caller, follow: Callable[..., Followed]) -> None:
    followed = follow()
    followed.next()
    caller.put("/prices", HOURS)
    assert followed.until("prices")["changed"]["prices"]["current"] == FIRST
    caller.pass_s(3600)
    assert followed.until("prices")["changed"]["prices"]["current"]["price"] == -0.05


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "prices", "Give either"),
        ({**HOURS, "daily": []}, "prices", "Give either"),
        ({"slots": []}, "slots", "Give a list with at least one entry."),
        ({"slots": [{**FIRST, "prise": 1}]}, "slots[0].prise", "There is no such key here"),
        ({"slots": [FIRST, FIRST]}, "slots[1].start", "It is the same as that of the entry before"),
        ({"slots": [{**FIRST, "start": "2026-07-06T12:00:00"}]}, "slots[0].start", "Nobody knows which zone that is"),
        ({"slots": [{**FIRST, "price": 1e9}]}, "slots[0].price", "Give a number from -100000 to 100000."),
        ({"daily": [{"from": "25:00", "price": 1}]}, "daily[0].from", "Give a time by the clock on the wall"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_place(caller: Caller, body: object, field: str, reason: str) -> None:
    caller.put("/prices", HOURS)
    named, why = caller.refused("PUT", "/prices", body)
    assert (named, why[: len(reason)]) == (field, reason)
    assert caller.get("/prices")["current"] == FIRST


def test_while_a_file_is_named_nothing_can_be_posted(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(price_file="tariff.json")
    field, reason = caller.refused("PUT", "/prices", HOURS, 409)
    assert (field, reason) == (None, "Prices come from the file tariff.json: empty the setting price_file first.")


def test_a_charge_is_told_with_its_cost(caller: Caller) -> None:
    caller.put("/prices", HOURS)
    caller.do(caller.host.plug_in)
    for _ in range(60):
        caller.post("/feeds", {"solar_w": 2000})
        caller.pass_s(5)
    session = caller.get("/status")["session"]
    assert session["energy_wh"] > 0
    assert session["cost"] == pytest.approx(session["energy_wh"] / 1000 * 0.25, abs=1e-4)
    assert session["currency"] == "GBP"
    assert session["co2_g"] == pytest.approx(session["energy_wh"] / 1000 * 120, abs=0.1)
    assert 0 < session["solar_wh"] < session["energy_wh"]
    caller.do(caller.host.unplug)
    ended = caller.get("/sessions/1")
    assert ended["cost"] >= session["cost"]
    header, line = caller.ask("GET", "/sessions.csv").text.splitlines()[:2]
    cells = dict(zip(header.split(","), line.split(","), strict=True))
    assert (float(cells["cost"]), cells["currency"]) == (ended["cost"], "GBP")
    assert caller.get("/sessions/months")[0]["cost"] == ended["cost"]
