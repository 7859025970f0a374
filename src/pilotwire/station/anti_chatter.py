"""The anti-chatter guard: one place that keeps the contactor from being worn out, whatever the sources make of things.

It stands between arbitration and what the controller is told. Three things it does:

* what a source has started for economy's sake goes on until the contactor has been closed for the shortest time; the
  pilot offers the minimum meanwhile;
* what a source has stopped is started again, by a source or by default, when the contactor has been open for the
  shortest time;
* after as many closures as are allowed in an hour nothing closes it, the car included, until the first of them is an
  hour old.

It never holds back what protects the house or the station, nor what people and programs stop, or stop by switching a
source on; it never cuts a charge short and never offers more than was decided. Where a source has a shortest time of
its own among the settings, the shorter of the two holds.

What a source wants is decided by the source, who wins by arbitration. How it is said what is held is in
``anti_chatter_words``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import msgspec

from pilotwire.rapi.codes import VolatileFlag

from .anti_chatter_words import held_back, offered_meanwhile, until_words
from .arbitration import Bounds, Target
from .claims import ChargeState, Claim, Client
from .evse import Evse
from .moment import START, Moment
from .settings import Settings
from .source import Surroundings
from .status import ContactorHold, ContactorStatus

REARM_MARGIN_A: Final = 0.5
"""How far above the level at which a source stops there has to be, in amperes, before it starts again."""
HOUR_MS: Final = 3_600_000

_STEP = timedelta(seconds=1)

_ECONOMY = frozenset({Client.DIVERT, Client.SCHEDULE, Client.PLAN})
"""Whose stops can wait: they save money, not wires."""
_PROTECTION = frozenset({Client.SHAPER, Client.TEMPERATURE})
"""Whose stops cannot, and may be over in a moment. A limit that was reached is not: only people change it."""
_STARTS_THAT_WAIT = frozenset({None, Client.LIMIT, *_ECONOMY, *_PROTECTION})
"""Who starts without a person or a program behind it; None: the default."""


class _Hold(msgspec.Struct, frozen=True):
    kind: ContactorHold
    until_ms: int
    limit: int
    """The shortest time (s), or the most closures in an hour."""


class AntiChatter:
    """Watches the contactor and turns the target that was decided into the one that is carried out."""

    def __init__(self) -> None:
        self.status = ContactorStatus()
        self.unsettled = False
        """Something that bears on the target was seen, or a time has come: it is to be decided anew."""
        self.next_deadline_ms: int | None = None
        """When what is held ends (elapsed time)."""
        self._moment = self._decided = START
        self._settings = Settings()
        self._closed = False
        self._flagged = False
        """The controller has said of this charge that the contactor is closed."""
        self._began_ms: int | None = None
        """When the contactor closed; None while it is open, or if nobody knows."""
        self._stopped_ms: int | None = None
        """When a source stopped charging by itself; None if that was not what ended it."""
        self._stopped_by: int | None = None
        self._started_by: int | None = None
        """Who was behind the charge when it was last decided that it goes on; None: the default."""
        self._carried: Target | None = None

    def look(self, around: Surroundings) -> None:
        """Follow the contactor; call before every decision."""
        now_ms, before = around.moment.elapsed_ms, self._relevant()
        self._moment, self._settings = around.moment, around.settings
        if self.next_deadline_ms is not None and _clock_set(self._decided, around.moment):
            # A time by the clock was named.
            self.unsettled = True
        closed = self._is_closed(around.evse)
        if closed and not self._closed:
            self._closes(now_ms, since_known=around.evse.connected)
        elif self._closed and not closed:
            self._opens(now_ms)
        if around.evse.connected and not around.evse.vehicle:
            self._stopped_ms = None
        if self.next_deadline_ms is not None and now_ms >= self.next_deadline_ms:
            self.next_deadline_ms = None
            self.unsettled = True
        self.unsettled = self.unsettled or self._relevant() != before

    def carry_out(self, wanted: Target, claims: Iterable[Claim], bounds: Bounds) -> Target:
        """Turn what was decided into what is done.

        Args:
            wanted: what arbitration made of the claims.
            claims: those.
            bounds: what no claim can exceed.

        """
        self.unsettled = False
        self._decided = self._moment
        if wanted.state is ChargeState.ACTIVE:
            hold = self._hold_start(wanted)
        else:
            hold = self._hold_stop(wanted, claims, bounds)
        target = wanted if hold is None else self._held(wanted, hold, bounds)
        self._note(target, wanted)
        self.next_deadline_ms = None if hold is None else hold.until_ms
        self.status = ContactorStatus(
            self.status.closed_ms,
            self._settings.contactor_closures_per_hour,
            None if hold is None else hold.kind,
            self.next_deadline_ms,
        )
        return target

    # -- the contactor -------------------------------------------------------------------------------------------

    def _relevant(self) -> object:
        settings = self._settings
        limits = (
            settings.contactor_min_on_time,
            settings.contactor_min_off_time,
            settings.contactor_closures_per_hour,
        )
        return self._closed, self._stopped_ms, limits

    def _is_closed(self, evse: Evse) -> bool:
        """Whether it is closed, or about to be: the state comes before the flag. A pause is about to open it."""
        flag = VolatileFlag.CONTACTOR_CLOSED in evse.flags
        self._flagged = evse.charging and (flag or self._flagged)
        # Firmware that tells no flags is judged by its state.
        return evse.charging and (flag or not self._flagged or not evse.flags)

    def _closes(self, now_ms: int, *, since_known: bool) -> None:
        recent = tuple(ms for ms in self.status.closed_ms if ms > now_ms - HOUR_MS)
        self.status = msgspec.structs.replace(self.status, closed_ms=(*recent, now_ms))
        self._closed = True
        self._began_ms = now_ms if since_known else None
        self._stopped_ms = None

    def _opens(self, now_ms: int) -> None:
        self._closed = False
        self._began_ms = None
        if self._stopped_ms is not None:
            self._stopped_ms = now_ms

    # -- what is held --------------------------------------------------------------------------------------------

    def _hold_start(self, wanted: Target) -> _Hold | None:
        now_ms = self._moment.elapsed_ms
        holds = [self._closures_used_up(now_ms)]
        if wanted.state_client in _STARTS_THAT_WAIT:
            holds.append(self._pause_too_short(now_ms))
        return max((hold for hold in holds if hold is not None), key=lambda hold: hold.until_ms, default=None)

    def _closures_used_up(self, now_ms: int) -> _Hold | None:
        most = self._settings.contactor_closures_per_hour
        closed_ms = self.status.closed_ms
        if self._closed or len(closed_ms) < most:
            return None
        until_ms = closed_ms[-most] + HOUR_MS
        return _Hold(ContactorHold.MOST_CLOSURES, until_ms, most) if now_ms < until_ms else None

    def _pause_too_short(self, now_ms: int) -> _Hold | None:
        stopped_ms = self._stopped_ms
        if stopped_ms is None or (self._closed and stopped_ms == now_ms):
            # What was decided at this very instant has not reached the controller.
            return None
        settings = self._settings
        shortest_s = settings.contactor_min_off_time
        if self._stopped_by == Client.SHAPER:
            shortest_s = min(shortest_s, settings.current_shaper_min_pause_time)
        until_ms = stopped_ms + shortest_s * 1000
        return _Hold(ContactorHold.SHORTEST_PAUSE, until_ms, shortest_s) if now_ms < until_ms else None

    def _hold_stop(self, wanted: Target, claims: Iterable[Claim], bounds: Bounds) -> _Hold | None:
        began_ms, settings = self._began_ms, self._settings
        goes_on = self._carried is not None and self._carried.state is ChargeState.ACTIVE
        ours = self._started_by in _ECONOMY and wanted.state_client in _ECONOMY
        if began_ms is None or not goes_on or not ours:
            return None
        if any(claim.wish.state is ChargeState.DISABLED and claim.client not in _ECONOMY for claim in claims):
            return None
        most_a = min(bounds.maximum_a, bounds.maximum_a if wanted.max_current_a is None else wanted.max_current_a)
        if most_a < bounds.minimum_a:
            return None
        shortest_s = settings.contactor_min_on_time
        if wanted.state_client == Client.DIVERT:
            shortest_s = min(shortest_s, settings.divert_min_charge_time)
        until_ms = began_ms + shortest_s * 1000
        return (
            _Hold(ContactorHold.SHORTEST_CHARGE, until_ms, shortest_s) if self._moment.elapsed_ms < until_ms else None
        )

    def _held(self, wanted: Target, hold: _Hold, bounds: Bounds) -> Target:
        until = until_words(hold.until_ms, self._moment, self._settings.time_zone)
        reasons = (held_back(hold.kind, hold.limit, until), *wanted.reasons)
        if hold.kind is not ContactorHold.SHORTEST_CHARGE:
            return msgspec.structs.replace(wanted, state=ChargeState.DISABLED, state_client=None, reasons=reasons)
        return msgspec.structs.replace(
            wanted,
            state=ChargeState.ACTIVE,
            state_client=None,
            pilot_a=bounds.minimum_a,
            reasons=(*reasons[:1], offered_meanwhile(bounds.minimum_a), *reasons[1:]),
        )

    def _note(self, target: Target, wanted: Target) -> None:
        """Remember who is behind what is carried out now."""
        before, self._carried = self._carried, target
        if target.state is ChargeState.ACTIVE:
            self._stopped_ms = None
            if target is wanted:
                self._started_by = wanted.state_client
        elif self._closed and before is not None and before.state is ChargeState.ACTIVE:
            by = target.state_client
            if by in _PROTECTION or (by in _ECONOMY and self._started_by in _ECONOMY):
                self._stopped_ms = self._moment.elapsed_ms
                self._stopped_by = by


def _clock_set(before: Moment, after: Moment) -> bool:
    """Whether the clock was set between two moments."""
    passed = timedelta(milliseconds=after.elapsed_ms - before.elapsed_ms)
    return before.trusted is not after.trusted or abs(after.utc - before.utc - passed) >= _STEP
