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
    RETRY_MS,
    WIRED_TRIAL_MS,
    Failure,
    Onboarding,
    Phase,
    Seen,
    Step,
)

NOTHING_THERE = Seen(manager=True, adapter=True)
HOUR_MS = 3_600_000


class Radio:
    """A Wi-Fi adapter that does what it is told; the network named ``home`` can be joined or not."""

    def __init__(self, ssid: str = "home", *, works: bool = False) -> None:
        self.now_ms = 0
        self.works = works
        self.answers = True
        self.seen = NOTHING_THERE
        self.onboarding = Onboarding(0, ssid)
        self.steps: list[tuple[int, Step]] = []

    def see(self, **changes: object) -> None:
        self.seen = Seen(**{**{f: getattr(self.seen, f) for f in Seen.__struct_fields__}, **changes})

    def run(self, duration_ms: int) -> list[Step]:
        """Let time pass; returns what was to be done."""
        end_ms, before = self.now_ms + duration_ms, len(self.steps)
        while self.now_ms < end_ms:
            step = self.onboarding.advance(self.seen, self.now_ms)
            if step is not Step.NOTHING:
                self.steps.append((self.now_ms, step))
                self._do(step)
                continue
            self.now_ms = min(end_ms, max(self.onboarding.next_deadline_ms, self.now_ms + 100))
        return [step for _, step in self.steps[before:]]

    def _do(self, step: Step) -> None:
        if step is Step.OPEN:
            self.see(access_point=True, joined="")
        elif step is Step.CLOSE:
            self.see(access_point=False)
        elif self.works:
            self.see(access_point=False, joined="home")
        elif self.answers:
            self.see(access_point=False)
            self.onboarding.failed(Failure.WRONG_PASSPHRASE, self.now_ms)


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
    assert radio.onboarding.failure is Failure.WRONG_PASSPHRASE
    assert radio.run(ACCESS_POINT_MS + RETRY_MS + 1_000) == [Step.JOIN, Step.OPEN]
    radio.works = True
    assert radio.run(ACCESS_POINT_MS + 1_000) == [Step.JOIN]
    assert radio.onboarding.failure is None


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
        elif what == "works":
            radio.works = bool(value)
        elif what == "answers":
            radio.answers = bool(value)
        elif what == "lost":
            radio.see(joined="", access_point=False)
        elif what == "ask":
            ask = radio.onboarding.ask_access_point if value else radio.onboarding.ask_no_access_point
            ask(radio.now_ms)
        elif what == "ssid":
            radio.onboarding.configure(str(value), radio.now_ms)
        else:
            radio.see(**{what: bool(value)})
    radio.see(manager=True)
    radio.onboarding.configure("home", radio.now_ms)
    radio.run(4 * 60_000)
    seen = radio.seen
    assert seen.wired or seen.joined == "home" or seen.access_point
    # It is not restless either.
    before = len(radio.steps)
    radio.run(HOUR_MS)
    assert len(radio.steps) - before <= 2 * HOUR_MS // ACCESS_POINT_MS + 2
