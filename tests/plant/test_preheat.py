"""Pre-heating on request and before a departure."""

from __future__ import annotations

from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.preheat import PREHEAT_MS, Preheat


def at(preheat: Preheat, now_ms: int) -> tuple[bool, int]:
    preheat.settle(now_ms)
    return preheat.active, preheat.deadline


def test_nothing_asked_nothing_due() -> None:
    assert at(Preheat(), 0) == (False, NEVER)


def test_a_request_runs_for_its_time() -> None:
    preheat = Preheat()
    preheat.request(1_000, wanted=True)
    assert at(preheat, 1_000) == (True, 1_000 + PREHEAT_MS)
    assert at(preheat, 1_000 + PREHEAT_MS) == (False, NEVER)


def test_a_request_can_be_withdrawn() -> None:
    preheat = Preheat()
    preheat.request(1_000, wanted=True)
    preheat.request(2_000, wanted=False)
    assert at(preheat, 2_000) == (False, NEVER)


def test_a_departure_is_prepared() -> None:
    preheat = Preheat()
    preheat.departure_ms = 10_000_000
    begins_ms = 10_000_000 - PREHEAT_MS
    assert at(preheat, 0) == (False, begins_ms)
    assert at(preheat, begins_ms) == (True, 10_000_000)
    assert at(preheat, 10_000_000) == (False, NEVER)


def test_a_request_shortly_before_a_departure_runs_through_to_it() -> None:
    preheat = Preheat()
    preheat.departure_ms = 10_000_000
    begins_ms = 10_000_000 - PREHEAT_MS
    preheat.request(begins_ms - 60_000, wanted=True)
    moments = []
    now_ms = begins_ms - 60_000
    while True:
        active, deadline = at(preheat, now_ms)
        if deadline == NEVER:
            break
        assert active
        assert deadline > now_ms
        moments.append(deadline)
        now_ms = deadline
    assert moments[-1] == 10_000_000
