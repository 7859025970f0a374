"""Maintenance of OCPP 1.6: firmware, diagnostics and logs, and what the security white paper adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..effects import (
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
from .desk import CallRefusedError, Desk16

_DIAGNOSTICS = {Progress.STARTED: "Uploading", Progress.DONE: "Uploaded"}
_LOG = {Progress.STARTED: "Uploading", Progress.DONE: "Uploaded", Progress.FAILED_TRANSFER: "UploadFailure"}
_FIRMWARE = {
    Progress.STARTED: "Downloading",
    Progress.FETCHED: "Downloaded",
    Progress.INSTALLING: "Installing",
    Progress.DONE: "Installed",
    Progress.FAILED_TRANSFER: "DownloadFailed",
}
_UNDER_WAY = ("Downloading", "Downloaded", "SignatureVerified")
_SIGNED = {**_FIRMWARE, Progress.VERIFIED: "SignatureVerified", Progress.FAILED_SIGNATURE: "InvalidSignature"}


class Upkeep(Maintenance):
    """Requests about the station itself, and how they go."""

    invalid_certificate = "InvalidChargePointCertificate"

    def __init__(self, desk: Desk16) -> None:
        super().__init__(desk)
        self._desk = desk
        self._diagnostics = "Idle"
        self._firmware = "Idle"
        self._updating = 0
        """Our number of the update."""
        self._log = "Idle"
        self._logs: dict[int, int] = {}
        """Request id of GetLog by our number; diagnostics have none."""
        self._signed: dict[int, int] = {}
        """Request id of SignedUpdateFirmware by our number."""
        self._asked_roots: dict[int, Respond] = {}

    # -- requests ------------------------------------------------------------------------------------------------

    def get_diagnostics(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetDiagnostics."""
        number = self._next()
        self._desk.after_answer(
            lambda: self._desk.do(
                Upload(
                    number,
                    payload["location"],
                    "diagnostics",
                    read_instant(payload.get("startTime")),
                    read_instant(payload.get("stopTime")),
                    payload.get("retries", 1),
                    payload.get("retryInterval", 60),
                )
            )
        )
        return {"fileName": LOG_NAME}

    def get_log(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetLog."""
        number, log, running = self._next(), payload["log"], self._log == "Uploading"
        self._logs = {number: payload["requestId"]}
        kind = "security" if payload["logType"] == "SecurityLog" else "diagnostics"
        upload = Upload(
            number,
            log["remoteLocation"],
            kind,
            read_instant(log.get("oldestTimestamp")),
            read_instant(log.get("latestTimestamp")),
            payload.get("retries", 1),
            payload.get("retryInterval", 60),
        )
        self._desk.after_answer(lambda: self._desk.do(upload))
        self._log = "Idle"
        return {"status": "AcceptedCanceled" if running else "Accepted", "filename": LOG_NAME}

    def update_firmware(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """UpdateFirmware."""
        update = UpdateFirmware(
            self._next(),
            payload["location"],
            read_instant(payload["retrieveDate"]),
            retries=payload.get("retries", 1),
            retry_interval_s=payload.get("retryInterval", 60),
        )
        self._desk.after_answer(lambda: self._begin_update(update))
        return {}

    def signed_update(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """SignedUpdateFirmware."""
        firmware, number, running = payload["firmware"], self._next(), self._firmware in _UNDER_WAY
        update = UpdateFirmware(
            number,
            firmware["location"],
            read_instant(firmware["retrieveDateTime"]),
            read_instant(firmware.get("installDateTime")),
            firmware["signingCertificate"],
            firmware["signature"],
            payload.get("retries", 1),
            payload.get("retryInterval", 60),
        )
        self._signed[number] = payload["requestId"]
        self._update(update, "AcceptedCanceled" if running else "Accepted", respond)

    def _begin_update(self, update: UpdateFirmware) -> None:
        self._updating, self._firmware = update.number, "Idle"
        self._signed = {number: request for number, request in self._signed.items() if number == update.number}
        self._desk.do(update)

    def installed_certificates(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """GetInstalledCertificateIds."""
        number = self._next()
        self._asked_roots[number] = respond
        self._desk.do(ListRoots(number, (payload["certificateType"],)))

    def sign_certificate(self) -> None:
        """Ask for a new certificate of the station."""
        desk = self._desk
        organisation = desk.configuration["CpoName"]
        if not organisation:
            raise CallRefusedError(ErrorCode.GENERIC, "CpoName has to be set before a certificate can be asked for")
        desk.do(MakeSigningRequest(self._next(), desk.identity.serial, organisation))

    # -- what came of it -----------------------------------------------------------------------------------------

    def roots(self, number: int, found: Sequence[Mapping[str, Json]]) -> None:
        """The installed roots."""
        respond = self._asked_roots.pop(number, None)
        if respond is not None:
            hashes = [one.get("certificateHashData", one) for one in found]
            respond({"status": "Accepted", "certificateHashData": hashes} if hashes else {"status": "NotFound"})

    def signing_request(self, pem: str) -> None:
        """A request was made: send it."""
        if pem:
            self._desk.ask("SignCertificate", {"csr": pem}, self._note_refusal)

    def uploaded(self, number: int, progress: Progress) -> None:
        """How an upload goes."""
        request = self._logs.get(number)
        if request is None:
            self._diagnostics = _DIAGNOSTICS.get(progress, "UploadFailed")
            self.tell_diagnostics()
        else:
            self._log = _LOG.get(progress, "UploadFailure")
            self.tell_log(request)

    def firmware(self, number: int, progress: Progress) -> None:
        """How an update goes."""
        if number != self._updating:
            return
        request = self._signed.get(number)
        words = _FIRMWARE if request is None else _SIGNED
        told = words.get(progress, "InstallationFailed")
        if request is None and progress is Progress.VERIFIED:
            return
        self._firmware = told
        self.tell_firmware(request)

    # -- what is told --------------------------------------------------------------------------------------------

    def tell_diagnostics(self) -> None:
        """DiagnosticsStatusNotification."""
        self._desk.ask("DiagnosticsStatusNotification", {"status": self._diagnostics})

    def tell_log(self, request: int | None = None) -> None:
        """LogStatusNotification."""
        known = request if request is not None else next(iter(self._logs.values()), None)
        payload: dict[str, Json] = {"status": self._log}
        self._desk.ask("LogStatusNotification", payload if known is None else {**payload, "requestId": known})

    def tell_firmware(self, request: int | None = None) -> None:
        """FirmwareStatusNotification, or the signed one."""
        known = request if request is not None else next(iter(self._signed.values()), None)
        if known is None:
            self._desk.ask("FirmwareStatusNotification", {"status": self._firmware})
        else:
            self._desk.ask("SignedFirmwareStatusNotification", {"status": self._firmware, "requestId": known})

    def security_event(self, kind: str, info: str = "") -> None:
        """SecurityEventNotification: must arrive, whenever that can be."""
        payload: dict[str, Json] = {"type": kind, "timestamp": instant(self._desk.moment.utc)}
        self._desk.box.queue("SecurityEventNotification", {**payload, "techInfo": info[:255]} if info else payload)
