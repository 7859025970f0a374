"""What is asked of the controller regularly, and when each thing is due next.

The schedule is the gateway's: all once after connecting, current each second while charging, state and temperatures
every 30 s. Each question is due at one time only, so a slow line stretches the schedule instead of building a backlog.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilotwire.rapi.features import Features

from .asks import AskFailed, Due, Query, Question, Rank

_PERIODS_MS = {
    Question.STATE: 30_000,
    Question.CAR: 5_000,
    Question.TEMPERATURES: 30_000,
    Question.CAPACITY: 30_000,
    Question.SETTINGS: 300_000,
    Question.ENERGY: 300_000,
}
_CHARGING_PERIODS_MS = {Question.MEASUREMENT: 1_000, Question.CAPACITY: 5_000}
"""Capacity: firmware before 7.1.1 does not report that it offers more than it was told."""
_NOT_SET = (Question.MEASUREMENT, Question.TEMPERATURES)
"""What nobody's command changes."""
_RETRY_MS = 1_000
_TRIES = 3
"""A question that fails so often is left until it is due again, and does not hold up the connection."""
_APART_MS = 100
"""However much happens, nothing is asked more often."""
_JUMP_MS = 2_000
"""However much happens, nothing is asked more often before others whose time has come."""
_FEATURES = {
    Question.CAR: "connection_query",
    Question.FAULTS: "fault_counters",
    Question.AMMETER: "ammeter",
    Question.MEASUREMENT: "ammeter",
    Question.SERIAL: "mcu_id",
    Question.ENERGY: "energy_meter",
    Question.TEMPERATURES: "temperature",
}


class Polls:
    """The questions of one controller."""

    def __init__(self) -> None:
        self._features: Features | None = None
        self._due_ms: dict[Question, int] = {}
        self._asked_ms: dict[Question, int] = {}
        self._failed: dict[Question, int] = {}
        self._missing: set[Question] = set()
        self._hurried: set[Question] = set()
        self._jumping: set[Question] = set()
        self._again_ms: dict[Question, int] = {}
        self._read: set[Question] = set()

    def begin(self, features: Features, now_ms: int, *, charging: bool) -> None:
        """Ask everything this controller has, from the beginning; ``charging`` is whether it was when last heard."""
        self._features = features
        self._due_ms = {question: now_ms for question in Question if self._has(question)}
        self._missing = self._due_ms.keys() - {Question.MEASUREMENT}
        if not charging:
            self._due_ms.pop(Question.MEASUREMENT, None)
        self._asked_ms.clear()
        self._failed.clear()
        self._hurried.clear()
        self._jumping.clear()
        self._again_ms.clear()
        self._read.clear()

    @property
    def complete(self) -> bool:
        """Everything has been asked once since the beginning."""
        return not self._missing

    @property
    def meter(self) -> Question:
        """What paces the counting while charging: without an ammeter time passes all the same."""
        return Question.MEASUREMENT if self._has(Question.MEASUREMENT) else Question.CAPACITY

    @property
    def hurried(self) -> bool:
        """Something is to be asked out of turn."""
        return bool(self._hurried)

    def dues(self) -> Iterator[Due]:
        """Everything, with its time."""
        for question, due_ms in self._due_ms.items():
            yield Due(due_ms, Rank.FOLLOW_UP if question in self._jumping else Rank.POLL, Query(question))

    def hurry(self, question: Question, now_ms: int, *, ours: bool = False) -> None:
        """Ask this soon: something has changed it. Out of turn if it is ``ours``, or has not been asked just before."""
        if self._has(question):
            asked_ms = self._asked_ms.get(question, now_ms - _JUMP_MS)
            self._hurried.add(question)
            if ours or now_ms - asked_ms >= _JUMP_MS:
                self._jumping.add(question)
            self._due_ms[question] = max(now_ms, asked_ms + _APART_MS)

    def refresh(self, now_ms: int) -> None:
        """Ask everything again that can have been set, in turn."""
        for question in Question:
            if self._has(question) and question not in _NOT_SET:
                self._due_ms[question] = min(self._due_ms.get(question, now_ms), now_ms)

    def again(self, question: Question, at_ms: int) -> None:
        """Ask this also at a given time."""
        self._again_ms[question] = at_ms
        if question in self._due_ms:
            self._due_ms[question] = min(self._due_ms[question], at_ms)

    def round_read(self, *, charging: bool) -> bool:
        """Whether state, temperatures and, while charging, current have been read since this was last true."""
        needed = [Question.STATE, Question.TEMPERATURES, *([Question.MEASUREMENT] if charging else ())]
        if not all(question in self._read for question in needed if self._has(question)):
            return False
        self._read.clear()
        return True

    def asked(self, question: Question, now_ms: int) -> None:
        """The question goes out."""
        self._asked_ms[question] = now_ms
        self._hurried.discard(question)
        self._jumping.discard(question)
        self._due_ms.pop(question, None)

    def answered(self, question: Question, failed: AskFailed | None, now_ms: int, *, charging: bool) -> None:
        """The question was answered or not; ``charging`` decides when it is asked next."""
        if failed is not None and not failed.failure.final:
            self._failed[question] = self._failed.get(question, 0) + 1
            # Nothing works without knowing the state.
            if self._failed[question] < _TRIES or question is Question.STATE:
                if charging or question is not Question.MEASUREMENT:
                    self._due_ms.setdefault(question, now_ms + _RETRY_MS)
                return
        self._failed.pop(question, None)
        self._missing.discard(question)
        self._read.add(question)
        self._plan(question, now_ms, charging=charging)

    def charging_changed(self, now_ms: int, *, charging: bool) -> None:
        """Charging began or ended: measure from now on, or no longer."""
        for question in _CHARGING_PERIODS_MS:
            if charging and self._has(question):
                self._due_ms[question] = min(self._due_ms.get(question, now_ms), now_ms)
            elif question not in _PERIODS_MS:
                self._due_ms.pop(question, None)

    def _plan(self, question: Question, now_ms: int, *, charging: bool) -> None:
        period_ms = _CHARGING_PERIODS_MS.get(question) if charging else None
        if period_ms is None:
            period_ms = _PERIODS_MS.get(question)
        if period_ms is not None:
            # On a line so slow that the time is over already, others get their turn before.
            next_ms = max(self._asked_ms.get(question, now_ms) + period_ms, now_ms + period_ms // 2)
            again_ms = self._again_ms.get(question, next_ms)
            if again_ms > now_ms:
                next_ms = min(next_ms, again_ms)
            else:
                del self._again_ms[question]
            self._due_ms[question] = min(self._due_ms.get(question, next_ms), next_ms)

    def _has(self, question: Question) -> bool:
        if question is Question.CAR and self._features is not None and self._features.hex_state:
            return False  # the state comes with a flag for it
        name = _FEATURES.get(question)
        return self._features is not None and (name is None or bool(getattr(self._features, name)))
