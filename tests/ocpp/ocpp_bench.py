"""A station and a back end that speak OCPP without a wire, in virtual time; everything said is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from pilotwire.ocpp.effects import DequeueCall, Effect, KeepDocument, KeptOcpp, QueueCall
from pilotwire.ocpp.frames import Call, Error, Result, decode
from pilotwire.ocpp.outlook import Identity, Outlook
from pilotwire.ocpp.schemas import Version, check_call, check_result
from pilotwire.ocpp.session import Session
from pilotwire.ocpp.v16.session import Session16
from pilotwire.ocpp.v201.session import Session201
from pilotwire.station.moment import Moment

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDENTITY = Identity(serial="0A1B2C3D4E5F", firmware="v5.1.5", meter_serial="8.2.3")
SETTINGS: Mapping[str, str | int | float | bool] = {
    "ocpp_auth_auto": False,
    "ocpp_idtag": "FREE",
    "ocpp_auth_offline": True,
}

Answerer = Callable[[Mapping[str, Any]], Mapping[str, Any] | Error]


class AnyBench:
    """Both ends. The back end accepts everything unless a test says otherwise."""

    version: Version

    def __init__(self, settings: Mapping[str, str | int | float | bool] = SETTINGS, *, connected: bool = True) -> None:
        self.settings = settings
        self.now_ms = 0
        self.outlook = Outlook(register_wh=1000.0)
        self.documents: dict[str, object] = {}
        self.queue: dict[int, str] = {}
        self.last_number = 0
        self.said: list[Call] = []
        self.results: dict[str, Result | Error] = {}
        self.effects: list[Effect] = []
        self.online = False
        self.silent = False
        """The back end hears nothing."""
        self.losing = False
        """Its answers are lost; it knows a call that comes again by its id, and gives the answer it gave."""
        self._given: dict[str, str] = {}
        self._ids = count(1)
        self._asks = count(1)
        self.answers: dict[str, Answerer] = self._usual()
        self.session = self._session()
        self.session.look(self._seen())
        if connected:
            self.connect()

    @property
    def moment(self) -> Moment:
        return Moment(self.now_ms, START + timedelta(milliseconds=self.now_ms))

    @property
    def iso(self) -> str:
        return self.moment.utc.isoformat().replace("+00:00", "Z")

    def connect(self) -> None:
        self.online = True
        self.session.connected(self.moment)
        self.exchange()

    def disconnect(self) -> None:
        self.online = False
        self.session.disconnected(self.moment)
        self.exchange()

    def crash(self) -> None:
        """Power is lost and comes back; what was kept is there, the connection is not."""
        self.online = False
        self.session = self._session()

    def exchange(self) -> None:
        """Carry everything to and fro until nobody has anything to say."""
        while True:
            for record in self.session.take_records():
                match record:
                    case KeepDocument(name, None):
                        self.documents.pop(name, None)
                    case KeepDocument(name, value):
                        self.documents[name] = value
                    case QueueCall(number, message):
                        self.queue[number] = message
                        self.last_number = max(self.last_number, number)
                    case DequeueCall(number):
                        del self.queue[number]
            self.effects += self.session.take_effects()
            outgoing = self.session.take_outgoing()
            if not outgoing:
                return
            for text in outgoing:
                self._hear(text)

    def look(self, **changes: object) -> None:
        """The station changes."""
        self.outlook = msgspec.structs.replace(self.outlook, **changes)
        self.session.look(self._seen())
        self.exchange()

    def card(self, token: str) -> None:
        self.session.card(token, self.moment)
        self.exchange()

    def pass_s(self, seconds: float) -> None:
        """Let time pass, from deadline to deadline."""
        end_ms = self.now_ms + round(seconds * 1000)
        while True:
            due_ms = self.session.next_deadline_ms
            if due_ms is None or due_ms > end_ms:
                break
            self.now_ms = max(due_ms, self.now_ms)
            before = (self.now_ms, due_ms)
            self._advance()
            after = self.session.next_deadline_ms
            assert after is None or after > self.now_ms, f"a deadline that does not pass: {before}, {after}"
        self.now_ms = end_ms
        self._advance()

    def ask(self, action: str, **payload: object) -> Mapping[str, Any]:
        """The back end asks; returns the answer."""
        answer = self.ask_raw(action, payload)
        assert isinstance(answer, Result), answer
        check_result(action, answer.payload, self.version)
        return answer.payload

    def ask_raw(self, action: str, payload: Mapping[str, Any]) -> Result | Error | None:
        message_id = f"csms-{next(self._asks)}"
        self.session.received(Call(message_id, action, payload).text, self.moment)
        self.exchange()
        return self.results.get(message_id)

    def of(self, action: str) -> list[Mapping[str, Any]]:
        """What was said with this action."""
        return [call.payload for call in self.said if call.action == action]

    def last(self, action: str) -> Mapping[str, Any]:
        return self.of(action)[-1]

    # -- inside --------------------------------------------------------------------------------------------------

    def _usual(self) -> dict[str, Answerer]:
        return {
            "BootNotification": lambda _: {"status": "Accepted", "currentTime": self.iso, "interval": 300},
            "Heartbeat": lambda _: {"currentTime": self.iso},
        }

    def _new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def _kept(self) -> KeptOcpp:
        return KeptOcpp(
            documents=msgspec.json.decode(msgspec.json.encode(self.documents)),
            queue=tuple(QueueCall(number, text) for number, text in sorted(self.queue.items())),
            last_number=self.last_number,
        )

    def _session(self) -> Session:
        msg = "each version has its own"
        raise AssertionError(msg)

    def _seen(self) -> Outlook:
        return msgspec.structs.replace(self.outlook, moment=self.moment)

    def _advance(self) -> None:
        self.session.advance(self.moment)
        self.exchange()

    def _hear(self, text: str) -> None:
        frame = decode(text)
        if not isinstance(frame, Call):
            self.results[frame.id] = frame
            return
        check_call(frame.action, frame.payload, self.version)
        if not self.online or self.silent:
            return
        if frame.id not in self._given:
            self.said.append(frame)
            made = self.answers.get(frame.action, _nothing)(frame.payload)
            if isinstance(made, Error):
                # What was refused is judged anew when it comes again.
                self.session.received(msgspec.structs.replace(made, id=frame.id).text, self.moment)
                return
            check_result(frame.action, made, self.version)
            self._given[frame.id] = Result(frame.id, made).text
        if not self.losing:
            self.session.received(self._given[frame.id], self.moment)


class Bench(AnyBench):
    """OCPP 1.6."""

    version = Version.V16

    def _usual(self) -> dict[str, Answerer]:
        transactions = count(100)
        return super()._usual() | {
            "Authorize": lambda _: {"idTagInfo": {"status": "Accepted"}},
            "StartTransaction": lambda _: {
                "idTagInfo": {"status": "Accepted"},
                "transactionId": next(transactions),
            },
        }

    def _session(self) -> Session:
        session = Session16(self._kept(), IDENTITY, self._new_id, self.settings)
        session.advance(self.moment)
        return session

    def statuses(self) -> list[str]:
        """What the connector was said to be."""
        return [payload["status"] for payload in self.of("StatusNotification") if payload["connectorId"] == 1]


class Bench201(AnyBench):
    """OCPP 2.0.1."""

    version = Version.V201

    def _usual(self) -> dict[str, Answerer]:
        return super()._usual() | {
            "Authorize": lambda _: {"idTokenInfo": {"status": "Accepted"}},
            "SignCertificate": lambda _: {"status": "Accepted"},
        }

    def _session(self) -> Session:
        session = Session201(self._kept(), IDENTITY, self._new_id, self.settings)
        session.advance(self.moment)
        return session

    def statuses(self) -> list[str]:
        """What the connector was said to be."""
        return [payload["connectorStatus"] for payload in self.of("StatusNotification")]

    def events(self) -> list[tuple[str, str]]:
        """Kinds and triggers of the transactions' events."""
        return [(payload["eventType"], payload["triggerReason"]) for payload in self.of("TransactionEvent")]


def _nothing(_: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}
