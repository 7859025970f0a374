"""The collection of schedule events: adding, replacing and deleting, all or nothing.

What the events bring about is in ``schedule``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .schedule_values import ScheduleDraft, ScheduleEvent

MOST_EVENTS = 50
HIGHEST_ID = 0xFFFFFFFF


class ScheduleError(ValueError):
    """A schedule that cannot be; nothing has changed.

    Args:
        field: the key that is at fault; ``schedule`` where it is the whole.
        reason: what is wrong with it and what would be right.

    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def put_events(events: Sequence[ScheduleEvent], drafts: Iterable[ScheduleDraft]) -> tuple[ScheduleEvent, ...]:
    """Events with the drafts added or, where an id is known, in place of the old; ascending by id.

    A draft without an id gets the one after the highest there is, also in what is put with it. Of two drafts with the
    same id the later counts.

    Raises:
        ScheduleError: there would be too many events.

    """
    wanted = tuple(drafts)
    by_id = {event.id: event for event in events}
    by_id |= {draft.id: _event(draft.id, draft) for draft in wanted if draft.id is not None}
    for draft in wanted:
        if draft.id is None:
            new_id = _free_id(by_id)
            by_id[new_id] = _event(new_id, draft)
    if len(by_id) > MOST_EVENTS:
        raise ScheduleError(
            "schedule", f"there can be {MOST_EVENTS} events and this would make {len(by_id)}; delete some before"
        )
    return tuple(by_id[known] for known in sorted(by_id))


def without_event(events: Iterable[ScheduleEvent], event_id: int) -> tuple[ScheduleEvent, ...]:
    """Events but the one with this id."""
    return tuple(event for event in events if event.id != event_id)


def _free_id(taken: Iterable[int]) -> int:
    known = set(taken)
    following = max(known, default=0) + 1
    if following <= HIGHEST_ID:
        return following
    return next(number for number in range(1, HIGHEST_ID + 1) if number not in known)


def _event(event_id: int, draft: ScheduleDraft) -> ScheduleEvent:
    return ScheduleEvent(
        id=event_id,
        state=draft.state,
        time=draft.time,
        days=tuple(sorted(set(draft.days))),
        feature=draft.feature,
        feature_value=draft.feature_value,
        limit=draft.limit,
        limit_value=draft.limit_value,
    )
