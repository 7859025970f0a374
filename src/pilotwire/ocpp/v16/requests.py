"""What an OCPP 1.6 back end can ask for: one method for each action, and the table of them.

Every payload has been checked against its schema. Nothing here waits: what takes time is answered later (``respond``)
or has been promised by the answer and is told as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pilotwire.station.settings.key import MAX_TEXT

from ..effects import ChangeSettings, Json, Reconnect, Reset
from ..frames import Call, ErrorCode
from ..instants import read_instant
from ..maintenance import Respond
from ..tokens import ListUpdate, TokenInfo, TokenStatus
from .charging import Charging
from .desk import CallRefusedError, Desk16
from .keys import KEYS, Access, Changed, KeyType, named
from .limits import Limits
from .transaction import Reservation, read_info
from .upkeep import Upkeep

_ACCEPTED: Mapping[str, Json] = {"status": "Accepted"}
_REJECTED: Mapping[str, Json] = {"status": "Rejected"}
_CONNECTS_ANEW = frozenset({"AuthorizationKey", "SecurityProfile", "Cst_BackendUrl", "Cst_ChargeBoxId"})
VENDOR = "org.openevse"
"""Of data transfers; no message of ours is defined yet."""


class Triggers(Protocol):
    """What a back end can have told again."""

    def boot(self) -> None:
        """Who we are."""

    def heartbeat(self) -> None:
        """A sign of life."""

    def heartbeat_changed(self) -> None:
        """Its interval is another."""

    def tell_status(self, connector: int) -> None:
        """The status of a connector."""

    def meter_values(self) -> None:
        """Readings."""


class Requests:
    """The handlers of one session."""

    def __init__(self, desk: Desk16, charging: Charging, limits: Limits, upkeep: Upkeep, triggers: Triggers) -> None:
        self._desk = desk
        self._charging = charging
        self._triggers = triggers
        self._now: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Json]]] = {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ChangeConfiguration": self._change_configuration,
            "ClearCache": self._clear_cache,
            "ClearChargingProfile": limits.clear_profile,
            "DataTransfer": self._data_transfer,
            "GetCompositeSchedule": limits.composite,
            "GetConfiguration": self._get_configuration,
            "GetDiagnostics": upkeep.get_diagnostics,
            "GetLocalListVersion": self._list_version,
            "RemoteStartTransaction": self._remote_start,
            "RemoteStopTransaction": self._remote_stop,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self._send_list,
            "SetChargingProfile": limits.set_profile,
            "TriggerMessage": self._trigger,
            "UnlockConnector": self._unlock,
            "UpdateFirmware": upkeep.update_firmware,
            "ExtendedTriggerMessage": self._trigger,
            "GetLog": upkeep.get_log,
        }
        self._later: Mapping[str, Callable[[Mapping[str, Any], Respond], None]] = {
            "CertificateSigned": upkeep.certificate_signed,
            "DeleteCertificate": upkeep.delete_certificate,
            "GetInstalledCertificateIds": upkeep.installed_certificates,
            "InstallCertificate": upkeep.install_certificate,
            "SignedUpdateFirmware": upkeep.signed_update,
        }
        self._limits = limits
        self._upkeep = upkeep

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

    # -- core ----------------------------------------------------------------------------------------------------

    def _change_availability(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        if payload["connectorId"] not in (0, 1):
            return _REJECTED
        waits = self._charging.set_operative(operative=payload["type"] == "Operative")
        return {"status": "Scheduled"} if waits else _ACCEPTED

    def _change_configuration(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        name, value = payload["key"], payload["value"]
        outcome, configuration = self._desk.configuration.with_value(name, value[:MAX_TEXT])
        if outcome is not Changed.ACCEPTED:
            return {"status": outcome.value}
        found = named(name) or name
        self._desk.configure(configuration)
        if found == "HeartbeatInterval":
            self._triggers.heartbeat_changed()
        setting = KEYS[found].setting
        if setting:
            stored: str | bool | int = configuration[found]
            if KEYS[found].type is KeyType.SWITCH:
                stored = configuration.switch(found)
            elif KEYS[found].type is KeyType.WHOLE:
                stored = configuration.whole(found)
            self._desk.do(ChangeSettings({setting: stored}))
        if found in ("AuthorizationKey", "SecurityProfile"):
            self._upkeep.security_event("ReconfigurationOfSecurityParameters", found)
        if found in _CONNECTS_ANEW:
            self._desk.after_answer(lambda: self._desk.do(Reconnect(f"{found} was changed by the back end")))
        return _ACCEPTED

    def _get_configuration(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        wanted = payload.get("key") or list(KEYS)
        known: list[Json] = []
        unknown: list[Json] = []
        for name in wanted:
            found = named(name)
            if found is None:
                unknown.append(name)
                continue
            key = KEYS[found]
            entry: dict[str, Json] = {"key": found, "readonly": key.access is Access.READ}
            if key.access is not Access.WRITE:
                entry["value"] = self._desk.configuration[found]
            known.append(entry)
        return {"configurationKey": known, **({"unknownKey": unknown} if unknown else {})}

    def _clear_cache(self, _: Mapping[str, Any]) -> Mapping[str, Json]:
        if not self._desk.configuration.switch("AuthorizationCacheEnabled"):
            return _REJECTED
        self._charging.clear_cache()
        return _ACCEPTED

    def _data_transfer(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        return {"status": "UnknownMessageId" if payload["vendorId"] == VENDOR else "UnknownVendorId"}

    def _remote_start(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        charging, token = self._charging, payload["idTag"]
        reservation = charging.reservation
        busy = charging.transaction is not None or charging.intent is not None or not charging.operative
        reserved = reservation is not None and reservation.id_tag.lower() != token.lower()
        profile = payload.get("chargingProfile")
        if payload.get("connectorId", 1) != 1 or busy or reserved or self._desk.seen.fault is not None:
            return _REJECTED
        if profile is not None:
            if profile["chargingProfilePurpose"] != "TxProfile":
                return _REJECTED
            self._limits.read(profile, 1)
        if self._desk.configuration.switch("AuthorizeRemoteTxRequests"):
            self._desk.after_answer(lambda: charging.authorise(token, self._remotely_known(profile)))
        else:
            self._desk.after_answer(lambda: charging.await_cable(token, "", profile))
        return _ACCEPTED

    def _remotely_known(self, profile: Mapping[str, Any] | None) -> Callable[[str, TokenInfo | None], None]:
        def known(token: str, info: TokenInfo | None) -> None:
            if info is not None and info.at(self._desk.moment.utc) is TokenStatus.ACCEPTED:
                self._charging.await_cable(token, info.parent, profile)

        return known

    def _remote_stop(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        transaction = self._charging.transaction
        if transaction is None or transaction.number != payload["transactionId"]:
            return _REJECTED
        self._desk.after_answer(lambda: _ended(self._charging.stop("Remote")))
        return _ACCEPTED

    def _reset(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        hard = payload["type"] == "Hard"

        def go() -> None:
            self._charging.stop("HardReset" if hard else "SoftReset")
            self._desk.do(Reset(hard))

        self._upkeep.security_event("ResetOrReboot", payload["type"])
        self._desk.after_answer(go)
        return _ACCEPTED

    def _unlock(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        # Cables are fixed to the station, or their lock is the controller's alone.
        return {"status": "NotSupported" if payload["connectorId"] == 1 else "UnlockFailed"}

    # -- local list and reservation ------------------------------------------------------------------------------

    def _list_version(self, _: Mapping[str, Any]) -> Mapping[str, Json]:
        enabled = self._desk.configuration.switch("LocalAuthListEnabled")
        return {"listVersion": self._charging.tokens.version_told if enabled else -1}

    def _send_list(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        if not self._desk.configuration.switch("LocalAuthListEnabled"):
            return {"status": "NotSupported"}
        entries = payload.get("localAuthorizationList", [])
        tokens, version = self._charging.tokens, payload["listVersion"]
        if payload["updateType"] == "Full":
            if any("idTagInfo" not in entry for entry in entries):
                return {"status": ListUpdate.FAILED.value}
            outcome, new = tokens.replaced(
                version, ((entry["idTag"], read_info(entry["idTagInfo"])) for entry in entries)
            )
        else:
            outcome, new = tokens.changed(
                version,
                (
                    (entry["idTag"], read_info(entry["idTagInfo"]) if "idTagInfo" in entry else None)
                    for entry in entries
                ),
            )
        if outcome is ListUpdate.ACCEPTED:
            self._charging.set_tokens(new)
        return {"status": outcome.value}

    def _reserve_now(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        charging, seen = self._charging, self._desk.seen
        expires = read_instant(payload["expiryDate"])
        if payload["connectorId"] not in (0, 1) or expires is None or expires <= self._desk.moment.utc:
            return _REJECTED
        if seen.fault is not None:
            return {"status": "Faulted"}
        if not charging.operative:
            return {"status": "Unavailable"}
        other = charging.reservation is not None and charging.reservation.number != payload["reservationId"]
        if charging.transaction is not None or charging.intent is not None or seen.plugged or other:
            return {"status": "Occupied"}
        charging.reserve(
            Reservation(
                payload["reservationId"],
                payload["idTag"],
                expires,
                payload.get("parentIdTag", ""),
                payload["connectorId"],
            )
        )
        return _ACCEPTED

    def _cancel_reservation(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        reservation = self._charging.reservation
        if reservation is None or reservation.number != payload["reservationId"]:
            return _REJECTED
        self._charging.reserve(None)
        return _ACCEPTED

    # -- triggers ------------------------------------------------------------------------------------------------

    def _trigger(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        connector = payload.get("connectorId")
        if connector not in (None, 0, 1):
            return _REJECTED
        acts: Mapping[str, Callable[[], None]] = {
            "BootNotification": self._triggers.boot,
            "DiagnosticsStatusNotification": self._upkeep.tell_diagnostics,
            "FirmwareStatusNotification": self._upkeep.tell_firmware,
            "Heartbeat": self._triggers.heartbeat,
            "LogStatusNotification": self._upkeep.tell_log,
            "MeterValues": self._triggers.meter_values,
            "SignChargePointCertificate": self._upkeep.sign_certificate,
            "StatusNotification": lambda: self._tell_status(connector),
        }
        act = acts.get(payload["requestedMessage"])
        if act is None:
            return {"status": "NotImplemented"}
        if payload["requestedMessage"] == "SignChargePointCertificate" and not self._desk.configuration["CpoName"]:
            return _REJECTED
        self._desk.after_answer(act)
        return _ACCEPTED

    def _tell_status(self, connector: int | None) -> None:
        for number in (0, 1) if connector is None else (connector,):
            self._triggers.tell_status(number)


def _ended(_: object) -> None:
    return None
