"""One charging station towards one OCPP 1.6 back end: boot, heartbeat, status, and who handles which request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pilotwire.station.moment import Moment

from ..effects import Effect, Json, KeptOcpp, OcppRecord, Permission, Progress, SetStationClock
from ..frames import Call, Error, ErrorCode, FrameError, Result, decode
from ..instants import read_instant
from ..outbox import Answer
from ..outlook import Identity, Outlook
from ..schemas import PayloadError, Version, check_call, check_result
from ..session import SessionSummary
from .charging import Charging
from .desk import CallRefusedError, Desk16, Settings
from .keys import KEYS
from .limits import Limits
from .metering import Metering
from .requests import Requests
from .status import StatusTeller
from .transaction import Intent
from .upkeep import Upkeep

BOOT_AGAIN_S = 60
"""Where the back end does not say when to try again."""
_LONGEST_INTERVAL_S = 86_400 * 7


class Session16:
    """See ``session.Session`` for what each method is.

    Args:
        kept: what the last run left.
        identity: who the station is.
        new_id: makes ids of calls, never the same twice.
        settings: of the station, those that mirror configuration.

    """

    subprotocol = Version.V16.subprotocol

    def __init__(self, kept: KeptOcpp, identity: Identity, new_id: Callable[[], str], settings: Settings) -> None:
        self._desk = Desk16(kept, identity, new_id, self._delivered)
        self._charging = Charging(self._desk, self._began, self._ended)
        self._limits = Limits(self._desk, self._charging)
        self._metering = Metering(self._desk, self._charging)
        self._upkeep = Upkeep(self._desk)
        self._requests = Requests(self._desk, self._charging, self._limits, self._upkeep, self)
        self._outgoing: list[str] = []
        self._boot_ms: int | None = None
        self._booting = False
        self._refused = ""
        self._heartbeat_ms: int | None = None
        self._status = StatusTeller(self._desk, self._charging)
        self._started = False
        self.configured(settings, self._desk.moment)

    # -- the connection ------------------------------------------------------------------------------------------

    def connected(self, moment: Moment) -> None:
        """The WebSocket is open."""
        self._at(moment)
        self._desk.online = True
        self._desk.box.connected()
        if self._desk.accepted:
            self._boot_ms = None
        else:
            self._boot_ms = moment.elapsed_ms
        self._settle()

    def disconnected(self, moment: Moment) -> None:
        """It is gone."""
        self._at(moment)
        self._desk.online = False
        self._booting = False
        self._desk.box.disconnected(moment)
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

    # -- the station ---------------------------------------------------------------------------------------------

    def look(self, outlook: Outlook) -> None:
        """The station looks like this now."""
        self._at(outlook.moment)
        was_plugged = self._desk.seen.plugged
        self._desk.seen = outlook
        self._charging.look(was_plugged=was_plugged)
        self._settle()

    def card(self, token: str, moment: Moment, *, kind: str = "ISO14443") -> None:  # noqa: ARG002 - 1.6 knows no kinds
        """Somebody has shown a token."""
        self._at(moment)
        self._charging.card(token[:20])
        self._settle()

    def configured(self, settings: Settings, moment: Moment) -> None:
        """Settings that mirror configuration have changed."""
        self._at(moment)
        configuration = self._desk.configuration
        for name, key in KEYS.items():
            if key.setting in settings:
                value = settings[key.setting]
                said = str(value).lower() if isinstance(value, bool) else str(value)
                if said != configuration[name]:
                    configuration = configuration.having(name, said)
        self._desk.configure(configuration)
        self._charging.free_for_all = configuration.switch("Cst_FreeVendActive")
        self._charging.free_tag = configuration["Cst_FreeVendIdTag"]
        self._settle()

    def advance(self, moment: Moment) -> None:
        """Do what is due."""
        self._at(moment)
        self._desk.box.advance(moment)
        self._charging.advance()
        self._settle()

    @property
    def next_deadline_ms(self) -> int | None:
        """When to advance even if nothing happens (elapsed time)."""
        online = self._desk.online
        due = [
            self._boot_ms if online and not self._booting else None,
            self._heartbeat_ms if online and self._desk.accepted else None,
            self._desk.box.next_deadline_ms,
            self._charging.next_deadline_ms,
            self._limits.next_deadline_ms,
            self._metering.next_deadline_ms,
            self._status.next_deadline_ms,
        ]
        return min((ms for ms in due if ms is not None), default=None)

    # -- what is handed out --------------------------------------------------------------------------------------

    @property
    def permission(self) -> Permission:
        """What the back end permits now."""
        said = self._charging.permission
        limit_a = self._limits.limit_a
        return Permission(said.state, limit_a, said.why)

    @property
    def summary(self) -> SessionSummary:
        """For people."""
        transaction = self._charging.transaction
        return SessionSummary(
            accepted=self._desk.accepted,
            status=self._status.status.value,
            transaction="" if transaction is None else str(transaction.number),
            who="" if transaction is None else transaction.id_tag,
            limit_a=self._limits.limit_a,
            queued=self._desk.box.queued,
            waits_for=self._waits_for(),
            last_error=self._desk.last_error,
        )

    def take_records(self) -> list[OcppRecord]:
        """What is to be kept."""
        return self._desk.take_records()

    def take_outgoing(self) -> list[str]:
        """What to send."""
        taken, self._outgoing = self._outgoing, []
        return taken

    def take_effects(self) -> list[Effect]:
        """What is to be done."""
        return self._desk.take_effects()

    @property
    def ping_interval_s(self) -> int:
        """How often to look whether the connection is alive."""
        return self._desk.configuration.whole("WebSocketPingInterval")

    def secured(self, security_profile: int, certificates: int) -> None:
        """Of no interest to 1.6, which has no variable for either."""

    def renew_certificate(self, moment: Moment) -> None:
        """The station's certificate is about to expire."""
        self._at(moment)
        try:
            self._upkeep.sign_certificate()
        except CallRefusedError as error:
            self._desk.last_error = str(error)
        self._settle()

    def noted(self, event: str, info: str, moment: Moment) -> None:
        """Something about security has happened."""
        self._at(moment)
        self._upkeep.security_event(event, info)
        self._settle()

    # -- what came of effects ------------------------------------------------------------------------------------

    def done(self, number: int, moment: Moment, *, ok: bool, reason: str = "") -> None:
        """An effect has been carried out, or not."""
        self._at(moment)
        self._upkeep.done(number, ok=ok, reason=reason)
        self._settle()

    def uploaded(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an upload goes."""
        self._at(moment)
        self._upkeep.uploaded(number, progress)
        self._settle()

    def firmware(self, number: int, progress: Progress, moment: Moment) -> None:
        """How an update goes."""
        self._at(moment)
        self._upkeep.firmware(number, progress)
        self._settle()

    def signing_request(self, number: int, pem: str, moment: Moment) -> None:  # noqa: ARG002 - there is one at a time
        """The request that was asked for."""
        self._at(moment)
        self._upkeep.signing_request(pem)
        self._settle()

    def roots(self, number: int, found: Sequence[Mapping[str, Json]], moment: Moment) -> None:
        """The installed roots."""
        self._at(moment)
        self._upkeep.roots(number, found)
        self._settle()

    # -- what a trigger asks for ---------------------------------------------------------------------------------

    def boot(self) -> None:
        """Tell the back end who we are."""
        identity = self._desk.identity
        payload: dict[str, Json] = {
            "chargePointVendor": identity.vendor[:20],
            "chargePointModel": identity.model[:20],
            "chargePointSerialNumber": identity.serial[:25],
            "firmwareVersion": identity.firmware[:50],
            "meterSerialNumber": identity.meter_serial[:25],
        }
        self._booting = True
        self._boot_ms = None
        self._desk.ask("BootNotification", {k: v for k, v in payload.items() if v}, self._booted, urgent=True)

    def heartbeat(self) -> None:
        """Ask for a sign of life."""
        self._desk.ask("Heartbeat", {}, self._beaten)
        self._plan_heartbeat()

    def tell_status(self, connector: int) -> None:
        """Tell the status of a connector, even if it has not changed."""
        self._status.forget(connector)

    def meter_values(self) -> None:
        """Tell meter values."""
        self._metering.triggered()

    # -- inside --------------------------------------------------------------------------------------------------

    def _at(self, moment: Moment) -> None:
        self._desk.moment = moment

    def _settle(self) -> None:
        """After anything: read what is due, tell what has changed, hand out what can be sent."""
        desk = self._desk
        if desk.online and self._boot_ms is not None and desk.now_ms >= self._boot_ms and not self._booting:
            self.boot()
        if self._heartbeat_ms is not None and desk.online and desk.accepted and desk.now_ms >= self._heartbeat_ms:
            self.heartbeat()
        self._metering.advance()
        self._status.follow()
        desk.box.held = not desk.accepted
        while (message := desk.box.next_message(desk.moment)) is not None:
            self._outgoing.append(message)

    def _called(self, call: Call) -> None:
        try:
            check_call(call.action, call.payload, Version.V16)
            self._requests.handle(call, lambda payload: self._say_result(call, payload))
        except PayloadError as error:
            self._say_error(call.id, error.code, str(error))
        except CallRefusedError as error:
            self._say_error(call.id, error.code, str(error))
        self._desk.run_later()

    def _say_result(self, call: Call, payload: Mapping[str, Json]) -> None:
        if self._desk.online:
            self._outgoing.append(Result(call.id, payload).text)

    def _say_error(self, message_id: str, code: ErrorCode, reason: str) -> None:
        if self._desk.online:
            self._outgoing.append(Error(message_id, code.name_in("1.6"), reason).text)

    def _answered(self, answer: Result | Error) -> None:
        action = self._desk.box.action_of(answer.id)
        if action is None:
            return
        judged: Result | Error = answer
        if isinstance(answer, Result):
            try:
                check_result(action, answer.payload, Version.V16)
            except PayloadError as error:
                judged = Error(answer.id, error.code.name_in("1.6"), f"the answer to {action} is wrong: {error}")
        if isinstance(judged, Error):
            self._desk.last_error = f"{action}: {judged.code} {judged.description}".strip()
        self._desk.box.answered(judged, self._desk.moment)

    def _delivered(self, call: Call, answer: Answer, _: Moment) -> None:
        self._charging.delivered(call, answer)

    def _began(self, intent: Intent) -> None:
        self._limits.transaction_began(intent.profile)

    def _ended(self) -> None:
        self._limits.transaction_ended()

    # -- boot and heartbeat --------------------------------------------------------------------------------------

    def _booted(self, answer: Answer, moment: Moment) -> None:
        self._booting = False
        interval_s, status = BOOT_AGAIN_S, ""
        if isinstance(answer, Result):
            status = str(answer.payload["status"])
            given = answer.payload.get("interval")
            interval_s = min(given, _LONGEST_INTERVAL_S) if isinstance(given, int) and given > 0 else BOOT_AGAIN_S
            self._take_time(answer.payload.get("currentTime"))
        self._desk.accepted = status == "Accepted"
        self._refused = "" if self._desk.accepted else status or "no answer"
        if not self._desk.accepted:
            self._boot_ms = moment.elapsed_ms + interval_s * 1000
            return
        self._desk.configure(self._desk.configuration.having("HeartbeatInterval", str(interval_s)))
        self._plan_heartbeat()
        self._status.forget(0)
        self._status.forget(1)
        if not self._started:
            self._started = True
            self._upkeep.security_event("StartupOfTheDevice")

    def _beaten(self, answer: Answer, _: Moment) -> None:
        if isinstance(answer, Result):
            self._take_time(answer.payload.get("currentTime"))

    def _take_time(self, text: object) -> None:
        said = read_instant(text)
        if said is not None:
            self._desk.do(SetStationClock(said))

    def _plan_heartbeat(self) -> None:
        interval_s = self._desk.configuration.whole("HeartbeatInterval")
        self._heartbeat_ms = self._desk.now_ms + interval_s * 1000

    def heartbeat_changed(self) -> None:
        """Its interval is another."""
        if self._heartbeat_ms is not None:
            self._plan_heartbeat()

    def _waits_for(self) -> str:
        if not self._desk.online:
            return "the connection"
        if not self._desk.accepted:
            return f"the back end to accept the station{f' ({self._refused})' if self._refused else ''}"
        if self._charging.intent is not None:
            left_s = max(0, self._charging.intent.until_ms - self._desk.now_ms) // 1000
            return f"a cable within {left_s} s"
        return ""
