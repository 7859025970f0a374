"""The station's certificates as OCPP handles them: those it shows and those of whom it trusts, kept in the store.

Roots that came by OCPP count only for what OCPP uses them: nobody else trusts a root that a back end has sent. Keys
never leave the store's certificates. Certificates are understood in ``certificates``, which is imported when needed:
it is 13 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import ModuleType

import msgspec

from pilotwire.ocpp.effects import Json
from pilotwire.services.host import Host
from pilotwire.station.records import BackEndRecord
from pilotwire.store.certificates import Certificate, CertificateType

DIALECT = "station"
"""Under which name the roots are kept among the documents: they belong to no version of the protocol."""
MOST_ROOTS = 20
OF_BACK_END = ("CSMSRootCertificate", "CentralSystemRootCertificate")
"""What 2.0.1 and 1.6 call the root of the back end."""
OF_MANUFACTURER = "ManufacturerRootCertificate"
NOT_FOUND = "not found"
_ROOTS = "roots"


class CabinetError(Exception):
    """It cannot be done; the message says why."""


class Root(msgspec.Struct, frozen=True):
    """A root and what it is for, in the protocol's word."""

    use: str
    pem: str


class Cabinet:
    """Certificates of one station."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._turn = asyncio.Lock()

    # -- for connections; these block ----------------------------------------------------------------------------

    def for_connection(self) -> Sequence[Certificate]:
        """Whom to trust and what to show towards the back end. Blocks."""
        roots = [root for root in self._roots() if root.use in OF_BACK_END]
        return [
            *self._host.reader.certificates(),
            *(
                Certificate(id="", type=CertificateType.ROOT, name=root.use, certificate=root.pem)
                for root in dict.fromkeys(roots)
            ),
        ]

    def manufacturer_roots(self) -> list[str]:
        """Whose signatures of software count; empty for anybody's. Blocks."""
        return [root.pem for root in self._roots() if root.use == OF_MANUFACTURER]

    def count(self) -> int:
        """How many certificates are installed. Blocks."""
        return len(self._roots()) + len(self._own())

    # -- what the back end asks for ------------------------------------------------------------------------------

    async def make_request(self, common_name: str, organisation: str, now: datetime) -> str:
        """Make a key pair and a request to have it signed, which is returned (PEM)."""
        async with self._turn:
            certificates = await asyncio.to_thread(_certificates)
            request = await asyncio.to_thread(certificates.make_request, common_name, organisation, now)
            for old in await asyncio.to_thread(self._waiting):
                await self._host.delete_certificate(old.id)
            if not await self._host.put_certificate(request.waiting):
                raise CabinetError("the new key could not be kept: its number is taken")
            return str(request.pem)

    async def take_signed(self, chain: str, now: datetime) -> str:
        """Keep the certificate that came for the key of the last request; returns its id.

        Raises:
            CabinetError: it is not good.

        """
        async with self._turn:
            certificates = await asyncio.to_thread(_certificates)
            waiting = await asyncio.to_thread(self._waiting)
            in_use = await asyncio.to_thread(self._own)
            try:
                signed: Certificate = certificates.signed(chain, [*in_use, *waiting], now)
            except certificates.CertificateRefusedError as error:
                raise CabinetError(str(error)) from error
            if all(kept.id != signed.id for kept in in_use) and not await self._host.put_certificate(signed):
                raise CabinetError(f"a certificate {signed.id} is there already")
            for old in waiting:
                await self._host.delete_certificate(old.id)
            # The one in use stays until the new one has proven itself; what came before it is of no use any more.
            current = self._host.status.settings.ocpp_certificate_id.lower().lstrip("0")
            for old in in_use:
                if old.id not in (current, signed.id):
                    await self._host.delete_certificate(old.id)
            return signed.id

    async def install(self, use: str, pem: str, now: datetime) -> None:
        """Trust a root for a use.

        Raises:
            CabinetError: it is not good, or there are too many.

        """
        async with self._turn:
            certificates = await asyncio.to_thread(_certificates)
            try:
                certificates.check_root(pem, now)
            except certificates.CertificateRefusedError as error:
                raise CabinetError(str(error)) from error
            roots = await asyncio.to_thread(self._roots)
            new = Root(use, pem.strip() + "\n")
            if new not in roots:
                if len(roots) >= MOST_ROOTS:
                    raise CabinetError(f"{MOST_ROOTS} roots are installed already")
                await self._keep([*roots, new])

    async def delete(self, named: Mapping[str, Json]) -> None:
        """Trust a root no more.

        Raises:
            CabinetError: there is none (``NOT_FOUND``), or it cannot be kept.

        """
        async with self._turn:
            certificates = await asyncio.to_thread(_certificates)
            roots = await asyncio.to_thread(self._roots)
            left = [root for root in roots if not certificates.is_meant(certificates.read_chain(root.pem)[0], named)]
            if len(left) == len(roots):
                raise CabinetError(NOT_FOUND)
            await self._keep(left)

    async def named(self, uses: Sequence[str]) -> list[Mapping[str, Json]]:
        """Hash data of the installed roots with these uses, of all when there are none."""
        roots = await asyncio.to_thread(self._roots)
        wanted = [root for root in roots if not uses or root.use in uses]
        if not wanted:
            return []
        certificates = await asyncio.to_thread(_certificates)
        return [
            {
                "certificateType": root.use,
                "certificateHashData": certificates.hash_data(certificates.read_chain(root.pem)[0]),
            }
            for root in wanted
        ]

    async def check_signer(self, certificate: str, now: datetime) -> None:
        """See that somebody may sign software.

        Raises:
            CabinetError: the certificate is not good for that.

        """

        def check() -> None:
            certificates = _certificates()
            try:
                certificates.check_signer(certificate, self.manufacturer_roots(), now)
            except certificates.CertificateRefusedError as error:
                raise CabinetError(str(error)) from error

        await asyncio.to_thread(check)

    async def is_due(self, certificate_id: str, now: datetime) -> bool:
        """Whether a certificate of ours that came by OCPP should be renewed."""
        wanted = certificate_id.lower().lstrip("0")
        found = next((one for one in await asyncio.to_thread(self._own) if one.id == wanted), None)
        if found is None:
            return False
        certificates = await asyncio.to_thread(_certificates)
        return bool(certificates.is_due(found.certificate, now))

    # -- inside --------------------------------------------------------------------------------------------------

    def _roots(self) -> list[Root]:
        text = self._host.reader.back_end(DIALECT).documents.get(_ROOTS)
        try:
            return [] if text is None else msgspec.json.decode(text, type=list[Root])
        except msgspec.DecodeError:
            return []

    async def _keep(self, roots: Sequence[Root]) -> None:
        text = msgspec.json.encode(roots).decode()
        if not await self._host.keep_conversation(BackEndRecord(dialect=DIALECT, documents={_ROOTS: text})):
            raise CabinetError("it cannot be kept on disk")

    def _waiting(self) -> list[Certificate]:
        return self._named_with(_WAITING)

    def _own(self) -> list[Certificate]:
        return self._named_with(_SIGNED)

    def _named_with(self, beginning: str) -> list[Certificate]:
        kept = self._host.reader.certificates()
        return [one for one in kept if one.type is CertificateType.CLIENT and one.name.startswith(beginning)]


_WAITING, _SIGNED = "OCPP, waits for its signature: ", "OCPP: "
"""As in ``certificates``, which is not imported for them."""


def _certificates() -> ModuleType:
    from . import certificates  # noqa: PLC0415 - see above

    return certificates
