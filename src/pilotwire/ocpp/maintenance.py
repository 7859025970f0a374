"""Maintenance that both versions share: certificates, and what has to be found out before there is an answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from .desk import Desk
from .effects import CheckSigner, DeleteRoot, InstallRoot, Json, UpdateFirmware, UseCertificate
from .frames import Result
from .outbox import Answer

LOG_NAME = "pilotwire-log.jsonl"
Respond = Callable[[Mapping[str, Json]], None]
Outcome = Callable[[bool, str], None]
"""Told whether something was done, and why not."""


class Maintenance(ABC):
    """Requests whose answers take a while."""

    invalid_certificate: ClassVar[str]
    """Security event of a certificate that came for the station and is not good."""

    def __init__(self, desk: Desk) -> None:
        self._shared = desk
        self._number = 0
        self._waiting: dict[int, Outcome] = {}

    @abstractmethod
    def security_event(self, kind: str, info: str = "") -> None:
        """Tell the back end what has happened."""

    def certificate_signed(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """CertificateSigned: what the authority has made of our request."""

        def used(ok: bool, reason: str) -> None:  # noqa: FBT001 - as ``Outcome``
            respond({"status": "Accepted" if ok else "Rejected"})
            if not ok:
                self.security_event(self.invalid_certificate, reason)

        number = self._waits(used)
        self._shared.do(UseCertificate(number, payload["certificateChain"]))

    def install_certificate(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """InstallCertificate."""
        number = self._waits(lambda ok, _: respond({"status": "Accepted" if ok else "Rejected"}))
        self._shared.do(InstallRoot(number, payload["certificateType"], payload["certificate"]))

    def delete_certificate(self, payload: Mapping[str, Any], respond: Respond) -> None:
        """DeleteCertificate."""
        number = self._waits(
            lambda ok, reason: respond(
                {"status": "Accepted" if ok else "NotFound" if reason == "not found" else "Failed"}
            )
        )
        self._shared.do(DeleteRoot(number, payload["certificateHashData"]))

    def done(self, number: int, *, ok: bool, reason: str) -> None:
        """Something with a number is done, or not."""
        then = self._waiting.pop(number, None)
        if then is not None:
            then(ok, reason)

    def _update(self, update: UpdateFirmware, status: str, respond: Respond) -> None:
        """Promise an update with ``status`` and begin it, if its signer, where it has one, may sign software."""

        def judged(ok: bool, reason: str) -> None:  # noqa: FBT001 - as ``Outcome``
            if ok:
                respond({"status": status})
                self._begin_update(update)
            else:
                respond({"status": "InvalidCertificate"})
                self.security_event("InvalidFirmwareSigningCertificate", reason)

        if update.signing_certificate:
            self._shared.do(CheckSigner(self._waits(judged), update.signing_certificate))
        else:
            judged(True, "")  # noqa: FBT003 - as ``Outcome``

    def _begin_update(self, update: UpdateFirmware) -> None:
        self._shared.do(update)

    def _note_refusal(self, answer: Answer, _: object) -> None:
        if not (isinstance(answer, Result) and answer.payload.get("status") == "Accepted"):
            self._shared.last_error = "the back end did not accept the certificate signing request"

    def _waits(self, then: Outcome) -> int:
        number = self._next()
        self._waiting[number] = then
        return number

    def _next(self) -> int:
        self._number += 1
        return self._number
