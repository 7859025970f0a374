"""When a decision is written down, and that it is written down in the event log."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.station.claims import ChargeState, Client, Wish
from pilotwire.station.decision_log import (
    CURRENT_GAP_MS,
    GAP_MS,
    MOST_PER_HOUR,
    SETTLED_MS,
    Decision,
    DecisionLog,
)
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.records import LogRecord

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
CHARGING = Decision("charging", ACTIVE, None, None)
BY_SHAPER = Decision("charging", ACTIVE, None, Client.SHAPER)
PAUSED = Decision("paused", DISABLED, Client.MANUAL, None)


def written(log: DecisionLog, plan: list[tuple[int, Decision]], end_ms: int) -> list[tuple[int, Decision]]:
    """What is written down when: decisions change at these instants, and deadlines are kept."""
    found = []
    changes = dict(plan)
    current = plan[0][1]
    now_ms = plan[0][0]
    while now_ms <= end_ms:
        current = changes.get(now_ms, current)
        if log.advance(current, now_ms):
            found.append((now_ms, current))
        following = [ms for ms in (*changes, log.next_deadline_ms or end_ms + 1) if ms > now_ms]
        now_ms = min(following, default=end_ms + 1)
    return found


def test_a_decision_is_written_down_when_it_has_settled() -> None:
    log = DecisionLog()
    assert log.first
    assert written(log, [(0, CHARGING)], 100_000) == [(SETTLED_MS, CHARGING)]
    assert not log.first
    assert log.next_deadline_ms is None


def test_what_changes_back_at_once_is_not() -> None:
    plan = [(0, CHARGING), (50_000, PAUSED), (51_000, CHARGING)]
    assert written(DecisionLog(), plan, 200_000) == [(SETTLED_MS, CHARGING)]


def test_there_is_a_time_between_two() -> None:
    plan = [(0, CHARGING), (4_000, PAUSED), (14_000, CHARGING)]
    assert written(DecisionLog(), plan, 100_000) == [
        (SETTLED_MS, CHARGING),
        (SETTLED_MS + GAP_MS, PAUSED),
        (SETTLED_MS + 2 * GAP_MS, CHARGING),
    ]


def test_who_sets_the_current_is_written_down_less_often() -> None:
    plan = [(0, CHARGING), (4_000, BY_SHAPER), (5_000, CHARGING), (6_000, BY_SHAPER)]
    assert written(DecisionLog(), plan, 200_000) == [(SETTLED_MS, CHARGING), (SETTLED_MS + CURRENT_GAP_MS, BY_SHAPER)]


def test_there_is_a_most_in_an_hour() -> None:
    plan = [(ms, (CHARGING, PAUSED)[ms // 10_000 % 2]) for ms in range(0, 3 * 3_600_000, 10_000)]
    entries = written(DecisionLog(), plan, 3 * 3_600_000)
    assert len(entries) > MOST_PER_HOUR
    for (early_ms, _), (late_ms, _) in zip(entries, entries[MOST_PER_HOUR:], strict=False):
        assert late_ms - early_ms >= 3_600_000


decisions = st.builds(
    Decision,
    st.sampled_from(["charging", "paused"]),
    st.sampled_from(ChargeState),
    st.sampled_from([None, 20]),
    st.sampled_from([None, 20]),
)


@given(st.dictionaries(st.integers(0, 300_000), decisions, min_size=1))
def test_however_restless_it_does_not_flood_and_ends_with_what_holds(found: dict[int, Decision]) -> None:
    plan = sorted(found.items(), key=lambda item: item[0])
    entries = written(DecisionLog(), plan, 1_000_000)
    assert all(later - earlier >= GAP_MS for (earlier, _), (later, _) in pairwise(entries))
    assert all(first != second for (_, first), (_, second) in pairwise(entries))
    assert entries[-1][1] == plan[-1][1]


# -- in the event log --------------------------------------------------------------------------------------------


def decided(rig: StationRig) -> list[LogEntry]:
    entries = [record.entry for record in rig.records if isinstance(record, LogRecord)]
    return [entry for entry in entries if entry.explanation is not None]


def test_decisions_are_in_the_log_with_their_headline() -> None:
    rig = StationRig()
    rig.run(60_000)
    rig.plug_in()
    rig.run(60_000)
    rig.station.override(Wish(DISABLED), rig.now)
    rig.run(60_000)
    entries = decided(rig)
    assert [entry.text for entry in entries] == [
        "Not charging: no car is plugged in.",
        "Charging: the car takes 15.8 A of the 32 A offered.",
        "Paused by hand.",
    ]
    assert {entry.kind for entry in entries} == {LogKind.INFORMATION}
    assert [entry.explanation.after_start for entry in entries if entry.explanation] == [True, False, False]


def test_a_current_that_changes_is_no_decision() -> None:
    rig = StationRig()
    rig.plug_in()
    rig.station.claim(20, Wish(charge_current_a=10), rig.now)
    rig.run(100_000)
    rig.forget()
    for current_a in range(6, 16):
        rig.station.claim(20, Wish(charge_current_a=current_a), rig.now)
        rig.run(30_000)
    assert decided(rig) == []


def test_nothing_is_written_down_while_nobody_knows_the_time() -> None:
    rig = StationRig(trusted=False)
    rig.run(60_000)
    assert decided(rig) == []
    rig.trusted = True
    rig.run(60_000)
    assert len(decided(rig)) == 1
