"""What a station says to its back end: one call at a time, and what must arrive, arrives once and in order.

Two kinds of calls wait here. Those that only matter now are dropped when the connection goes; those about
transactions are kept (``QueueCall``) before they are sent, survive any crash, and are repeated as the same message,
with the same id, until they are answered, so that a back end which had taken one can tell. An answer that comes late
is an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

import msgspec

from pilotwire.station.moment import Moment

from .effects import DequeueCall, Json, KeptOcpp, OcppRecord, QueueCall
from .frames import Call, Error, FrameError, Result, decode

ANSWER_WITHIN_MS = 30_000
"""An unanswered call is given up by then; another may be sent."""


_SAID_ONCE = frozenset({"SecurityEventNotification"})
"""Not repeated after a refusal: many 1.6 back ends do not know it, and what is about money waits behind it."""


class NoAnswer(msgspec.Struct, frozen=True):
    """The connection went, or the time was over."""

    reason: str


Answer = Result | Error | NoAnswer
Then = Callable[[Answer, Moment], None]


class Delivery(msgspec.Struct, frozen=True):
    """How stubbornly queued calls are repeated after the back end has refused them (never given up for silence)."""

    attempts: int = 3
    interval_s: int = 60
    """Times the number of refusals so far."""


class _Asked(msgspec.Struct):
    call: Call
    then: Then | None
    """None: a queued one."""


class Outbox:
    """Calls to one back end.

    Args:
        kept: what the last run left.
        new_id: makes an id for a call, never the same twice.
        delivered: told of each queued call that was answered or given up, with what came of it.

    """

    def __init__(
        self, kept: KeptOcpp, new_id: Callable[[], str], delivered: Callable[[Call, Answer, Moment], None]
    ) -> None:
        self.delivery = Delivery()
        self.held = True
        """Only what is urgent is sent: the back end has not accepted the station yet."""
        self._new_id = new_id
        self._delivered = delivered
        self._queue: deque[tuple[int, Call]] = deque(_readable(kept.queue))
        self._last_number = max(kept.last_number, *(entry.number for entry in kept.queue), 0)
        self._asks: deque[_Asked] = deque()
        self._urgent: deque[_Asked] = deque()
        self._out: _Asked | None = None
        self._out_until_ms = 0
        self._refusals = 0
        self._again_ms = 0
        self._connected = False
        self._records: list[OcppRecord] = []
        for entry in kept.queue:
            if all(entry.number != number for number, _ in self._queue):
                self._records.append(DequeueCall(entry.number))

    # -- what is to be said --------------------------------------------------------------------------------------

    def ask(self, action: str, payload: Mapping[str, Json], then: Then, *, urgent: bool = False) -> None:
        """Say something that matters only now. ``urgent``: before all others, also before the station is accepted."""
        (self._urgent if urgent else self._asks).append(_Asked(Call(self._new_id(), action, payload), then))

    def queue(self, action: str, payload: Mapping[str, Json]) -> str:
        """Say something that must arrive; returns the message's id."""
        self._last_number += 1
        call = Call(self._new_id(), action, payload)
        self._queue.append((self._last_number, call))
        self._records.append(QueueCall(self._last_number, call.text))
        return call.id

    def amend(self, change: Callable[[Call], Call]) -> None:
        """Rewrite queued calls that have not been sent yet (a transaction has learnt its number); ids stay."""
        sending = self._out.call.id if self._out is not None else None
        for place, (number, call) in enumerate(self._queue):
            changed = call if call.id == sending else change(call)
            if changed != call:
                self._queue[place] = (number, changed)
                self._records.append(QueueCall(number, changed.text))

    def thin(self, most: int, droppable: Callable[[Call], bool]) -> None:
        """Drop every second queued call that may be, once there are more than ``most``; never the first in line."""
        if len(self._queue) <= most or sum(1 for _, call in self._queue if droppable(call)) <= most:
            return
        kept: deque[tuple[int, Call]] = deque()
        drop = False
        for place, (number, call) in enumerate(self._queue):
            may_be = droppable(call)
            drop = not drop if may_be else drop
            if place and drop and may_be:
                self._records.append(DequeueCall(number))
            else:
                kept.append((number, call))
        self._queue = kept

    @property
    def waiting(self) -> Iterator[Call]:
        """Queued calls in order."""
        return (call for _, call in self._queue)

    @property
    def queued(self) -> int:
        """How many calls wait that must arrive."""
        return len(self._queue)

    def take_records(self) -> list[OcppRecord]:
        """What is to be kept since the last call, in order."""
        taken = self._records[:]
        self._records.clear()
        return taken

    # -- the connection ------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """Calls can be sent."""
        self._connected = True
        self._again_ms = 0

    def disconnected(self, moment: Moment) -> None:
        """Calls can not be sent. Those that matter only now are over."""
        self._connected = False
        out, self._out = self._out, None
        over = [asked for asked in (out, *self._urgent, *self._asks) if asked is not None]
        self._urgent.clear()
        self._asks.clear()
        for asked in over:
            if asked.then is not None:
                asked.then(NoAnswer("the connection is gone"), moment)

    def next_message(self, moment: Moment) -> str | None:
        """What to send now; nothing while an answer is awaited."""
        if not self._connected or self._out is not None:
            return None
        if self._urgent:
            self._out = self._urgent.popleft()
        elif self.held:
            return None
        elif self._queue and moment.elapsed_ms >= self._again_ms:
            self._out = _Asked(self._queue[0][1], None)
        elif self._asks:
            self._out = self._asks.popleft()
        else:
            return None
        self._out_until_ms = moment.elapsed_ms + ANSWER_WITHIN_MS
        return self._out.call.text

    def answered(self, answer: Result | Error, moment: Moment) -> bool:
        """An answer came; says whether anybody had asked."""
        out = self._out
        if out is not None and out.call.id == answer.id:
            self._out = None
            if out.then is not None:
                out.then(answer, moment)
            else:
                self._queued_answered(answer, moment)
            return True
        if self._queue and self._queue[0][1].id == answer.id:
            self._queued_answered(answer, moment)
            return True
        return False

    def action_of(self, message_id: str) -> str | None:
        """Which action a call that awaits its answer is."""
        if self._out is not None and self._out.call.id == message_id:
            return self._out.call.action
        return self._queue[0][1].action if self._queue and self._queue[0][1].id == message_id else None

    def advance(self, moment: Moment) -> None:
        """Give up on an answer that does not come."""
        out = self._out
        if out is None or moment.elapsed_ms < self._out_until_ms:
            return
        self._out = None
        if out.then is not None:
            out.then(NoAnswer(f"no answer within {ANSWER_WITHIN_MS // 1000} s"), moment)

    @property
    def next_deadline_ms(self) -> int | None:
        """When to advance, or when something can be sent, even if nothing happens (elapsed time)."""
        if self._out is not None:
            return self._out_until_ms
        waits = self._connected and not self.held and bool(self._queue) and not self._asks
        return self._again_ms if waits else None

    def _queued_answered(self, answer: Result | Error, moment: Moment) -> None:
        if isinstance(answer, Error) and self._queue[0][1].action not in _SAID_ONCE:
            self._refusals += 1
            if self._refusals < self.delivery.attempts:
                self._again_ms = moment.elapsed_ms + self._refusals * self.delivery.interval_s * 1000
                return
        self._refusals = self._again_ms = 0
        number, call = self._queue.popleft()
        self._records.append(DequeueCall(number))
        self._delivered(call, answer, moment)


def _readable(queue: tuple[QueueCall, ...]) -> Iterator[tuple[int, Call]]:
    for entry in queue:
        try:
            call = decode(entry.message)
        except FrameError:
            continue
        if isinstance(call, Call):
            yield entry.number, call
