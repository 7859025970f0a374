"""Schedule events and the plan as the API writes them; the storage of events is the store's business.

Read leniently where the gateway is lenient and clients rely on it (the first letter of the state, days it does not
know, numbers in text), and refused with a reason where the gateway would keep something without a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from enum import Enum
from typing import TypeVar

from .claims import ChargeState
from .json_numbers import whole_number
from .limit_values import LimitType
from .schedule_book import HIGHEST_ID, ScheduleError
from .schedule_values import Plan, PlanEntry, ScheduleDraft, ScheduleEvent, ScheduleFeature, Weekday

_HIGHEST_VALUE = 0xFFFFFFFF
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?")
_STATES = {state.value[0]: state for state in ChargeState}
_DAYS = {day.name.lower(): day for day in Weekday}
_LIMITS = tuple(LimitType)
_FULL_PCT = 100

_Named = TypeVar("_Named", bound=Enum)


def parse_drafts(document: object, *, path_id: int | None = None) -> tuple[ScheduleDraft, ...]:
    """Events that a JSON document asks for: one object, or a list of them.

    Args:
        document: what was sent.
        path_id: the id the request is addressed to; then it must be one object, whose own id, if any, is the same.

    Raises:
        ScheduleError: any of them cannot be.

    """
    if path_id is not None or isinstance(document, Mapping):
        return (_draft(document, path_id),)
    if not isinstance(document, list):
        raise ScheduleError("schedule", 'give an object with "state", "time" and "days", or a list of them')
    return tuple(_draft(item, None) for item in document)


def event_document(event: ScheduleEvent) -> dict[str, object]:
    """Event as a JSON document."""
    document: dict[str, object] = {
        "id": event.id,
        "state": event.state.value,
        "time": event.time.isoformat("seconds"),
        "days": [day.name.lower() for day in event.days],
    }
    if event.feature is not ScheduleFeature.NONE:
        document |= {"feature": event.feature.value, "feature_value": event.feature_value}
    if event.limit is not LimitType.NONE:
        document |= {"limit": event.limit.value, "limit_value": event.limit_value}
    return document


def plan_document(plan: Plan) -> dict[str, object]:
    """Plan as a JSON document; false where the gateway says so."""
    document: dict[str, object] = {
        "current_day": plan.day.name.lower(),
        "current_offset": plan.day_offset_s,
        "next_event_delay": False if plan.next_delay_s is None else plan.next_delay_s,
        "current_event": False if plan.current is None else _entry_document(plan.current),
        "next_event": False if plan.next is None else _entry_document(plan.next),
    }
    for day in Weekday:
        of_day = [_entry_document(entry) for entry in plan.entries if entry.day is day]
        if of_day:
            document[day.name.lower()] = of_day
    return document


def _entry_document(entry: PlanEntry) -> dict[str, object]:
    return {
        "id": entry.event.id,
        "state": entry.event.state.value,
        "time": entry.event.time.isoformat("seconds"),
        "day": entry.day.name.lower(),
        "offset": entry.offset_s,
        "start_offset": entry.start_offset_s,
        "diff": entry.start_offset_s - entry.offset_s,
        "duration": entry.duration_s,
    }


def _draft(document: object, path_id: int | None) -> ScheduleDraft:
    if not isinstance(document, Mapping):
        raise ScheduleError("schedule", 'an event is an object with "state", "time" and "days"')
    event_id = _id(document, path_id)
    limit = _named(document, "limit", _LIMITS)
    limit_value = _amount(document, "limit_value")
    if limit is not LimitType.NONE and not limit_value:
        raise ScheduleError("limit_value", f"a limit in {limit.value} takes a number above 0")
    if limit is LimitType.SOC and limit_value > _FULL_PCT:
        raise ScheduleError("limit_value", f"a state of charge is {_FULL_PCT} % at most")
    return ScheduleDraft(
        state=_state(document),
        time=_time(document),
        days=_days(document),
        id=event_id,
        feature=_named(document, "feature", tuple(ScheduleFeature)),
        feature_value=_amount(document, "feature_value"),
        limit=limit,
        limit_value=limit_value,
    )


def _id(document: Mapping[str, object], path_id: int | None) -> int | None:
    given = document.get("id")
    own = 0 if given is None else whole_number(given)
    if own is None or not 0 <= own <= HIGHEST_ID:
        raise ScheduleError("id", f"give a whole number from 1 to {HIGHEST_ID}, or none for a new event")
    if path_id is not None and own not in (0, path_id):
        raise ScheduleError("id", f"the request is addressed to event {path_id} but the event says {own}")
    return path_id or own or None


def _state(document: Mapping[str, object]) -> ChargeState:
    given = document.get("state")
    state = _STATES.get(given[:1]) if isinstance(given, str) else None
    if state is None:
        raise ScheduleError("state", 'give "active" or "disabled"')
    return state


def _time(document: Mapping[str, object]) -> time:
    given = document.get("time")
    found = _TIME.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is not None:
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise ScheduleError("time", 'give a local time from 0:00 to 23:59:59 as "H:MM" or "H:MM:SS"')


def _days(document: Mapping[str, object]) -> tuple[Weekday, ...]:
    given = document.get("days")
    names = given if isinstance(given, list) else []
    days = {_DAYS[name] for name in names if isinstance(name, str) and name in _DAYS}
    if not days:
        raise ScheduleError("days", f"give a list with at least one of {', '.join(_DAYS)}")
    return tuple(sorted(days))


def _named(document: Mapping[str, object], key: str, choices: tuple[_Named, ...]) -> _Named:
    """The choice by its name; the first where the key is missing."""
    given = document.get(key)
    if given is None:
        return choices[0]
    for choice in choices:
        if choice.value == given:
            return choice
    names = ", ".join(str(choice.value) for choice in choices)
    raise ScheduleError(key, f"{given!r} is not among what this station can do: {names}")


def _amount(document: Mapping[str, object], key: str) -> int:
    given = document.get(key)
    amount = 0 if given is None else whole_number(given)
    if amount is None or not 0 <= amount <= _HIGHEST_VALUE:
        raise ScheduleError(key, f"give a whole number from 0 to {_HIGHEST_VALUE}")
    return amount
