"""Who wins: the worked examples of the gateway, and what holds for all claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.arbitration import Bounds, arbitrate, client_name
from pilotwire.station.claims import SLOTS, ChargeState, Claim, Client, Priority, Wish

A, D = ChargeState.ACTIVE, ChargeState.DISABLED
BOUNDS = Bounds(6, 32)


def manual(**wish: object) -> Claim:
    return Claim(Client.MANUAL, Priority.MANUAL, Wish(**wish))  # type: ignore[arg-type]


def shaper(priority: int = Priority.SAFETY, **wish: object) -> Claim:
    return Claim(Client.SHAPER, priority, Wish(**wish))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "state", "charge_a", "max_a", "pilot_a"),
    [
        ((), A, None, None, 32),
        ((Claim(Client.SCHEDULE, 10, Wish(D)), manual(charge_current_a=10)), D, 10, None, 10),
        (
            (Claim(Client.DIVERT, 50, Wish(A, 11)), Claim(Client.SCHEDULE, 100, Wish(A, 48))),
            A,
            48,
            None,
            32,
        ),
        (
            (Claim(Client.DIVERT, 10, Wish(D)), Claim(Client.SCHEDULE, 10, Wish(D)), Claim(20, 500, Wish(A))),
            A,
            None,
            None,
            32,
        ),
        ((manual(state=A, charge_current_a=24), shaper(max_current_a=14)), A, 24, 14, 14),
        ((manual(state=A, charge_current_a=24), shaper(state=D, max_current_a=4)), D, 24, 4, 6),
        ((manual(state=A), shaper(Priority.LIMIT, state=D)), D, None, None, 32),
        ((manual(state=A), Claim(Client.RFID, Priority.RFID, Wish(D))), D, None, None, 32),
        ((Claim(20, 500, Wish(A)), Claim(Client.MQTT, 500, Wish(D))), A, None, None, 32),
        ((manual(state=A, max_current_a=9),), A, None, 9, 9),
        ((manual(state=A, charge_current_a=3),), A, 3, None, 6),
    ],
)
def test_worked_examples_of_the_gateway(
    claims: tuple[Claim, ...], state: ChargeState, charge_a: int | None, max_a: int | None, pilot_a: int
) -> None:
    target = arbitrate(claims, BOUNDS)
    assert (target.state, target.charge_current_a, target.max_current_a, target.pilot_a) == (
        state,
        charge_a,
        max_a,
        pilot_a,
    )


def test_between_equals_the_older_slot_wins() -> None:
    assert arbitrate((Claim(20, 500, Wish(A)), Claim(21, 500, Wish(D))), BOUNDS).state_client == 20
    assert arbitrate((Claim(21, 500, Wish(D)), Claim(20, 500, Wish(A))), BOUNDS).state_client == 21


def test_default_state_applies_when_nobody_says() -> None:
    assert arbitrate((manual(charge_current_a=10),), Bounds(6, 32, D)).state is D


def test_reasons_name_what_decided_first() -> None:
    claim = Claim(Client.SHAPER, Priority.SAFETY, Wish(max_current_a=16), why="the house allows 16 A")
    target = arbitrate((manual(state=A, charge_current_a=24), claim), BOUNDS)
    assert [reason.text for reason in target.reasons] == [
        "charging is allowed by the manual override",
        "the current shaper allows 16 A: the house allows 16 A",
        "the manual override asks for 24 A",
        "the configured maximum is 32 A",
    ]


def test_reasons_say_when_the_minimum_lifts_a_wish() -> None:
    target = arbitrate((manual(charge_current_a=3),), BOUNDS)
    assert target.reasons[1].text == "the controller offers no less than 6 A"


def test_unknown_clients_are_named_by_number() -> None:
    assert client_name(20) == "client 20"
    assert client_name(Client.OCPP) == "charging back end (OCPP)"


currents = st.none() | st.integers(0, 4294967295)
wishes = st.builds(Wish, st.none() | st.sampled_from(ChargeState), currents, currents, st.booleans())
claim_lists = st.lists(
    st.builds(Claim, st.integers(0, 2**32 - 1), st.integers(0, 10000), wishes),
    max_size=SLOTS + 3,
    unique_by=lambda claim: claim.client,
)


@given(claim_lists, st.integers(6, 10), st.integers(6, 80), st.sampled_from(ChargeState))
def test_no_claims_lead_out_of_bounds(claims: list[Claim], low_a: int, high_a: int, default: ChargeState) -> None:
    target = arbitrate(claims, Bounds(low_a, high_a, default))
    assert low_a <= target.pilot_a <= max(low_a, high_a)
    if target.max_current_a is not None:
        assert target.pilot_a <= max(low_a, target.max_current_a)
    if target.charge_current_a is not None:
        assert target.pilot_a <= max(low_a, target.charge_current_a)


@given(claim_lists)
def test_each_property_is_won_by_the_strongest_claim_that_sets_it(claims: list[Claim]) -> None:
    target = arbitrate(claims, BOUNDS)
    setters = [claim for claim in claims if claim.wish.state is not None]
    if not setters:
        assert target.state_client is None
    else:
        winner = next(claim for claim in claims if claim.client == target.state_client)
        assert winner.priority == max(claim.priority for claim in setters)
        assert target.state is winner.wish.state


@given(claim_lists)
def test_there_is_always_a_reason_for_state_and_for_current(claims: list[Claim]) -> None:
    reasons = arbitrate(claims, BOUNDS).reasons
    assert reasons[0].about == "state"
    assert {reason.about for reason in reasons[1:]} == {"current"}
    assert all(reason.text for reason in reasons)
