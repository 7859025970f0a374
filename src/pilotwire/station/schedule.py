"""The schedule as a source of claims: the events, the starts drawn for them, and the entry in force.

Nothing follows the calendar before the clock is trusted. How a week is laid out is in ``schedule_plan``, what events
look like outside in ``schedule_json``. A rule that delays starts and stops at random has its place between them: drawn
in ``entries_of_week``, cut short here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from random import Random

import msgspec

from .calendar_time import wall_time
from .claims import ChargeState, Claim, Client, Priority, Wish
from .moment import Moment
from .schedule_book import put_events, without_event
from .schedule_plan import Timetable, entries_of_week, seconds_of_day, weekday_of
from .schedule_values import Plan, PlanEntry, ScheduleDraft, ScheduleEvent, ScheduleFeature
from .source import Surroundings
from .zone import zone_of

LOOK_AGAIN_MS = 60_000
"""The clock is looked at at least this often, so that a step of it is noticed even if nobody tells."""


class Schedule:
    """Charges by the clock on the wall.

    Args:
        events: as they were kept.
        random: draws the starts.

    """

    client = Client.SCHEDULE

    def __init__(self, events: Iterable[ScheduleEvent], random: Random) -> None:
        self.events: tuple[ScheduleEvent, ...] = tuple(sorted(events, key=lambda event: event.id))
        self.takeovers = 0
        """Counts how often another entry, or none, came into force."""
        self.claim: Claim | None = None
        self.next_deadline_ms: int | None = None
        self._random = random
        self._window_s: int | None = None
        self._entries: tuple[PlanEntry, ...] = ()
        self._zone: tzinfo = UTC
        self._timetable: Timetable | None = None
        self._in_force: _InForce | None = None

    @property
    def timer(self) -> ScheduleEvent | None:
        """The event in force."""
        return None if self._in_force is None else self._in_force.entry.event

    @property
    def waiting_for(self) -> str:
        """What will change what it wants, for people."""
        if self._in_force is not None:
            return self._in_force.outlook
        return "the clock to be set" if self._entries else ""

    def put(self, drafts: Sequence[ScheduleDraft]) -> None:
        """Add or replace events, all or none; at the next advance every start is drawn anew.

        Raises:
            ScheduleError: there would be too many events.

        """
        self.events = put_events(self.events, drafts)
        self._window_s = None

    def replace(self, drafts: Sequence[ScheduleDraft]) -> None:
        """Have these events and no others; at the next advance every start is drawn anew.

        Raises:
            ScheduleError: there would be too many events.

        """
        self.events = put_events((), drafts)
        self._window_s = None

    def delete(self, event_id: int) -> bool:
        """Delete an event; says whether it was there. At the next advance every start is drawn anew."""
        left = without_event(self.events, event_id)
        if len(left) == len(self.events):
            return False
        self.events = left
        self._window_s = None
        return True

    def advance(self, around: Surroundings) -> None:
        """Look at the clock, and at the settings that bear on it."""
        self._lay_out(around.settings.scheduler_start_window, zone_of(around.settings.time_zone))
        before, self._in_force = self._in_force, self._look_up(around.moment)
        if _identity(before) != _identity(self._in_force):
            self.takeovers += 1
        if self._in_force is None:
            self.claim = self.next_deadline_ms = None
            return
        self.claim = _claim(self._in_force, around.evse.hardware_maximum_a)
        until_end_ms = _whole_units(self._in_force.end - around.moment.utc, timedelta(milliseconds=1))
        self.next_deadline_ms = around.moment.elapsed_ms + min(until_end_ms, LOOK_AGAIN_MS)

    def plan_at(self, moment: Moment) -> Plan:
        """The week, and where in it the moment is."""
        wall = wall_time(moment.utc, self._zone)
        plan = Plan(self._entries, weekday_of(wall), seconds_of_day(wall))
        if self._timetable is None or not moment.trusted:
            return plan
        occurrence = self._timetable.in_force(moment.utc)
        following = self._timetable.next_after(occurrence)
        return msgspec.structs.replace(
            plan,
            current=self._timetable.entry(occurrence),
            next=self._timetable.entry(following),
            next_delay_s=_whole_units(self._timetable.start(following) - moment.utc, timedelta(seconds=1)),
        )

    def _lay_out(self, window_s: int, zone: tzinfo) -> None:
        """Draw the starts where events or window have changed, and place them in the zone."""
        if window_s != self._window_s:
            self._window_s = window_s
            self._entries = entries_of_week(self.events, window_s, self._random.randrange)
        elif zone is self._zone:
            return
        self._zone = zone
        self._timetable = Timetable(self._entries, zone) if self._entries else None

    def _look_up(self, moment: Moment) -> _InForce | None:
        table, known = self._timetable, self._in_force
        if table is None or not moment.trusted:
            return None
        occurrence = table.in_force(moment.utc)
        if known is not None and known.table is table and known.occurrence == occurrence:
            return known
        change = table.next_change(occurrence)
        return _InForce(
            table=table,
            occurrence=occurrence,
            entry=table.entry(occurrence),
            end=table.start(table.next_after(occurrence)),
            why=f"timer {table.entry(occurrence).event.id} since {self._words(table.start(occurrence))}",
            outlook="" if change is None else self._outlook(table.entry(change).event.state, table.start(change)),
        )

    def _outlook(self, state: ChargeState, start: datetime) -> str:
        return f"charging {'from' if state is ChargeState.ACTIVE else 'until'} {self._words(start)}"

    def _words(self, instant: datetime) -> str:
        wall = wall_time(instant, self._zone)
        return f"{wall:%H:%M} on {weekday_of(wall).name.capitalize()}"


class _InForce(msgspec.Struct, frozen=True):
    """The entry in force, with what is worked out only once for it."""

    table: Timetable
    occurrence: int
    entry: PlanEntry
    end: datetime
    why: str
    outlook: str


def _claim(in_force: _InForce, hardware_maximum_a: int) -> Claim:
    event = in_force.entry.event
    if event.state is ChargeState.DISABLED:
        # Only what is usual: anybody may charge meanwhile.
        return Claim(Client.SCHEDULE, Priority.DEFAULT, Wish(ChargeState.DISABLED), in_force.why)
    chosen_a = event.feature_value if event.feature is ScheduleFeature.CURRENT else 0
    wish = Wish(ChargeState.ACTIVE, charge_current_a=chosen_a or hardware_maximum_a)
    return Claim(Client.SCHEDULE, Priority.TIMER, wish, in_force.why)


def _identity(in_force: _InForce | None) -> object:
    """What makes it another entry to people: not its length, which others decide."""
    if in_force is None:
        return None
    entry = in_force.entry
    return entry.event.id, entry.event.state, entry.day, entry.start_offset_s


def _whole_units(left: timedelta, unit: timedelta) -> int:
    """Time left, rounded up."""
    return -(-left // unit)
