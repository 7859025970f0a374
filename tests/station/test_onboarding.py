"""Getting onto the network: what is tried when, and that a way in is always left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.onboarding import (
    ACCESS_POINT_MS,
    APPLY_MS,
    ASKED_MS,
    CLOSE_MS,
    JOIN_MS,
    OPEN_MS,
    RETRY_MS,
    SYSTEM_TRIAL_MS,
    VISIT_MS,
    WIRED_TRIAL_MS,
    Failure,
    Onboarding,
    Phase,
    Seen,
    Step,
    is_passphrase,
)

NOTHING_THERE = Seen(manager=True, adapter=True)
HOUR_MS = 3_600_000


class Radio:
    """A Wi-Fi adapter that does what it is told; the network named ``home`` can be joined or not.

    The operating system may know another one, ``system``, which it joins whenever the radio is free and that is in
    reach.
    """

    def __init__(self, ssid: str = "home", *, works: bool = False) -> None:
        self.now_ms = 0
        self.works = works
        self.answers = True
        self.opens = True
        self.reachable = True
        """The network that the operating system knows is in reach."""
        self.failure = Failure.NOT_FOUND
        self.seen = NOTHING_THERE
        self.onboarding = Onboarding(0, ssid)
        self.steps: list[tuple[int, Step]] = []

    def see(self, **changes: object) -> None:
        self.seen = Seen(**{**{f: getattr(self.seen, f) for f in Seen.__struct_fields__}, **changes})

    def run(self, duration_ms: int) -> list[Step]:
        """Let time pass; returns what was to be done."""
        end_ms, before = self.now_ms + duration_ms, len(self.steps)
        while self.now_ms < end_ms:
            self._system_joins()
            step = self.onboarding.advance(self.seen, self.now_ms)
            if step is not Step.NOTHING:
                self.steps.append((self.now_ms, step))
                self._do(step)
                continue
            self.now_ms = min(end_ms, max(self.onboarding.next_deadline_ms, self.now_ms + 100))
        return [step for _, step in self.steps[before:]]

    def _system_joins(self) -> None:
        if self.seen.joined == "system" and not self.reachable:
            self.see(joined="")
        if self.seen.known and self.reachable and not self.seen.joined and not self.seen.access_point:
            self.see(joined="system")

    def _do(self, step: Step) -> None:
        if step is Step.OPEN:
            self.see(access_point=self.opens, joined="")
        elif step is Step.CLOSE:
            self.see(access_point=False)
        elif step is Step.LEAVE:
            self.see(joined="" if self.seen.joined == "home" else self.seen.joined)
        elif self.works:
            self.see(access_point=False, joined="home")
        else:
            self.see(access_point=False, joined="")
            if self.answers:
                self.onboarding.failed(self.failure, self.now_ms)


def test_without_any_network_the_access_point_opens_when_the_cable_had_its_time() -> None:
    radio = Radio("")
    assert radio.run(WIRED_TRIAL_MS - 1) == []
    assert radio.run(HOUR_MS) == [Step.OPEN]
    assert radio.onboarding.phase is Phase.ACCESS_POINT


def test_a_configured_network_is_joined() -> None:
    radio = Radio(works=True)
    assert radio.run(HOUR_MS) == [Step.JOIN]
    assert radio.onboarding.phase is Phase.JOINED


def test_after_three_failures_the_access_point_opens_and_the_network_is_tried_now_and_then() -> None:
    radio = Radio()
    assert radio.run(WIRED_TRIAL_MS + 4 * RETRY_MS) == [Step.JOIN] * 3 + [Step.OPEN]
    assert radio.onboarding.failure is Failure.NOT_FOUND
    assert radio.run(ACCESS_POINT_MS + RETRY_MS + 1_000) == [Step.JOIN, Step.OPEN]
    radio.works = True
    assert radio.run(ACCESS_POINT_MS + 1_000) == [Step.JOIN]
    assert radio.onboarding.failure is None


def test_a_new_passphrase_that_is_wrong_is_not_tried_again_and_again() -> None:
    radio = Radio()
    radio.failure = Failure.WRONG_PASSPHRASE
    assert radio.run(WIRED_TRIAL_MS + 2 * RETRY_MS) == [Step.JOIN, Step.OPEN]
    radio = Radio(works=True)
    radio.run(HOUR_MS)
    radio.works, radio.failure = False, Failure.WRONG_PASSPHRASE
    radio.see(joined="")
    # One that has worked was not heard well.
    assert radio.run(5 * RETRY_MS) == [Step.JOIN] * 3 + [Step.OPEN]


def test_an_answer_that_never_comes_is_a_failure() -> None:
    radio = Radio()
    radio.answers = False
    assert radio.run(HOUR_MS)[:4] == [Step.JOIN] * 3 + [Step.OPEN]
    assert radio.onboarding.failure is Failure.OTHER


def test_new_credentials_are_tried_at_once() -> None:
    radio = Radio("")
    radio.run(HOUR_MS)
    radio.works = True
    radio.onboarding.configure("home", radio.now_ms)
    assert radio.run(APPLY_MS - 1) == []
    assert radio.run(1_000) == [Step.JOIN]


def test_a_new_passphrase_for_the_network_it_is_in_is_tried_at_once() -> None:
    radio = Radio(works=True)
    radio.run(HOUR_MS)
    radio.onboarding.configure("home", radio.now_ms)
    assert radio.run(APPLY_MS - 1) == []
    assert radio.run(1_000) == [Step.JOIN]
    assert radio.run(HOUR_MS) == []


def test_a_network_that_is_configured_no_more_is_forgotten() -> None:
    radio = Radio(works=True)
    radio.run(HOUR_MS)
    radio.onboarding.configure("", radio.now_ms)
    assert radio.run(APPLY_MS - 1) == []
    assert radio.run(HOUR_MS) == [Step.LEAVE, Step.OPEN]


def test_a_network_the_operating_system_is_in_is_not_left_for_an_access_point() -> None:
    radio = Radio("")
    radio.see(known=True, joined="system")
    assert radio.run(HOUR_MS) == []
    assert radio.onboarding.phase is Phase.JOINED


def test_the_operating_system_has_time_to_join_what_it_knows() -> None:
    radio = Radio("")
    radio.reachable = False
    radio.see(known=True)
    assert radio.run(WIRED_TRIAL_MS + SYSTEM_TRIAL_MS - 1_000) == []
    assert radio.run(2_000) == [Step.OPEN]
    # Whether the router is back is tried now and then, for which the radio has to be free.
    assert radio.run(ACCESS_POINT_MS + SYSTEM_TRIAL_MS) == [Step.CLOSE, Step.OPEN]
    radio.reachable = True
    assert radio.run(ACCESS_POINT_MS + SYSTEM_TRIAL_MS) == [Step.CLOSE]
    assert radio.onboarding.phase is Phase.JOINED


def test_what_is_being_joined_is_waited_for_but_not_for_ever() -> None:
    radio = Radio()
    radio.see(joining=True)
    assert radio.run(SYSTEM_TRIAL_MS - 1_000) == []
    assert radio.run(2_000) == [Step.JOIN]


def test_where_the_configured_network_cannot_be_joined_the_one_the_system_knows_is_good_enough() -> None:
    radio = Radio()
    radio.see(known=True, joined="system")
    assert radio.run(HOUR_MS) == [Step.JOIN] * 3
    assert radio.onboarding.phase is Phase.JOINED
    assert radio.onboarding.failure is Failure.NOT_FOUND
    assert radio.run(HOUR_MS) == []


def test_an_access_point_that_takes_its_time_is_not_begun_anew() -> None:
    radio = Radio("")
    radio.opens = False
    radio.onboarding.ask_access_point(0)
    assert radio.run(OPEN_MS - 1_000) == [Step.OPEN]
    radio.see(access_point=True)
    assert radio.run(ASKED_MS) == []


def test_one_that_does_not_open_is_tried_again_now_and_then() -> None:
    radio = Radio("")
    radio.opens = False
    steps = radio.run(HOUR_MS)
    assert set(steps) == {Step.OPEN}
    assert len(steps) <= HOUR_MS // OPEN_MS


def test_the_access_point_is_not_taken_from_who_uses_it_but_not_kept_for_ever_either() -> None:
    radio = Radio()
    radio.run(WIRED_TRIAL_MS + 4 * RETRY_MS)
    for _ in range(VISIT_MS // 60_000 - 1):
        radio.onboarding.visited(radio.now_ms)
        assert radio.run(60_000) == []
    for _ in range(7):
        radio.onboarding.visited(radio.now_ms)
        radio.run(60_000)
    assert radio.steps[-2][1] is Step.JOIN


def test_a_radio_that_is_switched_off_is_left_alone() -> None:
    radio = Radio()
    radio.see(blocked=True)
    radio.onboarding.ask_access_point(0)
    assert radio.run(HOUR_MS) == []
    assert radio.onboarding.phase is Phase.BLOCKED
    radio.see(blocked=False)
    radio.works = True
    assert radio.run(RETRY_MS + 1_000) == [Step.JOIN]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", False),
        ("1234567", False),
        ("12345678", True),
        ("x" * 63, True),
        ("x" * 64, False),
        ("0aF" * 21 + "0", True),
    ],
)
def test_a_passphrase_has_8_to_63_bytes_or_is_a_key(text: str, *, taken: bool) -> None:
    assert is_passphrase(text) is taken


def test_a_cable_goes_before_everything_and_closes_the_access_point() -> None:
    radio = Radio("")
    radio.run(HOUR_MS)
    radio.see(wired=True)
    assert radio.run(CLOSE_MS - 1) == []
    assert radio.run(1_000) == [Step.CLOSE]
    assert radio.onboarding.phase is Phase.WIRED
    radio.see(wired=False)
    assert radio.run(HOUR_MS) == [Step.OPEN]


def test_an_access_point_that_was_asked_for_opens_at_once_and_gives_the_network_back() -> None:
    radio = Radio(works=True)
    radio.run(HOUR_MS)
    radio.onboarding.ask_access_point(radio.now_ms)
    assert radio.run(1_000) == [Step.OPEN]
    assert radio.run(ASKED_MS) == [Step.JOIN]
    radio.onboarding.ask_access_point(radio.now_ms)
    radio.run(1_000)
    radio.onboarding.ask_no_access_point(radio.now_ms)
    assert radio.run(1_000) == [Step.JOIN]


def test_a_network_that_is_lost_is_joined_again() -> None:
    radio = Radio(works=True)
    radio.run(HOUR_MS)
    radio.see(joined="")
    assert radio.run(RETRY_MS + 1_000) == [Step.JOIN]


@pytest.mark.parametrize(("seen", "phase"), [(Seen(), Phase.NO_MANAGER), (Seen(manager=True), Phase.NO_ADAPTER)])
def test_with_nothing_to_do_it_with_nothing_is_done(seen: Seen, phase: Phase) -> None:
    radio = Radio()
    radio.seen = seen
    assert radio.run(HOUR_MS) == []
    assert radio.onboarding.phase is phase


DOINGS = st.one_of(
    st.tuples(st.just("run"), st.integers(1, 700_000)),
    st.tuples(st.just("wired"), st.booleans()),
    st.tuples(st.just("works"), st.booleans()),
    st.tuples(st.just("answers"), st.booleans()),
    st.tuples(st.just("lost"), st.just(0)),
    st.tuples(st.just("manager"), st.booleans()),
    st.tuples(st.just("blocked"), st.booleans()),
    st.tuples(st.just("known"), st.booleans()),
    st.tuples(st.just("reachable"), st.booleans()),
    st.tuples(st.just("opens"), st.booleans()),
    st.tuples(st.just("wrong"), st.just(0)),
    st.tuples(st.just("visit"), st.just(0)),
    st.tuples(st.just("ask"), st.booleans()),
    st.tuples(st.just("ssid"), st.sampled_from(["", "home", "other"])),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(DOINGS, max_size=25))
def test_whatever_happens_there_is_a_way_in_within_minutes(doings: list[tuple[str, int | bool | str]]) -> None:
    radio = Radio()
    for what, value in doings:
        if what == "run":
            radio.run(int(value))
        elif what in ("works", "answers", "reachable", "opens"):
            setattr(radio, what, bool(value))
        elif what == "wrong":
            radio.failure = Failure.WRONG_PASSPHRASE
        elif what == "visit":
            radio.onboarding.visited(radio.now_ms)
        elif what == "lost":
            radio.see(joined="", access_point=False)
        elif what == "ask":
            ask = radio.onboarding.ask_access_point if value else radio.onboarding.ask_no_access_point
            ask(radio.now_ms)
        elif what == "ssid":
            radio.onboarding.configure(str(value), radio.now_ms)
        else:
            radio.see(**{what: bool(value)})
    radio.see(manager=True, blocked=False)
    radio.opens = True
    radio.onboarding.configure("home", radio.now_ms)
    until_ms = radio.now_ms + 3 * (JOIN_MS + RETRY_MS) + SYSTEM_TRIAL_MS + OPEN_MS
    while not (radio.seen.wired or radio.seen.joined in ("home", "system") or radio.seen.access_point):
        assert radio.now_ms < until_ms
        radio.run(1_000)
    # It is not restless either.
    before = len(radio.steps)
    radio.run(HOUR_MS)
    assert len(radio.steps) - before <= 2 * HOUR_MS // ACCESS_POINT_MS + 2


@settings(max_examples=150, deadline=None)
@given(st.lists(DOINGS, max_size=25))
def test_a_network_of_the_operating_system_that_works_is_not_lost_for_long(
    doings: list[tuple[str, int | bool | str]],
) -> None:
    radio = Radio("")
    for what, value in doings:
        if what == "run":
            radio.run(int(value))
        elif what in ("works", "answers", "reachable", "opens"):
            setattr(radio, what, bool(value))
        elif what == "ssid":
            radio.onboarding.configure(str(value), radio.now_ms)
        elif what == "ask" and value:
            radio.onboarding.ask_access_point(radio.now_ms)
    radio.see(known=True, wired=False)
    radio.reachable = True
    radio.run(ASKED_MS + ACCESS_POINT_MS + 3 * (JOIN_MS + RETRY_MS) + SYSTEM_TRIAL_MS)
    assert radio.seen.joined
    assert radio.run(HOUR_MS) == []
