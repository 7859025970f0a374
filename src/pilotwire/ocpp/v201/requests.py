"""What an OCPP 2.0.1 back end can ask for: one method for each action, and the table of them.

Every payload has been checked against its schema. Nothing here waits: what takes time is answered later (``respond``)
or has been promised by the answer and is told as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..effects import ChangeSettings, Json, Reconnect, Reset
from ..frames import Call, ErrorCode
from ..instants import read_instant
from ..maintenance import Respond
from ..tokens import ListUpdate, TokenStatus
from .charging import Charging
from .desk import CallRefusedError, Desk201
from .limits import Limits
from .model import Model
from .transaction import Reservation, Token
from .upkeep import Upkeep
from .variables import VARIABLES, DataType, Name
from .words import read_info

_ACCEPTED: Mapping[str, Json] = {"status": "Accepted"}
_REJECTED: Mapping[str, Json] = {"status": "Rejected"}


class Triggers(Protocol):
    """What a back end can have told again."""

    def boot(self, reason: str) -> None:
        """Who we are."""

    def heartbeat(self) -> None:
        """A sign of life."""

    def heartbeat_changed(self) -> None:
        """Its interval is another."""

    def tell_status(self) -> None:
        """The status of the connector."""

    def meter_values(self) -> None:
        """Readings of the EVSE."""

    def transaction_event(self) -> None:
        """Readings of the transaction."""


class Requests:
    """The handlers of one session."""

    def __init__(
        self, desk: Desk201, charging: Charging, limits: Limits, upkeep: Upkeep, model: Model, triggers: Triggers
    ) -> None:
        self._desk = desk
        self._charging = charging
        self._limits = limits
        self._upkeep = upkeep
        self._triggers = triggers
        self._reset_later: bool | None = None
        self._now: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Json]]] = {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ClearCache": self._clear_cache,
            "ClearChargingProfile": limits.clear_profile,
            "CustomerInformation": self._customer_information,
            "DataTransfer": lambda _: {"status": "UnknownVendorId"},
            "GetBaseReport": model.base_report,
            "GetChargingProfiles": limits.get_profiles,
            "GetCompositeSchedule": limits.composite,
            "GetLocalListVersion": lambda _: {"versionNumber": charging.tokens.version_told},
            "GetLog": upkeep.get_log,
            "GetReport": model.report,
            "GetTransactionStatus": self._transaction_status,
            "GetVariables": model.read,
            "RequestStartTransaction": self._remote_start,
            "RequestStopTransaction": self._remote_stop,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self._send_list,
            "SetChargingProfile": limits.set_profile,
            "SetNetworkProfile": upkeep.set_network_profile,
            "SetVariables": lambda payload: model.change(payload, self._change),
            "TriggerMessage": self._trigger,
            "UnlockConnector": self._unlock,
        }
        self._later: Mapping[str, Callable[[Mapping[str, Any], Respond], None]] = {
            "CertificateSigned": upkeep.certificate_signed,
            "DeleteCertificate": upkeep.delete_certificate,
            "GetInstalledCertificateIds": upkeep.installed_certificates,
            "InstallCertificate": upkeep.install_certificate,
            "UpdateFirmware": upkeep.update_firmware,
        }

    def handle(self, call: Call, respond: Respond) -> None:
        """Do what is asked and answer.

        Raises:
            CallRefusedError: it cannot be done.

        """
        if call.action in self._later:
            self._later[call.action](call.payload, respond)
        elif call.action in self._now:
            respond(self._now[call.action](call.payload))
        else:
            raise CallRefusedError(ErrorCode.NOT_IMPLEMENTED, f"a station does not do {call.action}")

    def transaction_ended(self) -> None:
        """What waited for it can be done."""
        hard, self._reset_later = self._reset_later, None
        if hard is not None:
            self._restart(hard=hard)

    def _restart(self, *, hard: bool) -> None:
        # Told with the next BootNotification, which another process sends.
        self._desk.keep("boot_reason", "RemoteReset")
        self._desk.do(Reset(hard))

    # -- configuration -------------------------------------------------------------------------------------------

    def _change(self, name: Name, value: str) -> str:
        """Take over a value that can be; returns the status."""
        desk, variable = self._desk, VARIABLES[name]
        if name == Name("OCPPCommCtrlr", "NetworkConfigurationPriority") and not self._upkeep.change_network(value):
            return "Rejected"
        if name == Name("SecurityCtrlr", "BasicAuthPassword"):
            self._upkeep.security_event("ReconfigurationOfSecurityParameters", "BasicAuthPassword")
            desk.after_answer(lambda: desk.do(Reconnect("the back end has set another password")))
        else:
            desk.configure(desk.variables.having(name, value))
        if variable.setting:
            stored: str | bool = value == "true" if variable.type is DataType.BOOLEAN else value
            desk.do(ChangeSettings({variable.setting: stored}))
        if name.variable == "HeartbeatInterval":
            self._triggers.heartbeat_changed()
        return "Accepted"

    def _clear_cache(self, _: Mapping[str, Any]) -> Mapping[str, Json]:
        if not self._desk.variables.switch("AuthCacheCtrlr", "Enabled"):
            return _REJECTED
        self._charging.authorising.clear_cache()
        return _ACCEPTED

    def _customer_information(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """The station knows of a customer what its list and cache say of a token, and can forget that."""
        token = payload.get("idToken", {}).get("idToken")
        if token is None:
            return {"status": "Invalid"}
        authorising = self._charging.authorising
        listed, cached = authorising.tokens.find(token), authorising.cache.find(token)
        words = [f"listed: {listed.status.value}"] if listed else []
        words += [f"last answer: {cached.status.value}"] if cached else []
        if payload["clear"] and cached is not None:
            authorising.clear_cache()
        if payload["report"]:
            report: dict[str, Json] = {
                "data": "; ".join(words),
                "seqNo": 0,
                "generatedAt": self._triggers_time(),
                "requestId": payload["requestId"],
            }
            self._desk.after_answer(lambda: self._desk.ask("NotifyCustomerInformation", report))
        return _ACCEPTED

    def _triggers_time(self) -> str:
        return self._desk.moment.utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # -- transactions --------------------------------------------------------------------------------------------

    def _remote_start(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        charging, desk = self._charging, self._desk
        said = payload["idToken"]
        token = Token(said["idToken"], said["type"], payload.get("groupIdToken", {}).get("idToken", ""))
        transaction = charging.transaction
        taken = transaction is not None and transaction.authorised
        reserved = not charging.reserving.allows(token)
        busy = taken or charging.intent is not None or not charging.operative
        profile = payload.get("chargingProfile")
        if payload.get("evseId", 1) != 1 or busy or reserved or desk.seen.fault is not None:
            return _REJECTED
        if profile is not None:
            if profile["chargingProfilePurpose"] != "TxProfile" or "transactionId" in profile:
                return {"status": "Rejected", "statusInfo": {"reasonCode": "InvalidProfile"}}
            self._limits.read(profile, 1)
        number = payload["remoteStartId"]

        def go() -> None:
            if desk.variables.switch("AuthCtrlr", "AuthorizeRemoteStart"):
                charging.authorising.ask(token, known)
            else:
                charging.await_cable(token, "RemoteStart", number, profile)

        def known(found: Token, status: TokenStatus) -> None:
            if status is TokenStatus.ACCEPTED:
                charging.await_cable(found, "RemoteStart", number, profile)

        desk.after_answer(go)
        return {"status": "Accepted", **({} if transaction is None else {"transactionId": transaction.id})}

    def _remote_stop(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        transaction = self._charging.transaction
        if transaction is None or transaction.id != payload["transactionId"]:
            return {"status": "Rejected", "statusInfo": {"reasonCode": "TxNotFound"}}
        self._desk.after_answer(self._charging.remote_stop)
        return _ACCEPTED

    def _transaction_status(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        wanted, transaction = payload.get("transactionId"), self._charging.transaction
        waiting = any(_transaction_of(call) in (wanted, None if wanted else "") for call in self._desk.box.waiting)
        if wanted is None:
            return {"messagesInQueue": any(_transaction_of(call) for call in self._desk.box.waiting)}
        return {"ongoingIndicator": transaction is not None and transaction.id == wanted, "messagesInQueue": waiting}

    def _change_availability(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        evse = payload.get("evse", {})
        if evse.get("id", 1) != 1 or evse.get("connectorId", 1) != 1:
            return _REJECTED
        waits = self._charging.set_operative(operative=payload["operationalStatus"] == "Operative")
        return {"status": "Scheduled"} if waits else _ACCEPTED

    def _reset(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        if "evseId" in payload:
            return {"status": "Rejected", "statusInfo": {"reasonCode": "UnsupportedParam"}}
        self._upkeep.security_event("ResetOrReboot", payload["type"])
        if payload["type"] == "OnIdle" and self._charging.transaction is not None:
            self._reset_later = True
            return {"status": "Scheduled"}

        def go() -> None:
            self._charging.stop("ResetCommand", "ImmediateReset")
            self._restart(hard=True)

        self._desk.after_answer(go)
        return _ACCEPTED

    def _unlock(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        if payload["evseId"] != 1 or payload["connectorId"] != 1:
            return {"status": "UnknownConnector"}
        transaction = self._charging.transaction
        if transaction is not None and transaction.authorised:
            return {"status": "OngoingAuthorizedTransaction"}
        # Cables are fixed to the station, or their lock is the controller's alone.
        return {"status": "UnlockFailed", "statusInfo": {"reasonCode": "NoLock"}}

    # -- local list and reservation ------------------------------------------------------------------------------

    def _send_list(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        if not self._desk.variables.switch("LocalAuthListCtrlr", "Enabled"):
            return {"status": "Failed", "statusInfo": {"reasonCode": "NotEnabled"}}
        authorising, version = self._charging.authorising, payload["versionNumber"]
        entries = [
            (entry["idToken"]["idToken"], read_info(entry["idTokenInfo"]) if "idTokenInfo" in entry else None)
            for entry in payload.get("localAuthorizationList", [])
        ]
        if payload["updateType"] == "Full":
            known = [(token, info) for token, info in entries if info is not None]
            if len(known) < len(entries):
                return {"status": "Failed", "statusInfo": {"reasonCode": "MissingParam"}}
            outcome, new = authorising.tokens.replaced(version, known)
        else:
            outcome, new = authorising.tokens.changed(version, entries)
        if outcome is ListUpdate.ACCEPTED:
            authorising.set_tokens(new)
        return {"status": outcome.value}

    def _reserve_now(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        charging, seen = self._charging, self._desk.seen
        expires = read_instant(payload["expiryDateTime"])
        if payload.get("evseId", 1) != 1 or expires is None or expires <= self._desk.moment.utc:
            return _REJECTED
        if seen.fault is not None:
            return {"status": "Faulted"}
        if not charging.operative:
            return {"status": "Unavailable"}
        other = charging.reserving.reservation is not None and charging.reserving.reservation.number != payload["id"]
        if charging.transaction is not None or charging.intent is not None or seen.plugged or other:
            return {"status": "Occupied"}
        token = Token(payload["idToken"]["idToken"], payload["idToken"]["type"])
        group = payload.get("groupIdToken", {}).get("idToken", "")
        charging.reserving.put(Reservation(payload["id"], token, expires, group))
        return _ACCEPTED

    def _cancel_reservation(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        reservation = self._charging.reserving.reservation
        if reservation is None or reservation.number != payload["reservationId"]:
            return _REJECTED
        self._charging.reserving.put(None)
        return _ACCEPTED

    # -- triggers ------------------------------------------------------------------------------------------------

    def _trigger(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        evse, wanted = payload.get("evse", {}), payload["requestedMessage"]
        if evse.get("id", 1) != 1 or evse.get("connectorId", 1) != 1:
            return _REJECTED
        acts: Mapping[str, Callable[[], None]] = {
            "BootNotification": lambda: self._triggers.boot("Triggered"),
            "FirmwareStatusNotification": self._upkeep.tell_firmware,
            "Heartbeat": self._triggers.heartbeat,
            "LogStatusNotification": self._upkeep.tell_log,
            "MeterValues": self._triggers.meter_values,
            "SignChargingStationCertificate": self._upkeep.sign_certificate,
            "StatusNotification": self._triggers.tell_status,
            "TransactionEvent": self._triggers.transaction_event,
        }
        act = acts.get(wanted)
        if act is None:
            return {"status": "NotImplemented"}
        if wanted == "TransactionEvent" and self._charging.transaction is None:
            return _REJECTED
        if wanted == "BootNotification" and self._desk.accepted:
            return _REJECTED
        self._desk.after_answer(act)
        return _ACCEPTED


def _transaction_of(call: Call) -> object:
    info = call.payload.get("transactionInfo")
    return info.get("transactionId") if isinstance(info, Mapping) else None
