"""The contactor in ``/api/v1/status``: how often it closed, and what is held back so that it lasts."""

from __future__ import annotations

from collections.abc import Callable

from v1_caller import Caller

from pilotwire.station.claims import ChargeState, Client, Wish

pytest_plugins = ["whole_api"]


def scheduled(caller: Caller, state: ChargeState) -> None:
    """The schedule begins to want this; then two seconds pass."""
    caller.do(lambda: caller.host.run(lambda station, now: station.claim(Client.SCHEDULE, Wish(state), now)))
    caller.pass_s(2)


def test_closures_are_told_and_nothing_is_held(caller: Caller) -> None:
    assert caller.get("/status")["contactor"] == {
        "closures_within_hour": 0,
        "most_per_hour": 12,
        "held": None,
        "remaining_s": None,
    }
    caller.do(caller.host.plug_in)
    assert caller.get("/status")["contactor"]["closures_within_hour"] == 1


def test_what_is_held_is_told_with_the_time_that_is_left_and_in_words(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(default_state=False)
    caller.do(caller.host.plug_in)
    scheduled(caller, ChargeState.ACTIVE)
    scheduled(caller, ChargeState.DISABLED)
    contactor = caller.get("/status")["contactor"]
    assert contactor["held"] == "shortest_charge"
    assert 50 < contactor["remaining_s"] < 60
    why = caller.get("/target")["why"]
    assert why.startswith("Charging goes on until 13:01:")
    assert "6 A is offered: 6 A is the minimum, and enough until charging stops." in why
