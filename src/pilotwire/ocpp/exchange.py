"""What the sessions of both versions have in common: frames that come and go, boot, heartbeat, and results of effects.

What is said in them, and what is made of what comes, is each version's own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Protocol

from pilotwire.station.moment import Moment

from .desk import CallRefusedError, Desk
from .effects import Effect, Json, OcppRecord, Progress, SetStationClock
from .frames import Call, Error, ErrorCode, FrameError, Result, decode
from .instants import read_instant
from .outbox import Answer
from .schemas import PayloadError, Version, check_call, check_result

BOOT_AGAIN_S = 60
"""Where the back end does not say when to try again."""
REMEMBERED_IDS = 256
"""Of calls that came on a connection: none of them may come a second time (OCPP-J 1.6, 4.1.4)."""
Respond = Callable[[Mapping[str, Json]], None]


class UpkeepParts(Protocol):
    """What both versions' maintenance is told."""

    def sign_certificate(self) -> None:
        """Ask for a new certificate. Raises ``CallRefusedError``."""

    def security_event(self, kind: str, info: str = "") -> None:
        """Tell the back end what has happened."""

    def done(self, number: int, *, ok: bool, reason: str) -> None:
        """Something with a number is done, or not."""

    def uploaded(self, number: int, progress: Progress) -> None:
        """How an upload goes."""

    def firmware(self, number: int, progress: Progress) -> None:
        """How an update goes."""

    def signing_request(self, pem: str) -> None:
        """A request was made."""

    def roots(self, number: int, found: Sequence[Mapping[str, Json]]) -> None:
        """The installed roots."""


class WaitsForCable(Protocol):
    """Somebody who is authorised and has not plugged in yet."""

    @property
    def until_ms(self) -> int:
        """How long that is waited for (elapsed time)."""


class ChargingParts(Protocol):
    """What both versions' transactions are told."""

    @property
    def intent(self) -> WaitsForCable | None:
        """Who is waited for."""

    @property
    def next_deadline_ms(self) -> int | None:
        """When something is due (elapsed time)."""

    def advance(self) -> None:
        """Give up what has waited for too long."""

    def delivered(self, call: Call, answer: Answer) -> None:
        """A queued message was answered, or given up."""


class Exchange(ABC):
    """See ``session.Session`` for what each public method is.

    Args:
        desk: shared by the parts of the session.
        charging: its transactions.
        upkeep: its maintenance.

    """

    version: ClassVar[Version]
    longest_interval_s: ClassVar[int]
    """Between heartbeats; a back end that wants more gets this."""

    def __init__(self, desk: Desk, charging: ChargingParts, upkeep: UpkeepParts) -> None:
        self._shared = desk
        self._transactions = charging
        self._maintenance = upkeep
        self._outgoing: list[str] = []
        self._connection = 0
        """Which one it is: an answer that was long in the making is for the one that asked."""
        self._heard: deque[str] = deque(maxlen=REMEMBERED_IDS)
        self._boot_ms: int | None = None
        self._booting = False
        self._refused = ""
        self._heartbeat_ms: int | None = None
        self._started = False

    # -- each version's own --------------------------------------------------------------------------------------

    @abstractmethod
    def _say_boot(self) -> None:
        """Tell the back end who we are, because it has to know."""

    @abstractmethod
    def _accepted(self, interval_s: int) -> None:
        """The back end has accepted the station, and named the interval of heartbeats."""

    @abstractmethod
    def _handle(self, call: Call, respond: Respond) -> None:
        """Do what is asked and answer. Raises ``CallRefusedError``."""

    @abstractmethod
    def _follow(self) -> None:
        """Read what is due and tell what has changed."""

    @abstractmethod
    def _further_deadlines(self) -> Iterable[int | None]:
        """When something is due (elapsed time)."""

    @property
    @abstractmethod
    def _heartbeat_s(self) -> int:
        """Interval of heartbeats."""

    # -- the connection ------------------------------------------------------------------------------------------

    def connected(self, moment: Moment) -> None:
        """The WebSocket is open."""
        self._at(moment)
        self._connection += 1
        self._heard.clear()
        self._shared.online = True
        self._shared.box.connected()
        self._boot_ms = None if self._shared.accepted else moment.elapsed_ms
        self._settle()

    def disconnected(self, moment: Moment) -> None:
        """It is gone."""
        self._at(moment)
        self._shared.online = False
        self._booting = False
        self._shared.box.disconnected(moment)
        self._outgoing.clear()
        self._settle()

    def received(self, text: str, moment: Moment) -> None:
        """A message came."""
        self._at(moment)
        try:
            frame = decode(text)
        except FrameError as error:
            if error.is_call:
                self._say_error(error.message_id, ErrorCode.RPC_FRAMEWORK, str(error))
            self._settle()
            return
        if isinstance(frame, Call):
            self._called(frame)
        else:
            self._answered(frame)
        self._settle()

    def advance(self, moment: Moment) -> None:
        """Do what is due."""
        self._at(moment)
        self._shared.box.advance(moment)
        self._transactions.advance()
        self._settle()

    @property
    def next_deadline_ms(self) -> int | None:
        """When to advance even if nothing happens (elapsed time)."""
        online = self._shared.online
        due = [
            self._boot_ms if online and not self._booting else None,
            self._heartbeat_ms if online and self._shared.accepted else None,
            self._shared.box.next_deadline_ms,
            self._transactions.next_deadline_ms,
            *self._further_deadlines(),
        ]
        return min((ms for ms in due if ms is not None), default=None)

    # -- what is handed out --------------------------------------------------------------------------------------

    def take_records(self) -> list[OcppRecord]:
        """What is to be kept."""
        return self._shared.take_records()

    def take_outgoing(self) -> list[str]:
        """What to send."""
        taken, self._outgoing = self._outgoing, []
        return taken

    def take_effects(self) -> list[Effect]:
        """What is to be done."""
        return self._shared.take_effects()

    # -- what came of effects ------------------------------------------------------------------------------------

    def renew_certificate(self, moment: Moment) -> None:
        """The station's certificate is about to expire."""
        self._at(moment)
        try:
            self._maintenance.sign_certificate()
        except CallRefusedError as error:
            self._shared.last_error = str(error)
        self._settle()

    def noted(self, event: str, info: str, moment: Moment) -> None:
        """Something about security has happened."""
        self._at(moment)
        self._maintenance.security_event(event, info)
        self._settle()

    def done(self, number: int, moment: Moment, *, ok: bool, reason: str = "") -> None:
        """An effect has been carried out, or not."""
        self._at(moment)
        self._maintenance.done(number, ok=ok, reason=reason)
        self._settle()

    def uploaded(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an upload goes."""
        self._at(moment)
        self._maintenance.uploaded(number, progress)
        self._settle()

    def firmware(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an update goes."""
        self._at(moment)
        self._maintenance.firmware(number, progress)
        self._settle()

    def signing_request(self, number: int, pem: str, moment: Moment) -> None:  # noqa: ARG002 - there is one at a time
        """The request that was asked for."""
        self._at(moment)
        self._maintenance.signing_request(pem)
        self._settle()

    def roots(self, number: int, found: Sequence[Mapping[str, Json]], moment: Moment) -> None:
        """The installed roots."""
        self._at(moment)
        self._maintenance.roots(number, found)
        self._settle()

    # -- heartbeats ----------------------------------------------------------------------------------------------

    def heartbeat(self) -> None:
        """Ask for a sign of life."""
        self._shared.ask("Heartbeat", {}, self._beaten)
        self._plan_heartbeat()

    def heartbeat_changed(self) -> None:
        """Its interval is another."""
        if self._heartbeat_ms is not None:
            self._plan_heartbeat()

    # -- inside --------------------------------------------------------------------------------------------------

    def _at(self, moment: Moment) -> None:
        self._shared.moment = moment

    def _settle(self) -> None:
        """After anything: say what is due, tell what has changed, hand out what can be sent."""
        desk = self._shared
        if desk.online and self._boot_ms is not None and desk.now_ms >= self._boot_ms and not self._booting:
            self._say_boot()
        if self._heartbeat_ms is not None and desk.online and desk.accepted and desk.now_ms >= self._heartbeat_ms:
            self.heartbeat()
        self._follow()
        desk.box.held = not desk.accepted
        while (message := desk.box.next_message(desk.moment)) is not None:
            self._outgoing.append(message)

    def _called(self, call: Call) -> None:
        connection = self._connection

        def respond(payload: Mapping[str, Json]) -> None:
            if self._shared.online and self._connection == connection:
                self._outgoing.append(Result(call.id, payload).text)

        try:
            self._see_that_it_is_new(call)
            check_call(call.action, call.payload, self.version)
            self._handle(call, respond)
        except (PayloadError, CallRefusedError) as error:
            self._say_error(call.id, error.code, str(error))
        self._shared.run_later()

    def _see_that_it_is_new(self, call: Call) -> None:
        if call.id in self._heard:
            raise CallRefusedError(ErrorCode.PROTOCOL, "a call with this id came before: it is not done again")
        self._heard.append(call.id)

    def _say_error(self, message_id: str, code: ErrorCode, reason: str) -> None:
        if self._shared.online:
            self._outgoing.append(Error(message_id, code.name_in(self.version.value), reason).text)

    def _answered(self, answer: Result | Error) -> None:
        action = self._shared.box.action_of(answer.id)
        if action is None:
            return
        judged: Result | Error = answer
        if isinstance(answer, Result):
            try:
                check_result(action, answer.payload, self.version)
            except PayloadError as error:
                code = error.code.name_in(self.version.value)
                judged = Error(answer.id, code, f"the answer to {action} is wrong: {error}")
        if isinstance(judged, Error):
            self._shared.last_error = f"{action}: {judged.code} {judged.description}".strip()
        self._shared.box.answered(judged, self._shared.moment)

    def _delivered(self, call: Call, answer: Answer, _: Moment) -> None:
        self._transactions.delivered(call, answer)

    def _ask_boot(self, payload: Mapping[str, Json]) -> None:
        self._booting = True
        self._boot_ms = None
        self._shared.ask("BootNotification", payload, self._booted, urgent=True)

    def _booted(self, answer: Answer, moment: Moment) -> None:
        self._booting = False
        interval_s, status = BOOT_AGAIN_S, ""
        if isinstance(answer, Result):
            status = str(answer.payload["status"])
            given = answer.payload.get("interval")
            interval_s = min(given, self.longest_interval_s) if isinstance(given, int) and given > 0 else BOOT_AGAIN_S
            self._take_time(answer.payload.get("currentTime"))
        self._shared.accepted = status == "Accepted"
        self._refused = "" if self._shared.accepted else status or "no answer"
        if not self._shared.accepted:
            self._boot_ms = moment.elapsed_ms + interval_s * 1000
            return
        self._accepted(interval_s)
        self._plan_heartbeat()
        if not self._started:
            self._started = True
            self._maintenance.security_event("StartupOfTheDevice")

    def _beaten(self, answer: Answer, _: Moment) -> None:
        if isinstance(answer, Result):
            self._take_time(answer.payload.get("currentTime"))

    def _take_time(self, text: object) -> None:
        said = read_instant(text)
        if said is not None:
            self._shared.do(SetStationClock(said))

    def _plan_heartbeat(self) -> None:
        self._heartbeat_ms = self._shared.now_ms + self._heartbeat_s * 1000

    def _waits_for(self) -> str:
        if not self._shared.online:
            return "the connection"
        if not self._shared.accepted:
            return f"the back end to accept the station{f' ({self._refused})' if self._refused else ''}"
        intent = self._transactions.intent
        if intent is not None:
            left_s = max(0, intent.until_ms - self._shared.now_ms) // 1000
            return f"a cable within {left_s} s"
        return ""
