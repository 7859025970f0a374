"""From weekly events to a timetable: the week's entries with the starts drawn for them, and which is in force when.

An entry is in force from its start until the next entry's, whatever lies between, so a single entry is in force
always. Starts are kept as wall times and become instants by ``calendar_time``, each for its own date: an entry at 02:30
starts with the jump in the night in which the clocks skip it, and once, at the first 02:30, in the night that has two.
Of entries that start at the same instant the last counts (by day, time and id).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo

from .calendar_time import instant_of, wall_time
from .claims import ChargeState
from .schedule_values import PlanEntry, ScheduleEvent, ScheduleFeature, Weekday

DAY_S = 86_400
WEEK_S = 7 * DAY_S
WIDEST_WINDOW_S = DAY_S
"""A start is drawn at most this much early or late, whatever the setting says."""

_A_SUNDAY = datetime(1970, 1, 4)  # noqa: DTZ001  what the clock on the wall shows has no zone
_WEEK = timedelta(seconds=WEEK_S)


def entries_of_week(
    events: Iterable[ScheduleEvent], window_s: int, randrange: Callable[[int], int]
) -> tuple[PlanEntry, ...]:
    """Entries of the week in order, each with the start drawn for it.

    Only plain active events are drawn, from ``window_s`` before to ``window_s`` after their time, but never before
    midnight of their day nor beyond the entries before and after: each entry is left at least a second.

    Args:
        events: the schedule.
        window_s: how early or late a start may be (s); 0 for exact starts.
        randrange: gives a random whole number from 0 to below its argument.

    """
    slots = sorted((day, _seconds(event.time), event.id, event) for event in events for day in event.days)
    nominal = [day * DAY_S + offset_s for day, offset_s, _, _ in slots]
    starts: list[int] = []
    for place, (day, _, _, event) in enumerate(slots):
        # Entries at the same time stay together; any other leaves the one before it a second.
        apart_s = 1 if place and nominal[place - 1] < nominal[place] else 0
        earliest = max(day * DAY_S, starts[-1] + apart_s if starts else 0)
        starts.append(
            nominal[place]
            if not _is_drawn(event)
            else _draw(nominal[place], earliest, _following(nominal, starts, place), window_s, randrange)
        )
    ends = [*starts[1:], starts[0] + WEEK_S] if starts else []
    return tuple(
        PlanEntry(event, day, offset_s, start - day * DAY_S, end - start)
        for (day, offset_s, _, event), start, end in zip(slots, starts, ends, strict=True)
    )


class Timetable:
    """The entries in a time zone, week after week. Occurrences are counted, so the next one is the number plus one.

    Args:
        entries: the week's, at least one.
        zone: by whose clock.

    """

    def __init__(self, entries: Sequence[PlanEntry], zone: tzinfo) -> None:
        self._entries = tuple(entries)
        self._zone = zone
        self._wheel = [entry.day * DAY_S + entry.start_offset_s for entry in entries]

    def entry(self, occurrence: int) -> PlanEntry:
        """The entry that occurs."""
        return self._entries[occurrence % len(self._entries)]

    def start(self, occurrence: int) -> datetime:
        """When it starts (UTC)."""
        week, place = divmod(occurrence, len(self._entries))
        return instant_of(_A_SUNDAY + week * _WEEK + timedelta(seconds=self._wheel[place]), self._zone)

    def in_force(self, now: datetime) -> int:
        """The occurrence in force: the last that has started."""
        week, into_week = divmod(wall_time(now, self._zone) - _A_SUNDAY, _WEEK)
        occurrence = week * len(self._wheel) + bisect_right(self._wheel, into_week.total_seconds()) - 1
        # The wall is only a guess: it may have been put back, and a start may have been drawn into the next day.
        while self.start(occurrence) > now:
            occurrence -= 1
        while self.start(occurrence + 1) <= now:
            occurrence += 1
        return occurrence

    def next_after(self, occurrence: int) -> int:
        """The occurrence that takes over from the one in force."""
        following = occurrence + 1
        start = self.start(following)
        while self.start(following + 1) == start:
            following += 1
        return following

    def before(self, occurrence: int) -> int:
        """The occurrence that was in force before the one in force."""
        start = self.start(occurrence)
        earlier = occurrence - 1
        while self.start(earlier) == start:
            earlier -= 1
        return earlier

    def next_change(self, occurrence: int) -> int | None:
        """The occurrence that ends what the one in force wants; None when nothing ever does."""
        state = self.entry(occurrence).event.state
        following = occurrence
        while following < occurrence + len(self._entries):
            following = self.next_after(following)
            if self.entry(following).event.state is not state:
                return following
        return None


def weekday_of(wall: datetime) -> Weekday:
    """Day of the week as the gateway counts it."""
    return Weekday(wall.isoweekday() % 7)


def seconds_of_day(wall: datetime) -> int:
    """Whole seconds after midnight by the clock on the wall."""
    return _seconds(wall.time())


def _seconds(of_day: time) -> int:
    return of_day.hour * 3600 + of_day.minute * 60 + of_day.second


def _is_drawn(event: ScheduleEvent) -> bool:
    # What an event switches on beyond charging is wanted at its time, not about it.
    return event.state is ChargeState.ACTIVE and event.feature is ScheduleFeature.NONE


def _following(nominal: Sequence[int], starts: Sequence[int], place: int) -> int | None:
    """Where the entry after this one starts at the earliest (s after Sunday midnight); None: there is no other."""
    if len(nominal) == 1:
        return None
    return nominal[place + 1] if place + 1 < len(nominal) else starts[0] + WEEK_S


def _draw(nominal: int, earliest: int, following: int | None, window_s: int, randrange: Callable[[int], int]) -> int:
    window_s = min(window_s, WIDEST_WINDOW_S)
    first = max(nominal - window_s, earliest)
    beyond = nominal + window_s if following is None else min(nominal + window_s, following)
    # Nothing to draw from without a window, and nothing to gain for an entry that the next one replaces at once.
    if window_s == 0 or following == nominal:
        return nominal
    return first + randrange(beyond - first)
