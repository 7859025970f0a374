"""The schedule as a source of claims: the events, the starts drawn for them, and the entry in force.

Nothing follows the calendar before the clock is trusted. How a week is laid out is in ``schedule_plan``, what delays
starts and stops at random where rules want that in ``switch_delay``, what events look like outside in
``schedule_json``. While off-peak hours are offered and not answered, those hold instead of a schedule there is not
(``smart_charge``): they only pause, and nobody finds them among the events.
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
from .settings import Settings
from .smart_charge import OFFERED_EVENTS, hours_offered, longest_delay_s, start_window_s
from .source import Surroundings
from .switch_delay import DelayedSwitch, Switch, SwitchDelay
from .zone import zone_of

LOOK_AGAIN_MS = 60_000
"""The clock is looked at at least this often, so that a step of it is noticed even if nobody tells."""


class Schedule:
    """Charges by the clock on the wall.

    Args:
        events: as they were kept.
        random: draws the starts and delays.

    """

    client = Client.SCHEDULE

    def __init__(self, events: Iterable[ScheduleEvent], random: Random) -> None:
        self.events: tuple[ScheduleEvent, ...] = tuple(sorted(events, key=lambda event: event.id))
        self.takeovers = 0
        """Counts how often another entry, or none, came into force, and how often a delay began or ended."""
        self.claim: Claim | None = None
        self.next_deadline_ms: int | None = None
        self.offers_hours = False
        """Off-peak hours are offered and not answered yet."""
        self._random = random
        self._laid_by: tuple[int, bool] | None = None
        self._entries: tuple[PlanEntry, ...] = ()
        self._zone: tzinfo = UTC
        self._timetable: Timetable | None = None
        self._in_force: _InForce | None = None
        self._delay = SwitchDelay(random)
        self._in_effect: Switch | None = None

    @property
    def timer(self) -> ScheduleEvent | None:
        """The event in effect."""
        return None if self._in_effect is None or self.offers_hours else self._in_effect.event

    @property
    def feature(self) -> ScheduleFeature:
        """What the event in effect switches on."""
        return ScheduleFeature.NONE if self.timer is None else self.timer.switches_on

    @property
    def delayed(self) -> DelayedSwitch | None:
        """The switch that waits, while the rules delay one."""
        return self._delay.delayed

    @property
    def waiting_for(self) -> str:
        """What will change what it wants, for people."""
        if self.delayed is not None:
            state, until = self.delayed.switch.event.state, self._words(self.delayed.until, "%H:%M:%S")
            return f"charging {_from_or_until(state)} {until}, delayed at random (smart charge rules)"
        if self._in_force is not None:
            return self._in_force.outlook
        return "the clock to be set" if self._entries else ""

    def put(self, drafts: Sequence[ScheduleDraft]) -> None:
        """Add or replace events, all or none; at the next advance every start is drawn anew.

        Raises:
            ScheduleError: there would be too many events.

        """
        self.events = put_events(self.events, drafts)
        self._laid_by = None

    def replace(self, drafts: Sequence[ScheduleDraft]) -> None:
        """Have these events and no others; at the next advance every start is drawn anew.

        Raises:
            ScheduleError: there would be too many events.

        """
        self.events = put_events((), drafts)
        self._laid_by = None

    def delete(self, event_id: int) -> bool:
        """Delete an event; says whether it was there. At the next advance every start is drawn anew."""
        left = without_event(self.events, event_id)
        if len(left) == len(self.events):
            return False
        self.events = left
        self._laid_by = None
        return True

    def cancel_delay(self) -> bool:
        """Have the switch that is delayed take effect at the next advance; says whether there is one."""
        return self._delay.cancel()

    def advance(self, around: Surroundings) -> None:
        """Look at the clock, and at the settings that bear on it."""
        before = self._shown()
        self._lay_out(around.settings)
        self._in_force = self._look_up(around.moment)
        self._in_effect = self._follow(around)
        if before != self._shown():
            self.takeovers += 1
        if self._in_force is None or self._in_effect is None:
            self.claim = self.next_deadline_ms = None
            return
        self.claim = self._claim(self._in_effect, around.evse.hardware_maximum_a)
        until_end_ms = _whole_units(self._in_force.end - around.moment.utc, timedelta(milliseconds=1))
        deadline_ms = around.moment.elapsed_ms + min(until_end_ms, LOOK_AGAIN_MS)
        self.next_deadline_ms = deadline_ms if self.delayed is None else min(deadline_ms, self._delay.due_ms)

    def plan_at(self, moment: Moment) -> Plan:
        """The week, and where in it the moment is. Random delays are not in it."""
        wall = wall_time(moment.utc, self._zone)
        if self.offers_hours:
            return Plan((), weekday_of(wall), seconds_of_day(wall))
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

    def switch_words(self, switch: Switch) -> str:
        """Which switch it is, for people, by the clock on the wall."""
        what = "start" if switch.event.state is ChargeState.ACTIVE else "stop"
        return f"the schedule's {what} at {wall_time(switch.start, self._zone):%H:%M}"

    def _lay_out(self, settings: Settings) -> None:
        """Draw the starts where events or window have changed, and place them in the zone."""
        zone = zone_of(settings.time_zone)
        self.offers_hours = hours_offered(settings, self.events)
        laid_by = (start_window_s(settings), self.offers_hours)
        if laid_by != self._laid_by:
            self._laid_by = laid_by
            events = OFFERED_EVENTS if self.offers_hours else self.events
            self._entries = entries_of_week(events, laid_by[0], self._random.randrange)
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
            switch=_switch(table, occurrence),
            before=_switch(table, table.before(occurrence)),
            end=table.start(table.next_after(occurrence)),
            outlook="" if change is None else self._outlook(table.entry(change).event.state, table.start(change)),
        )

    def _follow(self, around: Surroundings) -> Switch | None:
        """Let what is in force by the timetable take effect, now or a little later."""
        if self._in_force is None:
            self._delay.forget()
            return None
        longest_s = longest_delay_s(around.settings)
        return self._delay.follow(self._in_force.switch, self._in_force.before, longest_s, around.moment)

    def _claim(self, switch: Switch, hardware_maximum_a: int) -> Claim | None:
        event = switch.event
        if self.offers_hours:
            why = "it is a peak hour, and nobody has answered the off-peak hours offered yet"
            resting = Claim(Client.SCHEDULE, Priority.DEFAULT, Wish(ChargeState.DISABLED), why)
            return resting if event.state is ChargeState.DISABLED else None
        why = f"timer {event.id} since {self._words(switch.start)}"
        if event.state is ChargeState.DISABLED:
            # Only what is usual: anybody may charge meanwhile.
            return Claim(Client.SCHEDULE, Priority.DEFAULT, Wish(ChargeState.DISABLED), why)
        chosen_a = event.feature_value if event.feature is ScheduleFeature.CURRENT else 0
        wish = Wish(ChargeState.ACTIVE, charge_current_a=chosen_a or hardware_maximum_a)
        return Claim(Client.SCHEDULE, Priority.TIMER, wish, why)

    def _shown(self) -> object:
        """What makes it another entry to people: not its length, which others decide."""
        if self._in_force is None or self.offers_hours:
            return None, self.delayed
        entry = self._in_force.entry
        return (entry.event.id, entry.event.state, entry.day, entry.start_offset_s), self.delayed

    def _outlook(self, state: ChargeState, start: datetime) -> str:
        return f"charging {_from_or_until(state)} {self._words(start)}"

    def _words(self, instant: datetime, clock: str = "%H:%M") -> str:
        wall = wall_time(instant, self._zone)
        return f"{wall.strftime(clock)} on {weekday_of(wall).name.capitalize()}"


class _InForce(msgspec.Struct, frozen=True):
    """The entry in force by the timetable, with what is worked out only once for it."""

    table: Timetable
    occurrence: int
    entry: PlanEntry
    switch: Switch
    before: Switch
    end: datetime
    outlook: str


def _switch(table: Timetable, occurrence: int) -> Switch:
    return Switch(table.entry(occurrence).event, table.start(occurrence))


def _from_or_until(state: ChargeState) -> str:
    return "from" if state is ChargeState.ACTIVE else "until"


def _whole_units(left: timedelta, unit: timedelta) -> int:
    """Time left, rounded up."""
    return -(-left // unit)
