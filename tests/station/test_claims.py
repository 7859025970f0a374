"""Slots, replacement, leases."""

from __future__ import annotations

import pytest

from pilotwire.station.claims import SLOTS, ChargeState, Claim, Claims, ClaimsFullError, Client, Wish

ACTIVE = Wish(ChargeState.ACTIVE)


def full() -> Claims:
    claims = Claims()
    for client in range(SLOTS):
        claims.put(Claim(client, 500, ACTIVE), 0)
    return claims


def test_a_client_has_one_claim_and_keeps_its_slot() -> None:
    claims = Claims()
    claims.put(Claim(1, 500, ACTIVE), 0)
    claims.put(Claim(2, 500, ACTIVE), 0)
    assert claims.put(Claim(1, 500, Wish(ChargeState.DISABLED)), 0)
    assert [claim.client for claim in claims] == [1, 2]


def test_the_same_claim_again_changes_nothing() -> None:
    claims = Claims()
    assert claims.put(Claim(1, 500, ACTIVE, "first"), 0)
    assert not claims.put(Claim(1, 500, ACTIVE, "in other words"), 0)
    assert claims.put(Claim(1, 501, ACTIVE), 0)


def test_a_new_client_takes_the_first_free_slot() -> None:
    claims = full()
    claims.release(3)
    claims.put(Claim(99, 500, ACTIVE), 0)
    assert [claim.client for claim in claims][3] == 99


def test_outside_clients_share_ten_slots() -> None:
    claims = full()
    with pytest.raises(ClaimsFullError, match="release one"):
        claims.put(Claim(99, 500, ACTIVE), 0)
    assert claims.put(Claim(5, 500, Wish(ChargeState.DISABLED)), 0)


def test_the_stations_own_claims_always_find_a_place() -> None:
    claims = full()
    claims.put(Claim(Client.SHAPER, 5000, Wish(ChargeState.DISABLED)), 0)
    claims.put(Claim(Client.MANUAL, 1000, ACTIVE), 0)
    assert len(list(claims)) == SLOTS + 2
    claims.release(0)
    claims.release(1)
    with pytest.raises(ClaimsFullError):
        claims.put(Claim(99, 500, ACTIVE), 0)


def test_unplugging_releases_what_asked_for_it() -> None:
    claims = Claims()
    claims.put(Claim(1, 500, Wish(ChargeState.ACTIVE, auto_release=True)), 0)
    claims.put(Claim(2, 500, ACTIVE), 0)
    assert [claim.client for claim in claims.release_at_unplug()] == [1]
    assert [claim.client for claim in claims] == [2]


def test_a_lease_runs_out_unless_it_is_renewed() -> None:
    claims = Claims()
    claims.put(Claim(1, 500, ACTIVE, lease_ms=60_000), 0)
    assert claims.next_deadline_ms == 60_000
    claims.put(Claim(1, 500, ACTIVE, lease_ms=60_000), 50_000)
    assert claims.remaining_ms(1, 60_000) == 50_000
    assert claims.expire(109_999) == []
    assert [claim.client for claim in claims.expire(110_000)] == [1]
    assert claims.next_deadline_ms is None


def test_a_claim_made_again_without_a_lease_lasts() -> None:
    claims = Claims()
    claims.put(Claim(1, 500, ACTIVE, lease_ms=1_000), 0)
    claims.put(Claim(1, 500, ACTIVE), 500)
    assert claims.expire(10_000) == []
    assert claims.get(1) is not None
