"""Schedule events, between the station's values and what this API writes and reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import cast

from pilotwire.station.claims import ChargeState
from pilotwire.station.limit_values import LimitType
from pilotwire.station.schedule_values import PlanEntry, ScheduleDraft, ScheduleEvent, ScheduleFeature, Weekday

from .answers import ApiError
from .limit import check_limit
from .schedule_values import EventBody, EventDocument, EventLimitDocument, PlanEntryDocument
from .words import DayWord, FeatureWord, LimitWord, word


def event_document(event: ScheduleEvent) -> EventDocument:
    """An event as it is told."""
    by_current = event.feature is ScheduleFeature.CURRENT
    plain = by_current or event.feature is ScheduleFeature.NONE
    return EventDocument(
        id=event.id,
        state=event.state.value,
        time=event.time.isoformat("seconds"),
        days=[cast("DayWord", word(day)) for day in event.days],
        current_a=(event.feature_value or None) if by_current else None,
        feature=None if plain else cast("FeatureWord", event.feature.value),
        limit=None
        if event.limit is LimitType.NONE
        else EventLimitDocument(type=cast("LimitWord", event.limit.value), value=event.limit_value),
    )


def plan_entry_document(entry: PlanEntry) -> PlanEntryDocument:
    """An entry of the plan as it is told."""
    return PlanEntryDocument(
        event=entry.event.id,
        state=entry.event.state.value,
        day=cast("DayWord", word(entry.day)),
        start_s=entry.offset_s,
        drawn_start_s=entry.start_offset_s,
        duration_s=entry.duration_s,
    )


def draft_of(asked: EventBody, event_id: int | None, place: str = "") -> ScheduleDraft:
    """An event that is asked for.

    Args:
        asked: the body.
        event_id: which one it is to be; None for the next number.
        place: in front of the name of a field at fault.

    Raises:
        ApiError: it cannot be.

    """
    try:
        start = time.fromisoformat(asked.time)
    except ValueError as error:
        raise ApiError('Use a time of day such as "22:30".', f"{place}time") from error
    if asked.feature is not None and asked.current_a is not None:
        raise ApiError("Use null: an event has a current or a feature.", f"{place}current_a")
    if asked.limit is not None:
        check_limit(asked.limit.type, asked.limit.value, f"{place}limit.value")
    state = ChargeState(asked.state)
    feature, value = _feature(asked, state)
    return ScheduleDraft(
        state=state,
        time=start,
        days=_days(asked.days),
        id=event_id,
        feature=feature,
        feature_value=value,
        limit=LimitType.NONE if asked.limit is None else LimitType(asked.limit.type),
        limit_value=0 if asked.limit is None else asked.limit.value,
    )


def meets(draft: ScheduleDraft, other: ScheduleDraft | ScheduleEvent) -> str | None:
    """On which day two events would begin at the same time, if on any: nobody could tell which of them counts."""
    common = set(draft.days) & set(other.days) if draft.time == other.time else set()
    return word(min(common)) if common else None


def _feature(asked: EventBody, state: ChargeState) -> tuple[ScheduleFeature, int]:
    if asked.feature is not None:
        # As the web app for these events writes a window: 1 with its start, 0 with its stop.
        return ScheduleFeature(asked.feature), int(state is ChargeState.ACTIVE)
    if asked.current_a is not None:
        return ScheduleFeature.CURRENT, asked.current_a
    return ScheduleFeature.NONE, 0


def _days(names: Iterable[DayWord]) -> tuple[Weekday, ...]:
    return tuple(sorted({Weekday[name.upper()] for name in names}))
