"""Boost as a source of claims: charge now, at full or with a given current, until an end that comes by itself.

It ends when its time is over, when it has charged its amount, when the car is unplugged, and when somebody ends it or
takes its claim away. It outranks sun, schedule and plan, and nobody else. Its time is elapsed time, so a step of the
clock does not move it. Over a restart it is kept by the clock: it goes on if its end is still to come, and not before
the clock is trusted. One that was ordered while nobody knew the time ends with a restart, for nobody can say how long
that took.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from .boost_values import Boost, BoostKept, BoostStatus
from .claims import ChargeState, Claim, Client, Priority, Wish
from .source import Surroundings

_SAME_INSTANT = timedelta(seconds=2)
"""A clock that is slewed does not have the end written down anew all the time. What is written down is earlier by as
much, so that a restart makes no boost longer."""


class _Running(msgspec.Struct):
    asked: Boost
    ends_ms: int
    end_wh: float | None
    seen_wh: float
    plugged: bool = False
    claimed: bool = False
    until: datetime | None = None


class BoostSource:
    """Charges now, for a while.

    Args:
        kept: what ``standing`` was when the station stopped.

    """

    client = Client.BOOST

    def __init__(self, kept: BoostKept | None = None) -> None:
        self.claim: Claim | None = None
        self._kept = kept
        """Until it is known whether it is over."""
        self._running: _Running | None = None
        self._news: list[str] = []

    @property
    def waiting_for(self) -> str:
        """What it waits for, for people."""
        if self._kept is not None:
            return "the clock to be set: only then is it known whether the boost is over"
        if self._running is None or self._running.plugged:
            return ""
        return "a car to be plugged in"

    @property
    def next_deadline_ms(self) -> int | None:
        """When it ends."""
        return None if self._running is None else self._running.ends_ms

    @property
    def standing(self) -> BoostKept | None:
        """What is to be kept over a restart; nothing as long as nobody knows the time."""
        running = self._running
        if running is None:
            return self._kept
        if running.until is None:
            return None
        return BoostKept(running.asked, running.until - _SAME_INSTANT, running.end_wh, running.plugged)

    @property
    def status(self) -> BoostStatus | None:
        """How it stands."""
        running = self._running
        if running is None:
            return None
        left_wh = None if running.end_wh is None else max(0.0, running.end_wh - running.seen_wh)
        return BoostStatus(running.asked, running.ends_ms, running.until, left_wh)

    def take_news(self) -> list[str]:
        """What has become of it since the last call, in words."""
        taken, self._news = self._news, []
        return taken

    def start(self, asked: Boost, around: Surroundings) -> None:
        """Begin one, in place of any that is under way."""
        self._kept = None
        session_wh = around.registers.session_wh
        end_wh = None if asked.energy_wh is None else session_wh + asked.energy_wh
        self._running = _Running(asked, around.moment.elapsed_ms + asked.longest_ms, end_wh, session_wh)
        self.claim = None
        self._news.append(f"boost: {_words(asked)}")

    def end(self, why: str = "by hand") -> bool:
        """End it; says whether there was one."""
        there_was = self._running is not None or self._kept is not None
        if there_was:
            self._news.append(f"the boost has ended: {why}")
        self._running = self._kept = self.claim = None
        return there_was

    def advance(self, around: Surroundings) -> None:
        """Look whether it is over."""
        self._wake(around)
        running = self._running
        if running is None:
            return
        self._follow(running, around)
        over = _why_over(running, around)
        if over:
            self.end(over)
            return
        wish = Wish(ChargeState.ACTIVE, running.asked.current_a or around.evse.hardware_maximum_a, auto_release=True)
        self.claim = Claim(Client.BOOST, Priority.BOOST, wish, _words(running.asked))

    def _wake(self, around: Surroundings) -> None:
        """Go on with what a restart has interrupted, if its end is still to come."""
        kept, moment = self._kept, around.moment
        if kept is None or not moment.trusted:
            return
        left = kept.until - moment.utc
        if left <= timedelta():
            self.end("its time was over while the station was off")
        elif left > timedelta(milliseconds=kept.asked.longest_ms) + _SAME_INSTANT:
            self.end("by the clock it has not begun yet")
        else:
            self._kept = None
            ends_ms = moment.elapsed_ms + left // timedelta(milliseconds=1)
            session_wh, end_wh = around.registers.session_wh, kept.end_wh
            if end_wh is not None:
                # Registers that were lost must not make it charge more than was asked for.
                end_wh = min(end_wh, session_wh + (kept.asked.energy_wh or 0))
            self._running = _Running(kept.asked, ends_ms, end_wh, session_wh, kept.plugged, until=kept.until)
            self._news.append(f"the boost goes on after a restart: {_words(kept.asked)}")

    def _follow(self, running: _Running, around: Surroundings) -> None:
        session_wh, moment = around.registers.session_wh, around.moment
        if running.end_wh is not None and session_wh < running.seen_wh:
            # The register was reset: what was charged before counts all the same.
            running.end_wh -= running.seen_wh - session_wh
        running.seen_wh = session_wh
        running.claimed = running.claimed or any(claim.client == Client.BOOST for claim in around.claims)
        if not moment.trusted:
            running.until = None
            return
        until = moment.utc + timedelta(milliseconds=running.ends_ms - moment.elapsed_ms)
        if running.until is None or abs(until - running.until) > _SAME_INSTANT:
            running.until = until


def _why_over(running: _Running, around: Surroundings) -> str:
    """Why it is over; empty while it is not."""
    evse = around.evse
    if running.plugged and evse.connected and not evse.vehicle:
        return "the car was unplugged"
    running.plugged = running.plugged or (evse.connected and evse.vehicle)
    if around.moment.elapsed_ms >= running.ends_ms:
        return "its time is over"
    if running.end_wh is not None and running.seen_wh >= running.end_wh:
        return f"{_kwh(running.asked)} were charged"
    if running.claimed and not any(claim.client == Client.BOOST for claim in around.claims):
        return "its claim was released"
    return ""


def _words(asked: Boost) -> str:
    amount = "" if asked.energy_wh is None else _kwh(asked)
    time = "" if asked.duration_ms is None else _time(asked.duration_ms)
    what = f"{amount} within {time}" if amount and time else amount or time
    return what if asked.current_a is None else f"{what} at {asked.current_a} A"


def _time(duration_ms: int) -> str:
    minutes, milliseconds = divmod(duration_ms, 60_000)
    return f"{duration_ms / 1000:g} s" if milliseconds else f"{minutes} min"


def _kwh(asked: Boost) -> str:
    return f"{(asked.energy_wh or 0) / 1000:g} kWh"
