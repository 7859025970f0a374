"""The rules for smart charge points that a station can be told to keep, and the off-peak hours they have it offer.

So far those of Great Britain: the Electric Vehicles (Smart Charge Points) Regulations 2021 (S.I. 2021/1467). Regulation
10 wants default charging hours outside of peak hours to be pre-set, the owner to be asked at first use to accept,
remove or change them, and to be free to change them later; regulation 11 wants a random delay (``switch_delay``). The
pre-set hours hold until they are answered, but only so far as nobody wants otherwise: they pause at peak hours with
the lowest priority there is, and leave the rest of the day alone. What they lead to is in ``schedule``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from enum import Enum

from .claims import ChargeState
from .schedule_book import put_events
from .schedule_values import ScheduleDraft, ScheduleEvent, Weekday
from .settings import Settings

UK = "uk"

_WORKING_DAYS = tuple(day for day in Weekday if day not in (Weekday.SATURDAY, Weekday.SUNDAY))
_PEAKS = ((time(8), time(11)), (time(16), time(22)))
"""By the clock on the wall (regulation 10)."""

OFF_PEAK_HOURS: tuple[ScheduleDraft, ...] = tuple(
    draft
    for begin, end in _PEAKS
    for draft in (
        ScheduleDraft(ChargeState.DISABLED, begin, _WORKING_DAYS),
        ScheduleDraft(ChargeState.ACTIVE, end, _WORKING_DAYS),
    )
)
"""What is offered: no charging at peak hours."""

OFFERED_EVENTS: tuple[ScheduleEvent, ...] = put_events((), OFF_PEAK_HOURS)
"""The same as a schedule."""


class HoursAnswer(Enum):
    """What the owner says to the hours that are offered; the values are those of the setting."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class OffPeakError(Exception):
    """The off-peak hours cannot be answered so now; the message says why. Nothing has changed."""


def rules_apply(settings: Settings) -> bool:
    """Whether the rules of Great Britain are to be kept."""
    return settings.smart_charge_rules == UK


def longest_delay_s(settings: Settings) -> int:
    """How long a switch of the schedule may be delayed at random (s)."""
    return settings.smart_charge_delay if rules_apply(settings) else 0


def start_window_s(settings: Settings) -> int:
    """How much starts are displaced at random (s): not at all where switches are delayed at random already."""
    return 0 if rules_apply(settings) else settings.scheduler_start_window


def hours_offered(settings: Settings, events: Collection[ScheduleEvent]) -> bool:
    """Whether the off-peak hours wait for an answer; who has a schedule has hours of their own."""
    return rules_apply(settings) and settings.smart_charge_hours == "open" and not events


def check_answer(answer: HoursAnswer, settings: Settings, events: Collection[ScheduleEvent]) -> None:
    """Look whether the hours can be answered so.

    Raises:
        OffPeakError: they cannot.

    """
    if not rules_apply(settings):
        raise OffPeakError('no hours are offered: the setting smart_charge_rules is not "uk"')
    known = settings.smart_charge_hours == HoursAnswer.ACCEPTED.value
    if answer is HoursAnswer.ACCEPTED and events and not known:
        raise OffPeakError("there is a schedule already: delete its events before the offered hours are accepted")
