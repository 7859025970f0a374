"""``/api/v1/plan``, and limits that are due at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from v1_caller import Caller, Followed
from whole_host import NOON

from pilotwire.services.http.v1.plan_values import ChargingPlanDocument

pytest_plugins = ["whole_api"]

HALF_HOUR = timedelta(minutes=30)
BY_SEVEN = {"type": "energy", "value": 11200, "ready_by": "07:00"}


def post_night_tariff(caller: Caller) -> None:
    """8.5 p in the three half hours from 01:30 on in London, else 20 p."""
    halves = [NOON + k * HALF_HOUR for k in range(40)]
    cheap = [datetime(2026, 7, 7, 0, 30, tzinfo=UTC) + k * HALF_HOUR for k in range(3)]
    slots = [{"start": half.isoformat(), "price": 0.085 if half in cheap else 0.2} for half in halves]
    caller.put("/prices", {"currency": "GBP", "slots": slots})


def test_without_a_time_there_is_no_plan(caller: Caller) -> None:
    assert caller.get("/plan") is None
    caller.put("/limit", {"type": "energy", "value": 11200})
    assert caller.get("/plan") is None
    assert caller.get("/status")["charging_plan"] is None


def test_a_limit_that_is_due_is_planned_for(caller: Caller) -> None:
    made = caller.put("/limit", BY_SEVEN)
    assert (made["ready_by"], made["prefer"]) == ("07:00", "cheapest")
    plan = msgspec.json.decode(caller.ask("GET", "/plan").body, type=ChargingPlanDocument)
    assert (plan.state, plan.text, plan.stretches) == ("no_car", "a car that is to be ready by 07:00", [])
    post_night_tariff(caller)
    caller.do(caller.host.plug_in)
    plan = msgspec.json.decode(caller.ask("GET", "/plan").body, type=ChargingPlanDocument)
    assert plan.state == "waiting"
    assert plan.text == "charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00"
    (stretch,) = plan.stretches
    assert (stretch.begin.isoformat(), stretch.price) == ("2026-07-07T00:30:00+00:00", 0.085)
    assert (plan.cost, plan.currency, plan.in_time) == (0.952, "GBP", True)
    assert plan.ready_by is not None
    assert plan.ready_by.isoformat() == "2026-07-07T06:00:00+00:00"
    assert caller.get("/status")["charging_plan"] == caller.get("/plan")
    assert not caller.get("/status")["controller"]["charging"]


def test_the_target_says_why_it_waits(caller: Caller) -> None:
    caller.put("/limit", BY_SEVEN)
    post_night_tariff(caller)
    caller.do(caller.host.plug_in)
    assert caller.get("/target")["why"].startswith(
        "Charging is paused by the charging plan: charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00."
    )
    assert caller.get("/status")["waiting"][1] == {
        "client": 65550,
        "name": "charging plan",
        "wants": "disabled",
        "text": "charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00",
    }


def test_who_follows_is_told_of_another_plan(caller: Caller, follow: Callable[..., Followed]) -> None:
    caller.do(caller.host.plug_in)
    followed = follow()
    followed.until("status")
    caller.put("/limit", BY_SEVEN)
    assert caller.get("/plan")["state"] == "charging"
    changed: dict[str, object] = {}
    while "charging_plan" not in changed:
        changed = followed.next()[1]["changed"]
    assert changed["charging_plan"] == caller.get("/plan")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ready_by": "7:00"}, "ready_by"),
        ({"ready_by": "24:00"}, "ready_by"),
        ({"ready_by": "07:00:00"}, "ready_by"),
        ({"ready_by": "07:00\n"}, "ready_by"),
        ({"ready_by": 7}, "ready_by"),
        ({"ready_by": "07:00", "type": "cost"}, "ready_by"),
        ({"ready_by": "07:00", "prefer": "best"}, "prefer"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_reason(caller: Caller, body: dict[str, object], field: str) -> None:
    refused, reason = caller.refused("PUT", "/limit", {"type": "energy", "value": 5000, **body})
    assert refused == field
    assert reason[0].isupper()
    assert caller.get("/limit") is None
