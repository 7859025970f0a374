"""Delays at random what the schedule switches, so that not every car in the country starts at the same second.

Rule of the Electric Vehicles (Smart Charge Points) Regulations 2021 (S.I. 2021/1467), regulation 11: a delay of up to
600 s, to the second, drawn for every switch, of up to 1800 s where it is set so, and the owner can override it. Until
it is over, what was in force before stays. It ends when the clock shows its end, and at the latest when as much time
has passed, whatever the clock was set to meanwhile; and a switch that follows ends it. A start of the station draws
anew, but again counts from the nominal time.

Pure. Which switch comes when is the timetable's business (``schedule_plan``); whether the rules apply is in
``smart_charge``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import msgspec

from .claims import ChargeState
from .moment import Moment
from .schedule_values import ScheduleEvent

_MS = timedelta(milliseconds=1)
_SLACK = timedelta(seconds=1)
"""A clock that is set by less than that is not said to have been set."""


class Switch(msgspec.Struct, frozen=True):
    """An entry of the schedule that comes into force."""

    event: ScheduleEvent
    start: datetime
    """Its nominal time (UTC)."""

    def is_same(self, other: Switch | None) -> bool:
        """Whether it is the same switch, even if somebody has edited what it brings about."""
        return other is not None and _identity(self) == _identity(other)

    def differs(self, other: Switch) -> bool:
        """Whether it brings about anything else."""
        return _effect(self.event) != _effect(other.event)


class DelayedSwitch(msgspec.Struct, frozen=True):
    """A switch that waits."""

    switch: Switch
    until: datetime

    @property
    def delay_s(self) -> int:
        """How long after its nominal time it takes effect (s)."""
        return (self.until - self.switch.start) // timedelta(seconds=1)


class SwitchDelay:
    """Says which switch is in effect.

    Args:
        random: draws the delays.

    """

    def __init__(self, random: Random) -> None:
        self.delayed: DelayedSwitch | None = None
        """The switch under way; None when what is in force has taken effect."""
        self.due_ms = 0
        """When it takes effect at the latest (elapsed time)."""
        self._random = random
        self._in_effect: Switch | None = None

    def follow(self, nominal: Switch, before: Switch, longest_s: int, moment: Moment) -> Switch:
        """Return what is in effect.

        Args:
            nominal: what is in force by the timetable.
            before: what was before that; counts after a start, when nobody remembers.
            longest_s: longest delay (s); 0 for none.
            moment: the present; its calendar is trusted.

        """
        if self.delayed is None or not nominal.is_same(self.delayed.switch):
            if nominal.is_same(self._in_effect):
                return self._take_effect(nominal)
            self._begin(nominal, before, longest_s, moment)
        return self._wait(nominal, longest_s, moment)

    def cancel(self) -> bool:
        """Let the switch under way take effect now; says whether there was one."""
        if self.delayed is None:
            return False
        self._take_effect(self.delayed.switch)
        return True

    def forget(self) -> None:
        """Nothing is in force: there is no schedule, or nobody knows the time."""
        self.delayed = self._in_effect = None

    def _begin(self, nominal: Switch, before: Switch, longest_s: int, moment: Moment) -> None:
        overtaken = self.delayed is not None and self.delayed.switch.start < nominal.start
        if self.delayed is not None and overtaken:
            self._in_effect = self.delayed.switch
        if self._in_effect is None:
            self._in_effect = before
        delay_s = 0
        # Where nothing changes no current does either: there is nothing to delay.
        if longest_s and nominal.differs(self._in_effect):
            # One that has just been hurried is left at least a second.
            delay_s = 1 + self._random.randrange(longest_s) if overtaken else self._random.randrange(longest_s + 1)
        self.delayed = DelayedSwitch(nominal, nominal.start + timedelta(seconds=delay_s))
        self.due_ms = _elapsed_at(self.delayed.until, moment)

    def _wait(self, nominal: Switch, longest_s: int, moment: Moment) -> Switch:
        delayed = self.delayed
        if delayed is None or self._in_effect is None:
            return self._take_effect(nominal)
        # The owner may have shortened the longest delay, or edited what is to be switched.
        until = min(delayed.until, nominal.start + timedelta(seconds=longest_s))
        self.due_ms = min(self.due_ms, _elapsed_at(until, moment))
        if moment.elapsed_ms >= self.due_ms:
            return self._take_effect(nominal)
        latest = moment.utc + (self.due_ms - moment.elapsed_ms) * _MS
        if until > latest + _SLACK:
            # The clock was put back.
            until = latest
        if (delayed.switch, delayed.until) != (nominal, until):
            self.delayed = DelayedSwitch(nominal, until)
        return self._in_effect

    def _take_effect(self, switch: Switch) -> Switch:
        self.delayed, self._in_effect = None, switch
        return switch


def _elapsed_at(instant: datetime, moment: Moment) -> int:
    """Elapsed time at an instant if the calendar is not set meanwhile (ms, rounded up)."""
    return moment.elapsed_ms - (moment.utc - instant) // _MS


def _identity(switch: Switch) -> tuple[int, ChargeState, datetime]:
    return switch.event.id, switch.event.state, switch.start


def _effect(event: ScheduleEvent) -> object:
    if event.state is ChargeState.DISABLED:
        return event.state
    return event.state, event.feature, event.feature_value, event.limit, event.limit_value
