"""``/certificates``: roots to trust and certificates to show to others. A private key that came in never goes out.

They are those of the OpenEVSE API, and judged and numbered as there.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from litestar import Response, delete, get, post
from litestar.params import PathParameter, RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.settings import LONG_NAMES
from pilotwire.store.certificates import Certificate, CertificateType

from ..openevse.certificates import MOST, parse_id
from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes

CertificateId = Annotated[str, PathParameter(description="Id of the certificate, hexadecimal.")]
_PATH = "/api/v1/certificates"
_TAGS = ["Certificates"]
_ID_MASK = 2**64 - 1
_NONE = "There is no certificate with this id."
_USERS = [(short, name) for short, name in LONG_NAMES.items() if name.endswith("_certificate_id")]


class NewCertificateBody(Body, frozen=True):
    """A certificate to keep."""

    certificate: Annotated[str, Meta(description="PEM; of a chain, the certificate itself comes first.")]
    key: Annotated[
        str | None, Meta(description="Its private key (PEM) if it is to be shown to others; null for a root to trust.")
    ] = None
    name: Annotated[str | None, Meta(description="For people; its subject if not given.")] = None


class KeptCertificateDocument(Document, frozen=True):
    """A certificate that is kept."""

    id: Annotated[str, Meta(description="Hexadecimal.")]
    type: Annotated[Literal["root", "client"], Meta(description="`root`: trusted; `client`: shown to others.")]
    name: str
    certificate: Annotated[str, Meta(description="PEM.")]
    fingerprint: Annotated[str, Meta(description="SHA-256, hexadecimal; empty where it is not known.")]
    has_key: Annotated[bool, Meta(description="Whether its private key is kept; that is never told.")]
    used_by: Annotated[list[str], Meta(description="Names of settings that choose it.")]


@get(_PATH, tags=_TAGS, summary="List certificates")
async def list_certificates(host: HostOf) -> Response[list[KeptCertificateDocument]]:
    """Tell all, in the order they came."""
    return Response([_document(kept, host) for kept in await asyncio.to_thread(host.reader.certificates)])


@post(
    _PATH,
    tags=_TAGS,
    summary="Keep a certificate",
    description="With its private key it is one to show to others, without it a root to trust.",
    responses=refuses({400: "It is no certificate, or the key is not its own.", 409: "It is kept, or too many are."}),
    operation_class=takes(NewCertificateBody, NewCertificateBody(certificate="-----BEGIN CERTIFICATE-----\n...")),
)
async def add_certificate(body: RawBody, host: HostOf) -> Response[KeptCertificateDocument]:
    """Judge a certificate and keep it."""
    new = await asyncio.to_thread(_judged, read_body(body, NewCertificateBody))
    if len(await asyncio.to_thread(host.reader.certificates)) >= MOST:
        raise ApiError(f"{MOST} are kept already; delete one first.", status=409)
    if not await host.put_certificate(new):
        raise ApiError(f"One with the id {new.id} is kept already; delete that first.", "certificate", 409)
    return Response(_document(new, host), status_code=201)


@delete(
    f"{_PATH}/{{certificate_id:str}}",
    tags=_TAGS,
    summary="Forget a certificate",
    response_description="It and its key are gone.",
    responses=refuses({404: "There is none.", 409: "A setting chooses it."}),
)
async def delete_certificate(certificate_id: CertificateId, host: HostOf) -> None:
    """Forget a certificate and its key."""
    wanted = parse_id(certificate_id)
    if wanted is None:
        raise ApiError(_NONE, status=404)
    users = _users(wanted, host)
    if users:
        raise ApiError(f"It is in use: change {', '.join(users)} first.", status=409)
    if not await host.delete_certificate(wanted):
        raise ApiError(_NONE, status=404)


def _judged(body: NewCertificateBody) -> Certificate:
    from ..openevse.certificate_files import CertificateError, check  # noqa: PLC0415 - 13 MB most stations never need

    try:
        facts = check(body.certificate, body.key)
    except CertificateError as error:
        field, _, reason = str(error).partition(": ")
        raise ApiError(f"{reason[0].upper()}{reason[1:]}.", field) from error
    return Certificate(
        id=f"{facts.serial_number & _ID_MASK:x}",
        type=CertificateType.ROOT if body.key is None else CertificateType.CLIENT,
        name=body.name or facts.subject,
        certificate=body.certificate,
        key=body.key,
        fingerprint=facts.fingerprint,
    )


def _users(certificate_id: str, host: Host) -> list[str]:
    settings = host.status.settings
    return [name for field, name in _USERS if parse_id(str(getattr(settings, field))) == certificate_id]


def _document(kept: Certificate, host: Host) -> KeptCertificateDocument:
    return KeptCertificateDocument(
        id=kept.id,
        type=kept.type.value,
        name=kept.name,
        certificate=kept.certificate,
        fingerprint=kept.fingerprint,
        has_key=kept.key is not None,
        used_by=_users(kept.id, host),
    )


HANDLERS = [list_certificates, add_certificate, delete_certificate]
