"""Maintenance of OCPP 2.0.1: firmware, logs, certificates, network profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ..effects import (
    ChangeSettings,
    Json,
    ListRoots,
    MakeSigningRequest,
    Progress,
    UpdateFirmware,
    Upload,
)
from ..frames import ErrorCode
from ..instants import instant, read_instant
from ..maintenance import LOG_NAME, Maintenance, Respond
from .desk import CallRefusedError, Desk201

_LOG = {Progress.STARTED: "Uploading", Progress.DONE: "Uploaded"}
_FIRMWARE = {
    Progress.STARTED: "Downloading",
    Progress.FETCHED: "Downloaded",
    Progress.VERIFIED: "SignatureVerified",
    Progress.INSTALLING: "Installing",
    Progress.DONE: "Installed",
    Progress.FAILED_TRANSFER: "DownloadFailed",
    Progress.FAILED_SIGNATURE: "InvalidSignature",
    Progress.FAILED: "InstallationFailed",
}
_UNDER_WAY = ("Downloading", "Downloaded", "SignatureVerified")
CRITICAL = frozenset(
    {
        "FirmwareUpdated",
        "FailedToAuthenticateAtCsms",
        "InvalidCsmsCertificate",
        "InvalidFirmwareSignature",
        "InvalidChargingStationCertificate",
        "MemoryExhaustion",
        "ResetOrReboot",
        "SecurityLogWasCleared",
        "SettingSystemTime",
        "StartupOfTheDevice",
        "TamperDetectionActivated",
        "ReconfigurationOfSecurityParameters",
    }
)
"""Security events the back end has to learn of, however late."""


class NetworkProfile(msgspec.Struct, frozen=True):
    """How to reach a back end; kept by slot."""

    url: str
    security_profile: int


class Upkeep(Maintenance):
    """Requests about the station itself, and how they go."""

    invalid_certificate = "InvalidChargingStationCertificate"

    def __init__(self, desk: Desk201) -> None:
        super().__init__(desk)
        self._desk = desk
        self._log: tuple[int | None, int | None, str] = (None, None, "Idle")
        """Our number, the back end's, and how it goes."""
        self._firmware: tuple[int | None, int | None, str] = (None, None, "Idle")
        self._requested: dict[int, int] = {}
        """The back end's number of updates that have not begun yet, by ours."""
        self._asked_roots: dict[int, Respond] = {}
        self.profiles = desk.restored("network", dict[str, NetworkProfile], {})

    # -- requests ------------------------------------------------------------------------------------------------

    def get_log(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetLog."""
        log, running = payload["log"], self._log[2] == "Uploading"
        number = self._next()
        upload = Upload(
            number,
            log["remoteLocation"],
            "security" if payload["logType"] == "SecurityLog" else "diagnostics",
            read_instant(log.get("oldestTimestamp")),
            read_instant(log.get("latestTimestamp")),
            payload.get("retries", 1),
            payload.get("retryInterval", 60),
        )
        self._log = (number, payload["requestId"], "Idle")
        self._desk.after_answer(lambda: self._desk.do(upload))
        return {"status": "AcceptedCanceled" if running else "Accepted", "filename": LOG_NAME}

    def update_firmware(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """UpdateFirmware."""
        firmware, running = payload["firmware"], self._firmware[2] in _UNDER_WAY
        number = self._next()
        update = UpdateFirmware(
            number,
            firmware["location"],
            read_instant(firmware["retrieveDateTime"]),
            read_instant(firmware.get("installDateTime")),
            firmware.get("signingCertificate", ""),
            firmware.get("signature", ""),
            payload.get("retries", 1),
            payload.get("retryInterval", 60),
        )
        self._requested[number] = payload["requestId"]
        self._update(update, "AcceptedCanceled" if running else "Accepted", respond)

    def _begin_update(self, update: UpdateFirmware) -> None:
        self._firmware = (update.number, self._requested.get(update.number), "Idle")
        self._requested.clear()
        self._desk.do(update)

    def certificate_signed(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """CertificateSigned: only one kind of certificate is the station's own."""
        if payload.get("certificateType", "ChargingStationCertificate") == "ChargingStationCertificate":
            super().certificate_signed(payload, respond)
        else:
            respond({"status": "Rejected", "statusInfo": {"reasonCode": "UnsupportedType"}})

    def installed_certificates(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """GetInstalledCertificateIds."""
        number = self._next()
        self._asked_roots[number] = respond
        self._desk.do(ListRoots(number, tuple(payload.get("certificateType", ()))))

    def set_network_profile(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """SetNetworkProfile: kept by slot; used when the priority names it."""
        data, slot = payload["connectionData"], payload["configurationSlot"]
        address, level = str(data["ocppCsmsUrl"]), data["securityProfile"]
        scheme = "ws://" if level < 2 else "wss://"
        if level < self._desk.security_profile:
            return {"status": "Rejected", "statusInfo": {"reasonCode": "NoSecurityDowngrade"}}
        if data["ocppTransport"] != "JSON" or data["ocppVersion"] != "OCPP20" or not 0 < slot < 10:
            return {"status": "Rejected", "statusInfo": {"reasonCode": "InvalidConfSlot"}}
        if level > 3 or not address.startswith(scheme):
            return {"status": "Rejected", "statusInfo": {"reasonCode": "InvalidURL"}}
        self.profiles = {**self.profiles, str(slot): NetworkProfile(address, level)}
        self._desk.keep("network", self.profiles)
        return {"status": "Accepted"}

    def change_network(self, priority: str) -> bool:
        """Another order of the slots: the first is to be used; says whether it can be."""
        slots = [slot.strip() for slot in priority.split(",") if slot.strip()]
        if not slots or any(slot not in self.profiles for slot in slots):
            return False
        first = self.profiles[slots[0]]
        if first.security_profile < self._desk.security_profile:
            return False
        self._desk.do(ChangeSettings({"ocpp_server": first.url, "ocpp_security_profile": first.security_profile}))
        return True

    @property
    def slot_in_use(self) -> str:
        """Of the network profile that the station connects by; 0 when its owner has set it up otherwise."""
        return next((slot for slot, kept in self.profiles.items() if kept.url == self._desk.server), "0")

    def sign_certificate(self) -> None:
        """Ask for a new certificate of the station."""
        desk = self._desk
        organisation = desk.variables.text("SecurityCtrlr", "OrganizationName")
        if not organisation:
            raise CallRefusedError(ErrorCode.GENERIC, "OrganizationName has to be set before")
        desk.do(MakeSigningRequest(self._next(), desk.station_id or desk.identity.serial, organisation))

    # -- what came of it -----------------------------------------------------------------------------------------

    def roots(self, number: int, found: Sequence[Mapping[str, Json]]) -> None:
        """The installed roots."""
        respond = self._asked_roots.pop(number, None)
        if respond is not None:
            chains = list(found)
            respond({"status": "Accepted", "certificateHashDataChain": chains} if chains else {"status": "NotFound"})

    def signing_request(self, pem: str) -> None:
        """A request was made: send it."""
        if pem:
            payload: dict[str, Json] = {"csr": pem, "certificateType": "ChargingStationCertificate"}
            self._desk.ask("SignCertificate", payload, self._note_refusal)

    def uploaded(self, number: int, progress: Progress) -> None:
        """How an upload goes."""
        if number == self._log[0]:
            self._log = (number, self._log[1], _LOG.get(progress, "UploadFailure"))
            self.tell_log()

    def firmware(self, number: int, progress: Progress) -> None:
        """How an update goes."""
        if number != self._firmware[0]:
            return
        told = _FIRMWARE[progress]
        self._firmware = (number, self._firmware[1], told)
        if told == "Installed":
            self.security_event("FirmwareUpdated")
        self.tell_firmware()

    # -- what is told --------------------------------------------------------------------------------------------

    def tell_log(self) -> None:
        """LogStatusNotification."""
        self._desk.ask("LogStatusNotification", _with_request(self._log))

    def tell_firmware(self) -> None:
        """FirmwareStatusNotification."""
        self._desk.ask("FirmwareStatusNotification", _with_request(self._firmware))

    def security_event(self, kind: str, info: str = "") -> None:
        """SecurityEventNotification."""
        payload: dict[str, Json] = {"type": kind, "timestamp": instant(self._desk.moment.utc)}
        if info:
            payload["techInfo"] = info[:255]
        if kind in CRITICAL:
            self._desk.box.queue("SecurityEventNotification", payload)
        else:
            self._desk.ask("SecurityEventNotification", payload)


def _with_request(task: tuple[int | None, int | None, str]) -> dict[str, Json]:
    payload: dict[str, Json] = {"status": task[2]}
    return payload if task[1] is None else {**payload, "requestId": task[1]}
