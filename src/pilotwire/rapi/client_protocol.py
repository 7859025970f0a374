"""The client's side of a RAPI conversation as a pure machine: one command at a time, time as an argument.

:class:`ClientProtocol` is told to send, given the bytes that arrive and called at its deadline; it answers with bytes
to transmit and with what happened. The rules, and why they are so:

* **A try is 1.5 s.** A controller may be busy for 1.05 s at each charge start, before it can announce the charge.
* **Repeatable commands get three tries.** Others get one: a lost answer does not tell whether the button was pressed.
* **Without sequence ids a late answer looks like the next one's.** So after a timeout the line is left alone for 2 s;
  an answer that arrives then still belongs to the command that waits for it, and nothing else is sent meanwhile.
* **With sequence ids** an answer with another id is dropped and waiting goes on. All tries of a command share an id.
* **An empty** ``$NK`` **can be line noise**, so a repeatable command is sent once more - unless the answer carries our
  id: then the controller read the frame as it was sent and means it.
* **A restart is answered by** ``$AB`` up to 15 s later, and is noticed whoever asked for it.
* **Three commands in a row without an answer** mean the controller is lost; anything heard from it, that it is back.

Opening links, waking up in time and the meaning of commands belong to ``client`` and its neighbours.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from .client_commands import Outgoing, prepare
from .codec import Corrupt, Notification, Reply, ReplyDecoder, encode_frame
from .features import Link, SequenceIds

_LAST_SEQUENCE_ID = 0xFF


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """Patience, in milliseconds, and numbers of tries."""

    reply_ms: int = 1_500
    drain_ms: int = 2_000
    """Silence after a timeout on a line without sequence ids."""
    restart_ms: int = 15_000
    """From ``$FR`` to the boot report."""
    unreported_restart_ms: int = 9_000
    """From ``$FR`` to readiness of firmware that sends no boot report: 3 s, reset after 1 s, boot within 4.5 s."""
    tries: int = 3
    lost_after: int = 3
    """Commands in a row without an answer after which the controller counts as lost."""


class Transmit(msgspec.Struct, frozen=True):
    """Write these bytes to the line."""

    data: bytes


class Answered(msgspec.Struct, frozen=True):
    """The command is over: here is its reply. A restart's reply has the boot report as its raw text."""

    reply: Reply


class Unanswered(msgspec.Struct, frozen=True):
    """The command is over without a reply."""

    text: str
    tries: int
    waited_ms: int
    """From the first transmission."""
    heard_bytes: int = 0
    """What came meanwhile, and was no answer."""


class Notified(msgspec.Struct, frozen=True):
    """The controller said something unasked."""

    notification: Notification


class RestartSeen(msgspec.Struct, frozen=True):
    """The controller has restarted: volatile settings are gone."""

    requested: bool
    """The restart was asked for with ``$FR``."""


class ControllerLostSeen(msgspec.Struct, frozen=True):
    """Several commands in a row went unanswered."""


class ControllerFoundSeen(msgspec.Struct, frozen=True):
    """A controller that was lost has been heard again."""


class Discarded(msgspec.Struct, frozen=True):
    """A frame was not believed or belongs to nothing."""

    raw: str
    reason: str


ProtocolEvent = (
    Transmit | Answered | Unanswered | Notified | RestartSeen | ControllerLostSeen | ControllerFoundSeen | Discarded
)


class _Phase(Enum):
    HELD = "not transmitted yet: the line has to be quiet first"
    WAITING = "transmitted"
    OVERDUE = "timed out, but on a line without ids its answer may still come"
    RESTARTING = "waiting for the boot report"


class _Exchange:
    """The one command under way."""

    __slots__ = ("deadline", "nk_seen", "out", "phase", "sequence_id", "started", "tries")

    def __init__(self, out: Outgoing, sequence_id: int | None) -> None:
        self.out = out
        self.sequence_id = sequence_id
        self.phase = _Phase.HELD
        self.deadline = 0
        self.started = 0
        self.tries = 0
        self.nk_seen = False


class ClientProtocol:
    """One conversation with one controller. ``now_ms`` is any millisecond clock that never goes back."""

    def __init__(self, timings: Timings = Timings(), link: Link = Link()) -> None:
        self.link = link
        """How to talk; the owner replaces it, between commands, when it learns more about the controller."""
        self._timings = timings
        self._decoder = ReplyDecoder()
        self._heard_bytes = 0
        self._exchange: _Exchange | None = None
        self._quiet_until = 0
        self._last_id = 0
        self._unanswered = 0
        self._lost = False
        self._booting = False

    @property
    def busy(self) -> bool:
        """Whether a command is under way; :meth:`send` must wait until it is over."""
        return self._exchange is not None

    @property
    def lost(self) -> bool:
        """Whether the controller has stopped answering."""
        return self._lost

    @property
    def next_deadline(self) -> int | None:
        """When :meth:`advance` wants to be called even if nothing arrives (ms), None if never."""
        return None if self._exchange is None else self._exchange.deadline

    def send(self, text: str, now_ms: int) -> bytes:
        """Begin a command and return the bytes to write now, possibly none while the line has to be quiet.

        Raises:
            RapiCommandError: the text is not a command the controller could read.
            RuntimeError: a command is under way.

        """
        if self._exchange is not None:
            raise RuntimeError("A command is under way; wait for its end before sending the next.")
        out = prepare(text, self.link)
        self._exchange = exchange = _Exchange(out, self._sequence_id_for(out))
        if now_ms < self._quiet_until:
            exchange.deadline = self._quiet_until
            return b""
        return self._transmit(exchange, now_ms)

    def receive(self, data: bytes, now_ms: int) -> list[ProtocolEvent]:
        """Take bytes from the line and return what they brought about, in order."""
        events: list[ProtocolEvent] = []
        self._heard_bytes += len(data)
        for frame in self._decoder.feed(data):
            match frame:
                case Corrupt(raw, reason):
                    events.append(Discarded(raw, reason))
                case Notification():
                    self._hear(events)
                    self._on_notification(frame, events)
                case Reply():
                    self._hear(events)
                    self._on_reply(frame, now_ms, events)
        return events

    def advance(self, now_ms: int) -> list[ProtocolEvent]:
        """Let time pass; does nothing before :attr:`next_deadline`."""
        exchange = self._exchange
        if exchange is None or now_ms < exchange.deadline:
            return []
        if exchange.phase in (_Phase.HELD, _Phase.OVERDUE):
            return [Transmit(self._transmit(exchange, now_ms))]
        if exchange.phase is _Phase.RESTARTING and not self.link.boot_report:
            self._exchange = None
            return [RestartSeen(requested=True), Answered(Reply(ok=True))]
        return self._on_timeout(exchange, now_ms)

    def abandon(self, now_ms: int) -> None:
        """Forget the command under way because nobody waits for it any more."""
        if self._exchange is not None and self._exchange.phase is not _Phase.HELD:
            self._keep_quiet(now_ms)
        self._exchange = None

    def _sequence_id_for(self, out: Outgoing) -> int | None:
        """Return the id the reply will carry: a new one, or that of the caller if there is one."""
        if not out.numbered:
            return out.command.sequence_id
        self._last_id = self._last_id % _LAST_SEQUENCE_ID + 1
        return self._last_id

    def _transmit(self, exchange: _Exchange, now_ms: int) -> bytes:
        exchange.tries += 1
        if exchange.tries == 1:
            exchange.started = now_ms
            self._heard_bytes = 0
        exchange.phase = _Phase.WAITING
        exchange.deadline = now_ms + self._timings.reply_ms
        if exchange.out.is_restart:
            exchange.phase = _Phase.RESTARTING
            timings = self._timings
            exchange.deadline = now_ms + (
                timings.restart_ms if self.link.boot_report else timings.unreported_restart_ms
            )
        return self._frame(exchange)

    def _frame(self, exchange: _Exchange) -> bytes:
        out = exchange.out
        if out.verbatim:
            return f"${out.body}\r".encode("latin-1")
        style = self.link.checksum
        if exchange.nk_seen and self.link.fallback_checksum is not None:
            style = self.link.fallback_checksum
        return encode_frame(out.body, style, exchange.sequence_id if out.numbered else None)

    def _keep_quiet(self, now_ms: int) -> None:
        if self.link.sequence_ids is not SequenceIds.ON:
            self._quiet_until = now_ms + self._timings.drain_ms

    def _on_timeout(self, exchange: _Exchange, now_ms: int) -> list[ProtocolEvent]:
        self._keep_quiet(now_ms)
        if exchange.out.repeatable and exchange.tries < self._timings.tries:
            if now_ms >= self._quiet_until:
                return [Transmit(self._transmit(exchange, now_ms))]
            exchange.phase = _Phase.OVERDUE
            exchange.deadline = self._quiet_until
            return []
        self._exchange = None
        waited_ms = now_ms - exchange.started
        events: list[ProtocolEvent] = [Unanswered(exchange.out.text, exchange.tries, waited_ms, self._heard_bytes)]
        self._unanswered += 1
        if self._unanswered >= self._timings.lost_after and not self._lost:
            self._lost = True
            events.append(ControllerLostSeen())
        return events

    def _hear(self, events: list[ProtocolEvent]) -> None:
        self._unanswered = 0
        if self._lost:
            self._lost = False
            events.append(ControllerFoundSeen())

    def _on_notification(self, frame: Notification, events: list[ProtocolEvent]) -> None:
        exchange = self._exchange
        requested = exchange is not None and exchange.phase is _Phase.RESTARTING
        booted = frame.kind == "AB"
        if _is_first_report(frame):
            self._booting = True
            events.append(RestartSeen(requested=requested))
        elif booted and not self._booting:
            events.append(RestartSeen(requested=requested))
        elif frame.kind == "AT":
            self._booting = False
        events.append(Notified(frame))
        if booted:
            self._booting = False
            if requested:
                self._exchange = None
                events.append(Answered(Reply(ok=True, raw=frame.raw)))

    def _on_reply(self, reply: Reply, now_ms: int, events: list[ProtocolEvent]) -> None:
        self._booting = False
        exchange = self._exchange
        if exchange is None or exchange.phase is _Phase.HELD:
            events.append(Discarded(reply.raw, "nobody waits for a reply (any more)"))
        elif self.link.reply_checksum and not reply.checksummed:
            events.append(Discarded(reply.raw, "its checksum is missing"))
        elif not self._belongs(reply, exchange):
            events.append(Discarded(reply.raw, "it belongs to another command"))
        elif self._deserves_repetition(reply, exchange):
            exchange.nk_seen = True
            events.append(Transmit(self._transmit(exchange, now_ms)))
        else:
            self._exchange = None
            events.append(Answered(reply))

    def _belongs(self, reply: Reply, exchange: _Exchange) -> bool:
        """Compare ids; a frame the controller could not read is refused without the id it carried."""
        if reply.sequence_id == exchange.sequence_id:
            return True
        if reply.sequence_id is not None:
            return False
        unreadable = not reply.ok and not reply.words
        return unreadable or self.link.sequence_ids is not SequenceIds.ON

    def _deserves_repetition(self, reply: Reply, exchange: _Exchange) -> bool:
        if reply.ok or reply.words or exchange.nk_seen or exchange.out.verbatim:
            return False
        understood = reply.sequence_id is not None
        return exchange.out.repeatable and not understood


def _is_first_report(frame: Notification) -> bool:
    """``$AT 00 00 0 0200``, sent at the start of every self-test: the capacity is 0 only then."""
    return frame.kind == "AT" and frame.words[:3] == ("00", "00", "0")
