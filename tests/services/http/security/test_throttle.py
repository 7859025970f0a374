"""How many wrong passwords may be tried."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.http.security.throttle import ALTOGETHER, PER_PEER, Throttle

MINUTE_MS = 60_000


def test_ten_wrong_attempts_are_allowed_and_one_more_each_minute() -> None:
    throttle = Throttle()
    for _ in range(PER_PEER):
        assert not throttle.locked("a", 0)
        throttle.wrong("a", 0)
    assert throttle.locked("a", 0)
    assert throttle.locked("a", MINUTE_MS - 1)
    assert not throttle.locked("a", MINUTE_MS)
    throttle.wrong("a", MINUTE_MS)
    assert throttle.locked("a", MINUTE_MS)


def test_others_are_not_locked_out_with_it() -> None:
    throttle = Throttle()
    for _ in range(PER_PEER):
        throttle.wrong("a", 0)
    assert not throttle.locked("b", 0)


def test_knowing_the_password_makes_up_for_it() -> None:
    throttle = Throttle()
    for _ in range(PER_PEER):
        throttle.wrong("a", 0)
    throttle.right("a")
    assert not throttle.locked("a", 0)


def test_guessing_from_many_addresses_locks_all_of_them() -> None:
    throttle = Throttle()
    for number in range(ALTOGETHER):
        throttle.wrong(f"peer {number}", 0)
    assert throttle.locked("a newcomer", 0)
    assert not throttle.locked("a newcomer", MINUTE_MS)


def test_it_remembers_only_so_many_peers_and_the_worst_of_them() -> None:
    throttle = Throttle()
    for _ in range(PER_PEER):
        throttle.wrong("a", 0)
    for number in range(1_000):
        throttle.wrong(f"peer {number}", 0)
    assert len(throttle._peers) <= 256
    assert "a" in throttle._peers


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 300_000)), max_size=60))
def test_nobody_gets_more_than_ten_attempts_and_one_for_each_minute(attempts: list[tuple[str, int]]) -> None:
    throttle = Throttle()
    now_ms = 0
    made: dict[str, int] = {}
    for peer, later_ms in attempts:
        now_ms += later_ms
        if not throttle.locked(peer, now_ms):
            throttle.wrong(peer, now_ms)
            made[peer] = made.get(peer, 0) + 1
        assert made.get(peer, 0) <= PER_PEER + now_ms // MINUTE_MS + 1
