"""``/api/v1/sun-forecast``: posted, told, kept, forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from v1_caller import Caller, Followed

pytest_plugins = ["whole_api"]

NOON = {"start": "2026-07-06T12:00:00Z", "end": "2026-07-06T13:00:00Z", "power_w": 4200.0}
LATER = {"start": "2026-07-06T13:00:00Z", "end": "2026-07-06T14:00:00Z", "power_w": 0.0}


def test_there_is_none_at_first(caller: Caller) -> None:
    assert caller.get("/sun-forecast") == {"known_until": None, "slots": []}
    assert caller.refused("DELETE", "/sun-forecast", status=404) == (None, "No forecast has been posted.")


def test_what_is_posted_is_told_until_it_is_withdrawn(caller: Caller) -> None:
    answered = caller.put("/sun-forecast", {"slots": [NOON, LATER]})
    assert answered == {"known_until": "2026-07-06T14:00:00Z", "slots": [NOON, LATER]} == caller.get("/sun-forecast")
    assert caller.delete("/sun-forecast") == 204
    assert caller.get("/sun-forecast")["slots"] == []


def test_evccs_names_are_understood(caller: Caller) -> None:
    rates = [{"start": "2026-07-06T14:00:00+02:00", "end": "2026-07-06T15:00:00+02:00", "value": 4200}]
    assert caller.put("/sun-forecast", {"rates": rates})["slots"] == [NOON]


def test_followers_are_told_that_there_is_another(caller: Caller, follow: Callable[..., Followed]) -> None:
    before = caller.get("/status")["versions"]["sun_forecast"]
    followed = follow()
    followed.next()
    caller.put("/sun-forecast", {"slots": [NOON]})
    assert followed.until("sun_forecast")["changed"]["versions"]["sun_forecast"] != before


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "forecast", "Give either"),
        ({"slots": [{**NOON, "power_w": -1}]}, "slots[0].power_w", "Give a number from 0 to 1000000."),
        ({"slots": [NOON, NOON]}, "slots[1].start", "It is the same as that of the entry before"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_the_one_before_stays(
    caller: Caller, body: object, field: str, reason: str
) -> None:
    caller.put("/sun-forecast", {"slots": [NOON]})
    named, why = caller.refused("PUT", "/sun-forecast", body)
    assert (named, why[: len(reason)]) == (field, reason)
    assert caller.get("/sun-forecast")["slots"] == [NOON]
