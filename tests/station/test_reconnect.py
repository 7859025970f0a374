"""When a broken connection is tried again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState

WAITING, CONNECTING, CONNECTED = ReconnectState.WAITING, ReconnectState.CONNECTING, ReconnectState.CONNECTED


def connected(now_ms: int = 0) -> Reconnect:
    reconnect = Reconnect()
    reconnect.start(now_ms)
    reconnect.begin(now_ms)
    reconnect.succeeded(now_ms)
    return reconnect


def fail(reconnect: Reconnect, now_ms: int, jitter: float = 0.5) -> int:
    """Let the next try fail at once; returns when the one after is due."""
    due_ms = reconnect.next_try_ms
    assert due_ms is not None
    now_ms = max(now_ms, due_ms)
    reconnect.begin(now_ms)
    reconnect.failed("nobody answers", now_ms, jitter)
    assert reconnect.next_try_ms is not None
    return reconnect.next_try_ms


def test_the_first_try_is_due_at_once() -> None:
    reconnect = Reconnect()
    assert reconnect.state is ReconnectState.STOPPED
    assert not reconnect.due(0)
    reconnect.start(500)
    assert reconnect.due(500)
    assert reconnect.retry_in_ms(500) == 0


@pytest.mark.parametrize(("jitter", "waits_s"), [(0.0, [1, 2, 4, 8, 16, 30, 30]), (1.0, [2, 4, 8, 16, 32, 60, 60])])
def test_each_failure_makes_the_wait_longer_up_to_a_minute(jitter: float, waits_s: list[int]) -> None:
    reconnect = Reconnect()
    reconnect.start(0)
    now_ms = 0
    for wait_s in waits_s:
        due_ms = fail(reconnect, now_ms, jitter)
        assert due_ms - now_ms == wait_s * 1000
        assert not reconnect.due(due_ms - 1)
        assert reconnect.due(due_ms)
        now_ms = due_ms


def test_says_what_went_wrong_last_until_the_connection_is_made() -> None:
    reconnect = Reconnect()
    reconnect.start(0)
    due_ms = fail(reconnect, 0)
    assert reconnect.last_error == "nobody answers"
    reconnect.begin(due_ms)
    assert reconnect.last_error == "nobody answers"
    reconnect.succeeded(due_ms)
    assert reconnect.last_error == ""
    assert reconnect.retry_in_ms(due_ms) is None


def test_a_connection_that_lasted_is_tried_again_soon() -> None:
    reconnect = connected()
    reconnect.failed("gone", 30_000, 0.0)
    assert reconnect.next_try_ms == 31_000
    assert (reconnect.losses, reconnect.failures) == (1, 1)


def test_a_connection_that_breaks_at_once_again_and_again_is_tried_less_and_less() -> None:
    reconnect = Reconnect()
    reconnect.start(0)
    now_ms, waits_ms = 0, []
    for _ in range(6):
        assert reconnect.next_try_ms is not None
        now_ms = max(now_ms, reconnect.next_try_ms)
        reconnect.begin(now_ms)
        reconnect.succeeded(now_ms)
        now_ms += 29_999
        reconnect.failed("gone", now_ms, 0.0)
        waits_ms.append(reconnect.next_try_ms - now_ms)
    assert waits_ms == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]


def test_waking_makes_the_next_try_due_at_once_but_not_twice_within_a_second() -> None:
    reconnect = Reconnect()
    reconnect.start(0)
    for _ in range(6):
        now_ms = fail(reconnect, 0)
    begun_ms = now_ms
    fail(reconnect, begun_ms)
    reconnect.wake(begun_ms + 200)
    assert reconnect.next_try_ms == begun_ms + 1_000
    reconnect.begin(begun_ms + 1_000)
    reconnect.failed("still nobody", begun_ms + 1_000, 1.0)
    reconnect.wake(begun_ms + 20_000)
    assert reconnect.due(begun_ms + 20_000)


def test_waking_changes_nothing_when_connected_or_stopped() -> None:
    for reconnect in (connected(), Reconnect()):
        reconnect.wake(99)
        assert reconnect.next_try_ms is None


def test_stopping_ends_the_tries_and_starting_begins_anew() -> None:
    reconnect = Reconnect()
    reconnect.start(0)
    due_ms = fail(reconnect, 0)
    reconnect.stop(due_ms)
    assert not reconnect.due(10**9)
    reconnect.start(10**6)
    assert reconnect.due(10**6)
    assert (reconnect.failures, reconnect.last_error) == (0, "")


@given(st.integers(0, 10**9), st.floats(allow_nan=False))
def test_a_wait_is_never_outside_its_bounds(failures: int, jitter: float) -> None:
    backoff = Backoff()
    assert backoff.first_ms <= backoff.wait_ms(failures, jitter) <= backoff.cap_ms


class AnyCourse(RuleBasedStateMachine):
    """Whatever happens in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 0
        self.reconnect = Reconnect()
        self.tries_ms: list[int] = []
        self.wanted = False

    @rule(ms=st.integers(0, 90_000))
    def wait(self, ms: int) -> None:
        self.now_ms += ms

    @rule()
    def start(self) -> None:
        self.reconnect.start(self.now_ms)
        self.wanted = True

    @rule()
    def stop(self) -> None:
        self.reconnect.stop(self.now_ms)
        self.wanted = False

    @rule()
    def wake(self) -> None:
        before_ms = self.reconnect.next_try_ms
        self.reconnect.wake(self.now_ms)
        after_ms = self.reconnect.next_try_ms
        assert (before_ms is None) is (after_ms is None)
        if before_ms is not None and after_ms is not None:
            assert after_ms <= before_ms

    @precondition(lambda self: self.reconnect.due(self.now_ms))
    @rule()
    def begin(self) -> None:
        self.reconnect.begin(self.now_ms)
        self.tries_ms.append(self.now_ms)
        assert self.reconnect.state is CONNECTING

    @rule()
    def succeed(self) -> None:
        before = self.reconnect.state
        self.reconnect.succeeded(self.now_ms)
        assert (self.reconnect.state is CONNECTED) is (before in (CONNECTING, CONNECTED))

    @rule(jitter=st.floats(0, 1))
    def fail(self, jitter: float) -> None:
        before = self.reconnect.state
        self.reconnect.failed("it broke", self.now_ms, jitter)
        if before in (CONNECTING, CONNECTED):
            assert self.reconnect.state is WAITING
            assert self.reconnect.last_error == "it broke"
            assert self.reconnect.next_try_ms is not None
            assert 1_000 <= self.reconnect.next_try_ms - self.now_ms <= 60_000
        else:
            assert self.reconnect.state is before

    @invariant()
    def a_wanted_connection_is_made_or_on_its_way(self) -> None:
        assert (self.reconnect.state is ReconnectState.STOPPED) is not self.wanted
        assert (self.reconnect.next_try_ms is not None) is (self.reconnect.state is WAITING)

    @invariant()
    def a_try_is_at_most_a_minute_away(self) -> None:
        assert (self.reconnect.retry_in_ms(self.now_ms) or 0) <= 60_000

    @invariant()
    def tries_are_a_second_apart(self) -> None:
        assert all(b - a >= 1_000 for a, b in zip(self.tries_ms, self.tries_ms[1:], strict=False))


TestAnyCourse = AnyCourse.TestCase
